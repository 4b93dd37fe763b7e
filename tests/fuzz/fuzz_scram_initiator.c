/*
 * Both messages to an initiator: the first one of the input, ended by a zero
 * byte, is server-first, the rest server-final. Only an acceptor that has the
 * verifier is believed; the one of the seed has it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/scram_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static const char genuine_first[] = "r=noncenonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

static void *cred, *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    gss_buffer_desc service = {4, (void *)"test"};
    OM_uint32 minor;

    (void)argc;
    (void)argv;
    cred = scram_world_cred(GSS_C_INITIATE);
    must(scram_sha256_mech.import_name(&scram_sha256_mech, &minor, &service,
                                       GSS_C_NT_HOSTBASED_SERVICE, &target) == GSS_S_COMPLETE);
    return 0;
}

static OM_uint32 init_one(void **context, const void *message, size_t length, gss_buffer_t output)
{
    gss_buffer_desc input = {length, (void *)message};
    struct mech_init_args args = {.mech = &scram_sha256_mech,
                                  .cred = cred,
                                  .target = target,
                                  .input = &input,
                                  .first = *context == NULL};
    OM_uint32 major, minor = 0, flags;
    int64_t end_time;

    major = scram_sha256_mech.init_sec_context(&minor, context, &args, output, &flags, &end_time);
    must(!GSS_ERROR(major) || (minor != 0 && output->length == 0));
    return major;
}

/* Is it cheap? Each input with other iterations than the seed's costs as many. */
static int asks_for_much(const uint8_t *data, size_t length)
{
    const uint8_t *iterations = memmem(data, length, ",i=", 3);

    return iterations != NULL && (size_t)(data + length - iterations) > 3 + 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size != 0 ? memchr(data, 0, size) : NULL;
    size_t first = zero != NULL ? (size_t)(zero - data) : size;
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    void *context = NULL;
    OM_uint32 major;

    if (asks_for_much(data, first))
        return -1;
    must(init_one(&context, NULL, 0, &output) == GSS_S_CONTINUE_NEEDED);
    free(output.value);
    output = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = init_one(&context, data, first, &output);
    free(output.value);
    output = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (major == GSS_S_CONTINUE_NEEDED) {
        major = init_one(&context, zero != NULL ? zero + 1 : data,
                         zero != NULL ? size - first - 1 : 0, &output);
        must(major == GSS_S_COMPLETE || GSS_ERROR(major));
        if (major == GSS_S_COMPLETE) /* no signature fits other words */
            must(first == strlen(genuine_first) && memcmp(data, genuine_first, first) == 0);
    }
    scram_sha256_mech.delete_sec_context(&context);
    return 0;
}
