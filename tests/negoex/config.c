#include "negoex/config.h"

#include <stdio.h>
#include <stdlib.h>

enum { VARIANTS = 14 };

void negoex_enter(const char *folder, const char *plugin)
{
    char path[4096], *library = realpath(plugin, NULL);
    FILE *file;

    snprintf(path, sizeof(path), "%s/negoex.conf", folder);
    file = fopen(path, "w");
    if (library == NULL || file == NULL) {
        perror(plugin);
        abort();
    }
    for (int i = 1; i <= VARIANTS; i++)
        fprintf(file, "toy-%d 1.3.6.1.4.1.32473.1.%d %s\n", i, i, library);
    free(library);
    if (fclose(file) != 0 || setenv("GSS_MECH_CONFIG", path, 1) != 0) {
        perror(path);
        abort();
    }
}
