#include "field.h"

#include <stdlib.h>
#include <string.h>

#include "base/oid.h"
#include "oid_names.h"
#include "text.h"

enum { FLAG_BITS = 32 };

const char *field_name_find(const struct field_name *table, int64_t value)
{
    for (; table->name != NULL; table++) {
        if (table->value == value)
            return table->name;
    }
    return NULL;
}

void field_tree_init(struct field_tree *tree)
{
    *tree = (struct field_tree){0};
    tree->root = calloc(1, sizeof(*tree->root));
    tree->open = tree->root;
    tree->failed = tree->root == NULL;
}

static void field_free(struct field *field)
{
    struct field *next;

    if (field == NULL)
        return;
    for (struct field *member = field->first; member != NULL; member = next) {
        next = member->next;
        field_free(member);
    }
    free(field->text);
    free(field->meaning);
    free(field);
}

void field_tree_clear(struct field_tree *tree)
{
    field_free(tree->root);
    *tree = (struct field_tree){0};
}

/* A new member of the open field; NULL, and the tree failed, without memory. */
static struct field *field_add(struct field_tree *tree, const char *key, enum field_kind kind)
{
    struct field *field = tree->failed ? NULL : calloc(1, sizeof(*field));

    if (field == NULL) {
        tree->failed = true;
        return NULL;
    }
    field->key = key;
    field->kind = kind;
    field->parent = tree->open;
    if (tree->open->last != NULL)
        tree->open->last->next = field;
    else
        tree->open->first = field;
    tree->open->last = field;
    return field;
}

static void field_set_text(struct field_tree *tree, struct field *field, const void *text,
                           size_t length)
{
    field->text = malloc(length + 1);
    if (field->text == NULL) {
        tree->failed = true;
        return;
    }
    if (length != 0)
        memcpy(field->text, text, length);
    field->text[length] = '\0';
    field->text_length = length;
}

static void field_set_meaning(struct field_tree *tree, struct field *field, const char *meaning)
{
    if (meaning == NULL)
        return;
    field->meaning = strdup(meaning);
    if (field->meaning == NULL)
        tree->failed = true;
}

void field_open(struct field_tree *tree, const char *key, enum field_kind group_or_list)
{
    struct field *field = field_add(tree, key, group_or_list);

    if (field != NULL)
        tree->open = field;
}

void field_close(struct field_tree *tree)
{
    if (!tree->failed)
        tree->open = tree->open->parent;
}

void field_add_text(struct field_tree *tree, const char *key, const void *text, size_t length)
{
    struct field *field = field_add(tree, key, FIELD_TEXT);

    if (field != NULL)
        field_set_text(tree, field, text, length);
}

void field_add_hex(struct field_tree *tree, const char *key, const void *data, size_t length)
{
    struct field *field = field_add(tree, key, FIELD_HEX);
    struct writer digits;

    if (field == NULL)
        return;
    writer_init(&digits);
    text_write_hex(&digits, data, length);
    if (writer_ok(&digits))
        field_set_text(tree, field, digits.data, digits.length);
    else
        tree->failed = true;
    writer_free(&digits);
}

void field_add_number(struct field_tree *tree, const char *key, uint64_t value)
{
    struct field *field = field_add(tree, key, FIELD_NUMBER);

    if (field != NULL)
        field->number = value;
}

void field_add_code(struct field_tree *tree, const char *key, int64_t value, unsigned hex_digits,
                    const char *meaning)
{
    struct field *field = field_add(tree, key, FIELD_CODE);

    if (field == NULL)
        return;
    field->code = value;
    field->hex_digits = hex_digits;
    field_set_meaning(tree, field, meaning);
}

void field_add_flags(struct field_tree *tree, const char *key, uint32_t value, unsigned hex_digits,
                     const struct field_name *names)
{
    struct field *flags = field_add(tree, key, FIELD_FLAGS);

    if (flags == NULL)
        return;
    flags->code = value;
    flags->hex_digits = hex_digits;
    tree->open = flags;
    for (unsigned bit = 0; bit < FLAG_BITS; bit++) {
        uint32_t mask = (uint32_t)1 << bit;
        const char *name = field_name_find(names, mask);

        if ((value & mask) == 0)
            continue;
        if (name == NULL)
            name = "reserved";
        field_add_text(tree, NULL, name, strlen(name));
    }
    tree->open = flags->parent;
}

void field_add_oid(struct field_tree *tree, const char *key, gss_const_OID oid)
{
    char dotted[256];
    struct field *field;

    if (!oid_to_dotted(oid, dotted, sizeof(dotted))) {
        field_add_hex(tree, key, oid->elements, oid->length);
        return;
    }
    field = field_add(tree, key, FIELD_OID);
    if (field == NULL)
        return;
    field_set_text(tree, field, dotted, strlen(dotted));
    field_set_meaning(tree, field, oid_name_find(dotted));
}
