/* The first byte of what the glue writes into an interprocess token: what it is, and its version.
 */
#ifndef GSS_GLUE_TRANSFER_H
#define GSS_GLUE_TRANSFER_H

enum {
    TRANSFER_CONTEXT = 1,
    TRANSFER_CRED = 129,
};

#endif
