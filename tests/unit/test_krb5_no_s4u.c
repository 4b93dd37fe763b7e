/* A libkrb5 that cannot ask for tickets in a user's name: this program is linked as if it had no
 * such function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gss.h>

#include "base/minor.h"
#include "mech/krb5/krb5_mech.h"

static void test_acting_for_users_is_unavailable(void **state)
{
    gss_buffer_desc text = {3, (void *)"bob"};
    struct mech_cred_args args = {.mech = &krb5_mech, .usage = GSS_C_INITIATE};
    void *service, *name, *cred = NULL;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_mech.acquire_cred(&minor, &args, &service), GSS_S_COMPLETE);
    assert_int_equal(krb5_mech.import_name(&krb5_mech, &minor, &text, GSS_C_NT_USER_NAME, &name),
                     GSS_S_COMPLETE);
    args.name = name;
    assert_int_equal(krb5_mech.impersonate_cred(&minor, &args, service, &cred), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_NO_S4U);
    assert_null(cred);
    krb5_mech.release_name(&name);
    krb5_mech.release_cred(&service);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acting_for_users_is_unavailable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
