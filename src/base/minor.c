#include "base/minor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DETAIL_SIZE = 240, DETAIL_COUNT = 4 };

/* The last few details of this thread; no allocation, so it works when memory has run out. */
static _Thread_local struct {
    OM_uint32 code;
    char text[DETAIL_SIZE];
} minor_details[DETAIL_COUNT];
static _Thread_local unsigned minor_next_detail;

static const char *const minor_sentences[] = {
#define X(code, sentence) [MINOR_##code - MINOR_FIRST_] = sentence,
    MINOR_TABLE(X)
#undef X
};

static int minor_find_detail(OM_uint32 code)
{
    for (int i = 0; i < DETAIL_COUNT; i++) {
        if (minor_details[i].code == code && minor_details[i].text[0] != '\0')
            return i;
    }
    return -1;
}

void minor_set_detail(OM_uint32 code, const char *text)
{
    int slot = minor_find_detail(code);

    if (slot < 0)
        slot = (int)(minor_next_detail++ % DETAIL_COUNT);
    minor_details[slot].code = code;
    snprintf(minor_details[slot].text, sizeof(minor_details[slot].text), "%s", text);
}

OM_uint32 minor_fail(OM_uint32 *minor, OM_uint32 code, OM_uint32 major)
{
    int slot = minor_find_detail(code);

    if (slot >= 0 && code > MINOR_FIRST_ && code < MINOR_END_)
        minor_details[slot].text[0] = '\0'; /* an older failure's detail would mislead */
    if (minor != NULL)
        *minor = code;
    return major;
}

OM_uint32 minor_fail_detail(OM_uint32 *minor, OM_uint32 code, OM_uint32 major, const char *format,
                            ...)
{
    char text[DETAIL_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    minor_set_detail(code, text);
    if (minor != NULL)
        *minor = code;
    return major;
}

OM_uint32 minor_fail_errno(OM_uint32 *minor, OM_uint32 code, OM_uint32 major, const char *what,
                           int error)
{
    char buffer[128];

    return minor_fail_detail(minor, code, major, "%s: %s", what,
                             strerror_r(error, buffer, sizeof(buffer)));
}

bool minor_get_sentence(OM_uint32 code, char *out, size_t size)
{
    int slot = minor_find_detail(code);
    const char *detail = slot >= 0 ? minor_details[slot].text : NULL;

    if (code <= MINOR_FIRST_ || code >= MINOR_END_) {
        if (detail == NULL)
            return false;
        snprintf(out, size, "%s", detail);
        return true;
    }
    snprintf(out, size, "%s%s%s", minor_sentences[code - MINOR_FIRST_], detail != NULL ? ": " : "",
             detail != NULL ? detail : "");
    return true;
}
