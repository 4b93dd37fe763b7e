#include "transfer/lmdb_library.h"

#include <dlfcn.h>
#include <stddef.h>

#define LMDB_FILE "liblmdb.so.0"

struct lmdb_library lmdb;

static const struct {
    const char *name;
    size_t offset;
} lmdb_calls[] = {
#define X(call) {"mdb_" #call, offsetof(struct lmdb_library, call)},
    LMDB_CALLS(X)
#undef X
};

bool lmdb_library_load(const char **why)
{
    static void *handle; /* kept for good */
    static bool complete;

    if (complete)
        return true;
    if (handle == NULL)
        handle = dlopen(LMDB_FILE, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    for (size_t i = 0; handle != NULL && i < sizeof(lmdb_calls) / sizeof(lmdb_calls[0]); i++) {
        void *call = dlsym(handle, lmdb_calls[i].name);

        if (call == NULL) {
            *why = "it lacks a function that is needed";
            return false;
        }
        *(void **)((char *)&lmdb + lmdb_calls[i].offset) = call;
    }
    complete = handle != NULL;
    if (!complete)
        *why = dlerror();
    return complete;
}
