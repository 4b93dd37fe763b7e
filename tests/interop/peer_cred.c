#include "peer.h"

#include <stdio.h>
#include <string.h>

/* 1.3.6.1.4.1.32473.1, of the plugin for NegoEx. */
#define TOY "\x2b\x06\x01\x04\x01\x81\xfd\x59\x01"

static struct {
    const char *name;
    gss_OID_desc oid;
} mechs[] = {
    {"krb5", {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"}},
    {"ms-krb5", {9, (void *)"\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"}},
    {"iakerb", {6, (void *)"\x2b\x06\x01\x05\x02\x05"}},
    {"spnego", {6, (void *)"\x2b\x06\x01\x05\x05\x02"}},
    {"scram", {6, (void *)"\x2b\x06\x01\x05\x05\x12"}},
    {"any", {0, NULL}}, /* an acceptor's: whatever the library has */
    {"ntlm", {10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"}},
    {"toy-1", {10, (void *)TOY "\x01"}},
    {"toy-2", {10, (void *)TOY "\x02"}},
    {"toy-3", {10, (void *)TOY "\x03"}},
    {"toy-4", {10, (void *)TOY "\x04"}},
    {"toy-5", {10, (void *)TOY "\x05"}},
    {"toy-6", {10, (void *)TOY "\x06"}},
    {"toy-7", {10, (void *)TOY "\x07"}},
    {"toy-8", {10, (void *)TOY "\x08"}},
    {"toy-9", {10, (void *)TOY "\x09"}},
    {"toy-10", {10, (void *)TOY "\x0a"}},
    {"toy-11", {10, (void *)TOY "\x0b"}},
    {"toy-12", {10, (void *)TOY "\x0c"}},
    {"toy-13", {10, (void *)TOY "\x0d"}},
    {"toy-14", {10, (void *)TOY "\x0e"}},
};
enum { MECHS = sizeof(mechs) / sizeof(mechs[0]) };

gss_OID peer_mech_named(const char *name, size_t length)
{
    for (size_t i = 0; i < MECHS; i++)
        if (strlen(mechs[i].name) == length && memcmp(mechs[i].name, name, length) == 0)
            return &mechs[i].oid;
    return GSS_C_NO_OID;
}

const char *peer_mech_name(gss_OID mech)
{
    for (size_t i = 0; i < MECHS; i++)
        if (mech != GSS_C_NO_OID && mechs[i].oid.length == mech->length &&
            memcmp(mechs[i].oid.elements, mech->elements, mech->length) == 0)
            return mechs[i].name;
    return "unknown";
}

static OM_uint32 offer_mechs(OM_uint32 *minor, struct peer *peer)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major = gss_create_empty_oid_set(minor, &set), ignored;

    for (const char *next = peer->offer; major == GSS_S_COMPLETE && *next != '\0';) {
        size_t length = strcspn(next, ",");
        gss_OID mech = peer_mech_named(next, length);
        major = mech == GSS_C_NO_OID ? GSS_S_BAD_MECH : gss_add_oid_set_member(minor, mech, &set);
        next += length + (next[length] == ',');
    }
#ifdef PEER_SETS_NEG_MECHS
    if (major == GSS_S_COMPLETE)
        major = gss_set_neg_mechs(minor, peer->cred, set);
#else
    major = GSS_S_UNAVAILABLE;
#endif
    gss_release_oid_set(&ignored, &set);
    return major;
}

static OM_uint32 acquire(OM_uint32 *minor, struct peer *peer)
{
    gss_OID_set_desc wanted = {1, peer->mech};
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major = GSS_S_COMPLETE, ignored;

    if (peer->service != NULL) {
        gss_buffer_desc text = {strlen(peer->service), (void *)peer->service};
        major = gss_import_name(minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    }
    if (major == GSS_S_COMPLETE)
        major = gss_acquire_cred(
            minor, name, GSS_C_INDEFINITE, peer->mech->length != 0 ? &wanted : GSS_C_NO_OID_SET,
            peer->initiator ? GSS_C_INITIATE : GSS_C_ACCEPT, &peer->cred, NULL, NULL);
    if (major == GSS_S_COMPLETE && peer->offer != NULL)
        major = offer_mechs(minor, peer);
    gss_release_name(&ignored, &name);
    return major;
}

bool peer_acquire(struct peer *peer)
{
    OM_uint32 major, minor = 0;

    if (peer->service == NULL && peer->offer == NULL)
        return true;
    major = acquire(&minor, peer);
    if (major != GSS_S_COMPLETE)
        peer_print_failure("acquire", major, minor);
    return major == GSS_S_COMPLETE;
}
