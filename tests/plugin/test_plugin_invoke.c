/* What a plugin does for no context and no credential: the library for MIT's programs exports it.
 */
#include "mech/registry.h"
#include "plugin/config.h"
#include "plugin/pair.h"

static void test_an_invocation_reaches_the_plugin(void **state)
{
    gss_OID_desc option = {4, (void *)TOY_PLUGIN_OPTION_BYTES};
    const struct mech *mech = registry_find(&plugin_toy);
    char text[] = "Value";
    gss_buffer_desc value = {5, text};
    OM_uint32 minor;

    (void)state;
    assert_non_null(mech);
    check_status(mech->invoke(mech, &minor, &option, &value), GSS_S_COMPLETE);
    assert_string_equal(text, "vALUE");
    check_status(mech->invoke(mech, &minor, &plugin_toy, &value), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_invocation_reaches_the_plugin),
    };

    plugin_config_create();
    plugin_config_write("toy");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
