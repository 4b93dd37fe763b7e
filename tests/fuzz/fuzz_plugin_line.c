/* The configuration of plugins: whatever it holds, each line is an entry, an error or nothing. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/oid.h"
#include "mech/plugin/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* An object identifier that was read is written the same. */
static void check_oid(const struct plugin_line *line)
{
    gss_OID_desc oid = {line->oid_length, (void *)line->oid};
    uint8_t again[PLUGIN_OID_MAX];
    char dotted[1024];
    struct writer out;

    must(oid_to_dotted(&oid, dotted, sizeof(dotted)));
    writer_init_fixed(&out, again, sizeof(again));
    oid_write_dotted(&out, dotted, strlen(dotted));
    must(writer_ok(&out) && out.length == line->oid_length);
    must(memcmp(again, line->oid, out.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct plugin_line line;
    struct reader in;
    size_t left;

    reader_init(&in, data, size);
    while (in.left != 0) {
        left = in.left;
        plugin_line_read(&in, &line);
        must(reader_ok(&in) && in.left < left);
        must(strlen(line.name) < sizeof(line.name) && strlen(line.library) < sizeof(line.library));
        if (line.error == NULL && line.name[0] != '\0') {
            must(line.library[0] != '\0');
            check_oid(&line);
        }
    }
    return 0;
}
