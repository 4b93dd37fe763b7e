/* The messages of NegoEx: as they are written they are read, and with any field broken they are
 * not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mech/spnego/negoex_message.h"

static const uint8_t conversation[NEGOEX_GUID_LENGTH] = "conversation ID";
static const uint8_t scheme[NEGOEX_GUID_LENGTH] = "scheme number 1";
static const uint8_t schemes[2 * NEGOEX_GUID_LENGTH] = "scheme number 1\0scheme number 2";
static const uint8_t random_bytes[NEGOEX_RANDOM_LENGTH] = "thirty-two bytes, but not random";

static struct negoex_header header_of(enum negoex_type type)
{
    return (struct negoex_header){.type = type, .sequence = 7, .conversation = conversation};
}

static void write_one(struct writer *out, enum negoex_type type)
{
    struct negoex_header header = header_of(type);

    writer_init(out);
    switch (type) {
    case NEGOEX_INITIATOR_NEGO:
    case NEGOEX_ACCEPTOR_NEGO:
        negoex_message_write_nego(out, &header, random_bytes, schemes, 2);
        break;
    case NEGOEX_VERIFY:
        negoex_message_write_verify(out, &header, scheme, 16, (const uint8_t *)"checksum", 8);
        break;
    case NEGOEX_ALERT:
        negoex_message_write_alert(out, &header, scheme);
        break;
    default:
        negoex_message_write_exchange(out, &header, scheme, "token", 5);
    }
    assert_true(writer_ok(out));
}

/* Reads LENGTH bytes, in a block of just that size, as one message and nothing else. MESSAGE points
 * into the block, which is the caller's. */
static bool read_one(const void *bytes, size_t length, struct negoex_message *message,
                     uint8_t **block)
{
    struct reader in;
    bool good;

    *block = malloc(length != 0 ? length : 1);
    assert_non_null(*block);
    memcpy(*block, bytes, length);
    reader_init(&in, *block, length);
    good = negoex_message_read(&in, message);
    assert_int_equal(good, reader_ok(&in));
    return good && in.left == 0;
}

static bool is_message(const void *bytes, size_t length)
{
    struct negoex_message message;
    uint8_t *block;
    bool good = read_one(bytes, length, &message, &block);

    free(block);
    return good;
}

