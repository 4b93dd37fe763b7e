#include "unit/spnego_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "mech/registry.h"

struct mech spnego_toys[SPNEGO_TOYS];
char spnego_toy_calls[64];

/* The table that stands in for the library's. */
const struct mech *const registry_mechs[] = {&spnego_toys[0], &spnego_toys[1], &spnego_toys[2],
                                             &spnego_mech, NULL};

static const gss_OID_desc toy_oids[SPNEGO_TOYS] = {
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0a"),
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0b"),
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0c"),
};

static void note_call(char call)
{
    size_t length = strlen(spnego_toy_calls);

    assert_true(length + 1 < sizeof(spnego_toy_calls));
    spnego_toy_calls[length] = call;
    spnego_toy_calls[length + 1] = '\0';
}

static OM_uint32 noted_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    note_call('c');
    return toy_mech.acquire_cred(minor, args, cred);
}

int spnego_world_reset(void **state)
{
    (void)state;
    (void)registry_list(); /* what it reads once is read */
    spnego_toy_calls[0] = '\0';
    toy_transferable = true;
    for (int i = 0; i < SPNEGO_TOYS; i++) {
        spnego_toys[i] = toy_mech;
        spnego_toys[i].oid = toy_oids[i];
        spnego_toys[i].acquire_cred = noted_acquire;
    }
    return 0;
}

static OM_uint32 unprotected_init(OM_uint32 *minor, void **context,
                                  const struct mech_init_args *args, gss_buffer_t output,
                                  OM_uint32 *flags, int64_t *end_time)
{
    OM_uint32 major = toy_mech.init_sec_context(minor, context, args, output, flags, end_time);

    *flags &= ~(OM_uint32)GSS_C_INTEG_FLAG;
    return major;
}

static OM_uint32 unprotected_accept(OM_uint32 *minor, void **context,
                                    const struct mech_accept_args *args, gss_buffer_t output,
                                    OM_uint32 *flags, int64_t *end_time,
                                    struct mech_accept_result *result)
{
    OM_uint32 major =
        toy_mech.accept_sec_context(minor, context, args, output, flags, end_time, result);

    *flags &= ~(OM_uint32)GSS_C_INTEG_FLAG;
    return major;
}

void spnego_toy_without_integrity(struct mech *toy)
{
    toy->init_sec_context = unprotected_init;
    toy->accept_sec_context = unprotected_accept;
}

static OM_uint32 no_cred(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    (void)args;
    (void)cred;
    return minor_fail(minor, TOY_MINOR, GSS_S_NO_CRED);
}

static OM_uint32 no_cred_to_accept(OM_uint32 *minor, void **context,
                                   const struct mech_accept_args *args, gss_buffer_t output,
                                   OM_uint32 *flags, int64_t *end_time,
                                   struct mech_accept_result *result)
{
    (void)context;
    (void)args;
    (void)flags;
    (void)end_time;
    (void)result;
    output->value = strdup("who?");
    output->length = 4;
    return minor_fail(minor, TOY_MINOR, GSS_S_NO_CRED);
}

void spnego_toy_without_cred(struct mech *toy)
{
    toy->acquire_cred = no_cred;
    toy->accept_sec_context = no_cred_to_accept;
}

static OM_uint32 no_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                         gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    (void)context;
    (void)args;
    (void)output;
    (void)flags;
    (void)end_time;
    return minor_fail(minor, TOY_MINOR, GSS_S_CREDENTIALS_EXPIRED);
}

void spnego_toy_without_init(struct mech *toy)
{
    toy->init_sec_context = no_init;
}

static OM_uint32 noted_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                               gss_buffer_t token)
{
    note_call('m');
    return toy_mech.get_mic(minor, context, message, token);
}

static OM_uint32 noted_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                  gss_const_buffer_t token)
{
    note_call('v');
    return toy_mech.verify_mic(minor, context, message, token);
}

