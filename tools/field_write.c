#include "field.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

static void write_label(const struct field *field, unsigned indent, struct writer *out)
{
    for (unsigned i = 0; i < indent; i++)
        text_write(out, "  ");
    for (const char *c = field->key; c != NULL && *c != '\0'; c++)
        write_u8(out, (uint8_t)(*c == '_' ? ' ' : *c));
    if (field->key == NULL)
        text_write(out, "-");
}

static void write_code(const struct field *field, struct writer *out)
{
    if (field->hex_digits != 0)
        text_writef(out, "0x%0*" PRIx64, (int)field->hex_digits, (uint64_t)field->code);
    else
        text_writef(out, "%" PRId64, field->code);
}

static void write_meaning(const struct field *field, struct writer *out)
{
    if (field->meaning == NULL)
        return;
    text_write(out, " (");
    text_write_safe(out, field->meaning, strlen(field->meaning));
    text_write(out, ")");
}

static void write_flag_names(const struct field *field, struct writer *out)
{
    const char *separator = " (";

    for (const struct field *name = field->first; name != NULL; name = name->next) {
        text_write(out, separator);
        text_write_safe(out, name->text, name->text_length);
        separator = ", ";
    }
    text_write(out, field->first != NULL ? ")" : " (none)");
}

static void write_value(const struct field *field, struct writer *out)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_HEX:
        text_write_safe(out, field->text, field->text_length);
        break;
    case FIELD_NUMBER:
        text_writef(out, "%" PRIu64, field->number);
        break;
    case FIELD_CODE:
        write_code(field, out);
        write_meaning(field, out);
        break;
    case FIELD_FLAGS:
        write_code(field, out);
        write_flag_names(field, out);
        break;
    case FIELD_OID:
        text_write(out, field->text);
        write_meaning(field, out);
        break;
    case FIELD_GROUP:
    case FIELD_LIST:
        break;
    }
}

static void write_members(const struct field *parent, unsigned indent, struct writer *out)
{
    for (const struct field *field = parent->first; field != NULL; field = field->next) {
        bool nested = field->kind == FIELD_GROUP || field->kind == FIELD_LIST;

        write_label(field, indent, out);
        if (field->key != NULL)
            text_write(out, ":");
        if (!nested)
            text_write(out, " ");
        write_value(field, out);
        text_write(out, nested && field->first == NULL ? " none\n" : "\n");
        if (nested)
            write_members(field, indent + 1, out);
    }
}

void field_write_text(const struct field_tree *tree, unsigned indent, struct writer *out)
{
    if (!field_tree_ok(tree))
        writer_fail(out);
    else
        write_members(tree->root, indent, out);
}

static void json_members(const struct field *parent, struct json *json);

static void json_valued(const struct field *field, struct json *json)
{
    json_open_object(json, field->key);
    if (field->kind == FIELD_OID)
        json_text(json, "oid", field->text, field->text_length);
    else
        json_integer(json, "value", field->code);
    if (field->kind == FIELD_FLAGS) {
        json_open_array(json, "names");
        json_members(field, json);
        json_close_array(json);
    } else {
        json_string(json, "meaning", field->meaning);
    }
    json_close_object(json);
}

static void json_field(const struct field *field, struct json *json)
{
    switch (field->kind) {
    case FIELD_GROUP:
        json_open_object(json, field->key);
        json_members(field, json);
        json_close_object(json);
        break;
    case FIELD_LIST:
        json_open_array(json, field->key);
        json_members(field, json);
        json_close_array(json);
        break;
    case FIELD_TEXT:
    case FIELD_HEX:
        json_text(json, field->key, field->text, field->text_length);
        break;
    case FIELD_NUMBER:
        json_unsigned(json, field->key, field->number);
        break;
    case FIELD_CODE:
    case FIELD_FLAGS:
    case FIELD_OID:
        json_valued(field, json);
        break;
    }
}

static void json_members(const struct field *parent, struct json *json)
{
    for (const struct field *field = parent->first; field != NULL; field = field->next)
        json_field(field, json);
}

void field_write_json(const struct field_tree *tree, struct json *json)
{
    if (!field_tree_ok(tree))
        writer_fail(json->out);
    else
        json_members(tree->root, json);
}
