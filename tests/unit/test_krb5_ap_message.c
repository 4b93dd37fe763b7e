/* AP-REP and the own AP-REQ, with libkrb5 at the other end of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include "base/minor.h"
#include "base/secret.h"
#include "krb5_pair.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/fields.h"
#include "mech/krb5/library.h"
#include "support/realm.h"

/* Two ends that libkrb5 holds, after an AP-REQ for a service. */
struct ends {
    krb5_context library;
    krb5_auth_context initiator;
    krb5_auth_context acceptor;
    krb5_data request;
    struct krb5_handshake handshake; /* as our initiator keeps it */
};

static void set_key(struct krb5_session_key *out, krb5_keyblock *key)
{
    OM_uint32 minor;

    assert_int_equal(krb5_session_key_set(&minor, out, key), GSS_S_COMPLETE);
}

static void ends_open(struct ends *ends, const char *service)
{
    struct krb5_ap_req req;
    krb5_keyblock *key;
    krb5_ccache ccache;
    krb5_creds wanted = {0}, *ticket;
    OM_uint32 minor;

    *ends = (struct ends){0};
    realm_prefer_enctype_of(service);
    assert_int_equal(krb5_library_borrow(&minor, &ends->library), GSS_S_COMPLETE);
    assert_int_equal(krb5_cc_default(ends->library, &ccache), 0);
    assert_int_equal(krb5_cc_get_principal(ends->library, ccache, &wanted.client), 0);
    assert_int_equal(krb5_sname_to_principal(ends->library, strchr(service, '@') + 1, "host",
                                             KRB5_NT_SRV_HST, &wanted.server),
                     0);
    assert_int_equal(krb5_get_credentials(ends->library, 0, ccache, &wanted, &ticket), 0);
    assert_int_equal(krb5_auth_con_init(ends->library, &ends->initiator), 0);
    krb5_auth_con_setflags(ends->library, ends->initiator, KRB5_AUTH_CONTEXT_DO_SEQUENCE);
    assert_int_equal(krb5_mk_req_extended(ends->library, &ends->initiator,
                                          AP_OPTS_MUTUAL_REQUIRED | AP_OPTS_USE_SUBKEY, NULL,
                                          ticket, &ends->request),
                     0);
    assert_int_equal(krb5_auth_con_init(ends->library, &ends->acceptor), 0);
    assert_int_equal(
        krb5_rd_req(ends->library, &ends->acceptor, &ends->request, NULL, NULL, NULL, NULL), 0);
    krb5_auth_con_setflags(ends->library, ends->acceptor, KRB5_AUTH_CONTEXT_DO_SEQUENCE);
    set_key(&ends->handshake.session, &ticket->keyblock);
    assert_int_equal(krb5_auth_con_getsendsubkey(ends->library, ends->initiator, &key), 0);
    set_key(&ends->handshake.subkey, key);
    krb5_free_keyblock(ends->library, key);
    assert_true(krb5_ap_req_read(ends->request.data, ends->request.length, &req));
    assert_int_equal(req.options, KRB5_AP_MUTUAL_REQUIRED);
    assert_int_equal(req.session_enctype, ticket->keyblock.enctype);
    assert_int_equal(krb5_ap_req_check_enctypes(&minor, &req), GSS_S_COMPLETE);
    assert_int_equal(krb5_ap_req_open_own(&minor, &req, &ends->handshake), GSS_S_COMPLETE);
    krb5_free_creds(ends->library, ticket);
    krb5_free_cred_contents(ends->library, &wanted);
    krb5_cc_close(ends->library, ccache);
}

static void ends_close(struct ends *ends)
{
    krb5_auth_con_free(ends->library, ends->initiator);
    krb5_auth_con_free(ends->library, ends->acceptor);
    krb5_free_data_contents(ends->library, &ends->request);
}

static void for_each_service(void (*check)(struct ends *ends))
{
    struct ends ends;

    for (size_t i = 0; krb5_pair_services[i] != NULL; i++) {
        ends_open(&ends, krb5_pair_services[i]);
        check(&ends);
        ends_close(&ends);
    }
}

static OM_uint32 read_reply(const struct ends *ends, const void *data, size_t length,
                            struct krb5_ap_rep *rep)
{
    gss_buffer_desc message;
    void *exact = malloc(length != 0 ? length : 1);
    OM_uint32 major, minor;

    assert_non_null(exact);
    if (length != 0)
        memcpy(exact, data, length);
    message = (gss_buffer_desc){length, exact};
    major = krb5_ap_rep_read(&minor, &message, &ends->handshake.session, rep);
    free(exact);
    return major;
}

