/* Credentials in tokens: what of them arrives, where, and who cannot have it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <krb5.h>

#include <gss.h>

#include "support/realm.h"
#include "transfer/pair.h"
#include "transfer/scram_pair.h"

#define SERVER "host@server.gss.test"

static krb5_context library;

static const char *in_realm(const char *type, const char *file)
{
    static char name[512];

    snprintf(name, sizeof(name), "%s:%s/%s", type, realm_folder(), file);
    return name;
}

static gss_name_t name_of(const char *text, gss_OID type)
{
    gss_buffer_desc buffer = pair_text(text);
    OM_uint32 major, minor;
    gss_name_t name;

    major = gss_import_name(&minor, &buffer, type, &name);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    return name;
}

static gss_cred_id_t acquire(gss_cred_usage_t usage)
{
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    OM_uint32 major, minor;
    gss_cred_id_t cred;

    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, usage, &cred, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    return cred;
}

static gss_cred_id_t by_password(gss_OID_set mechs)
{
    gss_name_t alice = name_of("bob", GSS_C_NT_USER_NAME);
    gss_buffer_desc password = pair_text("bob");
    OM_uint32 major, minor, ignored;
    gss_cred_id_t cred;

    major = gss_acquire_cred_with_password(&minor, alice, &password, 0, mechs, GSS_C_INITIATE,
                                           &cred, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_name(&ignored, &alice);
    return cred;
}

static gss_buffer_desc export(gss_cred_id_t cred)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;

    major = gss_export_cred(&minor, cred, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    return token;
}

static gss_cred_id_t import(gss_buffer_t token)
{
    OM_uint32 major, minor;
    gss_cred_id_t cred;

    major = gss_import_cred(&minor, token, &cred);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    return cred;
}

/* Exports, forgets the original, and imports. */
static void move(gss_cred_id_t *cred)
{
    gss_buffer_desc token = export(*cred);
    OM_uint32 minor;

    gss_release_cred(&minor, cred);
    *cred = import(&token);
    gss_release_buffer(&minor, &token);
}

/* A context between two credentials, of which either may be the default one; its initiator. */
static const char *initiator_of(gss_cred_id_t user, gss_cred_id_t acceptor)
{
    static char text[128];
    gss_buffer_desc token, reply, shown;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT, accepted = GSS_C_NO_CONTEXT;
    gss_name_t target = name_of(SERVER, GSS_C_NT_HOSTBASED_SERVICE), source;
    OM_uint32 major, minor, ignored;

    major = gss_init_sec_context(&minor, user, &context, target, GSS_KRB5, 0, 0, NULL,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_accept_sec_context(&minor, &accepted, acceptor, &token, NULL, &source, NULL, &reply,
                                   NULL, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_display_name(&minor, source, &shown, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    snprintf(text, sizeof(text), "%.*s", (int)shown.length, (char *)shown.value);
    gss_release_buffer(&ignored, &shown);
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &reply);
    gss_release_name(&ignored, &source);
    gss_release_name(&ignored, &target);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&ignored, &accepted, GSS_C_NO_BUFFER);
    return text;
}

static void test_a_password_credential_arrives_without_the_password(void **state)
{
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred = by_password(&krb5);
    OM_uint32 minor;

    (void)state;
    move(&cred);
    assert_string_equal(initiator_of(cred, GSS_C_NO_CREDENTIAL), "bob@GSS.TEST");
    move(&cred); /* and on */
    assert_string_equal(initiator_of(cred, GSS_C_NO_CREDENTIAL), "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
}

static void test_a_default_credential_is_that_of_the_exporter(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE);
    gss_buffer_desc token = export(cred);
    char *usual = strdup(getenv("KRB5CCNAME"));
    OM_uint32 minor;

    (void)state;
    gss_release_cred(&minor, &cred);
    setenv("KRB5CCNAME", in_realm("FILE", "bob.ccache"), 1);
    cred = import(&token);
    assert_string_equal(initiator_of(cred, GSS_C_NO_CREDENTIAL), "alice@GSS.TEST");
    setenv("KRB5CCNAME", usual, 1);
    free(usual);
    gss_release_cred(&minor, &cred);
    gss_release_buffer(&minor, &token);
}

static void test_a_token_imports_more_than_once_and_the_credential_goes_on(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), first, second;
    gss_buffer_desc token = export(cred);
    OM_uint32 minor;

    (void)state;
    first = import(&token);
    second = import(&token);
    gss_release_cred(&minor, &first);
    assert_string_equal(initiator_of(second, GSS_C_NO_CREDENTIAL), "alice@GSS.TEST");
    assert_string_equal(initiator_of(cred, GSS_C_NO_CREDENTIAL), "alice@GSS.TEST");
    gss_release_cred(&minor, &second);
    gss_release_cred(&minor, &cred);
    gss_release_buffer(&minor, &token);
}

