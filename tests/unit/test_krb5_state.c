/* The state of a context as bytes: whole when it comes back, and refused when it is malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include <krb5.h>

#include "base/buffer_set.h"
#include "base/oid.h"
#include "base/secret.h"
#include "krb5_pair.h"
#include "mech/krb5/inquiry.h"
#include "support/realm.h"

static OM_uint32 import_state(const void *bytes, size_t length, void **context)
{
    uint8_t *exact = malloc(length != 0 ? length : 1);
    struct reader in;
    OM_uint32 major, minor = 0;

    assert_non_null(exact);
    if (length != 0)
        memcpy(exact, bytes, length);
    reader_init(&in, exact, length);
    *context = NULL;
    major = krb5_mech.import_sec_context(&krb5_mech, &minor, &in, context);
    assert_true((major == GSS_S_COMPLETE) == (*context != NULL));
    assert_true(major == GSS_S_COMPLETE || minor != 0);
    secret_free(exact, length);
    return major;
}

/* Exports *CONTEXT, deletes it, and takes it back. */
static void move(void **context)
{
    gss_buffer_desc state = krb5_pair_export(*context), again;

    krb5_mech.delete_sec_context(context);
    assert_null(*context);
    assert_int_equal(import_state(state.value, state.length, context), GSS_S_COMPLETE);
    again = krb5_pair_export(*context);
    assert_int_equal(again.length, state.length);
    assert_memory_equal(again.value, state.value, state.length);
    secret_release_buffer(&again);
    secret_release_buffer(&state);
}

static void test_established_contexts_go_on(void **state)
{
    (void)state;
    for (size_t i = 0; krb5_pair_services[i] != NULL; i++) {
        struct krb5_pair pair = {.service = krb5_pair_services[i], .flags = KRB5_PAIR_FLAGS};

        realm_prefer_enctype_of(pair.service);
        krb5_pair_establish(&pair);
        krb5_pair_assert_messages(&pair);
        move(&pair.initiator);
        move(&pair.acceptor);
        krb5_pair_assert_messages(&pair);
        krb5_pair_clear(&pair);
    }
    realm_prefer_enctype_of("");
}

static void test_contexts_that_wait_go_on(void **state)
{
    static const OM_uint32 styles[] = {0, GSS_C_DCE_STYLE};

    (void)state;
    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        struct krb5_pair pair = {.service = "host@server.gss.test",
                                 .flags = KRB5_PAIR_FLAGS | styles[i]};

        assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        move(&pair.initiator);
        assert_int_equal(GSS_ERROR(krb5_pair_accept(&pair)), 0);
        move(&pair.acceptor);
        assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
        if (styles[i] == GSS_C_DCE_STYLE) {
            assert_null(pair.result.source);
            assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
        }
        assert_int_equal(pair.token.length, 0);
        krb5_pair_assert_name(pair.result.source, "alice@GSS.TEST");
        krb5_pair_assert_messages(&pair);
        krb5_pair_clear(&pair);
    }
}

/* 50 bytes of a context's pseudo-random function. */
static void pseudo_random(const void *context, int key, uint8_t out[50])
{
    gss_buffer_desc input = {4, (void *)"salt"};
    struct writer w;
    OM_uint32 minor;

    writer_init_fixed(&w, out, 50);
    assert_int_equal(krb5_mech.pseudo_random(&minor, context, key, &input, 50, &w), GSS_S_COMPLETE);
    assert_int_equal(w.length, 50);
}

/* RFC 4402: by the acceptor's subkey, where there is one, or by the initiator's. */
static void test_pseudo_random_bytes_are_the_same_everywhere(void **state)
{
    static const OM_uint32 mutual[] = {0, GSS_C_MUTUAL_FLAG};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct krb5_pair pair = {.service = "host@server.gss.test",
                                 .flags =
                                     (KRB5_PAIR_FLAGS & ~(OM_uint32)GSS_C_MUTUAL_FLAG) | mutual[i]};
        uint8_t ours[2][50], theirs[2][50];

        krb5_pair_establish(&pair);
        for (int key = 0; key < 2; key++)
            pseudo_random(pair.initiator, key, ours[key]);
        move(&pair.acceptor);
        for (int key = 0; key < 2; key++)
            pseudo_random(pair.acceptor, key, theirs[key]);
        assert_memory_equal(ours, theirs, sizeof(ours));
        assert_int_equal(memcmp(ours[0], ours[1], 50) == 0, mutual[i] == 0);
        krb5_pair_clear(&pair);
    }
}

