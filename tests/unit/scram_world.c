#include "scram_world.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/framing.h"
#include "base/secret.h"
#include "mech/scram/nonce.h"

static char folder[64];
static const char *nonces[2];

int scram_world_make(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/gss-scram-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    scram_world_write("verifiers", SCRAM_USER_SHA256 SCRAM_USER_SHA1, 0600);
    return 0;
}

static int remove_one(const char *path, const struct stat *facts, int type, struct FTW *at)
{
    (void)facts, (void)type, (void)at;
    return remove(path);
}

int scram_world_remove(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *scram_world_path(const char *name)
{
    static _Thread_local char paths[8][4096];
    static _Thread_local unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

void scram_world_write(const char *name, const char *text, unsigned mode)
{
    int fd = open(scram_world_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

char *scram_world_read(const char *name)
{
    FILE *file = fopen(scram_world_path(name), "r");
    char *text = calloc(1, 65536);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

void scram_world_nonces(const char *first, const char *second)
{
    nonces[0] = first;
    nonces[1] = second;
}

bool scram_nonce_write(struct writer *out)
{
    uint8_t bytes[18];

    if (nonces[0] != NULL) {
        write_bytes(out, nonces[0], strlen(nonces[0]));
        scram_world_nonces(nonces[1], NULL);
    } else {
        secret_random(bytes, sizeof(bytes));
        base64_encode(out, bytes, sizeof(bytes));
    }
    return writer_ok(out);
}

static gss_buffer_desc buffer_of(const char *text)
{
    return (gss_buffer_desc){strlen(text), (void *)text};
}

struct scram_pair scram_pair_make(const struct mech *mech, const char *user, const char *password,
                                  const char *verifiers)
{
    struct scram_pair pair = {.mech = mech};
    gss_buffer_desc name = buffer_of(user), text = buffer_of(password);
    gss_key_value_element_desc element = {"scram-verifiers", scram_world_path(verifiers)};
    gss_key_value_set_desc store = {1, &element};
    struct mech_cred_args initiator = {.mech = mech, .usage = GSS_C_INITIATE, .password = &text};
    struct mech_cred_args acceptor = {.mech = mech, .usage = GSS_C_ACCEPT, .store = &store};
    void *imported = NULL;

    assert_int_equal(mech->import_name(mech, &pair.minor, &name, GSS_C_NT_USER_NAME, &imported),
                     GSS_S_COMPLETE);
    initiator.name = imported;
    assert_int_equal(mech->acquire_cred(&pair.minor, &initiator, &pair.initiator_cred),
                     GSS_S_COMPLETE);
    assert_int_equal(mech->acquire_cred(&pair.minor, &acceptor, &pair.acceptor_cred),
                     GSS_S_COMPLETE);
    mech->release_name(&imported);
    return pair;
}

void scram_pair_clear(struct scram_pair *pair)
{
    if (pair->initiator != NULL)
        pair->mech->delete_sec_context(&pair->initiator);
    if (pair->acceptor != NULL)
        pair->mech->delete_sec_context(&pair->acceptor);
    if (pair->result.source != NULL)
        pair->mech->release_name(&pair->result.source);
    if (pair->initiator_cred != NULL)
        pair->mech->release_cred(&pair->initiator_cred);
    pair->mech->release_cred(&pair->acceptor_cred);
    free(pair->token.value);
}

/* The input in a block of its own size, so that a sanitizer sees a byte too many. */
static gss_buffer_desc take_token(struct scram_pair *pair)
{
    gss_buffer_desc input = {pair->token.length, NULL};

    input.value = malloc(input.length != 0 ? input.length : 1);
    assert_non_null(input.value);
    if (input.length != 0)
        memcpy(input.value, pair->token.value, input.length);
    free(pair->token.value);
    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    return input;
}

OM_uint32 scram_pair_init(struct scram_pair *pair)
{
    gss_buffer_desc service = buffer_of("test@Server.GSS.test"), input = take_token(pair);
    struct mech_init_args args = {
        .mech = pair->mech,
        .cred = pair->initiator_cred,
        .bindings = pair->initiator_bindings,
        .input = &input,
        .first = pair->initiator == NULL,
    };
    void *target = NULL;
    int64_t end_time = 0;
    OM_uint32 major;

    assert_int_equal(pair->mech->import_name(pair->mech, &pair->minor, &service,
                                             GSS_C_NT_HOSTBASED_SERVICE, &target),
                     GSS_S_COMPLETE);
    args.target = target;
    major = pair->mech->init_sec_context(&pair->minor, &pair->initiator, &args, &pair->token,
                                         &pair->initiator_flags, &end_time);
    pair->mech->release_name(&target);
    free(input.value);
    return major;
}

OM_uint32 scram_pair_accept(struct scram_pair *pair)
{
    gss_buffer_desc input = take_token(pair);
    struct mech_accept_args args = {.mech = pair->mech,
                                    .cred = pair->acceptor_cred,
                                    .bindings = pair->acceptor_bindings,
                                    .input = &input};
    int64_t end_time = 0;
    OM_uint32 major;

    major = pair->mech->accept_sec_context(&pair->minor, &pair->acceptor, &args, &pair->token,
                                           &pair->acceptor_flags, &end_time, &pair->result);
    free(input.value);
    return major;
}

void scram_pair_set_token(struct scram_pair *pair, const void *message, size_t length)
{
    free(pair->token.value);
    pair->token = (gss_buffer_desc){length, malloc(length != 0 ? length : 1)};
    assert_non_null(pair->token.value);
    if (length != 0)
        memcpy(pair->token.value, message, length);
}

void scram_pair_set_first(struct scram_pair *pair, const void *message, size_t length)
{
    struct writer out;

    writer_init(&out);
    framing_write(&out, &pair->mech->oid, length);
    write_bytes(&out, message, length);
    free(pair->token.value);
    assert_true(writer_take_buffer(&out, &pair->token));
}

void scram_pair_assert_token(const struct scram_pair *pair, const char *text)
{
    assert_int_equal(pair->token.length, strlen(text));
    assert_memory_equal(pair->token.value, text, strlen(text));
}

void scram_pair_assert_first(const struct scram_pair *pair, const char *text)
{
    gss_OID_desc oid;
    struct reader in, body;

    reader_init(&in, pair->token.value, pair->token.length);
    body = framing_read(&in, &oid);
    assert_true(reader_ok(&body));
    assert_int_equal(oid.length, pair->mech->oid.length);
    assert_memory_equal(oid.elements, pair->mech->oid.elements, oid.length);
    assert_int_equal(body.left, strlen(text));
    assert_memory_equal(body.next, text, body.left);
}

void scram_pair_establish(struct scram_pair *pair)
{
    assert_int_equal(scram_pair_init(pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_init(pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(pair), GSS_S_COMPLETE);
    assert_int_equal(scram_pair_init(pair), GSS_S_COMPLETE);
    assert_int_equal(pair->token.length, 0);
}

static void assert_one_way(const struct mech *mech, void *sender, void *receiver)
{
    gss_buffer_desc message = buffer_of("hello"), token, text;
    OM_uint32 minor;
    bool conf;

    for (int sealed = 0; sealed <= 1; sealed++) {
        token = text = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        conf = sealed;
        assert_int_equal(mech->wrap(&minor, sender, &conf, &message, &token), GSS_S_COMPLETE);
        assert_int_equal(conf, sealed);
        conf = !sealed;
        assert_int_equal(mech->unwrap(&minor, receiver, &token, &text, &conf), GSS_S_COMPLETE);
        assert_int_equal(conf, sealed);
        assert_int_equal(text.length, message.length);
        assert_memory_equal(text.value, message.value, text.length);
        free(token.value);
        free(text.value);
    }
    token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    assert_int_equal(mech->get_mic(&minor, sender, &message, &token), GSS_S_COMPLETE);
    assert_int_equal(mech->verify_mic(&minor, receiver, &message, &token), GSS_S_COMPLETE);
    free(token.value);
}

void scram_pair_assert_messages(struct scram_pair *pair)
{
    assert_one_way(pair->mech, pair->initiator, pair->acceptor);
    assert_one_way(pair->mech, pair->acceptor, pair->initiator);
}

void scram_assert_name(const struct mech *mech, const void *name, const char *text)
{
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    gss_OID type;
    OM_uint32 minor;

    assert_non_null(name);
    assert_int_equal(mech->display_name(&minor, name, &shown, &type), GSS_S_COMPLETE);
    assert_string_equal(shown.value, text);
    free(shown.value);
}
