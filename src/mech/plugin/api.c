#include "mech/plugin/api.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct api_row {
    size_t offset; /* in struct plugin_api */
    const char *ordinary;
    const char *interposer; /* NULL: none has it */
} api_rows[] = {
#define ROW(prefix, name, ...) {offsetof(struct plugin_api, name), #prefix #name, "gssi_" #name},
#define ROW_ORDINARY(prefix, name, ...) {offsetof(struct plugin_api, name), #prefix #name, NULL},
    PLUGIN_API_CORE(ROW) PLUGIN_API_EXTENSIONS(ROW) PLUGIN_API_METADATA(ROW_ORDINARY)};

_Static_assert(sizeof(api_rows) / sizeof(api_rows[0]) == PLUGIN_API_COUNT, "one row each");
_Static_assert(PLUGIN_API_COUNT == 71, "as MIT's mechglue has them");

/* The symbol, if the object HANDLE itself defines it. */
static void *api_symbol(void *handle, const char *name)
{
    void *symbol = dlsym(handle, name);
    struct link_map *own = NULL;
    void *of_symbol = NULL;
    Dl_info info;

    if (symbol == NULL || dlinfo(handle, RTLD_DI_LINKMAP, &own) != 0 ||
        dladdr1(symbol, &info, &of_symbol, RTLD_DL_LINKMAP) == 0 || of_symbol != own)
        return NULL;
    return symbol;
}

void plugin_api_find(void *handle, bool interposer, struct plugin_api *api)
{
    void *symbol;

    memset(api, 0, sizeof(*api));
    for (size_t i = 0; i < PLUGIN_API_COUNT; i++) {
        const char *name = interposer ? api_rows[i].interposer : api_rows[i].ordinary;

        symbol = name != NULL ? api_symbol(handle, name) : NULL;
        memcpy((char *)api + api_rows[i].offset, &symbol, sizeof(symbol));
    }
    symbol = interposer ? api_symbol(handle, "gss_mech_interposer") : NULL;
    memcpy(&api->mech_interposer, &symbol, sizeof(symbol));
}
