#include "mech/krb5/attributes.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/minor.h"

struct krb5_attributes {
    atomic_uint owners;
    struct krb5_evidence *evidence;          /* BYTES are the ticket's elements; otherwise NULL */
    struct krb5_attributes *_Atomic settled; /* made of them */
    struct krb5_vouched vouched;
    size_t length;
    uint8_t bytes[];
};

struct krb5_attributes *krb5_attributes_share(struct krb5_attributes *attributes)
{
    if (attributes != NULL)
        atomic_fetch_add_explicit(&attributes->owners, 1, memory_order_relaxed);
    return attributes;
}

void krb5_attributes_release(struct krb5_attributes *attributes)
{
    if (attributes == NULL ||
        atomic_fetch_sub_explicit(&attributes->owners, 1, memory_order_acq_rel) != 1)
        return;
    krb5_evidence_release(attributes->evidence);
    krb5_attributes_release(atomic_load(&attributes->settled));
    free(attributes);
}

/* From the form that the header tells, checked before. */
static OM_uint32 attributes_make(OM_uint32 *minor, struct reader form,
                                 const struct krb5_vouched *vouched, struct krb5_attributes **made)
{
    *made = malloc(sizeof(**made) + form.left);
    if (*made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    atomic_init(&(*made)->owners, 1);
    atomic_init(&(*made)->settled, NULL);
    (*made)->evidence = NULL;
    (*made)->vouched = *vouched;
    (*made)->length = form.left;
    read_copy(&form, (*made)->bytes, form.left);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_attributes_of_ticket(OM_uint32 *minor, struct reader elements,
                                    const struct krb5_vouched *vouched,
                                    struct krb5_attributes **made)
{
    OM_uint32 major = GSS_S_COMPLETE;
    struct reader found, form;
    struct writer out;
    size_t mark;

    *made = NULL;
    writer_init(&out);
    mark = write_open_u32be(&out);
    if (krb5_authdata_find(elements, KRB5_AUTHDATA_WIN2K_PAC, &found))
        write_bytes(&out, found.next, found.left);
    write_close_u32be(&out, mark);
    if (vouched->cammac && krb5_authdata_find(elements, KRB5_AUTHDATA_CAMMAC, &found))
        krb5_cammac_write_indicators(found, &out);
    reader_init(&form, out.data, out.length);
    if (!writer_ok(&out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    else if (out.length > sizeof(uint32_t))
        major = attributes_make(minor, form, vouched, made);
    writer_free(&out);
    return major;
}

OM_uint32 krb5_attributes_await(OM_uint32 *minor, struct reader elements,
                                struct krb5_evidence *evidence, struct krb5_attributes **made)
{
    const struct krb5_vouched nobody = {0};
    OM_uint32 major = attributes_make(minor, elements, &nobody, made);

    if (major == GSS_S_COMPLETE)
        (*made)->evidence = krb5_evidence_share(evidence);
    return major;
}

OM_uint32 krb5_attributes_settle(OM_uint32 *minor, krb5_context library,
                                 struct krb5_attributes *attributes,
                                 const struct krb5_attributes **settled)
{
    struct krb5_attributes *made, *before = NULL;
    struct krb5_vouched vouched;
    struct reader elements;
    OM_uint32 major;

    *settled = attributes;
    if (attributes == NULL || attributes->evidence == NULL)
        return GSS_S_COMPLETE;
    *settled = atomic_load(&attributes->settled);
    if (*settled != NULL)
        return GSS_S_COMPLETE;
    reader_init(&elements, attributes->bytes, attributes->length);
    vouched = krb5_evidence_check(library, attributes->evidence, elements);
    major = krb5_attributes_of_ticket(minor, elements, &vouched, &made);
    if (major != GSS_S_COMPLETE || made == NULL)
        return major;
    if (!atomic_compare_exchange_strong(&attributes->settled, &before, made)) {
        krb5_attributes_release(made); /* another thread's came first */
        made = before;
    }
    *settled = made;
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_attributes_read(OM_uint32 *minor, struct reader *in, struct krb5_attributes **made)
{
    const struct krb5_vouched nobody = {0};
    struct reader form = *in;

    *made = NULL;
    (void)read_sub_u32be(in);
    while (reader_ok(in) && in->left != 0)
        (void)read_sub_u16be(in);
    if (!reader_ok(in))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    return form.left > sizeof(uint32_t) ? attributes_make(minor, form, &nobody, made)
                                        : GSS_S_COMPLETE;
}

void krb5_attributes_write(const struct krb5_attributes *attributes, struct writer *out)
{
    if (attributes == NULL)
        write_u32be(out, 0); /* no PAC, and nothing after it */
    else
        write_bytes(out, attributes->bytes, attributes->length);
}

/* The indicators' bytes; *PAC is what comes before. */
static struct reader attributes_split(const struct krb5_attributes *attributes, struct reader *pac)
{
    struct reader in;

    if (attributes == NULL) {
        reader_init(&in, NULL, 0);
        *pac = in;
        return in;
    }
    reader_init(&in, attributes->bytes, attributes->length);
    *pac = read_sub_u32be(&in);
    return in;
}

struct reader krb5_attributes_pac(const struct krb5_attributes *attributes)
{
    struct reader pac;

    (void)attributes_split(attributes, &pac);
    return pac;
}

struct reader krb5_attributes_indicators(const struct krb5_attributes *attributes)
{
    struct reader pac;

    return attributes_split(attributes, &pac);
}

bool krb5_attributes_pac_is_vouched(const struct krb5_attributes *attributes)
{
    return attributes != NULL && attributes->vouched.pac;
}

bool krb5_attributes_indicators_are_vouched(const struct krb5_attributes *attributes)
{
    return attributes != NULL && attributes->vouched.cammac;
}
