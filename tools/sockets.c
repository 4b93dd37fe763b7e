#include "sockets.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "report.h"

/* The addresses of HOST, for freeaddrinfo; NULL, told on stderr. */
static struct addrinfo *resolve(const char *host, unsigned port, int flags)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    char service[16];
    int error;

    snprintf(service, sizeof(service), "%u", port);
    error = getaddrinfo(host, service, &hints, &addresses);
    if (error == 0)
        return addresses;
    report_error("%s: %s", host, error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
    return NULL;
}

int socket_connect(const char *host, unsigned port)
{
    struct addrinfo *addresses = resolve(host, port, AI_ADDRCONFIG);
    int fd = -1, error = 0;

    if (addresses == NULL)
        return -1;
    for (const struct addrinfo *a = addresses; a != NULL && fd < 0; a = a->ai_next) {
        fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            continue;
        error = errno;
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(addresses);
    if (fd < 0)
        report_error("connecting to %s port %u: %s", host, port, strerror(error));
    return fd;
}

/* "127.0.0.1 port 4444" */
static void address_write(const struct sockaddr_storage *address, socklen_t length, char *out,
                          size_t size)
{
    char host[NI_MAXHOST], service[NI_MAXSERV];

    if (getnameinfo((const struct sockaddr *)address, length, host, sizeof(host), service,
                    sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        snprintf(out, size, "%s port %s", host, service);
    else
        snprintf(out, size, "an unknown address");
}

/* A listening socket on one address; -1, with errno. */
static int listener_open(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
    int on = 1, error;

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        (a->ai_family != AF_INET6 ||
         setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
        bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static unsigned listener_port(int fd)
{
    union {
        struct sockaddr_storage any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } address;
    socklen_t length = sizeof(address);

    memset(&address, 0, sizeof(address));
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        return 0;
    return ntohs(address.any.ss_family == AF_INET6 ? address.in6.sin6_port : address.in.sin_port);
}

/* Listens on all addresses that ADDRESS stands for; errno of the first that fails, 0 if none. */
static int listeners_try(struct listeners *listeners, const char *address)
{
    struct addrinfo *addresses = resolve(address, listeners->port, AI_PASSIVE);
    int error = addresses == NULL ? EADDRNOTAVAIL : 0;

    for (const struct addrinfo *a = addresses; a != NULL && error == 0; a = a->ai_next) {
        int fd = listeners->count < LISTENERS_MAX ? listener_open(a) : -1;

        if (fd < 0) {
            error = listeners->count < LISTENERS_MAX ? errno : EMFILE;
            break;
        }
        listeners->fds[listeners->count++] = fd;
        listeners->port = listener_port(fd);
    }
    if (addresses != NULL)
        freeaddrinfo(addresses);
    return error;
}

bool listeners_add(struct listeners *listeners, const char *address)
{
    int error = listeners_try(listeners, address);

    if (error != 0)
        report_error("listening on %s port %u: %s", address, listeners->port, strerror(error));
    return error == 0;
}

bool listeners_add_loopback(struct listeners *listeners)
{
    int error4 = listeners_try(listeners, "127.0.0.1");
    int error6 = listeners_try(listeners, "::1");

    /* a host without IPv6 (or IPv4) listens on the other; a port in use is an error */
    if (listeners->count != 0 && error4 != EADDRINUSE && error6 != EADDRINUSE)
        return true;
    report_error("listening on loopback port %u: %s", listeners->port,
                 strerror(error4 != 0 ? error4 : error6));
    return false;
}

/* Waits until one of them has a connection: its descriptor, or -1, with errno. */
static int listeners_wait(const struct listeners *listeners)
{
    struct pollfd waiting[LISTENERS_MAX];

    for (size_t i = 0; i < listeners->count; i++)
        waiting[i] = (struct pollfd){.fd = listeners->fds[i], .events = POLLIN};
    if (poll(waiting, listeners->count, -1) < 0)
        return -1;
    for (size_t i = 0; i < listeners->count; i++) {
        if (waiting[i].revents != 0)
            return waiting[i].fd;
    }
    errno = EINTR;
    return -1;
}

int listeners_accept(const struct listeners *listeners, char *peer, size_t size)
{
    struct sockaddr_storage address;
    socklen_t length;
    int fd;

    do {
        length = sizeof(address);
        fd = listeners_wait(listeners);
        if (fd >= 0)
            fd = accept4(fd, (struct sockaddr *)&address, &length, SOCK_CLOEXEC);
    } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0)
        report_error("accepting a connection: %s", strerror(errno));
    else
        address_write(&address, length, peer, size);
    return fd;
}

void listeners_close(struct listeners *listeners)
{
    for (size_t i = 0; i < listeners->count; i++)
        close(listeners->fds[i]);
    listeners->count = 0;
}
