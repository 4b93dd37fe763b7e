/*
 * An interposer for tests: 2.999.2. It stands before the mechanisms that
 * $TEST_INTERPOSES names ("krb5", "toy", "spnego"), does what they do by calling
 * the library again, and leaves a mark on each displayed name.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "plugin/interposer.h"
#include "plugin/toy_plugin.h"

#define SELF "\x88\x37\x02"

static gss_OID_desc krb5_oid = {9, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
static gss_OID_desc toy_oid = {3, (void *)TOY_PLUGIN_OID_BYTES};
static gss_OID_desc spnego_oid = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};
static gss_OID_desc behind_spnego = {9, (void *)SELF "\x2b\x06\x01\x05\x05\x02"};
static gss_OID_desc behind_krb5 = {12, (void *)SELF "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
static gss_OID_desc behind_toy = {6, (void *)SELF TOY_PLUGIN_OID_BYTES};

/* A library may be used by what it is loading. */
__attribute__((constructor)) static void interposer_begin(void)
{
    gss_OID_set mechs;
    OM_uint32 minor;

    if (gss_indicate_mechs(&minor, &mechs) != GSS_S_COMPLETE || mechs->count == 0)
        abort();
    gss_release_oid_set(&minor, &mechs);
}

static bool interposes(const char *name)
{
    const char *names = getenv("TEST_INTERPOSES");

    return names != NULL && strstr(names, name) != NULL;
}

gss_OID_set gss_mech_interposer(gss_OID oid)
{
    gss_OID_set set;
    OM_uint32 minor;

    if (oid->length != 3 || memcmp(oid->elements, SELF, 3) != 0 ||
        getenv("TEST_INTERPOSES") == NULL)
        return GSS_C_NO_OID_SET;
    gss_create_empty_oid_set(&minor, &set);
    if (interposes("krb5"))
        gss_add_oid_set_member(&minor, &krb5_oid, &set);
    if (interposes("spnego"))
        gss_add_oid_set_member(&minor, &spnego_oid, &set);
    if (interposes("toy"))
        gss_add_oid_set_member(&minor, &toy_oid, &set);
    return set;
}

static gss_OID behind(gss_const_OID mech)
{
    if (gss_oid_equal(mech, &spnego_oid))
        return &behind_spnego;
    return gss_oid_equal(mech, &krb5_oid) ? &behind_krb5 : &behind_toy;
}

static gss_OID_set behind_set(gss_OID_set mechs)
{
    gss_OID_set set;
    OM_uint32 minor;

    gss_create_empty_oid_set(&minor, &set);
    for (size_t i = 0; i < mechs->count; i++)
        gss_add_oid_set_member(&minor, behind(&mechs->elements[i]), &set);
    return set;
}

/* Names. */

/* An exported name of the mechanism behind: with that one's identifier. */
static void interposer_rename(gss_const_buffer_t exported, gss_OID mech, gss_buffer_t renamed)
{
    const unsigned char *bytes = exported->value;
    size_t oid = bytes[5], body = 6 + oid;
    unsigned char *out = malloc(exported->length + 3);

    memcpy(out, bytes, 6);
    out[3] = (unsigned char)(bytes[3] + 3);
    out[5] = (unsigned char)mech->length;
    memcpy(out + 6, mech->elements, mech->length);
    memcpy(out + 6 + mech->length, bytes + body, exported->length - body);
    renamed->value = out;
    renamed->length = exported->length + 3;
}

OM_uint32 gssi_import_name_by_mech(OM_uint32 *minor, gss_OID mech, gss_buffer_t text, gss_OID type,
                                   gss_name_t *name)
{
    gss_buffer_desc renamed;
    gss_name_t imported;
    OM_uint32 major, ignored;

    if (gss_oid_equal(type, GSS_C_NT_EXPORT_NAME)) {
        interposer_rename(text, behind(mech), &renamed);
        major = gss_import_name(minor, &renamed, type, name);
        free(renamed.value);
        return major;
    }
    major = gss_import_name(minor, text, type, &imported);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gss_canonicalize_name(minor, imported, behind(mech), name);
    gss_release_name(&ignored, &imported);
    return major;
}

OM_uint32 gssi_display_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t text, gss_OID *type)
{
    gss_buffer_desc plain;
    OM_uint32 ignored, major = gss_display_name(minor, name, &plain, type);
    char *marked;

    if (major != GSS_S_COMPLETE)
        return major;
    marked = malloc(plain.length + sizeof(INTERPOSER_MARK));
    memcpy(marked, plain.value, plain.length);
    memcpy(marked + plain.length, INTERPOSER_MARK, sizeof(INTERPOSER_MARK));
    text->value = marked;
    text->length = plain.length + strlen(INTERPOSER_MARK);
    gss_release_buffer(&ignored, &plain);
    return GSS_S_COMPLETE;
}

OM_uint32 gssi_release_name(OM_uint32 *minor, gss_name_t *name)
{
    return gss_release_name(minor, name);
}

OM_uint32 gssi_duplicate_name(OM_uint32 *minor, const gss_name_t name, gss_name_t *copy)
{
    return gss_duplicate_name(minor, name, copy);
}

OM_uint32 gssi_compare_name(OM_uint32 *minor, gss_name_t a, gss_name_t b, int *equal)
{
    return gss_compare_name(minor, a, b, equal);
}

