#include "mechs.h"

#include <string.h>
#include <strings.h>

#include "base/oid.h"
#include "json.h"
#include "oid_names.h"
#include "plugins.h"
#include "report.h"
#include "status.h"
#include "text.h"

enum { DOTTED_MAX = 256 };

struct mech_names {
    gss_buffer_desc sasl, name, description;
    char dotted[DOTTED_MAX];
};

static bool mech_names_get(gss_OID mech, struct mech_names *names)
{
    OM_uint32 major, minor;

    *names = (struct mech_names){0};
    if (!oid_to_dotted(mech, names->dotted, sizeof(names->dotted)))
        names->dotted[0] = '\0';
    major = gss_inquire_saslname_for_mech(&minor, mech, &names->sasl, &names->name,
                                          &names->description);
    if (GSS_ERROR(major))
        report_status("gss_inquire_saslname_for_mech", major, minor, mech);
    return !GSS_ERROR(major);
}

static void mech_names_clear(struct mech_names *names)
{
    OM_uint32 minor;

    gss_release_buffer(&minor, &names->sasl);
    gss_release_buffer(&minor, &names->name);
    gss_release_buffer(&minor, &names->description);
}

static bool mech_all(gss_OID_set *mechs)
{
    OM_uint32 minor, major = gss_indicate_mechs(&minor, mechs);

    if (GSS_ERROR(major))
        report_status("gss_indicate_mechs", major, minor, GSS_C_NO_OID);
    return !GSS_ERROR(major);
}

static bool buffer_is(const gss_buffer_desc *buffer, const char *text)
{
    return buffer->length == strlen(text) && strncasecmp(buffer->value, text, buffer->length) == 0;
}

bool mech_find(const char *text, gss_OID *mech)
{
    const char *sasl = strcasecmp(text, "scram") == 0 ? "SCRAM-SHA-256" : text;
    gss_buffer_desc name = {strlen(sasl), (void *)sasl};
    struct mech_names names;
    gss_OID_set mechs;
    OM_uint32 minor;
    bool found = false;

    if (!GSS_ERROR(gss_inquire_mech_for_saslname(&minor, &name, mech)))
        return true;
    if (!mech_all(&mechs))
        return false;
    for (size_t i = 0; i < mechs->count && !found; i++) {
        if (!mech_names_get(&mechs->elements[i], &names))
            break;
        /* the library's own identifier, which outlives the set, comes from the SASL name */
        found = (buffer_is(&names.sasl, text) || buffer_is(&names.name, text) ||
                 strcmp(names.dotted, text) == 0) &&
                !GSS_ERROR(gss_inquire_mech_for_saslname(&minor, &names.sasl, mech));
        mech_names_clear(&names);
    }
    gss_release_oid_set(&minor, &mechs);
    if (!found)
        report_error("no mechanism is called '%s'; 'gss -l' lists them", text);
    return found;
}

void mech_write_name(struct writer *out, gss_const_OID mech)
{
    char dotted[DOTTED_MAX];
    const char *name;

    if (mech == NULL || !oid_to_dotted(mech, dotted, sizeof(dotted))) {
        text_write(out, "unknown");
        return;
    }
    name = oid_name_find(dotted);
    text_write(out, name != NULL ? name : dotted);
}

static void mech_write_text(struct writer *out, size_t index, const struct mech_names *names)
{
    const struct {
        const char *label;
        const gss_buffer_desc *value;
    } lines[] = {
        {"Mechanism name", &names->name},
        {"Mechanism description", &names->description},
        {"SASL Mechanism name", &names->sasl},
    };

    text_writef(out, "\nMechanism %zu:\n", index);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        text_writef(out, "\t%s: ", lines[i].label);
        text_write_safe(out, lines[i].value->value, lines[i].value->length);
        text_write(out, "\n");
    }
    text_writef(out, "\tObject identifier: %s\n", names->dotted);
}

static void mech_write_json(struct json *json, const struct mech_names *names)
{
    json_open_object(json, NULL);
    json_text(json, "name", names->name.value, names->name.length);
    json_text(json, "description", names->description.value, names->description.length);
    json_text(json, "sasl_name", names->sasl.value, names->sasl.length);
    json_string(json, "oid", names->dotted);
    json_close_object(json);
}

static bool mech_write_all(struct writer *out, const gss_OID_set_desc *mechs, struct json *json)
{
    struct mech_names names;

    for (size_t i = 0; i < mechs->count; i++) {
        if (!mech_names_get(&mechs->elements[i], &names))
            return false;
        if (json != NULL)
            mech_write_json(json, &names);
        else
            mech_write_text(out, i, &names);
        mech_names_clear(&names);
    }
    return true;
}

static bool mech_write_list(struct writer *out, const gss_OID_set_desc *mechs, bool verbose)
{
    bool ok;

    text_writef(out, "Found %zu supported mechanism%s.\n", mechs->count,
                mechs->count == 1 ? "" : "s");
    ok = mech_write_all(out, mechs, NULL);
    if (ok && verbose)
        plugins_write_text(out);
    return ok;
}

/* An array; with plugins, an object that has it and theirs. */
static bool mech_write_json_list(struct writer *out, const gss_OID_set_desc *mechs, bool verbose)
{
    struct json json;
    bool ok;

    json_init(&json, out);
    if (verbose)
        json_open_object(&json, NULL);
    json_open_array(&json, verbose ? "mechanisms" : NULL);
    ok = mech_write_all(out, mechs, &json);
    json_close_array(&json);
    if (verbose) {
        plugins_write_json(&json);
        json_close_object(&json);
    }
    json_end(&json);
    return ok;
}

int mech_list(bool as_json, bool verbose)
{
    gss_OID_set mechs;
    struct writer out;
    OM_uint32 minor;
    bool ok;

    if (!mech_all(&mechs))
        return EXIT_FAILED;
    writer_init(&out);
    ok = as_json ? mech_write_json_list(&out, mechs, verbose)
                 : mech_write_list(&out, mechs, verbose);
    gss_release_oid_set(&minor, &mechs);
    if (ok)
        ok = report_output(&out);
    writer_free(&out);
    return ok ? EXIT_OK : EXIT_FAILED;
}
