/* krb5.conf: the default realm, its KDC, and the encryption types. */
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

#include <arpa/nameser.h>
#include <profile.h>

#include "cfx/enctype.h"
#include "doctor.h"

static const char area[] = "krb5.conf";

/* How many KDCs the [realms] section names. */
static size_t count_configured_kdcs(struct doctor *doctor)
{
    const char *path[] = {"realms", doctor->realm, "kdc", NULL};
    struct _profile_t *profile;
    char **values = NULL;
    size_t count = 0;

    if (krb5_get_profile(doctor->library, &profile) != 0)
        return 0;
    if (profile_get_values(profile, path, &values) == 0) {
        while (values[count] != NULL)
            count++;
        profile_free_list(values);
    }
    profile_release(profile);
    return count;
}

/* How many SRV records DNS has for the realm's KDCs (RFC 4120 s.7.2.3.2). */
static size_t count_published_kdcs(const char *realm)
{
    static const char *const services[] = {"_kerberos._udp", "_kerberos._tcp"};
    unsigned char answer[NS_PACKETSZ * 4];
    struct __res_state resolver;
    size_t count = 0;

    memset(&resolver, 0, sizeof(resolver));
    if (res_ninit(&resolver) != 0)
        return 0;
    for (size_t i = 0; i < 2 && count == 0; i++) {
        char name[NS_MAXDNAME];
        ns_msg message;
        int length;

        snprintf(name, sizeof(name), "%s.%s.", services[i], realm);
        length = res_nquery(&resolver, name, ns_c_in, ns_t_srv, answer, sizeof(answer));
        if (length > 0 && length <= (int)sizeof(answer) &&
            ns_initparse(answer, length, &message) == 0)
            count = ns_msg_count(message, ns_s_an);
    }
    res_nclose(&resolver);
    return count;
}

static void examine_kdc(struct doctor *doctor)
{
    static const char advice[] = "name it in [realms] of krb5.conf (kdc = HOST), or publish SRV "
                                 "records";
    size_t count = count_configured_kdcs(doctor);

    if (count != 0)
        doctor_find(doctor, FINDING_OK, area, NULL, "it names %zu KDC%s of the realm %s", count,
                    count == 1 ? "" : "s", doctor->realm);
    else if (!doctor_setting(doctor, "dns_lookup_kdc", true))
        doctor_find(doctor, FINDING_PROBLEM, area, advice,
                    "no KDC of the realm %s is configured, and dns_lookup_kdc is off",
                    doctor->realm);
    else if (doctor->offline)
        doctor_find(doctor, FINDING_WARNING, area, advice,
                    "no KDC of the realm %s is configured; DNS was not asked", doctor->realm);
    else if ((count = count_published_kdcs(doctor->realm)) != 0)
        doctor_find(doctor, FINDING_OK, area, NULL, "DNS names %zu KDC%s of the realm %s", count,
                    count == 1 ? "" : "s", doctor->realm);
    else
        doctor_find(doctor, FINDING_PROBLEM, area, advice,
                    "no KDC of the realm %s is known: neither krb5.conf nor DNS names one",
                    doctor->realm);
}

static void examine_enctypes(struct doctor *doctor)
{
    krb5_enctype *enctypes = NULL;
    size_t accepted = 0;

    if (krb5_get_permitted_enctypes(doctor->library, &enctypes) != 0)
        return;
    for (size_t i = 0; enctypes[i] != ENCTYPE_NULL; i++)
        accepted += enctype_find(enctypes[i]) != NULL;
    krb5_free_enctypes(doctor->library, enctypes);
    if (accepted == 0)
        doctor_find(doctor, FINDING_PROBLEM, area,
                    "remove permitted_enctypes from krb5.conf, or add aes256-cts-hmac-sha1-96",
                    "permitted_enctypes allows no AES, and this library takes nothing else");
}

void doctor_examine_config(struct doctor *doctor)
{
    krb5_error_code code = krb5_init_context(&doctor->library);

    if (code != 0) {
        doctor->library = NULL;
        doctor_find(doctor, FINDING_PROBLEM, area, "correct the file that it names",
                    "Kerberos cannot be used: %s", doctor_krb5_error(doctor, code));
        return;
    }
    examine_enctypes(doctor);
    code = krb5_get_default_realm(doctor->library, &doctor->realm);
    if (code != 0) {
        doctor->realm = NULL;
        doctor_find(doctor, FINDING_PROBLEM, area,
                    "set default_realm in [libdefaults] of krb5.conf",
                    "there is no default realm: %s", doctor_krb5_error(doctor, code));
        return;
    }
    examine_kdc(doctor);
}
