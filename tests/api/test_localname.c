/* Names and the users of this host: as krb5.conf, ~/.k5login and the user database have them. */
#include "api/check.h"

#include <stdio.h>
#include <stdlib.h>

/* Adds rules to the realm's krb5.conf; under a new name, which is seen at once. */
static void use_rules(const char *rules)
{
    static unsigned count;
    char path[512], value[2048];
    FILE *file;

    snprintf(path, sizeof(path), "%s/rules%u.conf", getenv("GSS_REALM_DIR"), ++count);
    file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "[realms]\n GSS.TEST = {\n%s }\n", rules);
    assert_int_equal(fclose(file), 0);
    snprintf(value, sizeof(value), "%s:%s/krb5.conf", path, getenv("GSS_REALM_DIR"));
    assert_int_equal(setenv("KRB5_CONFIG", value, 1), 0);
}

static void check_local(const char *principal, gss_const_OID mech, const char *user)
{
    gss_name_t name = make_mn(principal, GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    gss_buffer_desc found = FILLED_BUFFER;
    OM_uint32 minor;

    if (user != NULL) {
        check_status(gss_localname(&minor, name, mech, &found), GSS_S_COMPLETE);
        check_text(&found, user);
        gss_release_buffer(&minor, &found);
    } else {
        check_status(gss_localname(&minor, name, mech, &found), GSS_S_FAILURE);
        assert_int_not_equal(minor, 0);
        check_empty(found);
    }
    gss_release_name(&minor, &name);
}

static void test_a_principal_of_the_realm_is_the_user_of_its_name(void **state)
{
    (void)state;
    use_rules("");
    check_local("alice@GSS.TEST", GSS_C_NO_OID, "alice");
    check_local("alice@GSS.TEST", GSS_KRB5, "alice");
    check_local("alice@ELSEWHERE", GSS_KRB5, NULL);
    check_local("alice/admin@GSS.TEST", GSS_C_NO_OID, NULL);
}

static void test_the_configured_rules_hold(void **state)
{
    (void)state;
    use_rules("  auth_to_local = RULE:[2:$1-$2](alice-admin)s/.*/root/\n"
              "  auth_to_local = DEFAULT\n");
    check_local("alice/admin@GSS.TEST", GSS_C_NO_OID, "root");
    check_local("bob/admin@GSS.TEST", GSS_C_NO_OID, NULL);
}

static void test_a_name_leads_to_a_user_id(void **state)
{
    gss_name_t root = make_mn("root@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    gss_name_t nobody = make_mn("no-such-user@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    OM_uint32 minor;
    uid_t uid = 77;

    (void)state;
    use_rules("");
    check_status(gss_pname_to_uid(&minor, root, GSS_C_NO_OID, &uid), GSS_S_COMPLETE);
    assert_int_equal(uid, 0);
    check_status(gss_pname_to_uid(&minor, nobody, GSS_C_NO_OID, &uid), GSS_S_FAILURE);
    assert_int_equal(uid, (uid_t)-1);
    assert_int_not_equal(minor, 0);
    gss_release_name(&minor, &root);
    gss_release_name(&minor, &nobody);
}

static void test_a_no_is_told_from_a_failure(void **state)
{
    gss_name_t alice = make_mn("root@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    gss_name_t root = make_name("root", GSS_C_NT_USER_NAME);
    gss_name_t other = make_name("daemon", GSS_C_NT_USER_NAME);
    gss_name_t service = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 minor;

    (void)state;
    use_rules("");
    check_status(gss_authorize_localname(&minor, alice, root), GSS_S_COMPLETE);
    assert_int_equal(gss_userok(alice, "root"), 0);
    check_status(gss_authorize_localname(&minor, alice, other), GSS_S_UNAUTHORIZED);
    assert_int_not_equal(minor, 0);
    assert_int_not_equal(gss_userok(alice, "daemon"), 0);
    check_status(gss_authorize_localname(&minor, alice, service), GSS_S_BAD_NAMETYPE);
    check_status(gss_authorize_localname(&minor, alice, alice), GSS_S_BAD_NAMETYPE);
    gss_release_name(&minor, &alice);
    gss_release_name(&minor, &root);
    gss_release_name(&minor, &other);
    gss_release_name(&minor, &service);
}

static void test_arguments_are_checked(void **state)
{
    gss_name_t alice = make_mn("alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    gss_buffer_desc found = FILLED_BUFFER;
    OM_uint32 minor;
    uid_t uid;

    (void)state;
    check_status(gss_localname(&minor, GSS_C_NO_NAME, GSS_C_NO_OID, &found),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_empty(found);
    check_status(gss_localname(&minor, alice, GSS_C_NO_OID, NULL), GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_localname(&minor, alice, GSS_C_NT_USER_NAME, &found), GSS_S_BAD_MECH);
    check_status(gss_pname_to_uid(&minor, alice, GSS_C_NO_OID, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_pname_to_uid(&minor, GSS_C_NO_NAME, GSS_C_NO_OID, &uid),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_authorize_localname(&minor, alice, GSS_C_NO_NAME),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_authorize_localname(&minor, GSS_C_NO_NAME, alice),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    gss_release_name(&minor, &alice);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_principal_of_the_realm_is_the_user_of_its_name),
        cmocka_unit_test(test_the_configured_rules_hold),
        cmocka_unit_test(test_a_name_leads_to_a_user_id),
        cmocka_unit_test(test_a_no_is_told_from_a_failure),
        cmocka_unit_test(test_arguments_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
