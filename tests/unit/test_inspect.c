/* What `gss inspect` tells of well-formed tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "inspect.h"
#include "inspect_samples.h"

struct explained {
    struct writer text, json;
    bool malformed;
};

static void explain(void (*write)(struct writer *out), struct explained *out)
{
    struct inspection inspection;
    struct writer token;
    struct json json;

    writer_init(&token);
    writer_init(&out->text);
    writer_init(&out->json);
    write(&token);
    assert_true(writer_ok(&token));
    assert_true(inspect_token(token.data, token.length, &inspection));
    inspect_write_text(&inspection, &out->text);
    json_init(&json, &out->json);
    json_open_object(&json, NULL);
    inspect_write_json(&inspection, &json);
    json_close_object(&json);
    write_u8(&out->text, 0);
    write_u8(&out->json, 0);
    assert_true(writer_ok(&out->text) && writer_ok(&out->json));
    out->malformed = inspection.malformed;
    inspect_clear(&inspection);
    writer_free(&token);
}

static void explained_clear(struct explained *out)
{
    writer_free(&out->text);
    writer_free(&out->json);
}

static void assert_tells(const struct writer *out, const char *wanted)
{
    if (strstr((const char *)out->data, wanted) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted, (const char *)out->data);
}

/* The text tells all of LINES, a NULL-terminated list, and the token is well-formed. */
static void assert_text(void (*write)(struct writer *out), const char *const *lines)
{
    struct explained out;

    explain(write, &out);
    for (; *lines != NULL; lines++)
        assert_tells(&out.text, *lines);
    assert_false(out.malformed);
    explained_clear(&out);
}

#define TELLS(write, ...) assert_text(write, (const char *const[]){__VA_ARGS__, NULL})

static void test_ap_req_tells_what_is_in_the_clear(void **state)
{
    (void)state;
    TELLS(sample_write_framed_ap_req, "initial context token, ",
          "  mechanism: 1.2.840.113554.1.2.2 (Kerberos 5)\n", "  token id: 0x0100 (AP-REQ)\n",
          "  message type: 14 (AP-REQ)\n", "  ap options: 0x20000000 (mutual-required)\n",
          "    realm: EXAMPLE.COM\n", "      name: imap/mail.example.com\n",
          "      name type: 3 (service and host)\n", "      key version: 7\n",
          "  authenticator:\n    encryption type: 18 (aes256-cts-hmac-sha1-96)\n");
}

static void test_refused_encryption_type_is_called_refused(void **state)
{
    struct explained out;

    (void)state;
    explain(sample_write_framed_ap_req, &out);
    assert_tells(&out.text, "      encryption type: 23 (");
    assert_tells(&out.text, ", refused)\n");
    explained_clear(&out);
}

static void test_bare_ap_req_is_read_without_framing(void **state)
{
    (void)state;
    TELLS(sample_write_ap_req, "Kerberos AP-REQ without framing, ", "    realm: EXAMPLE.COM\n");
}

static void test_ap_rep_tells_its_encryption_type(void **state)
{
    (void)state;
    TELLS(sample_write_framed_ap_rep, "  token id: 0x0200 (AP-REP)\n",
          "    encryption type: 20 (aes256-cts-hmac-sha384-192)\n", "    ciphertext length: 16\n");
}

static void test_krb_error_tells_code_and_text_but_cannot_steer_the_terminal(void **state)
{
    (void)state;
    TELLS(sample_write_framed_error, "  token id: 0x0300 (KRB-ERROR)\n",
          "  error code: 37 (KRB_AP_ERR_SKEW)\n", "  server time: 20260102030405Z\n",
          "  error text: wind your \\x1b[31mwatch\n", "  error data length: 16\n");
}

static void test_mic_token_tells_every_header_field(void **state)
{
    (void)state;
    TELLS(sample_write_mic, "MIC token, 28 bytes\n", "  token id: 0x0404 (MIC)\n",
          "  flags: 0x05 (sent by the acceptor, acceptor's subkey)\n", "  sequence: 4328719365\n",
          "  checksum length: 12 (");
}

static void test_sealed_wrap_token_tells_filler_and_rotation(void **state)
{
    (void)state;
    TELLS(sample_write_wrap_sealed, "  token id: 0x0504 (Wrap)\n",
          "  flags: 0x06 (sealed, acceptor's subkey)\n",
          "  extra count: 0 (bytes of filler in the ciphertext)\n", "  rotation: 28 (",
          "  sequence: 9\n", "  ciphertext length: 48\n");
}

static void test_unsealed_wrap_token_tells_its_checksum(void **state)
{
    (void)state;
    TELLS(sample_write_wrap_clear, "  flags: 0x00 (none)\n",
          "  extra count: 12 (bytes of checksum)\n", "  sequence: 18446744073709551615\n",
          "  message length: 16\n");
}

