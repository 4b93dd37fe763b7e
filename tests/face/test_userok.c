/* gss_userok has opposite senses in the two libraries: test_userok LIBGSS LIBGSSAPI_KRB5. */
#include <dlfcn.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gss/api.h>

static const char *const *libraries;

/* What gss_userok of a library answers, for a Kerberos principal and a local user. */
static int ask(const char *library, const char *principal, const char *user)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    OM_uint32 (*import_name)(OM_uint32 *, gss_buffer_t, gss_OID, gss_name_t *);
    OM_uint32 (*canonicalize)(OM_uint32 *, gss_name_t, gss_OID, gss_name_t *);
    OM_uint32 (*release_name)(OM_uint32 *, gss_name_t *);
    int (*userok)(gss_name_t, const char *);
    gss_OID_desc type = {10, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01"};
    gss_buffer_desc text = {0, (void *)principal};
    gss_OID_desc krb5 = {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
    gss_name_t name, mn;
    OM_uint32 minor;
    int answer;

    assert_non_null(handle);
    *(void **)&import_name = dlsym(handle, "gss_import_name");
    *(void **)&canonicalize = dlsym(handle, "gss_canonicalize_name");
    *(void **)&release_name = dlsym(handle, "gss_release_name");
    *(void **)&userok = dlsym(handle, "gss_userok");
    while (principal[text.length] != '\0')
        text.length++;
    assert_int_equal(import_name(&minor, &text, &type, &name), GSS_S_COMPLETE);
    assert_int_equal(canonicalize(&minor, name, &krb5, &mn), GSS_S_COMPLETE);
    answer = userok(mn, user);
    release_name(&minor, &mn);
    release_name(&minor, &name);
    return answer;
}

static void test_gnu_answers_zero_for_a_match(void **state)
{
    (void)state;
    assert_int_equal(ask(libraries[0], "root@GSS.TEST", "root"), 0);
    assert_int_not_equal(ask(libraries[0], "root@GSS.TEST", "daemon"), 0);
    assert_int_not_equal(ask(libraries[0], "root@OTHER.TEST", "root"), 0);
}

static void test_mit_answers_one_for_a_match(void **state)
{
    (void)state;
    assert_int_equal(ask(libraries[1], "root@GSS.TEST", "root"), 1);
    assert_int_equal(ask(libraries[1], "root@GSS.TEST", "daemon"), 0);
    assert_int_equal(ask(libraries[1], "root@OTHER.TEST", "root"), 0);
}

static void test_mit_answers_as_the_installed_library_does(void **state)
{
    static const char *const users[] = {"root", "daemon", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
        assert_int_equal(
            ask(libraries[1], "root@GSS.TEST", users[i]),
            ask("/usr/lib/x86_64-linux-gnu/libgssapi_krb5.so.2", "root@GSS.TEST", users[i]));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gnu_answers_zero_for_a_match),
        cmocka_unit_test(test_mit_answers_one_for_a_match),
        cmocka_unit_test(test_mit_answers_as_the_installed_library_does),
    };

    if (argc != 3)
        return 2;
    libraries = (const char *const *)argv + 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
