/*
 * A plugin with several mechanisms that NegoEx can negotiate, for tests. None of
 * them protects anything: keys travel in the clear.
 *
 * 1.3.6.1.4.1.32473.1.N is the mechanism of the variant N; its scheme is N
 * sixteen times. A context takes as many tokens as the variant says. An acceptor,
 * and an initiator that has more than one token, insists on the peer's metadata
 * where there is some.
 */
#ifndef TESTS_NEGOEX_PLUGIN_H
#define TESTS_NEGOEX_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include <gss.h>
#include <gss/ext.h>
#include <gss/ext-set.h>

/* 1.3.6.1.4.1.32473.1, of the numbers for documentation (RFC 5612) */
#define TOY_ARC "\x2b\x06\x01\x04\x01\x81\xfd\x59\x01"
enum { TOY_ARC_LENGTH = sizeof(TOY_ARC) - 1, TOY_OID_LENGTH = TOY_ARC_LENGTH + 1 };

enum { TOY_KEY_LENGTH = 32, TOY_TEXT_SIZE = 128 };

enum toy_keys {
    TOY_KEYS_AT_END, /* as soon as a side is established */
    TOY_KEYS_EARLY,  /* the initiator's own is there with its first token */
    TOY_KEYS_NEVER,
};

/* What a variant refuses. */
enum toy_refusal {
    TOY_TAKES_ALL,
    TOY_NO_INITIATOR_METADATA, /* its own: the query fails */
    TOY_NO_ACCEPTOR_METADATA,
    TOY_REFUSES_AT_INITIATOR, /* the peer's: the exchange fails */
    TOY_REFUSES_AT_ACCEPTOR,
    TOY_REFUSES_INITIATING, /* the first token */
    TOY_REFUSES_ACCEPTING,
};

struct toy_variant {
    uint8_t number;
    uint8_t tokens; /* of both sides together */
    uint8_t enctype;
    bool metadata;
    enum toy_keys keys;
    enum toy_refusal refuses;
    bool direct; /* in SPNEGO's own list as well */
};

struct toy_context {
    const struct toy_variant *variant;
    bool initiator;
    bool established;
    bool told;      /* the peer's metadata is here */
    uint8_t tokens; /* so far */
    uint8_t key[TOY_KEY_LENGTH];
    char target[TOY_TEXT_SIZE];
};

struct toy_name {
    const struct toy_variant *variant; /* NULL: not known */
    char text[TOY_TEXT_SIZE];
};

/* NULL: none of this plugin's. */
const struct toy_variant *toy_variant_of(gss_const_OID oid);
const struct toy_variant *toy_variant_at(uint8_t number);

/* Its object identifier, in static memory. */
gss_OID toy_oid(const struct toy_variant *variant);

/* A copy for the caller, of malloc. */
OM_uint32 toy_give(OM_uint32 *minor, gss_buffer_t out, const void *data, size_t length);
gss_OID_set toy_set(const gss_OID_desc *members, size_t count);

/* MAJOR, with the only minor code that there is. */
OM_uint32 toy_fail(OM_uint32 *minor, OM_uint32 major);

#endif
