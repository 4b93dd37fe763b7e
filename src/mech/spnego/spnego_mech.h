/* SPNEGO: negotiates which of the other mechanisms is used (RFC 4178). */
#ifndef GSS_MECH_SPNEGO_SPNEGO_MECH_H
#define GSS_MECH_SPNEGO_SPNEGO_MECH_H

#include "mech/mech.h"

extern const struct mech spnego_mech;

#endif
