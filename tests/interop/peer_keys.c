#include "peer.h"

#ifdef PEER_TELLS_KEYS
#include <gssapi/gssapi_ext.h>
#endif
#include <stdlib.h>
#include <string.h>

#ifdef PEER_TELLS_KEYS
static bool keys_add(struct peer *peer, gss_OID what, gss_buffer_t all)
{
    gss_buffer_set_t answers = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, peer->context, what, &answers);
    if (major != GSS_S_COMPLETE) {
        peer_print_failure("inquire_sec_context_by_oid", major, minor);
        return false;
    }
    for (size_t i = 0; i < answers->count; i++) {
        const gss_buffer_desc *answer = &answers->elements[i];
        uint8_t *grown = realloc(all->value, all->length + answer->length);

        if (grown == NULL)
            abort();
        memcpy(grown + all->length, answer->value, answer->length);
        all->value = grown;
        all->length += answer->length;
    }
    gss_release_buffer_set(&minor, &answers);
    return true;
}

bool peer_keys(struct peer *peer, gss_buffer_t all)
{
    *all = (gss_buffer_desc){0, NULL};
    if (keys_add(peer, GSS_C_SEC_CONTEXT_SASL_SSF, all) &&
        keys_add(peer, GSS_C_INQ_SSPI_SESSION_KEY, all))
        return true;
    free(all->value);
    *all = (gss_buffer_desc){0, NULL};
    return false;
}
#else
bool peer_keys(struct peer *peer, gss_buffer_t all)
{
    (void)peer;
    *all = (gss_buffer_desc){0, NULL};
    return true;
}
#endif
