/* The tokens of SPNEGO as bytes: what is read, what is refused, and what is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/der.h"
#include "base/oid.h"
#include "mech/spnego/neg_token.h"

#define SPNEGO "\x06\x06\x2b\x06\x01\x05\x05\x02"
#define KRB5 "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
#define NTLM "\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"
#define LIST "\x30\x17" KRB5 NTLM

/* The fields, each whole: explicit tags (RFC 4178 s.4). */
#define TYPES "\xa0\x19" LIST
#define FLAGS "\xa1\x04\x03\x02\x01\x06"
#define TOKEN "\xa2\x05\x04\x03tok"
#define MIC "\xa3\x05\x04\x03mic"
#define MIC2 "\xa4\x05\x04\x03mic"
#define HINTS "\xa3\x09\x30\x07\xa0\x05\x1b\x03hey"
#define LATER "\xa5\x02\x05\x00"

#define STATE "\xa0\x03\x0a\x01\x01"
#define MECH "\xa1\x0b" KRB5
#define RESPONSE "\xa2\x05\x04\x03tok"

/* An initializer, and a value. */
#define FIELDS(text)                                                                               \
    {                                                                                              \
        sizeof(text) - 1, (void *)(text)                                                           \
    }
#define BYTES(text) ((gss_buffer_desc)FIELDS(text))

/* A block of its own size, so that a sanitizer sees a byte too many. */
static gss_buffer_desc own_block(const void *bytes, size_t length)
{
    gss_buffer_desc block = {length, malloc(length != 0 ? length : 1)};

    assert_non_null(block.value);
    if (length != 0)
        memcpy(block.value, bytes, length);
    return block;
}

/* FIELDS as the SEQUENCE of choice [N]; framed if it is the first choice. */
static gss_buffer_desc make_token(unsigned n, gss_buffer_desc fields)
{
    gss_buffer_desc token;
    struct writer out;
    size_t framing = 0, choice, sequence;

    writer_init(&out);
    if (n == 0) {
        framing = der_write_open(&out, DER_APPLICATION(0));
        write_bytes(&out, SPNEGO, sizeof(SPNEGO) - 1);
    }
    choice = der_write_open(&out, DER_CONTEXT(n));
    sequence = der_write_open(&out, DER_SEQUENCE);
    write_bytes(&out, fields.value, fields.length);
    der_write_close(&out, sequence);
    der_write_close(&out, choice);
    if (n == 0)
        der_write_close(&out, framing);
    assert_true(writer_ok(&out));
    token = own_block(out.data, out.length);
    writer_free(&out);
    return token;
}

static bool reads_init(gss_buffer_desc fields)
{
    gss_buffer_desc token = make_token(0, fields);
    struct neg_token_init init;
    bool read = neg_token_init_read(&token, &init);

    free(token.value);
    return read;
}

static bool reads_resp(gss_buffer_desc fields)
{
    gss_buffer_desc token = make_token(1, fields);
    struct neg_token_resp resp;
    bool read = neg_token_resp_read(&token, &resp);

    free(token.value);
    return read;
}

static void assert_field(const gss_buffer_desc *field, const char *bytes, size_t length)
{
    assert_non_null(field->value);
    assert_int_equal(field->length, length);
    assert_memory_equal(field->value, bytes, length);
}

static void test_init_has_its_fields(void **state)
{
    gss_buffer_desc token = make_token(0, BYTES(TYPES FLAGS TOKEN MIC));
    struct neg_token_init init;

    (void)state;
    assert_true(neg_token_is_initial(&token));
    assert_true(neg_token_init_read(&token, &init));
    assert_field(&init.mech_types, LIST, sizeof(LIST) - 1); /* RFC 4178 appendix D */
    assert_field(&init.mech_token, "tok", 3);
    assert_field(&init.mech_list_mic, "mic", 3);
    free(token.value);
}

static void test_init_needs_a_list_and_nothing_else(void **state)
{
    gss_buffer_desc token = make_token(0, BYTES(TYPES));
    struct neg_token_init init;

    (void)state;
    assert_true(neg_token_init_read(&token, &init));
    assert_false(neg_field_is_present(&init.mech_token));
    assert_false(neg_field_is_present(&init.mech_list_mic));
    free(token.value);
    assert_true(reads_init(BYTES(TYPES TOKEN)));
    assert_true(reads_init(BYTES(TYPES MIC)));
    assert_true(reads_init(BYTES(TYPES FLAGS)));
    assert_false(reads_init(BYTES("")));
    assert_false(reads_init(BYTES(TOKEN)));
    assert_false(reads_init(BYTES(FLAGS TOKEN MIC)));
}

