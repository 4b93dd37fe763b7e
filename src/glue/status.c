/* gss_display_status (RFC 2744 s.5.11): one message for each condition in a status. */
#include <stdio.h>
#include <string.h>

#include "glue/buffer.h"
#include "glue/call.h"
#include "glue/registry.h"

enum { STATUS_TEXT_SIZE = 512, STATUS_MESSAGES_MAX = 2 + 16 };

/* The sentences of one field of a major status (RFC 2744 s.3.9). The first row is complete
 * success, which only a status of 0 has. */
static const struct {
    OM_uint32 status;
    const char *sentence;
} status_sentences[] = {
    {GSS_S_COMPLETE, "The routine completed successfully"},
    {GSS_S_CALL_INACCESSIBLE_READ, "A required input parameter could not be read"},
    {GSS_S_CALL_INACCESSIBLE_WRITE, "A required output parameter could not be written"},
    {GSS_S_CALL_BAD_STRUCTURE, "A parameter was malformed"},
    {GSS_S_BAD_MECH, "An unsupported mechanism was requested"},
    {GSS_S_BAD_NAME, "An invalid name was supplied"},
    {GSS_S_BAD_NAMETYPE, "A supplied name was of an unsupported type"},
    {GSS_S_BAD_BINDINGS, "Incorrect channel bindings were supplied"},
    {GSS_S_BAD_STATUS, "An invalid status code was supplied"},
    {GSS_S_BAD_MIC, "A token had an invalid message integrity check"},
    {GSS_S_NO_CRED,
     "No credentials were supplied, or the credentials were unavailable or inaccessible"},
    {GSS_S_NO_CONTEXT, "No context has been established"},
    {GSS_S_DEFECTIVE_TOKEN, "A token was invalid"},
    {GSS_S_DEFECTIVE_CREDENTIAL, "A credential was invalid"},
    {GSS_S_CREDENTIALS_EXPIRED, "The referenced credentials have expired"},
    {GSS_S_CONTEXT_EXPIRED, "The context has expired"},
    {GSS_S_FAILURE, "Unspecified failure; the minor status tells more"},
    {GSS_S_BAD_QOP, "The quality of protection requested could not be provided"},
    {GSS_S_UNAUTHORIZED, "The operation is forbidden by local security policy"},
    {GSS_S_UNAVAILABLE, "The operation or option is unavailable"},
    {GSS_S_DUPLICATE_ELEMENT, "The requested credential element already exists"},
    {GSS_S_NAME_NOT_MN, "The provided name was not a mechanism name"},
    {GSS_S_BAD_MECH_ATTR, "An unknown mechanism attribute was supplied"},
    {GSS_S_CONTINUE_NEEDED, "The routine must be called again to complete its function"},
    {GSS_S_DUPLICATE_TOKEN, "The token was a duplicate of an earlier token"},
    {GSS_S_OLD_TOKEN, "The token's validity period has expired"},
    {GSS_S_UNSEQ_TOKEN, "A later token has already been processed"},
    {GSS_S_GAP_TOKEN, "An expected per-message token was not received"},
};

static const char *status_sentence(OM_uint32 status)
{
    for (size_t i = 0; i < sizeof(status_sentences) / sizeof(status_sentences[0]); i++) {
        if (status_sentences[i].status == status)
            return status_sentences[i].sentence;
    }
    return NULL;
}

/* The conditions in VALUE, in the order in which they are told; their number. */
static OM_uint32 status_split(OM_uint32 value, OM_uint32 parts[STATUS_MESSAGES_MAX])
{
    OM_uint32 count = 0;

    if (GSS_CALLING_ERROR(value) != 0)
        parts[count++] = GSS_CALLING_ERROR(value);
    if (GSS_ROUTINE_ERROR(value) != 0)
        parts[count++] = GSS_ROUTINE_ERROR(value);
    for (OM_uint32 bit = 1; bit <= GSS_C_SUPPLEMENTARY_MASK; bit <<= 1) {
        if ((value & bit) != 0)
            parts[count++] = bit;
    }
    if (count == 0)
        parts[count++] = GSS_S_COMPLETE;
    return count;
}

static OM_uint32 display_major(OM_uint32 *minor, OM_uint32 value, OM_uint32 *message_context,
                               gss_buffer_t text)
{
    OM_uint32 parts[STATUS_MESSAGES_MAX];
    OM_uint32 count = status_split(value, parts);
    OM_uint32 at = *message_context;
    const char *sentence = NULL;
    OM_uint32 major;

    *message_context = 0;
    for (OM_uint32 i = count; i-- > 0;) {
        const char *part = status_sentence(parts[i]);

        if (part == NULL) /* one unknown condition makes the whole value unknown */
            return minor_fail(minor, MINOR_BAD_STATUS, GSS_S_BAD_STATUS);
        if (i == at)
            sentence = part;
    }
    if (sentence == NULL)
        return minor_fail(minor, MINOR_BAD_STATUS, GSS_S_BAD_STATUS);
    major = buffer_set_text(minor, text, sentence, strlen(sentence));
    if (major == GSS_S_COMPLETE && at + 1 < count)
        *message_context = at + 1;
    return major;
}

static bool mech_explains(const struct mech *mech, OM_uint32 value, char *text, size_t size)
{
    return mech->display_minor != NULL && mech->display_minor(mech, value, text, size);
}

/* Of one that negotiates, the code is that of a mechanism inside. The first one of all is asked
 * last: libkrb5 has a text for every number. */
static bool mechs_explain(const struct mech *mech, OM_uint32 value, char *text, size_t size)
{
    const struct mech *const *all = registry_list();

    if (mech == NULL || !mech->negotiates)
        return mech != NULL && mech_explains(mech, value, text, size);
    for (size_t i = registry_count(all); i-- > 0;) {
        if (!all[i]->negotiates && mech_explains(all[i], value, text, size))
            return true;
    }
    return false;
}

static OM_uint32 display_minor(OM_uint32 *minor, OM_uint32 value, gss_OID mech_type,
                               OM_uint32 *message_context, gss_buffer_t text)
{
    /* Without a mechanism's name: the default one itself, for an interposer that asks back so. */
    const struct mech *mech = registry_mechs[0];
    OM_uint32 at = *message_context, major;
    char sentence[STATUS_TEXT_SIZE];

    *message_context = 0;
    if (mech_type != GSS_C_NO_OID) {
        major = registry_select(minor, mech_type, &mech);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    if (at != 0)
        return minor_fail(minor, MINOR_BAD_STATUS, GSS_S_BAD_STATUS);
    if (value == 0)
        snprintf(sentence, sizeof(sentence), "No error");
    else if (!minor_get_sentence(value, sentence, sizeof(sentence)) &&
             !mechs_explain(mech, value, sentence, sizeof(sentence)))
        return minor_fail(minor, MINOR_BAD_STATUS, GSS_S_BAD_STATUS);
    return buffer_set_text(minor, text, sentence, strlen(sentence));
}

OM_uint32 gss_display_status(OM_uint32 *minor, OM_uint32 status_value, int status_type,
                             gss_OID mech_type, OM_uint32 *message_context,
                             gss_buffer_t status_string)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    call_empty_buffer(status_string);
    if (message_context == NULL || status_string == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    switch (status_type) {
    case GSS_C_GSS_CODE:
        return display_major(minor, status_value, message_context, status_string);
    case GSS_C_MECH_CODE:
        return display_minor(minor, status_value, mech_type, message_context, status_string);
    default:
        *message_context = 0;
        return minor_fail(minor, MINOR_BAD_STATUS, GSS_S_BAD_STATUS);
    }
}
