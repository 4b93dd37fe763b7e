#include "fault/fail_malloc.h"

#include <errno.h>
#include <stdlib.h>

/* In a sanitizer's build the linker's --wrap gives the names; otherwise we stand in for libc's. */
#ifdef FAIL_MALLOC_WRAP
#define REAL(name) __real_##name
#define OURS(name) __wrap_##name
#else
#define REAL(name) __libc_##name
#define OURS(name) name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *old, size_t size);

static _Thread_local size_t fail_nth; /* 0: not armed */
static _Thread_local size_t fail_seen;
static _Thread_local bool fail_later;
static _Thread_local bool fail_happened;

void fail_malloc_arm(size_t nth, bool and_later)
{
    fail_seen = 0;
    fail_happened = false;
    fail_later = and_later;
    fail_nth = nth;
}

bool fail_malloc_disarm(void)
{
    fail_nth = 0;
    return fail_happened;
}

static bool fail_now(void)
{
    if (fail_nth == 0)
        return false;
    fail_seen++;
    if (fail_seen != fail_nth && !(fail_later && fail_seen > fail_nth))
        return false;
    fail_happened = true;
    errno = ENOMEM;
    return true;
}

void *OURS(malloc)(size_t size)
{
    return fail_now() ? NULL : REAL(malloc)(size);
}

void *OURS(calloc)(size_t count, size_t size)
{
    return fail_now() ? NULL : REAL(calloc)(count, size);
}

void *OURS(realloc)(void *old, size_t size)
{
    return fail_now() ? NULL : REAL(realloc)(old, size);
}
