#include "transfer/host.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak)) int64_t transfer_clock_now(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (int64_t)now.tv_sec : INT64_MAX;
}

__attribute__((weak)) int64_t transfer_clock_ticks(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0
               ? (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000
               : INT64_MAX;
}

__attribute__((weak)) int transfer_host_reserve(int fd, size_t size)
{
    int error;

    do {
        error = fallocate(fd, 0, 0, (off_t)size) == 0 ? 0 : errno;
    } while (error == EINTR);
    return error;
}

__attribute__((weak)) bool transfer_host_boot_id(uint8_t id[HOST_BOOT_ID_SIZE])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return false;
    got = read(fd, id, HOST_BOOT_ID_SIZE);
    close(fd);
    return got == HOST_BOOT_ID_SIZE && id[HOST_BOOT_ID_SIZE - 1] == '\n';
}