static void check_own_authenticator(struct ends *ends)
{
    krb5_authenticator *seen;
    krb5_int32 sequence;
    uint8_t time[KRB5_TIME_LENGTH];

    assert_int_equal(krb5_auth_con_getlocalseqnumber(ends->library, ends->initiator, &sequence), 0);
    assert_int_equal(ends->handshake.local_sequence, (uint32_t)sequence);
    assert_int_equal(krb5_auth_con_getauthenticator(ends->library, ends->acceptor, &seen), 0);
    krb5_time_write(krb5_time_to_seconds(seen->ctime), time);
    assert_memory_equal(ends->handshake.ctime, time, sizeof(time));
    assert_int_equal(ends->handshake.cusec, seen->cusec);
    krb5_free_authenticator(ends->library, seen);
}

static void test_own_ap_req_tells_what_libkrb5_put_there(void **state)
{
    (void)state;
    for_each_service(check_own_authenticator);
}

static void check_reads_libkrb5(struct ends *ends)
{
    struct krb5_ap_rep rep;
    krb5_int32 sequence;
    krb5_data reply;

    assert_int_equal(krb5_mk_rep(ends->library, ends->acceptor, &reply), 0);
    assert_int_equal(krb5_auth_con_getlocalseqnumber(ends->library, ends->acceptor, &sequence), 0);
    assert_int_equal(read_reply(ends, reply.data, reply.length, &rep), GSS_S_COMPLETE);
    assert_memory_equal(rep.ctime, ends->handshake.ctime, sizeof(rep.ctime));
    assert_int_equal(rep.cusec, ends->handshake.cusec);
    assert_true(rep.has_sequence);
    assert_int_equal(rep.sequence, (uint32_t)sequence);
    if (rep.subkey.type != NULL) /* libkrb5 gives the initiator's back */
        assert_memory_equal(rep.subkey.bytes, ends->handshake.subkey.bytes,
                            rep.subkey.type->key_length);
    krb5_free_data_contents(ends->library, &reply);
}

static void test_reply_of_libkrb5_is_read(void **state)
{
    (void)state;
    for_each_service(check_reads_libkrb5);
}

static struct krb5_ap_rep own_reply(const struct ends *ends, uint32_t sequence)
{
    struct krb5_ap_rep rep = {
        .cusec = ends->handshake.cusec, .sequence = sequence, .has_sequence = true};

    memcpy(rep.ctime, ends->handshake.ctime, sizeof(rep.ctime));
    rep.subkey.type = ends->handshake.subkey.type;
    assert_true(secret_random(rep.subkey.bytes, rep.subkey.type->key_length));
    return rep;
}

static void check_written_for_libkrb5(struct ends *ends)
{
    static const uint32_t sequences[] = {0, 1, 0x7f, 0x80, 0x3fffffff, 0x7fffffff};
    krb5_ap_rep_enc_part *part;
    krb5_data message;
    struct writer out;

    for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
        struct krb5_ap_rep rep = own_reply(ends, sequences[i]);

        writer_init(&out);
        assert_true(krb5_ap_rep_write(&rep, &ends->handshake.session, &out));
        message = (krb5_data){.data = (char *)out.data, .length = (unsigned)out.length};
        assert_int_equal(krb5_rd_rep(ends->library, ends->initiator, &message, &part), 0);
        assert_int_equal((uint32_t)part->seq_number, sequences[i]);
        assert_non_null(part->subkey);
        assert_int_equal(part->subkey->enctype, rep.subkey.type->id);
        assert_memory_equal(part->subkey->contents, rep.subkey.bytes, rep.subkey.type->key_length);
        krb5_free_ap_rep_enc_part(ends->library, part);
        writer_free(&out);
    }
}

static void test_own_reply_is_read_by_libkrb5(void **state)
{
    (void)state;
    for_each_service(check_written_for_libkrb5);
}

static void check_third_leg(struct ends *ends)
{
    struct krb5_ap_rep rep = own_reply(ends, 0), back;
    krb5_ap_rep_enc_part *part;
    krb5_int32 sequence;
    krb5_data message;
    krb5_ui_4 nonce;
    struct writer out;

    assert_int_equal(krb5_mk_rep(ends->library, ends->acceptor, &message), 0);
    assert_int_equal(krb5_rd_rep(ends->library, ends->initiator, &message, &part), 0);
    krb5_free_ap_rep_enc_part(ends->library, part);
    krb5_free_data_contents(ends->library, &message);
    assert_int_equal(krb5_auth_con_getlocalseqnumber(ends->library, ends->acceptor, &sequence), 0);
    rep.sequence = (uint32_t)sequence;
    rep.subkey.type = NULL;
    writer_init(&out);
    assert_true(krb5_ap_rep_write(&rep, &ends->handshake.session, &out));
    message = (krb5_data){.data = (char *)out.data, .length = (unsigned)out.length};
    assert_int_equal(krb5_rd_rep_dce(ends->library, ends->acceptor, &message, &nonce), 0);
    assert_int_equal(nonce, (uint32_t)sequence);
    writer_free(&out);

    assert_int_equal(krb5_mk_rep_dce(ends->library, ends->initiator, &message), 0);
    assert_int_equal(read_reply(ends, message.data, message.length, &back), GSS_S_COMPLETE);
    assert_null(back.subkey.type);
    assert_true(back.has_sequence);
    assert_int_equal(back.sequence, (uint32_t)sequence);
    krb5_free_data_contents(ends->library, &message);
}

