/* What this layer asks of the host. Weak, so that a test can stand in for the clock and the boot.
 */
#ifndef GSS_TRANSFER_HOST_H
#define GSS_TRANSFER_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HOST_BOOT_ID_SIZE = 37 }; /* as in /proc/sys/kernel/random/boot_id, with its newline */

/* Seconds since 1970 of the system's clock, which may be set back. */
int64_t transfer_clock_now(void);

/* Milliseconds of a clock that nobody sets; cheap, and so coarse. */
int64_t transfer_clock_ticks(void);

/* Gives the first SIZE bytes of a file space on its disk; 0, or an errno. */
int transfer_host_reserve(int fd, size_t size);

/* The running boot's identifier; false where /proc does not give it. */
bool transfer_host_boot_id(uint8_t id[HOST_BOOT_ID_SIZE]);

#endif
