#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void report_error(const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fputs("gss: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

bool report_output(struct writer *out)
{
    bool ok = writer_ok(out);

    if (!ok)
        report_error("out of memory");
    else if (out->length != 0 && fwrite(out->data, 1, out->length, stdout) != out->length) {
        report_error("standard output: %s", strerror(errno));
        ok = false;
    }
    writer_free(out);
    return ok;
}
