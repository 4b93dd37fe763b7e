#include "free_watch.h"

#include <malloc.h>
#include <string.h>

void __real_free(void *block);
void __wrap_free(void *block);

static uint8_t watched[FREE_WATCH_MAX];
static size_t watched_length; /* 0: nothing is looked for */
static size_t watched_found;

void free_watch_start(const void *secret, size_t length)
{
    memcpy(watched, secret, length);
    watched_found = 0;
    watched_length = length;
}

size_t free_watch_stop(void)
{
    watched_length = 0;
    return watched_found;
}

void __wrap_free(void *block)
{
    if (watched_length != 0 && block != NULL &&
        memmem(block, malloc_usable_size(block), watched, watched_length) != NULL)
        watched_found++;
    __real_free(block);
}
