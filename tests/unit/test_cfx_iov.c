/* Messages in several buffers: streams that libk5crypto made, damage, wrong layouts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/minor.h"
#include "cfx/iov.h"
#include "cfx_oracle.h"

enum { PARTS = 5, MESSAGE = 57, ASSOCIATED = 7 };
enum part { HEADER, BEFORE, DATA, AFTER, TRAILER };

static const char message[] = "Lengths that are no divisor of a power of two, see below.";
static const char associated[] = "beside";
static uint8_t token[ORACLE_TOKEN_MAX];

static void *heap_copy(const void *bytes, size_t length)
{
    void *copy = malloc(length != 0 ? length : 1);

    assert_non_null(copy);
    if (length != 0)
        memcpy(copy, bytes, length);
    return copy;
}

static gss_iov_buffer_desc part_of(OM_uint32 type, const void *bytes, size_t length)
{
    return (gss_iov_buffer_desc){type, {length, bytes != NULL ? heap_copy(bytes, length) : NULL}};
}

/* HEADER, SIGN_ONLY, DATA, SIGN_ONLY and, if there is one, TRAILER, wrapped. */
static void wrap_parts(struct cfx *cfx, bool conf, bool trailer, gss_iov_buffer_desc *iov)
{
    const OM_uint32 allocate = GSS_IOV_BUFFER_FLAG_ALLOCATE;
    bool done = conf;
    OM_uint32 minor;

    iov[HEADER] = part_of(GSS_IOV_BUFFER_TYPE_HEADER | allocate, NULL, 0);
    iov[BEFORE] = part_of(GSS_IOV_BUFFER_TYPE_SIGN_ONLY, associated, ASSOCIATED);
    iov[DATA] = part_of(GSS_IOV_BUFFER_TYPE_DATA, message, MESSAGE);
    iov[AFTER] = part_of(GSS_IOV_BUFFER_TYPE_SIGN_ONLY, associated, 1);
    iov[TRAILER] = trailer ? part_of(GSS_IOV_BUFFER_TYPE_TRAILER | allocate, NULL, 0)
                           : part_of(GSS_IOV_BUFFER_TYPE_EMPTY, NULL, 0);
    assert_int_equal(cfx_wrap_iov(cfx, &minor, &done, iov, PARTS), GSS_S_COMPLETE);
    assert_int_equal(done, conf);
}

static void free_parts(gss_iov_buffer_desc *iov, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(iov[i].buffer.value);
}

static void copy_parts(const gss_iov_buffer_desc *from, gss_iov_buffer_desc *to)
{
    for (size_t i = 0; i < PARTS; i++)
        to[i] = part_of(GSS_IOV_BUFFER_TYPE(from[i].type),
                        from[i].buffer.value != NULL ? from[i].buffer.value : "",
                        from[i].buffer.length);
}

static size_t state_of(const struct cfx *cfx, uint8_t *out, size_t size)
{
    struct writer w;

    writer_init_fixed(&w, out, size);
    cfx_export(cfx, &w);
    assert_true(writer_ok(&w));
    return w.length;
}

static bool is_refused(OM_uint32 major)
{
    return major == GSS_S_BAD_SIG || major == GSS_S_DEFECTIVE_TOKEN;
}

/* Runs TEST for each encryption type, sealed and not, with and without TRAILER. */
static void for_each(void (*test)(struct cfx_pair *pair, bool conf, bool trailer))
{
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (unsigned which = 0; which < 4; which++) {
            struct cfx_pair pair = pair_create(enctype_at(i));

            test(&pair, (which & 1) != 0, (which & 2) != 0);
            pair_destroy(&pair);
        }
    }
}

static void assert_opens(struct cfx *cfx, gss_iov_buffer_desc *iov, bool conf)
{
    bool was_conf = !conf;
    OM_uint32 minor;

    assert_int_equal(cfx_unwrap_iov(cfx, &minor, iov, PARTS, &was_conf), GSS_S_COMPLETE);
    assert_int_equal(was_conf, conf);
    assert_int_equal(iov[DATA].buffer.length, MESSAGE);
    assert_memory_equal(iov[DATA].buffer.value, message, MESSAGE);
    assert_memory_equal(iov[BEFORE].buffer.value, associated, ASSOCIATED);
}

