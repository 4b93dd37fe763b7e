/* What changes and shows a file of verifiers. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/minor.h"
#include "base/secret.h"
#include "mech/scram/file.h"
#include "mech/scram/text.h"
#include "mech/scram/verifier_table.h"

OM_uint32 scram_verifier_make(OM_uint32 *minor, const struct scram_hash *hash,
                              gss_const_buffer_t password, uint32_t iterations,
                              struct scram_verifier *verifier)
{
    struct scram_password hashed;
    struct scram_keys keys;
    struct writer prepared;
    OM_uint32 major = GSS_S_COMPLETE;

    *verifier = (struct scram_verifier){.hash = hash, .salt_length = SCRAM_NEW_SALT_LENGTH};
    verifier->iterations = iterations != 0 ? iterations : hash->default_iterations;
    if (verifier->iterations < SCRAM_ITERATIONS_FLOOR ||
        verifier->iterations > SCRAM_ITERATIONS_LIMIT)
        return minor_fail_detail(minor, MINOR_SCRAM_ITERATIONS, GSS_S_FAILURE,
                                 "%u, where %d to %d are taken", (unsigned)iterations,
                                 SCRAM_ITERATIONS_FLOOR, SCRAM_ITERATIONS_LIMIT);
    writer_init_secret(&prepared);
    if (!scram_text_prepare(password->value, password->length, SCRAM_TEXT_PASSWORD, &prepared))
        major = minor_fail(minor, MINOR_SCRAM_PASSWORD, GSS_S_FAILURE);
    else if (!secret_random(verifier->salt, verifier->salt_length))
        major = minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    if (major == GSS_S_COMPLETE) {
        scram_password_make(hash, prepared.data, prepared.length, &hashed);
        scram_keys_derive(hash, &hashed, verifier->salt, verifier->salt_length,
                          verifier->iterations, &keys);
        memcpy(verifier->stored_key, keys.stored_key, hash->length);
        memcpy(verifier->server_key, keys.server_key, hash->length);
        secret_wipe(&hashed, sizeof(hashed));
        secret_wipe(&keys, sizeof(keys));
    }
    writer_free(&prepared);
    return major;
}

/* A change under way: the folder locked, the old text read. */
struct edit {
    char *path;   /* without symbolic links, if the file exists */
    char *folder; /* of it */
    int lock;
    struct writer old;
    struct writer new;
    struct stat facts;
    bool exists;
};

/* The folder, and the one above it, made for the owner alone if they are missing. */
static OM_uint32 edit_make_folder(OM_uint32 *minor, const char *folder)
{
    char *above = strdup(folder);
    OM_uint32 major = GSS_S_COMPLETE;

    if (above == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (mkdir(folder, 0700) != 0 && errno == ENOENT) {
        (void)mkdir(dirname(above), 0700);
        (void)mkdir(folder, 0700);
    }
    if (access(folder, X_OK) != 0)
        major = minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_FAILURE, folder, errno);
    free(above);
    return major;
}

static OM_uint32 edit_lock(OM_uint32 *minor, struct edit *edit)
{
    edit->lock = open(edit->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (edit->lock < 0)
        return minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_FAILURE, edit->folder, errno);
    while (flock(edit->lock, LOCK_EX) != 0) {
        if (errno != EINTR)
            return minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_FAILURE, edit->folder, errno);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 edit_read(OM_uint32 *minor, struct edit *edit)
{
    struct stat ignored;

    if (lstat(edit->path, &ignored) != 0 && errno == ENOENT)
        return GSS_S_COMPLETE;
    edit->exists = true;
    return scram_file_read(minor, edit->path, SCRAM_FILE_GROUP, &edit->old, &edit->facts);
}

static OM_uint32 edit_begin(OM_uint32 *minor, const char *path, struct edit *edit)
{
    char *copy;
    OM_uint32 major;

    *edit = (struct edit){.lock = -1};
    writer_init_secret(&edit->old);
    writer_init_secret(&edit->new);
    edit->path = realpath(path, NULL); /* the file itself is replaced, not a link to it */
    if (edit->path == NULL)
        edit->path = strdup(path);
    copy = edit->path != NULL ? strdup(edit->path) : NULL;
    if (copy != NULL)
        edit->folder = strdup(dirname(copy));
    free(copy);
    if (edit->folder == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = edit_make_folder(minor, edit->folder);
    if (major == GSS_S_COMPLETE)
        major = edit_lock(minor, edit);
    return major == GSS_S_COMPLETE ? edit_read(minor, edit) : major;
}

static void edit_end(struct edit *edit)
{
    if (edit->lock >= 0)
        close(edit->lock); /* which unlocks */
    writer_free(&edit->old);
    writer_free(&edit->new);
    free(edit->folder);
    free(edit->path);
}

static bool edit_write_all(int fd, const struct writer *text)
{
    struct reader in;

    reader_init(&in, text->data, text->length);
    while (in.left > 0) {
        ssize_t done = write(fd, in.next, in.left);

        if (done < 0 && errno != EINTR)
            return false;
        (void)read_bytes(&in, done > 0 ? (size_t)done : 0);
    }
    return true;
}

/* Owner, group and mode go on; a new file is the owner's alone. */
static bool edit_keep_access(int fd, const struct edit *edit)
{
    if (!edit->exists)
        return fchmod(fd, 0600) == 0;
    return fchown(fd, edit->facts.st_uid, edit->facts.st_gid) == 0 &&
           fchmod(fd, edit->facts.st_mode & 0640) == 0;
}

static OM_uint32 edit_replace(OM_uint32 *minor, struct edit *edit)
{
    char *temporary;
    int fd, error = 0;

    if (!writer_ok(&edit->new) || asprintf(&temporary, "%s.XXXXXX", edit->path) < 0)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        error = errno;
        goto done;
    }
    if (!edit_write_all(fd, &edit->new) || !edit_keep_access(fd, edit) || fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error == 0 && rename(temporary, edit->path) != 0)
        error = errno;
    if (error != 0)
        unlink(temporary);
    else if (fsync(edit->lock) != 0) /* the folder */
        error = errno;

done:
    free(temporary);
    return error == 0 ? GSS_S_COMPLETE
                      : minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_FAILURE, edit->path, error);
}