static void test_negotiation_lists_mechanisms_and_reads_the_token_inside(void **state)
{
    (void)state;
    TELLS(sample_write_negotiation, "  mechanism: 1.3.6.1.5.5.2 (SPNEGO)\n",
          "    mechanisms:\n      - 1.2.840.113554.1.2.2 (Kerberos 5)\n"
          "      - 1.3.6.1.4.1.311.2.2.10 (NTLM)\n",
          "    mechanism token:\n", "      kind: initial context token\n",
          "        realm: EXAMPLE.COM\n", "    mechanism list mic:\n");
}

static void test_response_tells_state_and_mechanism(void **state)
{
    (void)state;
    TELLS(sample_write_response, "SPNEGO NegTokenResp, ", "    state: 1 (accept-incomplete)\n",
          "    mechanism: 1.3.6.1.4.1.311.2.2.10 (NTLM)\n",
          "    mechanism token:\n      length: 16\n");
}

static void test_hints_of_a_server_are_told(void **state)
{
    (void)state;
    TELLS(sample_write_hints, "SPNEGO NegTokenInit without framing, ",
          "      - 1.3.6.1.4.1.311.2.2.30 (NegoEx)\n",
          "    hint: not_defined_in_RFC4178@please_ignore\n    hint address: 7f000001\n",
          "    mechanism list mic:\n");
}

static void test_request_for_a_mic_tells_what_ntlm_answers(void **state)
{
    (void)state;
    TELLS(sample_write_request_mic, "    state: 3 (request-mic)\n",
          "      kind: NTLM message\n      message type: 2 (CHALLENGE)\n",
          "    mechanism list mic:\n");
}

static void test_ntlm_tells_names_and_flags(void **state)
{
    (void)state;
    TELLS(sample_write_ntlm_negotiate, "NTLM message, 41 bytes\n  message type: 1 (NEGOTIATE)\n",
          "  flags: 0x60083217 (unicode, oem, request-target, sign, ntlm, domain-supplied, "
          "workstation-supplied, extended-session-security, 128-bit, key-exchange)\n",
          "  domain: TESTS\n  workstation: HOST\n");
    TELLS(sample_write_ntlm_challenge, "  target name: TüS\\u{fffd}\n  flags: 0x60890215 (",
          "  target info:\n    domain: DO\n    timestamp length: 8\n"
          "    channel bindings: 30313233343536373839616263646566\n");
    TELLS(sample_write_ntlm_authenticate,
          "  lm response length: 16\n  nt response length: 16\n  domain: DO\n"
          "  user: m\xf0\x9f\x99\x82\n  session key length: 16\n  flags: 0x60880215 (");
}

static void test_negoex_tells_its_messages(void **state)
{
    (void)state;
    TELLS(sample_write_negoex, "NegoEx messages, ",
          "  messages:\n    -\n      message type: 0 (INITIATOR_NEGO)\n      sequence: 7\n"
          "      conversation: 30313233343536373839616263646566\n      version: 0\n"
          "      schemes:\n        - 6669727374206f6620736368656d6573\n"
          "        - 6f74686572206f6620736368656d6573\n",
          "      message type: 2 (INITIATOR_META_DATA)\n", "      metadata length: 16\n",
          "      message type: 5 (AP_REQUEST)\n", "      mechanism token:\n        length: 16\n",
          "      message type: 6 (VERIFY)\n",
          "      checksum scheme: 1\n      checksum type: 16\n"
          "      checksum: 7477656c7665206279746573\n",
          "      message type: 7 (ALERT)\n", "      error: 0xc000005e\n");
}

static void test_exported_name_tells_mechanism_and_name(void **state)
{
    (void)state;
    TELLS(sample_write_name, "exported name, ", "  mechanism: 1.2.840.113554.1.2.2 (Kerberos 5)\n",
          "  name: alice@EXAMPLE.COM\n");
    TELLS(sample_write_composite_name, "exported composite name, ", "  attributes length: 16\n");
}

static void test_unknown_mechanism_is_named_and_counted(void **state)
{
    (void)state;
    TELLS(sample_write_unknown_mech, "  mechanism: 1.3.6.1.5.5.1.1 (SPKM-1)\n",
          "  mechanism token length: 16\n");
}

static void test_interprocess_token_tells_only_its_header(void **state)
{
    (void)state;
    TELLS(sample_write_interprocess, "interprocess token, 69 bytes\n  version: 1\n"
                                     "  key identifier: 1011121314151617\n"
                                     "  name: 808182838485868788898a8b8c8d8e8f9091929394959697\n"
                                     "  sealed length: 16\n");
}