static void test_hints_of_a_server_are_passed_over(void **state)
{
    gss_buffer_desc token = make_token(0, BYTES(TYPES TOKEN HINTS MIC2));
    struct neg_token_init init;

    (void)state;
    assert_true(neg_token_init_read(&token, &init));
    assert_field(&init.mech_token, "tok", 3);
    assert_field(&init.mech_list_mic, "mic", 3);
    free(token.value);
    assert_true(reads_init(BYTES(TYPES HINTS)));
    assert_false(reads_init(BYTES(TYPES HINTS HINTS)));
    assert_false(reads_init(BYTES(TYPES "\xa3\x0a\x30\x07\xa0\x05\x1b\x03hey\x00")));
}

/* RFC 4178 s.6 */
static void test_fields_of_the_future_are_passed_over(void **state)
{
    (void)state;
    assert_true(reads_init(BYTES(TYPES TOKEN LATER)));
    assert_true(reads_init(BYTES(TYPES MIC LATER)));
    assert_true(reads_resp(BYTES(STATE MIC LATER)));
    assert_true(reads_resp(BYTES(STATE LATER LATER)));
    assert_false(reads_resp(BYTES(LATER STATE)));
    assert_false(reads_init(BYTES(TYPES LATER TOKEN)));
    assert_false(reads_resp(BYTES(STATE "\x05\x00")));
    assert_false(reads_resp(BYTES(STATE "\xbf\x21\x00")));     /* a long tag */
    assert_false(reads_resp(BYTES(STATE "\xa5\x05\x05\x00"))); /* longer than there is */
}

static void test_doubled_and_misplaced_fields_are_refused(void **state)
{
    static const gss_buffer_desc inits[] = {
        FIELDS(TYPES TYPES),       FIELDS(TYPES FLAGS FLAGS), FIELDS(TYPES TOKEN TOKEN),
        FIELDS(TYPES MIC MIC),     FIELDS(TOKEN TYPES),       FIELDS(FLAGS TYPES),
        FIELDS(TYPES TOKEN FLAGS), FIELDS(TYPES MIC TOKEN),
    };
    static const gss_buffer_desc resps[] = {
        FIELDS(STATE STATE),  FIELDS(MECH MECH),     FIELDS(RESPONSE RESPONSE),
        FIELDS(MIC MIC),      FIELDS(MECH STATE),    FIELDS(RESPONSE STATE),
        FIELDS(MIC RESPONSE), FIELDS(RESPONSE MECH),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(inits) / sizeof(inits[0]); i++)
        assert_false(reads_init(inits[i]));
    for (size_t i = 0; i < sizeof(resps) / sizeof(resps[0]); i++)
        assert_false(reads_resp(resps[i]));
}

static void test_wrong_tags_inside_fields_are_refused(void **state)
{
    (void)state;
    assert_false(reads_init(BYTES("\xa0\x19\x31\x17" KRB5 NTLM)));
    assert_false(reads_init(BYTES("\xa0\x0d\x30\x0b\x04\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")));
    assert_false(reads_init(BYTES(TYPES "\xa2\x05\x0c\x03tok")));
    assert_false(reads_init(BYTES(TYPES "\xa1\x04\x04\x02\x01\x06")));
    assert_false(reads_init(BYTES(TYPES "\x82\x03tok"))); /* implicit */
    assert_false(reads_init(BYTES(TYPES "\xa3\x05\x0c\x03mic")));
    assert_false(reads_resp(BYTES("\xa0\x03\x02\x01\x01")));
    assert_false(reads_resp(BYTES("\xa1\x0b\x04\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")));
    assert_false(reads_resp(BYTES("\xa2\x05\x0c\x03tok")));
    assert_false(reads_resp(BYTES("\xa2\x05\x24\x03tok"))); /* constructed: BER */
}

static void test_more_than_one_element_in_a_field_is_refused(void **state)
{
    (void)state;
    assert_false(reads_init(BYTES("\xa0\x1b" LIST "\x05\x00")));
    assert_false(reads_init(BYTES(TYPES "\xa2\x07\x04\x03tok\x05\x00")));
    assert_false(reads_resp(BYTES("\xa0\x06\x0a\x01\x01\x0a\x01\x01")));
    assert_false(reads_resp(BYTES("\xa1\x16" KRB5 KRB5)));
    assert_false(reads_resp(BYTES("\xa2\x00")));
}

static void test_a_list_has_mechanisms_and_nothing_else(void **state)
{
    (void)state;
    assert_false(reads_init(BYTES("\xa0\x02\x30\x00")));
    assert_false(reads_init(BYTES("\xa0\x04\x30\x02\x06\x00")));
    assert_false(reads_init(BYTES("\xa0\x0f\x30\x0d" KRB5 "\x05\x00")));
    assert_false(reads_init(BYTES("\xa0\x0d\x30\x0b\x06\x0a\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")));
}

