#include "mech/scram/scram_mech.h"

#include "base/attribute.h"
#include "base/oid.h"
#include "mech/scram/context.h"
#include "mech/scram/cred.h"
#include "mech/scram/hash.h"
#include "mech/scram/name.h"

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
    .not_negotiated = true, /* RFC 5801 s.14: not by SPNEGO */                                     \
        .name_types = scram_name_types, .import_name = scram_name_import,                          \
    .acquire_cred = scram_cred_acquire, .init_sec_context = scram_context_init,                    \
    .accept_sec_context = scram_context_accept, .import_sec_context = scram_context_import,        \
    .display_name = scram_name_display, .export_name = scram_name_export,                          \
    .compare_name = scram_name_compare, .duplicate_name = scram_name_duplicate,                    \
    .release_name = scram_name_release, .duplicate_cred = scram_cred_duplicate,                    \
    .inquire_cred = scram_cred_inquire, .release_cred = scram_cred_release,                        \
    .export_cred = scram_cred_export, .import_cred = scram_cred_import,                            \
    .delete_sec_context = scram_context_delete, .inquire_context = scram_context_inquire,          \
    .inquire_context_by_oid = scram_context_inquire_by_oid,                                        \
    .context_end_time = scram_context_end_time, .get_mic = scram_context_get_mic,                  \
    .verify_mic = scram_context_verify_mic, .wrap = scram_context_wrap,                            \
    .unwrap = scram_context_unwrap, .wrap_size_limit = scram_context_wrap_size_limit,              \
    .wrap_iov = scram_context_wrap_iov, .wrap_iov_length = scram_context_wrap_iov_length,          \
    .unwrap_iov = scram_context_unwrap_iov, .get_mic_iov = scram_context_get_mic_iov,              \
    .get_mic_iov_length = scram_context_get_mic_iov_length,                                        \
    .verify_mic_iov = scram_context_verify_mic_iov, .pseudo_random = scram_context_pseudo_random,  \
    .export_sec_context = scram_context_export

const struct mech scram_sha256_mech = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x12"),
    .name = "scram-sha-256",
    .sasl_name = "SCRAM-SHA-256",
    .description = "Password, by SCRAM with SHA-256 (RFC 7677)",
    .module = &scram_sha256,
    .attributes = sha256_attributes,
    SCRAM_COMMON,
};

const struct mech scram_sha1_mech = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x0e"),
    .name = "scram-sha-1",
    .sasl_name = "SCRAM-SHA-1",
    .description = "Password, by SCRAM with SHA-1 (RFC 5802)",
    .module = &scram_sha1,
    .attributes = sha1_attributes,
    .hidden = true,
    SCRAM_COMMON,
};
