#include "api/session.h"

#include <stdlib.h>

#include "api/check.h"

OM_uint32 session_init(gss_ctx_id_t *context, OM_uint32 flags, gss_buffer_t input,
                       gss_buffer_t output)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 major, minor, ignored;

    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context, target, GSS_KRB5, flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, NULL, NULL);
    gss_release_name(&ignored, &target);
    return major;
}

OM_uint32 session_accept(gss_ctx_id_t *context, gss_buffer_t input, gss_buffer_t output)
{
    gss_cred_id_t delegated;
    gss_name_t source;
    gss_OID mech;
    OM_uint32 major, minor, flags, lifetime, ignored;

    major = gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL, input,
                                   GSS_C_NO_CHANNEL_BINDINGS, &source, &mech, output, &flags,
                                   &lifetime, &delegated);
    if (GSS_ERROR(major)) {
        assert_null(source);
        assert_null(mech);
        assert_null(delegated);
        assert_int_equal(flags | lifetime, 0);
        assert_int_not_equal(minor, 0); /* there is always something to explain */
    }
    gss_release_name(&ignored, &source);
    gss_release_cred(&ignored, &delegated);
    return major;
}

void session_establish(struct session *session, OM_uint32 flags)
{
    gss_buffer_desc to = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER;
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED, minor;

    *session = (struct session){GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    while (init != GSS_S_COMPLETE || accept != GSS_S_COMPLETE) {
        if (init != GSS_S_COMPLETE)
            init = session_init(&session->initiator, flags, &back, &to);
        assert_false(GSS_ERROR(init));
        gss_release_buffer(&minor, &back);
        if (accept != GSS_S_COMPLETE)
            accept = session_accept(&session->acceptor, &to, &back);
        assert_false(GSS_ERROR(accept));
        gss_release_buffer(&minor, &to);
    }
    gss_release_buffer(&minor, &back);
}

void session_release(struct session *session)
{
    OM_uint32 minor;

    if (session->initiator != GSS_C_NO_CONTEXT)
        gss_delete_sec_context(&minor, &session->initiator, GSS_C_NO_BUFFER);
    if (session->acceptor != GSS_C_NO_CONTEXT)
        gss_delete_sec_context(&minor, &session->acceptor, GSS_C_NO_BUFFER);
}

/* A copy of the first LENGTH bytes, with one bit flipped if there is such a bit. */
static void visit_copy(const gss_buffer_desc *token, size_t length, size_t bit,
                       session_visit_fn visit, void *data)
{
    unsigned char *copy = malloc(length != 0 ? length : 1);
    gss_buffer_desc tampered = {length, copy};

    assert_non_null(copy);
    memcpy(copy, token->value, length);
    if (bit / 8 < length)
        copy[bit / 8] ^= (unsigned char)(1u << bit % 8);
    visit(&tampered, data);
    free(copy);
}

void session_each_prefix(const gss_buffer_desc *token, session_visit_fn visit, void *data)
{
    for (size_t length = 0; length < token->length; length++)
        visit_copy(token, length, SIZE_MAX, visit, data);
}

void session_each_flip(const gss_buffer_desc *token, session_visit_fn visit, void *data)
{
    for (size_t bit = 0; bit < token->length * 8; bit++)
        visit_copy(token, token->length, bit, visit, data);
}
