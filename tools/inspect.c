#include "inspect.h"

#include <stdio.h>
#include <string.h>

#include "cfx/cfx.h"
#include "inspector.h"
#include "mech/krb5/ap_message.h"
#include "text.h"

enum {
    NESTING_MAX = 4,
    EXPORTED_NAME_ID = 0x0401,
    EXPORTED_COMPOSITE_ID = 0x0402, /* RFC 6680 s.7.8 */
};

/* Kinds of token by their first bytes. */
static const struct token_kind {
    const char *first;
    size_t first_length;
    const char *name;
    void (*inspect)(struct inspector *in, struct reader token);
} token_kinds[] = {
#define FIRST(bytes) bytes, sizeof(bytes) - 1
    {FIRST("\x60"), "initial context token", inspect_framed},
    /* Before AP-REQ: no ticket fits into the 44 bytes that "n," would mean there. */
    {FIRST("n,"), "SCRAM first message in SASL's form", inspect_scram_sasl_first},
    {FIRST("y,"), "SCRAM first message in SASL's form", inspect_scram_sasl_first},
    {FIRST("p="), "SCRAM first message in SASL's form", inspect_scram_sasl_first},
    {FIRST("r="), "SCRAM challenge", inspect_scram_challenge},
    {FIRST("c="), "SCRAM response", inspect_scram_response},
    {FIRST("v="), "SCRAM outcome", inspect_scram_outcome},
    {FIRST("e="), "SCRAM outcome", inspect_scram_outcome},
    {FIRST("\x6e"), "Kerberos AP-REQ without framing", inspect_ap_req},
    {FIRST("\x6f"), "Kerberos AP-REP without framing", inspect_ap_rep},
    {FIRST("\x7e"), "KRB-ERROR without framing", inspect_krb_error},
    {FIRST("\xa0"), "SPNEGO NegTokenInit without framing", inspect_negotiation},
    {FIRST("\xa1"), "SPNEGO NegTokenResp", inspect_negotiation},
    {FIRST("NTLMSSP\0"), "NTLM message", inspect_ntlm},
    {FIRST("NEGOEXTS"), "NegoEx messages", inspect_negoex},
    {FIRST("\x04\x04"), "MIC token", inspect_mic_token},
    {FIRST("\x05\x04"), "Wrap token", inspect_wrap_token},
    {FIRST("\x04\x01"), "exported name", inspect_exported_name},
    {FIRST("\x04\x02"), "exported composite name", inspect_exported_name},
    {FIRST("GSST"), "interprocess token", inspect_interprocess},
#undef FIRST
};

static const struct token_kind *token_kind_find(const struct reader *token)
{
    for (size_t i = 0; i < sizeof(token_kinds) / sizeof(token_kinds[0]); i++) {
        struct reader start = *token;
        const uint8_t *first = read_bytes(&start, token_kinds[i].first_length);

        if (first != NULL && memcmp(first, token_kinds[i].first, token_kinds[i].first_length) == 0)
            return &token_kinds[i];
    }
    return NULL;
}

void inspector_nested(struct inspector *in, const char *key, struct reader token)
{
    const struct token_kind *kind = token_kind_find(&token);

    if (in->failed)
        return;
    field_open(&in->tree, key, FIELD_GROUP);
    inspector_number(in, "length", token.left);
    if (kind != NULL && in->depth < NESTING_MAX) {
        field_add_text(&in->tree, "kind", kind->name, strlen(kind->name));
        in->depth++;
        kind->inspect(in, token);
        in->depth--;
    }
    field_close(&in->tree);
}

/* What to say of bytes that begin like no token we know. */
static void inspect_unknown(struct inspector *in, struct reader token)
{
    struct reader copy = token;

    if (token.left == 0)
        inspector_fail(in, &token, "the token is empty");
    else if (token.left == 1)
        inspector_fail(in, &token, "a token has more than one byte");
    else
        inspector_fail(in, &token, "no token that this command knows begins with 0x%04x",
                       read_u16be(&copy));
}

bool inspect_token(const void *token, size_t length, struct inspection *out)
{
    struct inspector in = {.start = token};
    const struct token_kind *kind;
    struct reader input;

    *out = (struct inspection){.kind = "unknown", .length = length};
    field_tree_init(&in.tree);
    reader_init(&input, token, length);
    kind = token_kind_find(&input);
    if (kind != NULL) {
        out->kind = kind->name;
        kind->inspect(&in, input);
    } else {
        inspect_unknown(&in, input);
    }
    out->tree = in.tree;
    out->malformed = in.failed;
    out->offset = in.offset;
    snprintf(out->problem, sizeof(out->problem), "%s", in.problem);
    return field_tree_ok(&out->tree);
}

void inspect_clear(struct inspection *inspection)
{
    field_tree_clear(&inspection->tree);
}

void inspect_write_text(const struct inspection *inspection, struct writer *out)
{
    text_writef(out, "%s, %zu bytes\n", inspection->kind, inspection->length);
    field_write_text(&inspection->tree, 1, out);
    if (inspection->malformed) {
        text_writef(out, "malformed at byte %zu: ", inspection->offset);
        text_write_safe(out, inspection->problem, strlen(inspection->problem));
        text_write(out, "\n");
    }
}

void inspect_write_json(const struct inspection *inspection, struct json *json)
{
    json_string(json, "kind", inspection->kind);
    json_unsigned(json, "length", inspection->length);
    json_open_object(json, "fields");
    field_write_json(&inspection->tree, json);
    json_close_object(json);
    json_bool(json, "malformed", inspection->malformed);
    if (!inspection->malformed) {
        json_null(json, "problem");
        return;
    }
    json_open_object(json, "problem");
    json_unsigned(json, "offset", inspection->offset);
    json_string(json, "text", inspection->problem);
    json_close_object(json);
}
