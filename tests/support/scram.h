/* SCRAM for a test: mechanisms, users' credentials, and an acceptor's with a file of verifiers. */
#ifndef TESTS_SUPPORT_SCRAM_H
#define TESTS_SUPPORT_SCRAM_H

#include <gss.h>

extern gss_OID_desc scram_test_sha256, scram_test_sha1;

/* A folder of its own with the file, empty but for what is added. */
struct scram_files {
    char folder[64];
    char verifiers[96];
};

/* They abort if they fail. The verifier begins with "SCRAM-". */
void scram_files_make(struct scram_files *files);
void scram_files_add(const struct scram_files *files, const char *user, const char *verifier);
void scram_files_remove(struct scram_files *files);

/* A user's credential by a password; an acceptor's by the path of a file. They abort if there is
 * none, and say why. */
gss_cred_id_t scram_user(gss_OID mech, const char *user, const char *password);
gss_cred_id_t scram_acceptor(gss_OID mech, const char *verifiers);

/* "complete", "bad-sig": the routine error of a status, and "continue". */
const char *scram_status(OM_uint32 major);

/* The text of a name, in memory that the next call overwrites; releases the name. */
const char *scram_name_text(gss_name_t *name);

#endif
