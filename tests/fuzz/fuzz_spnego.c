/*
 * SPNEGO with toys to choose from. The first byte chooses what the rest is:
 *   0  a token for the reader
 *   1  tokens to an acceptor of "abc", each behind its 16-bit length
 *   2  the same to an acceptor of "c", which makes a choice of its own
 *   3  the same to an initiator of "abc" whose mechanisms have one token
 *   4  ... two
 *   5  ... three
 *   6  the state of either
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/oid.h"
#include "unit/spnego_world.h"

enum { READER, ACCEPTOR, CHOOSER, INITIATOR_1, INITIATOR_2, INITIATOR_3, STATE, MODES };
enum { LEGS = 6 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void must(int good)
{
    if (!good)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return spnego_world_reset(NULL);
}

static void must_be_within(const gss_buffer_desc *field, const gss_buffer_desc *token)
{
    const uint8_t *start = token->value, *at = field->value;

    must(at == NULL || (at >= start && field->length <= token->length &&
                        at + field->length <= start + token->length));
}

static int fields_equal(const gss_buffer_desc *a, const gss_buffer_desc *b)
{
    return neg_field_is_present(a) == neg_field_is_present(b) && a->length == b->length &&
           (a->length == 0 || memcmp(a->value, b->value, a->length) == 0);
}

/* What is read is written, and read again as the same. */
static void check_init(const gss_buffer_desc *token, const struct neg_token_init *init)
{
    struct reader list = neg_list_begin(&init->mech_types);
    struct neg_token_init again;
    gss_buffer_desc written;
    struct writer out;
    gss_OID_desc mech;

    must_be_within(&init->mech_types, token);
    must_be_within(&init->mech_token, token);
    must_be_within(&init->mech_list_mic, token);
    must(neg_list_next(&list, &mech));
    while (neg_list_next(&list, &mech))
        must(mech.length != 0);
    must(reader_at_end(&list));
    writer_init(&out);
    neg_token_init_write(&out, init);
    written = (gss_buffer_desc){out.length, out.data};
    must(neg_token_is_initial(&written) && neg_token_init_read(&written, &again));
    must(fields_equal(&init->mech_types, &again.mech_types));
    must(fields_equal(&init->mech_token, &again.mech_token));
    must(fields_equal(&init->mech_list_mic, &again.mech_list_mic));
    writer_free(&out);
}

static void check_resp(const gss_buffer_desc *token, const struct neg_token_resp *resp)
{
    const gss_OID_desc *mech = &resp->supported_mech;
    struct neg_token_resp again;
    gss_buffer_desc written;
    struct writer out;

    must_be_within(&resp->response_token, token);
    must_be_within(&resp->mech_list_mic, token);
    writer_init(&out);
    neg_token_resp_write(&out, resp);
    written = (gss_buffer_desc){out.length, out.data};
    must(neg_token_resp_read(&written, &again));
    must(resp->state == again.state);
    must(mech->elements == NULL ? again.supported_mech.elements == NULL
                                : oid_equal(mech, &again.supported_mech));
    must(fields_equal(&resp->response_token, &again.response_token));
    must(fields_equal(&resp->mech_list_mic, &again.mech_list_mic));
    writer_free(&out);
}

static void fuzz_reader(const struct reader *in)
{
    gss_buffer_desc token = {in->left, (void *)in->next};
    struct neg_token_init init;
    struct neg_token_resp resp;

    if (neg_token_init_read(&token, &init))
        check_init(&token, &init);
    if (neg_token_resp_read(&token, &resp))
        check_resp(&token, &resp);
}

static void check_leg(const struct spnego_pair *pair, OM_uint32 major, int initiator)
{
    const struct spnego_end *end = initiator ? &pair->initiator : &pair->acceptor;
    struct neg_token_resp resp;

    must(!GSS_ERROR(major) || pair->minor != 0);
    must(GSS_ERROR(major) || end->context != NULL);
    must((end->flags & GSS_C_PROT_READY_FLAG) == 0);
    must(initiator || (pair->result.source != NULL) == (major == GSS_S_COMPLETE));
    if (GSS_ERROR(major) && pair->token.length != 0 && neg_token_resp_read(&pair->token, &resp))
        must(resp.state == NEG_REJECT);
}

/* All legs that the input has tokens for. */
static void fuzz_legs(struct spnego_pair *pair, int initiator, struct reader in)
{
    OM_uint32 major = GSS_S_CONTINUE_NEEDED;

    if (initiator)
        must(spnego_pair_init(pair) == GSS_S_CONTINUE_NEEDED);
    for (int leg = 0; leg < LEGS && major == GSS_S_CONTINUE_NEEDED && in.left != 0; leg++) {
        size_t length = read_u16be(&in);
        struct reader token = read_sub(&in, length < in.left ? length : in.left);

        spnego_pair_set_token(pair, token.next, token.left);
        major = initiator ? spnego_pair_init(pair) : spnego_pair_accept(pair);
        check_leg(pair, major, initiator);
    }
    spnego_pair_clear(pair);
}

/* What it reads it can write, and read again; and it can go on. */
static void fuzz_state(struct reader in)
{
    struct spnego_pair pair = {.initiator.toys = "abc", .acceptor.toys = "abc"};
    struct mech_context_info info = {0};
    void *context = NULL, *again = NULL;
    struct writer out;
    OM_uint32 minor = 0;

    if (spnego_mech.import_sec_context(&spnego_mech, &minor, &in, &context) != GSS_S_COMPLETE) {
        must(context == NULL && minor != 0);
        return;
    }
    writer_init_secret(&out);
    must(spnego_mech.export_sec_context(&minor, context, &out) == GSS_S_COMPLETE);
    reader_init(&in, out.data, out.length);
    must(spnego_mech.import_sec_context(&spnego_mech, &minor, &in, &again) == GSS_S_COMPLETE);
    spnego_mech.delete_sec_context(&again);
    writer_free(&out);
    must(spnego_mech.inquire_context(&minor, context, &info) == GSS_S_COMPLETE);
    if (info.source != NULL)
        info.names_mech->release_name(&info.source);
    if (info.target != NULL)
        info.names_mech->release_name(&info.target);
    *(info.locally_initiated ? &pair.initiator.context : &pair.acceptor.context) = context;
    spnego_pair_set_token(&pair, "\xa1\x02\x30\x00", 4);
    (void)(info.locally_initiated ? spnego_pair_init(&pair) : spnego_pair_accept(&pair));
    spnego_pair_clear(&pair);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const OM_uint32 flags[] = {0, GSS_C_MUTUAL_FLAG, GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE};
    struct spnego_pair pair = {.initiator.toys = "abc", .acceptor.toys = "abc"};
    struct reader in;
    uint8_t mode;

    reader_init(&in, data, size);
    mode = read_u8(&in) % MODES;
    spnego_toy_calls[0] = '\0';
    if (mode == CHOOSER)
        pair.acceptor.toys = "c";
    if (mode >= INITIATOR_1 && mode <= INITIATOR_3)
        pair.req_flags = flags[mode - INITIATOR_1];
    if (mode == READER)
        fuzz_reader(&in);
    else if (mode == STATE)
        fuzz_state(in);
    else
        fuzz_legs(&pair, mode >= INITIATOR_1, in);
    return 0;
}
