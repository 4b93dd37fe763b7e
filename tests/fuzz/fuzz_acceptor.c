/*
 * An acceptor as a program has it: all mechanisms, from the first token to the first message.
 *
 * The input is tokens, each behind its 16-bit length; after completion, the next one is a message.
 * The corpus is recorded sessions of real initiators: those called whole_* end in an established
 * context again, those called part_* need an answer of the acceptor's that is random.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/reader.h"
#include "fuzz/krb5_world.h"

enum { TOKENS_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
int replay_was_as_expected(const char *name);

static bool completed; /* the last input's session */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    krb5_world_make();
    return 0;
}

int replay_was_as_expected(const char *name)
{
    return completed == (strncmp(name, "whole_", 6) == 0);
}

static void must(int good)
{
    if (!good)
        abort();
}

/* The next token, on the heap with nothing behind it. */
static bool next_token(struct reader *in, gss_buffer_t token)
{
    struct reader field = read_sub_u16be(in);

    if (!reader_ok(&field))
        return false;
    token->length = field.left;
    token->value = malloc(field.left != 0 ? field.left : 1);
    must(token->value != NULL);
    read_copy(&field, token->value, token->length);
    return true;
}

static void inquire(gss_ctx_id_t context, OM_uint32 accepted)
{
    gss_name_t source, target;
    OM_uint32 minor, flags;
    int initiated, open;

    must(gss_inquire_context(&minor, context, &source, &target, NULL, NULL, &flags, &initiated,
                             &open) == GSS_S_COMPLETE);
    must(!initiated && open == (accepted == GSS_S_COMPLETE));
    must(source != GSS_C_NO_NAME || !open);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
}

/* One leg; its status. */
static OM_uint32 accept(gss_ctx_id_t *context, gss_buffer_t token)
{
    bool first = *context == GSS_C_NO_CONTEXT;
    gss_buffer_desc output;
    gss_cred_id_t delegated;
    gss_name_t source;
    OM_uint32 minor, major;

    major = gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL, token,
                                   GSS_C_NO_CHANNEL_BINDINGS, &source, NULL, &output, NULL, NULL,
                                   &delegated);
    if (GSS_ERROR(major))
        must(minor != 0 && (*context == GSS_C_NO_CONTEXT) == first && source == GSS_C_NO_NAME &&
             delegated == GSS_C_NO_CREDENTIAL);
    else
        inquire(*context, major);
    gss_release_buffer(&minor, &output);
    gss_release_cred(&minor, &delegated);
    gss_release_name(&minor, &source);
    return major;
}

static void unwrap(gss_ctx_id_t context, gss_buffer_t token)
{
    gss_buffer_desc message;
    OM_uint32 minor;

    if (GSS_ERROR(gss_unwrap(&minor, context, token, &message, NULL, NULL)))
        must(message.value == NULL && minor != 0);
    gss_release_buffer(&minor, &message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor, major = GSS_S_CONTINUE_NEEDED;
    gss_buffer_desc token;
    struct reader in;

    completed = false;
    reader_init(&in, data, size);
    for (int i = 0; i < TOKENS_MAX && !GSS_ERROR(major) && next_token(&in, &token); i++) {
        if (completed)
            unwrap(context, &token);
        else
            major = accept(&context, &token);
        completed = major == GSS_S_COMPLETE;
        free(token.value);
    }
    if (context != GSS_C_NO_CONTEXT)
        must(gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER) == GSS_S_COMPLETE);
    return 0;
}
