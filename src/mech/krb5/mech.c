#include "mech/krb5/krb5_mech.h"

#include "base/oid.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/context.h"
#include "mech/krb5/library.h"
#include "mech/krb5/name.h"

const struct mech krb5_mech = {
    .oid = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"),
    .name = "krb5",
    .sasl_name = "GS2-KRB5",
    .description = "Kerberos 5 (RFC 4121)",
    .name_types = krb5_name_types,

    .import_name = krb5_name_import,
    .display_name = krb5_name_display,
    .export_name = krb5_name_export,
    .compare_name = krb5_name_compare,
    .duplicate_name = krb5_name_duplicate,
    .release_name = krb5_name_release,
    .authorize_localname = krb5_name_authorize,

    .display_minor = krb5_library_display_minor,
};
