/* The clock, against the one of the KDC: its error messages tell the time (RFC 4120 s.5.9.1). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <profile.h>

#include "base/der.h"
#include "doctor.h"
#include "mech/krb5/context.h"

static const char area[] = "clock";

enum { TAG_KRB_ERROR = DER_APPLICATION(30), USUAL_SKEW = 300, WORTH_A_WARNING = 30 };

/* What the first reply of a KDC tells. */
struct kdc_reply {
    bool arrived;
    bool has_time;
    int64_t kdc_time, our_time;
};

/* "20260102030405Z" as seconds since the epoch; false if it is no such time. */
static bool read_kerberos_time(struct reader text, int64_t *seconds)
{
    char digits[KRB5_TIME_LENGTH + 1] = "";
    struct tm tm = {0};
    const char *end;

    if (text.left != KRB5_TIME_LENGTH)
        return false;
    read_copy(&text, digits, KRB5_TIME_LENGTH);
    end = strptime(digits, "%Y%m%d%H%M%SZ", &tm);
    *seconds = (int64_t)timegm(&tm);
    return end != NULL && *end == '\0';
}

/* The stime of a KRB-ERROR; false if MESSAGE is none. */
static bool read_error_time(struct reader message, int64_t *seconds)
{
    struct reader error = der_read(&message, TAG_KRB_ERROR);
    struct reader sequence = der_read(&error, DER_SEQUENCE);
    struct reader field, text;
    uint8_t tag = 0;

    do {
        field = der_read_any(&sequence, &tag);
    } while (reader_ok(&sequence) && tag != DER_CONTEXT(4));
    text = der_read(&field, DER_GENERALIZED_TIME);
    return reader_ok(&text) && read_kerberos_time(text, seconds);
}

/* Looks at the KDC's first reply, then ends the request: no ticket is wanted. */
static krb5_error_code note_reply(krb5_context library, void *data, krb5_error_code code,
                                  const krb5_data *realm, const krb5_data *message,
                                  const krb5_data *reply, krb5_data **new_reply)
{
    struct kdc_reply *noted = data;
    struct reader in;

    (void)library;
    (void)realm;
    (void)message;
    *new_reply = NULL;
    if (code != 0 || reply == NULL)
        return code;
    noted->arrived = true;
    noted->our_time = (int64_t)time(NULL);
    reader_init(&in, reply->data, reply->length);
    noted->has_time = read_error_time(in, &noted->kdc_time);
    return KRB5_KDC_UNREACH;
}

/* Asks for a ticket of a user who need not exist: the refusal carries the time. */
static krb5_error_code ask_kdc(struct doctor *doctor, struct kdc_reply *reply)
{
    krb5_init_creds_context request = NULL;
    krb5_principal nobody = NULL;
    krb5_error_code code;

    *reply = (struct kdc_reply){0};
    code = krb5_build_principal(doctor->library, &nobody, (unsigned)strlen(doctor->realm),
                                doctor->realm, "gss-doctor", (char *)NULL);
    if (code == 0)
        code = krb5_init_creds_init(doctor->library, nobody, NULL, NULL, 0, NULL, &request);
    if (code == 0) {
        krb5_set_kdc_recv_hook(doctor->library, note_reply, reply);
        code = krb5_init_creds_get(doctor->library, request);
        krb5_set_kdc_recv_hook(doctor->library, NULL, NULL);
    }
    if (request != NULL)
        krb5_init_creds_free(doctor->library, request);
    krb5_free_principal(doctor->library, nobody);
    return code;
}

/* How many seconds clocks may differ. */
static int64_t allowed_skew(struct doctor *doctor)
{
    struct _profile_t *profile;
    int skew = USUAL_SKEW;

    if (krb5_get_profile(doctor->library, &profile) != 0)
        return USUAL_SKEW;
    if (profile_get_integer(profile, "libdefaults", "clockskew", NULL, USUAL_SKEW, &skew) != 0)
        skew = USUAL_SKEW;
    profile_release(profile);
    return skew;
}

static void examine_skew(struct doctor *doctor, const struct kdc_reply *reply)
{
    int64_t skew = reply->our_time - reply->kdc_time, allowed = allowed_skew(doctor);
    int64_t size = skew < 0 ? -skew : skew;
    const char *direction = skew < 0 ? "behind" : "ahead of";

    if (size > allowed)
        doctor_find(doctor, FINDING_PROBLEM, area, "set the clock, and keep it right with NTP",
                    "this host's clock is %" PRId64 " seconds %s the KDC's; %" PRId64
                    " are allowed",
                    size, direction, allowed);
    else if (size > WORTH_A_WARNING)
        doctor_find(doctor, FINDING_WARNING, area, "keep the clock right with NTP",
                    "this host's clock is %" PRId64 " seconds %s the KDC's", size, direction);
    else
        doctor_find(doctor, FINDING_OK, area, NULL,
                    "this host's clock and the KDC's differ by %" PRId64 " seconds", size);
}

void doctor_examine_clock(struct doctor *doctor)
{
    struct kdc_reply reply;
    krb5_error_code code;

    if (doctor->realm == NULL || doctor->offline)
        return;
    code = ask_kdc(doctor, &reply);
    if (!reply.arrived)
        doctor_find(doctor, FINDING_WARNING, area,
                    "see that a KDC runs and that port 88 of it can be reached",
                    "no KDC of %s answered, so its clock is not known: %s", doctor->realm,
                    doctor_krb5_error(doctor, code));
    else if (reply.has_time)
        examine_skew(doctor, &reply);
}
