#include "mech/spnego/neg_token.h"

#include <string.h>

#include "base/der.h"
#include "base/framing.h"
#include "base/oid.h"

const gss_OID_desc neg_token_mech = OID_STATIC("\x2b\x06\x01\x05\x05\x02");

/* The choices of NegotiationToken. */
enum { NEG_TOKEN_INIT = 0, NEG_TOKEN_RESP = 1 };

/* The tags of NegTokenInit's fields. A NegTokenInit2 has its hints where the MIC is in a
 * NegTokenInit, and the MIC behind them; they are told apart by what is inside. */
enum { INIT_MECH_TYPES = 0, INIT_REQ_FLAGS = 1, INIT_MECH_TOKEN = 2, INIT_MIC = 3, INIT2_MIC = 4 };

/* The tags of NegTokenResp's. */
enum { RESP_STATE = 0, RESP_SUPPORTED_MECH = 1, RESP_TOKEN = 2, RESP_MIC = 3 };

/* MS-SPNG 2.2.1: what a server says for its name. */
static const char hint_name[] = "not_defined_in_RFC4178@please_ignore";

static gss_buffer_desc field_of(const struct reader *contents)
{
    gss_buffer_desc none = GSS_C_EMPTY_BUFFER;

    return reader_ok(contents) ? (gss_buffer_desc){contents->left, (void *)contents->next} : none;
}

/* The one element, of this tag, that an explicitly tagged field consists of. */
static struct reader read_only(struct reader *field, uint8_t tag)
{
    struct reader contents = der_read(field, tag);

    if (!reader_at_end(field)) {
        reader_fail(field);
        reader_fail(&contents);
    }
    return contents;
}

/* An optional OCTET STRING in field [N]; a sound one of no bytes has a value too. */
static gss_buffer_desc read_octets(struct reader *sequence, unsigned n)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    bool present;
    struct reader field = der_read_optional(sequence, DER_CONTEXT(n), &present), contents;

    if (!present)
        return none;
    contents = read_only(&field, DER_OCTET_STRING);
    if (!reader_ok(&contents))
        reader_fail(sequence);
    return field_of(&contents);
}

/* What later versions of the standard may add comes after all that is known (RFC 4178 s.6), and is
 * passed over. */
static void skip_extensions(struct reader *sequence, uint8_t last)
{
    while (reader_ok(sequence) && sequence->left != 0) {
        uint8_t tag;

        (void)der_read_any(sequence, &tag);
        if (tag <= last) /* doubled, in disorder, or no field at all */
            reader_fail(sequence);
    }
}

/* The contents of the SEQUENCE that this choice of a NegotiationToken is. */
static struct reader read_choice(struct reader *in, unsigned choice)
{
    struct reader chosen = der_read(in, DER_CONTEXT(choice));
    struct reader sequence = read_only(&chosen, DER_SEQUENCE);

    if (!reader_at_end(in))
        reader_fail(&sequence);
    return sequence;
}

/* One or more object identifiers, and nothing else. */
static gss_buffer_desc read_list(struct reader *sequence)
{
    struct reader field = der_read(sequence, DER_CONTEXT(INIT_MECH_TYPES)), whole = field;
    struct reader list = read_only(&field, DER_SEQUENCE);
    gss_OID_desc mech;

    if (!reader_ok(&list) || list.left == 0)
        reader_fail(sequence);
    while (neg_list_next(&list, &mech))
        continue;
    if (!reader_at_end(&list))
        reader_fail(sequence);
    return field_of(&whole);
}

/* reqFlags say nothing that may be believed (RFC 4178 s.4.2.1). */
static void skip_req_flags(struct reader *sequence)
{
    bool present;
    struct reader field = der_read_optional(sequence, DER_CONTEXT(INIT_REQ_FLAGS), &present);

    if (present)
        (void)read_only(&field, DER_BIT_STRING);
    if (!reader_ok(&field))
        reader_fail(sequence);
}

