/* Credentials of the toy plugin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

OM_uint32 toy_make_cred(OM_uint32 *minor, gss_name_t name, const char *otherwise,
                        gss_cred_usage_t usage, gss_cred_id_t *cred)
{
    struct toy_name *from = (struct toy_name *)name;
    struct toy_cred *made;

    *minor = 0;
    if (toy_fault("null cred"))
        return GSS_S_COMPLETE;
    if (from != NULL && strcmp(from->text, "nobody") == 0)
        return toy_fail(minor, GSS_S_NO_CRED);
    made = calloc(1, sizeof(*made));
    snprintf(made->name, sizeof(made->name), "%s", from != NULL ? from->text : otherwise);
    made->usage = usage;
    *cred = (gss_cred_id_t)made;
    return GSS_S_COMPLETE;
}

/* One credential is stored, by its name, in a place that has a name itself. */
static char toy_stored[64], toy_stored_in[64];

static OM_uint32 toy_store(OM_uint32 *minor, gss_cred_id_t cred, const char *place, bool overwrite,
                           bool make_default, gss_OID_set *mechs)
{
    *minor = 0;
    if (toy_stored[0] != '\0' && !overwrite)
        return toy_fail(minor, GSS_S_DUPLICATE_ELEMENT);
    toy_copy(toy_stored, ((struct toy_cred *)cred)->name, 63);
    toy_copy(toy_stored_in, make_default ? "default" : place, 63);
    *mechs = toy_set(&toy_oid, NULL);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_acquire_cred(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req, gss_OID_set mechs,
                           gss_cred_usage_t usage, gss_cred_id_t *cred, gss_OID_set *actual,
                           OM_uint32 *time_rec)
{
    (void)time_req;
    (void)actual;
    if (time_rec != NULL)
        *time_rec = GSS_C_INDEFINITE;
    if (mechs->count != 1 || !gss_oid_equal(&mechs->elements[0], &toy_oid))
        return toy_fail(minor, GSS_S_BAD_MECH);
    return toy_make_cred(minor, name, strcmp(toy_stored_in, "default") == 0 ? toy_stored : "toy",
                         usage, cred);
}

#ifdef TOY_MINIMAL
OM_uint32 gss_store_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_usage_t usage, gss_OID mech,
                         OM_uint32 overwrite, OM_uint32 make_default, gss_OID_set *mechs,
                         gss_cred_usage_t *stored)
{
    if (!gss_oid_equal(mech, &toy_oid))
        return toy_fail(minor, GSS_S_BAD_MECH);
    *stored = usage;
    return toy_store(minor, cred, "usual", overwrite, make_default, mechs);
}
#endif

OM_uint32 gss_release_cred(OM_uint32 *minor, gss_cred_id_t *cred)
{
    *minor = 0;
    free(*cred);
    *cred = GSS_C_NO_CREDENTIAL;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_name_t *name,
                           OM_uint32 *lifetime, gss_cred_usage_t *usage, gss_OID_set *mechs)
{
    struct toy_cred *from = (struct toy_cred *)cred;

    *minor = 0;
    if (mechs != NULL)
        *mechs = GSS_C_NO_OID_SET; /* as gss-ntlmssp */
    *name = toy_make_name(from->name);
#ifdef TOY_MINIMAL
    if (from->usage != GSS_C_INITIATE && strcmp(from->name, "toy") == 0)
        ((struct toy_name *)*name)->text[0] = '\0'; /* as gss-ntlmssp: no text at all */
#endif
    *lifetime = strcmp(from->name, "late") == 0 ? 0 : 1000;
    *usage = from->usage;
    return strcmp(from->name, "late") == 0 ? GSS_S_CREDENTIALS_EXPIRED : GSS_S_COMPLETE;
}

