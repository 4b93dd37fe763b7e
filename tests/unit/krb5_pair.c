#include "krb5_pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char *const krb5_pair_services[] = {
    "host@aes256-sha1.gss.test",
    "host@aes128-sha1.gss.test",
    "host@aes256-sha2.gss.test",
    "host@aes128-sha2.gss.test",
    NULL,
};

void *krb5_pair_name(const char *text, gss_const_OID type)
{
    gss_buffer_desc buffer = {strlen(text), (void *)text};
    OM_uint32 minor;
    void *name = NULL;

    assert_int_equal(krb5_mech.import_name(&krb5_mech, &minor, &buffer, type, &name),
                     GSS_S_COMPLETE);
    assert_non_null(name);
    return name;
}

void krb5_pair_assert_name(const void *name, const char *text)
{
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 minor;

    assert_int_equal(krb5_mech.display_name(&minor, name, &shown, &type), GSS_S_COMPLETE);
    assert_int_equal(shown.length, strlen(text));
    assert_string_equal(shown.value, text);
    assert_non_null(type);
    free(shown.value);
}

OM_uint32 krb5_pair_init(struct krb5_pair *pair)
{
    void *target = krb5_pair_name(pair->service, GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc input = pair->token;
    struct mech_init_args args = {
        .mech = &krb5_mech,
        .cred = pair->initiator_cred,
        .target = target,
        .req_flags = pair->flags,
        .time_req = pair->time_req,
        .bindings = pair->initiator_bindings,
        .input = &input,
        .first = pair->initiator == NULL,
    };
    OM_uint32 major;

    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = krb5_mech.init_sec_context(&pair->minor, &pair->initiator, &args, &pair->token,
                                       &pair->initiator_flags, &pair->end_time);
    krb5_mech.release_name(&target);
    assert_null(target);
    free(input.value);
    return major;
}

OM_uint32 krb5_pair_accept(struct krb5_pair *pair)
{
    gss_buffer_desc input = pair->token;
    struct mech_accept_args args = {.mech = &krb5_mech,
                                    .cred = pair->acceptor_cred,
                                    .bindings = pair->acceptor_bindings,
                                    .input = &input};
    OM_uint32 major;
    int64_t end_time = 0;

    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = krb5_mech.accept_sec_context(&pair->minor, &pair->acceptor, &args, &pair->token,
                                         &pair->acceptor_flags, &end_time, &pair->result);
    free(input.value);
    return major;
}

void krb5_pair_establish(struct krb5_pair *pair)
{
    OM_uint32 initiator = krb5_pair_init(pair), acceptor = GSS_S_CONTINUE_NEEDED;

    while (initiator == GSS_S_CONTINUE_NEEDED || acceptor == GSS_S_CONTINUE_NEEDED) {
        assert_int_equal(GSS_ERROR(initiator), 0);
        assert_true(pair->token.length > 0);
        acceptor = krb5_pair_accept(pair);
        assert_int_equal(GSS_ERROR(acceptor), 0);
        if (initiator == GSS_S_CONTINUE_NEEDED)
            initiator = krb5_pair_init(pair);
    }
    assert_int_equal(initiator, GSS_S_COMPLETE);
    assert_int_equal(acceptor, GSS_S_COMPLETE);
    assert_int_equal(pair->token.length, 0);
}

void krb5_pair_clear(struct krb5_pair *pair)
{
    krb5_mech.delete_sec_context(&pair->initiator);
    krb5_mech.delete_sec_context(&pair->acceptor);
    if (pair->result.source != NULL)
        krb5_mech.release_name(&pair->result.source);
    if (pair->result.delegated != NULL)
        krb5_mech.release_cred(&pair->result.delegated);
    free(pair->token.value);
    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
}

static void assert_one_way(void *sender, void *receiver)
{
    gss_buffer_desc message = {5, (void *)"hello"};
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, text = GSS_C_EMPTY_BUFFER;
    bool conf = true;
    OM_uint32 minor;

    assert_int_equal(krb5_mech.wrap(&minor, sender, &conf, &message, &token), GSS_S_COMPLETE);
    assert_true(conf);
    conf = false;
    assert_int_equal(krb5_mech.unwrap(&minor, receiver, &token, &text, &conf), GSS_S_COMPLETE);
    assert_true(conf);
    assert_int_equal(text.length, 5);
    assert_memory_equal(text.value, "hello", 5);
    free(token.value);
    free(text.value);
    token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    assert_int_equal(krb5_mech.get_mic(&minor, sender, &message, &token), GSS_S_COMPLETE);
    assert_int_equal(krb5_mech.verify_mic(&minor, receiver, &message, &token), GSS_S_COMPLETE);
    free(token.value);
}

void krb5_pair_assert_messages(struct krb5_pair *pair)
{
    assert_one_way(pair->initiator, pair->acceptor);
    assert_one_way(pair->acceptor, pair->initiator);
}

gss_buffer_desc krb5_pair_export(const void *context)
{
    gss_buffer_desc exact;
    struct writer out;
    OM_uint32 minor;

    writer_init_secret(&out);
    assert_int_equal(krb5_mech.export_sec_context(&minor, context, &out), GSS_S_COMPLETE);
    exact.length = out.length;
    exact.value = malloc(out.length);
    assert_non_null(exact.value);
    memcpy(exact.value, out.data, out.length);
    writer_free(&out);
    return exact;
}
