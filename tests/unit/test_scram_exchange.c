/* Each message of the exchange in every wrong shape: its status, and its e= for the initiator. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "base/secret.h"
#include "scram_world.h"

#define NONCE "clientnonce"
#define BOTH "clientnonceservernonce"
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="

struct row {
    const char *message;
    OM_uint32 major;
    OM_uint32 minor;
    const char *answer; /* of the acceptor */
    size_t length;      /* 0: strlen(message) */
};

#define MALFORMED GSS_S_DEFECTIVE_TOKEN, MINOR_BAD_TOKEN, "e=invalid-encoding"
#define EXTENSION GSS_S_DEFECTIVE_TOKEN, MINOR_SCRAM_EXTENSION, "e=extensions-not-supported"
#define BAD_USER GSS_S_BAD_NAME, MINOR_BAD_NAME, "e=invalid-username-encoding"
#define BAD_NONCE GSS_S_DEFECTIVE_TOKEN, MINOR_SCRAM_NONCE, "e=other-error"
#define BAD_PROOF GSS_S_BAD_SIG, MINOR_SCRAM_PROOF, "e=invalid-proof"
#define BAD_BINDINGS GSS_S_BAD_BINDINGS, MINOR_BAD_BINDINGS, "e=channel-bindings-dont-match"
#define FINE GSS_S_CONTINUE_NEEDED, 0, NULL

static const struct row client_firsts[] = {
    {"n=user,r=" NONCE, FINE},
    {"n=user,r=" NONCE ",x=extension,Y=other", FINE},
    {"n=us=2Cer=3D,r=" NONCE, FINE},
    {"", MALFORMED},
    {"n", MALFORMED},
    {"n=", MALFORMED},
    {"n=user", MALFORMED},
    {"n=user,", MALFORMED},
    {"r=" NONCE, MALFORMED},
    {"n=user,r=", MALFORMED},
    {"n=,r=" NONCE, MALFORMED},
    {"r=" NONCE ",n=user", MALFORMED},
    {"n=user,n=user,r=" NONCE, MALFORMED},
    {"n=user,r=" NONCE ",r=" NONCE, MALFORMED},
    {"n=user,r=" NONCE ",n=user", MALFORMED},
    {"n=user,r=" NONCE ",", MALFORMED},
    {"n=user,,r=" NONCE, MALFORMED},
    {",n=user,r=" NONCE, MALFORMED},
    {"n=user,r=" NONCE ",x=", MALFORMED},
    {"n=user,r=" NONCE ",x", MALFORMED},
    {"n=user,r=" NONCE ",1=x", MALFORMED},
    {"n=user,r=" NONCE ",p=x", MALFORMED},
    {"n=user,r=non ce", MALFORMED},
    {"n=user,r=non\x7f"
     "ce",
     MALFORMED},
    {"n=user,r=n\xc3\xb6nce", MALFORMED},
    {"n,,n=user,r=" NONCE, MALFORMED}, /* SASL's form, with the GS2 header */
    {"m=ext,n=user,r=" NONCE, EXTENSION},
    {"n=user,m=ext,r=" NONCE, EXTENSION},
    {"n=user,r=" NONCE ",m=ext", EXTENSION},
    {"n=us=er,r=" NONCE, BAD_USER},
    {"n=user=,r=" NONCE, BAD_USER},
    {"n=user=2c,r=" NONCE, BAD_USER},
    {"n=us\ner,r=" NONCE, BAD_USER},   /* SASLprep prohibits control characters */
    {"n=\xc2\xad,r=" NONCE, BAD_USER}, /* a soft hyphen is mapped to nothing */
    {"n=\xd8\xa7"
     "1,r=" NONCE,
     BAD_USER}, /* RFC 3454 s.6: text in two directions */
    {"n=us\xff"
     "er,r=" NONCE,
     MALFORMED}, /* not UTF-8 */
    {"n=us\xc0\xaf"
     "er,r=" NONCE,
     MALFORMED}, /* overlong */
    {"n=us\xed\xa0\x80"
     "er,r=" NONCE,
     MALFORMED},                                  /* a surrogate */
    {"n=us\xf4\x90\x80\x80,r=" NONCE, MALFORMED}, /* beyond Unicode */
    {"n=user\xc3,r=" NONCE, MALFORMED},
    {"n=us\0er,r=" NONCE, MALFORMED, 8 + sizeof(NONCE) + 1},
    {"n=user,r=" NONCE "\0", MALFORMED, 9 + sizeof(NONCE)},
};