/* Hints say nothing that is of use. False: what is there are not hints. */
static bool skip_hints(struct reader *sequence)
{
    struct reader ahead = *sequence;
    bool present;
    struct reader field = der_read_optional(&ahead, DER_CONTEXT(INIT_MIC), &present);

    if (!present || der_peek_tag(&field) != DER_SEQUENCE)
        return false;
    (void)read_only(&field, DER_SEQUENCE);
    *sequence = ahead;
    if (!reader_ok(&field))
        reader_fail(sequence);
    return true;
}

bool neg_token_is_initial(gss_const_buffer_t token)
{
    struct reader in, body;
    gss_OID_desc oid;

    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    return reader_ok(&body) && oid_equal(&oid, &neg_token_mech);
}

bool neg_token_init_read(gss_const_buffer_t token, struct neg_token_init *init)
{
    struct reader in, body, sequence;
    gss_OID_desc oid;
    unsigned mic = INIT_MIC;

    *init = (struct neg_token_init){0};
    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    sequence = read_choice(&body, NEG_TOKEN_INIT);
    init->mech_types = read_list(&sequence);
    skip_req_flags(&sequence);
    init->mech_token = read_octets(&sequence, INIT_MECH_TOKEN);
    if (skip_hints(&sequence))
        mic = INIT2_MIC;
    init->mech_list_mic = read_octets(&sequence, mic);
    skip_extensions(&sequence, DER_CONTEXT(mic));
    return reader_at_end(&sequence) && oid_equal(&oid, &neg_token_mech);
}

static enum neg_state read_state(struct reader *sequence)
{
    bool present;
    struct reader field = der_read_optional(sequence, DER_CONTEXT(RESP_STATE), &present), contents;
    uint8_t value;

    if (!present)
        return NEG_STATE_ABSENT;
    contents = read_only(&field, DER_ENUMERATED);
    value = read_u8(&contents);
    if (!reader_at_end(&contents) || value > NEG_REQUEST_MIC)
        reader_fail(sequence);
    return value;
}

static gss_OID_desc read_supported_mech(struct reader *sequence)
{
    gss_OID_desc none = {0, NULL};
    bool present;
    struct reader field = der_read_optional(sequence, DER_CONTEXT(RESP_SUPPORTED_MECH), &present);
    struct reader contents;

    if (!present)
        return none;
    contents = read_only(&field, DER_OID);
    if (!reader_ok(&contents) || contents.left == 0) {
        reader_fail(sequence);
        return none;
    }
    return (gss_OID_desc){(OM_uint32)contents.left, (void *)contents.next};
}

bool neg_token_resp_read(gss_const_buffer_t token, struct neg_token_resp *resp)
{
    struct reader in, sequence;

    reader_init(&in, token->value, token->length);
    sequence = read_choice(&in, NEG_TOKEN_RESP);
    resp->state = read_state(&sequence);
    resp->supported_mech = read_supported_mech(&sequence);
    resp->response_token = read_octets(&sequence, RESP_TOKEN);
    resp->mech_list_mic = read_octets(&sequence, RESP_MIC);
    skip_extensions(&sequence, DER_CONTEXT(RESP_MIC));
    return reader_at_end(&sequence);
}

void neg_token_resp_drop_copy(struct neg_token_resp *resp)
{
    const gss_buffer_desc *token = &resp->response_token, *mic = &resp->mech_list_mic;

    if (neg_field_is_present(token) && neg_field_is_present(mic) && token->length == mic->length &&
        memcmp(token->value, mic->value, mic->length) == 0)
        resp->mech_list_mic = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
}

struct reader neg_list_begin(const gss_buffer_desc *mech_types)
{
    struct reader in;

    reader_init(&in, mech_types->value, mech_types->length);
    return der_read(&in, DER_SEQUENCE);
}

