/*
 * What a name's attributes are made of: immutable, and shared by the copies of the name.
 *
 * As bytes (krb5_attributes_write): the PAC behind its length in 32 bits, empty
 * without one, then the authentication indicators, each behind its length in
 * 16 bits, to the end.
 */
#ifndef GSS_MECH_KRB5_ATTRIBUTES_H
#define GSS_MECH_KRB5_ATTRIBUTES_H

#include <stdbool.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"
#include "mech/krb5/authdata.h"
#include "mech/krb5/evidence.h"

struct krb5_attributes;

/* Those of a ticket with authorization data ELEMENTS, where VOUCHED was checked: a PAC, vouched for
 * or not, and the indicators of a CAMMAC that is. NULL in *MADE if there are none. */
OM_uint32 krb5_attributes_of_ticket(OM_uint32 *minor, struct reader elements,
                                    const struct krb5_vouched *vouched,
                                    struct krb5_attributes **made);

/* The same, to be made of ELEMENTS when they are asked for (krb5_attributes_settle), and checked
 * with EVIDENCE. */
OM_uint32 krb5_attributes_await(OM_uint32 *minor, struct reader elements,
                                struct krb5_evidence *evidence, struct krb5_attributes **made);

/* What ATTRIBUTES came to, owned by them; may be NULL. */
OM_uint32 krb5_attributes_settle(OM_uint32 *minor, krb5_context library,
                                 struct krb5_attributes *attributes,
                                 const struct krb5_attributes **settled);

/* Those that IN has, all of it; nobody vouches for them. NULL in *MADE if there are none. */
OM_uint32 krb5_attributes_read(OM_uint32 *minor, struct reader *in, struct krb5_attributes **made);
void krb5_attributes_write(const struct krb5_attributes *attributes, struct writer *out);

/* One more owner, and one less. Both accept NULL. */
struct krb5_attributes *krb5_attributes_share(struct krb5_attributes *attributes);
void krb5_attributes_release(struct krb5_attributes *attributes);

/* Of settled ones. ATTRIBUTES may be NULL: both are empty then. */
struct reader krb5_attributes_pac(const struct krb5_attributes *attributes);
struct reader krb5_attributes_indicators(const struct krb5_attributes *attributes);
bool krb5_attributes_pac_is_vouched(const struct krb5_attributes *attributes);
bool krb5_attributes_indicators_are_vouched(const struct krb5_attributes *attributes);

#endif
