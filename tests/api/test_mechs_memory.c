/* Memory runs out at each allocation of each call: a clean failure, outputs empty, inputs as they
 * were, nothing leaked (a sanitizer or valgrind looks). */
#include "api/check.h"

#include "api/toy.h"
#include "fault/fail_malloc.h"

#define TOY ((gss_OID)&toy_mech.oid)

static struct {
    gss_name_t text, mn;
    gss_buffer_desc exported, token, message, wrapped;
    gss_cred_id_t cred;
    gss_ctx_id_t initiator, acceptor;
    gss_OID_set_desc only;
} have;

/* One call each; OUT is where its result goes, to be released by the case's second function. */
union result {
    gss_name_t name;
    gss_buffer_desc buffer;
    gss_OID oid;
    gss_OID_set set;
    gss_cred_id_t cred;
    gss_ctx_id_t context;
};

static OM_uint32 minor;

static OM_uint32 do_import(union result *out)
{
    gss_buffer_desc text = text_buffer("word");

    return gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &out->name);
}

static OM_uint32 do_import_exported(union result *out)
{
    return gss_import_name(&minor, &have.exported, GSS_C_NT_EXPORT_NAME, &out->name);
}

static OM_uint32 do_canonicalize(union result *out)
{
    return gss_canonicalize_name(&minor, have.text, TOY, &out->name);
}

static OM_uint32 do_duplicate_text(union result *out)
{
    return gss_duplicate_name(&minor, have.text, &out->name);
}

static OM_uint32 do_duplicate_mn(union result *out)
{
    return gss_duplicate_name(&minor, have.mn, &out->name);
}

static OM_uint32 do_export_name(union result *out)
{
    return gss_export_name(&minor, have.mn, &out->buffer);
}

static OM_uint32 do_display_text(union result *out)
{
    return gss_display_name(&minor, have.text, &out->buffer, NULL);
}

static OM_uint32 do_mechs_for_name(union result *out)
{
    return gss_inquire_mechs_for_name(&minor, have.text, &out->set);
}

static OM_uint32 do_names_for_mech(union result *out)
{
    return gss_inquire_names_for_mech(&minor, TOY, &out->set);
}

static OM_uint32 do_indicate(union result *out)
{
    return gss_indicate_mechs(&minor, &out->set);
}

static OM_uint32 do_duplicate_oid(union result *out)
{
    return gss_duplicate_oid(&minor, TOY, &out->oid);
}

static OM_uint32 do_encapsulate(union result *out)
{
    return gss_encapsulate_token(&have.message, TOY, &out->buffer);
}

static OM_uint32 do_saslname(union result *out)
{
    gss_buffer_desc name, description;
    OM_uint32 ignored, major;

    major = gss_inquire_saslname_for_mech(&minor, TOY, &out->buffer, &name, &description);
    if (GSS_ERROR(major)) {
        check_empty(name);
        check_empty(description);
    }
    gss_release_buffer(&ignored, &name);
    gss_release_buffer(&ignored, &description);
    return major;
}

static OM_uint32 do_acquire(union result *out)
{
    gss_OID_set mechs;
    OM_uint32 ignored, time, major;

    major =
        gss_acquire_cred(&minor, have.text, 0, &have.only, GSS_C_BOTH, &out->cred, &mechs, &time);
    assert_true((mechs != NULL) == (major == GSS_S_COMPLETE));
    gss_release_oid_set(&ignored, &mechs);
    return major;
}

static OM_uint32 do_add(union result *out)
{
    gss_OID_set mechs;
    OM_uint32 ignored, major;

    major = gss_add_cred(&minor, have.cred, have.text, TOY, GSS_C_ACCEPT, 0, 0, &out->cred, &mechs,
                         NULL, NULL);
    assert_true((mechs != NULL) == (major == GSS_S_COMPLETE));
    gss_release_oid_set(&ignored, &mechs);
    return major;
}

static OM_uint32 do_inquire_cred(union result *out)
{
    gss_name_t name;
    OM_uint32 ignored, major;

    major = gss_inquire_cred(&minor, have.cred, &name, NULL, NULL, &out->set);
    assert_true((name != NULL) == (major == GSS_S_COMPLETE));
    gss_release_name(&ignored, &name);
    return major;
}

