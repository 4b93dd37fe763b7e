/*
 * The tokens of RFC 4178 s.4.2, and the server's hint of MS-SPNG 2.2.1.
 *
 * Fields point into the token that was read, or at what is to be written. A
 * field that is absent has no value; an empty one that is present has one.
 */
#ifndef GSS_MECH_SPNEGO_NEG_TOKEN_H
#define GSS_MECH_SPNEGO_NEG_TOKEN_H

#include <stdbool.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"

extern const gss_OID_desc neg_token_mech; /* 1.3.6.1.5.5.2, which frames initial tokens */

enum neg_state {
    NEG_ACCEPT_COMPLETED = 0,
    NEG_ACCEPT_INCOMPLETE = 1,
    NEG_REJECT = 2,
    NEG_REQUEST_MIC = 3,
    NEG_STATE_ABSENT = 4, /* no such value in a token */
};

struct neg_token_init {
    gss_buffer_desc mech_types; /* the whole MechTypeList, its tag and length included */
    gss_buffer_desc mech_token;
    gss_buffer_desc mech_list_mic;
};

struct neg_token_resp {
    enum neg_state state;
    gss_OID_desc supported_mech; /* elements NULL: absent */
    gss_buffer_desc response_token;
    gss_buffer_desc mech_list_mic;
};

static inline bool neg_field_is_present(const gss_buffer_desc *field)
{
    return field->value != NULL;
}

/* Does it start as an initial token of SPNEGO's? */
bool neg_token_is_initial(gss_const_buffer_t token);

/* A NegTokenInit, or a NegTokenInit2, in its framing. False if it is malformed, or has no list. */
bool neg_token_init_read(gss_const_buffer_t token, struct neg_token_init *init);

/* A NegTokenResp. False if it is malformed. */
bool neg_token_resp_read(gss_const_buffer_t token, struct neg_token_resp *resp);

/* Servers of Windows 2000 and old Sambas send the token once more as the MIC. It is none. */
void neg_token_resp_drop_copy(struct neg_token_resp *resp);

/* The mechanisms of a MechTypeList: BEGIN, and NEXT until it is false. */
struct reader neg_list_begin(const gss_buffer_desc *mech_types);
bool neg_list_next(struct reader *list, gss_OID_desc *mech);

/* A MechTypeList: OPEN, its mechanisms, CLOSE. */
size_t neg_list_open(struct writer *out);
void neg_list_add(struct writer *out, gss_const_OID mech);
void neg_list_close(struct writer *out, size_t mark);

void neg_token_init_write(struct writer *out, const struct neg_token_init *init);

/* The hint: a NegTokenInit2 with the list, and the name that says that it is none. */
void neg_token_hint_write(struct writer *out, const gss_buffer_desc *mech_types);

void neg_token_resp_write(struct writer *out, const struct neg_token_resp *resp);

#endif
