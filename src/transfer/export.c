#include "transfer/transfer.h"

#include "base/minor.h"
#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer/token.h"

OM_uint32 transfer_export_begin(OM_uint32 *minor, const struct transfer_policy *policy,
                                int64_t end_time, struct transfer_export *export)
{
    int64_t now = transfer_clock_now();
    OM_uint32 major;

    *export = (struct transfer_export){0};
    writer_init_secret(&export->body);
    major = domains_acquire(minor, policy != NULL ? policy->domain : NULL, &export->domain);
    if (major == GSS_S_COMPLETE) {
        domains_rotate_if_due(&export->domain, now);
        major = token_write_header(minor, keys_active(&export->domain->keys), &export->body);
    }
    if (major == GSS_S_COMPLETE)
        major = policy_write(minor, policy, end_time, now, &export->body);
    if (major != GSS_S_COMPLETE)
        transfer_export_abort(export);
    return major;
}

OM_uint32 transfer_export_finish(OM_uint32 *minor, struct transfer_export *export,
                                 gss_buffer_t token)
{
    const struct transfer_domain *domain = export->domain;
    OM_uint32 major =
        token_seal(minor, keys_active(&domain->keys), domain->ledger->id, &export->body);

    token->length = 0;
    token->value = NULL;
    if (major == GSS_S_COMPLETE && !writer_take_buffer(&export->body, token))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    transfer_export_abort(export);
    return major;
}

void transfer_export_abort(struct transfer_export *export)
{
    writer_free(&export->body);
    domains_release(&export->domain);
}

bool transfer_available(const struct transfer_policy *policy)
{
    struct transfer_domain *domain;
    OM_uint32 minor;

    if (domains_acquire(&minor, policy != NULL ? policy->domain : NULL, &domain) != GSS_S_COMPLETE)
        return false;
    domains_release(&domain);
    return true;
}

OM_uint32 transfer_set_process_domain(OM_uint32 *minor, const char *folder)
{
    return domains_set_default(minor, folder);
}
