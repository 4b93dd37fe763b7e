/* SCRAM by the calls of programs: default files, hidden mechanisms, contexts handed on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <gss.h>

static gss_OID_desc sha256 = {6, (void *)"\x2b\x06\x01\x05\x05\x12"};
static gss_OID_desc sha1 = {6, (void *)"\x2b\x06\x01\x05\x05\x0e"};
static char folder[] = "/tmp/gss-scram-XXXXXX";

/* RFC 7677 s.3's and RFC 5802 s.5's user, password "pencil". */
static const char verifiers[] =
    "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n"
    "user:SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
    "D+CSWLOshSulAsxiupA+qs2/fTE=\n";

static const char *path(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *at = paths[next++ % 4];

    snprintf(at, sizeof(paths[0]), "%s/%s", folder, name);
    return at;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path(name), "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    fclose(file);
}

static int make_files(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    write_file("verifiers", verifiers);
    write_file("passwords", "user:pencil\n");
    setenv("GSS_SCRAM_VERIFIERS", path("verifiers"), 1);
    setenv("GSS_SCRAM_PASSWORD_FILE", path("passwords"), 1);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(path("verifiers"));
    unlink(path("passwords"));
    return rmdir(folder);
}

static gss_name_t import_name(const char *text, gss_OID type)
{
    gss_buffer_desc buffer = {strlen(text), (void *)text};
    OM_uint32 minor;
    gss_name_t name;

    assert_int_equal(gss_import_name(&minor, &buffer, type, &name), GSS_S_COMPLETE);
    return name;
}

struct exchange {
    gss_OID mech;
    gss_cred_id_t initiator_cred, acceptor_cred;
    gss_ctx_id_t initiator, acceptor;
    gss_buffer_desc token;
    gss_name_t source;
};

static OM_uint32 init(struct exchange *x)
{
    gss_name_t target = import_name("test@localhost", GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc input = x->token;
    OM_uint32 major, minor;

    major = gss_init_sec_context(&minor, x->initiator_cred, &x->initiator, target, x->mech, 0, 0,
                                 NULL, &input, NULL, &x->token, NULL, NULL);
    gss_release_buffer(&minor, &input);
    gss_release_name(&minor, &target);
    return major;
}

static OM_uint32 take(struct exchange *x)
{
    gss_buffer_desc input = x->token;
    OM_uint32 major, minor;

    major = gss_accept_sec_context(&minor, &x->acceptor, x->acceptor_cred, &input, NULL,
                                   x->source == NULL ? &x->source : NULL, NULL, &x->token, NULL,
                                   NULL, NULL);
    gss_release_buffer(&minor, &input);
    return major;
}

static void clear(struct exchange *x)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &x->initiator, NULL);
    gss_delete_sec_context(&minor, &x->acceptor, NULL);
    gss_release_cred(&minor, &x->initiator_cred);
    gss_release_cred(&minor, &x->acceptor_cred);
    gss_release_name(&minor, &x->source);
    gss_release_buffer(&minor, &x->token);
}

static void send_message(gss_ctx_id_t sender, gss_ctx_id_t receiver)
{
    gss_buffer_desc message = {5, (void *)"hello"}, token, text;
    OM_uint32 minor;
    int conf;

    assert_int_equal(gss_wrap(&minor, sender, 1, 0, &message, &conf, &token), GSS_S_COMPLETE);
    assert_int_equal(gss_unwrap(&minor, receiver, &token, &text, &conf, NULL), GSS_S_COMPLETE);
    assert_int_equal(text.length, 5);
    assert_memory_equal(text.value, "hello", 5);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &text);
}

/* Both ends say the same of their key, which is of aes128-cts-hmac-sha1-96 (RFC 5802 s.8). */
static void check_keys(gss_ctx_id_t a, gss_ctx_id_t b)
{
    static const char type[] = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x04\x11";
    gss_buffer_set_t of_a, of_b;
    OM_uint32 minor;

    assert_int_equal(gss_inquire_sec_context_by_oid(&minor, a, GSS_C_INQ_SSPI_SESSION_KEY, &of_a),
                     GSS_S_COMPLETE);
    assert_int_equal(gss_inquire_sec_context_by_oid(&minor, b, GSS_C_INQ_SSPI_SESSION_KEY, &of_b),
                     GSS_S_COMPLETE);
    assert_int_equal(of_a->count, 2);
    assert_int_equal(of_a->elements[0].length, 16);
    assert_memory_equal(of_a->elements[0].value, of_b->elements[0].value, 16);
    assert_int_equal(of_a->elements[1].length, sizeof(type) - 1);
    assert_memory_equal(of_a->elements[1].value, type, sizeof(type) - 1);
    gss_release_buffer_set(&minor, &of_a);
    gss_release_buffer_set(&minor, &of_b);
    assert_int_equal(gss_inquire_sec_context_by_oid(&minor, a, GSS_C_SEC_CONTEXT_SASL_SSF, &of_a),
                     GSS_S_COMPLETE);
    assert_memory_equal(of_a->elements[0].value, "\0\0\0\x80", 4);
    gss_release_buffer_set(&minor, &of_a);
}

