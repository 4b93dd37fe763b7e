#include "base/attribute.h"

#include <gss.h>

#include "base/oid.h"

/* All are arcs of 1.3.6.1.5.5.13 (RFC 5587 s.3.1). */
const struct attribute attribute_table[ATTRIBUTE_COUNT] = {
#define X(name, arc, short_name, sentence)                                                         \
    {OID_STATIC("\x2b\x06\x01\x05\x05\x0d" arc), "GSS_C_MA_" #name, short_name, sentence},
    ATTRIBUTE_TABLE(X)
#undef X
};

#define X(name, arc, short_name, sentence) gss_const_OID GSS_C_MA_##name = ATTRIBUTE(name);
ATTRIBUTE_TABLE(X)
#undef X
