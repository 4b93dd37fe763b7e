/*
 * libcrypto takes as long for 16 random bytes as for a thousand, some half a
 * microsecond. So each thread draws many at a time. A forked child must not
 * go on with its parent's bytes: each process keeps a number in a page that the
 * kernel clears in children (MADV_WIPEONFORK, whatever way the process was
 * forked), and a pool is good only under the number that it was filled under.
 */
#include "cfx/confounder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/rand.h>

#include "base/secret.h"
#include "cfx/enctype.h"

enum { POOL_SIZE = 64 * CFX_CONFOUNDER_LENGTH };

static _Thread_local struct {
    uint64_t process; /* the number of the process that filled it */
    size_t left;
    uint8_t bytes[POOL_SIZE];
} pool;

static pthread_once_t process_once = PTHREAD_ONCE_INIT;
static _Atomic uint64_t *process_number; /* in the page; NULL: none to be had */
static _Atomic uint64_t process_last;    /* of this process and those it descends from */

static void process_number_make(void)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return;
    if (madvise(page, size, MADV_WIPEONFORK) == 0)
        process_number = page;
    else
        munmap(page, size);
}

/* This process's number, never that of one it was forked from; 0 if it cannot be told apart. */
static uint64_t process_number_get(void)
{
    uint64_t number, fresh;

    pthread_once(&process_once, process_number_make);
    if (process_number == NULL)
        return 0;
    number = atomic_load_explicit(process_number, memory_order_relaxed);
    if (number != 0)
        return number;
    fresh = atomic_fetch_add(&process_last, 1) + 1;
    /* Another thread of this process may be first; then its number holds. */
    return atomic_compare_exchange_strong(process_number, &number, fresh) ? fresh : number;
}

bool confounder_next(uint8_t *out)
{
    uint64_t process = process_number_get();
    uint8_t *taken;

    if (process == 0)
        return RAND_bytes(out, CFX_CONFOUNDER_LENGTH) == 1;
    if (pool.left == 0 || pool.process != process) {
        pool.left = 0;
        if (RAND_bytes(pool.bytes, sizeof(pool.bytes)) != 1)
            return false;
        pool.process = process;
        pool.left = sizeof(pool.bytes);
    }
    pool.left -= CFX_CONFOUNDER_LENGTH;
    taken = pool.bytes + pool.left;
    memcpy(out, taken, CFX_CONFOUNDER_LENGTH);
    secret_wipe(taken, CFX_CONFOUNDER_LENGTH);
    return true;
}