static void finish(struct exchange *x)
{
    gss_buffer_desc shown;
    OM_uint32 minor;

    assert_int_equal(gss_display_name(&minor, x->source, &shown, NULL), GSS_S_COMPLETE);
    assert_string_equal(shown.value, "user");
    gss_release_buffer(&minor, &shown);
    send_message(x->initiator, x->acceptor);
    send_message(x->acceptor, x->initiator);
    check_keys(x->initiator, x->acceptor);
    clear(x);
}

static void test_default_credentials_come_from_the_files(void **state)
{
    struct exchange x = {.mech = &sha256};

    (void)state;
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_COMPLETE);
    assert_int_equal(init(&x), GSS_S_COMPLETE);
    finish(&x);
}

static void test_password_makes_a_credential(void **state)
{
    gss_OID_set_desc mechs = {1, &sha256};
    gss_buffer_desc password = {6, (void *)"pencil"};
    struct exchange x = {.mech = GSS_C_NO_OID}; /* the credential tells */
    gss_name_t user = import_name("user", GSS_C_NT_USER_NAME);
    OM_uint32 minor, lifetime = 0;

    (void)state;
    assert_int_equal(gss_acquire_cred_with_password(&minor, user, &password, 0, &mechs,
                                                    GSS_C_INITIATE, &x.initiator_cred, NULL,
                                                    &lifetime),
                     GSS_S_COMPLETE);
    assert_int_equal(lifetime, GSS_C_INDEFINITE);
    gss_release_name(&minor, &user);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_COMPLETE);
    assert_int_equal(init(&x), GSS_S_COMPLETE);
    finish(&x);
}

static int indicated(gss_OID mech)
{
    gss_OID_set mechs;
    OM_uint32 minor;
    int present;

    assert_int_equal(gss_indicate_mechs(&minor, &mechs), GSS_S_COMPLETE);
    assert_int_equal(gss_test_oid_set_member(&minor, mech, mechs, &present), GSS_S_COMPLETE);
    gss_release_oid_set(&minor, &mechs);
    return present;
}

static void test_hidden_mechanism_is_not_indicated_nor_acquired(void **state)
{
    gss_OID_set mechs;
    gss_cred_id_t cred;
    OM_uint32 minor;
    int present;

    (void)state;
    assert_true(indicated(&sha256));
    assert_false(indicated(&sha1));
    assert_int_equal(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT,
                                      &cred, &mechs, NULL),
                     GSS_S_COMPLETE);
    gss_test_oid_set_member(&minor, &sha256, mechs, &present);
    assert_true(present);
    gss_test_oid_set_member(&minor, &sha1, mechs, &present);
    assert_false(present);
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
}

static void test_hidden_mechanism_serves_who_names_it(void **state)
{
    gss_OID_set_desc mechs = {1, &sha1};
    struct exchange x = {.mech = &sha1};
    OM_uint32 minor;

    (void)state;
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_BAD_MECH); /* the acceptor did not */
    clear(&x);
    x = (struct exchange){.mech = &sha1};
    assert_int_equal(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_ACCEPT,
                                      &x.acceptor_cred, NULL, NULL),
                     GSS_S_COMPLETE);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(take(&x), GSS_S_COMPLETE);
    assert_int_equal(init(&x), GSS_S_COMPLETE);
    finish(&x);
}

/* Exported, and gone here; imported again. */
static void move(gss_ctx_id_t *context)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    assert_int_equal(gss_export_sec_context(&minor, context, &token), GSS_S_COMPLETE);
    assert_null(*context);
    assert_int_equal(gss_import_sec_context(&minor, &token, context), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
}

