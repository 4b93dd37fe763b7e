/*
 * Allocations that fail on request, in the calling thread.
 *
 * Where no sanitizer has its own allocator, every library of the process is
 * covered (libkrb5, LMDB, libcrypto); under a sanitizer only our own objects.
 */
#ifndef TESTS_FAULT_FAIL_MALLOC_H
#define TESTS_FAULT_FAIL_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The NTH allocation from now (1 is the next) fails; with AND_LATER all after it as well. */
void fail_malloc_arm(size_t nth, bool and_later);

/* Everything succeeds again. True if an allocation was made to fail. */
bool fail_malloc_disarm(void);

#endif
