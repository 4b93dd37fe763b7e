/* Which process this is, without asking the kernel. */
#ifndef GSS_BASE_PROCESS_H
#define GSS_BASE_PROCESS_H

#include <stdint.h>

/* A number that no process shares with one that it was forked from, in whatever way. Never 0. */
uint64_t process_identity(void);

#endif
