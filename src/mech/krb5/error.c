#include <stdio.h>

#include "base/minor.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/library.h"

enum { KRB5_ERR_MAX = 127 }; /* RFC 4120 s.7.5.9 */

/* The protocol's number of a failure (RFC 4120 s.7.5.9). */
static krb5_ui_4 error_number(krb5_error_code code)
{
    if (code > ERROR_TABLE_BASE_krb5 && code <= ERROR_TABLE_BASE_krb5 + KRB5_ERR_MAX)
        return (krb5_ui_4)(code - ERROR_TABLE_BASE_krb5);
    return (krb5_ui_4)(KRB5KRB_ERR_GENERIC - ERROR_TABLE_BASE_krb5);
}

void krb5_error_write(krb5_context library, krb5_error_code code, krb5_const_principal server,
                      bool framed, gss_buffer_t token)
{
    krb5_data message = {0};
    krb5_error error = {.error = error_number(code)};

    /* No text: libkrb5's sentences name files of this host, and the peer is not known. */
    error.server = (krb5_principal)(server != NULL ? server : krb5_anonymous_principal());
    if (krb5_us_timeofday(library, &error.stime, &error.susec) != 0 ||
        krb5_mk_error(library, &error, &message) != 0)
        return;
    (void)krb5_token_write(KRB5_TOKEN_ERROR, framed, message.data, message.length, token);
    krb5_free_data_contents(library, &message);
}

OM_uint32 krb5_error_read(OM_uint32 *minor, krb5_context library, gss_const_buffer_t message)
{
    krb5_data data = {.length = (unsigned)message->length, .data = message->value};
    krb5_error *error = NULL;
    krb5_error_code code = krb5_rd_error(library, &data, &error);
    char sentence[200];
    const char *text;

    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_DEFECTIVE_TOKEN);
    code = ERROR_TABLE_BASE_krb5 + (krb5_error_code)(error->error & KRB5_ERR_MAX);
    krb5_clear_error_message(library);
    text = krb5_get_error_message(library, code);
    snprintf(sentence, sizeof(sentence), "The peer answered with an error: %s",
             text != NULL ? text : "unknown");
    minor_set_detail((OM_uint32)code, sentence);
    if (minor != NULL)
        *minor = (OM_uint32)code;
    krb5_free_error_message(library, text);
    krb5_free_error(library, error);
    return GSS_S_FAILURE;
}
