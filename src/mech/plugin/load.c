#include "mech/plugin/load.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/oid.h"

static gss_OID_set load_single(gss_const_OID oid)
{
    gss_OID_set set = oid_set_create();

    if (set != GSS_C_NO_OID_SET && !oid_set_add(set, oid))
        oid_set_free(&set);
    return set;
}

/* Asks an interposer for what it wants to stand before. */
static bool load_interposer(struct plugin_loaded *loaded, enum plugin_outcome *outcome,
                            char why[PLUGIN_WHY_SIZE])
{
    if (loaded->api.mech_interposer == NULL) {
        snprintf(why, PLUGIN_WHY_SIZE, "it does not offer gss_mech_interposer");
        return false;
    }
    loaded->interposes = loaded->api.mech_interposer(&loaded->self->elements[0]);
    if (loaded->interposes != GSS_C_NO_OID_SET && loaded->interposes->count != 0)
        return true;
    oid_set_free(&loaded->interposes);
    *outcome = PLUGIN_IDLE;
    snprintf(why, PLUGIN_WHY_SIZE, "it interposes nothing in this environment");
    return false;
}

static bool load_from(void *handle, const struct plugin_line *line, struct plugin_loaded *loaded,
                      enum plugin_outcome *outcome, char why[PLUGIN_WHY_SIZE])
{
    plugin_api_find(handle, line->interposer, &loaded->api);
    if (line->interposer)
        return load_interposer(loaded, outcome, why);
    loaded->plugin = plugin_create(line->name, &loaded->self->elements[0], NULL, &loaded->api, why,
                                   PLUGIN_WHY_SIZE);
    return loaded->plugin != NULL;
}

static void load_free(struct plugin_loaded *loaded)
{
    oid_set_free(&loaded->self);
    free(loaded->library);
    free(loaded);
}

/* In RTLD_NODELETE only when it is taken: a library that is not can be replaced by a better one. */
struct plugin_loaded *plugin_load(const struct plugin_line *line, const char *library,
                                  enum plugin_outcome *outcome, char why[PLUGIN_WHY_SIZE])
{
    gss_OID_desc oid = {line->oid_length, (void *)line->oid};
    struct plugin_loaded *loaded = calloc(1, sizeof(*loaded));
    void *handle = NULL;
    bool taken = false;

    *outcome = PLUGIN_SKIPPED;
    snprintf(why, PLUGIN_WHY_SIZE, "there is no memory");
    if (loaded == NULL)
        return NULL;
    loaded->library = strdup(library);
    loaded->self = load_single(&oid);
    if (loaded->library != NULL && loaded->self != GSS_C_NO_OID_SET) {
        handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
        if (handle == NULL)
            snprintf(why, PLUGIN_WHY_SIZE, "it cannot be loaded: %s", dlerror());
        else
            taken = load_from(handle, line, loaded, outcome, why) &&
                    dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) != NULL;
    }
    if (taken) {
        *outcome = PLUGIN_LOADED;
        return loaded;
    }
    if (handle != NULL)
        dlclose(handle);
    load_free(loaded);
    return NULL;
}

struct plugin_interposed *plugin_interpose(const struct mech *original,
                                           const struct plugin_loaded *interposer,
                                           char why[PLUGIN_WHY_SIZE])
{
    struct plugin_interposed *made = calloc(1, sizeof(*made));
    gss_const_OID self = &interposer->self->elements[0];
    gss_OID_desc both;
    struct writer out;

    writer_init(&out);
    write_bytes(&out, self->elements, self->length);
    write_bytes(&out, original->oid.elements, original->oid.length);
    both = (gss_OID_desc){(OM_uint32)out.length, out.data};
    if (made != NULL && writer_ok(&out))
        made->reentry = load_single(&both);
    writer_free(&out);
    if (made != NULL && made->reentry != GSS_C_NO_OID_SET)
        made->plugin =
            plugin_create("", &original->oid, original, &interposer->api, why, PLUGIN_WHY_SIZE);
    else
        snprintf(why, PLUGIN_WHY_SIZE, "there is no memory");
    if (made == NULL || made->plugin == NULL) {
        if (made != NULL)
            oid_set_free(&made->reentry);
        free(made);
        return NULL;
    }
    made->original = original;
    made->real = *original;
    made->real.reached_by = &made->reentry->elements[0];
    return made;
}
