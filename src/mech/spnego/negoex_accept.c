/* The acceptor's legs (draft-zhu-negoex-04 s.7.5). */
#include "base/minor.h"
#include "base/secret.h"
#include "mech/spnego/negoex_private.h"

static void result_release(struct mech_accept_result *result)
{
    if (result->source != NULL)
        result->mech->release_name(&result->source);
    if (result->delegated != NULL)
        result->mech->release_cred(&result->delegated);
    *result = (struct mech_accept_result){0};
}

/* The token for the mechanism at work. */
static OM_uint32 accept_mech(OM_uint32 *minor, struct negoex_leg *leg,
                             const struct mech_accept_args *args, struct mech_accept_result *result)
{
    const struct reader *token = &leg->in.exchange.bytes;
    gss_buffer_desc input = {token->left, (void *)token->next};
    struct spnego_inner *inner = leg->inner;
    struct mech_accept_args own = *args;
    OM_uint32 major;

    own.mech = inner->mech;
    own.input = &input;
    own.negotiation = NULL;
    major = negoex_cred(minor, leg, negoex_at_work(leg), &own.cred);
    if (major != GSS_S_COMPLETE)
        return major;
    major = inner->mech->accept_sec_context(minor, &inner->context, &own, &leg->token,
                                            &inner->flags, &inner->end_time, result);
    leg->negoex->established = !GSS_ERROR(major) && (major & GSS_S_CONTINUE_NEEDED) == 0;
    if (result->mech == NULL)
        result->mech = inner->mech;
    return GSS_ERROR(major) ? major : GSS_S_COMPLETE;
}

/* The optimistic token counts if it is for the first mechanism of both sides. If that one refuses
 * it, there may be others. */
static OM_uint32 accept_optimistic(OM_uint32 *minor, struct negoex_leg *leg,
                                   const struct mech_accept_args *args,
                                   struct mech_accept_result *result)
{
    OM_uint32 major;

    if (!leg->in.has_exchange ||
        !negoex_guid_equal(leg->in.exchange.scheme, negoex_at_work(leg)->scheme))
        return GSS_S_COMPLETE;
    negoex_put_to_work(leg);
    major = accept_mech(minor, leg, args, result);
    if (GSS_ERROR(major) && leg->negoex->count > 1) {
        result_release(result);
        negoex_drop(leg, 0);
        *minor = 0;
        major = GSS_S_COMPLETE;
    }
    return major;
}

static OM_uint32 accept_first(OM_uint32 *minor, struct negoex_leg *leg,
                              const struct mech_accept_args *args,
                              struct mech_accept_result *result)
{
    OM_uint32 major = negoex_token_read(minor, leg->negoex, args->input, &leg->in);

    if (major == GSS_S_COMPLETE)
        major = negoex_check_nego(minor, &leg->in.nego);
    if (major != GSS_S_COMPLETE)
        return major;
    negoex_order(leg, leg->in.nego.bytes); /* the initiator's order is ours: it saves a leg */
    negoex_exchange_metadata(leg);
    negoex_query_metadata(leg);
    if (leg->negoex->count == 0)
        return minor_fail(minor, MINOR_NEGOEX_NO_MECH, GSS_S_UNAVAILABLE);
    return accept_optimistic(minor, leg, args, result);
}

/* The initiator's choice is told by its token. It may leave the optimistic one, even if that is
 * established: our metadata may not suit it. */
static OM_uint32 accept_choice(OM_uint32 *minor, struct negoex_leg *leg)
{
    if (!negoex_choose(leg, leg->in.exchange.scheme))
        return minor_fail(minor, MINOR_NEGOEX_NO_MECH, GSS_S_DEFECTIVE_TOKEN);
    if (leg->inner->mech == NULL)
        negoex_put_to_work(leg);
    return GSS_S_COMPLETE;
}

static OM_uint32 accept_later(OM_uint32 *minor, struct negoex_leg *leg,
                              const struct mech_accept_args *args,
                              struct mech_accept_result *result)
{
    OM_uint32 major = negoex_begin_later(minor, leg, args->input);
    bool same;

    if (major != GSS_S_COMPLETE)
        return major;
    same = leg->in.has_exchange &&
           negoex_guid_equal(leg->in.exchange.scheme, negoex_at_work(leg)->scheme);
    if (leg->negoex->established ? same : !leg->in.has_exchange)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (!leg->in.has_exchange) {
        negoex_keep(leg, 1);
        return GSS_S_COMPLETE;
    }
    major = accept_choice(minor, leg);
    return major == GSS_S_COMPLETE ? accept_mech(minor, leg, args, result) : major;
}

OM_uint32 negoex_accept(OM_uint32 *minor, struct negoex *negoex,
                        const struct mech_accept_args *args, gss_buffer_t output,
                        struct spnego_inner *inner, struct mech_accept_result *result)
{
    struct negoex_leg leg = {.negoex = negoex, .inner = inner, .negotiation = args->negotiation};
    OM_uint32 major;

    leg.first = negoex->sequence == 0;
    major = leg.first ? accept_first(minor, &leg, args, result)
                      : accept_later(minor, &leg, args, result);
    major = negoex_finish(minor, major, &leg, output);
    inner->established = major == GSS_S_COMPLETE;
    if (GSS_ERROR(major))
        result_release(result);
    secret_release_buffer(&leg.token);
    return major;
}
