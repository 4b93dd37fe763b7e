/* The file of SCRAM verifiers: can an acceptor use it, and are its passwords well protected? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "doctor.h"
#include "mech/scram/verifiers.h"
#include "status.h"

static const char area[] = "verifiers";

struct verifier_counts {
    size_t all;
    size_t weak; /* fewer iterations than new ones get */
};

static void count_verifier(void *arg, const char *user, size_t length,
                           const struct scram_verifier *verifier)
{
    struct verifier_counts *counts = arg;

    (void)user;
    (void)length;
    counts->all++;
    counts->weak += verifier->iterations < verifier->hash->default_iterations;
}

static void find_failure(struct doctor *doctor, OM_uint32 minor)
{
    struct writer words;

    writer_init(&words);
    status_write(&words, minor, GSS_C_MECH_CODE, GSS_C_NO_OID);
    if (writer_ok(&words))
        doctor_find(doctor, FINDING_PROBLEM, area,
                    "chmod 600 the file and give it to the acceptor's user, or make it again",
                    "no password can be checked: %.*s", (int)words.length,
                    (const char *)words.data);
    else
        doctor->failed = true;
    writer_free(&words);
}

void doctor_examine_verifiers(struct doctor *doctor)
{
    struct verifier_counts counts = {0};
    struct stat facts;
    char *path = NULL;
    OM_uint32 minor;

    if (GSS_ERROR(scram_verifiers_default_path(&minor, &path))) {
        find_failure(doctor, minor);
        return;
    }
    if (stat(path, &facts) != 0 && errno == ENOENT) {
        doctor_find(doctor, FINDING_OK, area, NULL,
                    "there is no %s: nobody is accepted by a password", path);
    } else if (GSS_ERROR(scram_verifiers_list(&minor, path, count_verifier, &counts))) {
        find_failure(doctor, minor);
    } else {
        doctor_find(doctor, FINDING_OK, area, NULL, "%s has %zu verifiers (mode %04o)", path,
                    counts.all, (unsigned)(facts.st_mode & 07777));
        if (counts.weak != 0)
            doctor_find(doctor, FINDING_WARNING, area, "add these users again: 'gss scram add'",
                        "%zu verifiers have fewer iterations than new ones get", counts.weak);
    }
    free(path);
}
