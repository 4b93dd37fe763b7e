#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acceptor.h"
#include "base64.h"
#include "names.h"
#include "report.h"
#include "status.h"
#include "text.h"

static void say(const struct exchange_options *options, const char *sentence)
{
    if (!options->quiet)
        puts(sentence);
    fflush(stdout);
}

/* A token as one line of base64. */
static bool exchange_print(const gss_buffer_desc *token)
{
    struct writer out;
    bool ok;

    writer_init(&out);
    base64_write(&out, token->value, token->length);
    text_write(&out, "\n");
    ok = report_output(&out);
    fflush(stdout);
    return ok;
}

/* The next line that is not empty, as a token. */
static bool exchange_read(const struct exchange_options *options, gss_buffer_t token)
{
    struct writer out;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    bool ok;

    say(options, "Input context token:");
    do {
        length = getline(&line, &size, stdin);
    } while (length > 0 && strspn(line, " \t\r\n") == (size_t)length);
    writer_init(&out);
    ok = length > 0 && base64_read(line, (size_t)length, &out);
    free(line);
    if (!ok) {
        report_error("%s",
                     length <= 0 ? "the input ended before a token" : "the line is not base64");
        writer_free(&out);
        return false;
    }
    return writer_take_buffer(&out, token);
}

/* One call of gss_init_sec_context, its token printed; false when it failed. */
static bool exchange_initiate_step(const struct exchange_options *options, gss_ctx_id_t *context,
                                   gss_name_t target, gss_buffer_t input, bool *more)
{
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, release_minor, flags = 0;
    bool ok = true;

    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context, target, options->mech,
                                 GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, input, NULL, &output, &flags, NULL);
    if (output.length != 0) {
        say(options, (flags & GSS_C_PROT_READY_FLAG) != 0
                         ? "Context token (protection is available):"
                         : "Context token:");
        ok = exchange_print(&output);
    }
    gss_release_buffer(&release_minor, &output);
    if (GSS_ERROR(major))
        report_status("initializing the context", major, minor, options->mech);
    *more = (major & GSS_S_CONTINUE_NEEDED) != 0;
    return ok && !GSS_ERROR(major);
}

int exchange_initiate(const struct exchange_options *options)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;
    gss_name_t target;
    OM_uint32 minor;
    bool more, ok;

    if (!name_import_service(options->service, NULL, &target))
        return EXIT_FAILED;
    do {
        ok = exchange_initiate_step(options, &context, target, &input, &more);
        gss_release_buffer(&minor, &input);
        if (ok && more)
            ok = exchange_read(options, &input);
    } while (ok && more);
    if (ok)
        say(options, "Context has been initialized.");
    gss_release_buffer(&minor, &input);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &target);
    return ok ? EXIT_OK : EXIT_FAILED;
}

/* One call of gss_accept_sec_context, its token printed; false when it failed. */
static bool exchange_accept_step(const struct exchange_options *options, gss_cred_id_t cred,
                                 gss_ctx_id_t *context, gss_buffer_t input, gss_name_t *source,
                                 bool *more)
{
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, release_minor;
    bool ok = true;

    gss_release_name(&release_minor, source);
    major = gss_accept_sec_context(&minor, context, cred, input, GSS_C_NO_CHANNEL_BINDINGS, source,
                                   &mech, &output, NULL, NULL, NULL);
    *more = (major & GSS_S_CONTINUE_NEEDED) != 0;
    if (major == GSS_S_COMPLETE)
        say(options, output.length != 0 ? "Context has been accepted.  Final context token:"
                                        : "Context has been accepted.");
    else if (output.length != 0)
        say(options, "Context token:");
    if (output.length != 0)
        ok = exchange_print(&output);
    gss_release_buffer(&release_minor, &output);
    if (GSS_ERROR(major))
        report_status("accepting the context", major, minor, mech);
    return ok && !GSS_ERROR(major);
}

static void exchange_say_client(const struct exchange_options *options, gss_name_t source)
{
    struct writer out;

    if (options->quiet)
        return;
    writer_init(&out);
    text_write(&out, "The client is ");
    name_write(&out, source);
    text_write(&out, ".\n");
    report_output(&out);
}

int exchange_accept(const struct exchange_options *options)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;
    gss_name_t source = GSS_C_NO_NAME;
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL; /* of any name */
    OM_uint32 minor;
    bool more = true, ok;

    if (options->service != NULL && !acceptor_acquire(options->service, GSS_C_NO_OID, NULL, &cred))
        return EXIT_FAILED;
    do {
        ok = exchange_read(options, &input) &&
             exchange_accept_step(options, cred, &context, &input, &source, &more);
        gss_release_buffer(&minor, &input);
    } while (ok && more);
    if (ok)
        exchange_say_client(options, source);
    gss_release_name(&minor, &source);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &cred);
    return ok ? EXIT_OK : EXIT_FAILED;
}