static void test_what_may_be_secret_is_never_shown(void **state)
{
    (void)state;
    for (const struct inspect_sample *sample = inspect_samples; sample->name != NULL; sample++) {
        struct explained out;

        explain(sample->write, &out);
        assert_null(strstr((const char *)out.text.data, "Attack"));
        assert_null(strstr((const char *)out.json.data, "Attack"));
        /* nor in hexadecimal: "Atta" */
        assert_null(strstr((const char *)out.text.data, "41747461"));
        assert_null(strstr((const char *)out.json.data, "41747461"));
        explained_clear(&out);
    }
}

static void test_json_has_values_with_their_meaning(void **state)
{
    struct explained out;

    (void)state;
    explain(sample_write_mic, &out);
    assert_tells(&out.json, "{\n  \"kind\": \"MIC token\",\n  \"length\": 28,\n  \"fields\": {\n"
                            "    \"token_id\": {\n      \"value\": 1028,\n"
                            "      \"meaning\": \"MIC\"\n    },\n");
    assert_tells(&out.json, "    \"flags\": {\n      \"value\": 5,\n      \"names\": [\n"
                            "        \"sent by the acceptor\",\n"
                            "        \"acceptor's subkey\"\n      ]\n    },\n");
    assert_tells(&out.json, "    \"sequence\": 4328719365,\n");
    assert_tells(&out.json, "  \"malformed\": false,\n  \"problem\": null\n}");
    explained_clear(&out);
}

static void test_json_has_control_characters_escaped(void **state)
{
    struct explained out;

    (void)state;
    explain(sample_write_framed_error, &out);
    assert_tells(&out.json, "\"error_text\": \"wind your \\u001b[31mwatch\"");
    explained_clear(&out);
}

static void test_scram_messages_tell_their_attributes_but_no_secret(void **state)
{
    static const char *const secrets[] = {"dHzb",     "6rri",     "W22Z",
                                          "747cdb65", "5b6d9968", "eabae24d"};
    struct explained out;

    (void)state;
    TELLS(sample_write_scram_first, "initial context token, ",
          "  mechanism: 1.3.6.1.5.5.18 (SCRAM-SHA-256)\n", "  user: us,er=\n",
          "  nonce: rOprNGfwEbeRWgbNEkqO\n");
    TELLS(sample_write_scram_sasl_first, "SCRAM first message in SASL's form, ",
          "  channel binding: the channel is bound\n", "  channel binding type: tls-exporter\n",
          "  authorization name: root\n", "  user: us,er=\n", "  extension count: 2\n");
    TELLS(sample_write_scram_challenge, "SCRAM challenge, ",
          "  nonce: rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0\n", "  salt length: 16\n",
          "  iterations: 4096\n");
    TELLS(sample_write_scram_response, "SCRAM response, ", "  channel binding: biws\n",
          "  proof length: 32\n");
    TELLS(sample_write_scram_outcome, "SCRAM outcome, ", "  signature length: 32\n");
    TELLS(sample_write_scram_error, "SCRAM outcome, ", "  error: invalid-proof\n");
    for (const struct inspect_sample *sample = inspect_samples; sample->name != NULL; sample++) {
        explain(sample->write, &out);
        for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
            assert_null(strstr((const char *)out.text.data, secrets[i]));
            assert_null(strstr((const char *)out.json.data, secrets[i]));
        }
        explained_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ap_req_tells_what_is_in_the_clear),
        cmocka_unit_test(test_refused_encryption_type_is_called_refused),
        cmocka_unit_test(test_bare_ap_req_is_read_without_framing),
        cmocka_unit_test(test_ap_rep_tells_its_encryption_type),
        cmocka_unit_test(test_krb_error_tells_code_and_text_but_cannot_steer_the_terminal),
        cmocka_unit_test(test_mic_token_tells_every_header_field),
        cmocka_unit_test(test_sealed_wrap_token_tells_filler_and_rotation),
        cmocka_unit_test(test_unsealed_wrap_token_tells_its_checksum),
        cmocka_unit_test(test_negotiation_lists_mechanisms_and_reads_the_token_inside),
        cmocka_unit_test(test_response_tells_state_and_mechanism),
        cmocka_unit_test(test_hints_of_a_server_are_told),
        cmocka_unit_test(test_request_for_a_mic_tells_what_ntlm_answers),
        cmocka_unit_test(test_ntlm_tells_names_and_flags),
        cmocka_unit_test(test_negoex_tells_its_messages),
        cmocka_unit_test(test_exported_name_tells_mechanism_and_name),
        cmocka_unit_test(test_unknown_mechanism_is_named_and_counted),
        cmocka_unit_test(test_interprocess_token_tells_only_its_header),
        cmocka_unit_test(test_what_may_be_secret_is_never_shown),
        cmocka_unit_test(test_json_has_values_with_their_meaning),
        cmocka_unit_test(test_json_has_control_characters_escaped),
        cmocka_unit_test(test_scram_messages_tell_their_attributes_but_no_secret),
    };

    return cmocka_run_group_tests_name("inspect", tests, NULL, NULL);
}
