/* The initiator's legs (draft-zhu-negoex-04 s.7.4, 7.6). */
#include "base/minor.h"
#include "base/nonce.h"
#include "base/secret.h"
#include "mech/spnego/negoex_private.h"

static OM_uint32 init_mech(OM_uint32 *minor, struct negoex_leg *leg,
                           const struct mech_init_args *args, gss_const_buffer_t input, bool first)
{
    struct spnego_inner *inner = leg->inner;
    struct mech_init_args own = *args;
    OM_uint32 major;

    own.mech = inner->mech;
    own.input = input;
    own.first = first;
    own.negotiation = NULL;
    major = negoex_cred(minor, leg, negoex_at_work(leg), &own.cred);
    if (major == GSS_S_COMPLETE)
        major = negoex_target(minor, leg, negoex_at_work(leg), &own.target);
    if (major != GSS_S_COMPLETE)
        return major;
    major = inner->mech->init_sec_context(minor, &inner->context, &own, &leg->token, &inner->flags,
                                          &inner->end_time);
    leg->negoex->established = !GSS_ERROR(major) && (major & GSS_S_CONTINUE_NEEDED) == 0;
    return major;
}

/* The first one that can begin is at work. If none can, what kept the most wanted one is told. */
static OM_uint32 init_begin(OM_uint32 *minor, struct negoex_leg *leg,
                            const struct mech_init_args *args)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, first_major = 0, first_minor = 0;

    while (leg->negoex->count != 0) {
        negoex_put_to_work(leg);
        major = init_mech(minor, leg, args, &none, true);
        if (!GSS_ERROR(major))
            return GSS_S_COMPLETE;
        if (first_major == 0) {
            first_major = major;
            first_minor = *minor;
        }
        negoex_drop(leg, 0);
    }
    if (first_major == 0)
        return minor_fail(minor, MINOR_NEGOEX_NO_MECH, GSS_S_UNAVAILABLE);
    *minor = first_minor;
    return first_major;
}

static OM_uint32 init_first(OM_uint32 *minor, struct negoex_leg *leg,
                            const struct mech_init_args *args)
{
    if (args->input->length != 0)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (!nonce_random(leg->negoex->conversation, NEGOEX_GUID_LENGTH))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    negoex_query_metadata(leg);
    return init_begin(minor, leg, args);
}

/* Did the acceptor take our token for what it prefers, too? Then it has answered it. */
static bool init_was_taken(const struct negoex_leg *leg)
{
    const uint8_t *scheme = negoex_at_work(leg)->scheme;
    const struct negoex_token *in = &leg->in;

    if (in->nego.bytes.left == 0 || !negoex_guid_equal(in->nego.bytes.next, scheme))
        return false;
    return (in->has_exchange && negoex_guid_equal(in->exchange.scheme, scheme)) ||
           (in->has_verify && negoex_guid_equal(in->verify.scheme, scheme));
}

/* The acceptor's list, and its metadata. */
static OM_uint32 init_read_nego(OM_uint32 *minor, struct negoex_leg *leg)
{
    OM_uint32 major = negoex_check_nego(minor, &leg->in.nego);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!init_was_taken(leg))
        negoex_inner_clear(leg);
    negoex_order(leg, leg->in.nego.bytes);
    negoex_exchange_metadata(leg);
    if (leg->negoex->count == 0)
        return minor_fail(minor, MINOR_NEGOEX_NO_MECH, GSS_S_BAD_MECH);
    return GSS_S_COMPLETE;
}

/* Goes on with the mechanism at work. */
static OM_uint32 init_continue(OM_uint32 *minor, struct negoex_leg *leg,
                               const struct mech_init_args *args)
{
    const struct negoex_token *in = &leg->in;
    gss_buffer_desc challenge;
    OM_uint32 major;

    if (leg->negoex->established == in->has_exchange ||
        (in->has_exchange && !negoex_guid_equal(in->exchange.scheme, negoex_at_work(leg)->scheme)))
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (leg->negoex->established)
        return GSS_S_COMPLETE;
    challenge = (gss_buffer_desc){in->exchange.bytes.left, (void *)in->exchange.bytes.next};
    major = init_mech(minor, leg, args, &challenge, false);
    return GSS_ERROR(major) ? major : GSS_S_COMPLETE;
}

static OM_uint32 init_later(OM_uint32 *minor, struct negoex_leg *leg,
                            const struct mech_init_args *args)
{
    bool negotiates = !leg->negoex->nego_received;
    OM_uint32 major = negoex_begin_later(minor, leg, args->input);

    if (major == GSS_S_COMPLETE && negotiates)
        major = init_read_nego(minor, leg);
    if (major != GSS_S_COMPLETE)
        return major;
    if (leg->inner->mech != NULL)
        major = init_continue(minor, leg, args);
    else
        major = init_begin(minor, leg, args);
    if (major == GSS_S_COMPLETE)
        negoex_keep(leg, 1);
    return major;
}

OM_uint32 negoex_init(OM_uint32 *minor, struct negoex *negoex, const struct mech_init_args *args,
                      gss_buffer_t output, struct spnego_inner *inner)
{
    struct negoex_leg leg = {.negoex = negoex,
                             .inner = inner,
                             .negotiation = args->negotiation,
                             .req_flags = args->req_flags};
    OM_uint32 major;

    leg.first = negoex->sequence == 0;
    major = leg.first ? init_first(minor, &leg, args) : init_later(minor, &leg, args);
    major = negoex_finish(minor, major, &leg, output);
    inner->established = major == GSS_S_COMPLETE;
    secret_release_buffer(&leg.token);
    return major;
}
