/* gss_accept_sec_context (RFC 2744 s.5.1). */
#include <stdlib.h>

#include "base/framing.h"
#include "base/oid.h"
#include "glue/call.h"
#include "glue/context.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/negotiation.h"
#include "glue/registry.h"

/* An interposer that calls back for the mechanism behind it cannot name that here: its credential,
 * which is of that mechanism, does. */
static const struct mech *accept_behind_interposer(const struct mech *mech, gss_cred_id_t cred)
{
    for (size_t i = 0; cred != GSS_C_NO_CREDENTIAL && i < cred->count; i++) {
        const struct mech *own = cred->elements[i].mech;

        if (own->reached_by != NULL && oid_equal(&own->oid, &mech->oid))
            return own;
    }
    return mech;
}

/* The mechanism of a first token: its framing names it (RFC 2743 s.3.1). A token without framing
 * is offered to the mechanisms that have such ones. */
static OM_uint32 accept_find_mech(OM_uint32 *minor, gss_const_buffer_t token,
                                  const struct mech **mech)
{
    const struct mech *const *mechs = registry_list();
    struct reader in, body;
    gss_OID_desc oid;

    if (token->length == 0) { /* the one that negotiates answers by a hint of what it offers */
        *mech = negotiation_find_mech(mechs, GSS_C_NO_OID_SET);
        return *mech != NULL ? GSS_S_COMPLETE
                             : minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    }
    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    if (reader_ok(&body)) {
        *mech = registry_find(&oid);
        return *mech != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    }
    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (mechs[i]->recognizes_token != NULL && mechs[i]->recognizes_token(token)) {
            *mech = mechs[i];
            return GSS_S_COMPLETE;
        }
    }
    return minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
}

/* What the caller gets besides the context, allocated before the mechanism works: it may note the
 * token as seen, so nothing may fail afterwards. */
struct accept_outputs {
    gss_name_t source;
    gss_cred_id_t delegated;
};

static OM_uint32 accept_prepare(OM_uint32 *minor, gss_name_t *src_name, gss_cred_id_t *delegated,
                                struct accept_outputs *outputs)
{
    *outputs = (struct accept_outputs){0};
    if (src_name != NULL)
        outputs->source = name_create();
    if (delegated != NULL)
        outputs->delegated = cred_create(1);
    if ((src_name != NULL && outputs->source == NULL) ||
        (delegated != NULL && outputs->delegated == NULL)) {
        name_free(&outputs->source);
        cred_free(&outputs->delegated);
        return call_fail_memory(minor);
    }
    return GSS_S_COMPLETE;
}

/* Hands over what the mechanism told, as far as the caller wants it, and frees the rest. */
static void accept_give(OM_uint32 major, struct mech_accept_result *result,
                        struct accept_outputs *outputs, gss_name_t *src_name,
                        gss_cred_id_t *delegated)
{
    if (!GSS_ERROR(major) && src_name != NULL && result->source != NULL) {
        name_set_mn(outputs->source, result->mech, &result->source);
        *src_name = outputs->source; /* now the caller's */
        outputs->source = GSS_C_NO_NAME;
    }
    if (!GSS_ERROR(major) && delegated != NULL && result->delegated != NULL) {
        cred_append(outputs->delegated, result->mech, GSS_C_INITIATE, &result->delegated);
        *delegated = outputs->delegated; /* now the caller's */
        outputs->delegated = GSS_C_NO_CREDENTIAL;
    }
    if (result->source != NULL)
        result->mech->release_name(&result->source);
    if (result->delegated != NULL)
        result->mech->release_cred(&result->delegated);
    name_free(&outputs->source);
    cred_free(&outputs->delegated);
}

struct accept_wanted {
    gss_name_t *src_name;
    gss_OID *mech_type;
    OM_uint32 *ret_flags;
    OM_uint32 *time_rec;
    gss_cred_id_t *delegated;
};

