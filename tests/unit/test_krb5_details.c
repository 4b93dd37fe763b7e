/* What a context tells of its ticket, asked by object identifier. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "mech/krb5/details.h"
#include "mech/krb5/inquiry.h"
#include "mech/krb5/krb5_mech.h"
#include "mech/krb5/library.h"

#define AUTHTIME 0x90000000u /* after 2038 */
enum { FLAGS = 0x40e10000 };

/* AuthorizationData of two elements: type 128 "pac", type 512 "sign". */
static uint8_t if_relevant[] = {0x30, 0x22, 0x30, 0x0e, 0xa0, 0x04, 0x02, 0x02, 0x00,
                                0x80, 0xa1, 0x06, 0x04, 0x04, 'p',  'a',  'c',  '!',
                                0x30, 0x10, 0xa0, 0x04, 0x02, 0x02, 0x02, 0x00, 0xa1,
                                0x08, 0x04, 0x06, 's',  'i',  'g',  'n',  'e',  'd'};
static uint8_t plain[] = {'p', 'l', 'a', 'i', 'n'};

static struct krb5_ctx *context_of_ticket(krb5_authdata *const *authdata)
{
    struct krb5_ctx *ctx = krb5_context_new(false);
    struct krb5_ticket_facts facts = {
        .authtime = (krb5_timestamp)AUTHTIME, .flags = FLAGS, .authdata = authdata};
    krb5_principal alice, host;
    krb5_context library;
    OM_uint32 minor;

    assert_non_null(ctx);
    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    assert_int_equal(krb5_parse_name(library, "alice@GSS.TEST", &alice), 0);
    assert_int_equal(krb5_parse_name(library, "host/server@GSS.TEST", &host), 0);
    facts.initiator = alice;
    facts.acceptor = host;
    assert_int_equal(krb5_details_set(&minor, library, ctx, &facts), GSS_S_COMPLETE);
    krb5_free_principal(library, alice);
    krb5_free_principal(library, host);
    return ctx;
}

static struct krb5_ctx *context_of_sample(void)
{
    krb5_authdata relevant = {.ad_type = KRB5_AUTHDATA_IF_RELEVANT,
                              .length = sizeof(if_relevant),
                              .contents = if_relevant};
    krb5_authdata first = {.ad_type = -17, .length = sizeof(plain), .contents = plain};
    krb5_authdata *const list[] = {&relevant, &first, NULL};

    return context_of_ticket(list);
}

static OM_uint32 ask(const struct krb5_ctx *ctx, const void *elements, size_t length,
                     struct writer *out, OM_uint32 *minor)
{
    gss_OID_desc what = {(OM_uint32)length, (void *)elements};

    gss_buffer_set_t answers = buffer_set_create();
    OM_uint32 major = krb5_mech.inquire_context_by_oid(minor, ctx, &what, answers);

    writer_init(out);
    assert_int_equal(answers->count, major == GSS_S_COMPLETE ? 1 : 0);
    if (major == GSS_S_COMPLETE)
        write_bytes(out, answers->elements[0].value, answers->elements[0].length);
    buffer_set_free(&answers);
    return major;
}

static void assert_authz_data(const struct krb5_ctx *ctx, int32_t type, const void *expected,
                              size_t length)
{
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc oid = krb5_inquiry_authz_data_oid(type, elements);
    struct writer out;
    OM_uint32 minor;

    assert_int_equal(ask(ctx, oid.elements, oid.length, &out, &minor), GSS_S_COMPLETE);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, expected, length);
    writer_free(&out);
}

static void test_ticket_flags_and_authtime_are_told(void **state)
{
    struct krb5_ctx *ctx = context_of_sample();
    struct writer out;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(
        ask(ctx, KRB5_INQUIRE_TICKET_FLAGS, sizeof(KRB5_INQUIRE_TICKET_FLAGS) - 1, &out, &minor),
        GSS_S_COMPLETE);
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.data, "\x40\xe1\x00\x00", 4);
    writer_free(&out);
    assert_int_equal(
        ask(ctx, KRB5_INQUIRE_AUTHTIME, sizeof(KRB5_INQUIRE_AUTHTIME) - 1, &out, &minor),
        GSS_S_COMPLETE);
    assert_int_equal(out.length, 8);
    assert_memory_equal(out.data, "\0\0\0\0\x90\0\0\0", 8);
    writer_free(&out);
    krb5_context_free(ctx);
}

static void test_authorization_data_is_found_also_inside_if_relevant(void **state)
{
    struct krb5_ctx *ctx = context_of_sample();

    (void)state;
    assert_authz_data(ctx, 1, if_relevant, sizeof(if_relevant));
    assert_authz_data(ctx, -17, plain, sizeof(plain));
    assert_authz_data(ctx, 128, "pac!", 4);
    assert_authz_data(ctx, 512, "signed", 6);
    krb5_context_free(ctx);
}