static void test_an_acceptor_arrives_with_its_keytabs_name(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_BOTH);
    gss_cred_usage_t usage;
    gss_buffer_desc token;
    OM_uint32 major, minor;
    char moved[512];

    (void)state;
    move(&cred);
    major = gss_inquire_cred(&minor, cred, NULL, NULL, &usage, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
    assert_string_equal(initiator_of(cred, cred), "alice@GSS.TEST");

    /* Without that file there is nothing to accept with. */
    token = export(cred);
    gss_release_cred(&minor, &cred);
    snprintf(moved, sizeof(moved), "%s/elsewhere.keytab", realm_folder());
    assert_int_equal(rename(in_realm("FILE", "server.keytab") + 5, moved), 0);
    major = gss_import_cred(&minor, &token, &cred);
    pair_assert_status(major, minor, GSS_S_NO_CRED);
    assert_null(cred);
    assert_int_equal(rename(moved, in_realm("FILE", "server.keytab") + 5), 0);
    gss_release_buffer(&minor, &token);
}

/* An acceptor whose keys are in memory alone: as host/server, of the usual keytab. */
static gss_cred_id_t acceptor_in_memory(void)
{
    krb5_keytab usual, memory;
    krb5_keytab_entry entry;
    krb5_kt_cursor cursor;
    OM_uint32 major, minor;
    gss_cred_id_t cred;

    assert_int_equal(krb5_kt_resolve(library, in_realm("FILE", "server.keytab"), &usual), 0);
    assert_int_equal(krb5_kt_resolve(library, "MEMORY:own", &memory), 0);
    assert_int_equal(krb5_kt_start_seq_get(library, usual, &cursor), 0);
    while (krb5_kt_next_entry(library, usual, &entry, &cursor) == 0) {
        assert_int_equal(krb5_kt_add_entry(library, memory, &entry), 0);
        krb5_free_keytab_entry_contents(library, &entry);
    }
    krb5_kt_end_seq_get(library, usual, &cursor);
    major = gss_krb5_import_cred(&minor, NULL, NULL, memory, &cred);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    krb5_kt_close(library, memory);
    krb5_kt_close(library, usual);
    return cred;
}

static void test_keys_in_memory_arrive_themselves(void **state)
{
    gss_cred_id_t cred = acceptor_in_memory();
    OM_uint32 minor;

    (void)state;
    move(&cred); /* the keytab of the original is gone with it */
    assert_string_equal(initiator_of(GSS_C_NO_CREDENTIAL, cred), "alice@GSS.TEST");
    gss_release_cred(&minor, &cred);
}

static void test_limits_arrive(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_ACCEPT), user = acquire(GSS_C_INITIATE);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT, accepted = GSS_C_NO_CONTEXT;
    gss_name_t target = name_of(SERVER, GSS_C_NT_HOSTBASED_SERVICE);
    int32_t aes128[] = {17};
    gss_buffer_desc token, reply;
    OM_uint32 major, minor, ignored;

    (void)state;
    major = gss_krb5_set_allowable_enctypes(&minor, cred, 1, aes128);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    move(&cred);
    major = gss_init_sec_context(&minor, user, &context, target, GSS_KRB5, 0, 0, NULL,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_accept_sec_context(&minor, &accepted, cred, &token, NULL, NULL, NULL, &reply, NULL,
                                   NULL, NULL);
    pair_assert_status(major, minor, GSS_S_FAILURE);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    gss_release_name(&ignored, &target);
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &reply);
    gss_release_cred(&ignored, &cred);
    gss_release_cred(&ignored, &user);
}

static void test_scram_arrives_on_both_sides(void **state)
{
    struct scram_pair p;
    gss_buffer_desc wrong;
    OM_uint32 minor;

    (void)state;
    scram_pair_make(&p, &scram_test_sha256, "alice", "pencil", NULL);
    move(&p.user);
    move(&p.acceptor);
    scram_pair_establish(&p);
    pair_send(p.pair.initiator, p.pair.acceptor, GSS_S_COMPLETE);
    wrong = export(p.user);
    assert_null(memmem(wrong.value, wrong.length, "pencil", 6));
    gss_release_buffer(&minor, &wrong);
    scram_pair_free(&p);
}

