#include "mech/scram/verifier_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/scram/text.h"

enum { FIRST_ROWS = 16, USUAL_CANDIDATES = 16 };

/* What is read so far. */
struct table_reading {
    struct scram_table *table;
    size_t room;
    bool fake_key_read;
};

static int name_compare(const void *a, size_t a_length, const void *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

static int row_compare(const void *a, const void *b, void *names)
{
    const struct scram_row *x = a, *y = b;
    const char *base = names;
    int order = x->verifier.hash->id - y->verifier.hash->id;

    return order != 0
               ? order
               : name_compare(base + x->name, x->name_length, base + y->name, y->name_length);
}

static bool reading_make_room(struct table_reading *reading)
{
    struct scram_table *table = reading->table;
    size_t room = reading->room != 0 ? reading->room * 2 : FIRST_ROWS;
    struct scram_row *rows;

    if (table->count < reading->room)
        return true;
    rows = calloc(room, sizeof(*rows)); /* not realloc: it would leave keys behind */
    if (rows == NULL)
        return false;
    if (table->count != 0)
        memcpy(rows, table->rows, table->count * sizeof(*rows));
    secret_free(table->rows, table->count * sizeof(*rows));
    table->rows = rows;
    reading->room = room;
    return true;
}

static bool reading_add(struct table_reading *reading, const struct scram_line *line,
                        bool *malformed)
{
    struct scram_table *table = reading->table;
    size_t start = table->names.length;
    struct scram_row *row;

    if (!reading_make_room(reading))
        return false;
    if (!scram_text_prepare(line->user.next, line->user.left, SCRAM_TEXT_NAME, &table->names)) {
        *malformed = true;
        return writer_ok(&table->names);
    }
    row = &table->rows[table->count++];
    row->name = start;
    row->name_length = table->names.length - start;
    row->verifier = line->verifier;
    return true;
}

/* False without memory. */
static bool reading_take_line(struct table_reading *reading, struct reader *text, bool *malformed)
{
    struct scram_line line;
    bool ok = true;

    switch (scram_line_read(text, &line)) {
    case SCRAM_LINE_VERIFIER:
        ok = reading_add(reading, &line, malformed);
        break;
    case SCRAM_LINE_FAKE_KEY:
        memcpy(reading->table->fake_key, line.fake_key, sizeof(line.fake_key));
        reading->fake_key_read = true;
        break;
    case SCRAM_LINE_MALFORMED:
        *malformed = true;
        break;
    case SCRAM_LINE_REMARK:
    case SCRAM_LINE_FOREIGN:
        break;
    }
    secret_wipe(&line, sizeof(line));
    return ok;
}

/* The pair that is most frequent; among many, of those that come first. */
static void table_find_usual(const struct scram_table *table, struct scram_usual *usual)
{
    struct {
        const struct scram_verifier *like;
        size_t count;
    } candidates[USUAL_CANDIDATES] = {{0}};
    size_t best = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct scram_verifier *v = &table->rows[i].verifier;

        for (size_t n = 0; v->hash == usual->hash && n < USUAL_CANDIDATES; n++) {
            const struct scram_verifier *like = candidates[n].like;

            if (like != NULL &&
                (like->iterations != v->iterations || like->salt_length != v->salt_length))
                continue;
            candidates[n].like = v;
            if (++candidates[n].count > candidates[best].count)
                best = n;
            break;
        }
    }
    usual->iterations = candidates[best].like != NULL ? candidates[best].like->iterations
                                                      : usual->hash->default_iterations;
    usual->salt_length = candidates[best].like != NULL ? candidates[best].like->salt_length
                                                       : (size_t)SCRAM_NEW_SALT_LENGTH;
}

/* A key that nobody knows who does not know the file. */
static bool table_make_fake_key(struct scram_table *table)
{
    struct writer all;
    bool ok;

    writer_init_secret(&all);
    write_bytes(&all, SCRAM_FAKE_KEY_LINE, strlen(SCRAM_FAKE_KEY_LINE));
    for (size_t i = 0; i < table->count; i++)
        write_bytes(&all, table->rows[i].verifier.server_key, SCRAM_KEY_MAX);
    ok = writer_ok(&all);
    if (ok)
        mac_hash(CFX_SHA256, all.data, all.length, table->fake_key);
    writer_free(&all);
    return ok;
}

