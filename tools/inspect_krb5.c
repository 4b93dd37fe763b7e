/* Kerberos messages (RFC 4120 s.5.5, 5.9) as far as they are in the clear. */
#include <inttypes.h>
#include <stdio.h>

#include "cfx/enctype.h"
#include "inspector.h"
#include "krb5_names.h"
#include "mech/krb5/ap_message.h"

enum { PVNO = 5, MSG_AP_REQ = 14, MSG_AP_REP = 15, MSG_KRB_ERROR = 30 };

static const struct field_name message_types[] = {
    {MSG_AP_REQ, "AP-REQ"},
    {MSG_AP_REP, "AP-REP"},
    {MSG_KRB_ERROR, "KRB-ERROR"},
    {0, NULL},
};

static const struct field_name ap_options[] = {
    {0x40000000, "use-session-key"},
    {KRB5_AP_MUTUAL_REQUIRED, "mutual-required"},
    {0, NULL},
};

static int64_t inspect_field_integer(struct inspector *in, struct reader *sequence, unsigned n,
                                     const char *what)
{
    struct reader contents = inspector_field(in, sequence, n, DER_INTEGER, what);

    return inspector_integer(in, &contents, what);
}

/* The next field must be an integer of one value. */
static void inspect_constant(struct inspector *in, struct reader *sequence, unsigned n,
                             const char *what, int64_t expected)
{
    struct reader at = *sequence;
    int64_t value = inspect_field_integer(in, sequence, n, what);

    if (!in->failed && value != expected)
        inspector_fail(in, &at, "%s is %" PRId64 ", not %" PRId64, what, value, expected);
}

static void inspect_version_and_type(struct inspector *in, struct reader *sequence, int64_t type)
{
    inspect_constant(in, sequence, 0, "pvno", PVNO);
    inspect_constant(in, sequence, 1, "msg-type", type);
    inspector_code(in, "message_type", type, 0, field_name_find(message_types, type));
}

/* A KerberosFlags field: at least 32 bits, the first the most significant. */
static void inspect_ap_options(struct inspector *in, struct reader *sequence)
{
    struct reader bits = inspector_field(in, sequence, 2, DER_BIT_STRING, "ap-options");
    uint32_t options;

    read_u8(&bits); /* unused bits */
    options = read_u32be(&bits);
    if (!in->failed && !reader_ok(&bits))
        inspector_fail(in, &bits, "ap-options has less than 32 bits");
    inspector_flags(in, "ap_options", options, 8, ap_options);
}

/* Components are joined as people write them; '/' and '@' inside a component get a backslash. */
static void write_component(struct writer *name, struct reader component, bool first)
{
    if (!first)
        write_u8(name, '/');
    while (component.left != 0) {
        uint8_t byte = read_u8(&component);

        if (byte == '/' || byte == '@' || byte == '\\')
            write_u8(name, '\\');
        write_u8(name, byte);
    }
}

static void inspect_components(struct inspector *in, struct reader strings)
{
    struct writer name;
    struct reader text;
    bool first = true;

    writer_init(&name);
    while (strings.left != 0 && !in->failed) {
        write_component(&name,
                        inspector_element(in, &strings, DER_GENERAL_STRING, "a name's component"),
                        first);
        first = false;
    }
    reader_init(&text, name.data, name.length);
    if (!writer_ok(&name))
        in->tree.failed = true;
    inspector_text(in, "name", text);
    writer_free(&name);
}

static void inspect_principal(struct inspector *in, const char *key, struct reader sequence)
{
    int64_t type;

    if (in->failed)
        return;
    field_open(&in->tree, key, FIELD_GROUP);
    type = inspect_field_integer(in, &sequence, 0, "name-type");
    inspect_components(in, inspector_field(in, &sequence, 1, DER_SEQUENCE, "name-string"));
    inspector_code(in, "name_type", type, 0, field_name_find(krb5_name_type_names, type));
    inspector_end(in, &sequence, "a principal's name");
    field_close(&in->tree);
}