static void test_what_a_ticket_lacks_is_unavailable(void **state)
{
    struct krb5_ctx *ctx = context_of_sample(), *bare = context_of_ticket(NULL);
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc oid = krb5_inquiry_authz_data_oid(129, elements);
    struct writer out;
    OM_uint32 minor = 0;

    (void)state;
    assert_int_equal(ask(ctx, oid.elements, oid.length, &out, &minor), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_NOT_AUTHZ_DATA);
    oid = krb5_inquiry_authz_data_oid(128, elements);
    assert_int_equal(ask(bare, oid.elements, oid.length, &out, &minor), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_NOT_AUTHZ_DATA);
    krb5_context_free(ctx);
    krb5_context_free(bare);
}

static void test_unknown_questions_are_unavailable(void **state)
{
    static const struct {
        const char *elements;
        size_t length;
    } unknown[] = {
        {KRB5_INQUIRE_ARC "\x63", sizeof(KRB5_INQUIRE_ARC)},
        {KRB5_INQUIRE_TICKET_FLAGS "\x01", sizeof(KRB5_INQUIRE_TICKET_FLAGS)},
        {KRB5_INQUIRE_AUTHTIME "\x01", sizeof(KRB5_INQUIRE_AUTHTIME)},
        {KRB5_INQUIRE_AUTHZ_DATA, sizeof(KRB5_INQUIRE_AUTHZ_DATA) - 1},    /* no type */
        {KRB5_INQUIRE_AUTHZ_DATA "\x81", sizeof(KRB5_INQUIRE_AUTHZ_DATA)}, /* an unfinished one */
        {KRB5_INQUIRE_AUTHZ_DATA "\x01\x01", sizeof(KRB5_INQUIRE_AUTHZ_DATA) + 1}, /* two */
        {KRB5_INQUIRE_AUTHZ_DATA "\x90\x80\x80\x80\x00", sizeof(KRB5_INQUIRE_AUTHZ_DATA) + 4},
        {"", 0},
    };
    struct krb5_ctx *ctx = context_of_sample();
    struct writer out;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        assert_int_equal(ask(ctx, unknown[i].elements, unknown[i].length, &out, &minor),
                         GSS_S_UNAVAILABLE);
        assert_int_equal(minor, MINOR_MECH_UNSUPPORTED);
        assert_int_equal(out.length, 0);
    }
    krb5_context_free(ctx);
}

static void test_names_of_the_questions_are_those_of_mit(void **state)
{
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc oid = krb5_inquiry_authz_data_oid(512, elements);
    char text[80];

    (void)state;
    assert_true(oid_to_dotted(&oid, text, sizeof(text)));
    assert_string_equal(text, "1.2.840.113554.1.2.2.5.10.512");
    oid = krb5_inquiry_authz_data_oid(-1, elements);
    assert_true(oid_to_dotted(&oid, text, sizeof(text)));
    assert_string_equal(text, "1.2.840.113554.1.2.2.5.10.4294967295");
    oid = krb5_inquiry_authz_data_oid(0, elements);
    assert_true(oid_to_dotted(&oid, text, sizeof(text)));
    assert_string_equal(text, "1.2.840.113554.1.2.2.5.10.0");
}

/* Malformed DER in a ticket is the KDC's own: it is kept, and searched without harm. */
static void test_malformed_if_relevant_is_searched_without_harm(void **state)
{
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc oid = krb5_inquiry_authz_data_oid(512, elements);

    (void)state;
    for (size_t length = 0; length < sizeof(if_relevant); length++) {
        uint8_t *exact = malloc(length != 0 ? length : 1);
        krb5_authdata element = {
            .ad_type = KRB5_AUTHDATA_IF_RELEVANT, .length = (unsigned)length, .contents = exact};
        krb5_authdata *const list[] = {&element, NULL};
        struct krb5_ctx *ctx;
        struct writer out;
        OM_uint32 minor;

        assert_non_null(exact);
        memcpy(exact, if_relevant, length);
        ctx = context_of_ticket(list);
        assert_int_equal(ask(ctx, oid.elements, oid.length, &out, &minor), GSS_S_UNAVAILABLE);
        krb5_context_free(ctx);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticket_flags_and_authtime_are_told),
        cmocka_unit_test(test_authorization_data_is_found_also_inside_if_relevant),
        cmocka_unit_test(test_what_a_ticket_lacks_is_unavailable),
        cmocka_unit_test(test_unknown_questions_are_unavailable),
        cmocka_unit_test(test_names_of_the_questions_are_those_of_mit),
        cmocka_unit_test(test_malformed_if_relevant_is_searched_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
