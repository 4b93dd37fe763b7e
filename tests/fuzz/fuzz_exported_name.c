/* Exported names: what is taken can be shown, compared and exported, and comes back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "fuzz/krb5_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    krb5_world_make();
    return 0;
}

static void must(int good)
{
    if (!good)
        abort();
}

static int is_anonymous(gss_name_t name)
{
    gss_buffer_desc text;
    gss_OID type;
    OM_uint32 minor;

    must(gss_display_name(&minor, name, &text, &type) == GSS_S_COMPLETE);
    must(strlen(text.value) == text.length); /* it prints as a string, whole */
    gss_release_buffer(&minor, &text);
    return gss_oid_equal(type, GSS_C_NT_ANONYMOUS);
}

/* The exported form is one: exported again, it is the same bytes. */
static void check_exported(gss_name_t name)
{
    gss_buffer_desc first, second;
    gss_name_t again, mn;
    OM_uint32 minor;
    int equal;

    must(gss_export_name(&minor, name, &first) == GSS_S_COMPLETE);
    must(gss_import_name(&minor, &first, GSS_C_NT_EXPORT_NAME, &again) == GSS_S_COMPLETE);
    must(gss_compare_name(&minor, name, again, &equal) == GSS_S_COMPLETE);
    must(equal == !is_anonymous(name));
    must(gss_canonicalize_name(&minor, again, GSS_KRB5, &mn) == GSS_S_COMPLETE);
    must(gss_export_name(&minor, mn, &second) == GSS_S_COMPLETE);
    must(first.length == second.length && memcmp(first.value, second.value, first.length) == 0);
    gss_release_buffer(&minor, &first);
    gss_release_buffer(&minor, &second);
    gss_release_name(&minor, &again);
    gss_release_name(&minor, &mn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gss_buffer_desc bytes = {size, (void *)data};
    gss_name_t name;
    OM_uint32 minor;

    if (gss_import_name(&minor, &bytes, GSS_C_NT_EXPORT_NAME, &name) != GSS_S_COMPLETE) {
        must(name == GSS_C_NO_NAME);
        return 0;
    }
    check_exported(name);
    gss_release_name(&minor, &name);
    return 0;
}
