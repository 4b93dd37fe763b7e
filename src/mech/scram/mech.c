#include "mech/scram/scram_mech.h"

#include "base/attribute.h"
#include "base/oid.h"
#include "mech/scram/context.h"
#include "mech/scram/cred.h"
#include "mech/scram/name.h"

/* The entries that need to know which mechanism they are of. */
#define SCRAM_ENTRIES(mech, hash)                                                                  \
    static OM_uint32 mech##_acquire(OM_uint32 *minor, const void *name, OM_uint32 time_req,        \
                                    gss_cred_usage_t usage, void **cred)                           \
    {                                                                                              \
        struct mech_cred_args args = {.name = name, .time_req = time_req, .usage = usage};         \
                                                                                                   \
        return scram_cred_acquire(minor, hash, &args, cred);                                       \
    }                                                                                              \
                                                                                                   \
    static OM_uint32 mech##_acquire_from(OM_uint32 *minor, const struct mech_cred_args *args,      \
                                         void **cred)                                              \
    {                                                                                              \
        return scram_cred_acquire(minor, hash, args, cred);                                        \
    }                                                                                              \
                                                                                                   \
    static OM_uint32 mech##_init(OM_uint32 *minor, void **context,                                 \
                                 const struct mech_init_args *args, gss_buffer_t output,           \
                                 OM_uint32 *flags, int64_t *end_time)                              \
    {                                                                                              \
        return scram_context_init(minor, hash, context, args, output, flags, end_time);            \
    }                                                                                              \
                                                                                                   \
    static OM_uint32 mech##_accept(OM_uint32 *minor, void **context,                               \
                                   const struct mech_accept_args *args, gss_buffer_t output,       \
                                   OM_uint32 *flags, int64_t *end_time,                            \
                                   struct mech_accept_result *result)                              \
    {                                                                                              \
        return scram_context_accept(minor, hash, context, args, output, flags, end_time, result);  \
    }                                                                                              \
                                                                                                   \
    static OM_uint32 mech##_import(OM_uint32 *minor, struct reader *in, void **context)            \
    {                                                                                              \
        return scram_context_import(minor, hash, in, context);                                     \
    }

SCRAM_ENTRIES(sha256, &scram_sha256)
SCRAM_ENTRIES(sha1, &scram_sha1)

#define SCRAM_ATTRIBUTES                                                                           \
    ATTRIBUTE(MECH_CONCRETE), ATTRIBUTE(ITOK_FRAMED), ATTRIBUTE(AUTH_INIT), ATTRIBUTE(AUTH_TARG),  \
        ATTRIBUTE(AUTH_INIT_INIT), ATTRIBUTE(AUTH_TARG_INIT), ATTRIBUTE(INTEG_PROT),               \
        ATTRIBUTE(CONF_PROT), ATTRIBUTE(MIC), ATTRIBUTE(WRAP), ATTRIBUTE(PROT_READY),              \
        ATTRIBUTE(REPLAY_DET), ATTRIBUTE(OOS_DET), ATTRIBUTE(CBINDINGS), ATTRIBUTE(CTX_TRANS)

static const gss_const_OID sha256_attributes[] = {SCRAM_ATTRIBUTES, NULL};
static const gss_const_OID sha1_attributes[] = {SCRAM_ATTRIBUTES, ATTRIBUTE(DEPRECATED),
                                                ATTRIBUTE(NOT_DFLT_MECH), NULL};

/* What both have alike. */
#define SCRAM_COMMON                                                                               \
    .name_types = scram_name_types, .import_name = scram_name_import,                              \
    .display_name = scram_name_display, .export_name = scram_name_export,                          \
    .compare_name = scram_name_compare, .duplicate_name = scram_name_duplicate,                    \
    .release_name = scram_name_release, .duplicate_cred = scram_cred_duplicate,                    \
    .inquire_cred = scram_cred_inquire, .release_cred = scram_cred_release,                        \
    .delete_sec_context = scram_context_delete, .inquire_context = scram_context_inquire,          \
    .context_end_time = scram_context_end_time, .get_mic = scram_context_get_mic,                  \
    .verify_mic = scram_context_verify_mic, .wrap = scram_context_wrap,                            \
    .unwrap = scram_context_unwrap, .wrap_size_limit = scram_context_wrap_size_limit,              \
    .pseudo_random = scram_context_pseudo_random, .export_sec_context = scram_context_export

const struct mech scram_sha256_mech = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x12"),
    .name = "scram-sha-256",
    .sasl_name = "SCRAM-SHA-256",
    .description = "Password, by SCRAM with SHA-256 (RFC 7677)",
    .attributes = sha256_attributes,
    .acquire_cred = sha256_acquire,
    .acquire_cred_from = sha256_acquire_from,
    .init_sec_context = sha256_init,
    .accept_sec_context = sha256_accept,
    .import_sec_context = sha256_import,
    SCRAM_COMMON,
};

const struct mech scram_sha1_mech = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x0e"),
    .name = "scram-sha-1",
    .sasl_name = "SCRAM-SHA-1",
    .description = "Password, by SCRAM with SHA-1 (RFC 5802)",
    .attributes = sha1_attributes,
    .hidden = true,
    .acquire_cred = sha1_acquire,
    .acquire_cred_from = sha1_acquire_from,
    .init_sec_context = sha1_init,
    .accept_sec_context = sha1_accept,
    .import_sec_context = sha1_import,
    SCRAM_COMMON,
};
