/* The writer: byte order, reserved lengths, fixed room, secrets wiped, buffers handed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/writer.h"

static void test_integers_are_written_in_their_byte_order(void **state)
{
    static const uint8_t expected[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
                                       0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e,
                                       0x0f, 0x13, 0x12, 0x11, 0x10, 0x15, 0x14};
    struct writer w;

    (void)state;
    writer_init(&w);
    write_u8(&w, 1);
    write_u16be(&w, 0x0203);
    write_u32be(&w, 0x04050607);
    write_u64be(&w, 0x08090a0b0c0d0e0fULL);
    write_u32le(&w, 0x10111213);
    write_u16le(&w, 0x1415);
    assert_int_equal(w.length, sizeof(expected));
    assert_memory_equal(w.data, expected, sizeof(expected));
    writer_free(&w);
}

static void test_reserved_lengths_are_filled_in_when_closed(void **state)
{
    static const uint8_t expected[] = {0, 0, 0, 6, 0, 2, 'a', 'b', 0, 0, 0, 0, 0, 1, 'c'};
    struct writer w;
    size_t outer, inner;

    (void)state;
    writer_init(&w);
    outer = write_open_u32be(&w);
    inner = write_open_u16be(&w);
    write_bytes(&w, "ab", 2);
    write_close_u16be(&w, inner);
    write_field_u16be(&w, NULL, 0);
    write_close_u32be(&w, outer);
    write_u16be(&w, 0);
    write_field_u16be(&w, "c", 1);
    assert_int_equal(w.length, sizeof(expected));
    assert_memory_equal(w.data, expected, sizeof(expected));
    writer_free(&w);
}

static void test_a_field_too_long_for_its_length_fails(void **state)
{
    static const uint8_t zeros[65536];
    struct writer w;

    (void)state;
    writer_init(&w);
    write_field_u16be(&w, zeros, 65535);
    assert_true(writer_ok(&w));
    writer_free(&w);
    write_field_u16be(&w, zeros, 65536);
    assert_false(writer_ok(&w));
    writer_free(&w);
}

static void test_a_fixed_writer_never_passes_its_room(void **state)
{
    uint8_t room[5];
    struct writer w;

    (void)state;
    memset(room, 0xee, sizeof(room));
    writer_init_fixed(&w, room, 4);
    write_u32be(&w, 1);
    assert_true(writer_ok(&w));
    write_u8(&w, 2);
    assert_false(writer_ok(&w));
    assert_int_equal(room[4], 0xee);
    writer_init_fixed(&w, room, 4);
    write_bytes(&w, "12345", 5);
    assert_false(writer_ok(&w));
    assert_int_equal(w.length, 0); /* nothing is written in part */
}

static void test_a_failed_writer_stays_failed_and_gives_nothing(void **state)
{
    gss_buffer_desc buffer = {7, (void *)"before"};
    struct writer w;

    (void)state;
    writer_init(&w);
    write_bytes(&w, "abc", 3);
    writer_fail(&w);
    write_bytes(&w, "def", 3);
    assert_null(write_space(&w, 1));
    assert_int_equal(w.length, 3);
    assert_false(writer_take_buffer(&w, &buffer));
    assert_int_equal(buffer.length, 0);
    assert_null(buffer.value);
    assert_true(writer_ok(&w)); /* and is empty and usable again */
}

static void test_growing_keeps_what_was_written(void **state)
{
    gss_buffer_desc buffer;
    struct writer w;

    (void)state;
    writer_init(&w);
    for (unsigned i = 0; i < 100000; i++)
        write_u8(&w, (uint8_t)(i * 7));
    assert_true(writer_take_buffer(&w, &buffer));
    assert_int_equal(buffer.length, 100000);
    for (unsigned i = 0; i < 100000; i++)
        assert_int_equal(((uint8_t *)buffer.value)[i], (uint8_t)(i * 7));
    assert_null(w.data);
    free(buffer.value);
}

static void test_a_length_that_overflows_fails(void **state)
{
    struct writer w;

    (void)state;
    writer_init(&w);
    write_u8(&w, 1);
    assert_null(write_space(&w, SIZE_MAX));
    assert_false(writer_ok(&w));
    writer_free(&w);
}

static void test_a_secret_writer_wipes_what_it_holds(void **state)
{
    uint8_t room[32];
    struct writer w;

    (void)state;
    writer_init_fixed(&w, room, sizeof(room)); /* our memory, so that we may look afterwards */
    w.secret = true;
    write_bytes(&w, "a key, say", 10);
    writer_free(&w);
    assert_memory_equal(room, "\0\0\0\0\0\0\0\0\0\0", 10);
}

static void test_secrets_compare_and_wipe(void **state)
{
    char key[] = "0123456789";
    gss_buffer_desc buffer = {3, malloc(3)};

    (void)state;
    assert_true(secret_equal("abc", "abc", 3));
    assert_false(secret_equal("abc", "abd", 3));
    assert_true(secret_equal("abc", "abd", 2));
    secret_wipe(key, sizeof(key));
    assert_memory_equal(key, "\0\0\0\0\0\0\0\0\0\0", 10);
    secret_free(NULL, 0);
    memcpy(buffer.value, "xyz", 3);
    secret_release_buffer(&buffer);
    assert_null(buffer.value);
    assert_int_equal(buffer.length, 0);
    assert_true(secret_random(key, sizeof(key)));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_are_written_in_their_byte_order),
        cmocka_unit_test(test_reserved_lengths_are_filled_in_when_closed),
        cmocka_unit_test(test_a_field_too_long_for_its_length_fails),
        cmocka_unit_test(test_a_fixed_writer_never_passes_its_room),
        cmocka_unit_test(test_a_failed_writer_stays_failed_and_gives_nothing),
        cmocka_unit_test(test_growing_keeps_what_was_written),
        cmocka_unit_test(test_a_length_that_overflows_fails),
        cmocka_unit_test(test_a_secret_writer_wipes_what_it_holds),
        cmocka_unit_test(test_secrets_compare_and_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
