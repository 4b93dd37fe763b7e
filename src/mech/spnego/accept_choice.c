#include "mech/spnego/accept_choice.h"

#include "base/framing.h"
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/spnego/inner.h"
#include "mech/spnego/negoex.h"
#include "mech/spnego/offer.h"

/* Is there a credential to accept with? */
static OM_uint32 choice_check(OM_uint32 *minor, const struct mech_offer *offer)
{
    void *made = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (offer->mech->accept_sec_context == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    if (offer->cred == NULL)
        major = offer_acquire(minor, offer->mech, GSS_C_ACCEPT, &made);
    if (made != NULL)
        offer->mech->release_cred(&made);
    return major;
}

/* NegoEx is there once, where the first one is that it may choose. */
static void hint_add(struct writer *list, const struct mech *mech, bool *has_negoex)
{
    if (negoex_takes(mech) && !*has_negoex) {
        neg_list_add(list, &negoex_oid);
        *has_negoex = true;
    }
    if (!negoex_only(mech))
        neg_list_add(list, &mech->oid);
}

OM_uint32 accept_hint(OM_uint32 *minor, struct spnego_ctx *ctx, const struct mech_accept_args *args,
                      gss_buffer_t output)
{
    const struct mech_negotiation *negotiation = args->negotiation;
    OM_uint32 major = GSS_S_COMPLETE;
    gss_buffer_desc mech_types;
    struct writer list, out;
    bool any = false, negoex = false;
    OM_uint32 why = 0;
    size_t mark;

    writer_init(&list);
    writer_init(&out);
    mark = neg_list_open(&list);
    for (size_t i = 0; i < negotiation->count; i++) {
        OM_uint32 checked = choice_check(minor, &negotiation->offers[i]);

        if (checked == GSS_S_COMPLETE) {
            hint_add(&list, negotiation->offers[i].mech, &negoex);
            any = true;
        } else if (*minor == MINOR_NO_MEMORY) {
            major = checked;
            goto done;
        } else if (i == 0) {
            major = checked;
            why = *minor;
        }
    }
    neg_list_close(&list, mark);
    if (!any) {
        *minor = why;
        goto done;
    }
    mech_types = (gss_buffer_desc){list.length, list.data};
    neg_token_hint_write(&out, &mech_types);
    if (!writer_ok(&list))
        writer_fail(&out);
    ctx->waiting = SPNEGO_WAITS_FOR_LIST;
    major = writer_take_buffer(&out, output) ? GSS_S_CONTINUE_NEEDED
                                             : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);

done:
    writer_free(&list);
    writer_free(&out);
    return major;
}

/* Tries a mechanism of the list: with the optimistic token, which is for the first one alone, or
 * else by its credential. */
static OM_uint32 choice_try(OM_uint32 *minor, struct spnego_ctx *ctx,
                            const struct mech_accept_args *args, const struct mech_offer *offer,
                            const gss_buffer_desc *optimistic, gss_buffer_t token)
{
    OM_uint32 major;

    ctx->inner.mech = offer->mech;
    if (optimistic == NULL || !neg_field_is_present(optimistic) ||
        offer->mech->accept_sec_context == NULL)
        return choice_check(minor, offer);
    major = inner_accept(minor, ctx, args, optimistic, token);
    return GSS_ERROR(major) ? major : GSS_S_COMPLETE;
}

/* NegoEx, if there is something to negotiate so. Its first token, if it is there, has what else
 * must be known. */
static OM_uint32 choice_try_negoex(OM_uint32 *minor, struct spnego_ctx *ctx,
                                   const struct mech_accept_args *args,
                                   const gss_buffer_desc *optimistic, gss_buffer_t token)
{
    OM_uint32 major = negoex_offer(minor, false, args->negotiation, &ctx->negoex);

    if (major != GSS_S_COMPLETE || optimistic == NULL || !neg_field_is_present(optimistic))
        return major;
    major = inner_accept(minor, ctx, args, optimistic, token);
    return GSS_ERROR(major) ? major : GSS_S_COMPLETE;
}

/* Is MECH one that was tried before? A list that names one over and over must not have us look for
 * its credential as often. What an optimistic token told is not all. TRIED is a set of offers, the
 * first bit is NegoEx'. */
