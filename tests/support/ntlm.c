#include "support/ntlm.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void set_file(const char *variable, const char *folder, const char *name, const char *line)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    if (file == NULL || fprintf(file, "%s\n", line) < 0 || fclose(file) != 0 ||
        setenv(variable, path, 1) != 0) {
        perror(path);
        abort();
    }
}

void ntlm_enter(const char *folder)
{
    if (access(NTLM_PLUGIN, R_OK) != 0) {
        perror(NTLM_PLUGIN);
        abort();
    }
    set_file("GSS_MECH_CONFIG", folder, "ntlm.conf",
             "gssntlmssp_v1 1.3.6.1.4.1.311.2.2.10 " NTLM_PLUGIN);
    set_file("NTLM_USER_FILE", folder, "ntlm.users", "TESTS:alice:a password");
}
