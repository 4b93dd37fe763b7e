/* What the files of the toy plugin have in common. */
#ifndef TESTS_PLUGIN_TOY_H
#define TESTS_PLUGIN_TOY_H

#include <stdbool.h>
#include <stddef.h>

#include <gss.h>

#include "plugin/toy_plugin.h"

struct toy_name {
    char text[64];
    char color[64]; /* its attribute; "" if it has none */
    gss_OID type;
};

struct toy_cred {
    char name[64];
    char note[64];
    gss_cred_usage_t usage;
};

struct toy_context {
    char source[64], target[64], note[64];
    OM_uint32 flags;
    int legs; /* that this side has had */
    bool initiator, open;
    unsigned sent, received;
};

extern gss_OID_desc toy_oid, toy_type, toy_option;

/* Is this what is to go wrong? */
bool toy_fault(const char *name);

OM_uint32 toy_fail(OM_uint32 *minor, OM_uint32 major);
void toy_copy(char out[64], const void *text, size_t length);
void toy_give(gss_buffer_t out, const void *data, size_t length);

/* B may be NULL. */
gss_OID_set toy_set(gss_OID a, gss_OID b);

gss_name_t toy_make_name(const char *text);
OM_uint32 toy_make_cred(OM_uint32 *minor, gss_name_t name, const char *otherwise,
                        gss_cred_usage_t usage, gss_cred_id_t *cred);

enum { TOY_MIC = 17 };
OM_uint32 toy_get_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                      gss_buffer_t token);
OM_uint32 toy_verify_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                         gss_buffer_t token);

/* *CONTEXT, or a new one in it. */
struct toy_context *toy_context(gss_ctx_id_t *context, bool initiator);

#endif
