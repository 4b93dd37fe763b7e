/* gss_krb5_export_lucid_sec_context: MIT's. */
#include <gss/krb5-lucid.h>

#include "base/buffer_set.h"
#include "base/oid.h"
#include "glue/call.h"
#include "glue/context.h"
#include "glue/krb5_ext.h"
#include "mech/krb5/inquiry.h"

/* An arc of the object identifier is the version. */
enum { VERSION_MOST = 127 };

OM_uint32 gss_krb5_export_lucid_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                                            OM_uint32 version, void **kctx)
{
    uint8_t arcs[] = KRB5_INQUIRE_LUCID; /* the final NUL is for the version */
    gss_OID_desc what = {sizeof(arcs), arcs};
    gss_buffer_set_t answers;
    struct reader in;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (kctx != NULL)
        *kctx = NULL;
    if (context_handle == NULL)
        return call_fail_read(minor, GSS_S_NO_CONTEXT);
    if (kctx == NULL)
        return call_fail_write(minor, 0);
    if (version > VERSION_MOST)
        return minor_fail(minor, MINOR_LUCID_VERSION, GSS_S_FAILURE);
    arcs[sizeof(arcs) - 1] = (uint8_t)version;
    major = krb5_ext_inquire(minor, *context_handle, &what, &answers);
    if (major != GSS_S_COMPLETE)
        return major;
    reader_init(&in, answers->elements[0].value, answers->elements[0].length);
    read_copy(&in, kctx, sizeof(*kctx)); /* now the caller's */
    buffer_set_free(&answers);
    context_free(context_handle); /* cannot fail: from here on the context is what KCTX has */
    return GSS_S_COMPLETE;
}
