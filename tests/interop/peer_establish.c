#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the flags that a program asks for are called; the rest is the libraries' own. */
static void print_flags(OM_uint32 flags)
{
    static const struct {
        OM_uint32 flag;
        const char *name;
    } names[] = {
        {GSS_C_DELEG_FLAG, "deleg"},   {GSS_C_MUTUAL_FLAG, "mutual"},
        {GSS_C_REPLAY_FLAG, "replay"}, {GSS_C_SEQUENCE_FLAG, "sequence"},
        {GSS_C_CONF_FLAG, "conf"},     {GSS_C_INTEG_FLAG, "integ"},
        {GSS_C_ANON_FLAG, "anon"},
    };

    printf("flags");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (flags & names[i].flag)
            printf(" %s", names[i].name);
    printf("\n");
}

static void print_context(struct peer *peer)
{
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    OM_uint32 major, minor, lifetime, flags;
    int local, open;
    gss_OID mech;

    major = gss_inquire_context(&minor, peer->context, &source, &target, &lifetime, &mech, &flags,
                                &local, &open);
    if (major != GSS_S_COMPLETE) {
        peer_print_failure("inquire_context", major, minor);
        return;
    }
    print_flags(flags);
    peer_print_name("source", &source);
    peer_print_name("target", &target);
    printf("mechanism %s\n", peer_mech_name(mech));
    /* Debian's NTLM says 0 while its contexts live. */
    if (!open || local != (int)peer->initiator ||
        (lifetime == 0 && strcmp(peer_mech_name(mech), "ntlm") != 0))
        printf("open %d local %d lifetime %u\n", open, local, lifetime);
}

static gss_channel_bindings_t make_bindings(const struct peer *peer,
                                            struct gss_channel_bindings_struct *bindings)
{
    if (peer->bindings == NULL)
        return GSS_C_NO_CHANNEL_BINDINGS;
    memset(bindings, 0, sizeof(*bindings));
    bindings->initiator_addrtype = GSS_C_AF_UNSPEC;
    bindings->acceptor_addrtype = GSS_C_AF_UNSPEC;
    bindings->application_data.length = strlen(peer->bindings);
    bindings->application_data.value = (void *)peer->bindings;
    return bindings;
}

static OM_uint32 initiate(OM_uint32 *minor, struct peer *peer, gss_cred_id_t cred, gss_OID mech,
                          gss_ctx_id_t *context, const char *target, OM_uint32 flags,
                          gss_buffer_t input, gss_buffer_t output)
{
    gss_buffer_desc text = {strlen(target), (void *)target};
    struct gss_channel_bindings_struct bindings;
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, ignored;

    major = gss_import_name(minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gss_init_sec_context(minor, cred, context, name, mech, flags, 0,
                                 make_bindings(peer, &bindings), input, NULL, output, NULL, NULL);
    gss_release_name(&ignored, &name);
    return major;
}

/* Initiates to a service of ours with what was delegated, and accepts it here. */
static void use_delegated(struct peer *peer, gss_cred_id_t delegated)
{
    gss_buffer_desc token = {0, NULL}, reply = {0, NULL};
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_OID krb5 = peer_mech_named("krb5", 4);
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, minor, ignored;

    major = gss_inquire_cred(&minor, delegated, &name, NULL, NULL, NULL);
    if (major == GSS_S_COMPLETE)
        peer_print_name("delegated", &name);
    else
        peer_print_failure("inquire_cred", major, minor);
    major = initiate(&minor, peer, delegated, krb5, &initiator, "host@aes128-sha2.gss.test", 0,
                     GSS_C_NO_BUFFER, &token);
    if (major == GSS_S_COMPLETE)
        major = gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL, &token,
                                       GSS_C_NO_CHANNEL_BINDINGS, &name, NULL, &reply, NULL, NULL,
                                       NULL);
    if (major == GSS_S_COMPLETE)
        peer_print_name("onward", &name);
    else
        peer_print_failure("onward", major, minor);
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &reply);
    gss_delete_sec_context(&ignored, &initiator, NULL);
    gss_delete_sec_context(&ignored, &acceptor, NULL);
}

static OM_uint32 accept_leg(OM_uint32 *minor, struct peer *peer, gss_buffer_t input,
                            gss_buffer_t output)
{
    gss_cred_id_t delegated = GSS_C_NO_CREDENTIAL;
    struct gss_channel_bindings_struct bindings;
    OM_uint32 major, ignored;

    major = gss_accept_sec_context(minor, &peer->context, peer->cred, input,
                                   make_bindings(peer, &bindings), NULL, NULL, output, NULL, NULL,
                                   &delegated);
    if (delegated != GSS_C_NO_CREDENTIAL)
        use_delegated(peer, delegated);
    gss_release_cred(&ignored, &delegated);
    return major;
}

bool peer_establish(struct peer *peer)
{
    gss_buffer_desc input = {0, NULL}, output = {0, NULL};
    OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor = 0, ignored;
    bool have_input = peer->initiator == peer->reversed;

    while (major == GSS_S_CONTINUE_NEEDED) {
        if (have_input && !peer_receive(peer, &input)) {
            printf("establish: closed\n");
            break;
        }
        if (peer->initiator)
            major = initiate(&minor, peer, peer->cred, peer->mech, &peer->context, peer->target,
                             peer->flags, have_input ? &input : GSS_C_NO_BUFFER, &output);
        else
            major = accept_leg(&minor, peer, &input, &output);
        free(input.value);
        input = (gss_buffer_desc){0, NULL};
        have_input = true;
        if (output.length != 0)
            peer_send(peer, output.value, output.length);
        gss_release_buffer(&ignored, &output);
    }
    free(input.value);
    if (GSS_ERROR(major))
        peer_print_failure("establish", major, minor);
    if (major == GSS_S_COMPLETE)
        print_context(peer);
    return major == GSS_S_COMPLETE;
}
