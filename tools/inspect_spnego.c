/* SPNEGO (RFC 4178 s.4.2), with the hints that Microsoft's acceptors send. */
#include "inspector.h"

static const struct field_name negotiation_states[] = {
    {0, "accept-completed"}, {1, "accept-incomplete"}, {2, "reject"}, {3, "request-mic"}, {0, NULL},
};

static void inspect_mech_list(struct inspector *in, struct reader list)
{
    if (in->failed)
        return;
    field_open(&in->tree, "mechanisms", FIELD_LIST);
    while (list.left != 0 && !in->failed)
        inspector_oid(in, NULL, inspector_element(in, &list, DER_OID, "a mechanism's identifier"));
    field_close(&in->tree);
}

/* Field [3] is negHints in NegTokenInit2 ([MS-SPNG] s.2.2.1), which begins with a SEQUENCE. */
static void inspect_hints(struct inspector *in, struct reader *sequence)
{
    struct reader copy = *sequence, outer, hints, hint;

    if (in->failed || der_peek_tag(sequence) != DER_CONTEXT(3))
        return;
    outer = der_read(&copy, DER_CONTEXT(3));
    if (der_peek_tag(&outer) != DER_SEQUENCE)
        return;
    hints = inspector_field(in, sequence, 3, DER_SEQUENCE, "negHints");
    if (inspector_optional(in, &hints, 0, DER_GENERAL_STRING, "hintName", &hint))
        inspector_text(in, "hint", hint);
    if (inspector_optional(in, &hints, 1, DER_OCTET_STRING, "hintAddress", &hint))
        inspector_hex(in, "hint_address", hint);
    inspector_end(in, &hints, "the last field of negHints");
}

static void inspect_list_mic(struct inspector *in, struct reader *sequence, unsigned n)
{
    struct reader mic;

    if (inspector_optional(in, sequence, n, DER_OCTET_STRING, "mechListMIC", &mic))
        inspector_nested(in, "mechanism_list_mic", mic);
}

static void inspect_init(struct inspector *in, struct reader *token)
{
    struct reader choice = inspector_element(in, token, DER_CONTEXT(0), "NegTokenInit");
    struct reader sequence = inspector_element(in, &choice, DER_SEQUENCE, "NegTokenInit");
    struct reader field;

    inspector_end(in, &choice, "NegTokenInit");
    inspect_mech_list(in, inspector_field(in, &sequence, 0, DER_SEQUENCE, "mechTypes"));
    if (inspector_optional(in, &sequence, 1, DER_BIT_STRING, "reqFlags", &field))
        inspector_hex(in, "request_flags", field);
    if (inspector_optional(in, &sequence, 2, DER_OCTET_STRING, "mechToken", &field))
        inspector_nested(in, "mechanism_token", field);
    inspect_hints(in, &sequence);
    inspect_list_mic(in, &sequence, 3);
    inspect_list_mic(in, &sequence, 4);
    inspector_end(in, &sequence, "the last field of NegTokenInit");
}

static void inspect_state(struct inspector *in, struct reader *sequence)
{
    struct reader field;
    int64_t state;

    if (!inspector_optional(in, sequence, 0, DER_ENUMERATED, "negState", &field))
        return;
    state = inspector_integer(in, &field, "negState");
    inspector_code(in, "state", state, 0, field_name_find(negotiation_states, state));
}

static void inspect_resp(struct inspector *in, struct reader *token)
{
    struct reader choice = inspector_element(in, token, DER_CONTEXT(1), "NegTokenResp");
    struct reader sequence = inspector_element(in, &choice, DER_SEQUENCE, "NegTokenResp");
    struct reader field;

    inspector_end(in, &choice, "NegTokenResp");
    inspect_state(in, &sequence);
    if (inspector_optional(in, &sequence, 1, DER_OID, "supportedMech", &field))
        inspector_oid(in, "mechanism", field);
    if (inspector_optional(in, &sequence, 2, DER_OCTET_STRING, "responseToken", &field))
        inspector_nested(in, "mechanism_token", field);
    inspect_list_mic(in, &sequence, 3);
    inspector_end(in, &sequence, "the last field of NegTokenResp");
}

void inspect_negotiation(struct inspector *in, struct reader token)
{
    const char *key = der_peek_tag(&token) == DER_CONTEXT(1) ? "response" : "negotiation";

    if (in->failed)
        return;
    field_open(&in->tree, key, FIELD_GROUP);
    if (der_peek_tag(&token) == DER_CONTEXT(1))
        inspect_resp(in, &token);
    else
        inspect_init(in, &token);
    field_close(&in->tree);
    inspector_end(in, &token, "the negotiation token");
}
