/* Name resolution: what this host is called, and what Kerberos makes of it. */
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <profile.h>

#include "doctor.h"

static const char area[] = "host";

static void examine_reverse(struct doctor *doctor, const struct addrinfo *address,
                            const char *canonical)
{
    bool rdns = doctor->library != NULL && doctor_setting(doctor, "rdns", true);
    char name[NI_MAXHOST];
    int error = getnameinfo(address->ai_addr, address->ai_addrlen, name, sizeof(name), NULL, 0,
                            NI_NAMEREQD);

    if (!rdns)
        return; /* nobody asks */
    if (error != 0)
        doctor_find(doctor, FINDING_WARNING, area, "add a PTR record, or set rdns = false",
                    "the address of %s has no name: %s", canonical, gai_strerror(error));
    else if (strcasecmp(name, canonical) != 0)
        doctor_find(doctor, FINDING_WARNING, area, "correct the PTR record, or set rdns = false",
                    "the address of %s is called %s, and Kerberos goes by that", canonical, name);
}

static void examine_addresses(struct doctor *doctor, const char *name)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME};
    struct addrinfo *addresses = NULL;
    int error = getaddrinfo(name, NULL, &hints, &addresses);
    const char *canonical;

    if (error != 0) {
        doctor_find(doctor, FINDING_PROBLEM, area, "give it an address in DNS or /etc/hosts",
                    "this host's name %s has no address: %s", name, gai_strerror(error));
        return;
    }
    canonical = addresses->ai_canonname != NULL ? addresses->ai_canonname : name;
    if (strchr(canonical, '.') == NULL)
        doctor_find(doctor, FINDING_WARNING, area,
                    "write the full name first in /etc/hosts, or use DNS",
                    "this host's name %s is not fully qualified", canonical);
    else
        doctor_find(doctor, FINDING_OK, area, NULL, "this host is called %s", canonical);
    examine_reverse(doctor, addresses, canonical);
    freeaddrinfo(addresses);
}

/* Does the keytab have a key for any service of this host? */
static bool keytab_has_host(const struct doctor *doctor, const krb5_data *host)
{
    for (size_t i = 0; i < doctor->keytab_count; i++) {
        const krb5_principal_data *principal = doctor->keytab_principals[i];

        if (principal->length >= 2 && principal->data[1].length == host->length &&
            strncasecmp(principal->data[1].data, host->data, host->length) == 0)
            return true;
    }
    return false;
}

static void examine_service_name(struct doctor *doctor)
{
    krb5_principal service = NULL;
    krb5_error_code code =
        krb5_sname_to_principal(doctor->library, NULL, "host", KRB5_NT_SRV_HST, &service);

    if (code != 0) {
        doctor_find(doctor, FINDING_PROBLEM, area, "give this host a name that resolves",
                    "a service of this host has no name: %s", doctor_krb5_error(doctor, code));
        return;
    }
    if (doctor->keytab != NULL && service->length >= 2 &&
        !keytab_has_host(doctor, &service->data[1]))
        doctor_find(doctor, FINDING_WARNING, area,
                    "use names that are in the keytab, or add keys for this one",
                    "a service of this host is called %s, and the keytab has no AES key for this "
                    "host",
                    doctor_principal(doctor, service));
    else
        doctor_find(doctor, FINDING_OK, area, NULL, "a service of this host is called %s",
                    doctor_principal(doctor, service));
    krb5_free_principal(doctor->library, service);
}

/* dns_canonicalize_hostname has three values, so it is no plain switch. */
static void tell_settings(struct doctor *doctor)
{
    struct _profile_t *profile;
    char *canonicalize = NULL;

    if (krb5_get_profile(doctor->library, &profile) != 0)
        return;
    if (profile_get_string(profile, "libdefaults", "dns_canonicalize_hostname", NULL, "true",
                           &canonicalize) == 0) {
        doctor_find(doctor, FINDING_OK, area, NULL, "dns_canonicalize_hostname = %s, rdns = %s",
                    canonicalize, doctor_setting(doctor, "rdns", true) ? "true" : "false");
        profile_release_string(canonicalize);
    }
    profile_release(profile);
}

void doctor_examine_host(struct doctor *doctor)
{
    char name[HOST_NAME_MAX + 1] = "";

    if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0') {
        doctor_find(doctor, FINDING_PROBLEM, area, "hostnamectl set-hostname NAME",
                    "this host has no name: %s", strerror(errno));
        return;
    }
    if (doctor->library != NULL)
        tell_settings(doctor);
    if (doctor->offline)
        return;
    examine_addresses(doctor, name);
    if (doctor->library != NULL)
        examine_service_name(doctor);
}