static bool choice_was_tried(const struct mech_accept_args *args, gss_const_OID mech,
                             const gss_buffer_desc *optimistic, uint64_t *tried)
{
    const struct mech_offer *offer = offer_find(args->negotiation, mech);
    size_t place = offer != NULL ? (size_t)(offer - args->negotiation->offers) + 1 : 0;
    uint64_t bit = UINT64_C(1) << (place & 63);
    bool before = (*tried & bit) != 0;

    if (optimistic != NULL || place > 63 || (offer == NULL && !oid_equal(mech, &negoex_oid)))
        return false;
    *tried |= bit;
    return before;
}

/* Whatever is called MECH is tried, if we have it. */
static OM_uint32 choice_try_named(OM_uint32 *minor, struct spnego_ctx *ctx,
                                  const struct mech_accept_args *args, gss_const_OID mech,
                                  const gss_buffer_desc *optimistic, gss_buffer_t token)
{
    const struct mech_offer *offer = offer_find(args->negotiation, mech);

    if (oid_equal(mech, &negoex_oid))
        return choice_try_negoex(minor, ctx, args, optimistic, token);
    if (offer == NULL || negoex_only(offer->mech))
        return minor_fail(minor, MINOR_NO_COMMON_MECH, GSS_S_UNAVAILABLE);
    return choice_try(minor, ctx, args, offer, optimistic, token);
}

OM_uint32 accept_choose(OM_uint32 *minor, struct spnego_ctx *ctx,
                        const struct mech_accept_args *args, const struct neg_token_init *init,
                        struct answer *answer)
{
    OM_uint32 refused = GSS_S_BAD_MECH, why = MINOR_NO_COMMON_MECH;
    struct reader list = neg_list_begin(&init->mech_types);
    const gss_buffer_desc *optimistic = &init->mech_token;
    uint64_t tried = 0;
    gss_OID_desc mech;

    if (!spnego_keep_list(ctx, init->mech_types.value, init->mech_types.length))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    while (neg_list_next(&list, &mech)) {
        gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
        OM_uint32 major;
        bool gives_way;

        if (choice_was_tried(args, &mech, optimistic, &tried))
            continue;
        major = choice_try_named(minor, ctx, args, &mech, optimistic, &token);
        gives_way = GSS_ROUTINE_ERROR(major) == GSS_S_NO_CRED ||
                    GSS_ROUTINE_ERROR(major) == GSS_S_UNAVAILABLE;

        /* Why the first one was refused is told if no other one is there. */
        if (!gives_way || (GSS_ROUTINE_ERROR(major) == GSS_S_NO_CRED && refused != major)) {
            secret_release_buffer(&answer->token);
            answer->token = token; /* now the answer's */
            token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
            answer->supported_mech = mech;
            answer->inner_failed = GSS_ERROR(major) != 0;
            refused = major;
            why = *minor;
        }
        secret_release_buffer(&token);
        if (!gives_way)
            return major;
        spnego_inner_clear(ctx);
        optimistic = NULL;
        ctx->mic_required = true; /* what is taken now is not the initiator's first choice */
    }
    *minor = why;
    return refused;
}

OM_uint32 accept_choose_bare(OM_uint32 *minor, struct spnego_ctx *ctx,
                             const struct mech_accept_args *args)
{
    const struct mech_negotiation *negotiation = args->negotiation;
    struct reader in, body;
    gss_OID_desc oid;

    reader_init(&in, args->input->value, args->input->length);
    body = framing_read(&in, &oid);
    for (size_t i = 0; i < negotiation->count; i++) {
        const struct mech *mech = negotiation->offers[i].mech;

        if (mech->accept_sec_context != NULL &&
            (reader_ok(&body)
                 ? offer_names(&oid, mech)
                 : mech->recognizes_token != NULL && mech->recognizes_token(args->input))) {
            ctx->inner.mech = mech;
            return GSS_S_COMPLETE;
        }
    }
    return reader_ok(&body) ? minor_fail(minor, MINOR_NO_COMMON_MECH, GSS_S_BAD_MECH)
                            : minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
}
