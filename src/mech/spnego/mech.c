#include "mech/spnego/spnego_mech.h"

#include "base/attribute.h"
#include "base/oid.h"
#include "mech/registry.h"
#include "mech/spnego/context.h"
#include "mech/spnego/name.h"

/* RFC 5587 s.3.3; what messages have, the mechanism inside says. */
static const gss_const_OID spnego_attributes[] = {
    ATTRIBUTE(MECH_PSEUDO),
    ATTRIBUTE(MECH_NEGO),
    ATTRIBUTE(ITOK_FRAMED),
    ATTRIBUTE(CTX_TRANS),
    NULL,
};

/* A failure's code is the inner mechanism's, which one nobody can tell any more. */
static bool spnego_display_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size)
{
    const struct mech *const *mechs = registry_list();

    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (mechs[i] != mech && mechs[i]->display_minor != NULL &&
            mechs[i]->display_minor(mechs[i], code, out, size))
            return true;
    }
    return false;
}

const struct mech spnego_mech = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x02"),
    .name = "spnego",
    .sasl_name = "SPNEGO",
    .description = "Negotiation of a mechanism, SPNEGO (RFC 4178)",
    .attributes = spnego_attributes,
    .negotiates = true,
    .name_types = spnego_name_types,

    .import_name = spnego_name_import,
    .display_name = spnego_name_display,
    .export_name = spnego_name_export,
    .compare_name = spnego_name_compare,
    .duplicate_name = spnego_name_duplicate,
    .release_name = spnego_name_release,

    .init_sec_context = spnego_context_init,
    .accept_sec_context = spnego_context_accept,
    .delete_sec_context = spnego_context_delete,
    .take_negotiated = spnego_context_take,
    .inquire_context = spnego_context_inquire,
    .inquire_context_by_oid = spnego_context_inquire_by_oid,
    .set_context_option = spnego_context_set_option,
    .context_end_time = spnego_context_end_time,
    .context_transferable = spnego_context_transferable,
    .export_sec_context = spnego_context_export,
    .export_failed = spnego_context_export_failed,
    .import_sec_context = spnego_context_import,

    .display_minor = spnego_display_minor,
};