OM_uint32 gssi_export_name(OM_uint32 *minor, const gss_name_t name, gss_buffer_t exported)
{
    return gss_export_name(minor, name, exported);
}

/* Credentials. */

OM_uint32 gssi_acquire_cred(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req,
                            gss_OID_set mechs, gss_cred_usage_t usage, gss_cred_id_t *cred,
                            gss_OID_set *actual, OM_uint32 *time_rec)
{
    gss_OID_set real = behind_set(mechs);
    OM_uint32 ignored, major;

    (void)actual;
    major = gss_acquire_cred(minor, name, time_req, real, usage, cred, NULL, time_rec);
    gss_release_oid_set(&ignored, &real);
    return major;
}

OM_uint32 gssi_release_cred(OM_uint32 *minor, gss_cred_id_t *cred)
{
    return gss_release_cred(minor, cred);
}

OM_uint32 gssi_inquire_cred_by_mech(OM_uint32 *minor, gss_cred_id_t cred, gss_OID mech,
                                    gss_name_t *name, OM_uint32 *initiator, OM_uint32 *acceptor,
                                    gss_cred_usage_t *usage)
{
    return gss_inquire_cred_by_mech(minor, cred, behind(mech), name, initiator, acceptor, usage);
}

/* Contexts. */

OM_uint32 gssi_init_sec_context(OM_uint32 *minor, gss_cred_id_t cred, gss_ctx_id_t *context,
                                gss_name_t target, gss_OID mech, OM_uint32 req_flags,
                                OM_uint32 time_req, gss_channel_bindings_t bindings,
                                gss_buffer_t input, gss_OID *actual, gss_buffer_t output,
                                OM_uint32 *ret_flags, OM_uint32 *time_rec)
{
    return gss_init_sec_context(minor, cred, context, target, behind(mech), req_flags, time_req,
                                bindings, input, actual, output, ret_flags, time_rec);
}

/* The credential tells the library that the mechanism behind is meant. */
OM_uint32 gssi_accept_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_cred_id_t cred,
                                  gss_buffer_t input, gss_channel_bindings_t bindings,
                                  gss_name_t *source, gss_OID *mech, gss_buffer_t output,
                                  OM_uint32 *ret_flags, OM_uint32 *time_rec,
                                  gss_cred_id_t *delegated)
{
    gss_cred_id_t own = GSS_C_NO_CREDENTIAL;
    gss_OID_desc both[] = {behind_krb5, behind_toy};
    gss_OID_set_desc set = {2, both};
    OM_uint32 ignored, major = GSS_S_COMPLETE;

    if (cred == GSS_C_NO_CREDENTIAL)
        major = gss_acquire_cred(minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &set, GSS_C_ACCEPT, &own,
                                 NULL, NULL);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gss_accept_sec_context(minor, context, cred != GSS_C_NO_CREDENTIAL ? cred : own, input,
                                   bindings, source, mech, output, ret_flags, time_rec, delegated);
    gss_release_cred(&ignored, &own);
    return major;
}

OM_uint32 gssi_delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    return gss_delete_sec_context(minor, context, token);
}

OM_uint32 gssi_context_time(OM_uint32 *minor, gss_ctx_id_t context, OM_uint32 *time_rec)
{
    return gss_context_time(minor, context, time_rec);
}

OM_uint32 gssi_inquire_context(OM_uint32 *minor, gss_ctx_id_t context, gss_name_t *source,
                               gss_name_t *target, OM_uint32 *lifetime, gss_OID *mech,
                               OM_uint32 *flags, int *initiated, int *open)
{
    return gss_inquire_context(minor, context, source, target, lifetime, mech, flags, initiated,
                               open);
}

OM_uint32 gssi_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    return gss_export_sec_context(minor, context, token);
}

OM_uint32 gssi_import_sec_context_by_mech(OM_uint32 *minor, gss_OID mech, gss_buffer_t token,
                                          gss_ctx_id_t *context)
{
    if (!gss_oid_equal(mech, &krb5_oid) && !gss_oid_equal(mech, &toy_oid))
        return GSS_S_BAD_MECH;
    return gss_import_sec_context(minor, token, context);
}

OM_uint32 gssi_display_status(OM_uint32 *minor, OM_uint32 value, int type, gss_OID mech,
                              OM_uint32 *more, gss_buffer_t text)
{
    /* Debian's of gssproxy asks without a mechanism. */
    if (getenv("TEST_ASKS_NAMELESS") != NULL)
        mech = GSS_C_NO_OID;
    else
        mech = behind(mech);
    return gss_display_status(minor, value, type, mech, more, text);
}

/* Messages. */

OM_uint32 gssi_get_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop, gss_buffer_t message,
                       gss_buffer_t token)
{
    return gss_get_mic(minor, context, qop, message, token);
}

OM_uint32 gssi_verify_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t message,
                          gss_buffer_t token, gss_qop_t *qop)
{
    return gss_verify_mic(minor, context, message, token, qop);
}

OM_uint32 gssi_wrap(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                    gss_buffer_t message, int *conf_state, gss_buffer_t token)
{
    return gss_wrap(minor, context, conf, qop, message, conf_state, token);
}

OM_uint32 gssi_unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token,
                      gss_buffer_t message, int *conf_state, gss_qop_t *qop)
{
    return gss_unwrap(minor, context, token, message, conf_state, qop);
}