static void test_contexts_move_in_every_leg(void **state)
{
    struct exchange x = {.mech = &sha256};

    (void)state;
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    move(&x.initiator);
    assert_int_equal(take(&x), GSS_S_CONTINUE_NEEDED);
    move(&x.acceptor);
    assert_int_equal(init(&x), GSS_S_CONTINUE_NEEDED);
    move(&x.initiator);
    assert_int_equal(take(&x), GSS_S_COMPLETE);
    move(&x.acceptor);
    assert_int_equal(init(&x), GSS_S_COMPLETE);
    move(&x.initiator);
    finish(&x);
}

/* The child has neither password nor verifiers: what it needs is in the context. */
static void continue_in_child(int leg, gss_ctx_id_t *context, struct exchange *x)
{
    gss_buffer_desc exported, reply[2] = {GSS_C_EMPTY_BUFFER, GSS_C_EMPTY_BUFFER};
    uint8_t bytes[8192];
    uint32_t lengths[2];
    OM_uint32 minor;
    int status, ends[2];
    pid_t child;

    assert_int_equal(gss_export_sec_context(&minor, context, &exported), GSS_S_COMPLETE);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setenv("GSS_SCRAM_VERIFIERS", "/nowhere", 1);
        setenv("GSS_SCRAM_PASSWORD_FILE", "/nowhere", 1);
        if (gss_import_sec_context(&minor, &exported, context) != GSS_S_COMPLETE ||
            GSS_ERROR(leg % 2 == 0 ? init(x) : take(x)) ||
            gss_export_sec_context(&minor, context, &reply[0]) != GSS_S_COMPLETE)
            _exit(1);
        reply[1] = x->token;
        for (int i = 0; i < 2; i++)
            lengths[i] = (uint32_t)reply[i].length;
        if (write(ends[1], lengths, sizeof(lengths)) != sizeof(lengths))
            _exit(1);
        for (int i = 0; i < 2; i++)
            if (write(ends[1], reply[i].value, reply[i].length) != (ssize_t)reply[i].length)
                _exit(1);
        _exit(0);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(ends[0], lengths, sizeof(lengths)), sizeof(lengths));
    assert_true(lengths[0] + lengths[1] <= sizeof(bytes));
    assert_int_equal(read(ends[0], bytes, sizeof(bytes)), lengths[0] + lengths[1]);
    close(ends[0]);
    gss_release_buffer(&minor, &exported);
    exported = (gss_buffer_desc){lengths[0], bytes};
    assert_int_equal(gss_import_sec_context(&minor, &exported, context), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &x->token);
    x->token = (gss_buffer_desc){lengths[1], malloc(lengths[1] + 1)};
    assert_non_null(x->token.value);
    memcpy(x->token.value, bytes + lengths[0], lengths[1]);
}

static void test_another_process_goes_on_in_every_leg(void **state)
{
    (void)state;
    for (int moved = 2; moved <= 4; moved++) {
        struct exchange x = {.mech = &sha256};

        for (int leg = 0; leg < 5; leg++) {
            if (leg == moved)
                continue_in_child(leg, leg % 2 == 0 ? &x.initiator : &x.acceptor, &x);
            else
                assert_int_equal(GSS_ERROR(leg % 2 == 0 ? init(&x) : take(&x)), 0);
        }
        if (moved == 3) /* the name was told over there */
            assert_int_equal(gss_inquire_context(&(OM_uint32){0}, x.acceptor, &x.source, NULL, NULL,
                                                 NULL, NULL, NULL, NULL),
                             GSS_S_COMPLETE);
        finish(&x);
    }
}

static void test_mechanism_is_described(void **state)
{
    gss_buffer_desc sasl, name, description, asked = {13, (void *)"SCRAM-SHA-256"};
    OM_uint32 minor;
    gss_OID mech;

    (void)state;
    assert_int_equal(gss_inquire_saslname_for_mech(&minor, &sha256, &sasl, &name, &description),
                     GSS_S_COMPLETE);
    assert_string_equal(sasl.value, "SCRAM-SHA-256");
    gss_release_buffer(&minor, &sasl);
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &description);
    assert_int_equal(gss_inquire_mech_for_saslname(&minor, &asked, &mech), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(mech, &sha256));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_credentials_come_from_the_files),
        cmocka_unit_test(test_password_makes_a_credential),
        cmocka_unit_test(test_hidden_mechanism_is_not_indicated_nor_acquired),
        cmocka_unit_test(test_hidden_mechanism_serves_who_names_it),
        cmocka_unit_test(test_contexts_move_in_every_leg),
        cmocka_unit_test(test_another_process_goes_on_in_every_leg),
        cmocka_unit_test(test_mechanism_is_described),
    };

    return cmocka_run_group_tests(tests, make_files, remove_files);
}