static OM_uint32 do_init(union result *out)
{
    gss_buffer_desc token;
    OM_uint32 ignored, major;

    out->context = GSS_C_NO_CONTEXT;
    major = gss_init_sec_context(&minor, have.cred, &out->context, have.text, TOY, 0, 0, NULL, NULL,
                                 NULL, &token, NULL, NULL);
    gss_release_buffer(&ignored, &token);
    return major;
}

static OM_uint32 do_accept(union result *out)
{
    gss_cred_id_t delegated;
    gss_buffer_desc token;
    gss_name_t source;
    OM_uint32 ignored, major;

    out->context = GSS_C_NO_CONTEXT;
    major = gss_accept_sec_context(&minor, &out->context, NULL, &have.token, NULL, &source, NULL,
                                   &token, NULL, NULL, &delegated);
    assert_true((source != NULL) == (major == GSS_S_COMPLETE));
    assert_true(delegated == NULL || major == GSS_S_COMPLETE);
    gss_release_name(&ignored, &source);
    gss_release_cred(&ignored, &delegated);
    gss_release_buffer(&ignored, &token);
    return major;
}

static OM_uint32 do_inquire_context(union result *out)
{
    return gss_inquire_context(&minor, have.acceptor, &out->name, NULL, NULL, NULL, NULL, NULL,
                               NULL);
}

static OM_uint32 do_wrap(union result *out)
{
    return gss_wrap(&minor, have.initiator, 1, 0, &have.message, NULL, &out->buffer);
}

static OM_uint32 do_unwrap(union result *out)
{
    return gss_unwrap(&minor, have.acceptor, &have.wrapped, &out->buffer, NULL, NULL);
}

static OM_uint32 do_get_mic(union result *out)
{
    return gss_get_mic(&minor, have.initiator, 0, &have.message, &out->buffer);
}

static OM_uint32 do_status(union result *out)
{
    OM_uint32 more = 0;

    return gss_display_status(&minor, GSS_S_FAILURE, GSS_C_GSS_CODE, NULL, &more, &out->buffer);
}

enum kind { NAME, BUFFER, OID, SET, CRED, CONTEXT };

static bool is_empty(enum kind kind, const union result *out)
{
    if (kind == BUFFER)
        return out->buffer.length == 0 && out->buffer.value == NULL;
    return out->name == NULL; /* all others are pointers */
}

static void give_up(enum kind kind, union result *out)
{
    OM_uint32 ignored;

    switch (kind) {
    case NAME:
        gss_release_name(&ignored, &out->name);
        break;
    case BUFFER:
        gss_release_buffer(&ignored, &out->buffer);
        break;
    case OID:
        gss_release_oid(&ignored, &out->oid);
        break;
    case SET:
        gss_release_oid_set(&ignored, &out->set);
        break;
    case CRED:
        gss_release_cred(&ignored, &out->cred);
        break;
    case CONTEXT:
        gss_delete_sec_context(&ignored, &out->context, NULL);
        break;
    }
}

static const struct {
    const char *name;
    OM_uint32 (*call)(union result *out);
    enum kind kind;
} calls[] = {
    {"import_name", do_import, NAME},
    {"import_name, exported", do_import_exported, NAME},
    {"canonicalize_name", do_canonicalize, NAME},
    {"duplicate_name, text", do_duplicate_text, NAME},
    {"duplicate_name, MN", do_duplicate_mn, NAME},
    {"export_name", do_export_name, BUFFER},
    {"display_name", do_display_text, BUFFER},
    {"inquire_mechs_for_name", do_mechs_for_name, SET},
    {"inquire_names_for_mech", do_names_for_mech, SET},
    {"indicate_mechs", do_indicate, SET},
    {"duplicate_oid", do_duplicate_oid, OID},
    {"encapsulate_token", do_encapsulate, BUFFER},
    {"inquire_saslname_for_mech", do_saslname, BUFFER},
    {"acquire_cred", do_acquire, CRED},
    {"add_cred", do_add, CRED},
    {"inquire_cred", do_inquire_cred, SET},
    {"init_sec_context", do_init, CONTEXT},
    {"accept_sec_context", do_accept, CONTEXT},
    {"inquire_context", do_inquire_context, NAME},
    {"wrap", do_wrap, BUFFER},
    {"unwrap", do_unwrap, BUFFER},
    {"get_mic", do_get_mic, BUFFER},
    {"display_status", do_status, BUFFER},
};

