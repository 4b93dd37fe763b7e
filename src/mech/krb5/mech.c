#include "mech/krb5/krb5_mech.h"

#include "base/attribute.h"
#include "base/oid.h"
#include "mech/krb5/context.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/details.h"
#include "mech/krb5/impersonate.h"
#include "mech/krb5/library.h"
#include "mech/krb5/name.h"
#include "mech/krb5/token.h"

/* RFC 5587 s.3.3. */
static const gss_const_OID krb5_attributes[] = {
    ATTRIBUTE(MECH_CONCRETE), ATTRIBUTE(ITOK_FRAMED), ATTRIBUTE(AUTH_INIT),
    ATTRIBUTE(AUTH_TARG),     ATTRIBUTE(DELEG_CRED),  ATTRIBUTE(INTEG_PROT),
    ATTRIBUTE(CONF_PROT),     ATTRIBUTE(MIC),         ATTRIBUTE(WRAP),
    ATTRIBUTE(PROT_READY),    ATTRIBUTE(REPLAY_DET),  ATTRIBUTE(OOS_DET),
    ATTRIBUTE(CBINDINGS),     ATTRIBUTE(CTX_TRANS),   NULL,
};

const struct mech krb5_mech = {
    .oid = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"),
    .name = "krb5",
    .sasl_name = "GS2-KRB5",
    .description = "Kerberos 5 (RFC 4121)",
    .recognizes_token = krb5_token_is_bare,
    .attributes = krb5_attributes,
    .name_types = krb5_name_types,
    .reference_name_type = &krb5_nt_reference,

    .import_name = krb5_name_import,
    .display_name = krb5_name_display,
    .export_name = krb5_name_export,
    .compare_name = krb5_name_compare,
    .duplicate_name = krb5_name_duplicate,
    .release_name = krb5_name_release,
    .authorize_localname = krb5_name_authorize,
    .localname = krb5_name_local,
    .inquire_name = krb5_name_inquire,
    .get_name_attribute = krb5_name_get_attribute,
    .export_name_composite = krb5_name_export_composite,
    .map_name_to_any = krb5_name_map,
    .release_any_name_mapping = krb5_name_release_map,

    .acquire_cred = krb5_cred_acquire,
    .impersonate_cred = krb5_cred_impersonate,
    .duplicate_cred = krb5_cred_duplicate,
    .inquire_cred = krb5_cred_inquire,
    .release_cred = krb5_cred_release,
    .store_cred = krb5_cred_store,
    .inquire_cred_by_oid = krb5_cred_inquire_by_oid,
    .set_cred_option = krb5_cred_set_option,
    .export_cred = krb5_cred_export,
    .import_cred = krb5_cred_import,

    .init_sec_context = krb5_context_init,
    .accept_sec_context = krb5_context_accept,
    .process_context_token = krb5_context_process_token,
    .delete_sec_context = krb5_context_delete,
    .inquire_context = krb5_context_inquire,
    .inquire_context_by_oid = krb5_details_inquire,
    .context_end_time = krb5_context_end_time,

    .get_mic = krb5_context_get_mic,
    .verify_mic = krb5_context_verify_mic,
    .wrap = krb5_context_wrap,
    .unwrap = krb5_context_unwrap,
    .wrap_size_limit = krb5_context_wrap_size_limit,
    .wrap_iov = krb5_context_wrap_iov,
    .wrap_iov_length = krb5_context_wrap_iov_length,
    .unwrap_iov = krb5_context_unwrap_iov,
    .get_mic_iov = krb5_context_get_mic_iov,
    .get_mic_iov_length = krb5_context_get_mic_iov_length,
    .verify_mic_iov = krb5_context_verify_mic_iov,

    .pseudo_random = krb5_context_pseudo_random,

    .export_sec_context = krb5_context_export,
    .import_sec_context = krb5_context_import,

    .display_minor = krb5_library_display_minor,
};