/* What is refused has not been given out: it is as it came, or wiped. */
static void assert_not_given_out(const gss_iov_buffer_desc *came, const gss_iov_buffer_desc *is)
{
    static const uint8_t zeros[MESSAGE];
    const void *data = is[DATA].buffer.value;

    assert_int_equal(is[DATA].buffer.length, MESSAGE);
    assert_true(memcmp(data, came[DATA].buffer.value, MESSAGE) == 0 ||
                memcmp(data, zeros, MESSAGE) == 0);
}

/* A refused message: the right status, the context as it was, nothing given out. */
static void assert_refused(struct cfx *cfx, gss_iov_buffer_desc *iov, const char *what)
{
    gss_iov_buffer_desc came[PARTS];
    uint8_t before[128], after[128];
    bool conf = true;
    OM_uint32 minor, major;

    copy_parts(iov, came);
    state_of(cfx, before, sizeof(before));
    major = cfx_unwrap_iov(cfx, &minor, iov, PARTS, &conf);
    if (!is_refused(major))
        fail_msg("%s: status %x", what, (unsigned)major);
    assert_int_not_equal(minor, 0);
    assert_false(conf);
    assert_memory_equal(before, after, state_of(cfx, after, sizeof(after)));
    assert_not_given_out(came, iov);
    free_parts(came, PARTS);
}

static void flip_each_bit(struct cfx_pair *pair, bool conf, bool trailer)
{
    gss_iov_buffer_desc genuine[PARTS], damaged[PARTS];

    wrap_parts(pair->initiator, conf, trailer, genuine);
    for (size_t part = 0; part < PARTS; part++) {
        for (size_t bit = 0; bit < 8 * genuine[part].buffer.length; bit++) {
            copy_parts(genuine, damaged);
            ((uint8_t *)damaged[part].buffer.value)[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_refused(pair->acceptor, damaged, "a flipped bit");
            free_parts(damaged, PARTS);
        }
    }
    assert_opens(pair->acceptor, genuine, conf);
    free_parts(genuine, PARTS);
}

static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    for_each(flip_each_bit);
}

static void cut_each_part(struct cfx_pair *pair, bool conf, bool trailer)
{
    gss_iov_buffer_desc genuine[PARTS], damaged[PARTS];

    wrap_parts(pair->initiator, conf, trailer, genuine);
    for (size_t part = 0; part < PARTS; part++) {
        if (part == DATA)
            continue;
        for (size_t length = 0; length < genuine[part].buffer.length; length++) {
            copy_parts(genuine, damaged);
            free(damaged[part].buffer.value);
            damaged[part].buffer.value = heap_copy(genuine[part].buffer.value, length);
            damaged[part].buffer.length = length;
            assert_refused(pair->acceptor, damaged, "a part cut short");
            free_parts(damaged, PARTS);
        }
    }
    assert_opens(pair->acceptor, genuine, conf);
    free_parts(genuine, PARTS);
}

static void test_parts_that_are_cut_short_are_refused(void **state)
{
    (void)state;
    for_each(cut_each_part);
}

/* The order of what is protected is protected too. */
static void swap_associated(struct cfx_pair *pair, bool conf, bool trailer)
{
    gss_iov_buffer_desc genuine[PARTS], damaged[PARTS], part;

    wrap_parts(pair->initiator, conf, trailer, genuine);
    copy_parts(genuine, damaged);
    part = damaged[BEFORE];
    damaged[BEFORE] = damaged[AFTER];
    damaged[AFTER] = part;
    assert_refused(pair->acceptor, damaged, "associated data in another order");
    free_parts(damaged, PARTS);
    assert_opens(pair->acceptor, genuine, conf);
    free_parts(genuine, PARTS);
}

static void test_another_order_of_associated_data_is_refused(void **state)
{
    (void)state;
    for_each(swap_associated);
}

