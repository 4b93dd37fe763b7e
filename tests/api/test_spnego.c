/* SPNEGO as programs see it, with Kerberos inside, and SCRAM where both ends name it. */
#include "api/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/session.h"

enum { FLAGS = SESSION_FLAGS, DCE_FLAGS = SESSION_FLAGS | GSS_C_DCE_STYLE };

static gss_OID_desc spnego = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};
static gss_OID_desc krb5 = {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
static gss_OID_desc scram = {6, (void *)"\x2b\x06\x01\x05\x05\x12"};

/* Both ends, and what they were told last. */
struct ends {
    gss_cred_id_t initiator_cred, acceptor_cred;
    gss_channel_bindings_t initiator_bindings, acceptor_bindings;
    gss_name_t target; /* NULL: the usual one */
    OM_uint32 req_flags;
    gss_ctx_id_t initiator, acceptor;
    gss_buffer_desc token;
    OM_uint32 minor, initiator_flags, acceptor_flags;
    gss_OID initiator_mech, acceptor_mech;
    gss_name_t source;
    gss_cred_id_t delegated;
};

static bool is(gss_const_OID oid, gss_const_OID expected)
{
    return oid != GSS_C_NO_OID && gss_oid_equal(oid, expected);
}

static OM_uint32 init(struct ends *ends)
{
    gss_name_t usual = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc input = ends->token;
    OM_uint32 major, ignored;

    major = gss_init_sec_context(&ends->minor, ends->initiator_cred, &ends->initiator,
                                 ends->target != NULL ? ends->target : usual, &spnego,
                                 ends->req_flags, 0, ends->initiator_bindings, &input,
                                 &ends->initiator_mech, &ends->token, &ends->initiator_flags, NULL);
    gss_release_buffer(&ignored, &input);
    gss_release_name(&ignored, &usual);
    return major;
}

static OM_uint32 accept_token(struct ends *ends)
{
    gss_buffer_desc input = ends->token;
    OM_uint32 major, ignored;

    assert_null(ends->source);
    assert_null(ends->delegated);
    major = gss_accept_sec_context(&ends->minor, &ends->acceptor, ends->acceptor_cred, &input,
                                   ends->acceptor_bindings, &ends->source, &ends->acceptor_mech,
                                   &ends->token, &ends->acceptor_flags, NULL, &ends->delegated);
    gss_release_buffer(&ignored, &input);
    return major;
}

static void clear(struct ends *ends)
{
    OM_uint32 ignored;

    gss_delete_sec_context(&ignored, &ends->initiator, NULL);
    gss_delete_sec_context(&ignored, &ends->acceptor, NULL);
    gss_release_buffer(&ignored, &ends->token);
    gss_release_name(&ignored, &ends->source);
    gss_release_name(&ignored, &ends->target);
    gss_release_cred(&ignored, &ends->delegated);
    gss_release_cred(&ignored, &ends->initiator_cred);
    gss_release_cred(&ignored, &ends->acceptor_cred);
}

static void send_message(gss_ctx_id_t sender, gss_ctx_id_t receiver)
{
    gss_buffer_desc message = text_buffer("hello"), token, text;
    OM_uint32 minor;
    int conf = 0;

    check_status(gss_wrap(&minor, sender, 1, 0, &message, &conf, &token), GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    check_status(gss_unwrap(&minor, receiver, &token, &text, &conf, NULL), GSS_S_COMPLETE);
    check_text(&text, "hello");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &text);
}

/* Of the established context, everything is the mechanism's inside. */
static void check_established(gss_ctx_id_t context, gss_const_OID mech, bool initiator)
{
    gss_OID told = GSS_C_NO_OID;
    OM_uint32 minor, flags = 0, lifetime = 0;
    int open = 0, local = -1;

    check_status(
        gss_inquire_context(&minor, context, NULL, NULL, &lifetime, &told, &flags, &local, &open),
        GSS_S_COMPLETE);
    assert_true(is(told, mech));
    assert_int_equal(open, 1);
    assert_int_equal(local, initiator);
    assert_true(flags & GSS_C_PROT_READY_FLAG);
    assert_true(flags & GSS_C_TRANS_FLAG);
    assert_int_not_equal(lifetime, 0);
    check_status(gss_context_time(&minor, context, &lifetime), GSS_S_COMPLETE);
}

static void finish(struct ends *ends, gss_const_OID mech, const char *source)
{
    gss_buffer_desc shown;
    OM_uint32 minor;

    assert_true(is(ends->initiator_mech, mech));
    assert_true(is(ends->acceptor_mech, mech));
    assert_int_equal(ends->token.length, 0);
    assert_true(ends->initiator_flags & GSS_C_PROT_READY_FLAG);
    assert_true(ends->acceptor_flags & GSS_C_PROT_READY_FLAG);
    check_established(ends->initiator, mech, true);
    check_established(ends->acceptor, mech, false);
    check_status(gss_display_name(&minor, ends->source, &shown, NULL), GSS_S_COMPLETE);
    check_text(&shown, source);
    gss_release_buffer(&minor, &shown);
    send_message(ends->initiator, ends->acceptor);
    send_message(ends->acceptor, ends->initiator);
    clear(ends);
}

/* Before completion: SPNEGO's, with what the mechanism inside knows so far (RFC 4178 s.3.1). */
static void check_partial(gss_ctx_id_t context, bool initiator)
{
    gss_buffer_desc message = text_buffer("early"), token;
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    gss_OID told = GSS_C_NO_OID;
    OM_uint32 minor, flags = 0, lifetime;
    int open = -1, local = -1;

    check_status(
        gss_inquire_context(&minor, context, &source, &target, NULL, &told, &flags, &local, &open),
        GSS_S_COMPLETE);
    assert_true(is(told, &spnego));
    assert_int_equal(open, 0);
    assert_int_equal(local, initiator);
    assert_int_equal(flags & GSS_C_PROT_READY_FLAG, 0);
    assert_true(flags & GSS_C_TRANS_FLAG);
    assert_true(flags & GSS_C_MUTUAL_FLAG);
    check_displayed(source, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    check_displayed(target, "host/server.gss.test@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    check_status(gss_wrap(&minor, context, 1, 0, &message, NULL, &token), GSS_S_NO_CONTEXT);
    check_status(gss_context_time(&minor, context, &lifetime), GSS_S_NO_CONTEXT);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
}

static void test_kerberos_inside(void **state)
{
    struct ends ends = {.req_flags = FLAGS};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    assert_true(is(ends.initiator_mech, &spnego));
    assert_int_equal(ends.initiator_flags & GSS_C_PROT_READY_FLAG, 0);
    assert_true(ends.initiator_flags & GSS_C_TRANS_FLAG);
    check_partial(ends.initiator, true);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    assert_null(ends.delegated);
    check_status(init(&ends), GSS_S_COMPLETE);
    finish(&ends, &krb5, "alice@GSS.TEST");
}

static void test_dce_style(void **state)
{
    struct ends ends = {.req_flags = DCE_FLAGS};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_CONTINUE_NEEDED);
    assert_true(is(ends.acceptor_mech, &spnego));
    assert_null(ends.source);
    assert_int_equal(ends.acceptor_flags & GSS_C_PROT_READY_FLAG, 0);
    check_partial(ends.acceptor, false);
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_partial(ends.initiator, true);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    check_status(init(&ends), GSS_S_COMPLETE);
    assert_true(ends.initiator_flags & GSS_C_DCE_STYLE);
    finish(&ends, &krb5, "alice@GSS.TEST");
}

static void test_delegated_credentials_are_the_mechanisms(void **state)
{
    struct ends ends = {.req_flags = FLAGS | GSS_C_DELEG_FLAG};
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 minor;

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    assert_true(ends.acceptor_flags & GSS_C_DELEG_FLAG);
    assert_non_null(ends.delegated);
    check_status(gss_inquire_cred_by_mech(&minor, ends.delegated, &krb5, &name, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(name, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
    check_status(init(&ends), GSS_S_COMPLETE);
    finish(&ends, &krb5, "alice@GSS.TEST");
}

static void test_channel_bindings_reach_the_mechanism(void **state)
{
    struct gss_channel_bindings_struct one = {.application_data = {3, (void *)"one"}};
    struct gss_channel_bindings_struct two = {.application_data = {3, (void *)"two"}};
    struct ends ends = {.req_flags = FLAGS, .initiator_bindings = &one, .acceptor_bindings = &one};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    assert_true(ends.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG);
    check_status(init(&ends), GSS_S_COMPLETE);
    clear(&ends);
    ends.acceptor_bindings = &two;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_BAD_BINDINGS);
    assert_null(ends.acceptor);
    assert_int_not_equal(ends.token.length, 0); /* it tells the initiator */
    check_status(init(&ends), GSS_S_FAILURE);
    clear(&ends);
}

/* MS-SPNG 3.2.5.1: the acceptor has the first word, as in SMB. */
static void test_an_empty_token_asks_for_a_hint(void **state)
{
    struct ends ends = {.req_flags = FLAGS};

    (void)state;
    check_status(accept_token(&ends), GSS_S_CONTINUE_NEEDED);
    assert_true(is(ends.acceptor_mech, &spnego));
    assert_non_null(
        memmem(ends.token.value, ends.token.length, "not_defined_in_RFC4178@please_ignore", 36));
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    check_status(init(&ends), GSS_S_COMPLETE);
    finish(&ends, &krb5, "alice@GSS.TEST");
}

static void test_no_mechanism_named_is_kerberos_still(void **state)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token;
    gss_OID mech;
    OM_uint32 minor;

    (void)state;
    check_status(gss_init_sec_context(&minor, NULL, &context, target, GSS_C_NO_OID, 0, 0, NULL,
                                      NULL, &mech, &token, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true(is(mech, &krb5));
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &target);
    gss_delete_sec_context(&minor, &context, NULL);
}

static void test_a_name_of_spnego_is_a_target(void **state)
{
    struct ends ends = {.req_flags = FLAGS};
    gss_name_t target = make_mn("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE, &spnego);
    gss_buffer_desc exported;
    OM_uint32 minor;

    (void)state;
    check_displayed(target, "host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    check_status(gss_export_name(&minor, target, &exported), GSS_S_COMPLETE);
    check_status(gss_import_name(&minor, &exported, GSS_C_NT_EXPORT_NAME, &ends.target),
                 GSS_S_COMPLETE);
    assert_true(names_equal(target, ends.target));
    gss_release_buffer(&minor, &exported);
    gss_release_name(&minor, &target);
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_COMPLETE);
    check_status(init(&ends), GSS_S_COMPLETE);
    finish(&ends, &krb5, "alice@GSS.TEST");
}

static void test_what_it_says_of_itself(void **state)
{
    gss_buffer_desc name, short_name, description, wanted = text_buffer("SPNEGO");
    gss_OID_set mechs, attributes;
    gss_OID found;
    OM_uint32 minor;
    int present;

    (void)state;
    check_status(gss_indicate_mechs(&minor, &mechs), GSS_S_COMPLETE);
    check_status(gss_test_oid_set_member(&minor, &spnego, mechs, &present), GSS_S_COMPLETE);
    assert_true(present);
    gss_release_oid_set(&minor, &mechs);
    check_status(gss_inquire_saslname_for_mech(&minor, &spnego, &name, &short_name, &description),
                 GSS_S_COMPLETE);
    check_text(&name, "SPNEGO");
    check_text(&short_name, "spnego");
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &short_name);
    gss_release_buffer(&minor, &description);
    check_status(gss_inquire_mech_for_saslname(&minor, &wanted, &found), GSS_S_COMPLETE);
    assert_true(is(found, &spnego));
    check_status(gss_inquire_attrs_for_mech(&minor, &spnego, &attributes, NULL), GSS_S_COMPLETE);
    for (int i = 0; i < 4; i++) {
        const gss_const_OID rows[] = {GSS_C_MA_MECH_PSEUDO, GSS_C_MA_MECH_NEGO,
                                      GSS_C_MA_ITOK_FRAMED, GSS_C_MA_CTX_TRANS};

        check_status(gss_test_oid_set_member(&minor, (gss_OID)rows[i], attributes, &present),
                     GSS_S_COMPLETE);
        assert_true(present);
    }
    assert_int_equal(attributes->count, 4);
    gss_release_oid_set(&minor, &attributes);
}

/* What Kerberos says of a missing ticket, by SPNEGO's own sentence too. */
static void test_without_credentials_it_says_why(void **state)
{
    struct ends ends = {.req_flags = FLAGS};
    char *ccache = strdup(getenv("KRB5CCNAME"));
    gss_buffer_desc text;
    OM_uint32 minor, more = 0;

    (void)state;
    setenv("KRB5CCNAME", "MEMORY:empty", 1);
    check_status(init(&ends), GSS_S_NO_CRED);
    assert_null(ends.initiator);
    check_empty(ends.token);
    check_status(gss_display_status(&minor, ends.minor, GSS_C_MECH_CODE, &spnego, &more, &text),
                 GSS_S_COMPLETE);
    assert_non_null(memmem(text.value, text.length, "redential", 9));
    gss_release_buffer(&minor, &text);
    setenv("KRB5CCNAME", ccache, 1);
    free(ccache);
    clear(&ends);
}

/* Both files of SCRAM's; the tests of SCRAM itself say what is in them. */
static char folder[] = "/tmp/gss-spnego-XXXXXX";

static void write_file(const char *name, const char *variable, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    fclose(file);
    setenv(variable, path, 1);
}

static int make_files(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    write_file("verifiers", "GSS_SCRAM_VERIFIERS",
               "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
               "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
               "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n");
    write_file("passwords", "GSS_SCRAM_PASSWORD_FILE", "user:pencil\n");
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(getenv("GSS_SCRAM_VERIFIERS"));
    unlink(getenv("GSS_SCRAM_PASSWORD_FILE"));
    return rmdir(folder);
}

/* A credential for everything, limited to MECHS in a negotiation. */
static gss_cred_id_t limited(gss_cred_usage_t usage, gss_OID first, gss_OID second)
{
    gss_OID_desc all[2] = {krb5, scram};
    gss_OID_set_desc wanted = {2, all}, limit = {second != NULL ? 2 : 1, (gss_OID_desc[2]){*first}};
    gss_cred_id_t cred;
    OM_uint32 minor;

    if (second != NULL)
        limit.elements[1] = *second;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &wanted, usage, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_set_neg_mechs(&minor, cred, &limit), GSS_S_COMPLETE);
    return cred;
}

static bool lists(const gss_buffer_desc *token, gss_const_OID mech)
{
    return memmem(token->value, token->length, mech->elements, mech->length) != NULL;
}

/* RFC 5801 s.14 */
static void test_scram_is_not_negotiated_by_default(void **state)
{
    gss_OID_set_desc wanted = {1, &scram};
    struct ends ends = {.req_flags = FLAGS};
    OM_uint32 minor;

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    assert_true(lists(&ends.token, &krb5));
    assert_false(lists(&ends.token, &scram));
    clear(&ends);
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &wanted, GSS_C_INITIATE,
                                  &ends.initiator_cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(init(&ends), GSS_S_NO_CRED);
    clear(&ends);
}

/* SCRAM's four tokens: the acceptor has the last. */
static void exchange_scram(struct ends *ends, bool mics)
{
    check_status(accept_token(ends), GSS_S_CONTINUE_NEEDED);
    check_status(init(ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(ends), mics ? GSS_S_CONTINUE_NEEDED : GSS_S_COMPLETE);
    check_status(init(ends), GSS_S_COMPLETE);
    if (mics)
        check_status(accept_token(ends), GSS_S_COMPLETE);
    finish(ends, &scram, "user");
}

static void test_scram_where_both_ends_name_it(void **state)
{
    struct ends ends = {.initiator_cred = limited(GSS_C_INITIATE, &scram, NULL),
                        .acceptor_cred = limited(GSS_C_ACCEPT, &krb5, &scram)};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    assert_false(lists(&ends.token, &krb5));
    exchange_scram(&ends, false);
}

static void test_scram_after_kerberos_was_refused(void **state)
{
    struct ends ends = {.initiator_cred = limited(GSS_C_INITIATE, &krb5, &scram),
                        .acceptor_cred = limited(GSS_C_ACCEPT, &scram, NULL)};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    exchange_scram(&ends, true);
}

static void test_the_order_of_the_set_is_the_order_of_the_list(void **state)
{
    struct ends ends = {.initiator_cred = limited(GSS_C_INITIATE, &scram, &krb5)};
    const char *at_scram, *at_krb5;

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    at_scram = memmem(ends.token.value, ends.token.length, scram.elements, scram.length);
    at_krb5 = memmem(ends.token.value, ends.token.length, krb5.elements, krb5.length);
    assert_non_null(at_scram);
    assert_non_null(at_krb5);
    assert_true(at_scram < at_krb5);
    clear(&ends);
}

static void test_nothing_in_common_is_told_to_both(void **state)
{
    struct ends ends = {.initiator_cred = limited(GSS_C_INITIATE, &krb5, NULL),
                        .acceptor_cred = limited(GSS_C_ACCEPT, &scram, NULL)};

    (void)state;
    check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
    check_status(accept_token(&ends), GSS_S_BAD_MECH);
    assert_null(ends.acceptor);
    assert_int_not_equal(ends.token.length, 0);
    check_status(init(&ends), GSS_S_BAD_MECH);
    clear(&ends);
}

/* Read once for a process, so in one of its own: this test comes first. */
static void test_scram_where_the_environment_names_it(void **state)
{
    struct ends ends = {0};
    int status;
    pid_t child;

    (void)state;
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setenv("GSS_SPNEGO_MECHS", "scram-sha-256, 1.2.840.113554.1.2.2 # in this order", 1);
        check_status(init(&ends), GSS_S_CONTINUE_NEEDED);
        assert_true(lists(&ends.token, &krb5));
        exchange_scram(&ends, false);
        exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scram_where_the_environment_names_it),
        cmocka_unit_test(test_kerberos_inside),
        cmocka_unit_test(test_dce_style),
        cmocka_unit_test(test_delegated_credentials_are_the_mechanisms),
        cmocka_unit_test(test_channel_bindings_reach_the_mechanism),
        cmocka_unit_test(test_an_empty_token_asks_for_a_hint),
        cmocka_unit_test(test_no_mechanism_named_is_kerberos_still),
        cmocka_unit_test(test_a_name_of_spnego_is_a_target),
        cmocka_unit_test(test_what_it_says_of_itself),
        cmocka_unit_test(test_without_credentials_it_says_why),
        cmocka_unit_test(test_scram_is_not_negotiated_by_default),
        cmocka_unit_test(test_scram_where_both_ends_name_it),
        cmocka_unit_test(test_scram_after_kerberos_was_refused),
        cmocka_unit_test(test_the_order_of_the_set_is_the_order_of_the_list),
        cmocka_unit_test(test_nothing_in_common_is_told_to_both),
    };

    return cmocka_run_group_tests(tests, make_files, remove_files);
}