static OM_uint32 wants_mics(OM_uint32 *minor, const void *context, gss_const_OID what,
                            gss_buffer_set_t answers)
{
    static const gss_OID_desc wanted = OID_STATIC("\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x02");

    (void)context;
    if (!oid_equal(what, &wanted))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    return buffer_set_add(answers, "\x01", 1) ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

static OM_uint32 noted_reset(const struct mech *mech, OM_uint32 *minor, void **context,
                             gss_const_OID option, gss_const_buffer_t value)
{
    static const gss_OID_desc reset = OID_STATIC("\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x03");
    int direction;

    (void)mech;
    (void)minor;
    assert_non_null(*context);
    assert_true(oid_equal(option, &reset));
    assert_int_equal(value->length, sizeof(direction));
    memcpy(&direction, value->value, sizeof(direction));
    note_call((char)('0' + direction));
    return GSS_S_COMPLETE;
}

void spnego_toy_like_ntlm(struct mech *toy)
{
    toy->get_mic = noted_get_mic;
    toy->verify_mic = noted_verify_mic;
    toy->inquire_context_by_oid = wants_mics;
    toy->set_context_option = noted_reset;
}

/* The names that a target has; freed by the caller of a leg. */
struct target {
    void *names[SPNEGO_TOYS];
};

static OM_uint32 target_for(OM_uint32 *minor, void *target, const struct mech *mech,
                            const void **name)
{
    void **slot = &((struct target *)target)->names[mech - spnego_toys];
    gss_buffer_desc text = {6, (void *)"server"};

    OM_uint32 major = GSS_S_COMPLETE;

    if (*slot == NULL)
        major = mech->import_name(mech, minor, &text, GSS_C_NT_USER_NAME, slot);
    *name = *slot;
    return major;
}

static struct mech_negotiation negotiation_of(const struct spnego_end *end,
                                              struct mech_offer offers[SPNEGO_TOYS])
{
    size_t count = strlen(end->toys);

    for (size_t i = 0; i < count; i++)
        offers[i] =
            (struct mech_offer){&spnego_toys[end->toys[i] - 'a'], end->creds[end->toys[i] - 'a']};
    return (struct mech_negotiation){.offers = offers, .count = count, .target_for = target_for};
}

/* The input in a block of its own size, so that a sanitizer sees a byte too many. */
static gss_buffer_desc take_token(struct spnego_pair *pair)
{
    gss_buffer_desc input = {pair->token.length, NULL};

    if (input.length != 0) {
        input.value = malloc(input.length);
        assert_non_null(input.value);
        memcpy(input.value, pair->token.value, input.length);
    }
    free(pair->token.value);
    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    return input;
}

OM_uint32 spnego_pair_init(struct spnego_pair *pair)
{
    struct spnego_end *end = &pair->initiator;
    struct mech_offer offers[SPNEGO_TOYS];
    struct mech_negotiation negotiation = negotiation_of(end, offers);
    gss_buffer_desc input = take_token(pair);
    struct mech_init_args args = {.mech = &spnego_mech,
                                  .req_flags = pair->req_flags,
                                  .input = &input,
                                  .first = end->context == NULL,
                                  .negotiation = &negotiation};
    struct target target = {{NULL}};
    OM_uint32 major;

    if (args.first || !pair->no_target)
        negotiation.target = &target;
    if (pair->before != NULL)
        pair->before();
    major = spnego_mech.init_sec_context(&pair->minor, &end->context, &args, &pair->token,
                                         &end->flags, &end->end_time);
    if (pair->after != NULL)
        pair->after();
    for (int i = 0; i < SPNEGO_TOYS; i++) {
        if (target.names[i] != NULL)
            toy_mech.release_name(&target.names[i]);
    }
    free(input.value);
    return major;
}

OM_uint32 spnego_pair_accept(struct spnego_pair *pair)
{
    struct spnego_end *end = &pair->acceptor;
    struct mech_offer offers[SPNEGO_TOYS];
    struct mech_negotiation negotiation = negotiation_of(end, offers);
    gss_buffer_desc input = take_token(pair);
    struct mech_accept_args args = {
        .mech = &spnego_mech, .input = &input, .negotiation = &negotiation};
    OM_uint32 major;

    if (pair->before != NULL)
        pair->before();
    major = spnego_mech.accept_sec_context(&pair->minor, &end->context, &args, &pair->token,
                                           &end->flags, &end->end_time, &pair->result);
    if (pair->after != NULL)
        pair->after();
    free(input.value);
    return major;
}

void spnego_pair_set_token(struct spnego_pair *pair, const void *bytes, size_t length)
{
    free(pair->token.value);
    pair->token = (gss_buffer_desc){length, malloc(length != 0 ? length : 1)};
    assert_non_null(pair->token.value);
    if (length != 0)
        memcpy(pair->token.value, bytes, length);
}

static void set_token_of(struct spnego_pair *pair, struct writer *out)
{
    free(pair->token.value);
    assert_true(writer_take_buffer(out, &pair->token));
}

void spnego_pair_set_init(struct spnego_pair *pair, const char *toys,
                          const struct neg_token_init *init)
{
    struct neg_token_init written = *init;
    struct writer list, out;
    size_t mark;

    writer_init(&list);
    writer_init(&out);
    mark = neg_list_open(&list);
    for (const char *toy = toys; *toy != '\0'; toy++)
        neg_list_add(&list, &spnego_toys[*toy - 'a'].oid);
    neg_list_close(&list, mark);
    written.mech_types = (gss_buffer_desc){list.length, list.data};
    neg_token_init_write(&out, &written);
    writer_free(&list);
    set_token_of(pair, &out);
}

void spnego_pair_set_resp(struct spnego_pair *pair, const struct neg_token_resp *resp)
{
    struct writer out;

    writer_init(&out);
    neg_token_resp_write(&out, resp);
    set_token_of(pair, &out);
}

static void add_mech(char *words, size_t size, gss_const_OID oid)
{
    for (int i = 0; i < SPNEGO_TOYS; i++) {
        size_t length = strlen(words);

        if (oid_equal(oid, &toy_oids[i]))
            snprintf(words + length, size - length, " %c", 'a' + i);
    }
}

static void add_field(char *words, size_t size, const gss_buffer_desc *field, const char *name)
{
    size_t length = strlen(words);
    const char *before = strchr(words, ':') != NULL ? " " : ": ";

    if (neg_field_is_present(field))
        snprintf(words + length, size - length, "%s%s", before, name);
}

static void describe(const gss_buffer_desc *token, char *words, size_t size)
{
    static const char *const states[] = {"completed", "incomplete", "reject", "request-mic", "-"};
    struct neg_token_init init;
    struct neg_token_resp resp;
    gss_OID_desc mech;

    if (token->length == 0) {
        words[0] = '\0';
    } else if (neg_token_init_read(token, &init)) {
        struct reader list = neg_list_begin(&init.mech_types);

        /* Only a hint has a MIC's place without a MIC, and so is longer. */
        snprintf(words, size, "%s",
                 memmem(token->value, token->length, "please_ignore", 13) != NULL ? "hint"
                                                                                  : "list");
        while (neg_list_next(&list, &mech))
            add_mech(words, size, &mech);
        add_field(words, size, &init.mech_token, "token");
        add_field(words, size, &init.mech_list_mic, "mic");
    } else if (neg_token_resp_read(token, &resp)) {
        snprintf(words, size, "%s", states[resp.state]);
        add_mech(words, size, &resp.supported_mech);
        add_field(words, size, &resp.response_token, "token");
        add_field(words, size, &resp.mech_list_mic, "mic");
    } else {
        snprintf(words, size, "bare");
    }
}

void spnego_pair_assert_token(const struct spnego_pair *pair, const char *words)
{
    char found[128];

    describe(&pair->token, found, sizeof(found));
    assert_string_equal(found, words);
}

void spnego_pair_expect_init(struct spnego_pair *pair, OM_uint32 major, const char *words)
{
    assert_int_equal(spnego_pair_init(pair), major);
    spnego_pair_assert_token(pair, words);
}

void spnego_pair_expect_accept(struct spnego_pair *pair, OM_uint32 major, const char *words)
{
    assert_int_equal(spnego_pair_accept(pair), major);
    spnego_pair_assert_token(pair, words);
}

/* What has come out is of the toy, established. */
static void check_negotiated(void **context, char name)
{
    struct mech_context_info info = {0};
    const struct mech *mech = NULL;
    void *inner = spnego_mech.take_negotiated(context, &mech);
    OM_uint32 minor;

    assert_null(*context);
    assert_non_null(inner);
    assert_ptr_equal(mech, &spnego_toys[name - 'a']);
    assert_int_equal(mech->inquire_context(&minor, inner, &info), GSS_S_COMPLETE);
    assert_true(info.established);
    mech->release_name(&info.source);
    mech->delete_sec_context(&inner);
}

void spnego_pair_assert_negotiated(struct spnego_pair *pair, char name)
{
    check_negotiated(&pair->initiator.context, name);
    check_negotiated(&pair->acceptor.context, name);
    assert_non_null(pair->result.source);
    assert_ptr_equal(pair->result.mech, &spnego_toys[name - 'a']);
    spnego_pair_clear(pair);
}

void spnego_pair_clear(struct spnego_pair *pair)
{
    spnego_mech.delete_sec_context(&pair->initiator.context);
    spnego_mech.delete_sec_context(&pair->acceptor.context);
    if (pair->result.source != NULL)
        toy_mech.release_name(&pair->result.source);
    if (pair->result.delegated != NULL)
        toy_mech.release_cred(&pair->result.delegated);
    pair->result.mech = NULL;
    for (int i = 0; i < SPNEGO_TOYS; i++) {
        toy_mech.release_cred(&pair->initiator.creds[i]);
        toy_mech.release_cred(&pair->acceptor.creds[i]);
    }
    free(pair->token.value);
    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
}