/* One stream and its DATA. */
static OM_uint32 open_stream(struct cfx *cfx, gss_iov_buffer_desc *iov, const void *bytes,
                             size_t length, bool allocate)
{
    OM_uint32 minor, major;
    bool conf;

    iov[0] = part_of(GSS_IOV_BUFFER_TYPE_STREAM, bytes, length);
    iov[1] =
        part_of(GSS_IOV_BUFFER_TYPE_DATA | (allocate ? GSS_IOV_BUFFER_FLAG_ALLOCATE : 0), NULL, 0);
    major = cfx_unwrap_iov(cfx, &minor, iov, 2, &conf);
    assert_int_equal(GSS_ERROR(major) != 0, minor != 0);
    return major;
}

static void assert_stream_opens(const struct oracle_token *t, bool dce, size_t length,
                                bool allocate)
{
    struct cfx_params params = {.type = t->type, .key = oracle_key, .dce_style = dce};
    size_t n = oracle_wrap(t, message, length, token);
    gss_iov_buffer_desc iov[2];
    struct cfx *cfx;

    params.receive_sequence = ORACLE_SEQUENCE;
    assert_true(cfx_create(&params, &cfx));
    assert_int_equal(open_stream(cfx, iov, token, n, allocate), GSS_S_COMPLETE);
    assert_int_equal(iov[1].buffer.length, length);
    if (length != 0)
        assert_memory_equal(iov[1].buffer.value, message, length);
    if (allocate) {
        assert_true(iov[1].type & GSS_IOV_BUFFER_FLAG_ALLOCATED);
        assert_memory_equal(iov[0].buffer.value, token, n);
        free(iov[1].buffer.value);
    } else {
        const uint8_t *stream = iov[0].buffer.value, *data = iov[1].buffer.value;

        assert_true(data >= stream && data + length <= stream + n);
    }
    free(iov[0].buffer.value);
    cfx_destroy(&cfx);
}

/* However far it is rotated, and with any filler; DCE-style peers rotate by EC + RRC. */
static void test_rotated_streams_are_opened(void **state)
{
    static const uint16_t fillers[] = {0, 1, 16, 300};

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (uint16_t rotation = 0; rotation < 200; rotation++) {
            for (unsigned which = 0; which < 16; which++) {
                struct oracle_token t = oracle_token(enctype_at(i));
                bool sealed = (which & 1) != 0, dce = (which & 2) != 0;

                t.flags = sealed ? CFX_SEALED : 0;
                t.extra_count = sealed ? fillers[which >> 2] : 0;
                t.inner_extra_count = t.extra_count;
                t.rotation = rotation;
                t.rotated = rotation + (dce && rotation != 0 ? t.extra_count : 0U);
                assert_stream_opens(&t, dce, rotation % MESSAGE, (which >> 2) % 2 != 0);
                assert_stream_opens(&t, dce, MESSAGE, (which >> 2) % 2 == 0);
            }
        }
    }
}

/* A copy that was asked for is made from a stream that stays as it is, also when it is refused. */
static void test_damaged_streams_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (unsigned which = 0; which < 8; which++) {
            struct oracle_token t = oracle_token(enctype_at(i));
            struct cfx *cfx = pair_side(enctype_at(i), false);
            bool allocate = (which & 2) != 0;
            gss_iov_buffer_desc iov[2];
            size_t n;

            t.flags = (which & 1) != 0 ? CFX_SEALED : 0;
            t.rotation = (which & 4) != 0 ? 29 : 0;
            t.rotated = t.rotation;
            n = oracle_wrap(&t, message, MESSAGE, token);
            for (size_t bit = 0; bit < 8 * n; bit++) {
                token[bit / 8] ^= (uint8_t)(1 << bit % 8);
                assert_true(is_refused(open_stream(cfx, iov, token, n, allocate)));
                assert_null(iov[1].buffer.value);
                assert_int_equal(iov[1].type & GSS_IOV_BUFFER_FLAG_ALLOCATED, 0);
                if (allocate)
                    assert_memory_equal(iov[0].buffer.value, token, n);
                free(iov[0].buffer.value);
                token[bit / 8] ^= (uint8_t)(1 << bit % 8);
            }
            for (size_t length = 0; length < n; length++) {
                assert_true(is_refused(open_stream(cfx, iov, token, length, allocate)));
                free(iov[0].buffer.value);
            }
            assert_int_equal(open_stream(cfx, iov, token, n, allocate), GSS_S_COMPLETE);
            free(iov[0].buffer.value);
            if (allocate)
                free(iov[1].buffer.value);
            cfx_destroy(&cfx);
        }
    }
}

