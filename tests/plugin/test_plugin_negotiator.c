/* An interposer before SPNEGO itself. */
#include <stdlib.h>

#include "api/check.h"
#include "plugin/config.h"

static gss_OID_desc spnego = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};

/* Where nothing else works, each would otherwise try the other one. */
static void test_what_negotiates_is_no_choice_behind_an_interposer(void **state)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token = FILLED_BUFFER;
    OM_uint32 minor, ignored, major;

    (void)state;
    assert_int_equal(setenv("KRB5CCNAME", "FILE:/nonexistent/cache", 1), 0);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, &spnego, 0, 0, NULL,
                                 NULL, NULL, &token, NULL, NULL);
    assert_true(GSS_ERROR(major) != 0);
    assert_null(context);
    check_empty(token);
    gss_release_name(&ignored, &target);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_negotiates_is_no_choice_behind_an_interposer),
    };

    plugin_config_create();
    plugin_config_write("interposer");
    if (setenv("TEST_INTERPOSES", "spnego", 1) != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
