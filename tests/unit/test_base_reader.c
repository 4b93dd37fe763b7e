/* The reader never passes its bounds, is sticky, and a child cannot see past its parent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"

static void test_integers_are_read_in_their_byte_order(void **state)
{
    static const uint8_t bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
                                    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e,
                                    0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0xff};
    struct reader r;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    assert_int_equal(read_u16be(&r), 0x0102);
    assert_int_equal(read_u32be(&r), 0x03040506);
    assert_true(read_u64be(&r) == 0x0708090a0b0c0d0eULL);
    assert_int_equal(read_u16le(&r), 0x100f);
    assert_int_equal(read_u32le(&r), 0x14131211);
    assert_int_equal(read_u8(&r), 0xff);
    assert_true(reader_at_end(&r));
}

static void test_an_overrun_is_remembered(void **state)
{
    static const uint8_t bytes[] = {1, 2, 3};
    uint8_t out[4] = {9, 9, 9, 9};
    struct reader r;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    assert_int_equal(read_u32be(&r), 0);
    assert_false(reader_ok(&r));
    assert_int_equal(read_u8(&r), 0); /* a byte is there, but the reader has failed */
    assert_null(read_bytes(&r, 0));
    read_copy(&r, out, sizeof(out));
    assert_memory_equal(out, "\0\0\0\0", 4);
    assert_false(reader_at_end(&r));
}

static void test_a_null_input_is_empty_or_failed(void **state)
{
    struct reader r;

    (void)state;
    reader_init(&r, NULL, 0);
    assert_true(reader_at_end(&r));
    assert_non_null(read_bytes(&r, 0));
    reader_init(&r, NULL, 5);
    assert_false(reader_ok(&r));
    assert_null(read_bytes(&r, 1));
}

static void test_a_child_ends_where_its_field_ends(void **state)
{
    static const uint8_t bytes[] = {0, 2, 0xaa, 0xbb, 0, 0, 0, 1, 0xcc, 0xdd};
    struct reader r, first, second;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    first = read_sub_u16be(&r);
    second = read_sub_u32be(&r);
    assert_int_equal(read_u16be(&first), 0xaabb);
    assert_int_equal(read_u8(&first), 0);
    assert_false(reader_ok(&first));
    assert_true(reader_ok(&r)); /* the child's overrun is the child's */
    assert_int_equal(read_u8(&second), 0xcc);
    assert_true(reader_at_end(&second));
    assert_int_equal(read_u8(&r), 0xdd);
}

static void test_a_length_past_the_parent_fails_both(void **state)
{
    static const uint8_t bytes[] = {0, 3, 1, 2};
    struct reader r, child;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    child = read_sub_u16be(&r);
    assert_false(reader_ok(&r));
    assert_false(reader_ok(&child));
    assert_int_equal(child.left, 0);
    reader_init(&r, bytes, sizeof(bytes));
    child = read_sub(&r, SIZE_MAX);
    assert_false(reader_ok(&child));
}

/* A small generator of its own, so that a failure can be repeated from its seed. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* One read of a random kind and size; gives how many bytes a reader with enough left takes. */
static size_t random_read(struct reader *r, uint32_t *seed, size_t length)
{
    uint8_t copy[64];
    size_t size = next_random(seed) % (length + 8);
    struct reader child;

    switch (next_random(seed) % 9) {
    case 0:
        return (void)read_u8(r), 1;
    case 1:
        return (void)read_u16be(r), 2;
    case 2:
        return (void)read_u32be(r), 4;
    case 3:
        return (void)read_u64be(r), 8;
    case 4:
        return (void)read_u16le(r), 2;
    case 5:
        return (void)read_u32le(r), 4;
    case 6:
        return read_copy(r, copy, size % sizeof(copy)), size % sizeof(copy);
    case 7:
        return (void)read_bytes(r, size), size;
    default:
        child = read_sub(r, size);
        if (reader_ok(&child) && size != 0) /* every byte that the child sees is readable */
            assert_true(child.left == size && child.next[0] + child.next[size - 1] >= 0);
        return size;
    }
}

/* The input is an exact heap block: AddressSanitizer and valgrind see any read outside it. */
static void test_no_sequence_of_reads_passes_the_bounds(void **state)
{
    (void)state;
    for (uint32_t round = 1; round <= 20000; round++) {
        uint32_t seed = round * 2654435761u;
        size_t length = next_random(&seed) % 40, taken = 0;
        uint8_t *bytes = malloc(length != 0 ? length : 1);
        struct reader r;
        bool failed = false;

        assert_non_null(bytes);
        memset(bytes, (int)round, length);
        reader_init(&r, bytes, length);
        for (int i = 0; i < 12; i++) {
            size_t size = random_read(&r, &seed, length);

            failed = failed || size > length - taken;
            taken += failed ? 0 : size;
            assert_true(reader_ok(&r) == !failed);
            assert_true(r.left == (failed ? 0 : length - taken));
            assert_true(failed || r.next == bytes + taken);
        }
        free(bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_are_read_in_their_byte_order),
        cmocka_unit_test(test_an_overrun_is_remembered),
        cmocka_unit_test(test_a_null_input_is_empty_or_failed),
        cmocka_unit_test(test_a_child_ends_where_its_field_ends),
        cmocka_unit_test(test_a_length_past_the_parent_fails_both),
        cmocka_unit_test(test_no_sequence_of_reads_passes_the_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