static void inspect_enctype(struct inspector *in, int64_t id)
{
    char name[64] = "", meaning[96];

    if (id < INT32_MIN || id > INT32_MAX) {
        inspector_code(in, "encryption_type", id, 0, "not an encryption type");
        return;
    }
    snprintf(meaning, sizeof(meaning), "%s%s", enctype_display((int32_t)id, name, sizeof(name)),
             enctype_find((int32_t)id) == NULL ? ", refused" : "");
    inspector_code(in, "encryption_type", id, 0, meaning);
}

static void inspect_encrypted(struct inspector *in, const char *key, struct reader sequence)
{
    struct reader kvno;

    if (in->failed)
        return;
    field_open(&in->tree, key, FIELD_GROUP);
    inspect_enctype(in, inspect_field_integer(in, &sequence, 0, "etype"));
    if (inspector_optional(in, &sequence, 1, DER_INTEGER, "kvno", &kvno))
        inspector_code(in, "key_version", inspector_integer(in, &kvno, "kvno"), 0, NULL);
    inspector_number(in, "ciphertext_length",
                     inspector_field(in, &sequence, 2, DER_OCTET_STRING, "the ciphertext").left);
    inspector_end(in, &sequence, "the ciphertext");
    field_close(&in->tree);
}

static void inspect_ticket(struct inspector *in, struct reader *message)
{
    struct reader field = inspector_element(in, message, DER_CONTEXT(3), "the ticket");
    struct reader ticket = inspector_element(in, &field, DER_APPLICATION(1), "the ticket");
    struct reader sequence = inspector_element(in, &ticket, DER_SEQUENCE, "the ticket");

    if (in->failed)
        return;
    field_open(&in->tree, "ticket", FIELD_GROUP);
    inspect_constant(in, &sequence, 0, "tkt-vno", PVNO);
    inspector_text(in, "realm",
                   inspector_field(in, &sequence, 1, DER_GENERAL_STRING, "the ticket's realm"));
    inspect_principal(in, "server",
                      inspector_field(in, &sequence, 2, DER_SEQUENCE, "the ticket's sname"));
    inspect_encrypted(in, "encrypted_part",
                      inspector_field(in, &sequence, 3, DER_SEQUENCE, "the ticket's enc-part"));
    inspector_end(in, &sequence, "the ticket's last field");
    inspector_end(in, &ticket, "the ticket");
    inspector_end(in, &field, "the ticket");
    field_close(&in->tree);
}

/* The outer two elements of a message; its fields, and REST stands behind it. */
static struct reader inspect_message(struct inspector *in, struct reader *message, int64_t type)
{
    const char *name = field_name_find(message_types, type);
    struct reader application =
        inspector_element(in, message, DER_APPLICATION((uint8_t)type), name);
    struct reader sequence = inspector_element(in, &application, DER_SEQUENCE, name);

    inspector_end(in, &application, name);
    inspector_end(in, message, name);
    inspect_version_and_type(in, &sequence, type);
    return sequence;
}

void inspect_ap_req(struct inspector *in, struct reader message)
{
    struct reader sequence = inspect_message(in, &message, MSG_AP_REQ);

    inspect_ap_options(in, &sequence);
    inspect_ticket(in, &sequence);
    inspect_encrypted(in, "authenticator",
                      inspector_field(in, &sequence, 4, DER_SEQUENCE, "the authenticator"));
    inspector_end(in, &sequence, "the authenticator");
}

void inspect_ap_rep(struct inspector *in, struct reader message)
{
    struct reader sequence = inspect_message(in, &message, MSG_AP_REP);

    inspect_encrypted(in, "encrypted_part",
                      inspector_field(in, &sequence, 2, DER_SEQUENCE, "the enc-part"));
    inspector_end(in, &sequence, "the enc-part");
}

/* Fields of KRB-ERROR, in their order (RFC 4120 s.5.9.1). */
enum error_field_kind { ERROR_TEXT, ERROR_INTEGER, ERROR_CODE, ERROR_PRINCIPAL, ERROR_LENGTH };

