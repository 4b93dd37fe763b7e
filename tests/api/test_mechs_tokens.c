/* What the glue reads in the body of an interprocess token, sealed as only a faulty or a newer
 * library would seal it. */
#include "api/check.h"

#include "api/toy.h"
#include "base/oid.h"
#include "transfer/transfer.h"

enum { ESTABLISHED = 1, INITIATOR = 2, MESSAGES = 4 };

struct body {
    uint8_t version;
    const gss_OID_desc *mech;
    uint8_t bits;
    const char *state;
    size_t state_length;
};

#define TOY_STATE "\0\1\0\0\0\0\0\2me" /* acceptor, established, no flags, its initiator "me" */

static gss_buffer_desc seal(const struct body *body)
{
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    check_status(transfer_export_begin(&minor, NULL, INT64_MAX, &export), GSS_S_COMPLETE);
    write_u8(&export.body, body->version);
    oid_write_field(&export.body, body->mech);
    write_u8(&export.body, body->bits);
    write_bytes(&export.body, body->state, body->state_length);
    check_status(transfer_export_finish(&minor, &export, &token), GSS_S_COMPLETE);
    return token;
}

static void test_a_body_as_the_document_has_it_is_a_context(void **state)
{
    struct body body = {1, &toy_mech.oid, ESTABLISHED | MESSAGES, TOY_STATE, sizeof(TOY_STATE) - 1};
    gss_buffer_desc token = seal(&body), message = text_buffer("hello"), mic;
    gss_ctx_id_t context;
    gss_name_t source;
    OM_uint32 minor;

    (void)state;
    check_status(gss_import_sec_context(&minor, &token, &context), GSS_S_COMPLETE);
    check_status(gss_inquire_context(&minor, context, &source, NULL, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(source, "me", GSS_C_NT_USER_NAME);
    check_status(gss_get_mic(&minor, context, 0, &message, &mic), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &mic);
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &source);
    gss_delete_sec_context(&minor, &context, NULL);
}

static void test_other_bodies_are_refused_and_not_spent(void **state)
{
    static const gss_OID_desc unknown = OID_STATIC("\x2a\x03\x04"), none = {0, NULL};
    const struct {
        struct body body;
        OM_uint32 expected;
    } rows[] = {
        {{2, &toy_mech.oid, 5, TOY_STATE, 10}, GSS_S_DEFECTIVE_TOKEN},  /* another version */
        {{1, &toy_mech.oid, 13, TOY_STATE, 10}, GSS_S_DEFECTIVE_TOKEN}, /* an unknown bit */
        {{1, &toy_mech.oid, 5, TOY_STATE, 9}, GSS_S_DEFECTIVE_TOKEN},   /* cut */
        {{1, &toy_mech.oid, 5, TOY_STATE, 11}, GSS_S_DEFECTIVE_TOKEN},  /* a byte more */
        {{1, &toy_mech.oid, 5, "", 0}, GSS_S_DEFECTIVE_TOKEN},
        {{1, &none, 5, TOY_STATE, 10}, GSS_S_UNAVAILABLE},
        {{1, &unknown, 5, TOY_STATE, 10}, GSS_S_UNAVAILABLE}, /* of a library that has more */
    };
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        gss_buffer_desc token = seal(&rows[i].body);
        gss_ctx_id_t context = (gss_ctx_id_t)&token;

        for (int again = 0; again <= 1; again++) { /* a spent one would be GSS_S_NO_CONTEXT */
            check_status(gss_import_sec_context(&minor, &token, &context), rows[i].expected);
            assert_null(context);
        }
        gss_release_buffer(&minor, &token);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_body_as_the_document_has_it_is_a_context),
        cmocka_unit_test(test_other_bodies_are_refused_and_not_spent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
