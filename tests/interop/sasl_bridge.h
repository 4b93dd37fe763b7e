/*
 * A GSS-API mechanism in SASL's form, and back: what RFC 5801 (GS2) puts between the two.
 *
 * The client's first message has a GS2 header ("n,,", "y,,", "p=tls-unique,,", any of them with an
 * authorization identity) where GSS-API's first token has its framing (RFC 2743 s.3.1); all others
 * are the same. Header and channel binding data together are GSS-API's channel bindings (s.5.1).
 */
#ifndef TESTS_INTEROP_SASL_BRIDGE_H
#define TESTS_INTEROP_SASL_BRIDGE_H

#include <stdbool.h>

#include <gss.h>

#include "base/reader.h"
#include "base/writer.h"

/* A channel as one end sees it. */
struct sasl_channel {
    const char *type; /* "tls-unique"; NULL: no channel, or one that cannot be bound to */
    const char *data;
};

struct sasl_bridge {
    const gss_OID_desc *mech;
    struct writer data; /* "<gs2-header><channel binding data>" */
    struct gss_channel_bindings_struct bindings;
};

void sasl_bridge_init(struct sasl_bridge *bridge, const gss_OID_desc *mech);
void sasl_bridge_end(struct sasl_bridge *bridge);

/* What goes into gss_init_sec_context and gss_accept_sec_context. */
gss_channel_bindings_t sasl_bridge_bindings(struct sasl_bridge *bridge);

/* A client: it says HEADER, and has the data behind it if that is of a binding. */
void sasl_bridge_say(struct sasl_bridge *bridge, const char *header, const char *data);

/* A client's first token as a message. False unless it is framed, and of the mechanism. */
bool sasl_bridge_to_message(struct sasl_bridge *bridge, const gss_buffer_desc *token,
                            struct writer *message);

/*
 * A server, whose CHANNEL was offered by the name of the mechanism with -PLUS: the first message as
 * a token. A client that says "y" has not seen the offer, so somebody removed it; one that binds to
 * another type was told of another offer. Then the bindings become those that the client would have
 * by ours, and so cannot be the client's (s.5). False for a malformed header, and for a binding
 * where there is nothing to bind to.
 */
bool sasl_bridge_to_token(struct sasl_bridge *bridge, const struct sasl_channel *channel,
                          struct reader message, struct writer *token);

#endif