static OM_uint32 edit_prepare_user(OM_uint32 *minor, gss_const_buffer_t user, struct writer *out)
{
    const char *text = user->value;

    if (!scram_text_prepare(text, user->length, SCRAM_TEXT_NAME, out) || out->data[0] == '#')
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    return GSS_S_COMPLETE;
}

/* Is the line's user, prepared, this one? */
static bool edit_is_user(const struct scram_line *line, const struct writer *user)
{
    struct writer name;
    bool same;

    writer_init(&name);
    same = scram_text_prepare(line->user.next, line->user.left, SCRAM_TEXT_NAME, &name) &&
           name.length == user->length && memcmp(name.data, user->data, name.length) == 0;
    writer_free(&name);
    return same;
}

/* Copies the lines but those of USER of this HASH (NULL: all of the user's). */
static OM_uint32 edit_copy_others(OM_uint32 *minor, struct edit *edit, const struct writer *user,
                                  const struct scram_hash *hash, size_t *removed, bool *fake_key)
{
    struct scram_line line;
    struct reader in;

    *removed = 0;
    *fake_key = false;
    reader_init(&in, edit->old.data, edit->old.length);
    for (size_t number = 1; in.left > 0; number++) {
        enum scram_line_kind kind = scram_line_read(&in, &line);
        bool has_user = kind == SCRAM_LINE_VERIFIER || kind == SCRAM_LINE_FOREIGN;

        if (kind == SCRAM_LINE_MALFORMED)
            return minor_fail_detail(minor, MINOR_SCRAM_FILE_MALFORMED, GSS_S_FAILURE,
                                     "%s, line %zu", edit->path, number);
        *fake_key |= kind == SCRAM_LINE_FAKE_KEY;
        if (has_user && (hash == NULL || line.verifier.hash == hash) && edit_is_user(&line, user)) {
            ++*removed;
            continue;
        }
        write_bytes(&edit->new, line.whole.next, line.whole.left);
        write_u8(&edit->new, '\n');
    }
    secret_wipe(&line, sizeof(line));
    return GSS_S_COMPLETE;
}

static OM_uint32 edit_add_fake_key(OM_uint32 *minor, struct edit *edit)
{
    uint8_t key[SCRAM_FAKE_KEY_LENGTH];

    if (!secret_random(key, sizeof(key)))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    write_bytes(&edit->new, SCRAM_FAKE_KEY_LINE, strlen(SCRAM_FAKE_KEY_LINE));
    base64_encode(&edit->new, key, sizeof(key));
    write_u8(&edit->new, '\n');
    secret_wipe(key, sizeof(key));
    return GSS_S_COMPLETE;
}

OM_uint32 scram_verifiers_add(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                              const struct scram_verifier *verifier, bool *replaced)
{
    struct writer name;
    struct edit edit;
    size_t removed = 0;
    bool fake_key;
    OM_uint32 major;

    *minor = 0;
    writer_init(&name);
    major = edit_prepare_user(minor, user, &name);
    if (major != GSS_S_COMPLETE) {
        writer_free(&name);
        return major;
    }
    major = edit_begin(minor, path, &edit);
    if (major == GSS_S_COMPLETE)
        major = edit_copy_others(minor, &edit, &name, verifier->hash, &removed, &fake_key);
    if (major == GSS_S_COMPLETE && !fake_key)
        major = edit_add_fake_key(minor, &edit);
    if (major == GSS_S_COMPLETE) {
        write_bytes(&edit.new, name.data, name.length);
        write_u8(&edit.new, ':');
        scram_verifier_write(verifier, &edit.new);
        write_u8(&edit.new, '\n');
        major = edit_replace(minor, &edit);
    }
    if (replaced != NULL)
        *replaced = major == GSS_S_COMPLETE && removed != 0;
    edit_end(&edit);
    writer_free(&name);
    return major;
}

