/* Messages in several buffers, between two libraries: what one protects, the other opens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interop/pair.h"

enum { STEPS_MAX = 64 };

struct script {
    char words[STEPS_MAX][40];
    const char *steps[STEPS_MAX + 1];
    size_t count;
    struct text told[2]; /* to the initiator, to the acceptor */
};

/* Adds a step for both directions, and what its receiver is to say. */
static void add_step(struct script *script, const char *kind, const char *sizes, const char *layout)
{
    for (unsigned to = 0; to < 2; to++) {
        assert_true(script->count < STEPS_MAX);
        snprintf(script->words[script->count], sizeof(script->words[0]), "%c%s:%s:%s",
                 to ? '>' : '<', kind, sizes, layout);
        add(&script->told[to], "%s: done\n", script->words[script->count]);
        script->count++;
    }
}

/* The same with confidentiality and without. */
static void add_steps(struct script *script, const char *kind, const char *sizes,
                      const char *layout)
{
    char full[16];

    for (unsigned conf = 0; conf < 2; conf++) {
        snprintf(full, sizeof(full), "%c%s", conf ? '+' : '-', layout);
        add_step(script, kind, sizes, full);
    }
}

/* FILL's steps, for each encryption type. */
static void assert_all_arrive(unsigned flags, void (*fill)(struct script *))
{
    static const char *const services[] = {"aes256-sha1", "aes128-sha1", "aes256-sha2",
                                           "aes128-sha2"};

    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        struct script *script = calloc(1, sizeof(*script));

        assert_non_null(script);
        add_established(&script->told[0], flags, services[i]);
        add_established(&script->told[1], flags, services[i]);
        fill(script);
        for (size_t step = 0; step < script->count; step++)
            script->steps[step] = script->words[step];
        add(&script->told[0], "exit 0\n");
        add(&script->told[1], "exit 0\n");
        assert_outcome(&(struct exchange){services[i], flags, NULL, NULL, script->steps},
                       &script->told[0], &script->told[1]);
        free(script);
    }
}

/* Heimdal takes no other layouts, whoever is at the other end. */
static bool is_basic(void)
{
    return initiator.library->iov_is_basic || acceptor.library->iov_is_basic;
}

static void fill_parts(struct script *script)
{
    static const char *const layouts[] = {"hdpt", "HDPT", "hd",    "Hdp",   "sdsH",
                                          "hsdt", "thd",  "hdddt", "dsdhd", "ptdsdh"};

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
        add_steps(script, "parts", "0-300", layouts[i]);
    add_steps(script, "parts", "65530-65537", "hdsdt");
    add_steps(script, "parts", "2097150-2097151", "sdH");
    if (is_basic())
        return;
    add_steps(script, "parts", "0-0", "ht"); /* no data: not sealed */
    add_steps(script, "parts", "0-20", "hs");
}

static void test_all_layouts_arrive_in_parts(void **state)
{
    (void)state;
    assert_all_arrive(USUAL, fill_parts);
}

static void fill_dce(struct script *script)
{
    static const char *const layouts[] = {"hd", "Hd", "sdsH", "dsdhd", "sdddh"};

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        char sealed[16];

        snprintf(sealed, sizeof(sealed), "+%s", layouts[i]);
        add_step(script, "parts", "0-300", sealed);
    }
    add_step(script, "parts", "65530-65537", "+sdsh");
}

static void test_layouts_of_dce_rpc_arrive_in_dce_style(void **state)
{
    (void)state;
    assert_all_arrive(USUAL | DCE, fill_dce);
}

static void test_all_layouts_arrive_in_parts_in_dce_style(void **state)
{
    (void)state;
    if (!is_basic())
        assert_all_arrive(USUAL | DCE, fill_parts);
}

static void fill_joined(struct script *script)
{
    add_steps(script, "joined", "0-300", "hdpt");
    add_steps(script, "joined", "0-50", "Hddd");
    add_steps(script, "joined", "65530-65537", "hdT");
}

static void test_buffers_one_behind_the_other_are_a_token_of_one_piece(void **state)
{
    (void)state;
    assert_all_arrive(USUAL, fill_joined);
}

/* MIT refuses streams in DCE style, and a token of one piece that is rotated by EC + RRC. */
static void fill_joined_dce(struct script *script)
{
    add_step(script, "joined", "0-300", "-Hddd");
    add_steps(script, "joined", "0-300", "hdpt");
}

static void test_buffers_one_behind_the_other_are_a_token_of_one_piece_in_dce_style(void **state)
{
    (void)state;
    if (!is_basic())
        assert_all_arrive(USUAL | DCE, fill_joined_dce);
}

static void fill_streams(struct script *script)
{
    add_steps(script, "split", "0-300", "d");
    add_steps(script, "split", "0-50", "D");
    add_steps(script, "split", "2097150-2097151", "d");
    add_steps(script, "stream", "0-50", "shdpT");
    add_steps(script, "stream", "0-50", "hDts");
    add_steps(script, "stream", "0-50", "Hd");
}

static void test_tokens_of_one_piece_are_opened_as_streams(void **state)
{
    (void)state;
    if (!is_basic())
        assert_all_arrive(USUAL, fill_streams);
}

static void fill_aead(struct script *script)
{
    add_steps(script, "aead", "0-300", "sd");
    add_steps(script, "aead", "0-50", "d");
    add_steps(script, "aead", "65530-65537", "sd");
}

static void test_messages_with_associated_data_arrive(void **state)
{
    (void)state;
    if (!is_basic())
        assert_all_arrive(USUAL, fill_aead);
}

static void fill_mics(struct script *script)
{
    static const char *const layouts[] = {"-dm", "-dM", "-msd", "-dsdm", "-Msdsd"};

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        if (!is_basic())
            add_step(script, "mic", "0-100", layouts[i]);
        add_step(script, "micjoined", "0-100", layouts[i]);
        add_step(script, "micsplit", "0-100", layouts[i]);
    }
    add_step(script, "micjoined", "100000-100001", "-dsm");
}

static void test_mics_of_several_buffers_are_those_of_one(void **state)
{
    (void)state;
    assert_all_arrive(USUAL, fill_mics);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_layouts_arrive_in_parts),
        cmocka_unit_test(test_all_layouts_arrive_in_parts_in_dce_style),
        cmocka_unit_test(test_layouts_of_dce_rpc_arrive_in_dce_style),
        cmocka_unit_test(test_buffers_one_behind_the_other_are_a_token_of_one_piece),
        cmocka_unit_test(test_buffers_one_behind_the_other_are_a_token_of_one_piece_in_dce_style),
        cmocka_unit_test(test_tokens_of_one_piece_are_opened_as_streams),
        cmocka_unit_test(test_messages_with_associated_data_arrive),
        cmocka_unit_test(test_mics_of_several_buffers_are_those_of_one),
    };

    pair_read_arguments(argc, argv);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
