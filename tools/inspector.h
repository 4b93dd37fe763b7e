/*
 * What the inspectors of all kinds of token share: the tree that they fill,
 * and the first problem that they met.
 *
 * An inspector reads straight through. At the first problem it notes the place
 * and the reason; every later read then gives nothing and adds nothing, so the
 * tree holds what could be read before.
 */
#ifndef GSS_TOOLS_INSPECTOR_H
#define GSS_TOOLS_INSPECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/der.h"
#include "base/reader.h"
#include "field.h"

struct inspector {
    struct field_tree tree;
    const uint8_t *start; /* of the whole input, for offsets */
    unsigned depth;       /* tokens in tokens */
    bool failed;
    size_t offset; /* of the problem */
    char problem[256];
};

/* Notes a problem at the place where AT stands, unless there is one already, and fails AT. */
void inspector_fail(struct inspector *in, struct reader *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The input must end here. */
void inspector_end(struct inspector *in, struct reader *at, const char *what);

/* The contents of the next DER element, which must have this tag. WHAT names it in problems. */
struct reader inspector_element(struct inspector *in, struct reader *r, uint8_t tag,
                                const char *what);

/* Of SEQUENCE's field [N]: the contents of the element with this tag inside. */
struct reader inspector_field(struct inspector *in, struct reader *sequence, unsigned n,
                              uint8_t tag, const char *what);

/* The same if field [N] is there; otherwise false, and OUT is empty. */
bool inspector_optional(struct inspector *in, struct reader *sequence, unsigned n, uint8_t tag,
                        const char *what, struct reader *out);

/* The INTEGER (or ENUMERATED) in contents that inspector_field gave. */
int64_t inspector_integer(struct inspector *in, struct reader *contents, const char *what);

/* Fields of a tree, added unless the inspector has failed. */
void inspector_text(struct inspector *in, const char *key, struct reader contents);
void inspector_number(struct inspector *in, const char *key, uint64_t value);
void inspector_code(struct inspector *in, const char *key, int64_t value, unsigned hex_digits,
                    const char *meaning);
void inspector_flags(struct inspector *in, const char *key, uint32_t value, unsigned hex_digits,
                     const struct field_name *names);
void inspector_hex(struct inspector *in, const char *key, struct reader contents);
/* CONTENTS are an OID's elements. */
void inspector_oid(struct inspector *in, const char *key, struct reader contents);

/* A nested token in its own group KEY: read like any token if its kind is plain to see, otherwise
 * only its length is given. */
void inspector_nested(struct inspector *in, const char *key, struct reader token);

/* One inspector for each kind; each reads to the end of its input. */
void inspect_framed(struct inspector *in, struct reader token);
void inspect_ap_req(struct inspector *in, struct reader message);
void inspect_ap_rep(struct inspector *in, struct reader message);
void inspect_krb_error(struct inspector *in, struct reader message);
void inspect_krb5_token(struct inspector *in, struct reader inner); /* from its token id on */
void inspect_mic_token(struct inspector *in, struct reader token);
void inspect_wrap_token(struct inspector *in, struct reader token);
void inspect_negotiation(struct inspector *in, struct reader token);
void inspect_ntlm(struct inspector *in, struct reader token);
void inspect_negoex(struct inspector *in, struct reader token);
void inspect_exported_name(struct inspector *in, struct reader name);
void inspect_scram_first(struct inspector *in, struct reader message); /* framed: n=...,r=... */
void inspect_scram_sasl_first(struct inspector *in, struct reader message); /* n,,n=...,r=... */
void inspect_scram_challenge(struct inspector *in, struct reader message);  /* r=...,s=...,i=... */
void inspect_scram_response(struct inspector *in, struct reader message);   /* c=...,r=...,p=... */
void inspect_scram_outcome(struct inspector *in, struct reader message);    /* v=... or e=... */
void inspect_interprocess(struct inspector *in, struct reader token);

#endif
