#include "mech/plugin/config.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_FILE "/etc/gss/mech"
#define CONFIG_PATTERN "/etc/gss/mech.d/*.conf"

enum { CONFIG_SIZE_MAX = 64 * 1024 };

/* Read once: a program may change its environment while other threads are in here. */
static char *config_given;
static bool config_is_given;
static pthread_once_t config_once = PTHREAD_ONCE_INIT;

static void config_look_up(void)
{
    const char *given = secure_getenv("GSS_MECH_CONFIG");

    config_is_given = given != NULL;
    config_given = given != NULL ? strdup(given) : NULL;
}

/* The files, in their order. False as soon as VISIT returns false. */
static bool config_visit(bool (*visit)(void *arg, const char *file), void *arg)
{
    glob_t found;
    bool going_on;

    pthread_once(&config_once, config_look_up);
    if (config_is_given)
        return config_given == NULL || visit(arg, config_given);
    if (!visit(arg, CONFIG_FILE))
        return false;
    if (glob(CONFIG_PATTERN, 0, NULL, &found) != 0)
        return true;
    going_on = true;
    for (size_t i = 0; going_on && i < found.gl_pathc; i++)
        going_on = visit(arg, found.gl_pathv[i]);
    globfree(&found);
    return going_on;
}

/* FNV-1a. */
static void stamp_add(uint64_t *stamp, const void *data, size_t length)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < length; i++)
        *stamp = (*stamp ^ bytes[i]) * 0x100000001b3;
}

static bool stamp_add_file(void *arg, const char *file)
{
    uint64_t *stamp = arg;
    struct stat facts;

    if (stat(file, &facts) != 0)
        return true;
    stamp_add(stamp, file, strlen(file));
    stamp_add(stamp, &facts.st_dev, sizeof(facts.st_dev));
    stamp_add(stamp, &facts.st_ino, sizeof(facts.st_ino));
    stamp_add(stamp, &facts.st_size, sizeof(facts.st_size));
    stamp_add(stamp, &facts.st_mtim.tv_sec, sizeof(facts.st_mtim.tv_sec));
    stamp_add(stamp, &facts.st_mtim.tv_nsec, sizeof(facts.st_mtim.tv_nsec));
    return true;
}

uint64_t plugin_config_stamp(void)
{
    uint64_t stamp = 0xcbf29ce484222325;

    (void)config_visit(stamp_add_file, &stamp);
    return stamp;
}

/* Reads FILE up to the limit; its length, or -1 with errno. */
static ssize_t config_load(const char *file, char *out)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t length = 0, got = 0;

    if (fd < 0)
        return -1;
    do {
        got = read(fd, out + length, (size_t)(CONFIG_SIZE_MAX - length));
        if (got > 0)
            length += got;
    } while ((got > 0 && length < CONFIG_SIZE_MAX) || (got < 0 && errno == EINTR));
    close(fd);
    if (length == CONFIG_SIZE_MAX)
        errno = EFBIG;
    return got < 0 || length == CONFIG_SIZE_MAX ? -1 : length;
}

struct config_reading {
    bool (*take)(void *arg, const struct plugin_config_line *line);
    void *arg;
};

static const char *config_error(int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such file";
    case EACCES:
        return "the file may not be read";
    case EFBIG:
        return "the file is too large";
    default:
        return "the file cannot be read";
    }
}

static bool config_read_file(void *arg, const char *file)
{
    static char text[CONFIG_SIZE_MAX]; /* one thread at a time */
    static struct plugin_line line;
    const struct config_reading *reading = arg;
    struct plugin_config_line taken = {.file = file, .line = &line};
    ssize_t length = config_load(file, text);
    struct reader in;

    if (length < 0) {
        if (errno == ENOENT && !config_is_given)
            return true;
        line = (struct plugin_line){.error = config_error(errno)};
        return reading->take(reading->arg, &taken);
    }
    reader_init(&in, text, (size_t)length);
    while (in.left != 0) {
        taken.number++;
        plugin_line_read(&in, &line);
        if ((line.name[0] != '\0' || line.error != NULL) && !reading->take(reading->arg, &taken))
            return false;
    }
    return true;
}

bool plugin_config_read(bool (*take)(void *arg, const struct plugin_config_line *line), void *arg)
{
    struct config_reading reading = {take, arg};

    return config_visit(config_read_file, &reading);
}
