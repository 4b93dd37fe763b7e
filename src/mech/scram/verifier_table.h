/* The verifiers of one reading of a file; see verifiers.h for its form. */
#ifndef GSS_MECH_SCRAM_VERIFIER_TABLE_H
#define GSS_MECH_SCRAM_VERIFIER_TABLE_H

#include "base/reader.h"
#include "mech/scram/verifiers.h"

enum { SCRAM_FAKE_KEY_LENGTH = 32, SCRAM_USUAL_COUNT = 2 };

#define SCRAM_FAKE_KEY_LINE "#!fake-salt-key:"

enum scram_line_kind {
    SCRAM_LINE_REMARK,   /* empty, or a comment */
    SCRAM_LINE_FAKE_KEY, /* fake_key is set */
    SCRAM_LINE_VERIFIER, /* user and verifier are set */
    SCRAM_LINE_FOREIGN,  /* of a hash that we do not have; user is set */
    SCRAM_LINE_MALFORMED,
};

struct scram_line {
    struct reader whole; /* without its end */
    struct reader user;  /* as it is in the file */
    struct scram_verifier verifier;
    uint8_t fake_key[SCRAM_FAKE_KEY_LENGTH];
};

/* Takes the next line off TEXT, of which something is left. */
enum scram_line_kind scram_line_read(struct reader *text, struct scram_line *line);

struct scram_row {
    size_t name; /* where it begins among the names */
    size_t name_length;
    struct scram_verifier verifier;
};

/* What most verifiers of a hash have: what a user who does not exist is given. */
struct scram_usual {
    const struct scram_hash *hash;
    uint32_t iterations;
    size_t salt_length;
};

struct scram_table {
    struct scram_row *rows; /* sorted by hash, then name */
    size_t count;
    struct writer names;
    uint8_t fake_key[SCRAM_FAKE_KEY_LENGTH];
    struct scram_usual usual[SCRAM_USUAL_COUNT];
};

/* Reads TEXT; GSS_S_NO_CRED if it is malformed, with PATH and line in the minor's sentence. */
OM_uint32 scram_table_read(OM_uint32 *minor, const char *path, struct reader *text,
                           struct scram_table **table);
void scram_table_free(struct scram_table **table); /* wipes; accepts NULL, nulls */

/* See scram_verifiers_find. */
void scram_table_find(const struct scram_table *table, const struct scram_hash *hash,
                      const void *user, size_t length, struct scram_verifier *verifier,
                      bool *known);

/* A row's name, prepared; not ended by a NUL. */
static inline const char *scram_table_name(const struct scram_table *table,
                                           const struct scram_row *row)
{
    return (const char *)table->names.data + row->name;
}

#endif
