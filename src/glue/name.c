#include "glue/name.h"

#include <stdlib.h>

#include "base/oid.h"
#include "base/secret.h"
#include "glue/call.h"
#include "glue/registry.h"

gss_name_t name_create(void)
{
    return calloc(1, sizeof(struct gss_name_struct));
}

void name_set_mn(gss_name_t name, const struct mech *mech, void **inner)
{
    name->mech = mech;
    name->inner = *inner; /* now the name's */
    *inner = NULL;
}

OM_uint32 name_create_mn(OM_uint32 *minor, const struct mech *mech, void **inner, gss_name_t *name)
{
    *name = name_create();
    if (*name == NULL) {
        mech->release_name(inner);
        return call_fail_memory(minor);
    }
    name_set_mn(*name, mech, inner);
    return GSS_S_COMPLETE;
}

void name_drop_elements(gss_name_t name)
{
    struct name_element *element, *next;

    for (element = atomic_load(&name->elements); element != NULL; element = next) {
        next = element->next;
        element->mech->release_name(&element->inner);
        free(element);
    }
    atomic_store(&name->elements, NULL);
}

void name_free(gss_name_t *name)
{
    gss_name_t old = *name;

    *name = GSS_C_NO_NAME;
    if (old == GSS_C_NO_NAME)
        return;
    if (old->inner != NULL)
        old->mech->release_name(&old->inner);
    name_drop_elements(old);
    free(old->text);
    free(old);
}

bool name_is_for(const struct gss_name_struct *name, const struct mech *mech)
{
    if (name->mech == NULL)
        return registry_takes_name_type(mech, name->type);
    /* One that negotiates keeps what the caller gave, of which each mechanism makes its form. */
    return oid_equal(&name->mech->oid, &mech->oid) || name->mech->negotiates;
}

static const struct name_element *name_find_element(const struct name_element *from,
                                                    const struct mech *mech)
{
    while (from != NULL && from->mech != mech)
        from = from->next;
    return from;
}

/* An MN of an interposer's for the mechanism behind it, or the other way: by its exported form. */
static OM_uint32 name_convert(OM_uint32 *minor, const struct gss_name_struct *name,
                              const struct mech *mech, void **inner)
{
    gss_buffer_desc exported;
    struct writer out;
    OM_uint32 major;

    writer_init(&out);
    major = name->mech->export_name(minor, name->inner, &out);
    exported = (gss_buffer_desc){out.length, out.data};
    if (major == GSS_S_COMPLETE && !writer_ok(&out))
        major = call_fail_memory(minor);
    if (major == GSS_S_COMPLETE)
        major = mech->import_name(mech, minor, &exported, GSS_C_NT_EXPORT_NAME, inner);
    writer_free(&out);
    return major;
}

/* The mechanism's form of an MN of one that negotiates. */
static OM_uint32 name_import_kept(OM_uint32 *minor, const struct gss_name_struct *name,
                                  const struct mech *mech, void **inner)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_OID type;
    OM_uint32 major = name->mech->display_name(minor, name->inner, &text, &type);

    if (major != GSS_S_COMPLETE)
        return major;
    if (registry_takes_name_type(mech, type))
        major = mech->import_name(mech, minor, &text, type, inner);
    else
        major = minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    secret_release_buffer(&text);
    return major;
}

/* Makes and keeps the mechanism's form. Of two threads that make it at once, both keep theirs:
 * what either has handed out must live as long as the name. */
static OM_uint32 name_add_element(OM_uint32 *minor, gss_name_t name, const struct mech *mech,
                                  const void **inner)
{
    gss_buffer_desc text = {name->length, name->text};
    struct name_element *element = calloc(1, sizeof(*element));
    OM_uint32 major;

    if (element == NULL)
        return call_fail_memory(minor);
    element->mech = mech;
    if (name->mech != NULL && name->mech->negotiates)
        major = name_import_kept(minor, name, mech, &element->inner);
    else if (name->mech != NULL)
        major = name_convert(minor, name, mech, &element->inner);
    else
        major = mech->import_name(mech, minor, &text, name->type, &element->inner);
    if (major != GSS_S_COMPLETE) {
        free(element);
        return major;
    }
    *inner = element->inner;
    element->next = atomic_load(&name->elements);
    while (!atomic_compare_exchange_weak(&name->elements, &element->next, element))
        continue;
    return GSS_S_COMPLETE;
}

OM_uint32 name_element(OM_uint32 *minor, gss_name_t name, const struct mech *mech,
                       const void **inner)
{
    const struct name_element *found;

    *inner = NULL;
    if (!name_is_for(name, mech))
        return name->mech != NULL ? minor_fail(minor, MINOR_WRONG_MECH, GSS_S_BAD_NAMETYPE)
                                  : minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    if (name->mech == mech) {
        *inner = name->inner;
        return GSS_S_COMPLETE;
    }
    found = name_find_element(atomic_load(&name->elements), mech);
    if (found == NULL)
        return name_add_element(minor, name, mech, inner);
    *inner = found->inner;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_name(OM_uint32 *minor, gss_name_t *name)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (name == NULL)
        return call_fail_write(minor, GSS_S_BAD_NAME);
    if (*name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    name_free(name);
    return GSS_S_COMPLETE;
}
