#include "support/scram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gss_OID_desc scram_test_sha256 = {6, (void *)"\x2b\x06\x01\x05\x05\x12"};
gss_OID_desc scram_test_sha1 = {6, (void *)"\x2b\x06\x01\x05\x05\x0e"};

static void die(const char *what)
{
    perror(what);
    abort();
}

static void check(const char *what, OM_uint32 major, OM_uint32 minor, gss_OID mech)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    if (major == GSS_S_COMPLETE)
        return;
    gss_display_status(&ignored, minor, GSS_C_MECH_CODE, mech, &more, &text);
    fprintf(stderr, "%s: %s: %.*s\n", what, scram_status(major), (int)text.length,
            (char *)text.value);
    abort();
}

void scram_files_make(struct scram_files *files)
{
    const char *top = getenv("TMPDIR");

    snprintf(files->folder, sizeof(files->folder), "%.40s/gss-scram-XXXXXX",
             top != NULL ? top : "/tmp");
    if (mkdtemp(files->folder) == NULL)
        die(files->folder);
    snprintf(files->verifiers, sizeof(files->verifiers), "%s/scram-verifiers", files->folder);
}

void scram_files_add(const struct scram_files *files, const char *user, const char *verifier)
{
    FILE *out = fopen(files->verifiers, "a");

    if (out == NULL || fchmod(fileno(out), 0600) != 0 ||
        fprintf(out, "%s:%s\n", user, verifier) < 0 || fclose(out) != 0)
        die(files->verifiers);
}

void scram_files_remove(struct scram_files *files)
{
    if (unlink(files->verifiers) != 0 || rmdir(files->folder) != 0)
        die(files->folder);
}

gss_cred_id_t scram_user(gss_OID mech, const char *user, const char *password)
{
    gss_buffer_desc name_text = {strlen(user), (void *)user};
    gss_buffer_desc password_text = {strlen(password), (void *)password};
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set_desc mechs = {1, mech};
    OM_uint32 major, minor, ignored;
    gss_name_t name;

    major = gss_import_name(&minor, &name_text, GSS_C_NT_USER_NAME, &name);
    check(user, major, minor, mech);
    major = gss_acquire_cred_with_password(&minor, name, &password_text, 0, &mechs, GSS_C_INITIATE,
                                           &cred, NULL, NULL);
    check(user, major, minor, mech);
    gss_release_name(&ignored, &name);
    return cred;
}

gss_cred_id_t scram_acceptor(gss_OID mech, const char *verifiers)
{
    gss_key_value_element_desc element = {"scram-verifiers", verifiers};
    gss_key_value_set_desc store = {1, &element};
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set_desc mechs = {1, mech};
    OM_uint32 major, minor;

    major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_ACCEPT, &store, &cred,
                                  NULL, NULL);
    check(verifiers, major, minor, mech);
    return cred;
}

const char *scram_status(OM_uint32 major)
{
    static const char *const errors[] = {
        "complete",       "bad-mech",     "bad-name",          "bad-nametype", "bad-bindings",
        "bad-status",     "bad-sig",      "no-cred",           "no-context",   "defective-token",
        "defective-cred", "cred-expired", "expired",           "failure",      "bad-qop",
        "unauthorized",   "unavailable",  "duplicate-element", "name-not-mn",
    };
    OM_uint32 error = (major >> 16) & 0xff;

    if (error >= sizeof(errors) / sizeof(errors[0]))
        return "unknown";
    return error == 0 && (major & GSS_S_CONTINUE_NEEDED) != 0 ? "continue" : errors[error];
}

const char *scram_name_text(gss_name_t *name)
{
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    static char text[256];
    OM_uint32 minor;

    text[0] = '\0';
    if (*name != GSS_C_NO_NAME && gss_display_name(&minor, *name, &shown, NULL) == GSS_S_COMPLETE)
        snprintf(text, sizeof(text), "%.*s", (int)shown.length, (char *)shown.value);
    gss_release_buffer(&minor, &shown);
    gss_release_name(&minor, name);
    return text;
}