static const struct row client_finals[] = {
    {"", MALFORMED},
    {"c=", MALFORMED},
    {"c=,r=" BOTH, MALFORMED},
    {"r=" BOTH ",p=%s", MALFORMED},
    {"c=,p=%s", MALFORMED},
    {"r=" BOTH ",c=,p=%s", MALFORMED},
    {"c=,p=%s,r=" BOTH, MALFORMED},
    {"p=%s,c=,r=" BOTH, MALFORMED},
    {"c=,c=,r=" BOTH ",p=%s", MALFORMED},
    {"c=,r=" BOTH ",r=" BOTH ",p=%s", MALFORMED},
    {"c=,r=" BOTH ",p=%s,p=%s", MALFORMED},
    {"c=,r=" BOTH ",p=%s,x=after", MALFORMED},
    {"c=,r=" BOTH ",p=%s,", MALFORMED},
    {"c=,r=" BOTH ",x=,p=%s", MALFORMED},
    {"c=,r=" BOTH ",v=x,p=%s", MALFORMED},
    {"c=,r=" BOTH ",p=", MALFORMED},
    {"c=,r=" BOTH ",p=AAAA", MALFORMED},   /* not a digest's length */
    {"c=,r=" BOTH ",p=%sAAAA", MALFORMED}, /* padding within */
    {"c=,r=" BOTH ",p=====", MALFORMED},
    {"c=A,r=" BOTH ",p=%s", MALFORMED},
    {"c=AA=,r=" BOTH ",p=%s", MALFORMED},
    {"c=AB==,r=" BOTH ",p=%s", MALFORMED}, /* bits that encode nothing */
    {"c=AA==AAAA,r=" BOTH ",p=%s", MALFORMED},
    {"c=Y W,r=" BOTH ",p=%s", MALFORMED},
    {"c=,r=" BOTH "\xff,p=%s", MALFORMED},
    {"c=,m=ext,r=" BOTH ",p=%s", EXTENSION},
    {"m=ext,c=,r=" BOTH ",p=%s", EXTENSION},
    {"c=,r=" BOTH ",m=ext,p=%s", EXTENSION},
    {"c=,r=" NONCE ",p=%s", BAD_NONCE},
    {"c=,r=" BOTH "x,p=%s", BAD_NONCE},
    {"c=,r=x" BOTH ",p=%s", BAD_NONCE},
    {"c=,r=clientnonceServernonce,p=%s", BAD_NONCE},
    {"c=biws,r=" BOTH ",p=%s", BAD_BINDINGS},
    {"c=,r=" BOTH ",x=y,p=%s", BAD_PROOF}, /* the proof is over other words */
    {"c=,r=" BOTH ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", BAD_PROOF},
};

#define REFUSED GSS_S_DEFECTIVE_TOKEN, MINOR_BAD_TOKEN, NULL
#define FEW GSS_S_FAILURE, MINOR_SCRAM_FEW_ITERATIONS, NULL
#define MANY GSS_S_FAILURE, MINOR_SCRAM_MANY_ITERATIONS, NULL
#define NOT_OURS GSS_S_DEFECTIVE_TOKEN, MINOR_SCRAM_NONCE, NULL
#define TOLD(major) major, MINOR_SCRAM_ERROR, NULL

static const struct row server_firsts[] = {
    {"r=" BOTH ",s=" SALT ",i=4096", FINE},
    {"r=" BOTH ",s=" SALT ",i=4096,x=extension", FINE},
    {"r=" BOTH ",s=YQ==,i=4096", FINE},
    {"", REFUSED},
    {"r=" BOTH, REFUSED},
    {"r=" BOTH ",s=" SALT, REFUSED},
    {"r=" BOTH ",i=4096", REFUSED},
    {"s=" SALT ",i=4096", REFUSED},
    {"s=" SALT ",r=" BOTH ",i=4096", REFUSED},
    {"r=" BOTH ",i=4096,s=" SALT, REFUSED},
    {"r=" BOTH ",r=" BOTH ",s=" SALT ",i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",s=" SALT ",i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096,i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096,", REFUSED},
    {"m=ext,r=" BOTH ",s=" SALT ",i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096,m=ext", REFUSED},
    {"r=" BOTH ",s=,i=4096", REFUSED},
    {"r=" BOTH ",s=A,i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=0", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=04096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=-1", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096x", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4 096", REFUSED},
    {"r=" BOTH "\xff,s=" SALT ",i=4096", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096\0", REFUSED, 2 + sizeof(BOTH) + 2 + sizeof(SALT) + 7},
    {"r=" BOTH ",s=" SALT ",i=1", FEW},
    {"r=" BOTH ",s=" SALT ",i=4095", FEW},
    {"r=" BOTH ",s=" SALT ",i=10000001", MANY},
    {"r=" BOTH ",s=" SALT ",i=2147483648", MANY},
    {"r=" BOTH ",s=" SALT ",i=4294971392", MANY},           /* 2^32 + 4096 */
    {"r=" BOTH ",s=" SALT ",i=18446744073709555712", MANY}, /* 2^64 + 4096 */
    {"r=" NONCE ",s=" SALT ",i=4096", NOT_OURS},
    {"r=servernonceclientnonce,s=" SALT ",i=4096", NOT_OURS},
    {"r=clientnonc,s=" SALT ",i=4096", NOT_OURS},
    {"e=unknown-user", GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED, NULL},
    {"e=invalid-proof", GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED, NULL},
    {"e=other-error", TOLD(GSS_S_FAILURE)},
    {"e=never-heard-of", TOLD(GSS_S_FAILURE)},
    {"e=invalid-username-encoding", TOLD(GSS_S_BAD_NAME)},
    {"e=", REFUSED},
    {"e=no-resources,e=no-resources", REFUSED},
};

static const struct row server_finals[] = {
    {"", REFUSED},
    {"v=", REFUSED},
    {"v=AAAA", REFUSED},
    {"v=%s,v=%s", REFUSED},
    {"v=%s,", REFUSED},
    {"v=%s,p=x", REFUSED},
    {"v=%s,m=ext", REFUSED},
    {"x=y,v=%s", REFUSED},
    {"r=" BOTH ",s=" SALT ",i=4096", REFUSED},
    {"v=%s\xff", REFUSED},
    {"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", GSS_S_BAD_SIG, MINOR_MUTUAL_FAILED, NULL},
    {"e=invalid-proof", GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED, NULL},
    {"e=invalid-proof,x=y", GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED, NULL},
    {"e=channel-bindings-dont-match", TOLD(GSS_S_BAD_BINDINGS)},
    {"e=server-does-support-channel-binding", TOLD(GSS_S_BAD_BINDINGS)},
    {"e=channel-binding-not-supported", TOLD(GSS_S_BAD_BINDINGS)},
    {"e=unsupported-channel-binding-type", TOLD(GSS_S_BAD_BINDINGS)},
    {"e=extensions-not-supported", TOLD(GSS_S_FAILURE)},
    {"e=invalid-encoding", TOLD(GSS_S_FAILURE)},
    {"e=no-resources", TOLD(GSS_S_FAILURE)},
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows[0]))

static struct scram_pair begin(void)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");

    scram_world_nonces(NONCE, "servernonce");
    return pair;
}

/* The row's message, each %s of which becomes the base64 of the genuine one. */
static void set_message(struct scram_pair *pair, const struct row *row)
{
    const char *genuine = pair->token.length != 0
                              ? strrchr(strndupa(pair->token.value, pair->token.length), ',')
                              : "";
    char text[512];
    int length;

    genuine = genuine != NULL ? genuine + 3 : (const char *)pair->token.value + 2;
    if (strstr(row->message, "%s") == NULL) {
        scram_pair_set_token(pair, row->message,
                             row->length != 0 ? row->length : strlen(row->message));
        return;
    }
    genuine = strndupa(genuine, 44);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    length = snprintf(text, sizeof(text), row->message, genuine, genuine);
#pragma GCC diagnostic pop
    scram_pair_set_token(pair, text, (size_t)length);
}

static void assert_row(const struct scram_pair *pair, const struct row *row, OM_uint32 major)
{
    if (major != row->major || (GSS_ERROR(major) && pair->minor != row->minor))
        print_error("%s: status %08x, minor %08x\n", row->message, major, pair->minor);
    assert_int_equal(major, row->major);
    if (!GSS_ERROR(major))
        return;
    assert_int_equal(pair->minor, row->minor);
    if (row->answer != NULL)
        scram_pair_assert_token(pair, row->answer);
    else
        assert_int_equal(pair->token.length, 0);
}

static void test_client_first_in_every_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(client_firsts); i++) {
        const struct row *row = &client_firsts[i];
        struct scram_pair pair = begin();

        scram_pair_set_first(&pair, row->message,
                             row->length != 0 ? row->length : strlen(row->message));
        assert_row(&pair, row, scram_pair_accept(&pair));
        assert_true((pair.acceptor != NULL) == (row->major == GSS_S_CONTINUE_NEEDED));
        scram_pair_clear(&pair);
    }
}

