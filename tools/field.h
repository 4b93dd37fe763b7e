/*
 * A tree of named fields: what `gss inspect` found out, before it becomes text
 * or JSON.
 *
 * The tree copies all that it is given except keys, which are static:
 * "token_id" is a JSON member as it stands and a label of text with spaces.
 * A builder that runs out of memory stays so; field_tree_ok tells at the end.
 */
#ifndef GSS_TOOLS_FIELD_H
#define GSS_TOOLS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/writer.h"
#include "json.h"

enum field_kind {
    FIELD_GROUP,  /* named members */
    FIELD_LIST,   /* members without names */
    FIELD_TEXT,   /* whatever a peer wrote there, perhaps not UTF-8 */
    FIELD_HEX,    /* bytes shown as hexadecimal digits */
    FIELD_NUMBER, /* a count or a plain number */
    FIELD_CODE,   /* a number with a meaning */
    FIELD_FLAGS,  /* a mask, and the names of its bits */
    FIELD_OID,    /* dotted, and its name */
};

struct field {
    const char *key;
    enum field_kind kind;
    unsigned hex_digits; /* of a CODE or FLAGS; 0: decimal */
    int64_t code;        /* CODE, FLAGS */
    uint64_t number;     /* NUMBER */
    char *text;          /* TEXT, HEX's digits, OID's dots */
    size_t text_length;
    char *meaning; /* CODE, OID; NULL: none known */
    struct field *parent, *first, *last, *next;
};

struct field_tree {
    struct field *root;
    struct field *open; /* new fields become its members */
    bool failed;
};

/* A name of a bit, or of a value. A table ends with a NULL name. */
struct field_name {
    int64_t value;
    const char *name;
};
const char *field_name_find(const struct field_name *table, int64_t value);

/* A root group. */
void field_tree_init(struct field_tree *tree);
void field_tree_clear(struct field_tree *tree);

static inline bool field_tree_ok(const struct field_tree *tree)
{
    return !tree->failed;
}

/* Every OPEN has its CLOSE. */
void field_open(struct field_tree *tree, const char *key, enum field_kind group_or_list);
void field_close(struct field_tree *tree);

void field_add_text(struct field_tree *tree, const char *key, const void *text, size_t length);
void field_add_hex(struct field_tree *tree, const char *key, const void *data, size_t length);
void field_add_number(struct field_tree *tree, const char *key, uint64_t value);
void field_add_code(struct field_tree *tree, const char *key, int64_t value, unsigned hex_digits,
                    const char *meaning);
/* NAMES says what single bits mean; bits that it does not name are "reserved". */
void field_add_flags(struct field_tree *tree, const char *key, uint32_t value, unsigned hex_digits,
                     const struct field_name *names);
/* Malformed elements are shown as hexadecimal digits. */
void field_add_oid(struct field_tree *tree, const char *key, gss_const_OID oid);

/* The members of the root, as lines of text indented by INDENT steps, or as members of the object
 * that is open in JSON. */
void field_write_text(const struct field_tree *tree, unsigned indent, struct writer *out);
void field_write_json(const struct field_tree *tree, struct json *json);

#endif
