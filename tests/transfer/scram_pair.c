#include "transfer/scram_pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Of "pencil", with 4096 iterations. */
static const char sha256_verifier[] =
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
static const char sha1_verifier[] = "SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$"
                                    "6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=";

void scram_pair_make(struct scram_pair *p, gss_OID mech, const char *user, const char *password,
                     const char *bindings)
{
    *p = (struct scram_pair){.mech = mech};
    scram_files_make(&p->files);
    scram_files_add(&p->files, "alice", sha256_verifier);
    scram_files_add(&p->files, "alice", sha1_verifier);
    p->user = scram_user(mech, user, password);
    p->acceptor = scram_acceptor(mech, p->files.verifiers);
    if (bindings != NULL)
        p->bindings.application_data = pair_text(bindings);
}

void scram_pair_free(struct scram_pair *p)
{
    OM_uint32 minor;

    pair_release(&p->pair);
    gss_release_cred(&minor, &p->user);
    gss_release_cred(&minor, &p->acceptor);
    scram_files_remove(&p->files);
}

void scram_pair_init(struct scram_pair *p, gss_buffer_t input, OM_uint32 expected,
                     gss_buffer_t output)
{
    gss_buffer_desc text = pair_text(SCRAM_PAIR_TARGET);
    OM_uint32 major, minor, ignored;
    gss_name_t target;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_init_sec_context(&minor, p->user, &p->pair.initiator, target, p->mech, PAIR_FLAGS,
                                 0, &p->bindings, input, NULL, output, NULL, NULL);
    pair_assert_status(major, minor, expected);
    gss_release_name(&ignored, &target);
    if (input != GSS_C_NO_BUFFER)
        gss_release_buffer(&ignored, input);
}

void scram_pair_accept(struct scram_pair *p, gss_buffer_t input, OM_uint32 expected,
                       gss_buffer_t output)
{
    OM_uint32 major, minor, ignored;

    major = gss_accept_sec_context(&minor, &p->pair.acceptor, p->acceptor, input, &p->bindings,
                                   NULL, NULL, output, NULL, NULL, NULL);
    pair_assert_status(major, minor, expected);
    gss_release_buffer(&ignored, input);
}

void scram_pair_establish(struct scram_pair *p)
{
    gss_buffer_desc a, b;

    scram_pair_init(p, GSS_C_NO_BUFFER, GSS_S_CONTINUE_NEEDED, &a);
    scram_pair_accept(p, &a, GSS_S_CONTINUE_NEEDED, &b);
    scram_pair_init(p, &b, GSS_S_CONTINUE_NEEDED, &a);
    scram_pair_accept(p, &a, GSS_S_COMPLETE, &b);
    scram_pair_init(p, &b, GSS_S_COMPLETE, &a);
    assert_int_equal(a.length, 0);
}

/* Neither the new owner nor a third process nor this one gets the context of the token again. */
static void assert_spent(struct remote *owner, gss_buffer_t token)
{
    struct remote third;
    OM_uint32 minor;

    remote_start(&third);
    remote_assert(&third, REMOTE_IMPORT, token, NULL, GSS_S_NO_CONTEXT, NULL);
    remote_stop(&third);
    assert_int_equal(pair_try_import(token, &minor), GSS_S_NO_CONTEXT);
    if (owner != NULL)
        remote_assert(owner, REMOTE_INQUIRE, NULL, NULL, GSS_S_COMPLETE, NULL);
}

void scram_move_out(gss_ctx_id_t *context, struct remote *remote)
{
    OM_uint32 major, minor, flags = 0;
    gss_buffer_desc token;

    remote_start(remote);
    major = gss_inquire_context(&minor, *context, NULL, NULL, NULL, NULL, &flags, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_true((flags & GSS_C_TRANS_FLAG) != 0);
    major = gss_export_sec_context(&minor, context, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_null(*context);
    remote_assert(remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    assert_spent(remote, &token);
    gss_release_buffer(&minor, &token);
}

void scram_move_on(struct remote *remote)
{
    struct remote_reply token;
    struct remote next;

    remote_start(&next);
    remote_assert(remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &token);
    remote_assert(&next, REMOTE_IMPORT, &token.value, NULL, GSS_S_COMPLETE, NULL);
    assert_spent(&next, &token.value);
    remote_reply_free(&token);
    remote_stop(remote);
    *remote = next;
}

void scram_move_in(struct remote *remote, gss_ctx_id_t *context)
{
    struct remote_reply token;
    OM_uint32 major, minor;

    remote_assert(remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &token);
    major = gss_import_sec_context(&minor, &token.value, context);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_spent(NULL, &token.value);
    remote_reply_free(&token);
    remote_stop(remote);
}
