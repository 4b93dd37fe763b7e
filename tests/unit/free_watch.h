/*
 * Memory that this program's own objects free, looked at for a secret.
 *
 * The program is linked with --wrap=free, so shared libraries are not watched.
 */
#ifndef TESTS_UNIT_FREE_WATCH_H
#define TESTS_UNIT_FREE_WATCH_H

#include <stddef.h>
#include <stdint.h>

enum { FREE_WATCH_MAX = 64 };

/* From now on blocks are looked at for a copy of these bytes, FREE_WATCH_MAX at most. */
void free_watch_start(const void *secret, size_t length);

/* Ends that; the number of blocks that were freed with the secret in them. */
size_t free_watch_stop(void);

#endif
