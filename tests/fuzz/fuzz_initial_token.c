/* The first token at an acceptor: framing, AP-REQ, authenticator, GSS checksum, delegation. */
#include <stdint.h>
#include <stdlib.h>

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

/* What holds of any answer, or the input is a finding. */
static void must(int good)
{
    if (!good)
        abort();
}

static void use_context(gss_ctx_id_t *context, OM_uint32 major)
{
    gss_name_t source, target;
    OM_uint32 minor, flags, lifetime;
    int initiated, open;

    must(gss_inquire_context(&minor, *context, &source, &target, &lifetime, NULL, &flags,
                             &initiated, &open) == GSS_S_COMPLETE);
    must(!initiated && open == (major == GSS_S_COMPLETE));
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    must(gss_delete_sec_context(&minor, context, GSS_C_NO_BUFFER) == GSS_S_COMPLETE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gss_channel_bindings_struct bindings = {.application_data = {4, (void *)"bind"}};
    gss_buffer_desc token = {size, (void *)data}, output;
    OM_uint32 major, minor, flags;

    for (int with_bindings = 0; with_bindings <= 1; with_bindings++) {
        gss_ctx_id_t context = GSS_C_NO_CONTEXT;
        gss_cred_id_t delegated;
        gss_name_t source;

        major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL, &token,
                                       with_bindings ? &bindings : GSS_C_NO_CHANNEL_BINDINGS,
                                       &source, NULL, &output, &flags, NULL, &delegated);
        if (GSS_ERROR(major))
            must(context == GSS_C_NO_CONTEXT && source == GSS_C_NO_NAME &&
                 delegated == GSS_C_NO_CREDENTIAL);
        else
            use_context(&context, major);
        gss_release_buffer(&minor, &output);
        gss_release_cred(&minor, &delegated);
        if (source != GSS_C_NO_NAME)
            gss_release_name(&minor, &source);
    }
    return 0;
}
