/* Where an initiator's password comes from; see cred.h. */
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/scram/cred.h"
#include "mech/scram/file.h"
#include "mech/scram/text.h"

/* The next line, without its end. */
static struct reader password_line(struct reader *text)
{
    const uint8_t *end = text->left != 0 ? memchr(text->next, '\n', text->left) : NULL;
    struct reader line = read_sub(text, end != NULL ? (size_t)(end - text->next) : text->left);

    if (end != NULL)
        (void)read_u8(text);
    if (line.left != 0 && line.next[line.left - 1] == '\r')
        line.left--;
    return line;
}

static OM_uint32 password_prepare(OM_uint32 *minor, const void *text, size_t length,
                                  struct writer *prepared)
{
    return scram_text_prepare(text, length, SCRAM_TEXT_PASSWORD, prepared)
               ? GSS_S_COMPLETE
               : minor_fail(minor, MINOR_SCRAM_PASSWORD, GSS_S_NO_CRED);
}

/* The store's "passwordfile": its first line. */
static OM_uint32 password_from_own_file(OM_uint32 *minor, const char *path, struct writer *prepared)
{
    struct writer text;
    struct reader in, line;
    struct stat facts;
    OM_uint32 major;

    writer_init_secret(&text);
    major = scram_file_read(minor, path, SCRAM_FILE_OWN, &text, &facts);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, text.data, text.length);
        line = password_line(&in);
        major = password_prepare(minor, line.next, line.left, prepared);
    }
    writer_free(&text);
    return major;
}

struct password_entry {
    struct scram_name *user;
    struct reader password;
};

/* One "user:password". False without memory. */
static bool password_entry_read(struct reader line, struct password_entry *entry, bool *malformed)
{
    const uint8_t *colon = memchr(line.next, ':', line.left);
    struct reader user;
    struct writer name;

    *entry = (struct password_entry){0};
    *malformed = colon == NULL;
    if (*malformed)
        return true;
    user = read_sub(&line, (size_t)(colon - line.next));
    (void)read_u8(&line);
    entry->password = line;
    writer_init(&name);
    *malformed = !scram_text_prepare(user.next, user.left, SCRAM_TEXT_NAME, &name);
    if (!*malformed)
        entry->user = scram_name_create(name.data, name.length);
    writer_free(&name);
    return *malformed || entry->user != NULL;
}

/* The entry of *USER, or the only one, whose user it tells. */
static OM_uint32 password_pick(OM_uint32 *minor, const char *path, struct reader *text,
                               struct scram_name **user, struct reader *password)
{
    bool named = *user != NULL, found = false, malformed;
    OM_uint32 ignored;

    for (size_t number = 1; text->left > 0; number++) {
        struct reader line = password_line(text);
        struct password_entry entry;
        bool wanted = !named;

        if (line.left == 0 || line.next[0] == '#')
            continue;
        if (!password_entry_read(line, &entry, &malformed))
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        if (malformed)
            return minor_fail_detail(minor, MINOR_SCRAM_FILE_MALFORMED, GSS_S_NO_CRED,
                                     "%s, line %zu", path, number);
        if (named)
            (void)scram_name_compare(&ignored, entry.user, *user, &wanted);
        if (wanted && found) {
            scram_name_free(entry.user);
            return minor_fail_detail(minor, MINOR_SCRAM_NO_USER, GSS_S_NO_CRED,
                                     "%s has several entries", path);
        }
        if (wanted) {
            found = true;
            *password = entry.password;
        }
        if (wanted && !named)
            *user = scram_name_share(entry.user);
        scram_name_free(entry.user);
    }
    return found ? GSS_S_COMPLETE
                 : minor_fail_detail(minor, MINOR_SCRAM_NO_PASSWORD, GSS_S_NO_CRED, "%s%s%s",
                                     named ? (*user)->text : "anybody", " in ", path);
}

static OM_uint32 password_from_list(OM_uint32 *minor, struct scram_name **user,
                                    struct writer *prepared)
{
    struct reader in, password = {0};
    struct writer text;
    struct stat facts;
    char *path;
    OM_uint32 major;

    writer_init_secret(&text);
    major = scram_file_default(minor, "GSS_SCRAM_PASSWORD_FILE", "scram-password", false, &path);
    if (major == GSS_S_COMPLETE)
        major = scram_file_read(minor, path, SCRAM_FILE_OWN, &text, &facts);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, text.data, text.length);
        major = password_pick(minor, path, &in, user, &password);
    }
    if (major == GSS_S_COMPLETE)
        major = password_prepare(minor, password.next, password.left, prepared);
    writer_free(&text);
    free(path);
    return major;
}

static OM_uint32 password_find_text(OM_uint32 *minor, const struct mech_cred_args *args,
                                    struct scram_name **user, struct writer *prepared)
{
    const char *text = scram_store_value(args->store, "password");
    const char *path = scram_store_value(args->store, "passwordfile");

    if (args->password == NULL && text == NULL && path == NULL)
        return password_from_list(minor, user, prepared);
    if (*user == NULL)
        return minor_fail(minor, MINOR_SCRAM_NO_USER, GSS_S_NO_CRED);
    if (args->password != NULL)
        return password_prepare(minor, args->password->value, args->password->length, prepared);
    if (text != NULL)
        return password_prepare(minor, text, strlen(text), prepared);
    return password_from_own_file(minor, path, prepared);
}

OM_uint32 scram_password_find(OM_uint32 *minor, const struct mech_cred_args *args,
                              struct scram_name **user, struct writer *prepared)
{
    const struct scram_name *wanted = args->name;
    OM_uint32 major;

    *user = NULL;
    if (wanted != NULL && wanted->service)
        return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    *user = scram_name_share(wanted);
    major = password_find_text(minor, args, user, prepared);
    if (major != GSS_S_COMPLETE) {
        scram_name_free(*user);
        *user = NULL;
    }
    return major;
}
