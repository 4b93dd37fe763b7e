/*
 * Negotiations that go on in other processes: test_transfer_spnego INSIDE.
 *
 * INSIDE says what is negotiated: krb5, dce, hint (the acceptor speaks first),
 * choice (the initiator's first choice is refused), scram, ntlm, or ntlm-alone, which is not
 * negotiated; or with NegoEx, whose plugin is a second argument: negoex, negoex-choice (its first
 * choice is refused), negoex-key (one side has a key early), or negoex-second (it is itself the
 * second choice). Each end is moved in each leg.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "negoex/config.h"
#include "support/ntlm.h"
#include "support/realm.h"
#include "transfer/describe.h"
#include "transfer/end.h"
#include "transfer/pair.h"

#define SPNEGO ((gss_OID)&spnego)

static const gss_OID_desc spnego = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};
static const gss_OID_desc krb5 = {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
static const gss_OID_desc ntlm = {10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"};
static const gss_OID_desc scram = {6, (void *)"\x2b\x06\x01\x05\x05\x12"};
static const gss_OID_desc toys[] = {
    {10, (void *)"\x2b\x06\x01\x04\x01\x81\xfd\x59\x01\x04"},
    {10, (void *)"\x2b\x06\x01\x04\x01\x81\xfd\x59\x01\x03"},
    {10, (void *)"\x2b\x06\x01\x04\x01\x81\xfd\x59\x01\x06"},
};

struct inside {
    const char *name;
    const char *offer;        /* of $GSS_SPNEGO_MECHS */
    const gss_OID_desc *mech; /* that is agreed on */
    OM_uint32 flags;          /* besides the usual ones */
    unsigned partial[2];      /* how often the acceptor and the initiator wait for a token */
    bool acceptor_first;
    bool alone; /* the acceptor takes it, and nothing else */
    bool plugin;
    bool bare; /* it is not negotiated */
};

static const struct inside insides[] = {
    {"krb5", "krb5", &krb5, 0, {0, 1}, false, false, false},
    {"dce", "krb5", &krb5, GSS_C_DCE_STYLE, {1, 2}, false, false, false},
    {"hint", "krb5", &krb5, 0, {1, 1}, true, false, false},
    {"choice", "ntlm krb5", &krb5, 0, {2, 2}, false, true, true},
    {"scram", "scram-sha-256", &scram, 0, {1, 2}, false, false, false},
    {"ntlm", "ntlm", &ntlm, 0, {1, 2}, false, false, true},
    {"ntlm-alone", "ntlm", &ntlm, 0, {1, 1}, false, false, true, .bare = true},
    {"negoex", "toy-4", &toys[0], 0, {2, 3}, false, false, false},
    {"negoex-choice", "toy-8 toy-3 toy-4", &toys[1], 0, {2, 3}, false, false, false},
    {"negoex-key", "toy-6", &toys[2], 0, {1, 2}, false, false, false},
    {"negoex-second", "krb5 toy-3", &toys[1], 0, {3, 3}, false, true, false},
};
static const struct inside *inside;

/* When an end moves: in its N-th partial state (from 1), or in each. */
enum { NEVER = 0, ALWAYS = -1 };

struct walk {
    struct end ends[2]; /* the acceptor, the initiator */
    int moves[2];
    unsigned partial[2];
};

static void walk_begin(struct walk *walk, int acceptor_moves, int initiator_moves)
{
    gss_OID_set_desc mechs = {1, (gss_OID)inside->mech};
    OM_uint32 major, minor;

    *walk = (struct walk){
        .ends = {{.initiator = false},
                 {.initiator = true,
                  .mech = inside->bare ? (gss_OID)inside->mech : SPNEGO,
                  .target = "host@server.gss.test",
                  .flags = END_FLAGS | inside->flags}},
        .moves = {acceptor_moves, initiator_moves},
    };
    if (!inside->alone)
        return;
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_ACCEPT, &walk->ends[0].cred,
                             NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
}

/* One leg of an end, which then moves, if it is to. Is it established? */
static bool walk_leg(struct walk *walk, int side, gss_buffer_t token)
{
    gss_buffer_desc input = *token;
    OM_uint32 ignored, major = end_leg(&walk->ends[side], &input, token);

    gss_release_buffer(&ignored, &input);
    if (major == GSS_S_COMPLETE)
        return true;
    assert_int_equal(major, GSS_S_CONTINUE_NEEDED);
    walk->partial[side]++;
    if (walk->moves[side] == ALWAYS || walk->moves[side] == (int)walk->partial[side])
        end_move(&walk->ends[side]);
    return false;
}

