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

static bool write_resp(const struct neg_token_resp *resp, gss_buffer_t output)
{
    struct writer out;

    writer_init(&out);
    neg_token_resp_write(&out, resp);
    return writer_take_buffer(&out, output);
}

OM_uint32 answer_write(OM_uint32 *minor, const struct answer *answer, gss_buffer_t output)
{
    struct neg_token_resp resp = {
        .state = answer->state,
        .supported_mech = answer->supported_mech,
        .response_token = field_unless_empty(&answer->token),
        .mech_list_mic = field_unless_empty(&answer->mic),
    };

    if (answer->silent || write_resp(&resp, output))
        return GSS_S_COMPLETE;
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

void answer_write_reject(const struct answer *answer, gss_buffer_t output)
{
    struct neg_token_resp resp = {.state = NEG_REJECT, .supported_mech = answer->supported_mech};

    if (answer->inner_failed)
        resp.response_token = field_unless_empty(&answer->token);
    (void)write_resp(&resp, output);
}
