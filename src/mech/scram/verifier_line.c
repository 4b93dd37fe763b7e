/* One line of a file of verifiers, read and written. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/secret.h"
#include "mech/scram/verifier_table.h"

/* What is before the next END, which is taken too; all that is left if there is none. */
static struct reader line_until(struct reader *in, char end, bool *found)
{
    const uint8_t *at = in->left != 0 ? memchr(in->next, end, in->left) : NULL;
    struct reader part = read_sub(in, at != NULL ? (size_t)(at - in->next) : in->left);

    *found = at != NULL;
    if (*found)
        (void)read_u8(in);
    return part;
}

/* Bytes in base64, at most SIZE, of which *LENGTH are set. */
static bool line_bytes(struct reader text, uint8_t *out, size_t size, size_t *length)
{
    struct writer w;

    writer_init_fixed(&w, out, size);
    if (!base64_decode(&text, &w))
        return false;
    *length = w.length;
    return true;
}

static bool line_number(struct reader text, uint32_t *number)
{
    uint64_t value = 0;

    if (text.left == 0 || text.left > 10)
        return false;
    while (text.left > 0) {
        uint8_t digit = read_u8(&text);

        if (digit < '0' || digit > '9')
            return false;
        value = value * 10 + (uint64_t)(digit - '0');
    }
    *number = (uint32_t)value;
    return value >= 1 && value <= SCRAM_ITERATIONS_LIMIT;
}

/* "<iterations>:<salt>$<StoredKey>:<ServerKey>" */
static bool line_read_verifier(struct reader in, const struct scram_hash *hash,
                               struct scram_verifier *v)
{
    bool colon, dollar, second_colon;
    struct reader iterations = line_until(&in, ':', &colon);
    struct reader salt = line_until(&in, '$', &dollar);
    struct reader stored = line_until(&in, ':', &second_colon);
    size_t stored_length, server_length;

    *v = (struct scram_verifier){.hash = hash};
    return colon && dollar && second_colon && line_number(iterations, &v->iterations) &&
           line_bytes(salt, v->salt, sizeof(v->salt), &v->salt_length) && v->salt_length > 0 &&
           line_bytes(stored, v->stored_key, hash->length, &stored_length) &&
           line_bytes(in, v->server_key, hash->length, &server_length) &&
           stored_length == hash->length && server_length == hash->length;
}

/* The user's name ends at the third colon from the end: it may have some itself, and what follows
 * it has two. */
static struct reader line_split_user(struct reader *in)
{
    size_t end = in->left;
    struct reader none = {.failed = true};

    for (int colons = 0; colons < 3; colons++) {
        const uint8_t *at = end != 0 ? memrchr(in->next, ':', end) : NULL;

        if (at == NULL)
            return none;
        end = (size_t)(at - in->next);
    }
    none = read_sub(in, end);
    (void)read_u8(in);
    return none;
}

static enum scram_line_kind line_read_user(struct scram_line *line)
{
    static const char family[] = "SCRAM-";
    struct reader in = line->whole, name;
    const struct scram_hash *hash;
    bool dollar;

    line->user = line_split_user(&in);
    name = line_until(&in, '$', &dollar);
    if (!reader_ok(&line->user) || line->user.left == 0 || !dollar || name.left < strlen(family) ||
        memcmp(name.next, family, strlen(family)) != 0)
        return SCRAM_LINE_MALFORMED;
    hash = scram_hash_find(&name);
    if (hash == NULL)
        return SCRAM_LINE_FOREIGN;
    return line_read_verifier(in, hash, &line->verifier) ? SCRAM_LINE_VERIFIER
                                                         : SCRAM_LINE_MALFORMED;
}

static enum scram_line_kind line_read_remark(struct scram_line *line)
{
    static const char start[] = SCRAM_FAKE_KEY_LINE;
    struct reader in = line->whole, mark;
    size_t length;

    if (in.left < strlen(start))
        return SCRAM_LINE_REMARK;
    mark = read_sub(&in, strlen(start));
    if (memcmp(mark.next, start, strlen(start)) != 0)
        return SCRAM_LINE_REMARK;
    return line_bytes(in, line->fake_key, sizeof(line->fake_key), &length) &&
                   length == sizeof(line->fake_key)
               ? SCRAM_LINE_FAKE_KEY
               : SCRAM_LINE_MALFORMED;
}

enum scram_line_kind scram_line_read(struct reader *text, struct scram_line *line)
{
    bool end;

    *line = (struct scram_line){0};
    line->whole = line_until(text, '\n', &end);
    if (line->whole.left == 0)
        return SCRAM_LINE_REMARK;
    return line->whole.next[0] == '#' ? line_read_remark(line) : line_read_user(line);
}

void scram_verifier_write(const struct scram_verifier *verifier, struct writer *out)
{
    char head[64];
    int length =
        snprintf(head, sizeof(head), "%s$%" PRIu32 ":", verifier->hash->name, verifier->iterations);

    write_bytes(out, head, (size_t)length);
    base64_encode(out, verifier->salt, verifier->salt_length);
    write_u8(out, '$');
    base64_encode(out, verifier->stored_key, verifier->hash->length);
    write_u8(out, ':');
    base64_encode(out, verifier->server_key, verifier->hash->length);
}