/* Nothing is written, allocated, or counted. */
static void wrap_into_too_little(struct cfx_pair *pair, bool conf, bool trailer)
{
    gss_iov_buffer_desc told[PARTS], iov[PARTS];
    uint8_t before[128], after[128];
    bool done = conf;
    OM_uint32 minor;

    wrap_parts(pair->acceptor, conf, trailer, told);
    state_of(pair->initiator, before, sizeof(before));
    for (size_t part = HEADER; part <= TRAILER; part += TRAILER - HEADER) {
        for (size_t length = 0; length < told[part].buffer.length; length++) {
            copy_parts(told, iov);
            free(iov[part].buffer.value);
            iov[part].buffer.value = heap_copy(told[part].buffer.value, length);
            iov[part].buffer.length = length;
            assert_int_equal(cfx_wrap_iov(pair->initiator, &minor, &done, iov, PARTS),
                             GSS_S_FAILURE);
            assert_int_equal(minor, MINOR_IOV_TOO_SMALL);
            assert_int_equal(iov[part].buffer.length, length);
            assert_memory_equal(iov[DATA].buffer.value, told[DATA].buffer.value, MESSAGE);
            free_parts(iov, PARTS);
        }
    }
    assert_memory_equal(before, after, state_of(pair->initiator, after, sizeof(after)));
    free_parts(told, PARTS);
}

static void test_buffers_that_are_too_small_are_told(void **state)
{
    (void)state;
    for_each(wrap_into_too_little);
}

/* Larger ones get the length that is used. */
static void test_larger_buffers_are_cut_to_length(void **state)
{
    uint8_t header[200], trailer[200], data[MESSAGE];
    struct cfx_pair pair = pair_create(enctype_at(0));
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_HEADER, {sizeof(header), header}},
        {GSS_IOV_BUFFER_TYPE_DATA, {sizeof(data), data}},
        {GSS_IOV_BUFFER_TYPE_TRAILER, {sizeof(trailer), trailer}},
    };
    bool conf = true;
    OM_uint32 minor;

    (void)state;
    memcpy(data, message, sizeof(data));
    memset(header, 0x5a, sizeof(header));
    memset(trailer, 0x5a, sizeof(trailer));
    assert_int_equal(cfx_wrap_iov(pair.initiator, &minor, &conf, iov, 3), GSS_S_COMPLETE);
    assert_int_equal(iov[0].buffer.length, 32);
    assert_int_equal(header[32], 0x5a);
    assert_int_equal(iov[2].buffer.length, 16 + 24);
    assert_int_equal(trailer[16 + 24], 0x5a);
    assert_int_equal(cfx_unwrap_iov(pair.acceptor, &minor, iov, 3, &conf), GSS_S_COMPLETE);
    assert_memory_equal(data, message, sizeof(data));
    pair_destroy(&pair);
}