static void test_each_failing_allocation_is_a_clean_failure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        bool failed = true;
        size_t failures = 0;

        for (size_t nth = 1; failed; nth++) {
            union result out = {.buffer = FILLED_BUFFER};
            OM_uint32 major;

            fail_malloc_arm(nth, false);
            major = calls[i].call(&out);
            failed = fail_malloc_disarm();
            if (major != GSS_S_COMPLETE &&
                (!failed || major != GSS_S_FAILURE || !is_empty(calls[i].kind, &out)))
                fail_msg("%s, allocation %zu: status %08x", calls[i].name, nth, major);
            failures += major != GSS_S_COMPLETE;
            if (major == GSS_S_COMPLETE)
                give_up(calls[i].kind, &out);
        }
        if (failures == 0)
            fail_msg("%s: no allocation failed", calls[i].name);
    }
}

static void test_a_credential_that_cannot_grow_stays_as_it_was(void **state)
{
    OM_uint32 major = GSS_S_FAILURE, ignored;
    gss_cred_usage_t usage;
    gss_OID_set mechs;

    (void)state;
    for (size_t nth = 1; major != GSS_S_COMPLETE; nth++) {
        check_status(gss_inquire_cred(&ignored, have.cred, NULL, NULL, &usage, NULL),
                     GSS_S_COMPLETE);
        assert_int_equal(usage, GSS_C_INITIATE);
        fail_malloc_arm(nth, false);
        major = gss_add_cred(&minor, have.cred, have.text, TOY, GSS_C_ACCEPT, 0, 0, NULL, &mechs,
                             NULL, NULL);
        fail_malloc_disarm();
        assert_true((mechs != NULL) == (major == GSS_S_COMPLETE));
        gss_release_oid_set(&ignored, &mechs);
    }
    check_status(gss_inquire_cred(&ignored, have.cred, NULL, NULL, &usage, NULL), GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
}

static int prepare(void **state)
{
    gss_buffer_desc output;

    (void)state;
    have.text = make_name("word", GSS_C_NT_USER_NAME);
    have.mn = make_mn("word", GSS_C_NT_USER_NAME, TOY);
    have.only = (gss_OID_set_desc){1, TOY};
    have.message = text_buffer("hello");
    check_status(gss_export_name(&minor, have.mn, &have.exported), GSS_S_COMPLETE);
    check_status(
        gss_acquire_cred(&minor, have.text, 0, &have.only, GSS_C_INITIATE, &have.cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_init_sec_context(&minor, have.cred, &have.initiator, have.text, TOY,
                                      GSS_C_DELEG_FLAG, 0, NULL, NULL, NULL, &have.token, NULL,
                                      NULL),
                 GSS_S_COMPLETE);
    check_status(gss_accept_sec_context(&minor, &have.acceptor, NULL, &have.token, NULL, NULL, NULL,
                                        &output, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_wrap(&minor, have.initiator, 1, 0, &have.message, NULL, &have.wrapped),
                 GSS_S_COMPLETE);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    gss_release_name(&minor, &have.text);
    gss_release_name(&minor, &have.mn);
    gss_release_buffer(&minor, &have.exported);
    gss_release_buffer(&minor, &have.token);
    gss_release_buffer(&minor, &have.wrapped);
    gss_release_cred(&minor, &have.cred);
    gss_delete_sec_context(&minor, &have.initiator, NULL);
    gss_delete_sec_context(&minor, &have.acceptor, NULL);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_failing_allocation_is_a_clean_failure),
        cmocka_unit_test(test_a_credential_that_cannot_grow_stays_as_it_was),
    };

    return cmocka_run_group_tests(tests, prepare, clean_up);
}
