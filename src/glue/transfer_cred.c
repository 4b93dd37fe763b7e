/* gss_export_cred and gss_import_cred: sealed like contexts, but imported as often as one likes. */
#include <gss.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/registry.h"
#include "glue/transfer.h"
#include "transfer/transfer.h"

/* Within which a credential's token imports: as long as any token can live. */
static const struct transfer_policy cred_policy = {.lifetime = TRANSFER_LIFETIME_MAX};

static void export_head(const struct gss_cred_id_struct *cred, struct writer *body)
{
    static const gss_OID_desc none;
    size_t count = cred->neg_mechs != GSS_C_NO_OID_SET ? cred->neg_mechs->count : 0;

    write_u8(body, TRANSFER_CRED);
    oid_write_field(body, cred->negotiator != NULL ? &cred->negotiator->oid : &none);
    write_u16be(body, (uint16_t)count);
    for (size_t i = 0; i < count; i++)
        oid_write_field(body, &cred->neg_mechs->elements[i]);
    write_u16be(body, (uint16_t)cred->count);
}

static OM_uint32 export_element(OM_uint32 *minor, const struct cred_element *element,
                                struct writer *body)
{
    OM_uint32 major;
    size_t mark;

    if (element->mech->export_cred == NULL)
        return call_fail_unsupported(minor);
    oid_write_field(body, mech_selector(element->mech));
    write_u8(body, (uint8_t)element->usage);
    mark = write_open_u32be(body);
    major = element->mech->export_cred(minor, element->inner, body);
    write_close_u32be(body, mark);
    return major;
}

OM_uint32 gss_export_cred(OM_uint32 *minor, gss_cred_id_t cred_handle, gss_buffer_t token)
{
    struct transfer_export export;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(token);
    if (cred_handle == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (token == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    major = transfer_export_begin(minor, &cred_policy, INT64_MAX, &export);
    if (major != GSS_S_COMPLETE)
        return major;
    export_head(cred_handle, &export.body);
    for (size_t i = 0; major == GSS_S_COMPLETE && i < cred_handle->count; i++)
        major = export_element(minor, &cred_handle->elements[i], &export.body);
    if (major == GSS_S_COMPLETE && !writer_ok(&export.body))
        major = call_fail_memory(minor);
    if (major == GSS_S_COMPLETE)
        major = transfer_export_finish(minor, &export, token);
    else
        transfer_export_abort(&export);
    return major;
}

/* What negotiates for all elements, if something does, and what it is limited to. */
static OM_uint32 import_negotiation(OM_uint32 *minor, struct reader *body, gss_cred_id_t cred)
{
    gss_OID_desc negotiator = oid_read_field(body), mech;
    uint16_t count = read_u16be(body);

    if (negotiator.length != 0) {
        cred->negotiator = registry_find(&negotiator);
        if (cred->negotiator == NULL || !cred->negotiator->negotiates)
            return minor_fail(minor, MINOR_NO_MECH, GSS_S_UNAVAILABLE);
    }
    if (count != 0 && reader_ok(body)) {
        cred->neg_mechs = oid_set_create();
        if (cred->neg_mechs == GSS_C_NO_OID_SET)
            return call_fail_memory(minor);
    }
    for (uint16_t i = 0; reader_ok(body) && i < count; i++) {
        mech = oid_read_field(body);
        if (mech.length == 0)
            reader_fail(body);
        else if (!oid_set_add(cred->neg_mechs, &mech))
            return call_fail_memory(minor);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 import_element(OM_uint32 *minor, struct reader *body, gss_cred_id_t cred)
{
    gss_OID_desc oid = oid_read_field(body);
    uint8_t usage = read_u8(body);
    struct reader state = read_sub_u32be(body);
    const struct mech *mech;
    void *inner = NULL;
    OM_uint32 major;

    if (!reader_ok(body) || !cred_usage_is_valid(usage))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    mech = registry_find(&oid);
    if (mech == NULL) /* sealed by a library that has more mechanisms than this one */
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_UNAVAILABLE);
    if (mech->import_cred == NULL)
        return call_fail_unsupported(minor);
    major = mech->import_cred(mech, minor, &state, &inner);
    if (major == GSS_S_COMPLETE)
        cred_append(cred, mech, usage, &inner);
    return major;
}

static OM_uint32 import_body(OM_uint32 *minor, struct reader *body, gss_cred_id_t *cred)
{
    enum { ELEMENT_LEAST = 7 }; /* of bytes: so many elements cannot be more than the body has */
    uint8_t kind = read_u8(body);
    struct gss_cred_id_struct head = {0};
    OM_uint32 major = GSS_S_COMPLETE;
    uint16_t count;

    *cred = GSS_C_NO_CREDENTIAL;
    if (kind == TRANSFER_CONTEXT)
        return minor_fail(minor, MINOR_TOKEN_OF_CONTEXT, GSS_S_DEFECTIVE_TOKEN);
    if (kind != TRANSFER_CRED)
        return minor_fail(minor, MINOR_TOKEN_VERSION, GSS_S_DEFECTIVE_TOKEN);
    major = import_negotiation(minor, body, &head);
    count = read_u16be(body);
    if (major == GSS_S_COMPLETE && (!reader_ok(body) || count > body->left / ELEMENT_LEAST))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major == GSS_S_COMPLETE && (*cred = cred_create(count)) == GSS_C_NO_CREDENTIAL)
        major = call_fail_memory(minor);
    if (major != GSS_S_COMPLETE) {
        oid_set_free(&head.neg_mechs);
        return major;
    }
    (*cred)->negotiator = head.negotiator;
    (*cred)->neg_mechs = head.neg_mechs; /* now the credential's */
    for (uint16_t i = 0; major == GSS_S_COMPLETE && i < count; i++)
        major = import_element(minor, body, *cred);
    if (major == GSS_S_COMPLETE && !reader_at_end(body))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major != GSS_S_COMPLETE)
        cred_free(cred);
    return major;
}

OM_uint32 gss_import_cred(OM_uint32 *minor, gss_buffer_t token, gss_cred_id_t *cred_handle)
{
    struct transfer_import import = {0};
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (cred_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CRED);
    *cred_handle = GSS_C_NO_CREDENTIAL;
    if (!call_buffer_is_sound(token))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    if (token->length == 0)
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = transfer_import_open(minor, token, &import);
    if (major == GSS_S_NO_CONTEXT) /* expired, in the words of contexts */
        return GSS_S_CREDENTIALS_EXPIRED;
    if (major != GSS_S_COMPLETE)
        return major;
    major = import_body(minor, &import.body, cred_handle);
    transfer_import_close(&import); /* without a claim: it may be imported again */
    return major;
}