/* Layouts that no call takes, and what is said of them. */
static const struct wrong_layout {
    OM_uint32 types[4];
    size_t count;
    const char *wrap, *unwrap, *mic; /* NULL: it is taken */
} wrong_layouts[] = {
#define H GSS_IOV_BUFFER_TYPE_HEADER
#define D GSS_IOV_BUFFER_TYPE_DATA
#define P GSS_IOV_BUFFER_TYPE_PADDING
#define T GSS_IOV_BUFFER_TYPE_TRAILER
#define S GSS_IOV_BUFFER_TYPE_STREAM
#define M GSS_IOV_BUFFER_TYPE_MIC_TOKEN
    {{0}, 0, "HEADER is missing", "HEADER is missing", "MIC_TOKEN is missing"},
    {{D}, 1, "HEADER is missing", "HEADER is missing", "MIC_TOKEN is missing"},
    {{H, D, H}, 3, "HEADER is there twice", "HEADER is there twice", "HEADER has no place in it"},
    {{H, T, D, T},
     4,
     "TRAILER is there twice",
     "TRAILER is there twice",
     "HEADER has no place in it"},
    {{P, H, P}, 3, "PADDING is there twice", "PADDING is there twice", "HEADER has no place in it"},
    {{H, D, M},
     3,
     "MIC_TOKEN has no place in it",
     "MIC_TOKEN has no place in it",
     "HEADER has no place in it"},
    {{S, D}, 2, "STREAM has no place in it", NULL, "STREAM has no place in it"},
    {{S},
     1,
     "STREAM has no place in it",
     "STREAM needs one DATA, and there are 0",
     "STREAM has no place in it"},
    {{S, D, D},
     3,
     "STREAM has no place in it",
     "STREAM needs one DATA, and there are 2",
     "STREAM has no place in it"},
    {{S, D, S},
     3,
     "STREAM has no place in it",
     "STREAM is there twice",
     "STREAM has no place in it"},
    {{S, D, T},
     3,
     "STREAM has no place in it",
     "TRAILER has no place in it",
     "STREAM has no place in it"},
    {{M, D, M},
     3,
     "MIC_TOKEN has no place in it",
     "MIC_TOKEN has no place in it",
     "MIC_TOKEN is there twice"},
#undef H
#undef D
#undef P
#undef T
#undef S
#undef M
};

static void assert_told(OM_uint32 major, OM_uint32 minor, const char *detail)
{
    char sentence[300], expected[300];

    if (detail == NULL) {
        assert_int_not_equal(minor, MINOR_IOV_LAYOUT);
        return;
    }
    assert_int_equal(major, GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_IOV_LAYOUT);
    assert_true(minor_get_sentence(minor, sentence, sizeof(sentence)));
    snprintf(expected, sizeof(expected), "The buffers are in no layout that this call takes: %s",
             detail);
    assert_string_equal(sentence, expected);
}

static void test_wrong_layouts_are_told(void **state)
{
    struct cfx_pair pair = pair_create(enctype_at(0));

    (void)state;
    for (size_t i = 0; i < sizeof(wrong_layouts) / sizeof(wrong_layouts[0]); i++) {
        const struct wrong_layout *layout = &wrong_layouts[i];
        gss_iov_buffer_desc iov[4] = {{0}};
        OM_uint32 minor, major;
        bool conf = true;

        for (size_t part = 0; part < layout->count; part++)
            iov[part].type = layout->types[part];
        major = cfx_wrap_iov(pair.initiator, &minor, &conf, iov, layout->count);
        assert_told(major, minor, layout->wrap);
        major = cfx_wrap_iov_length(pair.initiator, &minor, &conf, iov, layout->count);
        assert_told(major, minor, layout->wrap);
        major = cfx_unwrap_iov(pair.acceptor, &minor, iov, layout->count, &conf);
        assert_told(major, minor, layout->unwrap);
        major = cfx_get_mic_iov(pair.initiator, &minor, iov, layout->count);
        assert_told(major, minor, layout->mic);
        major = cfx_get_mic_iov_length(pair.initiator, &minor, iov, layout->count);
        assert_told(major, minor, layout->mic);
        major = cfx_verify_mic_iov(pair.acceptor, &minor, iov, layout->count);
        assert_told(major, minor, layout->mic);
    }
    pair_destroy(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_parts_that_are_cut_short_are_refused),
        cmocka_unit_test(test_another_order_of_associated_data_is_refused),
        cmocka_unit_test(test_rotated_streams_are_opened),
        cmocka_unit_test(test_damaged_streams_are_refused),
        cmocka_unit_test(test_buffers_that_are_too_small_are_told),
        cmocka_unit_test(test_larger_buffers_are_cut_to_length),
        cmocka_unit_test(test_wrong_layouts_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
