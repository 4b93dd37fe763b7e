/* The Kerberos 5 mechanism (RFC 1964, RFC 4121), on libkrb5's public interface. */
#ifndef GSS_MECH_KRB5_MECH_H
#define GSS_MECH_KRB5_MECH_H

#include "mech/mech.h"

extern const struct mech krb5_mech;

#endif