bool neg_list_next(struct reader *list, gss_OID_desc *mech)
{
    struct reader contents;

    if (!reader_ok(list) || list->left == 0)
        return false;
    contents = der_read(list, DER_OID);
    if (!reader_ok(&contents) || contents.left == 0) {
        reader_fail(list);
        return false;
    }
    *mech = (gss_OID_desc){(OM_uint32)contents.left, (void *)contents.next};
    return true;
}

size_t neg_list_open(struct writer *out)
{
    return der_write_open(out, DER_SEQUENCE);
}

void neg_list_add(struct writer *out, gss_const_OID mech)
{
    der_write(out, DER_OID, mech->elements, mech->length);
}

void neg_list_close(struct writer *out, size_t mark)
{
    der_write_close(out, mark);
}

/* Field [N]: one element of this tag. */
static void write_field(struct writer *out, unsigned n, uint8_t tag, const void *data,
                        size_t length)
{
    size_t field = der_write_open(out, DER_CONTEXT(n));

    der_write(out, tag, data, length);
    der_write_close(out, field);
}

static void write_octets(struct writer *out, unsigned n, const gss_buffer_desc *octets)
{
    if (neg_field_is_present(octets))
        write_field(out, n, DER_OCTET_STRING, octets->value, octets->length);
}

/* A negTokenInit in its framing, as far as the fields that both kinds have; the marks of what is
 * open then. */
struct init_marks {
    size_t framing, choice, sequence;
};

static struct init_marks open_init(struct writer *out, const gss_buffer_desc *mech_types)
{
    struct init_marks marks;
    size_t list;

    marks.framing = der_write_open(out, DER_APPLICATION(0));
    der_write(out, DER_OID, neg_token_mech.elements, neg_token_mech.length);
    marks.choice = der_write_open(out, DER_CONTEXT(NEG_TOKEN_INIT));
    marks.sequence = der_write_open(out, DER_SEQUENCE);
    list = der_write_open(out, DER_CONTEXT(INIT_MECH_TYPES));
    write_bytes(out, mech_types->value, mech_types->length);
    der_write_close(out, list);
    return marks;
}

static void close_init(struct writer *out, const struct init_marks *marks)
{
    der_write_close(out, marks->sequence);
    der_write_close(out, marks->choice);
    der_write_close(out, marks->framing);
}

void neg_token_init_write(struct writer *out, const struct neg_token_init *init)
{
    struct init_marks marks = open_init(out, &init->mech_types);

    write_octets(out, INIT_MECH_TOKEN, &init->mech_token);
    write_octets(out, INIT_MIC, &init->mech_list_mic);
    close_init(out, &marks);
}

void neg_token_hint_write(struct writer *out, const gss_buffer_desc *mech_types)
{
    struct init_marks marks = open_init(out, mech_types);
    size_t field = der_write_open(out, DER_CONTEXT(INIT_MIC));
    size_t hints = der_write_open(out, DER_SEQUENCE);

    write_field(out, 0, DER_GENERAL_STRING, hint_name, strlen(hint_name));
    der_write_close(out, hints);
    der_write_close(out, field);
    close_init(out, &marks);
}

void neg_token_resp_write(struct writer *out, const struct neg_token_resp *resp)
{
    size_t choice = der_write_open(out, DER_CONTEXT(NEG_TOKEN_RESP));
    size_t sequence = der_write_open(out, DER_SEQUENCE);
    uint8_t state = (uint8_t)resp->state;

    if (resp->state != NEG_STATE_ABSENT)
        write_field(out, RESP_STATE, DER_ENUMERATED, &state, sizeof(state));
    if (resp->supported_mech.elements != NULL)
        write_field(out, RESP_SUPPORTED_MECH, DER_OID, resp->supported_mech.elements,
                    resp->supported_mech.length);
    write_octets(out, RESP_TOKEN, &resp->response_token);
    write_octets(out, RESP_MIC, &resp->mech_list_mic);
    der_write_close(out, sequence);
    der_write_close(out, choice);
}
