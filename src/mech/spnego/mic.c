#include "mech/spnego/mic.h"

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"

/* What Samba's and gss-ntlmssp's NTLM have for a negotiation's sake. Other mechanisms do not know
 * these and answer that they are unavailable. */
static const gss_OID_desc mic_wanted = OID_STATIC("\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x02");
static const gss_OID_desc mic_reset = OID_STATIC("\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x03");

/* NTLM's MICs are numbered, but those of the negotiation do not count: the numbers start again for
 * the messages. */
enum { MIC_RESET_SENDING = 0, MIC_RESET_VERIFYING = 1 };

static OM_uint32 mic_reset_numbers(OM_uint32 *minor, struct spnego_ctx *ctx, int direction)
{
    const struct mech *mech = ctx->inner.mech;
    gss_buffer_desc value = {sizeof(direction), &direction};
    OM_uint32 major;

    if (mech->set_context_option == NULL)
        return GSS_S_COMPLETE;
    major = mech->set_context_option(mech, minor, &ctx->inner.context, &mic_reset, &value);
    return major == GSS_S_UNAVAILABLE ? GSS_S_COMPLETE : major;
}

OM_uint32 mic_make(OM_uint32 *minor, struct spnego_ctx *ctx, gss_buffer_t mic)
{
    OM_uint32 major = ctx->inner.mech->get_mic(minor, ctx->inner.context, &ctx->mech_types, mic);

    if (major == GSS_S_COMPLETE)
        major = mic_reset_numbers(minor, ctx, MIC_RESET_SENDING);
    ctx->mic_sent = major == GSS_S_COMPLETE;
    return major;
}

OM_uint32 mic_check(OM_uint32 *minor, struct spnego_ctx *ctx, const gss_buffer_desc *mic)
{
    OM_uint32 major = ctx->inner.mech->verify_mic(minor, ctx->inner.context, &ctx->mech_types, mic);

    if (GSS_ROUTINE_ERROR(major) == GSS_S_FAILURE) /* of the machine, not of the token */
        return major;
    if (major != GSS_S_COMPLETE)
        return minor_fail(minor, MINOR_BAD_LIST_MIC, GSS_S_DEFECTIVE_TOKEN);
    major = mic_reset_numbers(minor, ctx, MIC_RESET_VERIFYING);
    ctx->mic_received = major == GSS_S_COMPLETE;
    return major;
}

OM_uint32 mic_ask(OM_uint32 *minor, struct spnego_ctx *ctx)
{
    const struct mech *mech = ctx->inner.mech;
    gss_buffer_set_t answers;
    OM_uint32 ignored;

    if (mech->inquire_context_by_oid == NULL || mech->set_context_option == NULL)
        return GSS_S_COMPLETE; /* no mechanism of this kind */
    answers = buffer_set_create();
    if (answers == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (mech->inquire_context_by_oid(&ignored, ctx->inner.context, &mic_wanted, answers) ==
            GSS_S_COMPLETE &&
        answers->count == 1) {
        struct reader answer;

        reader_init(&answer, answers->elements[0].value, answers->elements[0].length);
        if (read_u8(&answer) != 0)
            ctx->mic_required = true;
    }
    buffer_set_free(&answers);
    return GSS_S_COMPLETE;
}
