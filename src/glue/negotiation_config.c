#include "glue/negotiation_config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/oid.h"

#define CONFIG_FILE "/etc/gss/spnego.conf"

enum { CONFIG_MAX = 4096, DOTTED_MAX = 256 };

static const char separators[] = " \t\r\n,";

/* The words, one after the other, as strtok_r leaves them. */
static char config_text[CONFIG_MAX];
static size_t config_length;
static bool config_present;
static pthread_once_t config_once = PTHREAD_ONCE_INIT;

/* Takes the words of TEXT up to a comment. */
static void config_add_line(char *text)
{
    char *rest = NULL;

    text[strcspn(text, "#")] = '\0';
    for (char *word = strtok_r(text, separators, &rest); word != NULL;
         word = strtok_r(NULL, separators, &rest)) {
        size_t size = strlen(word) + 1;

        if (size > sizeof(config_text) - config_length)
            return;
        memcpy(config_text + config_length, word, size);
        config_length += size;
    }
}

static void config_read_file(void)
{
    char line[512];
    FILE *file = fopen(CONFIG_FILE, "re");

    if (file == NULL)
        return;
    config_present = true;
    while (fgets(line, sizeof(line), file) != NULL)
        config_add_line(line);
    fclose(file);
}

static void config_read(void)
{
    const char *given = secure_getenv("GSS_SPNEGO_MECHS");
    char *copy = given != NULL ? strdup(given) : NULL;

    if (copy != NULL) {
        config_present = true;
        config_add_line(copy);
        free(copy);
    } else {
        config_read_file();
    }
}

int negotiation_config_rank(const struct mech *mech, bool *configured)
{
    char dotted[DOTTED_MAX];
    int rank = 0;

    pthread_once(&config_once, config_read);
    *configured = config_present;
    if (config_length == 0)
        return -1; /* each negotiation asks for each mechanism: mostly nothing is configured */
    if (!oid_to_dotted(&mech->oid, dotted, sizeof(dotted)))
        dotted[0] = '\0';
    for (size_t at = 0; at < config_length; at += strlen(config_text + at) + 1) {
        if (strcasecmp(config_text + at, mech->name) == 0 || strcmp(config_text + at, dotted) == 0)
            return rank;
        rank++;
    }
    return -1;
}