/* To the end, with as many legs as there have to be; messages go both ways then. */
static void walk_establish(struct walk *walk)
{
    int side = inside->acceptor_first ? 0 : 1;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    bool established[2] = {false, false};
    OM_uint32 minor;

    for (int legs = 0; !established[0] || !established[1]; legs++) {
        assert_true(legs < 10);
        assert_false(established[side]);
        established[side] = walk_leg(walk, side, &token);
        side = !side;
    }
    assert_int_equal(token.length, 0);
    gss_release_buffer(&minor, &token);
    for (side = 0; side < 2; side++)
        assert_int_equal(walk->partial[side], inside->partial[side]);
}

static void walk_check_messages(struct walk *walk)
{
    for (int i = 0; i < 2; i++) {
        end_send(&walk->ends[0], &walk->ends[1]);
        end_send(&walk->ends[1], &walk->ends[0]);
    }
}

static void walk_end(struct walk *walk)
{
    OM_uint32 minor;

    for (int side = 0; side < 2; side++) {
        end_clear(&walk->ends[side]);
        gss_release_cred(&minor, &walk->ends[side].cred);
    }
}

static char *describe(const struct end *end)
{
    OM_uint32 major, minor;
    gss_OID mech;

    major = gss_inquire_context(&minor, end->context, NULL, NULL, NULL, &mech, NULL, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_true(gss_oid_equal(mech, (gss_OID)inside->mech));
    return describe_context(end->context);
}

/* One walk without any move, to compare with. */
static char *stayed[2];

static int stay(void **state)
{
    struct walk walk;

    (void)state;
    walk_begin(&walk, NEVER, NEVER);
    walk_establish(&walk);
    walk_check_messages(&walk);
    for (int side = 0; side < 2; side++)
        stayed[side] = describe(&walk.ends[side]);
    walk_end(&walk);
    return 0;
}

static void check_walk(int acceptor_moves, int initiator_moves)
{
    struct walk walk;

    walk_begin(&walk, acceptor_moves, initiator_moves);
    walk_establish(&walk);
    walk_check_messages(&walk);
    for (int side = 0; side < 2; side++) {
        char *text;

        end_bring_back(&walk.ends[side]);
        text = describe(&walk.ends[side]);
        assert_string_equal(text, stayed[side]);
        free(text);
    }
    walk_check_messages(&walk);
    walk_end(&walk);
}

static void test_an_acceptor_goes_on_elsewhere_from_each_leg(void **state)
{
    (void)state;
    for (unsigned leg = 1; leg <= inside->partial[0]; leg++)
        check_walk((int)leg, NEVER);
}

static void test_an_initiator_goes_on_elsewhere_from_each_leg(void **state)
{
    (void)state;
    for (unsigned leg = 1; leg <= inside->partial[1]; leg++)
        check_walk(NEVER, (int)leg);
}

static void test_each_leg_of_both_is_in_another_process(void **state)
{
    (void)state;
    check_walk(ALWAYS, ALWAYS);
}

static void test_an_established_context_is_the_same_elsewhere(void **state)
{
    struct walk walk;

    (void)state;
    walk_begin(&walk, NEVER, NEVER);
    walk_establish(&walk);
    for (int side = 0; side < 2; side++) {
        char *text;

        walk_check_messages(&walk);
        end_move(&walk.ends[side]);
        walk_check_messages(&walk);
        end_move(&walk.ends[side]);
        walk_check_messages(&walk);
        end_bring_back(&walk.ends[side]);
        text = describe(&walk.ends[side]);
        assert_string_equal(text, stayed[side]);
        free(text);
    }
    walk_check_messages(&walk);
    walk_end(&walk);
}

/* Walks until SIDE is partial for the N-th time, and exports it there, for LIFETIME seconds; TOKEN
 * is what it sent. */
static void walk_export(struct walk *walk, int side, unsigned n, OM_uint32 lifetime,
                        gss_buffer_t token, gss_buffer_t exported)
{
    int turn = inside->acceptor_first ? 0 : 1;
    OM_uint32 major, minor;

    *token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    walk_begin(walk, NEVER, NEVER);
    while (walk->partial[side] < n) {
        (void)walk_leg(walk, turn, token);
        turn = !turn;
    }
    major = gss_transfer_set_lifetime(&minor, walk->ends[side].context, lifetime);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_export_sec_context(&minor, &walk->ends[side].context, exported);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_null(walk->ends[side].context);
}

static void for_each_partial(OM_uint32 lifetime, void (*check)(gss_buffer_t exported))
{
    for (int side = 0; side < 2; side++) {
        for (unsigned n = 1; n <= inside->partial[side]; n++) {
            gss_buffer_desc token, exported;
            struct walk walk;
            OM_uint32 minor;

            walk_export(&walk, side, n, lifetime, &token, &exported);
            check(&exported);
            gss_release_buffer(&minor, &token);
            gss_release_buffer(&minor, &exported);
            walk_end(&walk);
        }
    }
}

/* Each byte is changed in turn; the token itself is not spent by that. */
static void check_tampered(gss_buffer_t exported)
{
    uint8_t *bytes = exported->value;
    OM_uint32 minor, major;

    for (size_t i = 0; i < exported->length; i++) {
        bytes[i] ^= 1;
        major = pair_try_import(exported, &minor);
        bytes[i] ^= 1;
        /* A changed header may name a key or a version that is not there. */
        assert_true(major == GSS_S_DEFECTIVE_TOKEN || (i < 64 && major != GSS_S_COMPLETE));
    }
    for (size_t length = 0; length < exported->length; length += 7) {
        gss_buffer_desc cut = {length, bytes};

        assert_int_not_equal(pair_try_import(&cut, &minor), GSS_S_COMPLETE);
    }
    major = pair_try_import(exported, &minor);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_int_equal(pair_try_import(exported, &minor), GSS_S_NO_CONTEXT);
}

static void test_an_altered_token_is_refused_and_the_true_one_stays_good(void **state)
{
    (void)state;
    for_each_partial(300, check_tampered);
}

static void check_expired(gss_buffer_t exported)
{
    const struct timespec step = {.tv_nsec = 20000000};
    time_t end = time(NULL) + 1;
    OM_uint32 minor;

    while (time(NULL) <= end)
        nanosleep(&step, NULL);
    assert_int_equal(pair_try_import(exported, &minor), GSS_S_NO_CONTEXT);
}

static void test_a_token_ends_with_its_lifetime(void **state)
{
    (void)state;
    for_each_partial(1, check_expired);
}

static void write_scram_files(void)
{
    static const struct {
        const char *variable, *name, *text;
    } files[] = {
        {"GSS_SCRAM_VERIFIERS", "scram-verifiers",
         "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
         "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
         "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n"},
        {"GSS_SCRAM_PASSWORD_FILE", "scram-passwords", "user:pencil\n"},
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[4096];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", realm_folder(), files[i].name);
        file = fopen(path, "w");
        if (file == NULL || fputs(files[i].text, file) < 0 || fclose(file) != 0 ||
            chmod(path, 0600) != 0 || setenv(files[i].variable, path, 1) != 0) {
            perror(path);
            exit(1);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_acceptor_goes_on_elsewhere_from_each_leg),
        cmocka_unit_test(test_an_initiator_goes_on_elsewhere_from_each_leg),
        cmocka_unit_test(test_each_leg_of_both_is_in_another_process),
        cmocka_unit_test(test_an_established_context_is_the_same_elsewhere),
        cmocka_unit_test(test_an_altered_token_is_refused_and_the_true_one_stays_good),
        cmocka_unit_test(test_a_token_ends_with_its_lifetime),
    };

    for (size_t i = 0; argc >= 2 && i < sizeof(insides) / sizeof(insides[0]); i++) {
        if (strcmp(insides[i].name, argv[1]) == 0)
            inside = &insides[i];
    }
    if (inside == NULL) {
        fprintf(stderr, "usage: test_transfer_spnego INSIDE [PLUGIN]\n");
        return 2;
    }
    setenv("GSS_SPNEGO_MECHS", inside->offer, 1);
    if (inside->plugin)
        ntlm_enter(realm_folder());
    if (argc == 3)
        negoex_enter(realm_folder(), argv[2]);
    write_scram_files();
    return cmocka_run_group_tests(tests, stay, NULL);
}
