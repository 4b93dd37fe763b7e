/* gss_check_version, which is GNU's. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gss.h>

enum { VERSION_PARTS = 4 };

/* "2", "2.0", ... as numbers, a missing one 0; false for anything else. */
static bool version_read(const char *text, unsigned long parts[VERSION_PARTS])
{
    for (int i = 0; i < VERSION_PARTS; i++) {
        char *end;

        parts[i] = 0;
        if (i != 0 && *text == '\0')
            continue;
        if (i != 0 && *text++ != '.')
            return false;
        if (!isdigit((unsigned char)*text)) /* strtoul takes signs and blanks */
            return false;
        parts[i] = strtoul(text, &end, 10);
        text = end;
    }
    return *text == '\0';
}

const char *gss_check_version(const char *req_version)
{
    unsigned long wanted[VERSION_PARTS], ours[VERSION_PARTS];

    if (req_version == NULL)
        return GSS_VERSION;
    if (!version_read(req_version, wanted) || !version_read(GSS_VERSION, ours))
        return NULL;
    for (int i = 0; i < VERSION_PARTS; i++) { /* "1.0.10" is later than "1.0.9" */
        if (wanted[i] != ours[i])
            return wanted[i] < ours[i] ? GSS_VERSION : NULL;
    }
    return GSS_VERSION;
}