static void test_client_final_in_every_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(client_finals); i++) {
        struct scram_pair pair = begin();

        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        set_message(&pair, &client_finals[i]);
        assert_row(&pair, &client_finals[i], scram_pair_accept(&pair));
        assert_null(pair.result.source);
        scram_pair_clear(&pair);
    }
}

static void test_server_first_in_every_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(server_firsts); i++) {
        struct scram_pair pair = begin();

        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        free(pair.token.value);
        pair.token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        set_message(&pair, &server_firsts[i]);
        assert_row(&pair, &server_firsts[i], scram_pair_init(&pair));
        scram_pair_clear(&pair);
    }
}

static void test_server_final_in_every_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(server_finals); i++) {
        struct scram_pair pair = begin();

        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
        set_message(&pair, &server_finals[i]);
        assert_row(&pair, &server_finals[i], scram_pair_init(&pair));
        scram_pair_clear(&pair);
    }
}

/* An extension of the acceptor's last message is none of our business. */
static void test_server_final_with_an_extension_is_taken(void **state)
{
    struct scram_pair pair = begin();
    char text[128];
    int length;

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    length = snprintf(text, sizeof(text), "%.*s,x=extension", (int)pair.token.length,
                      (char *)pair.token.value);
    scram_pair_set_token(&pair, text, (size_t)length);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    scram_pair_clear(&pair);
}

