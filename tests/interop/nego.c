#include "interop/nego.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/der.h"
#include "base/framing.h"
#include "base/oid.h"
#include "base/reader.h"

static gss_OID_desc spnego = OID_STATIC("\x2b\x06\x01\x05\x05\x02");

static const struct {
    const char *name;
    gss_OID_desc oid;
} mechs[] = {
    {"krb5", OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")},
    {"ms-krb5", OID_STATIC("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02")},
    {"iakerb", OID_STATIC("\x2b\x06\x01\x05\x02\x05")},
    {"scram", OID_STATIC("\x2b\x06\x01\x05\x05\x12")},
    {"ntlm", OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a")},
    {"negoex", OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x1e")},
    {"sanon", OID_STATIC("\x2b\x06\x01\x04\x01\xa9\x4a\x1a\x01\x6e")},
    {"nonsense", OID_STATIC("\x2b\x06\x01\x04\x01\x83\x3f")},
};
enum { MECHS = sizeof(mechs) / sizeof(mechs[0]) };

gss_OID_desc nego_mech(const char *name)
{
    for (size_t i = 0; i < MECHS; i++)
        if (strcmp(mechs[i].name, name) == 0)
            return mechs[i].oid;
    return (gss_OID_desc){0, NULL};
}

static const char *mech_name(const gss_OID_desc *oid)
{
    for (size_t i = 0; i < MECHS; i++)
        if (oid_equal(&mechs[i].oid, oid))
            return mechs[i].name;
    return "unknown";
}

static gss_buffer_desc rest(const struct reader *in)
{
    gss_buffer_desc buffer = {in->left, (void *)in->next};

    return reader_ok(in) ? buffer : (gss_buffer_desc){0, NULL};
}

static gss_OID_desc rest_oid(const struct reader *in)
{
    gss_OID_desc oid = {(OM_uint32)in->left, (void *)in->next};

    return reader_ok(in) ? oid : (gss_OID_desc){0, NULL};
}

/* The contents of the field N, an element of type TAG, if it comes next. */
static gss_buffer_desc read_field(struct reader *in, unsigned n, uint8_t tag)
{
    bool present;
    struct reader field = der_read_optional(in, DER_CONTEXT(n), &present);

    if (present)
        field = der_read(&field, tag);
    return present ? rest(&field) : (gss_buffer_desc){0, NULL};
}

static void read_mechs(struct reader *in, struct nego_token *token)
{
    struct reader field = der_read(in, DER_CONTEXT(0));
    struct reader list = der_read(&field, DER_SEQUENCE);

    while (reader_ok(&list) && list.left != 0 && token->mech_count < NEGO_MECHS) {
        struct reader mech = der_read(&list, DER_OID);
        token->mechs[token->mech_count++] = rest_oid(&mech);
    }
    if (!reader_at_end(&list))
        reader_fail(in);
}

/* NegTokenInit, or NegTokenInit2 of MS-SPNG s.2.2.1, whose [3] is a SEQUENCE of hints. */
static void read_init(struct reader *in, struct nego_token *token)
{
    struct reader body = der_read(in, DER_SEQUENCE);
    struct reader ahead;

    read_mechs(&body, token);
    token->flags = read_field(&body, 1, DER_BIT_STRING);
    token->token = read_field(&body, 2, DER_OCTET_STRING);
    ahead = body;
    if (der_peek_tag(&ahead) == DER_CONTEXT(3)) {
        struct reader field = der_read(&ahead, DER_CONTEXT(3));
        if (der_peek_tag(&field) == DER_SEQUENCE) {
            struct reader hints = der_read(&field, DER_SEQUENCE);
            token->hint_name = read_field(&hints, 0, DER_GENERAL_STRING);
            token->mic = read_field(&ahead, 4, DER_OCTET_STRING);
            body = ahead;
        }
    }
    if (token->hint_name.value == NULL)
        token->mic = read_field(&body, 3, DER_OCTET_STRING);
    if (!reader_at_end(&body))
        reader_fail(in);
}

static void read_response(struct reader *in, struct nego_token *token)
{
    struct reader body = der_read(in, DER_SEQUENCE);
    gss_buffer_desc state = read_field(&body, 0, DER_ENUMERATED);
    gss_buffer_desc mech = read_field(&body, 1, DER_OID);

    if (state.length == 1)
        token->state = *(const uint8_t *)state.value;
    token->mech = (gss_OID_desc){(OM_uint32)mech.length, mech.value};
    token->token = read_field(&body, 2, DER_OCTET_STRING);
    token->mic = read_field(&body, 3, DER_OCTET_STRING);
    if (!reader_at_end(&body))
        reader_fail(in);
}

bool nego_parse(const void *bytes, size_t length, struct nego_token *token)
{
    gss_OID_desc oid = {0, NULL};
    struct reader in, body;

    *token = (struct nego_token){.state = NEGO_ABSENT};
    reader_init(&in, bytes, length);
    token->framed = der_peek_tag(&in) == DER_APPLICATION(0);
    if (token->framed) {
        in = framing_read(&in, &oid);
        if (!reader_ok(&in) || !oid_equal(&oid, &spnego))
            return false;
    }
    token->init = der_peek_tag(&in) == DER_CONTEXT(0);
    body = der_read(&in, DER_CONTEXT(token->init ? 0 : 1));
    if (token->init)
        read_init(&body, token);
    else
        read_response(&body, token);
    return reader_at_end(&in) && reader_at_end(&body);
}

static void write_field(struct writer *out, unsigned n, uint8_t tag, gss_buffer_desc contents)
{
    size_t field;

    if (contents.value == NULL)
        return;
    field = der_write_open(out, DER_CONTEXT(n));
    der_write(out, tag, contents.value, contents.length);
    der_write_close(out, field);
}

static void write_hints(struct writer *out, const struct nego_token *token)
{
    size_t field = der_write_open(out, DER_CONTEXT(3));
    size_t hints = der_write_open(out, DER_SEQUENCE);

    write_field(out, 0, DER_GENERAL_STRING, token->hint_name);
    der_write_close(out, hints);
    der_write_close(out, field);
}

static void write_init(struct writer *out, const struct nego_token *token)
{
    bool hints = token->hint_name.value != NULL;
    size_t field = der_write_open(out, DER_CONTEXT(0));
    size_t list = der_write_open(out, DER_SEQUENCE);

    for (size_t i = 0; i < token->mech_count; i++)
        der_write(out, DER_OID, token->mechs[i].elements, token->mechs[i].length);
    der_write_close(out, list);
    der_write_close(out, field);
    write_field(out, 1, DER_BIT_STRING, token->flags);
    write_field(out, 2, DER_OCTET_STRING, token->token);
    if (hints)
        write_hints(out, token);
    write_field(out, hints ? 4 : 3, DER_OCTET_STRING, token->mic);
}

static void write_response(struct writer *out, const struct nego_token *token)
{
    uint8_t state = (uint8_t)token->state;

    if (token->state != NEGO_ABSENT)
        write_field(out, 0, DER_ENUMERATED, (gss_buffer_desc){1, &state});
    write_field(out, 1, DER_OID, (gss_buffer_desc){token->mech.length, token->mech.elements});
    write_field(out, 2, DER_OCTET_STRING, token->token);
    write_field(out, 3, DER_OCTET_STRING, token->mic);
}

void nego_write(struct writer *out, const struct nego_token *token)
{
    struct writer body;
    size_t choice, sequence;

    writer_init(&body);
    choice = der_write_open(&body, DER_CONTEXT(token->init ? 0 : 1));
    sequence = der_write_open(&body, DER_SEQUENCE);
    if (token->init)
        write_init(&body, token);
    else
        write_response(&body, token);
    der_write_close(&body, sequence);
    der_write_close(&body, choice);
    if (token->framed)
        framing_write(out, &spnego, body.length);
    write_bytes(out, body.data, body.length);
    if (!writer_ok(&body))
        writer_fail(out);
    writer_free(&body);
}

/* RFC 4121 s.4.1: the token's kind is in its first two bytes. */
static const char *krb5_kind(struct reader *in)
{
    switch (read_u16be(in)) {
    case 0x0100:
        return "ap-req";
    case 0x0200:
        return "ap-rep";
    case 0x0300:
        return "krb-error";
    default:
        return "krb5";
    }
}

/* A token of a mechanism: NTLM's has a number behind its signature, Kerberos' bare messages (DCE
 * style; RFC 4120 s.5.10) have tags of their own. */
static const char *inner_kind(gss_buffer_desc token)
{
    static const char *const ntlm[] = {"negotiate", "challenge", "authenticate"};
    gss_OID_desc oid = {0, NULL};
    struct reader in;
    uint32_t number;

    reader_init(&in, token.value, token.length);
    if (token.length >= 12 && memcmp(token.value, "NTLMSSP", 8) == 0) {
        read_bytes(&in, 8);
        number = read_u32le(&in);
        return number >= 1 && number <= 3 ? ntlm[number - 1] : "ntlm";
    }
    switch (der_peek_tag(&in)) {
    case DER_APPLICATION(0):
        in = framing_read(&in, &oid);
        if (strstr(mech_name(&oid), "krb5") != NULL)
            return krb5_kind(&in);
        return mech_name(&oid);
    case DER_APPLICATION(14):
        return "bare-ap-req";
    case DER_APPLICATION(15):
        return "bare-ap-rep";
    default:
        return token.length == 0 ? "empty" : "token";
    }
}

struct words {
    char *out;
    size_t size;
};

static void __attribute__((format(printf, 2, 3))) say(struct words *words, const char *format, ...)
{
    size_t length = strlen(words->out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words->out + length, words->size - length, format, arguments);
    va_end(arguments);
}

void nego_describe(const void *bytes, size_t length, char *out, size_t size)
{
    static const char *const states[] = {"completed", "incomplete", "reject", "request-mic"};
    struct words words = {out, size};
    struct nego_token token;

    *out = '\0';
    if (!nego_parse(bytes, length, &token)) {
        say(&words, "%s", inner_kind((gss_buffer_desc){length, (void *)bytes}));
        return;
    }
    say(&words, "%s",
        token.init                        ? token.framed ? "init" : "bare-init"
        : token.state <= NEGO_REQUEST_MIC ? states[token.state]
                                          : "response");
    for (size_t i = 0; i < token.mech_count; i++)
        say(&words, " %s", mech_name(&token.mechs[i]));
    if (token.mech.elements != NULL)
        say(&words, " %s", mech_name(&token.mech));
    if (token.hint_name.value != NULL)
        say(&words, " hint");
    if (token.token.value != NULL)
        say(&words, ": %s", inner_kind(token.token));
    if (token.mic.value != NULL)
        say(&words, " mic");
}