static void test_a_state_is_one_of_four(void **state)
{
    static const uint8_t bytes[] = {0xa0, 0x03, 0x0a, 0x01, 0x00};

    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        uint8_t field[sizeof(bytes)];
        gss_buffer_desc fields = {sizeof(field), field}, token;
        struct neg_token_resp resp;

        memcpy(field, bytes, sizeof(field));
        field[4] = (uint8_t)value;
        token = make_token(1, fields);
        assert_int_equal(neg_token_resp_read(&token, &resp), value <= 3);
        if (value <= 3)
            assert_int_equal(resp.state, value);
        free(token.value);
    }
    assert_false(reads_resp(BYTES("\xa0\x02\x0a\x00")));
    assert_false(reads_resp(BYTES("\xa0\x04\x0a\x02\x00\x01")));
}

static void test_response_has_its_fields(void **state)
{
    gss_buffer_desc token = make_token(1, BYTES(STATE MECH RESPONSE MIC));
    gss_OID_desc krb5 = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
    struct neg_token_resp resp;

    (void)state;
    assert_true(neg_token_resp_read(&token, &resp));
    assert_int_equal(resp.state, NEG_ACCEPT_INCOMPLETE);
    assert_true(oid_equal(&resp.supported_mech, &krb5));
    assert_field(&resp.response_token, "tok", 3);
    assert_field(&resp.mech_list_mic, "mic", 3);
    free(token.value);
}

static void test_response_may_be_empty(void **state)
{
    gss_buffer_desc token = make_token(1, BYTES(""));
    struct neg_token_resp resp;

    (void)state;
    assert_true(neg_token_resp_read(&token, &resp));
    assert_int_equal(resp.state, NEG_STATE_ABSENT);
    assert_null(resp.supported_mech.elements);
    assert_false(neg_field_is_present(&resp.response_token));
    assert_false(neg_field_is_present(&resp.mech_list_mic));
    free(token.value);
}

static void test_an_empty_field_is_present(void **state)
{
    gss_buffer_desc token = make_token(1, BYTES(STATE "\xa2\x02\x04\x00"));
    struct neg_token_resp resp;

    (void)state;
    assert_true(neg_token_resp_read(&token, &resp));
    assert_true(neg_field_is_present(&resp.response_token));
    assert_int_equal(resp.response_token.length, 0);
    free(token.value);
}

/* What follows, what is missing, and every byte that is another one: no more than a refusal. */
static void check_damage(gss_buffer_desc token, bool init)
{
    struct neg_token_init read_init;
    struct neg_token_resp read_resp;
    gss_buffer_desc longer = own_block(token.value, token.length);

    for (size_t length = 0; length < token.length; length++) {
        gss_buffer_desc cut = own_block(token.value, length);

        assert_false(init ? neg_token_init_read(&cut, &read_init)
                          : neg_token_resp_read(&cut, &read_resp));
        free(cut.value);
    }
    for (size_t bit = 0; bit < token.length * 8; bit++) {
        gss_buffer_desc changed = own_block(token.value, token.length);

        ((uint8_t *)changed.value)[bit / 8] ^= (uint8_t)(1 << bit % 8);
        (void)(init ? neg_token_init_read(&changed, &read_init)
                    : neg_token_resp_read(&changed, &read_resp));
        free(changed.value);
    }
    free(longer.value);
    longer = (gss_buffer_desc){token.length + 1, calloc(1, token.length + 1)};
    assert_non_null(longer.value);
    memcpy(longer.value, token.value, token.length);
    assert_false(init ? neg_token_init_read(&longer, &read_init)
                      : neg_token_resp_read(&longer, &read_resp));
    free(longer.value);
}

static void test_cut_and_lengthened_tokens_are_refused(void **state)
{
    gss_buffer_desc init = make_token(0, BYTES(TYPES FLAGS TOKEN HINTS MIC2));
    gss_buffer_desc resp = make_token(1, BYTES(STATE MECH RESPONSE MIC));

    (void)state;
    check_damage(init, true);
    check_damage(resp, false);
    free(init.value);
    free(resp.value);
}

