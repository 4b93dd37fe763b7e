#include "oid_names.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *dotted;
    const char *name;
} oid_names[] = {
    {"1.2.840.113554.1.2.2", "Kerberos 5"},
    {"1.2.840.113554.1.2.2.1", "Kerberos principal name"},
    {"1.2.840.113554.1.2.2.3", "Kerberos 5 user-to-user"},
    {"1.2.840.48018.1.2.2", "Kerberos 5, with Microsoft's wrong identifier"},
    {"1.3.5.1.5.2", "Kerberos 5, before its standard"},
    {"1.3.6.1.5.2.5", "IAKERB"},
    {"1.3.6.1.5.2.7", "PKU2U"},
    {"1.3.6.1.5.5.2", "SPNEGO"},
    {"1.3.6.1.4.1.311.2.2.10", "NTLM"},
    {"1.3.6.1.4.1.311.2.2.30", "NegoEx"},
    {"1.3.6.1.4.1.5322.26.1.110", "SAnon-X25519"},
    {"1.3.6.1.5.5.14", "SCRAM-SHA-1"},
    {"1.3.6.1.5.5.18", "SCRAM-SHA-256"},
    {"1.3.6.1.5.5.1.1", "SPKM-1"},
    {"1.3.6.1.5.5.1.2", "SPKM-2"},
    {"1.3.6.1.5.5.1.3", "SPKM-3"},
    {"1.3.6.1.5.5.1.10", "LIPKEY"},
    {"1.3.6.1.5.5.15.1.1.17", "EAP, aes128-cts-hmac-sha1-96"},
    {"1.3.6.1.5.5.15.1.1.18", "EAP, aes256-cts-hmac-sha1-96"},
    {"1.2.840.113554.1.2.1.1", "user name"},
    {"1.2.840.113554.1.2.1.2", "user id in the machine's form"},
    {"1.2.840.113554.1.2.1.3", "user id in digits"},
    {"1.2.840.113554.1.2.1.4", "host-based service"},
    {"1.3.6.1.5.6.2", "host-based service, old identifier"},
    {"1.3.6.1.5.6.3", "anonymous name"},
    {"1.3.6.1.5.6.4", "exported name"},
};

const char *oid_name_find(const char *dotted)
{
    for (size_t i = 0; i < sizeof(oid_names) / sizeof(oid_names[0]); i++) {
        if (strcmp(oid_names[i].dotted, dotted) == 0)
            return oid_names[i].name;
    }
    return NULL;
}
