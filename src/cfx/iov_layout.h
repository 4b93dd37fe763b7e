/* Which buffers of an array are what. */
#ifndef GSS_CFX_IOV_LAYOUT_H
#define GSS_CFX_IOV_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include <gss/ext-iov.h>

/* The types of which a layout has one buffer at most. */
enum iov_slot { IOV_HEADER, IOV_TRAILER, IOV_PADDING, IOV_STREAM, IOV_MIC_TOKEN, IOV_SLOTS };

struct iov_layout {
    gss_iov_buffer_desc *slots[IOV_SLOTS]; /* NULL: there is none */
    gss_iov_buffer_desc *data;             /* the first DATA buffer; or NULL */
    size_t data_count;
};

/* Reads IOV. GSS_S_FAILURE and a sentence if a slot is there twice, or is not one of ALLOWED, a set
 * of bits 1 << IOV_..., or REQUIRED is not there. Types that nobody knows are passed over. */
OM_uint32 iov_layout_read(OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count,
                          unsigned allowed, enum iov_slot required, struct iov_layout *layout);

/* Is there a buffer of this type? */
bool iov_layout_has(const gss_iov_buffer_desc *iov, size_t count, OM_uint32 type);

/* Has SLOT, if it is there and not to be allocated, LENGTH bytes? GSS_S_FAILURE if not. */
OM_uint32 iov_layout_check(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                           size_t length);

/* Afterwards: gives SLOT, if it is there, this length, allocated if that is asked for.
 * GSS_S_FAILURE without memory. */
OM_uint32 iov_layout_reserve(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                             size_t length);

/* Undoes the allocation of a reserve. */
void iov_layout_unreserve(const struct iov_layout *layout, enum iov_slot slot);

/* Tells in SLOT, if it is there, how long it must be. */
void iov_layout_tell(const struct iov_layout *layout, enum iov_slot slot, size_t length);

/* GSS_S_DEFECTIVE_TOKEN and a sentence if SLOT is there and has not exactly LENGTH bytes. */
OM_uint32 iov_layout_expect(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                            size_t length);

#endif
