/*
 * The number is kept in a page that the kernel clears in children
 * (MADV_WIPEONFORK), so that a child of any kind of fork finds none and takes
 * the next one. Where there is no such page the process id serves.
 */
#include "base/process.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

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

uint64_t process_identity(void)
{
    uint64_t number, fresh;

    pthread_once(&process_once, process_number_make);
    if (process_number == NULL)
        return (uint64_t)getpid() | (uint64_t)1 << 63;
    number = atomic_load_explicit(process_number, memory_order_relaxed);
    if (number != 0)
        return number;
    fresh = atomic_fetch_add(&process_last, 1) + 1;
    /* Another thread of this process may be first; then its number holds. */
    return atomic_compare_exchange_strong(process_number, &number, fresh) ? fresh : number;
}