static OM_uint32 table_finish(OM_uint32 *minor, const char *path, struct table_reading *reading)
{
    struct scram_table *table = reading->table;

    if (table->count > 1)
        qsort_r(table->rows, table->count, sizeof(*table->rows), row_compare, table->names.data);
    for (size_t i = 1; i < table->count; i++) {
        if (row_compare(&table->rows[i - 1], &table->rows[i], table->names.data) == 0)
            return minor_fail_detail(
                minor, MINOR_SCRAM_FILE_MALFORMED, GSS_S_NO_CRED, "%s: two %s lines for %.*s", path,
                table->rows[i].verifier.hash->name, (int)table->rows[i].name_length,
                scram_table_name(table, &table->rows[i]));
    }
    table->usual[0].hash = &scram_sha256;
    table->usual[1].hash = &scram_sha1;
    for (size_t i = 0; i < SCRAM_USUAL_COUNT; i++)
        table_find_usual(table, &table->usual[i]);
    if (!reading->fake_key_read && !table_make_fake_key(table))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

OM_uint32 scram_table_read(OM_uint32 *minor, const char *path, struct reader *text,
                           struct scram_table **table)
{
    struct table_reading reading = {.table = calloc(1, sizeof(**table))};
    OM_uint32 major = GSS_S_COMPLETE;
    bool malformed = false;

    *table = NULL;
    if (reading.table == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    writer_init(&reading.table->names);
    for (size_t line = 1; major == GSS_S_COMPLETE && text->left > 0; line++) {
        if (!reading_take_line(&reading, text, &malformed))
            major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        else if (malformed)
            major = minor_fail_detail(minor, MINOR_SCRAM_FILE_MALFORMED, GSS_S_NO_CRED,
                                      "%s, line %zu", path, line);
    }
    if (major == GSS_S_COMPLETE)
        major = table_finish(minor, path, &reading);
    if (major == GSS_S_COMPLETE) {
        *table = reading.table; /* now the caller's */
        reading.table = NULL;
    }
    scram_table_free(&reading.table);
    return major;
}

void scram_table_free(struct scram_table **table)
{
    struct scram_table *old = *table;

    *table = NULL;
    if (old == NULL)
        return;
    secret_free(old->rows, old->count * sizeof(*old->rows));
    writer_free(&old->names);
    secret_free(old, sizeof(*old));
}

/* 32 bytes that belong to this user, hash and number. */
static void fake_block(const struct scram_table *table, const struct scram_hash *hash, uint8_t n,
                       const void *user, size_t length, uint8_t out[SCRAM_FAKE_KEY_LENGTH])
{
    const uint8_t start[] = {hash->id, n};
    uint8_t mac_key[MAC_KEY_MAX];
    struct mac m;

    mac_key_make(CFX_SHA256, table->fake_key, sizeof(table->fake_key), mac_key);
    mac_begin(&m, CFX_SHA256, mac_key);
    mac_update(&m, start, sizeof(start));
    mac_update(&m, user, length);
    mac_end(&m, out, SCRAM_FAKE_KEY_LENGTH);
    secret_wipe(mac_key, sizeof(mac_key));
}

static void table_make_fake(const struct scram_table *table, const struct scram_hash *hash,
                            const void *user, size_t length, struct scram_verifier *v)
{
    const struct scram_usual *usual = &table->usual[0];
    uint8_t n = 0, block[SCRAM_FAKE_KEY_LENGTH];

    while (usual->hash != hash)
        usual++;
    *v = (struct scram_verifier){
        .hash = hash, .iterations = usual->iterations, .salt_length = usual->salt_length};
    for (size_t done = 0; done < v->salt_length; done += sizeof(block)) {
        size_t part = v->salt_length - done;

        fake_block(table, hash, n++, user, length, block);
        memcpy(v->salt + done, block, part < sizeof(block) ? part : sizeof(block));
    }
    fake_block(table, hash, n++, user, length, v->stored_key);
    fake_block(table, hash, n, user, length, v->server_key);
}

void scram_table_find(const struct scram_table *table, const struct scram_hash *hash,
                      const void *user, size_t length, struct scram_verifier *verifier, bool *known)
{
    size_t low = 0, high = table->count;
    struct scram_verifier fake;

    table_make_fake(table, hash, user, length, &fake);
    *verifier = fake;
    *known = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scram_row *row = &table->rows[middle];
        int order = hash->id - row->verifier.hash->id;

        if (order == 0)
            order = name_compare(user, length, scram_table_name(table, row), row->name_length);
        if (order == 0) {
            *verifier = row->verifier;
            *known = true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1; /* goes on when found, for as many steps as if not */
    }
    secret_wipe(&fake, sizeof(fake));
}
