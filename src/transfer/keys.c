#include "transfer/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/minor.h"
#include "base/reader.h"
#include "base/secret.h"
#include "base/writer.h"
#include "transfer/policy.h"

enum {
    KEYS_VERSION = 1,
    KEYS_HEADER_SIZE = 6,
    KEYS_ENTRY_SIZE = KEYS_ID_SIZE + 8 + SEAL_KEY_SIZE,
    KEYS_FILE_MAX = KEYS_HEADER_SIZE + KEYS_MAX * KEYS_ENTRY_SIZE,
};

static const uint8_t keys_magic[4] = {'G', 'S', 'S', 'K'};

void keys_wipe(struct transfer_keys *keys)
{
    secret_wipe(keys, sizeof(*keys));
}

static bool keys_parse(const uint8_t *file, size_t length, struct transfer_keys *keys)
{
    struct reader in;
    uint8_t magic[sizeof(keys_magic)], version;

    reader_init(&in, file, length);
    read_copy(&in, magic, sizeof(magic));
    version = read_u8(&in);
    keys->count = read_u8(&in);
    if (!reader_ok(&in) || memcmp(magic, keys_magic, sizeof(magic)) != 0 ||
        version != KEYS_VERSION || keys->count == 0 || keys->count > KEYS_MAX)
        return false;
    for (size_t i = 0; i < keys->count; i++) {
        struct transfer_key *key = &keys->key[i];
        uint64_t created;

        read_copy(&in, key->id, sizeof(key->id));
        created = read_u64be(&in);
        read_copy(&in, key->secret, sizeof(key->secret));
        if (created > INT64_MAX)
            reader_fail(&in);
        key->created = (int64_t)created;
    }
    return reader_at_end(&in);
}

/* The whole of FD, at most SIZE bytes; -1 on failure. */
static ssize_t keys_read_all(int fd, uint8_t *out, size_t size)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = read(fd, out + have, size - have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

OM_uint32 keys_read(OM_uint32 *minor, const struct folder *folder, struct transfer_keys *keys,
                    struct stat *status, bool *present)
{
    uint8_t file[KEYS_FILE_MAX + 1];
    OM_uint32 major;
    ssize_t got;
    int fd;

    keys->count = 0;
    major = folder_check(minor, folder, FOLDER_KEYS, present, status);
    if (major != GSS_S_COMPLETE || !*present)
        return major;
    fd = openat(folder->fd, FOLDER_KEYS, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return folder_fail(minor, folder, FOLDER_KEYS, errno);
    major = folder_check_open(minor, folder, FOLDER_KEYS, fd, status);
    if (major != GSS_S_COMPLETE)
        goto done;
    got = keys_read_all(fd, file, sizeof(file));
    if (got < 0)
        major = folder_fail(minor, folder, FOLDER_KEYS, errno);
    else if (!keys_parse(file, (size_t)got, keys))
        major = minor_fail_detail(minor, MINOR_DOMAIN_CONFIG, GSS_S_UNAVAILABLE,
                                  "%s/%s is not a key file", folder->path, FOLDER_KEYS);
done:
    if (major != GSS_S_COMPLETE)
        keys_wipe(keys);
    secret_wipe(file, sizeof(file));
    close(fd);
    return major;
}

static void keys_build(struct writer *out, const struct transfer_keys *keys)
{
    write_bytes(out, keys_magic, sizeof(keys_magic));
    write_u8(out, KEYS_VERSION);
    write_u8(out, (uint8_t)keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        write_bytes(out, keys->key[i].id, KEYS_ID_SIZE);
        write_u64be(out, (uint64_t)keys->key[i].created);
        write_bytes(out, keys->key[i].secret, SEAL_KEY_SIZE);
    }
}

static bool keys_write_all(int fd, const uint8_t *data, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, data, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        data += put;
        length -= (size_t)put;
    }
    return fsync(fd) == 0;
}

OM_uint32 keys_write(OM_uint32 *minor, const struct folder *folder,
                     const struct transfer_keys *keys)
{
    uint8_t file[KEYS_FILE_MAX];
    struct writer out;
    OM_uint32 major;
    int fd = -1;

    writer_init_fixed(&out, file, sizeof(file));
    keys_build(&out, keys);
    if (unlinkat(folder->fd, FOLDER_KEYS_NEW, 0) != 0 && errno != ENOENT)
        return folder_fail(minor, folder, FOLDER_KEYS_NEW, errno);
    major = folder_create(minor, folder, FOLDER_KEYS_NEW, &fd);
    if (major == GSS_S_COMPLETE &&
        (!keys_write_all(fd, file, out.length) ||
         renameat(folder->fd, FOLDER_KEYS_NEW, folder->fd, FOLDER_KEYS) != 0)) {
        major = folder_fail(minor, folder, FOLDER_KEYS_NEW, errno);
        unlinkat(folder->fd, FOLDER_KEYS_NEW, 0);
    }
    if (fd >= 0)
        close(fd);
    if (major == GSS_S_COMPLETE)
        (void)fsync(folder->fd); /* the old file after a crash of the machine is as good */
    secret_wipe(file, sizeof(file));
    return major;
}

/* A key is alive until the one after it has been the active one for the longest lifetime. */
static void keys_drop(struct transfer_keys *keys, int64_t now, bool all)
{
    size_t dead = all ? keys->count : 0;

    while (dead + 1 < keys->count &&
           keys->key[dead + 1].created < now - TRANSFER_LIFETIME_MAX - KEYS_MARGIN)
        dead++;
    memmove(keys->key, keys->key + dead, (keys->count - dead) * sizeof(keys->key[0]));
    keys->count -= dead;
}

OM_uint32 keys_rotate(OM_uint32 *minor, struct transfer_keys *keys, int64_t now, bool discard)
{
    struct transfer_key *key;

    keys_drop(keys, now, discard);
    if (keys->count == KEYS_MAX)
        return minor_fail_detail(minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE,
                                 "tokens under each of its %d keys may still be alive", KEYS_MAX);
    key = &keys->key[keys->count];
    key->created = now;
    if (!secret_random(key->id, sizeof(key->id)) ||
        !secret_random(key->secret, sizeof(key->secret)))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    keys->count++;
    return GSS_S_COMPLETE;
}

const struct transfer_key *keys_active(const struct transfer_keys *keys)
{
    return &keys->key[keys->count - 1];
}

const struct transfer_key *keys_find(const struct transfer_keys *keys,
                                     const uint8_t id[KEYS_ID_SIZE])
{
    for (size_t i = 0; i < keys->count; i++) {
        if (memcmp(keys->key[i].id, id, KEYS_ID_SIZE) == 0)
            return &keys->key[i];
    }
    return NULL;
}

bool keys_due(const struct transfer_keys *keys, int64_t now)
{
    return now - keys_active(keys)->created > KEYS_AGE_MAX;
}
