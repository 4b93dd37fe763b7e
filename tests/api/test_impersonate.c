/* Services that act for users: tickets in their name, and what the KDC allows with them. */
#include "api/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/realm.h"

#define SERVER "host@server.gss.test"     /* may act for users, with the next one */
#define DELEGATE "host@delegate.gss.test" /* may not act for anybody */

static const char *in_realm(const char *type, const char *file)
{
    static char name[512];

    snprintf(name, sizeof(name), "%s:%s/%s", type, realm_folder(), file);
    return name;
}

/* A service's credential, of a keytab, in memory. */
static gss_cred_id_t service(const char *host, gss_cred_usage_t usage)
{
    gss_name_t name = make_name(host, GSS_C_NT_HOSTBASED_SERVICE);
    gss_key_value_element_desc keytab = {"client_keytab", in_realm("FILE", "server.keytab")};
    gss_key_value_set_desc store = {1, &keytab};
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred;
    OM_uint32 minor;

    check_status(gss_acquire_cred_from(&minor, name, 0, &krb5, usage, &store, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_name(&minor, &name);
    return cred;
}

static OM_uint32 act_for(const char *user, gss_cred_id_t impersonator, gss_cred_id_t *cred)
{
    gss_name_t name = make_name(user, GSS_C_NT_USER_NAME);
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    OM_uint32 major, minor, ignored;

    major = gss_acquire_cred_impersonate_name(&minor, impersonator, name, 0, &krb5, GSS_C_INITIATE,
                                              cred, NULL, NULL);
    assert_true((major == GSS_S_COMPLETE) == (*cred != GSS_C_NO_CREDENTIAL));
    gss_release_name(&ignored, &name);
    return major;
}

/* Initiates to TARGET, and accepts with ACCEPTOR; DELEGATED may be NULL. */
static OM_uint32 connect_to(const char *target, gss_cred_id_t cred, gss_cred_id_t acceptor,
                            const char *expected, gss_cred_id_t *delegated)
{
    gss_name_t name = make_name(target, GSS_C_NT_HOSTBASED_SERVICE), source;
    gss_ctx_id_t initiated = GSS_C_NO_CONTEXT, accepted = GSS_C_NO_CONTEXT;
    gss_buffer_desc token, reply;
    OM_uint32 major, minor, flags;

    major = gss_init_sec_context(&minor, cred, &initiated, name, GSS_KRB5, 0, 0, NULL,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    if (major == GSS_S_COMPLETE) {
        check_status(gss_accept_sec_context(&minor, &accepted, acceptor, &token, NULL, &source,
                                            NULL, &reply, &flags, NULL, delegated),
                     GSS_S_COMPLETE);
        check_displayed(source, expected, GSS_KRB5_NT_PRINCIPAL_NAME);
        assert_int_equal((flags & GSS_C_DELEG_FLAG) != 0, delegated != NULL && *delegated != NULL);
        gss_release_name(&minor, &source);
        gss_release_buffer(&minor, &reply);
    }
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &name);
    gss_delete_sec_context(&minor, &initiated, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &accepted, GSS_C_NO_BUFFER);
    return major;
}

/* It is the user's, for the service itself and for those that it may go on to, and no others. */
static void check_acts_for(gss_cred_id_t cred, const char *user)
{
    gss_name_t name;
    OM_uint32 minor, lifetime;

    check_status(gss_inquire_cred(&minor, cred, &name, &lifetime, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, user, GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_int_not_equal(lifetime, 0);
    gss_release_name(&minor, &name);
    check_status(connect_to(DELEGATE, cred, GSS_C_NO_CREDENTIAL, user, NULL), GSS_S_COMPLETE);
    check_status(connect_to(DELEGATE, cred, GSS_C_NO_CREDENTIAL, user, NULL), GSS_S_COMPLETE);
    check_status(connect_to(SERVER, cred, GSS_C_NO_CREDENTIAL, user, NULL), GSS_S_COMPLETE);
    assert_true(GSS_ERROR(connect_to("host@aes128-sha1.gss.test", cred, NULL, user, NULL)));
}

static void test_a_service_acts_for_a_user(void **state)
{
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred;
    OM_uint32 minor;

    (void)state;
    check_status(act_for("bob", server, &cred), GSS_S_COMPLETE);
    gss_release_cred(&minor, &server); /* the user's stands by itself */
    check_acts_for(cred, "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
}

static void test_one_that_may_not_gets_nowhere_beyond_itself(void **state)
{
    gss_cred_id_t other = service(DELEGATE, GSS_C_INITIATE), cred;
    OM_uint32 minor;

    (void)state;
    check_status(act_for("bob", other, &cred), GSS_S_COMPLETE); /* any service may, for itself */
    check_status(connect_to(DELEGATE, cred, GSS_C_NO_CREDENTIAL, "bob@GSS.TEST", NULL),
                 GSS_S_COMPLETE);
    assert_true(GSS_ERROR(connect_to(SERVER, cred, NULL, "bob@GSS.TEST", NULL)));
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &other);
}

static void test_nobody_is_acted_for(void **state)
{
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred, acceptor;
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_name_t bob = make_name("bob", GSS_C_NT_USER_NAME);
    OM_uint32 minor;

    (void)state;
    check_status(act_for("nobody", server, &cred), GSS_S_NO_CRED);
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_ACCEPT, &acceptor, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(act_for("bob", acceptor, &cred), GSS_S_NO_CRED);
    check_status(act_for("bob", GSS_C_NO_CREDENTIAL, &cred),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(gss_acquire_cred_impersonate_name(&minor, server, GSS_C_NO_NAME, 0, &krb5,
                                                   GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_NAME);
    check_status(gss_acquire_cred_impersonate_name(&minor, server, bob, 0, &krb5, GSS_C_ACCEPT,
                                                   &cred, NULL, NULL),
                 GSS_S_FAILURE);
    gss_release_name(&minor, &bob);
    gss_release_cred(&minor, &server);
    gss_release_cred(&minor, &acceptor);
}

static void test_who_acts_is_told(void **state)
{
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred;
    gss_buffer_set_t answers;
    OM_uint32 minor;

    (void)state;
    check_status(act_for("bob", server, &cred), GSS_S_COMPLETE);
    check_status(gss_inquire_cred_by_oid(&minor, cred, GSS_KRB5_GET_CRED_IMPERSONATOR, &answers),
                 GSS_S_COMPLETE);
    assert_int_equal(answers->count, 1);
    check_text(&answers->elements[0], "host/server.gss.test@GSS.TEST");
    gss_release_buffer_set(&minor, &answers);
    check_status(gss_inquire_cred_by_oid(&minor, server, GSS_KRB5_GET_CRED_IMPERSONATOR, &answers),
                 GSS_S_COMPLETE);
    assert_int_equal(answers->count, 0);
    gss_release_buffer_set(&minor, &answers);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &server);
}

static void test_an_element_is_added(void **state)
{
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred, acceptor, none;
    gss_name_t bob = make_name("bob", GSS_C_NT_USER_NAME);
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_usage_t usage;
    OM_uint32 minor, lifetime;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_ACCEPT, &acceptor, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_add_cred_impersonate_name(&minor, acceptor, server, bob, GSS_KRB5, GSS_C_BOTH,
                                               0, 0, &cred, NULL, &lifetime, NULL),
                 GSS_S_COMPLETE);
    assert_int_not_equal(lifetime, 0);
    check_status(gss_inquire_cred(&minor, cred, NULL, NULL, &usage, NULL), GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
    check_acts_for(cred, "bob@GSS.TEST");
    check_status(gss_add_cred_impersonate_name(&minor, cred, server, bob, GSS_KRB5, GSS_C_INITIATE,
                                               0, 0, &none, NULL, NULL, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    assert_null(none);
    gss_release_cred(&minor, &acceptor);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &server);
    gss_release_name(&minor, &bob);
}

static void test_a_users_ticket_stands_in_for_delegation(void **state)
{
    gss_cred_id_t both = service(SERVER, GSS_C_BOTH), delegated;
    OM_uint32 minor;

    (void)state;
    check_status(connect_to(SERVER, GSS_C_NO_CREDENTIAL, both, "alice@GSS.TEST", &delegated),
                 GSS_S_COMPLETE);
    assert_non_null(delegated);
    check_acts_for(delegated, "alice@GSS.TEST");
    gss_release_cred(&minor, &delegated);

    /* Not where nobody asked, nor for a credential that only accepts. */
    check_status(connect_to(SERVER, GSS_C_NO_CREDENTIAL, both, "alice@GSS.TEST", NULL),
                 GSS_S_COMPLETE);
    check_status(
        connect_to(SERVER, GSS_C_NO_CREDENTIAL, GSS_C_NO_CREDENTIAL, "alice@GSS.TEST", &delegated),
        GSS_S_COMPLETE);
    assert_null(delegated);
    gss_release_cred(&minor, &both);
}

static void *use_often(void *cred)
{
    enum { TIMES = 20 };

    for (int i = 0; i < TIMES; i++) {
        gss_name_t target = make_name(DELEGATE, GSS_C_NT_HOSTBASED_SERVICE);
        gss_ctx_id_t context = GSS_C_NO_CONTEXT;
        gss_buffer_desc token;
        OM_uint32 minor, major;

        major = gss_init_sec_context(&minor, cred, &context, target, GSS_KRB5, 0, 0, NULL,
                                     GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
        gss_release_buffer(&minor, &token);
        gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
        gss_release_name(&minor, &target);
        if (major != GSS_S_COMPLETE)
            return NULL;
    }
    return cred;
}

static void test_it_serves_many_threads(void **state)
{
    enum { THREADS = 4 };
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred;
    pthread_t threads[THREADS];
    OM_uint32 minor;
    void *done;

    (void)state;
    check_status(act_for("bob", server, &cred), GSS_S_COMPLETE);
    for (int i = 0; i < THREADS; i++) /* all of which find no ticket yet */
        assert_int_equal(pthread_create(&threads[i], NULL, use_often, cred), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_ptr_equal(done, cred);
    }
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &server);
}

static void test_it_is_stored_and_travels_like_any_other(void **state)
{
    gss_cred_id_t server = service(SERVER, GSS_C_INITIATE), cred, stored;
    gss_key_value_element_desc place = {"ccache", in_realm("FILE", "acting")};
    gss_key_value_set_desc store = {1, &place};
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    check_status(act_for("bob", server, &cred), GSS_S_COMPLETE);
    check_status(gss_export_cred(&minor, cred, &token), GSS_S_COMPLETE);
    check_status(
        gss_store_cred_into(&minor, cred, GSS_C_INITIATE, GSS_KRB5, 1, 0, &store, NULL, NULL),
        GSS_S_COMPLETE);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &server);
    check_status(gss_import_cred(&minor, &token, &cred), GSS_S_COMPLETE);
    check_acts_for(cred, "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
    check_status(gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_INITIATE, &store,
                                       &stored, NULL, NULL),
                 GSS_S_COMPLETE);
    check_acts_for(stored, "bob@GSS.TEST");
    gss_release_cred(&minor, &stored);
    gss_release_buffer(&minor, &token);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_service_acts_for_a_user),
        cmocka_unit_test(test_one_that_may_not_gets_nowhere_beyond_itself),
        cmocka_unit_test(test_nobody_is_acted_for),
        cmocka_unit_test(test_who_acts_is_told),
        cmocka_unit_test(test_an_element_is_added),
        cmocka_unit_test(test_a_users_ticket_stands_in_for_delegation),
        cmocka_unit_test(test_it_serves_many_threads),
        cmocka_unit_test(test_it_is_stored_and_travels_like_any_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
