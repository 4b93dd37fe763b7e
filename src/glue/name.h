/*
 * Names over all mechanisms.
 *
 * A name is what the caller imported, text and type, or a mechanism name (MN)
 * alone. Mechanisms make their own form of a caller's name when it is first
 * needed; it is kept, since that can mean asking the DNS. A name is immutable
 * to its users and may serve many threads: forms are added without a lock.
 */
#ifndef GSS_GLUE_NAME_H
#define GSS_GLUE_NAME_H

#include <stdatomic.h>
#include <stdbool.h>

#include <gss/api.h>

#include "mech/mech.h"

struct name_element {
    const struct mech *mech;
    void *inner; /* the mechanism's name */
    struct name_element *next;
};

struct gss_name_struct {
    const struct mech *mech; /* of an MN; NULL: a caller's name */
    void *inner;             /* of an MN */
    gss_const_OID type;      /* of a caller's name: static, or GSS_C_NO_OID */
    char *text;
    size_t length;
    struct name_element *_Atomic elements;
};

/* An empty name to be made an MN or a caller's name; NULL without memory. */
gss_name_t name_create(void);

/* Makes an empty name the MN of *INNER, and nulls that: a step that cannot fail. */
void name_set_mn(gss_name_t name, const struct mech *mech, void **inner);

/* Both in one; *INNER is released on failure too. */
OM_uint32 name_create_mn(OM_uint32 *minor, const struct mech *mech, void **inner, gss_name_t *name);

void name_free(gss_name_t *name);

/* Frees the forms that mechanisms have made of it, for a change that no other thread sees. */
void name_drop_elements(gss_name_t name);

/* The mechanism's form of NAME, owned by NAME. GSS_S_BAD_NAMETYPE if the mechanism takes no such
 * names, or NAME is another mechanism's MN, but for one that negotiates. */
OM_uint32 name_element(OM_uint32 *minor, gss_name_t name, const struct mech *mech,
                       const void **inner);

/* Is this a name of which the mechanism has, or may make, a form? */
bool name_is_for(const struct gss_name_struct *name, const struct mech *mech);

#endif