#ifndef TOY_MINIMAL
/* The password is the name backwards, of which only the first letter is looked at. */
OM_uint32 gssspi_acquire_cred_with_password(OM_uint32 *minor, const gss_name_t name,
                                            const gss_buffer_t password, OM_uint32 time_req,
                                            const gss_OID_set mechs, gss_cred_usage_t usage,
                                            gss_cred_id_t *cred, gss_OID_set *actual,
                                            OM_uint32 *time_rec)
{
    struct toy_name *from = (struct toy_name *)name;

    (void)time_req;
    (void)mechs;
    (void)actual;
    *time_rec = GSS_C_INDEFINITE;
    if (from == NULL || password->length == 0 ||
        *(char *)password->value != from->text[strlen(from->text) - 1])
        return toy_fail(minor, GSS_S_NO_CRED);
    return toy_make_cred(minor, name, "toy", usage, cred);
}

OM_uint32 gss_acquire_cred_from(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req,
                                gss_OID_set mechs, gss_cred_usage_t usage,
                                gss_const_key_value_set_t store, gss_cred_id_t *cred,
                                gss_OID_set *actual, OM_uint32 *time_rec)
{
    const char *otherwise = "toy";

    (void)time_req;
    (void)mechs;
    (void)actual;
    *time_rec = GSS_C_INDEFINITE;
    for (OM_uint32 i = 0; store != NULL && i < store->count; i++) {
        if (strcmp(store->elements[i].key, "toy") == 0)
            otherwise = store->elements[i].value;
        if (strcmp(store->elements[i].key, "place") == 0)
            otherwise = strcmp(store->elements[i].value, toy_stored_in) == 0 ? toy_stored : "none";
    }
    return toy_make_cred(minor, name, otherwise, usage, cred);
}

OM_uint32 gss_store_cred_into(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_usage_t usage,
                              gss_OID mech, OM_uint32 overwrite, OM_uint32 make_default,
                              gss_const_key_value_set_t store, gss_OID_set *mechs,
                              gss_cred_usage_t *stored)
{
    if (!gss_oid_equal(mech, &toy_oid) || usage != GSS_C_BOTH)
        return toy_fail(minor, GSS_S_BAD_MECH);
    *stored = GSS_C_INITIATE;
    return toy_store(minor, cred,
                     store != NULL && strcmp(store->elements[0].key, "place") == 0
                         ? store->elements[0].value
                         : "usual",
                     overwrite, make_default, mechs);
}

OM_uint32 gssspi_set_cred_option(OM_uint32 *minor, gss_cred_id_t *cred, const gss_OID option,
                                 const gss_buffer_t value)
{
    if (!gss_oid_equal(option, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    if (*cred == GSS_C_NO_CREDENTIAL)
        toy_make_cred(minor, GSS_C_NO_NAME, "made by an option", GSS_C_INITIATE, cred);
    toy_copy(((struct toy_cred *)*cred)->note, value->value, value->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_cred_by_oid(OM_uint32 *minor, const gss_cred_id_t cred, const gss_OID what,
                                  gss_buffer_set_t *answers)
{
    struct toy_cred *from = (struct toy_cred *)cred;
    gss_buffer_desc note = {strlen(from->note), from->note};

    if (!gss_oid_equal(what, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    return gss_add_buffer_set_member(minor, &note, answers);
}

OM_uint32 gss_acquire_cred_impersonate_name(OM_uint32 *minor, const gss_cred_id_t impersonator,
                                            const gss_name_t name, OM_uint32 time_req,
                                            const gss_OID_set mechs, gss_cred_usage_t usage,
                                            gss_cred_id_t *cred, gss_OID_set *actual,
                                            OM_uint32 *time_rec)
{
    (void)time_req;
    (void)mechs;
    (void)actual;
    *time_rec = GSS_C_INDEFINITE;
    if (strcmp(((struct toy_cred *)impersonator)->name, "service") != 0)
        return toy_fail(minor, GSS_S_UNAUTHORIZED);
    return toy_make_cred(minor, name, "toy", usage, cred);
}
#endif

OM_uint32 gss_export_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_buffer_t token)
{
    *minor = 0;
    toy_give(token, cred, sizeof(struct toy_cred));
    return GSS_S_COMPLETE;
}

OM_uint32 gss_import_cred(OM_uint32 *minor, gss_buffer_t token, gss_cred_id_t *cred)
{
    *minor = 0;
    if (token->length != sizeof(struct toy_cred))
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    *cred = malloc(token->length);
    memcpy(*cred, token->value, token->length);
    return GSS_S_COMPLETE;
}
