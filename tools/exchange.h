/* gss -a and gss -i: a context whose tokens a person carries, in base64 lines. */
#ifndef GSS_TOOLS_EXCHANGE_H
#define GSS_TOOLS_EXCHANGE_H

#include <stdbool.h>

#include <gss/api.h>

struct exchange_options {
    const char *service; /* SERVICE@HOSTNAME, or NULL */
    gss_OID mech;        /* of the initiator */
    bool quiet;          /* only tokens on stdout */
};

/* Each gives the exit status. */
int exchange_initiate(const struct exchange_options *options);
int exchange_accept(const struct exchange_options *options);

#endif
