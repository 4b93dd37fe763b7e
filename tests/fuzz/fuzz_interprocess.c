/*
 * Interprocess tokens. The first byte chooses how much of one the rest is:
 *   0  a whole token, as a forger would send it
 *   1  a body, sealed under the domain's key: what is behind the seal
 *   2  a state, exported: it comes back as it went in, once, and as a context or a credential if it
 *      is one's
 *   3  a key file
 */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>

#include <gss.h>

#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer/token.h"
#include "transfer/transfer.h"

enum { WHOLE, BODY, STATE, KEY_FILE, NOW = 1000000 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/gss-fuzz-XXXXXX", keys_folder[] = "/tmp/gss-fuzz-XXXXXX";

int64_t transfer_clock_now(void)
{
    return NOW; /* so that a seed's not-after stays alive */
}

static void check(int holds)
{
    if (!holds)
        abort();
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void remove_folders(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    nftw(keys_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    OM_uint32 minor;

    (void)argc, (void)argv;
    check(mkdtemp(folder) != NULL && mkdtemp(keys_folder) != NULL);
    atexit(remove_folders);
    check(transfer_set_process_domain(&minor, folder) == GSS_S_COMPLETE);
    return 0;
}

/* Opens, and claims twice. Returns whether the first claim was one. */
static bool import(gss_const_buffer_t token, const uint8_t *state, size_t length)
{
    struct transfer_import import;
    OM_uint32 minor, major = transfer_import_open(&minor, token, &import);

    check(major == GSS_S_COMPLETE || (minor != 0 && import.plaintext == NULL));
    if (major != GSS_S_COMPLETE)
        return false;
    check(import.not_after > NOW);
    if (state != NULL)
        check(import.body.left == length &&
              (length == 0 || memcmp(read_bytes(&import.body, length), state, length) == 0));
    major = transfer_import_claim(&minor, &import);
    check(transfer_import_claim(&minor, &import) == GSS_S_NO_CONTEXT);
    transfer_import_close(&import);
    return major == GSS_S_COMPLETE;
}

static void fuzz_whole(const uint8_t *data, size_t size)
{
    gss_buffer_desc token = {.length = size, .value = (void *)data};
    gss_transfer_token_info info;
    OM_uint32 minor;

    if (gss_transfer_inquire_token(&minor, &token, &info) == GSS_S_COMPLETE)
        check(info.sealed_length < size && info.version == TOKEN_VERSION);
    else
        check(minor != 0 && info.version == 0);
    check(!import(&token, NULL, 0)); /* nobody forges */
}

static void fuzz_body(const uint8_t *data, size_t size)
{
    struct transfer_domain *domain;
    const struct transfer_key *key;
    struct writer writer;
    gss_buffer_desc token;
    OM_uint32 minor;

    check(domains_acquire(&minor, NULL, &domain) == GSS_S_COMPLETE);
    key = keys_active(&domain->keys);
    writer_init(&writer);
    check(token_write_header(&minor, key, &writer) == GSS_S_COMPLETE);
    write_bytes(&writer, data, size);
    check(token_seal(&minor, key, domain->ledger->id, &writer) == GSS_S_COMPLETE);
    check(writer_take_buffer(&writer, &token));
    (void)import(&token, NULL, 0);
    free(token.value);
    domains_release(&domain);
}

static gss_buffer_desc export(const uint8_t *data, size_t size)
{
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    check(transfer_export_begin(&minor, NULL, INT64_MAX, &export) == GSS_S_COMPLETE);
    write_bytes(&export.body, data, size);
    check(transfer_export_finish(&minor, &export, &token) == GSS_S_COMPLETE);
    return token;
}

/* What a context can be asked for, whatever somebody with the domain's key has made of it. */
static void use_context(gss_ctx_id_t *context)
{
    gss_buffer_desc text = {.length = 5, .value = (void *)"hello"}, wrapped;
    gss_name_t initiator, acceptor;
    OM_uint32 minor, lifetime, flags;
    gss_OID mech;
    int local, open, confidential;

    if (gss_inquire_context(&minor, *context, &initiator, &acceptor, &lifetime, &mech, &flags,
                            &local, &open) == GSS_S_COMPLETE) {
        gss_release_name(&minor, &initiator);
        gss_release_name(&minor, &acceptor);
    }
    if (gss_wrap(&minor, *context, 1, GSS_C_QOP_DEFAULT, &text, &confidential, &wrapped) ==
        GSS_S_COMPLETE)
        gss_release_buffer(&minor, &wrapped);
    check(gss_delete_sec_context(&minor, context, GSS_C_NO_BUFFER) == GSS_S_COMPLETE);
}

/* The same of a credential, whose token imports again. */
static void use_cred(gss_buffer_t token, gss_cred_id_t *cred)
{
    gss_buffer_desc exported;
    gss_cred_id_t again;
    OM_uint32 minor;

    check(gss_import_cred(&minor, token, &again) == GSS_S_COMPLETE);
    (void)gss_inquire_cred(&minor, again, NULL, NULL, NULL, NULL);
    if (gss_export_cred(&minor, again, &exported) == GSS_S_COMPLETE)
        gss_release_buffer(&minor, &exported);
    gss_release_cred(&minor, &again);
    gss_release_cred(&minor, cred);
}

static void fuzz_state(const uint8_t *data, size_t size)
{
    gss_buffer_desc token = export(data, size);
    gss_ctx_id_t context;
    gss_cred_id_t cred;
    OM_uint32 minor;

    check(import(&token, data, size));
    free(token.value);
    token = export(data, size);
    if (gss_import_sec_context(&minor, &token, &context) == GSS_S_COMPLETE) {
        use_context(&context);
        check(gss_import_sec_context(&minor, &token, &context) == GSS_S_NO_CONTEXT);
    }
    check(context == GSS_C_NO_CONTEXT);
    if (gss_import_cred(&minor, &token, &cred) == GSS_S_COMPLETE)
        use_cred(&token, &cred);
    check(cred == GSS_C_NO_CREDENTIAL);
    free(token.value);
}

static void fuzz_key_file(const uint8_t *data, size_t size)
{
    struct transfer_keys keys;
    struct folder at;
    struct stat status;
    OM_uint32 minor;
    bool present;
    int fd;

    check(folder_open(&minor, keys_folder, &at) == GSS_S_COMPLETE);
    fd = openat(at.fd, FOLDER_KEYS, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    if (keys_read(&minor, &at, &keys, &status, &present) == GSS_S_COMPLETE)
        check(present && keys_find(&keys, keys_active(&keys)->id) != NULL);
    folder_close(&at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const modes[])(const uint8_t *, size_t) = {
        [WHOLE] = fuzz_whole, [BODY] = fuzz_body, [STATE] = fuzz_state, [KEY_FILE] = fuzz_key_file};

    if (size == 0)
        return 0;
    modes[data[0] % (sizeof(modes) / sizeof(modes[0]))](data + 1, size - 1);
    return 0;
}
