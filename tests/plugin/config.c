#include "plugin/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char config_folder[64] = "/tmp/gss-plugins.XXXXXX";
static char config_path[96], config_new[96];
static pid_t config_owner;

static void config_remove(void)
{
    if (getpid() != config_owner)
        return;
    unlink(config_path);
    unlink(config_new);
    rmdir(config_folder);
}

void plugin_config_create(void)
{
    assert_non_null(mkdtemp(config_folder));
    assert_int_equal(chmod(config_folder, 0755), 0);
    config_owner = getpid();
    snprintf(config_path, sizeof(config_path), "%s/mech.conf", config_folder);
    snprintf(config_new, sizeof(config_new), "%s/new", config_folder);
    atexit(config_remove);
    assert_int_equal(setenv("GSS_MECH_CONFIG", config_path, 1), 0);
    plugin_config_write("");
}

static const struct {
    const char *name, *oid, *variable, *type;
} config_lines[] = {
    {"toy", "2.999.1", "TEST_PLUGIN_TOY", ""},
    {"minimal", "2.999.1", "TEST_PLUGIN_MINIMAL", ""},
    {"interposer", "2.999.2", "TEST_PLUGIN_INTERPOSER", "<interposer>"},
};

void plugin_config_write(const char *lines)
{
    FILE *file = fopen(config_new, "w");

    assert_non_null(file);
    fprintf(file, "# %s\n", lines);
    for (size_t i = 0; i < sizeof(config_lines) / sizeof(config_lines[0]); i++) {
        const char *library = getenv(config_lines[i].variable);

        assert_non_null(library);
        if (strstr(lines, config_lines[i].name) != NULL)
            fprintf(file, "%s %s %s %s\n", config_lines[i].name, config_lines[i].oid, library,
                    config_lines[i].type);
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(config_new, config_path), 0);
}