static void put(uint8_t *at, uint32_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static void test_what_was_written_is_read(void **state)
{
    static const struct {
        enum negoex_type type;
        const char *bytes;
    } rows[] = {
        {NEGOEX_INITIATOR_NEGO, NULL},         {NEGOEX_ACCEPTOR_NEGO, NULL},
        {NEGOEX_INITIATOR_META_DATA, "token"}, {NEGOEX_ACCEPTOR_META_DATA, "token"},
        {NEGOEX_CHALLENGE, "token"},           {NEGOEX_AP_REQUEST, "token"},
        {NEGOEX_VERIFY, "checksum"},           {NEGOEX_ALERT, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool nego = rows[i].bytes == NULL;
        size_t length = nego ? sizeof(schemes) : strlen(rows[i].bytes);
        struct negoex_message message;
        struct writer out;
        uint8_t *block;

        write_one(&out, rows[i].type);
        assert_true(read_one(out.data, out.length, &message, &block));
        assert_int_equal(message.header.type, rows[i].type);
        assert_int_equal(message.header.sequence, 7);
        assert_memory_equal(message.header.conversation, conversation, sizeof(conversation));
        if (nego)
            assert_null(message.scheme);
        else
            assert_memory_equal(message.scheme, scheme, sizeof(scheme));
        assert_int_equal(message.bytes.left, length);
        if (length != 0)
            assert_memory_equal(message.bytes.next, nego ? (const void *)schemes : rows[i].bytes,
                                length);
        assert_int_equal(message.version_known, nego);
        assert_false(message.extension_needed);
        assert_int_equal(message.checksum_known, rows[i].type == NEGOEX_VERIFY);
        assert_int_equal(message.no_key, rows[i].type == NEGOEX_ALERT);
        free(block);
        writer_free(&out);
    }
}

static void test_a_message_cut_short_is_none(void **state)
{
    (void)state;
    for (enum negoex_type type = NEGOEX_INITIATOR_NEGO; type <= NEGOEX_ALERT; type++) {
        struct writer out;

        write_one(&out, type);
        for (size_t length = 0; length < out.length; length++) {
            assert_false(is_message(out.data, length));
            if (length < 24)
                continue;
            put(out.data + 20, (uint32_t)length, 4); /* and says so */
            assert_false(is_message(out.data, length));
            put(out.data + 20, (uint32_t)out.length, 4);
        }
        assert_true(is_message(out.data, out.length));
        writer_free(&out);
    }
}

static void test_messages_follow_each_other(void **state)
{
    struct negoex_message message;
    struct writer first, second;
    struct reader in;

    (void)state;
    write_one(&first, NEGOEX_AP_REQUEST);
    write_one(&second, NEGOEX_VERIFY);
    write_bytes(&first, second.data, second.length);
    write_u8(&first, 'N'); /* not another one */
    reader_init(&in, first.data, first.length);
    assert_true(negoex_message_read(&in, &message));
    assert_int_equal(message.header.type, NEGOEX_AP_REQUEST);
    assert_true(negoex_message_read(&in, &message));
    assert_int_equal(message.header.type, NEGOEX_VERIFY);
    assert_int_equal(in.left, 1);
    assert_false(negoex_message_read(&in, &message));
    writer_free(&first);
    writer_free(&second);
}

struct field {
    enum negoex_type type;
    size_t at, width;
    uint32_t value;
};

static bool with_field(const struct field *field, struct negoex_message *message)
{
    struct writer out;
    uint8_t *block;
    bool good;

    write_one(&out, field->type);
    put(out.data + field->at, field->value, field->width);
    good = read_one(out.data, out.length, message, &block);
    free(block);
    writer_free(&out);
    return good;
}

static void test_each_field_broken_is_refused(void **state)
{
    static const struct field fields[] = {
        {NEGOEX_AP_REQUEST, 0, 1, 'M'}, /* signature */
        {NEGOEX_AP_REQUEST, 7, 1, 's'},
        {NEGOEX_AP_REQUEST, 8, 4, 8}, /* type */
        {NEGOEX_AP_REQUEST, 8, 4, UINT32_MAX},
        {NEGOEX_AP_REQUEST, 8, 4, NEGOEX_VERIFY},
        {NEGOEX_AP_REQUEST, 16, 4, 63}, /* header length */
        {NEGOEX_AP_REQUEST, 16, 4, 70},
        {NEGOEX_AP_REQUEST, 16, 4, UINT32_MAX},
        {NEGOEX_INITIATOR_NEGO, 16, 4, 93},
        {NEGOEX_VERIFY, 16, 4, 75},
        {NEGOEX_ALERT, 16, 4, 65},
        {NEGOEX_AP_REQUEST, 20, 4, 68}, /* message length */
        {NEGOEX_AP_REQUEST, 20, 4, 70},
        {NEGOEX_AP_REQUEST, 20, 4, 0},
        {NEGOEX_AP_REQUEST, 20, 4, UINT32_MAX},
        {NEGOEX_AP_REQUEST, 56, 4, 63}, /* vectors: into the header, over the end */
        {NEGOEX_AP_REQUEST, 56, 4, 65},
        {NEGOEX_AP_REQUEST, 56, 4, UINT32_MAX},
        {NEGOEX_AP_REQUEST, 60, 4, 6},
        {NEGOEX_AP_REQUEST, 60, 4, UINT32_MAX},
        {NEGOEX_INITIATOR_NEGO, 80, 4, 95},
        {NEGOEX_INITIATOR_NEGO, 80, 4, 97},
        {NEGOEX_INITIATOR_NEGO, 80, 4, UINT32_MAX},
        {NEGOEX_INITIATOR_NEGO, 84, 2, 3},
        {NEGOEX_INITIATOR_NEGO, 84, 2, UINT16_MAX},
        {NEGOEX_INITIATOR_NEGO, 92, 2, 1}, /* an extension in the header */
        {NEGOEX_INITIATOR_NEGO, 92, 2, UINT16_MAX},
        {NEGOEX_VERIFY, 56, 4, 19}, /* the checksum's own length */
        {NEGOEX_VERIFY, 56, 4, 21},
        {NEGOEX_VERIFY, 68, 4, 79},
        {NEGOEX_VERIFY, 68, 4, 81},
        {NEGOEX_VERIFY, 72, 4, 9},
        {NEGOEX_ALERT, 60, 4, 71},
        {NEGOEX_ALERT, 60, 4, 81},
        {NEGOEX_ALERT, 64, 2, 2}, /* a second one, over the end */
        {NEGOEX_ALERT, 64, 2, UINT16_MAX},
        {NEGOEX_ALERT, 76, 4, 71},
        {NEGOEX_ALERT, 76, 4, 85},
        {NEGOEX_ALERT, 80, 4, 9},
    };
    struct negoex_message message;

    (void)state;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (with_field(&fields[i], &message))
            fail_msg("type %d, field at %zu: %u", fields[i].type, fields[i].at, fields[i].value);
    }
}

static void test_what_is_not_understood_is_told(void **state)
{
    struct negoex_message message;

    (void)state;
    assert_true(with_field(&(struct field){NEGOEX_INITIATOR_NEGO, 72, 4, 1}, &message));
    assert_false(message.version_known);
    assert_true(with_field(&(struct field){NEGOEX_INITIATOR_NEGO, 76, 4, 1}, &message));
    assert_false(message.version_known);
    assert_true(with_field(&(struct field){NEGOEX_VERIFY, 60, 4, 2}, &message));
    assert_false(message.checksum_known);
    assert_true(with_field(&(struct field){NEGOEX_ALERT, 72, 4, 2}, &message)); /* type */
    assert_false(message.no_key);
    assert_true(with_field(&(struct field){NEGOEX_ALERT, 80, 4, 4}, &message)); /* too short */
    assert_false(message.no_key);
    assert_true(with_field(&(struct field){NEGOEX_ALERT, 84, 4, 7}, &message)); /* its length */
    assert_false(message.no_key);
    assert_true(with_field(&(struct field){NEGOEX_ALERT, 88, 4, 2}, &message)); /* reason */
    assert_false(message.no_key);
}

static void test_an_empty_vector_is_anywhere(void **state)
{
    struct negoex_message message;
    struct writer out;
    uint8_t *block;

    (void)state;
    write_one(&out, NEGOEX_CHALLENGE);
    put(out.data + 56, UINT32_MAX, 4);
    put(out.data + 60, 0, 4);
    assert_true(read_one(out.data, out.length, &message, &block));
    assert_int_equal(message.bytes.left, 0);
    free(block);
    writer_free(&out);
}

/* A NEGO message with one extension behind its schemes, of TYPE and with a value of 4 bytes. */
static void write_extended(struct writer *out, uint32_t type)
{
    write_one(out, NEGOEX_ACCEPTOR_NEGO);
    put(out->data + 20, (uint32_t)out->length + 16, 4);
    put(out->data + 88, (uint32_t)out->length, 4);
    put(out->data + 92, 1, 2);
    write_u32le(out, type);
    write_u32le(out, (uint32_t)out->length + 8);
    write_u32le(out, 4);
    write_bytes(out, "data", 4);
}

static void test_extensions_are_critical_by_their_sign(void **state)
{
    struct negoex_message message;
    struct writer out;
    uint8_t *block;

    (void)state;
    write_extended(&out, 1);
    assert_true(read_one(out.data, out.length, &message, &block));
    assert_false(message.extension_needed);
    assert_int_equal(message.bytes.left, sizeof(schemes));
    free(block);
    writer_free(&out);
    write_extended(&out, UINT32_C(1) << 31 | 1);
    assert_true(read_one(out.data, out.length, &message, &block));
    assert_true(message.extension_needed);
    free(block);
    writer_free(&out);
}

static void test_an_extension_is_where_nothing_else_is(void **state)
{
    struct writer out;

    (void)state;
    write_extended(&out, 1);
    assert_true(is_message(out.data, out.length));
    memcpy(out.data + 96 + 20, out.data + 96 + 32, 12); /* the same within the schemes */
    put(out.data + 88, 96 + 20, 4);
    assert_false(is_message(out.data, out.length));
    put(out.data + 80, 96 + 12, 4); /* and the other way round */
    put(out.data + 84, 1, 2);
    put(out.data + 88, 96, 4);
    memcpy(out.data + 96, out.data + 96 + 32, 12);
    assert_true(is_message(out.data, out.length));
    put(out.data + 80, 96 + 11, 4);
    assert_false(is_message(out.data, out.length));
    put(out.data + 80, 96, 4);
    put(out.data + 84, 2, 2);
    put(out.data + 88, 96 + 32, 4);
    put(out.data + 96 + 32 + 4, 12, 4); /* its value within the header */
    assert_false(is_message(out.data, out.length));
    put(out.data + 96 + 32 + 4, 96 + 32 + 12, 4);
    assert_true(is_message(out.data, out.length));
    put(out.data + 96 + 32 + 8, 5, 4); /* its value longer than the message */
    assert_false(is_message(out.data, out.length));
    writer_free(&out);
}

static void test_too_many_schemes_are_not_written(void **state)
{
    uint8_t *many = calloc(UINT16_MAX + 1, NEGOEX_GUID_LENGTH);
    struct negoex_header header = header_of(NEGOEX_INITIATOR_NEGO);
    struct writer out;

    (void)state;
    assert_non_null(many);
    writer_init(&out);
    negoex_message_write_nego(&out, &header, random_bytes, many, UINT16_MAX);
    assert_true(writer_ok(&out) && is_message(out.data, out.length));
    negoex_message_write_nego(&out, &header, random_bytes, many, UINT16_MAX + 1);
    assert_false(writer_ok(&out));
    writer_free(&out);
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_a_message_cut_short_is_none),
        cmocka_unit_test(test_messages_follow_each_other),
        cmocka_unit_test(test_each_field_broken_is_refused),
        cmocka_unit_test(test_what_is_not_understood_is_told),
        cmocka_unit_test(test_an_empty_vector_is_anywhere),
        cmocka_unit_test(test_extensions_are_critical_by_their_sign),
        cmocka_unit_test(test_an_extension_is_where_nothing_else_is),
        cmocka_unit_test(test_too_many_schemes_are_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