static void assert_tells_the_same(const void *context, const struct mech_context_info *before)
{
    struct mech_context_info after = {0};
    OM_uint32 minor;

    assert_int_equal(krb5_mech.inquire_context(&minor, context, &after), GSS_S_COMPLETE);
    krb5_pair_assert_name(after.source, "alice@GSS.TEST");
    krb5_pair_assert_name(after.target, "host/server.gss.test@GSS.TEST");
    assert_int_equal(after.flags, before->flags);
    assert_int_equal(after.end_time, before->end_time);
    assert_int_equal(after.locally_initiated, before->locally_initiated);
    assert_true(after.established);
    krb5_mech.release_name(&after.source);
    krb5_mech.release_name(&after.target);
}

static void assert_answers_the_same(const void *context, const void *copy, gss_const_OID what)
{
    gss_buffer_set_t answers = buffer_set_create();
    const gss_buffer_desc *members;
    OM_uint32 minor;

    assert_int_equal(krb5_mech.inquire_context_by_oid(&minor, context, what, answers),
                     GSS_S_COMPLETE);
    assert_int_equal(krb5_mech.inquire_context_by_oid(&minor, copy, what, answers), GSS_S_COMPLETE);
    assert_int_equal(answers->count, 2);
    members = answers->elements;
    assert_true(members[0].length > 0);
    assert_int_equal(members[0].length, members[1].length);
    assert_memory_equal(members[0].value, members[1].value, members[0].length);
    buffer_set_free(&answers);
}

static void test_an_imported_context_tells_the_same(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_OID_desc flags = OID_STATIC(KRB5_INQUIRE_TICKET_FLAGS);
    gss_OID_desc authtime = OID_STATIC(KRB5_INQUIRE_AUTHTIME);
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc pac = krb5_inquiry_authz_data_oid(KRB5_AUTHDATA_WIN2K_PAC, elements);
    struct mech_context_info info = {0};
    gss_buffer_desc bytes;
    OM_uint32 minor;
    void *copy;

    (void)state;
    krb5_pair_establish(&pair);
    assert_int_equal(krb5_mech.inquire_context(&minor, pair.acceptor, &info), GSS_S_COMPLETE);
    krb5_mech.release_name(&info.source);
    krb5_mech.release_name(&info.target);
    bytes = krb5_pair_export(pair.acceptor);
    assert_int_equal(import_state(bytes.value, bytes.length, &copy), GSS_S_COMPLETE);
    assert_tells_the_same(copy, &info);
    assert_answers_the_same(pair.acceptor, copy, &flags);
    assert_answers_the_same(pair.acceptor, copy, &authtime);
    assert_answers_the_same(pair.acceptor, copy, &pac);
    secret_release_buffer(&bytes);
    krb5_mech.delete_sec_context(&copy);
    krb5_pair_clear(&pair);
}

/* Every prefix, and a byte too many. */
static void assert_only_the_whole_is_taken(const void *context)
{
    gss_buffer_desc state = krb5_pair_export(context);
    uint8_t *longer = calloc(1, state.length + 1);
    void *copy;

    for (size_t length = 0; length < state.length; length++)
        assert_int_equal(import_state(state.value, length, &copy), GSS_S_DEFECTIVE_TOKEN);
    assert_non_null(longer);
    memcpy(longer, state.value, state.length);
    assert_int_equal(import_state(longer, state.length + 1, &copy), GSS_S_DEFECTIVE_TOKEN);
    free(longer);
    secret_release_buffer(&state);
}

/* Whatever an altered byte makes of it: refused, or a context that can be used and deleted. */
static void assert_altered_is_harmless(const void *context)
{
    gss_buffer_desc state = krb5_pair_export(context);
    gss_buffer_desc message = {5, (void *)"hello"}, token = GSS_C_EMPTY_BUFFER;
    uint8_t *bytes = state.value;
    OM_uint32 major, minor;
    void *copy;
    bool conf = true;

    for (size_t i = 0; i < state.length; i++) {
        for (unsigned change = 0; change < 3; change++) {
            uint8_t old = bytes[i];

            bytes[i] = (uint8_t)(change == 0 ? 0 : change == 1 ? 0xff : old ^ 1);
            major = import_state(bytes, state.length, &copy);
            assert_true(major == GSS_S_COMPLETE || major == GSS_S_DEFECTIVE_TOKEN);
            if (major == GSS_S_COMPLETE &&
                krb5_mech.wrap(&minor, copy, &conf, &message, &token) == GSS_S_COMPLETE)
                free(token.value);
            if (copy != NULL)
                krb5_mech.delete_sec_context(&copy);
            bytes[i] = old;
        }
    }
    secret_release_buffer(&state);
}

static void for_each_state(void (*check)(const void *context))
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DCE_STYLE};

    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check(pair.initiator);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    check(pair.acceptor);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    check(pair.initiator);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    check(pair.acceptor);
    krb5_pair_clear(&pair);
}

static void test_truncated_and_lengthened_states_are_defective(void **state)
{
    (void)state;
    for_each_state(assert_only_the_whole_is_taken);
}

static void test_altered_states_are_refused_or_harmless(void **state)
{
    (void)state;
    for_each_state(assert_altered_is_harmless);
}

