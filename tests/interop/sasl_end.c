#include "interop/sasl_end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/scram.h"

static gss_OID mech_of(const char *name)
{
    return strncmp(name, "SCRAM-SHA-256", 13) == 0 ? &scram_test_sha256 : &scram_test_sha1;
}

static bool is_plus(const char *name)
{
    return strstr(name, "-PLUS") != NULL;
}

static void finish(struct sasl_end *end, const char *status)
{
    end->over = true;
    snprintf(end->status, sizeof(end->status), "%s", status);
}

/* The token of one call is the next message, also if the call failed. */
static void take_token(struct sasl_end *end, OM_uint32 major, gss_buffer_t token,
                       struct writer *out)
{
    OM_uint32 ignored;

    write_bytes(out, token->value, token->length);
    gss_release_buffer(&ignored, token);
    if (major != GSS_S_CONTINUE_NEEDED)
        finish(end, scram_status(major));
}

static void step_our_client(struct sasl_end *end, struct reader in, struct writer *out)
{
    gss_buffer_desc input = {in.left, (void *)in.next}, token = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc target_text = {14, (void *)"imap@localhost"};
    OM_uint32 major, minor, ignored;
    bool first = end->context == NULL;
    gss_name_t target;

    major = gss_import_name(&minor, &target_text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    assert_int_equal(major, GSS_S_COMPLETE);
    major = gss_init_sec_context(
        &minor, end->cred, &end->context, target, (gss_OID)end->bridge.mech, GSS_C_MUTUAL_FLAG, 0,
        sasl_bridge_bindings(&end->bridge), first ? NULL : &input, NULL, &token, NULL, NULL);
    gss_release_name(&ignored, &target);
    if (first && major == GSS_S_CONTINUE_NEEDED) {
        assert_true(sasl_bridge_to_message(&end->bridge, &token, out));
        gss_release_buffer(&ignored, &token);
        return;
    }
    take_token(end, major, &token, out);
}

static void step_our_server(struct sasl_end *end, struct reader in, struct writer *out)
{
    gss_buffer_desc input = {in.left, (void *)in.next}, token = GSS_C_EMPTY_BUFFER;
    gss_name_t source = GSS_C_NO_NAME;
    OM_uint32 major, minor;
    struct writer framed;

    writer_init(&framed);
    if (end->context == NULL) {
        if (!sasl_bridge_to_token(&end->bridge, &end->channel, in, &framed)) {
            finish(end, "bad-header");
            writer_free(&framed);
            return;
        }
        input = (gss_buffer_desc){framed.length, framed.data};
    }
    major = gss_accept_sec_context(&minor, &end->context, end->cred, &input,
                                   sasl_bridge_bindings(&end->bridge), &source, NULL, &token, NULL,
                                   NULL, NULL);
    writer_free(&framed);
    snprintf(end->peer, sizeof(end->peer), "%s", scram_name_text(&source));
    take_token(end, major, &token, out);
}

/* The header that SASL's rules have for what the client has and saw (RFC 5801 s.5). */
static void say_by_rules(struct sasl_bridge *bridge, const struct sasl_case *c)
{
    char header[64] = "n,,";

    if (is_plus(c->mech))
        snprintf(header, sizeof(header), "p=%s,,", c->client.type);
    else if (c->client.type != NULL)
        strcpy(header, "y,,");
    sasl_bridge_say(bridge, c->header != NULL ? c->header : header, c->client.data);
}

void sasl_end_our_client(struct sasl_end *end, const struct sasl_case *c)
{
    *end = (struct sasl_end){.step = step_our_client};
    sasl_bridge_init(&end->bridge, mech_of(c->mech));
    say_by_rules(&end->bridge, c);
    end->cred = scram_user(mech_of(c->mech), c->user, c->password);
}

void sasl_end_our_server(struct sasl_end *end, const struct sasl_case *c, const char *verifiers)
{
    *end = (struct sasl_end){.step = step_our_server, .channel = c->server};
    sasl_bridge_init(&end->bridge, mech_of(c->mech));
    end->cred = scram_acceptor(mech_of(c->mech), verifiers);
}

static void step_gsasl(struct sasl_end *end, struct reader in, struct writer *out)
{
    char *bytes = NULL;
    size_t length = 0;
    const char *user;
    int status = gsasl_step(end->session, (const char *)in.next, in.left, &bytes, &length);

    if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
        write_bytes(out, bytes, length);
    gsasl_free(bytes);
    if (status == GSASL_OK) {
        user = gsasl_property_fast(end->session, GSASL_AUTHID);
        snprintf(end->peer, sizeof(end->peer), "%s", user != NULL ? user : "");
        finish(end, "complete");
    } else if (status != GSASL_NEEDS_MORE) {
        finish(end, gsasl_strerror_name(status));
    }
}

static void set_property(struct sasl_end *end, Gsasl_property property, const char *value)
{
    if (value != NULL)
        assert_int_equal(gsasl_property_set(end->session, property, value), GSASL_OK);
}

static void set_channel(struct sasl_end *end, const struct sasl_channel *channel)
{
    size_t length;
    char *text;

    if (channel->type == NULL)
        return;
    assert_int_equal(gsasl_base64_to(channel->data, strlen(channel->data), &text, &length),
                     GSASL_OK);
    set_property(end,
                 strcmp(channel->type, "tls-exporter") == 0 ? GSASL_CB_TLS_EXPORTER
                                                            : GSASL_CB_TLS_UNIQUE,
                 text);
    gsasl_free(text);
}

void sasl_end_gsasl_client(struct sasl_end *end, const struct sasl_case *c)
{
    *end = (struct sasl_end){.step = step_gsasl};
    assert_int_equal(gsasl_init(&end->library), GSASL_OK);
    assert_int_equal(gsasl_client_start(end->library, c->mech, &end->session), GSASL_OK);
    set_property(end, GSASL_AUTHID, c->user);
    set_property(end, GSASL_AUTHZID, c->authorize_as);
    set_property(end, GSASL_PASSWORD, c->password);
    set_channel(end, &c->client);
}

/* "SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>" */
static void set_verifier(struct sasl_end *end, const char *verifier)
{
    char iterations[16], salt[128], stored_key[128], server_key[128];

    assert_int_equal(sscanf(verifier, "SCRAM-SHA-%*[0-9]$%15[0-9]:%127[^$]$%127[^:]:%127s",
                            iterations, salt, stored_key, server_key),
                     4);
    set_property(end, GSASL_SCRAM_ITER, iterations);
    set_property(end, GSASL_SCRAM_SALT, salt);
    set_property(end, GSASL_SCRAM_STOREDKEY, stored_key);
    set_property(end, GSASL_SCRAM_SERVERKEY, server_key);
}

void sasl_end_gsasl_server(struct sasl_end *end, const struct sasl_case *c, const char *password,
                           const char *verifier)
{
    *end = (struct sasl_end){.step = step_gsasl};
    assert_int_equal(gsasl_init(&end->library), GSASL_OK);
    assert_int_equal(gsasl_server_start(end->library, c->mech, &end->session), GSASL_OK);
    set_property(end, GSASL_PASSWORD, password);
    if (verifier != NULL)
        set_verifier(end, verifier);
    set_channel(end, &c->server);
}

void sasl_end_free(struct sasl_end *end)
{
    OM_uint32 minor;

    sasl_end_command_free(end);
    if (end->session != NULL)
        gsasl_finish(end->session);
    if (end->library != NULL)
        gsasl_done(end->library);
    gss_delete_sec_context(&minor, &end->context, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &end->cred);
    sasl_bridge_end(&end->bridge);
}

void sasl_talk(struct sasl_end *client, struct sasl_end *server,
               void (*intruder)(struct writer *message))
{
    struct sasl_end *ends[] = {client, server};
    struct writer message, next;
    struct reader in;

    writer_init(&message);
    for (int turn = 0; !ends[turn & 1]->over; turn++) {
        assert_true(turn < 8);
        reader_init(&in, message.data, message.length);
        writer_init(&next);
        ends[turn & 1]->step(ends[turn & 1], in, &next);
        assert_true(writer_ok(&next));
        writer_free(&message);
        message = next;
        if (turn == 0 && intruder != NULL)
            intruder(&message);
        if (message.length == 0) /* the connection ends */
            break;
    }
    writer_free(&message);
    for (int i = 0; i < 2; i++) {
        if (!ends[i]->over)
            finish(ends[i], "waits");
    }
}