static void test_third_leg_of_dce_style_is_that_of_libkrb5(void **state)
{
    (void)state;
    for_each_service(check_third_leg);
}

static void test_truncated_and_altered_replies_are_refused(void **state)
{
    struct krb5_ap_rep rep, read;
    struct writer out;
    struct ends ends;
    OM_uint32 major;

    (void)state;
    ends_open(&ends, krb5_pair_services[0]);
    rep = own_reply(&ends, 5);
    writer_init(&out);
    assert_true(krb5_ap_rep_write(&rep, &ends.handshake.session, &out));
    for (size_t length = 0; length < out.length; length++) {
        assert_int_equal(read_reply(&ends, out.data, length, &read), GSS_S_DEFECTIVE_TOKEN);
        assert_null(read.subkey.type);
    }
    for (size_t bit = 0; bit < 8 * out.length; bit++) {
        out.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        major = read_reply(&ends, out.data, out.length, &read);
        assert_true(major == GSS_S_DEFECTIVE_TOKEN || major == GSS_S_BAD_SIG);
        assert_null(read.subkey.type);
        out.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    write_u8(&out, 0); /* something after the end */
    assert_int_equal(read_reply(&ends, out.data, out.length, &read), GSS_S_DEFECTIVE_TOKEN);
    writer_free(&out);
    ends_close(&ends);
}

static void test_truncated_requests_are_not_read(void **state)
{
    struct krb5_ap_req req;
    struct ends ends;

    (void)state;
    ends_open(&ends, krb5_pair_services[0]);
    for (size_t length = 0; length < ends.request.length; length++) {
        char *exact = malloc(length != 0 ? length : 1);

        assert_non_null(exact);
        memcpy(exact, ends.request.data, length);
        assert_false(krb5_ap_req_read(exact, length, &req));
        free(exact);
    }
    ends_close(&ends);
}

static void test_refused_keys_are_named(void **state)
{
    struct krb5_ap_req req = {.ticket_enctype = ENCTYPE_AES256_CTS_HMAC_SHA1_96,
                              .session_enctype = ENCTYPE_ARCFOUR_HMAC};
    OM_uint32 minor = 0;
    char sentence[200];

    (void)state;
    assert_int_equal(krb5_ap_req_check_enctypes(&minor, &req), GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_ENCTYPE_REFUSED);
    assert_true(minor_get_sentence(minor, sentence, sizeof(sentence)));
    assert_non_null(strstr(sentence, "the session key is rc4-hmac"));
    req.ticket_enctype = ENCTYPE_DES3_CBC_SHA1;
    req.session_enctype = ENCTYPE_AES256_CTS_HMAC_SHA1_96;
    assert_int_equal(krb5_ap_req_check_enctypes(&minor, &req), GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_ENCTYPE_REFUSED);
    assert_true(minor_get_sentence(minor, sentence, sizeof(sentence)));
    assert_non_null(strstr(sentence, "the service's key is des3-cbc-sha1"));
    req.ticket_enctype = ENCTYPE_AES128_CTS_HMAC_SHA256_128;
    assert_int_equal(krb5_ap_req_check_enctypes(&minor, &req), GSS_S_COMPLETE);
}

/* Wherever a key comes from: a ticket, an authenticator, an answer. */
static void test_keys_of_other_types_or_lengths_are_refused(void **state)
{
    static const int32_t refused[] = {1, 3, 16, 23, 24, 25, 26, 0, -1};
    static const uint8_t bytes[64];
    struct krb5_session_key key;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(krb5_session_key_set_bytes(&minor, &key, refused[i], bytes, 16),
                         GSS_S_FAILURE);
        assert_int_equal(minor, MINOR_ENCTYPE_REFUSED);
        assert_null(key.type);
    }
    for (size_t length = 0; length < sizeof(bytes); length++)
        assert_int_equal(krb5_session_key_set_bytes(&minor, &key, 18, bytes, length),
                         length == 32 ? GSS_S_COMPLETE : GSS_S_DEFECTIVE_TOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_ap_req_tells_what_libkrb5_put_there),
        cmocka_unit_test(test_reply_of_libkrb5_is_read),
        cmocka_unit_test(test_own_reply_is_read_by_libkrb5),
        cmocka_unit_test(test_third_leg_of_dce_style_is_that_of_libkrb5),
        cmocka_unit_test(test_truncated_and_altered_replies_are_refused),
        cmocka_unit_test(test_truncated_requests_are_not_read),
        cmocka_unit_test(test_refused_keys_are_named),
        cmocka_unit_test(test_keys_of_other_types_or_lengths_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
