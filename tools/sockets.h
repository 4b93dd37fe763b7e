/* TCP connections of the sample client and server, IPv4 and IPv6. */
#ifndef GSS_TOOLS_SOCKETS_H
#define GSS_TOOLS_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>

enum { LISTENERS_MAX = 8 };

struct listeners {
    int fds[LISTENERS_MAX];
    size_t count;
    unsigned port; /* of all; in, 0: any free one; out, the real one */
};

/* A connection to HOST, whichever of its addresses answers first; -1, told on stderr. */
int socket_connect(const char *host, unsigned port);

/* Listens on ADDRESS at listeners->port, which becomes the real one. False, told on stderr. */
bool listeners_add(struct listeners *listeners, const char *address);

/* Listens on this host's loopback addresses: at least one of 127.0.0.1 and ::1. */
bool listeners_add_loopback(struct listeners *listeners);

/* The next connection on any of them, and its peer's address as text; -1, told on stderr. */
int listeners_accept(const struct listeners *listeners, char *peer, size_t size);

void listeners_close(struct listeners *listeners);

#endif
