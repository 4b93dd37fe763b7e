/*
 * The embedded ledger: LMDB in the domain's folder.
 *
 * An LMDB environment may be open once per process, so an open one is found
 * again by its file and counted; and it does not survive a fork, so a child opens its own.
 */
#ifndef GSS_TRANSFER_LEDGER_LMDB_H
#define GSS_TRANSFER_LEDGER_LMDB_H

#include "transfer/folder.h"
#include "transfer/ledger.h"

/* Opens the ledger of a locked folder; empties it first if it is of another boot, and makes it if
 * there is none and this user may. */
OM_uint32 ledger_lmdb_open(OM_uint32 *minor, const struct folder *folder, struct ledger **ledger);

#endif
