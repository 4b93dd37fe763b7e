/*
 * Measures SCRAM-SHA-256 handshakes by the calls of programs.
 *
 * usage: bench-scram [HANDSHAKES]
 *
 * The initiator's keys are in its credential after the first one. Prints processor time: of both
 * sides' calls apart, and of a whole handshake. The file of verifiers has 1000 users.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <gss.h>

enum { USERS = 1000 };

/* RFC 7677 s.3's, password "pencil". */
static const char verifier[] =
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

static gss_OID_desc mech = {6, (void *)"\x2b\x06\x01\x05\x05\x12"};
static gss_OID_set_desc mechs = {1, &mech};
static char path[] = "/tmp/bench-scram-XXXXXX";

static void check(const char *what, OM_uint32 major, OM_uint32 expected)
{
    if (major == expected)
        return;
    fprintf(stderr, "bench-scram: %s: status %08x\n", what, major);
    unlink(path);
    exit(1);
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void write_verifiers(void)
{
    FILE *file = fdopen(mkstemp(path), "w");
    struct timespec moment = {0, 200000000};

    if (file == NULL)
        exit(1);
    for (int i = 0; i < USERS; i++)
        fprintf(file, "user%03d:%s\n", i, verifier);
    fclose(file);
    nanosleep(&moment, NULL); /* a file that has just been changed is read each time */
}

static void make_credentials(gss_cred_id_t *initiator, gss_cred_id_t *acceptor)
{
    gss_buffer_desc text = {7, (void *)"user500"}, password = {6, (void *)"pencil"};
    gss_key_value_element_desc element = {"scram-verifiers", path};
    gss_key_value_set_desc store = {1, &element};
    gss_name_t user;
    OM_uint32 minor;

    check("name", gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &user), 0);
    check("password",
          gss_acquire_cred_with_password(&minor, user, &password, 0, &mechs, GSS_C_INITIATE,
                                         initiator, NULL, NULL),
          0);
    check("verifiers",
          gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_ACCEPT, &store, acceptor,
                                NULL, NULL),
          0);
    gss_release_name(&minor, &user);
}

/* One whole handshake; the time of each side is added. */
static void handshake(gss_cred_id_t initiator_cred, gss_cred_id_t acceptor_cred, gss_name_t target,
                      double *initiator_time, double *acceptor_time)
{
    static const OM_uint32 expected[] = {GSS_S_CONTINUE_NEEDED, GSS_S_CONTINUE_NEEDED,
                                         GSS_S_CONTINUE_NEEDED, GSS_S_COMPLETE, GSS_S_COMPLETE};
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER, output;
    OM_uint32 major, minor;

    for (int leg = 0; leg < 5; leg++) {
        double start = now();

        if (leg % 2 == 0)
            major = gss_init_sec_context(&minor, initiator_cred, &initiator, target, &mech, 0, 0,
                                         NULL, &input, NULL, &output, NULL, NULL);
        else
            major = gss_accept_sec_context(&minor, &acceptor, acceptor_cred, &input, NULL, NULL,
                                           NULL, &output, NULL, NULL, NULL);
        check("leg", major, expected[leg]);
        gss_release_buffer(&minor, &input);
        input = output;
        *(leg % 2 == 0 ? initiator_time : acceptor_time) += now() - start;
    }
    gss_release_buffer(&minor, &input);
    gss_delete_sec_context(&minor, &initiator, GSS_C_NO_BUFFER);
    double start = now();
    gss_delete_sec_context(&minor, &acceptor, GSS_C_NO_BUFFER);
    *acceptor_time += now() - start;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 50000;
    gss_buffer_desc service = {4, (void *)"test"};
    gss_cred_id_t initiator_cred, acceptor_cred;
    double initiator = 0, acceptor = 0;
    gss_name_t target;
    OM_uint32 minor;

    write_verifiers();
    make_credentials(&initiator_cred, &acceptor_cred);
    check("target", gss_import_name(&minor, &service, GSS_C_NT_HOSTBASED_SERVICE, &target), 0);
    handshake(initiator_cred, acceptor_cred, target, &initiator, &acceptor);
    printf("first handshake, 4096 iterations: initiator %.0f us\n", initiator * 1e6);
    initiator = acceptor = 0;
    for (long i = 0; i < count; i++)
        handshake(initiator_cred, acceptor_cred, target, &initiator, &acceptor);
    printf("acceptor:  %.0f completions a second (%.1f us)\n", (double)count / acceptor,
           acceptor / (double)count * 1e6);
    printf("initiator: %.0f completions a second (%.1f us)\n", (double)count / initiator,
           initiator / (double)count * 1e6);
    gss_release_name(&minor, &target);
    gss_release_cred(&minor, &initiator_cred);
    gss_release_cred(&minor, &acceptor_cred);
    unlink(path);
    return 0;
}