OM_uint32 scram_verifiers_remove(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                                 size_t *removed)
{
    struct writer name;
    struct edit edit;
    bool fake_key;
    OM_uint32 major;

    *minor = 0;
    *removed = 0;
    writer_init(&name);
    major = edit_prepare_user(minor, user, &name);
    if (major != GSS_S_COMPLETE) {
        writer_free(&name);
        return major;
    }
    major = edit_begin(minor, path, &edit);
    if (major == GSS_S_COMPLETE)
        major = edit_copy_others(minor, &edit, &name, NULL, removed, &fake_key);
    if (major == GSS_S_COMPLETE && *removed != 0)
        major = edit_replace(minor, &edit);
    if (major != GSS_S_COMPLETE)
        *removed = 0;
    edit_end(&edit);
    writer_free(&name);
    return major;
}

static OM_uint32 show_read(OM_uint32 *minor, const char *path, struct scram_table **table)
{
    struct writer text;
    struct reader in;
    struct stat facts;
    OM_uint32 major;

    *minor = 0;
    *table = NULL;
    writer_init_secret(&text);
    major = scram_file_read(minor, path, SCRAM_FILE_GROUP, &text, &facts);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, text.data, text.length);
        major = scram_table_read(minor, path, &in, table);
    }
    writer_free(&text);
    return major;
}

static int show_compare(const void *a, const void *b, void *table)
{
    const struct scram_row *x = a, *y = b;
    size_t common = x->name_length < y->name_length ? x->name_length : y->name_length;
    int order = memcmp(scram_table_name(table, x), scram_table_name(table, y), common);

    if (order != 0)
        return order;
    if (x->name_length != y->name_length)
        return x->name_length < y->name_length ? -1 : 1;
    return x->verifier.hash->id - y->verifier.hash->id;
}

OM_uint32 scram_verifiers_list(OM_uint32 *minor, const char *path, scram_verifiers_visit visit,
                               void *arg)
{
    struct scram_table *table;
    OM_uint32 major = show_read(minor, path, &table);

    if (major != GSS_S_COMPLETE)
        return major;
    if (table->count > 1)
        qsort_r(table->rows, table->count, sizeof(*table->rows), show_compare, table);
    for (size_t i = 0; i < table->count; i++)
        visit(arg, scram_table_name(table, &table->rows[i]), table->rows[i].name_length,
              &table->rows[i].verifier);
    scram_table_free(&table);
    return GSS_S_COMPLETE;
}

/* Does the password give this verifier's keys? */
static bool check_password(const struct scram_verifier *verifier, const struct writer *password)
{
    struct scram_password hashed;
    struct scram_keys keys;
    bool right;

    scram_password_make(verifier->hash, password->data, password->length, &hashed);
    scram_keys_derive(verifier->hash, &hashed, verifier->salt, verifier->salt_length,
                      verifier->iterations, &keys);
    right = secret_equal(keys.stored_key, verifier->stored_key, verifier->hash->length) &&
            secret_equal(keys.server_key, verifier->server_key, verifier->hash->length);
    secret_wipe(&hashed, sizeof(hashed));
    secret_wipe(&keys, sizeof(keys));
    return right;
}

OM_uint32 scram_verifiers_check(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                                gss_const_buffer_t password, bool *known, bool *right)
{
    static const struct scram_hash *const hashes[] = {&scram_sha256, &scram_sha1};
    struct scram_table *table = NULL;
    struct scram_verifier verifier;
    struct writer name, prepared;
    OM_uint32 major;
    bool found, prepares;

    *known = false;
    *right = false;
    writer_init(&name);
    writer_init_secret(&prepared);
    major = edit_prepare_user(minor, user, &name);
    if (major == GSS_S_COMPLETE)
        major = show_read(minor, path, &table);
    if (major != GSS_S_COMPLETE)
        goto done;
    prepares =
        scram_text_prepare(password->value, password->length, SCRAM_TEXT_PASSWORD, &prepared);
    *right = prepares;
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
        scram_table_find(table, hashes[i], name.data, name.length, &verifier, &found);
        if (found && *right)
            *right = check_password(&verifier, &prepared);
        *known |= found;
    }
    *right &= *known;
    secret_wipe(&verifier, sizeof(verifier));

done:
    scram_table_free(&table);
    writer_free(&prepared);
    writer_free(&name);
    return major;
}