/* The last byte of the details taken away, and their length told as it is then: the authorization
 * data ends within an element. */
static void test_details_that_end_early_are_defective(void **state)
{
    enum { LENGTH_AT = 1 + 1 + 4 + 8 };
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_buffer_desc bytes;
    struct writer out;
    struct reader in, details;
    void *copy;

    (void)state;
    krb5_pair_establish(&pair);
    bytes = krb5_pair_export(pair.acceptor);
    reader_init(&in, bytes.value, bytes.length);
    writer_init_secret(&out);
    write_bytes(&out, read_bytes(&in, LENGTH_AT), LENGTH_AT);
    details = read_sub_u32be(&in);
    assert_true(reader_ok(&in) && details.left > 1);
    write_u32be(&out, (uint32_t)details.left - 1);
    write_bytes(&out, details.next, details.left - 1);
    write_bytes(&out, in.next, in.left);
    assert_true(writer_ok(&out));
    assert_int_equal(import_state(out.data, out.length, &copy), GSS_S_DEFECTIVE_TOKEN);
    writer_free(&out);
    secret_release_buffer(&bytes);
    krb5_pair_clear(&pair);
}

static void test_every_flag_that_a_context_tells_moves_along(void **state)
{
    const OM_uint32 asked =
        KRB5_PAIR_FLAGS | GSS_C_DCE_STYLE | GSS_C_IDENTIFY_FLAG | GSS_C_EXTENDED_ERROR_FLAG;
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = asked};
    void **ends[] = {&pair.initiator, &pair.acceptor};

    (void)state;
    krb5_pair_establish(&pair);
    for (size_t i = 0; i < 2; i++) {
        struct mech_context_info info = {0};
        OM_uint32 minor;

        move(ends[i]);
        assert_int_equal(krb5_mech.inquire_context(&minor, *ends[i], &info), GSS_S_COMPLETE);
        krb5_mech.release_name(&info.source);
        krb5_mech.release_name(&info.target);
        assert_int_equal(info.flags & asked, asked);
        assert_int_equal(info.locally_initiated, i == 0);
    }
    krb5_pair_clear(&pair);
}

enum { VOUCHED = 0x60 };

/* Handshake, messages and side in combinations that no context is in. */
static void test_impossible_combinations_are_defective(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_buffer_desc waiting, established;
    void *copy;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    waiting = krb5_pair_export(pair.initiator);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    established = krb5_pair_export(pair.acceptor);
    for (unsigned parts = 0; parts < 256; parts++) {
        uint8_t *bytes = waiting.value;
        uint8_t old = bytes[1];

        bytes[1] = (uint8_t)parts;
        if (bytes[1] != old)
            assert_int_equal(import_state(bytes, waiting.length, &copy), GSS_S_DEFECTIVE_TOKEN);
        bytes[1] = old;
        bytes = established.value;
        old = bytes[1];
        bytes[1] = (uint8_t)parts;
        /* Both sides can be established, and an acceptor may know any part to be vouched for. */
        if ((parts | 1 | VOUCHED) != (old | 1U | VOUCHED) ||
            ((parts & 1) != 0 && (parts & VOUCHED) != 0))
            assert_int_equal(import_state(bytes, established.length, &copy), GSS_S_DEFECTIVE_TOKEN);
        bytes[1] = old;
    }
    secret_release_buffer(&waiting);
    secret_release_buffer(&established);
    krb5_pair_clear(&pair);
}

static void test_delegated_credential_waits_with_its_context(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DELEG_FLAG | GSS_C_DCE_STYLE};
    struct krb5_pair onward = {.service = "host@aes256-sha1.gss.test", .flags = KRB5_PAIR_FLAGS};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_null(pair.result.delegated);
    assert_only_the_whole_is_taken(pair.acceptor);
    assert_altered_is_harmless(pair.acceptor);
    move(&pair.acceptor);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    assert_non_null(pair.result.delegated);
    onward.initiator_cred = pair.result.delegated;
    krb5_pair_establish(&onward);
    krb5_pair_assert_name(onward.result.source, "alice@GSS.TEST");
    krb5_pair_clear(&onward);
    krb5_pair_assert_messages(&pair);
    krb5_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_established_contexts_go_on),
        cmocka_unit_test(test_contexts_that_wait_go_on),
        cmocka_unit_test(test_an_imported_context_tells_the_same),
        cmocka_unit_test(test_pseudo_random_bytes_are_the_same_everywhere),
        cmocka_unit_test(test_truncated_and_lengthened_states_are_defective),
        cmocka_unit_test(test_altered_states_are_refused_or_harmless),
        cmocka_unit_test(test_details_that_end_early_are_defective),
        cmocka_unit_test(test_every_flag_that_a_context_tells_moves_along),
        cmocka_unit_test(test_impossible_combinations_are_defective),
        cmocka_unit_test(test_delegated_credential_waits_with_its_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
