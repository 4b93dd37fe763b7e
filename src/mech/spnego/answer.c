#include "mech/spnego/answer.h"

#include "base/minor.h"
#include "base/secret.h"

void answer_clear(struct answer *answer)
{
    secret_release_buffer(&answer->token);
    secret_release_buffer(&answer->mic);
}

/* A field for what is there. */
static gss_buffer_desc field_unless_empty(const gss_buffer_desc *bytes)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;

    return bytes->length != 0 ? *bytes : none;
}

static bool write_resp(const struct answer *answer, enum neg_state state, bool with_mic,
                       gss_buffer_t output)
{
    struct neg_token_resp resp = {
        .state = state,
        .supported_mech = answer->supported_mech,
        .response_token = field_unless_empty(&answer->token),
    };
    struct writer out;

    if (with_mic)
        resp.mech_list_mic = field_unless_empty(&answer->mic);
    writer_init(&out);
    neg_token_resp_write(&out, &resp);
    return writer_take_buffer(&out, output);
}

OM_uint32 answer_write(OM_uint32 *minor, const struct answer *answer, gss_buffer_t output)
{
    if (answer->silent || write_resp(answer, answer->state, true, output))
        return GSS_S_COMPLETE;
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

void answer_write_reject(const struct answer *answer, gss_buffer_t output)
{
    (void)write_resp(answer, NEG_REJECT, false, output);
}
