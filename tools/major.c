#include "major.h"

#include "json.h"
#include "report.h"
#include "status.h"
#include "text.h"

/* Every code that RFC 2744 s.3.9.1 names. */
static const struct major_name {
    OM_uint32 code;
    const char *name;
} major_names[] = {
#define NAME(code)                                                                                 \
    {                                                                                              \
        code, #code                                                                                \
    }
    NAME(GSS_S_COMPLETE),
    NAME(GSS_S_CALL_INACCESSIBLE_READ),
    NAME(GSS_S_CALL_INACCESSIBLE_WRITE),
    NAME(GSS_S_CALL_BAD_STRUCTURE),
    NAME(GSS_S_BAD_MECH),
    NAME(GSS_S_BAD_NAME),
    NAME(GSS_S_BAD_NAMETYPE),
    NAME(GSS_S_BAD_BINDINGS),
    NAME(GSS_S_BAD_STATUS),
    NAME(GSS_S_BAD_SIG),
    NAME(GSS_S_NO_CRED),
    NAME(GSS_S_NO_CONTEXT),
    NAME(GSS_S_DEFECTIVE_TOKEN),
    NAME(GSS_S_DEFECTIVE_CREDENTIAL),
    NAME(GSS_S_CREDENTIALS_EXPIRED),
    NAME(GSS_S_CONTEXT_EXPIRED),
    NAME(GSS_S_FAILURE),
    NAME(GSS_S_BAD_QOP),
    NAME(GSS_S_UNAUTHORIZED),
    NAME(GSS_S_UNAVAILABLE),
    NAME(GSS_S_DUPLICATE_ELEMENT),
    NAME(GSS_S_NAME_NOT_MN),
    NAME(GSS_S_BAD_MECH_ATTR),
    NAME(GSS_S_CONTINUE_NEEDED),
    NAME(GSS_S_DUPLICATE_TOKEN),
    NAME(GSS_S_OLD_TOKEN),
    NAME(GSS_S_UNSEQ_TOKEN),
    NAME(GSS_S_GAP_TOKEN),
#undef NAME
};

static const char *major_name_find(OM_uint32 code)
{
    for (size_t i = 0; i < sizeof(major_names) / sizeof(major_names[0]); i++) {
        if (major_names[i].code == code)
            return major_names[i].name;
    }
    return NULL;
}

/* What to do with one part of a code: PART is it alone, in its place. */
struct major_part {
    const char *kind;
    OM_uint32 code;
    OM_uint32 number; /* as the part's own number */
};

typedef void major_write(const struct major_part *part, void *to);

static void major_write_text(const struct major_part *part, void *to)
{
    struct writer *out = to;
    const char *name = major_name_find(part->code);

    text_writef(out, "%s %u%s%s: ", part->kind, (unsigned)part->number, name != NULL ? ", " : "",
                name != NULL ? name : "");
    status_write(out, part->code, GSS_C_GSS_CODE, GSS_C_NO_OID);
    text_write(out, "\n");
}

static void major_write_json(const struct major_part *part, void *to)
{
    struct json *json = to;
    struct writer words;

    writer_init(&words);
    status_write(&words, part->code, GSS_C_GSS_CODE, GSS_C_NO_OID);
    json_open_object(json, NULL);
    json_string(json, "kind", part->kind);
    json_unsigned(json, "code", part->code);
    json_unsigned(json, "number", part->number);
    json_string(json, "name", major_name_find(part->code));
    json_text(json, "text", words.data, words.length);
    json_close_object(json);
    writer_free(&words);
}

static void major_for_each_part(OM_uint32 code, major_write *write, void *to)
{
    OM_uint32 calling = GSS_CALLING_ERROR(code), routine = GSS_ROUTINE_ERROR(code);

    if (calling != 0)
        write(&(struct major_part){"Calling error", calling, calling >> GSS_C_CALLING_ERROR_OFFSET},
              to);
    if (routine != 0)
        write(&(struct major_part){"Routine error", routine, routine >> GSS_C_ROUTINE_ERROR_OFFSET},
              to);
    for (unsigned bit = 0; bit < 16; bit++) {
        OM_uint32 part = code & (OM_uint32)1 << bit;

        if (part != 0)
            write(&(struct major_part){"Supplementary information", part, part}, to);
    }
    if (code == GSS_S_COMPLETE)
        write(&(struct major_part){"Success", code, 0}, to);
}

int major_explain(OM_uint32 code, bool as_json)
{
    struct writer out;
    struct json json;

    writer_init(&out);
    json_init(&json, &out);
    if (as_json) {
        json_open_object(&json, NULL);
        json_unsigned(&json, "major_status", code);
        json_open_array(&json, "parts");
        major_for_each_part(code, major_write_json, &json);
        json_close_array(&json);
        json_close_object(&json);
        json_end(&json);
    } else {
        text_writef(&out, "Major status %u (0x%08x)\n", (unsigned)code, (unsigned)code);
        major_for_each_part(code, major_write_text, &out);
    }
    return report_output(&out) ? EXIT_OK : EXIT_FAILED;
}