static void test_the_kinds_are_not_mistaken(void **state)
{
    gss_buffer_desc init = make_token(0, BYTES(TYPES)), resp = make_token(1, BYTES(STATE));
    gss_buffer_desc other =
        BYTES("\x60\x1c\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
              "\xa0\x0f\x30\x0d\xa0\x0b\x30\x09\x06\x07\x2a\x86\x48\x86\xf7\x12\x01");
    struct neg_token_init read_init;
    struct neg_token_resp read_resp;

    (void)state;
    assert_false(neg_token_is_initial(&resp));
    assert_false(neg_token_init_read(&resp, &read_init));
    assert_false(neg_token_resp_read(&init, &read_resp));
    assert_false(neg_token_is_initial(&other));
    assert_false(neg_token_init_read(&other, &read_init));
    free(init.value);
    free(resp.value);
}

/* As servers of Windows 2000 send it. */
static void test_a_mic_that_is_the_token_again_is_dropped(void **state)
{
    struct neg_token_resp resp = {.response_token = BYTES("same"), .mech_list_mic = BYTES("same")};

    (void)state;
    neg_token_resp_drop_copy(&resp);
    assert_false(neg_field_is_present(&resp.mech_list_mic));
    resp.mech_list_mic = BYTES("sane");
    neg_token_resp_drop_copy(&resp);
    assert_field(&resp.mech_list_mic, "sane", 4);
    resp.response_token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    neg_token_resp_drop_copy(&resp);
    assert_field(&resp.mech_list_mic, "sane", 4);
}

static void assert_written(struct writer *out, gss_buffer_desc expected)
{
    assert_true(writer_ok(out));
    assert_int_equal(out->length, expected.length);
    assert_memory_equal(out->data, expected.value, expected.length);
    writer_free(out);
    free(expected.value);
}

static void test_what_is_written_is_der(void **state)
{
    gss_OID_desc krb5 = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
    gss_OID_desc ntlm = OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a");
    struct neg_token_init init = {.mech_types = BYTES(LIST), .mech_token = BYTES("tok")};
    struct neg_token_resp resp = {.state = NEG_ACCEPT_INCOMPLETE,
                                  .supported_mech = krb5,
                                  .response_token = BYTES("tok"),
                                  .mech_list_mic = BYTES("mic")};
    struct writer out;
    size_t list;

    (void)state;
    writer_init(&out);
    list = neg_list_open(&out);
    neg_list_add(&out, &krb5);
    neg_list_add(&out, &ntlm);
    neg_list_close(&out, list);
    assert_written(&out, own_block(LIST, sizeof(LIST) - 1));
    neg_token_init_write(&out, &init);
    assert_written(&out, make_token(0, BYTES(TYPES TOKEN)));
    neg_token_resp_write(&out, &resp);
    assert_written(&out, make_token(1, BYTES(STATE MECH RESPONSE MIC)));
    resp = (struct neg_token_resp){.state = NEG_STATE_ABSENT};
    neg_token_resp_write(&out, &resp);
    assert_written(&out, make_token(1, BYTES("")));
}

/* MS-SPNG 2.2.1 */
static void test_the_hint_has_the_name_that_is_none(void **state)
{
    gss_buffer_desc list = BYTES("\x30\x0b" KRB5);
    struct neg_token_init read;
    gss_buffer_desc written;
    struct writer out;

    (void)state;
    writer_init(&out);
    neg_token_hint_write(&out, &list);
    written = (gss_buffer_desc){out.length, out.data};
    assert_true(neg_token_init_read(&written, &read));
    assert_field(&read.mech_types, list.value, list.length);
    assert_written(&out,
                   make_token(0, BYTES("\xa0\x0d\x30\x0b" KRB5 "\xa3\x2a\x30\x28\xa0\x26\x1b\x24"
                                       "not_defined_in_RFC4178@please_ignore")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_init_has_its_fields),
        cmocka_unit_test(test_init_needs_a_list_and_nothing_else),
        cmocka_unit_test(test_hints_of_a_server_are_passed_over),
        cmocka_unit_test(test_fields_of_the_future_are_passed_over),
        cmocka_unit_test(test_doubled_and_misplaced_fields_are_refused),
        cmocka_unit_test(test_wrong_tags_inside_fields_are_refused),
        cmocka_unit_test(test_more_than_one_element_in_a_field_is_refused),
        cmocka_unit_test(test_a_list_has_mechanisms_and_nothing_else),
        cmocka_unit_test(test_a_state_is_one_of_four),
        cmocka_unit_test(test_response_has_its_fields),
        cmocka_unit_test(test_response_may_be_empty),
        cmocka_unit_test(test_an_empty_field_is_present),
        cmocka_unit_test(test_cut_and_lengthened_tokens_are_refused),
        cmocka_unit_test(test_the_kinds_are_not_mistaken),
        cmocka_unit_test(test_a_mic_that_is_the_token_again_is_dropped),
        cmocka_unit_test(test_what_is_written_is_der),
        cmocka_unit_test(test_the_hint_has_the_name_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
