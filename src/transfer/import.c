#include "transfer/transfer.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer/token.h"

/* The token's key; one that is not at hand may have come with a rotation since. */
static OM_uint32 import_find_key(OM_uint32 *minor, const struct token_header *header,
                                 struct transfer_domain **domain, const struct transfer_key **key)
{
    OM_uint32 major;

    *key = keys_find(&(*domain)->keys, header->key_id);
    if (*key != NULL)
        return GSS_S_COMPLETE;
    major = domains_reload(minor, DOMAIN_FILL, domain);
    if (major != GSS_S_COMPLETE)
        return major;
    *key = keys_find(&(*domain)->keys, header->key_id);
    return *key != NULL ? GSS_S_COMPLETE
                        : minor_fail(minor, MINOR_UNKNOWN_KEY, GSS_S_DEFECTIVE_TOKEN);
}

OM_uint32 transfer_import_open(OM_uint32 *minor, gss_const_buffer_t token,
                               struct transfer_import *import)
{
    struct token_header header;
    const struct transfer_key *key;
    OM_uint32 major;

    *import = (struct transfer_import){0};
    reader_init(&import->body, NULL, 0);
    major = token_read_header(minor, token, &header);
    if (major == GSS_S_COMPLETE)
        major = domains_acquire(minor, NULL, &import->domain);
    if (major == GSS_S_COMPLETE)
        major = import_find_key(minor, &header, &import->domain, &key);
    if (major != GSS_S_COMPLETE)
        goto done;
    import->plaintext = malloc(header.sealed_length);
    if (import->plaintext == NULL) {
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        goto done;
    }
    import->plaintext_length = header.sealed_length;
    memcpy(import->name, header.nonce, sizeof(import->name));
    major = token_unseal(minor, key, import->domain->ledger->id, token, &header, import->plaintext);
    if (major != GSS_S_COMPLETE)
        goto done;
    reader_init(&import->body, import->plaintext, import->plaintext_length);
    major = policy_check(minor, &import->body, transfer_clock_now(), &import->not_after);
done:
    if (major != GSS_S_COMPLETE)
        transfer_import_close(import);
    return major;
}

OM_uint32 transfer_import_claim(OM_uint32 *minor, struct transfer_import *import)
{
    const struct ledger_entry entry = {.name = import->name, .not_after = import->not_after};
    int64_t now = transfer_clock_now();
    const char *why;
    /* Again: building the context took time, and the ledger forgets what has expired. */
    OM_uint32 major = policy_check_time(minor, import->not_after, now);

    if (major != GSS_S_COMPLETE)
        return major;
    switch (ledger_claim(import->domain->ledger, &entry, now, &why)) {
    case LEDGER_FIRST:
        return GSS_S_COMPLETE;
    case LEDGER_ALREADY:
        return minor_fail(minor, MINOR_TOKEN_SPENT, GSS_S_NO_CONTEXT);
    case LEDGER_TOO_OLD:
        return minor_fail(minor, MINOR_TOKEN_EXPIRED, GSS_S_NO_CONTEXT);
    default:
        return minor_fail_detail(minor, MINOR_LEDGER_UNAVAILABLE, GSS_S_UNAVAILABLE, "%s", why);
    }
}

void transfer_import_close(struct transfer_import *import)
{
    secret_free(import->plaintext, import->plaintext_length);
    domains_release(&import->domain);
    *import = (struct transfer_import){0};
    reader_init(&import->body, NULL, 0);
}
