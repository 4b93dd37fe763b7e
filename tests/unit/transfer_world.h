/* A transfer domain for tests: a temporary folder, a clock and a boot that a test sets. */
#ifndef TESTS_UNIT_TRANSFER_WORLD_H
#define TESTS_UNIT_TRANSFER_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <gss/api.h>

#include "transfer/ledger.h"
#include "transfer/policy.h"

/* cmocka set-up and tear-down: a folder of its own as this process's domain; real clock and boot.
 */
int world_setup(void **state);
int world_teardown(void **state);

/* The folder, and a file in it; static storage, overwritten by the next call of world_path. */
const char *world_folder(void);
const char *world_path(const char *name);

/* From now on the clock stands still at NOW (0: it is the system's). */
void world_set_clock(int64_t now);

/* From now on the monotonic clock stands still; at INT64_MAX, as it does without this call, each
 * look at a domain is one at its files. */
void world_set_ticks(int64_t milliseconds);

/* From now on the boot is another one, told by LETTER. */
void world_set_boot(char letter);

/* Does WORK when next a folder is opened: after it was checked, before its ledger is. */
void world_when_opening(void (*work)(void));

/* Whether the disk has no space left for a ledger that is written through its map. */
void world_set_full(bool full);

/* An export of BODY; fails the test unless it succeeds. Free with free(token.value). */
gss_buffer_desc world_export(const struct transfer_policy *policy, const void *body, size_t length);

/* An import that claims, and compares the body if BODY is not NULL; returns the major status. */
OM_uint32 world_import(OM_uint32 *minor, gss_const_buffer_t token, const void *body, size_t length);

/* An export, or import, of one byte. 0 is success; a failure is its minor status counted from
 * MINOR_FIRST_, so that a child can exit with it. TOKEN may be NULL. */
int world_try_export(gss_buffer_t token);
int world_try_import(void *token);
int world_try_both(void);

/* Such an export gives this minor status (0: it succeeds). */
void world_assert_export(OM_uint32 expected);

/* The claim of a name made of NUMBER, in whatever ledger the process has now. */
enum ledger_answer world_claim(uint32_t number, int64_t not_after);

/* The permission bits of a file. */
mode_t world_mode(const char *name);

/* Runs WORK in a forked child, as user USER (0: as it is), and gives what it returns. */
int world_in_child(uid_t user, int (*work)(void *), void *argument);

/* Removes a folder with all that is in it. */
void world_remove(const char *folder);

#endif