static const struct error_field {
    unsigned n;
    uint8_t tag;
    bool optional;
    enum error_field_kind kind;
    const char *what;
    const char *key;
} error_fields[] = {
    {2, DER_GENERALIZED_TIME, true, ERROR_TEXT, "ctime", "client_time"},
    {3, DER_INTEGER, true, ERROR_INTEGER, "cusec", "client_microseconds"},
    {4, DER_GENERALIZED_TIME, false, ERROR_TEXT, "stime", "server_time"},
    {5, DER_INTEGER, false, ERROR_INTEGER, "susec", "server_microseconds"},
    {6, DER_INTEGER, false, ERROR_CODE, "error-code", "error_code"},
    {7, DER_GENERAL_STRING, true, ERROR_TEXT, "crealm", "client_realm"},
    {8, DER_SEQUENCE, true, ERROR_PRINCIPAL, "cname", "client"},
    {9, DER_GENERAL_STRING, false, ERROR_TEXT, "realm", "realm"},
    {10, DER_SEQUENCE, false, ERROR_PRINCIPAL, "sname", "server"},
    {11, DER_GENERAL_STRING, true, ERROR_TEXT, "e-text", "error_text"},
    {12, DER_OCTET_STRING, true, ERROR_LENGTH, "e-data", "error_data_length"},
};

static void inspect_error_value(struct inspector *in, const struct error_field *row,
                                struct reader contents)
{
    int64_t value;

    switch (row->kind) {
    case ERROR_TEXT:
        inspector_text(in, row->key, contents);
        break;
    case ERROR_INTEGER:
        inspector_code(in, row->key, inspector_integer(in, &contents, row->what), 0, NULL);
        break;
    case ERROR_CODE:
        value = inspector_integer(in, &contents, row->what);
        inspector_code(in, row->key, value, 0, field_name_find(krb5_error_names, value));
        break;
    case ERROR_PRINCIPAL:
        inspect_principal(in, row->key, contents);
        break;
    case ERROR_LENGTH:
        inspector_number(in, row->key, contents.left);
        break;
    }
}

void inspect_krb_error(struct inspector *in, struct reader message)
{
    struct reader sequence = inspect_message(in, &message, MSG_KRB_ERROR);

    for (size_t i = 0; i < sizeof(error_fields) / sizeof(error_fields[0]); i++) {
        const struct error_field *row = &error_fields[i];
        struct reader contents;

        if (!row->optional)
            contents = inspector_field(in, &sequence, row->n, row->tag, row->what);
        else if (!inspector_optional(in, &sequence, row->n, row->tag, row->what, &contents))
            continue;
        inspect_error_value(in, row, contents);
    }
    inspector_end(in, &sequence, "the last field of KRB-ERROR");
}

/* Tokens of RFC 1964 s.1.2 are named, not read: their keys are refused. */
static void inspect_old_token(struct inspector *in, struct reader inner)
{
    inspector_number(in, "mechanism_token_length", inner.left);
}

static const struct {
    uint16_t id;
    const char *name;
    void (*inspect)(struct inspector *in, struct reader inner);
} krb5_tokens[] = {
    {KRB5_TOKEN_AP_REQ, "AP-REQ", inspect_ap_req},
    {KRB5_TOKEN_AP_REP, "AP-REP", inspect_ap_rep},
    {KRB5_TOKEN_ERROR, "KRB-ERROR", inspect_krb_error},
    {0x0101, "MIC of RFC 1964, refused", inspect_old_token},
    {0x0201, "Wrap of RFC 1964, refused", inspect_old_token},
    {0x0102, "context deletion of RFC 1964", inspect_old_token},
    {0x0400, "user-to-user TGT request", inspect_old_token},
    {0x0401, "user-to-user TGT reply", inspect_old_token},
};

void inspect_krb5_token(struct inspector *in, struct reader inner)
{
    struct reader at = inner;
    uint16_t id = read_u16be(&inner);

    if (!in->failed && !reader_ok(&inner)) {
        inspector_fail(in, &at, "the token identifier is missing");
        return;
    }
    for (size_t i = 0; i < sizeof(krb5_tokens) / sizeof(krb5_tokens[0]); i++) {
        if (krb5_tokens[i].id == id) {
            inspector_code(in, "token_id", id, 4, krb5_tokens[i].name);
            krb5_tokens[i].inspect(in, inner);
            return;
        }
    }
    inspector_code(in, "token_id", id, 4, NULL);
    inspector_fail(in, &at, "0x%04x is no token identifier of Kerberos", id);
}