/* "n=<name>,r=<nonce>" of these lengths. */
static OM_uint32 accept_long(size_t name, size_t nonce, size_t extension)
{
    struct scram_pair pair = begin();
    char *text = malloc(name + nonce + extension + 64);
    size_t length = 0;
    OM_uint32 major;

    assert_non_null(text);
    length += (size_t)sprintf(text, "n=");
    memset(text + length, 'u', name);
    length += name;
    length += (size_t)sprintf(text + length, ",r=");
    memset(text + length, 'n', nonce);
    length += nonce;
    length += (size_t)sprintf(text + length, ",x=");
    memset(text + length, 'x', extension);
    length += extension;
    scram_pair_set_first(&pair, text, length);
    major = scram_pair_accept(&pair);
    free(text);
    scram_pair_clear(&pair);
    return major;
}

static void test_oversized_fields_are_refused(void **state)
{
    (void)state;
    assert_int_equal(accept_long(1024, 1000, 1000), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(accept_long(1025, 10, 1), GSS_S_BAD_NAME);
    assert_int_equal(accept_long(1, 1025, 1), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(accept_long(1, 1020, 1), GSS_S_DEFECTIVE_TOKEN); /* no room for ours */
    assert_int_equal(accept_long(1, 10, 100000), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(accept_long(1, 10, 0x20000), GSS_S_DEFECTIVE_TOKEN);
}

static void test_oversized_salt_is_refused(void **state)
{
    char text[1024];

    (void)state;
    for (int groups = 42; groups <= 43; groups++) { /* 126 and 129 bytes */
        struct scram_pair pair = begin();
        int length = snprintf(text, sizeof(text), "r=" BOTH ",s=");

        for (int i = 0; i < groups; i++)
            length += sprintf(text + length, "AAAA");
        length += sprintf(text + length, ",i=4096");
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        scram_pair_set_token(&pair, text, (size_t)length);
        assert_int_equal(scram_pair_init(&pair),
                         groups == 42 ? GSS_S_CONTINUE_NEEDED : GSS_S_DEFECTIVE_TOKEN);
        scram_pair_clear(&pair);
    }
}

/* Framing: none, another mechanism's, something behind it. */
static void test_first_token_without_its_framing_is_refused(void **state)
{
    static const char message[] = "n=user,r=" NONCE;
    struct scram_pair pair = begin();

    (void)state;
    scram_pair_set_token(&pair, message, strlen(message));
    assert_int_equal(scram_pair_accept(&pair), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(pair.minor, MINOR_BAD_FRAMING);
    pair.mech = &scram_sha1_mech;
    scram_pair_set_first(&pair, message, strlen(message));
    pair.mech = &scram_sha256_mech;
    assert_int_equal(scram_pair_accept(&pair), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(pair.minor, MINOR_WRONG_MECH);
    assert_null(pair.acceptor);
    scram_pair_clear(&pair);
}

/* Every byte of every token, changed: nothing but an error, or the same end for both. */
static void test_no_altered_token_establishes_anything_else(void **state)
{
    (void)state;
    for (int leg = 0; leg < 4; leg++) {
        for (size_t at = 0, length = 1; at < length; at++) {
            struct scram_pair pair = begin();
            OM_uint32 major = GSS_S_COMPLETE;

            for (int done = 0; !GSS_ERROR(major) && done < 5; done++) {
                major = done % 2 == 0 ? scram_pair_init(&pair) : scram_pair_accept(&pair);
                if (done == leg && !GSS_ERROR(major)) {
                    length = pair.token.length;
                    ((uint8_t *)pair.token.value)[at] ^= 1;
                }
            }
            assert_true(GSS_ERROR(major));
            scram_pair_clear(&pair);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_client_first_in_every_shape),
        cmocka_unit_test(test_client_final_in_every_shape),
        cmocka_unit_test(test_server_first_in_every_shape),
        cmocka_unit_test(test_server_final_in_every_shape),
        cmocka_unit_test(test_server_final_with_an_extension_is_taken),
        cmocka_unit_test(test_oversized_fields_are_refused),
        cmocka_unit_test(test_oversized_salt_is_refused),
        cmocka_unit_test(test_first_token_without_its_framing_is_refused),
        cmocka_unit_test(test_no_altered_token_establishes_anything_else),
    };

    return cmocka_run_group_tests(tests, scram_world_make, scram_world_remove);
}
