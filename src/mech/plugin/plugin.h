/*
 * A mechanism of a plugin.
 *
 * Its table (struct mech) is filled with what the plugin offers; each entry
 * turns the table's form of a call into the plugin's, and trusts its outputs no
 * more than it must. Names, credentials and contexts are the plugin's handles
 * in small structures of ours. Minor status codes pass as they are. A plugin is
 * never unloaded.
 */
#ifndef GSS_MECH_PLUGIN_PLUGIN_H
#define GSS_MECH_PLUGIN_PLUGIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/minor.h"
#include "mech/mech.h"
#include "mech/plugin/api.h"

struct plugin {
    struct mech mech; /* whose module is this structure */
    struct plugin_api api;
    gss_OID_set self;            /* the mechanism alone, as calls want it */
    gss_OID_set name_types;      /* those that are no well-known ones point in here */
    gss_OID_set attributes;      /* as the plugin tells them; or NULL */
    atomic_bool unexportable[4]; /* an export failed: by [initiator | established << 1] */
};

struct plugin_name {
    const struct plugin *plugin;
    gss_name_t handle;
};

/* Shared by its copies: a credential does not change. */
struct plugin_cred {
    const struct plugin *plugin;
    gss_cred_id_t handle;
    bool nameless; /* an acceptor's that was acquired without a name */
    atomic_uint users;
};

struct plugin_context {
    const struct plugin *plugin;
    gss_ctx_id_t handle; /* NULL: the plugin has deleted it */
    int64_t end_time;
    OM_uint32 flags;
    bool initiator;
    bool established;
    bool nameless;         /* it accepts with a credential that is */
    gss_buffer_desc token; /* of an export that is not over, which has taken HANDLE away */
};

/* Makes a mechanism of what a plugin offers. NAME is the configuration's. INTERPOSED is the
 * mechanism in whose place it comes, whose OID it has and of which it tells what that tells; or
 * NULL. NULL, and a reason in WHY, if it is none. It is never freed. */
struct plugin *plugin_create(const char *name, gss_const_OID oid, const struct mech *interposed,
                             const struct plugin_api *api, char *why, size_t why_size);

/* The entries, by family. Those that need an entry point of the plugin are in the table only if
 * there is one. */
void plugin_fill_names(struct plugin *plugin);
void plugin_fill_creds(struct plugin *plugin);
void plugin_fill_contexts(struct plugin *plugin);
void plugin_fill_messages(struct plugin *plugin);
void plugin_fill_messages_iov(struct plugin *plugin);
void plugin_fill_metadata(struct plugin *plugin);
void plugin_fill_transfer(struct plugin *plugin);

/* What the plugin tells of itself, asked once: names, attributes, types of names. False, and a
 * reason in WHY, if it says that it is another mechanism. */
bool plugin_ask(struct plugin *plugin, const char *name, char *why, size_t why_size);

static inline const struct plugin *plugin_of(const struct mech *mech)
{
    return mech->module;
}

/* The mechanism, as the plugin's functions take it. */
static inline gss_OID plugin_oid(const struct plugin *plugin)
{
    return &plugin->self->elements[0];
}

/* The static descriptor of a type of names that the plugin gave; NULL for one that it never told
 * of: it may not stay. */
gss_OID plugin_static_type(const struct plugin *plugin, gss_const_OID type);

/* A new wrapper; *HANDLE is released if there is no memory. */
OM_uint32 plugin_name_wrap(OM_uint32 *minor, const struct plugin *plugin, gss_name_t *handle,
                           void **name);
OM_uint32 plugin_cred_wrap(OM_uint32 *minor, const struct plugin *plugin, gss_cred_id_t *handle,
                           void **cred);
void plugin_name_drop(const struct plugin *plugin, gss_name_t *handle);
void plugin_cred_drop(const struct plugin *plugin, gss_cred_id_t *handle);

/* The plugin's form of our handles, which may be NULL. */
gss_name_t plugin_name_handle(const void *name);
gss_cred_id_t plugin_cred_handle(const void *cred);

/* Is it of an acceptor who was given no name? NULL, the default credential, is. */
bool plugin_cred_is_nameless(const void *cred);

/* Is a name that the plugin gives for an acceptor without one not to be told? gss-ntlmssp gives an
 * empty one, which its gss_display_name does not survive. That is expected of a plugin which can
 * neither compare nor export names: for such a one a name is its text, and nothing without. */
bool plugin_name_is_none(const struct plugin *plugin, bool nameless);

/* For the step that makes a context: *CONTEXT, or a new one without a handle; NULL without
 * memory. CONTEXT_MADE keeps it if MAJOR is success and there is a handle, and puts it into
 * *CONTEXT; otherwise it deletes what was made here. */
struct plugin_context *plugin_context_begin(OM_uint32 *minor, const struct plugin *plugin,
                                            void **context);
OM_uint32 plugin_context_made(OM_uint32 *minor, OM_uint32 major, struct plugin_context *made,
                              void **context);

void plugin_context_delete(void **context);

/* Learns when the context ends. TOLD is what the plugin said in seconds, 0 if it said nothing. */
void plugin_context_learn_end(struct plugin_context *context, OM_uint32 told);

/* Never a value without a length, nor the other way. */
void plugin_mend_buffer(gss_buffer_t buffer);

/* A new buffer that a call gave for a message: none after a failure. */
OM_uint32 plugin_message_made(OM_uint32 major, gss_buffer_t made);

/* Adds the plugin's answers and frees them. */
OM_uint32 plugin_take_answers(OM_uint32 *minor, OM_uint32 major, gss_buffer_set_t *from,
                              gss_buffer_set_t answers);

static inline OM_uint32 plugin_fail_memory(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* The plugin said it was well, and it is not. */
static inline OM_uint32 plugin_fail_broken(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_PLUGIN_BROKEN, GSS_S_FAILURE);
}

/* The handle is gone with an earlier failure. */
static inline OM_uint32 plugin_fail_gone(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_CONTEXT_FAILED, GSS_S_NO_CONTEXT);
}

/* The interface knows no const for what functions only read. */
static inline gss_buffer_desc plugin_input(gss_const_buffer_t buffer)
{
    static char nothing[1];

    return (gss_buffer_desc){buffer->length, buffer->value != NULL ? buffer->value : nothing};
}

#endif
