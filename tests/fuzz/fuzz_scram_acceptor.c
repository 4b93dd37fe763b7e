/*
 * Both messages to an acceptor: the first one of the input, ended by a zero
 * byte, is client-first, the rest client-final. Nobody gets in who has not the
 * proof; the one of the seed has it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/framing.h"
#include "fuzz/scram_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Of "user", with nonces "nonce" and "nonce", without bindings. */
static const char genuine_first[] = "n=user,r=nonce";

static void *cred;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    cred = scram_world_cred(GSS_C_ACCEPT);
    return 0;
}

/* Gives the output back, which is text. */
static OM_uint32 accept_one(void **context, gss_const_buffer_t input, gss_buffer_t output)
{
    struct mech_accept_args args = {.mech = &scram_sha256_mech, .cred = cred, .input = input};
    struct mech_accept_result result = {0};
    OM_uint32 major, minor = 0, flags;
    int64_t end_time;

    major = scram_sha256_mech.accept_sec_context(&minor, context, &args, output, &flags, &end_time,
                                                 &result);
    must(!GSS_ERROR(major) || minor != 0);
    must((result.source != NULL) == (major == GSS_S_COMPLETE));
    must(output->length == 0 || memchr(output->value, 0, output->length) == NULL);
    if (result.source != NULL)
        scram_sha256_mech.release_name(&result.source);
    return major;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size != 0 ? memchr(data, 0, size) : NULL;
    size_t first = zero != NULL ? (size_t)(zero - data) : size;
    gss_buffer_desc token, output = GSS_C_EMPTY_BUFFER, second;
    void *context = NULL;
    struct writer out;
    OM_uint32 major;

    writer_init(&out);
    framing_write(&out, &scram_sha256_mech.oid, first);
    write_bytes(&out, data, first);
    must(writer_take_buffer(&out, &token));
    major = accept_one(&context, &token, &output);
    must((context != NULL) == (major == GSS_S_CONTINUE_NEEDED));
    free(output.value);
    free(token.value);
    if (context == NULL)
        return 0;
    output = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    second = zero != NULL ? (gss_buffer_desc){size - first - 1, (void *)(data + first + 1)}
                          : (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = accept_one(&context, &second, &output);
    must(major == GSS_S_COMPLETE ? memcmp(output.value, "v=", 2) == 0
                                 : GSS_ERROR(major) && memcmp(output.value, "e=", 2) == 0);
    if (major == GSS_S_COMPLETE) /* no proof fits other words */
        must(first == strlen(genuine_first) && memcmp(data, genuine_first, first) == 0);
    free(output.value);
    scram_sha256_mech.delete_sec_context(&context);
    return 0;
}