static void accept_empty(const struct accept_wanted *wanted)
{
    if (wanted->src_name != NULL)
        *wanted->src_name = GSS_C_NO_NAME;
    if (wanted->mech_type != NULL)
        *wanted->mech_type = GSS_C_NO_OID;
    if (wanted->ret_flags != NULL)
        *wanted->ret_flags = 0;
    if (wanted->time_rec != NULL)
        *wanted->time_rec = 0;
    if (wanted->delegated != NULL)
        *wanted->delegated = GSS_C_NO_CREDENTIAL;
}

static OM_uint32 accept_leg(OM_uint32 *minor, gss_ctx_id_t *handle, const struct mech *mech,
                            const struct mech_accept_args *args, gss_buffer_t output_token,
                            const struct accept_wanted *wanted)
{
    struct mech_accept_result result = {0};
    struct accept_outputs outputs;
    struct context_leg leg;
    OM_uint32 major;

    major = accept_prepare(minor, wanted->src_name, wanted->delegated, &outputs);
    if (major != GSS_S_COMPLETE)
        return major;
    major = context_leg_begin(minor, handle, mech, false, &leg);
    if (major == GSS_S_COMPLETE) {
        major = mech->accept_sec_context(minor, &leg.context->inner, args, output_token, &leg.flags,
                                         &leg.end_time, &result);
        context_leg_end(major, handle, &leg, wanted->ret_flags, wanted->time_rec);
    }
    if (result.mech == NULL)
        result.mech = mech;
    accept_give(major, &result, &outputs, wanted->src_name, wanted->delegated);
    if (!GSS_ERROR(major) && wanted->mech_type != NULL)
        *wanted->mech_type = leg.mech_type;
    return major;
}

OM_uint32 gss_accept_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                                 gss_cred_id_t acceptor_cred_handle,
                                 gss_buffer_t input_token_buffer,
                                 gss_channel_bindings_t input_chan_bindings, gss_name_t *src_name,
                                 gss_OID *mech_type, gss_buffer_t output_token,
                                 OM_uint32 *ret_flags, OM_uint32 *time_rec,
                                 gss_cred_id_t *delegated_cred_handle)
{
    struct accept_wanted wanted = {src_name, mech_type, ret_flags, time_rec, delegated_cred_handle};
    struct mech_accept_args args = {.bindings = input_chan_bindings,
                                    .input = input_token_buffer,
                                    .wants_delegated = delegated_cred_handle != NULL};
    struct mech_negotiation negotiation = {0};
    const struct mech *mech;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_token);
    accept_empty(&wanted);
    if (context_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CONTEXT);
    if (output_token == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (!call_buffer_is_sound(input_token_buffer))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    if (input_token_buffer->length == 0 && *context_handle != GSS_C_NO_CONTEXT)
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (*context_handle != GSS_C_NO_CONTEXT) {
        mech = (*context_handle)->mech;
    } else {
        major = accept_find_mech(minor, input_token_buffer, &mech);
        if (major != GSS_S_COMPLETE)
            return major;
        mech = accept_behind_interposer(mech, acceptor_cred_handle);
    }
    if (mech->accept_sec_context == NULL)
        return call_fail_unsupported(minor);
    if (mech->hidden && *context_handle == GSS_C_NO_CONTEXT &&
        acceptor_cred_handle == GSS_C_NO_CREDENTIAL) /* nobody asked for it */
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    args.mech = mech;
    if (mech->negotiates) {
        major = negotiation_begin(minor, acceptor_cred_handle, GSS_C_ACCEPT, GSS_C_NO_NAME,
                                  &negotiation);
        args.negotiation = &negotiation;
    } else {
        major = cred_select(minor, acceptor_cred_handle, mech, GSS_C_ACCEPT, &args.cred);
    }
    if (major == GSS_S_COMPLETE)
        major = accept_leg(minor, context_handle, mech, &args, output_token, &wanted);
    negotiation_end(&negotiation);
    return major;
}
