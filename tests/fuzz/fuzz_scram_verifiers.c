/* A file of verifiers: whatever it holds, it is read or refused, and a line that is read is written
 * the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/scram_world.h"
#include "mech/scram/verifier_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_written(const struct scram_verifier *verifier)
{
    struct scram_line line;
    struct writer out;
    struct reader in;

    writer_init_secret(&out);
    write_bytes(&out, "x:", 2);
    scram_verifier_write(verifier, &out);
    reader_init(&in, out.data, out.length);
    must(scram_line_read(&in, &line) == SCRAM_LINE_VERIFIER);
    must(memcmp(&line.verifier, verifier, sizeof(*verifier)) == 0);
    writer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scram_verifier found;
    struct scram_table *table;
    struct reader in;
    OM_uint32 minor;
    bool known;

    reader_init(&in, data, size);
    if (scram_table_read(&minor, "-", &in, &table) != GSS_S_COMPLETE) {
        must(table == NULL && minor != 0);
        return 0;
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct scram_row *row = &table->rows[i];

        check_written(&row->verifier);
        scram_table_find(table, row->verifier.hash, scram_table_name(table, row), row->name_length,
                         &found, &known);
        must(known && memcmp(&found, &row->verifier, sizeof(found)) == 0);
    }
    scram_table_find(table, &scram_sha1, "\x01", 1, &found, &known); /* in no prepared name */
    must(!known && found.salt_length > 0 && found.iterations > 0);
    scram_table_free(&table);
    return 0;
}
