/*
 * The per-message calls of cfx.h on messages that lie in several buffers, as
 * gss/ext-iov.h has them. The same statuses, and the same promises: a failed
 * call leaves the context as it was, and nothing allocated.
 */
#ifndef GSS_CFX_IOV_H
#define GSS_CFX_IOV_H

#include <gss/ext-iov.h>

#include "cfx/cfx.h"

/* *CONF is what is asked for, and then what is done: without DATA there is nothing to encrypt. */
OM_uint32 cfx_wrap_iov(struct cfx *cfx, OM_uint32 *minor, bool *conf, gss_iov_buffer_desc *iov,
                       size_t count);
OM_uint32 cfx_wrap_iov_length(const struct cfx *cfx, OM_uint32 *minor, bool *conf,
                              gss_iov_buffer_desc *iov, size_t count);
OM_uint32 cfx_unwrap_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count,
                         bool *conf);
OM_uint32 cfx_get_mic_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov,
                          size_t count);
OM_uint32 cfx_get_mic_iov_length(const struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov,
                                 size_t count);
OM_uint32 cfx_verify_mic_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov,
                             size_t count);

#endif
