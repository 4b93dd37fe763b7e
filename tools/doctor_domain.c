/* The transfer domain: can a token be sealed, opened and claimed, and only once? */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "doctor.h"
#include "status.h"
#include "transfer/admin.h"
#include "transfer/transfer.h"

static const char area[] = "domain";
static const char advice[] = "see gss-transfer(7); 'gss transfer keygen' makes a domain";

enum { SECONDS_A_DAY = 24 * 60 * 60, KEY_TOO_OLD = 7 * SECONDS_A_DAY };

/* A finding with the library's own sentence. */
static void find_failure(struct doctor *doctor, const char *what, OM_uint32 minor)
{
    struct writer words;

    writer_init(&words);
    status_write(&words, minor, GSS_C_MECH_CODE, GSS_C_NO_OID);
    if (writer_ok(&words))
        doctor_find(doctor, FINDING_PROBLEM, area, advice, "%s: %.*s", what, (int)words.length,
                    (const char *)words.data);
    else
        doctor->failed = true;
    writer_free(&words);
}

/* A token of no context. */
static OM_uint32 seal_trial(OM_uint32 *minor, gss_buffer_t token)
{
    struct transfer_export export;
    OM_uint32 major = transfer_export_begin(minor, NULL, INT64_MAX, &export);

    if (GSS_ERROR(major))
        return major;
    write_bytes(&export.body, "gss doctor", 10);
    major = transfer_export_finish(minor, &export, token);
    writer_free(&export.body);
    return major;
}

/* True if the ledger lets it be claimed once, and not again. */
static bool claim_trial(struct doctor *doctor, gss_const_buffer_t token)
{
    struct transfer_import import;
    OM_uint32 minor, major = transfer_import_open(&minor, token, &import);

    if (GSS_ERROR(major)) {
        find_failure(doctor, "a token sealed just now cannot be opened", minor);
        return false;
    }
    major = transfer_import_claim(&minor, &import);
    if (GSS_ERROR(major))
        find_failure(doctor, "the ledger does not work", minor);
    else if (!GSS_ERROR(transfer_import_claim(&minor, &import))) {
        doctor_find(doctor, FINDING_PROBLEM, area, advice, "the ledger let a token be used twice");
        major = GSS_S_FAILURE;
    }
    transfer_import_close(&import);
    return !GSS_ERROR(major);
}

static void examine_key_age(struct doctor *doctor, const struct transfer_admin_status *status)
{
    int64_t age;

    if (status->key_count == 0)
        return;
    age = (int64_t)time(NULL) - status->key[status->key_count - 1].created;
    if (age < 0)
        doctor_find(doctor, FINDING_WARNING, area, "set the clock, then 'gss transfer rotate'",
                    "its key was made in the future");
    else if (age > KEY_TOO_OLD)
        doctor_find(doctor, FINDING_WARNING, area, "'gss transfer rotate', once a day",
                    "its key is %" PRId64 " days old", age / SECONDS_A_DAY);
}

void doctor_examine_domain(struct doctor *doctor)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    struct transfer_admin_status status;
    OM_uint32 minor, ignored;

    if (doctor->domain != NULL && GSS_ERROR(transfer_set_process_domain(&minor, doctor->domain)))
        find_failure(doctor, doctor->domain, minor);
    else if (GSS_ERROR(seal_trial(&minor, &token)))
        find_failure(doctor, "no context can be exported", minor);
    else if (claim_trial(doctor, &token)) {
        if (GSS_ERROR(transfer_admin_inquire(&minor, doctor->domain, &status)))
            find_failure(doctor, "it cannot be looked at", minor);
        else
            doctor_find(doctor, FINDING_OK, area, NULL,
                        "%s seals tokens, and its ledger lets each be used once (mode %04o)",
                        status.folder, (unsigned)status.mode);
        examine_key_age(doctor, &status);
    }
    gss_release_buffer(&ignored, &token);
}