static void test_a_credential_of_several_mechanisms_arrives_whole(void **state)
{
    gss_OID_desc both[] = {GSS_KRB5_static, scram_test_sha256};
    gss_OID_set_desc mechs = {2, both}, only = {1, &both[1]};
    gss_cred_id_t cred = by_password(&mechs);
    OM_uint32 major, minor;
    gss_OID_set found;

    (void)state;
    major = gss_set_neg_mechs(&minor, cred, &only);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    move(&cred);
    major = gss_inquire_cred(&minor, cred, NULL, NULL, NULL, &found);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_int_equal(found->count, 2);
    assert_true(gss_oid_equal(&found->elements[0], &both[0]) ||
                gss_oid_equal(&found->elements[1], &both[0]));
    gss_release_oid_set(&minor, &found);
    assert_string_equal(initiator_of(cred, GSS_C_NO_CREDENTIAL), "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
}

static void test_any_changed_bit_and_any_prefix_is_refused(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_ACCEPT), none;
    gss_buffer_desc token = export(cred), part;
    unsigned char *bytes = token.value;
    OM_uint32 minor, ignored;

    (void)state;
    for (size_t bit = 0; bit < token.length * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(gss_import_cred(&minor, &token, &none), GSS_S_DEFECTIVE_TOKEN);
        assert_true(none == GSS_C_NO_CREDENTIAL && minor != 0);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t length = 0; length < token.length; length++) {
        part.value = malloc(length != 0 ? length : 1); /* so that a sanitizer sees one too many */
        part.length = length;
        memcpy(part.value, token.value, length);
        assert_int_equal(gss_import_cred(&minor, &part, &none), GSS_S_DEFECTIVE_TOKEN);
        free(part.value);
    }
    gss_release_cred(&ignored, &cred);
    cred = import(&token);
    gss_release_cred(&ignored, &cred);
    gss_release_buffer(&ignored, &token);
}

static void test_a_context_is_no_credential(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), none;
    gss_buffer_desc token = export(cred), contexts;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    major = gss_import_sec_context(&minor, &token, &context);
    pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
    assert_null(context);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &contexts);
    major = gss_import_cred(&minor, &contexts, &none);
    pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
    assert_null(none);
    assert_int_equal(pair_try_import(&contexts, &minor), GSS_S_COMPLETE); /* not spent by it */
    gss_release_buffer(&minor, &contexts);
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
    pair_release(&pair);
}

static void test_another_domain_refuses(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), none;
    gss_buffer_desc token = export(cred);
    OM_uint32 major, minor;
    char folder[512];

    (void)state;
    snprintf(folder, sizeof(folder), "%s/another", realm_folder());
    assert_int_equal(mkdir(folder, 0700), 0);
    major = gss_transfer_set_domain(&minor, GSS_C_NO_CONTEXT, folder);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_import_cred(&minor, &token, &none);
    pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
    assert_null(none);
    major = gss_transfer_set_domain(&minor, GSS_C_NO_CONTEXT, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
}

/* What importing gives a process that has become USER. */
static OM_uint32 import_as(gss_buffer_t token, uid_t user)
{
    gss_cred_id_t cred;
    OM_uint32 minor;
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        if (setgid((gid_t)user) != 0 || setuid(user) != 0)
            _exit(99);
        _exit((int)(gss_import_cred(&minor, token, &cred) >> 16 & 0xff));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return (OM_uint32)WEXITSTATUS(status) << 16;
}

static void test_another_user_is_refused(void **state)
{
    enum { NOBODY = 65534 };
    gss_cred_id_t cred = acquire(GSS_C_INITIATE);
    gss_buffer_desc token = export(cred);
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        fail_msg("only root can become somebody else");
    assert_int_equal(import_as(&token, 0), GSS_S_COMPLETE); /* another process */
    assert_int_equal(import_as(&token, NOBODY), GSS_S_UNAUTHORIZED);
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
}

static void test_arguments_are_checked(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), none = cred;
    gss_buffer_desc token = {7, (void *)"garbage"}, empty = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(gss_export_cred(&minor, GSS_C_NO_CREDENTIAL, &token),
                     GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    assert_null(token.value);
    assert_int_equal(gss_export_cred(&minor, cred, NULL), GSS_S_CALL_INACCESSIBLE_WRITE);
    assert_int_equal(gss_import_cred(&minor, &empty, &none), GSS_S_DEFECTIVE_TOKEN);
    assert_null(none);
    assert_int_equal(gss_import_cred(&minor, NULL, &none),
                     GSS_S_CALL_INACCESSIBLE_READ | GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(gss_import_cred(&minor, &empty, NULL),
                     GSS_S_CALL_INACCESSIBLE_WRITE | GSS_S_NO_CRED);
    gss_release_cred(&minor, &cred);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_password_credential_arrives_without_the_password),
        cmocka_unit_test(test_a_default_credential_is_that_of_the_exporter),
        cmocka_unit_test(test_a_token_imports_more_than_once_and_the_credential_goes_on),
        cmocka_unit_test(test_an_acceptor_arrives_with_its_keytabs_name),
        cmocka_unit_test(test_keys_in_memory_arrive_themselves),
        cmocka_unit_test(test_limits_arrive),
        cmocka_unit_test(test_scram_arrives_on_both_sides),
        cmocka_unit_test(test_a_credential_of_several_mechanisms_arrives_whole),
        cmocka_unit_test(test_any_changed_bit_and_any_prefix_is_refused),
        cmocka_unit_test(test_a_context_is_no_credential),
        cmocka_unit_test(test_another_domain_refuses),
        cmocka_unit_test(test_another_user_is_refused),
        cmocka_unit_test(test_arguments_are_checked),
    };
    int failed;

    if (krb5_init_context(&library) != 0)
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    krb5_free_context(library);
    return failed;
}
