#include "inspect_samples.h"

#include <stdint.h>
#include <string.h>

#include "base/der.h"
#include "base/framing.h"
#include "base/oid.h"
#include "cfx/cfx.h"

static gss_OID_desc krb5 = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
static gss_OID_desc negoex = OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x1e");
static gss_OID_desc spnego = OID_STATIC("\x2b\x06\x01\x05\x05\x02");
static gss_OID_desc ntlm = OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a");
static gss_OID_desc spkm = OID_STATIC("\x2b\x06\x01\x05\x05\x01\x01");
static gss_OID_desc scram = OID_STATIC("\x2b\x06\x01\x05\x05\x12");

static void write_text(struct writer *out, const char *text)
{
    der_write(out, DER_GENERAL_STRING, text, strlen(text));
}

static void write_field_int(struct writer *out, unsigned n, int64_t value)
{
    size_t field = der_write_open(out, DER_CONTEXT(n));

    der_write_int(out, value);
    der_write_close(out, field);
}

static void write_field(struct writer *out, unsigned n, uint8_t tag, const void *data,
                        size_t length)
{
    size_t field = der_write_open(out, DER_CONTEXT(n));

    der_write(out, tag, data, length);
    der_write_close(out, field);
}

static void write_field_text(struct writer *out, unsigned n, const char *text)
{
    write_field(out, n, DER_GENERAL_STRING, text, strlen(text));
}

static void write_principal(struct writer *out, unsigned n, const char *first, const char *second)
{
    size_t field = der_write_open(out, DER_CONTEXT(n));
    size_t sequence = der_write_open(out, DER_SEQUENCE);
    size_t strings, list;

    write_field_int(out, 0, 3);
    strings = der_write_open(out, DER_CONTEXT(1));
    list = der_write_open(out, DER_SEQUENCE);
    write_text(out, first);
    write_text(out, second);
    der_write_close(out, list);
    der_write_close(out, strings);
    der_write_close(out, sequence);
    der_write_close(out, field);
}

static void write_encrypted(struct writer *out, unsigned n, int64_t etype, int64_t kvno)
{
    size_t field = der_write_open(out, DER_CONTEXT(n));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, etype);
    if (kvno >= 0)
        write_field_int(out, 1, kvno);
    write_field(out, 2, DER_OCTET_STRING, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    der_write_close(out, sequence);
    der_write_close(out, field);
}

static void write_ticket(struct writer *out)
{
    size_t field = der_write_open(out, DER_CONTEXT(3));
    size_t ticket = der_write_open(out, DER_APPLICATION(1));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, 5);
    write_field_text(out, 1, "EXAMPLE.COM");
    write_principal(out, 2, "imap", "mail.example.com");
    write_encrypted(out, 3, 23, 7);
    der_write_close(out, sequence);
    der_write_close(out, ticket);
    der_write_close(out, field);
}

void sample_write_ap_req(struct writer *out)
{
    size_t message = der_write_open(out, DER_APPLICATION(14));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, 5);
    write_field_int(out, 1, 14);
    write_field(out, 2, DER_BIT_STRING, "\x00\x20\x00\x00\x00", 5);
    write_ticket(out);
    write_encrypted(out, 4, 18, -1);
    der_write_close(out, sequence);
    der_write_close(out, message);
}

/* Frames what WRITE writes, with a token identifier unless it is 0. */
static void write_framed(struct writer *out, gss_const_OID mech, uint16_t token_id,
                         void (*write)(struct writer *out))
{
    size_t token = der_write_open(out, DER_APPLICATION(0));

    der_write(out, DER_OID, mech->elements, mech->length);
    if (token_id != 0)
        write_u16be(out, token_id);
    write(out);
    der_write_close(out, token);
}

void sample_write_framed_ap_req(struct writer *out)
{
    write_framed(out, &krb5, 0x0100, sample_write_ap_req);
}

static void write_ap_rep(struct writer *out)
{
    size_t message = der_write_open(out, DER_APPLICATION(15));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, 5);
    write_field_int(out, 1, 15);
    write_encrypted(out, 2, 20, -1);
    der_write_close(out, sequence);
    der_write_close(out, message);
}

void sample_write_framed_ap_rep(struct writer *out)
{
    write_framed(out, &krb5, 0x0200, write_ap_rep);
}

static void write_error(struct writer *out)
{
    size_t message = der_write_open(out, DER_APPLICATION(30));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, 5);
    write_field_int(out, 1, 30);
    write_field(out, 4, DER_GENERALIZED_TIME, "20260102030405Z", 15);
    write_field_int(out, 5, 67);
    write_field_int(out, 6, 37);
    write_field_text(out, 9, "EXAMPLE.COM");
    write_principal(out, 10, "imap", "mail.example.com");
    write_field_text(out, 11, "wind your \x1b[31mwatch");
    write_field(out, 12, DER_OCTET_STRING, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    der_write_close(out, sequence);
    der_write_close(out, message);
}

void sample_write_framed_error(struct writer *out)
{
    write_framed(out, &krb5, 0x0300, write_error);
}

void sample_write_mic(struct writer *out)
{
    write_bytes(out, "\x04\x04\x05\xff\xff\xff\xff\xff\x00\x00\x00\x01\x02\x03\x04\x05", 16);
    write_bytes(out, "0123456789ab", 12);
}

void sample_write_wrap_sealed(struct writer *out)
{
    write_bytes(out, "\x05\x04\x06\xff\x00\x00\x00\x1c\x00\x00\x00\x00\x00\x00\x00\x09", 16);
    write_bytes(out, SAMPLE_SECRET SAMPLE_SECRET SAMPLE_SECRET, 3 * strlen(SAMPLE_SECRET));
}

void sample_write_wrap_clear(struct writer *out)
{
    write_bytes(out, "\x05\x04\x00\xff\x00\x0c\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff", 16);
    write_bytes(out, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    write_bytes(out, "0123456789ab", 12);
}

static void write_token_field(struct writer *out, unsigned n, void (*write)(struct writer *out))
{
    size_t field = der_write_open(out, DER_CONTEXT(n));
    size_t octets = der_write_open(out, DER_OCTET_STRING);

    write(out);
    der_write_close(out, octets);
    der_write_close(out, field);
}

static void write_init(struct writer *out)
{
    size_t choice = der_write_open(out, DER_CONTEXT(0));
    size_t sequence = der_write_open(out, DER_SEQUENCE);
    size_t field = der_write_open(out, DER_CONTEXT(0));
    size_t list = der_write_open(out, DER_SEQUENCE);

    der_write(out, DER_OID, krb5.elements, krb5.length);
    der_write(out, DER_OID, ntlm.elements, ntlm.length);
    der_write_close(out, list);
    der_write_close(out, field);
    write_token_field(out, 2, sample_write_framed_ap_req);
    write_token_field(out, 3, sample_write_mic);
    der_write_close(out, sequence);
    der_write_close(out, choice);
}

void sample_write_negotiation(struct writer *out)
{
    write_framed(out, &spnego, 0, write_init);
}

void sample_write_response(struct writer *out)
{
    size_t choice = der_write_open(out, DER_CONTEXT(1));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field(out, 0, DER_ENUMERATED, "\x01", 1);
    write_field(out, 1, DER_OID, ntlm.elements, ntlm.length);
    write_field(out, 2, DER_OCTET_STRING, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    der_write_close(out, sequence);
    der_write_close(out, choice);
}

/* As a server of Windows begins: no token of a mechanism, but hints ([MS-SPNG] s.3.2.5.2). */
void sample_write_hints(struct writer *out)
{
    size_t choice = der_write_open(out, DER_CONTEXT(0));
    size_t sequence = der_write_open(out, DER_SEQUENCE);
    size_t field = der_write_open(out, DER_CONTEXT(0));
    size_t inner = der_write_open(out, DER_SEQUENCE);

    der_write(out, DER_OID, negoex.elements, negoex.length);
    der_write(out, DER_OID, ntlm.elements, ntlm.length);
    der_write_close(out, inner);
    der_write_close(out, field);
    field = der_write_open(out, DER_CONTEXT(3));
    inner = der_write_open(out, DER_SEQUENCE);
    write_field(out, 0, DER_GENERAL_STRING, "not_defined_in_RFC4178@please_ignore", 36);
    write_field(out, 1, DER_OCTET_STRING, "\x7f\0\0\1", 4);
    der_write_close(out, inner);
    der_write_close(out, field);
    write_token_field(out, 4, sample_write_mic);
    der_write_close(out, sequence);
    der_write_close(out, choice);
}

void sample_write_request_mic(struct writer *out)
{
    size_t choice = der_write_open(out, DER_CONTEXT(1));
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field(out, 0, DER_ENUMERATED, "\x03", 1);
    write_field(out, 1, DER_OID, ntlm.elements, ntlm.length);
    write_token_field(out, 2, sample_write_ntlm_challenge);
    write_token_field(out, 3, sample_write_mic);
    der_write_close(out, sequence);
    der_write_close(out, choice);
}

/* Where a text of NTLM is. */
static void write_ntlm_field(struct writer *out, uint16_t length, uint32_t offset)
{
    write_u16le(out, length);
    write_u16le(out, length);
    write_u32le(out, offset);
}

void sample_write_ntlm_negotiate(struct writer *out)
{
    write_bytes(out, "NTLMSSP", 8);
    write_u32le(out, 1);
    write_u32le(out, 0x60083217); /* with a domain and a workstation */
    write_ntlm_field(out, 5, 32);
    write_ntlm_field(out, 4, 37);
    write_bytes(out, "TESTSHOST", 9);
}

/* With one pair of each kind that is told: a domain, the time, bindings. */
void sample_write_ntlm_challenge(struct writer *out)
{
    write_bytes(out, "NTLMSSP", 8);
    write_u32le(out, 2);
    write_ntlm_field(out, 8, 48);
    write_u32le(out, 0x60890215);
    write_bytes(out, "\1\2\3\4\5\6\7\x8\0\0\0\0\0\0\0", 16);
    write_ntlm_field(out, 44, 56);
    write_bytes(out, "T\0\xfc\0S\0\x3d\xd8", 8); /* half of a pair at the end */
    write_bytes(out, "\2\0\4\0D\0O\0\7\0\x8\0\0\0\0\0\0\0\0\0", 20);
    write_bytes(out,
                "\x0a\0\x10\0"
                "0123456789abcdef",
                20);
    write_bytes(out, "\0\0\0", 4);
}

void sample_write_ntlm_authenticate(struct writer *out)
{
    write_bytes(out, "NTLMSSP", 8);
    write_u32le(out, 3);
    write_ntlm_field(out, 16, 64);
    write_ntlm_field(out, 16, 64);
    write_ntlm_field(out, 4, 80);
    write_ntlm_field(out, 6, 84);
    write_ntlm_field(out, 0, 90);
    write_ntlm_field(out, 16, 64);
    write_u32le(out, 0x60880215);
    write_bytes(out, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
    write_bytes(out, "D\0O\0m\0\x3d\xd8\x42\xde", 10);
}

/* The header of a NegoEx message; its type tells its length. */
static void write_negoex_header(struct writer *out, uint32_t type, uint32_t header, uint32_t length)
{
    write_bytes(out, "NEGOEXTS", 8);
    write_u32le(out, type);
    write_u32le(out, 7);
    write_u32le(out, header);
    write_u32le(out, length);
    write_bytes(out, "0123456789abcdef", 16);
}

void sample_write_negoex(struct writer *out)
{
    static const uint8_t random[32];

    write_negoex_header(out, 0, 96, 128); /* INITIATOR_NEGO */
    write_bytes(out, random, sizeof(random));
    write_u64be(out, 0);
    write_u32le(out, 96);
    write_u32le(out, 2);
    write_u64be(out, 0);
    write_bytes(out, "first of schemes", 16);
    write_bytes(out, "other of schemes", 16);
    write_negoex_header(out, 2, 64, 80); /* INITIATOR_META_DATA */
    write_bytes(out, "first of schemes", 16);
    write_u32le(out, 64);
    write_u32le(out, 16);
    write_bytes(out, SAMPLE_SECRET, 16);
    write_negoex_header(out, 5, 64, 80); /* AP_REQUEST */
    write_bytes(out, "first of schemes", 16);
    write_u32le(out, 64);
    write_u32le(out, 16);
    write_bytes(out, SAMPLE_SECRET, 16);
    write_negoex_header(out, 6, 80, 92); /* VERIFY */
    write_bytes(out, "first of schemes", 16);
    write_u32le(out, 20);
    write_u32le(out, 1);
    write_u32le(out, 16);
    write_u32le(out, 80);
    write_u32le(out, 12);
    write_u32le(out, 0);
    write_bytes(out, "twelve bytes", 12);
    write_negoex_header(out, 7, 72, 72); /* ALERT */
    write_bytes(out, "first of schemes", 16);
    write_u32le(out, 0xc000005e);
    write_u64be(out, 0);
    write_u32le(out, 0);
}

static void write_name(struct writer *out, uint16_t token_id)
{
    size_t header;

    write_u16be(out, token_id);
    header = write_open_u16be(out);
    der_write(out, DER_OID, krb5.elements, krb5.length);
    write_close_u16be(out, header);
    write_u32be(out, 17);
    write_bytes(out, "alice@EXAMPLE.COM", 17);
}

void sample_write_name(struct writer *out)
{
    write_name(out, 0x0401);
}

void sample_write_composite_name(struct writer *out)
{
    write_name(out, 0x0402);
    write_bytes(out, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
}

static void write_secret(struct writer *out)
{
    write_bytes(out, SAMPLE_SECRET, strlen(SAMPLE_SECRET));
}

void sample_write_unknown_mech(struct writer *out)
{
    write_framed(out, &spkm, 0, write_secret);
}

void sample_write_interprocess(struct writer *out)
{
    write_bytes(out, "GSST\x01\x10\x11\x12\x13\x14\x15\x16\x17", 13);
    for (uint8_t i = 0x80; i < 0x98; i++)
        write_u8(out, i);
    write_secret(out);
    write_bytes(out, "0123456789abcdef", 16);
}

static void write_string(struct writer *out, const char *text)
{
    write_bytes(out, text, strlen(text));
}

/* The exchange of RFC 7677 s.3, with a name that must be escaped. */
#define SCRAM_FIRST "n=us=2Cer=3D,r=rOprNGfwEbeRWgbNEkqO"
#define SCRAM_NONCE "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"

void sample_write_scram_first(struct writer *out)
{
    size_t body = strlen(SCRAM_FIRST);

    framing_write(out, &scram, body);
    write_string(out, SCRAM_FIRST);
}

void sample_write_scram_sasl_first(struct writer *out)
{
    write_string(out, "p=tls-exporter,a=root," SCRAM_FIRST ",x=1,y=2");
}

void sample_write_scram_challenge(struct writer *out)
{
    write_string(out, "r=" SCRAM_NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
}

void sample_write_scram_response(struct writer *out)
{
    write_string(out, "c=biws,r=" SCRAM_NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
}

void sample_write_scram_outcome(struct writer *out)
{
    write_string(out, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

void sample_write_scram_error(struct writer *out)
{
    write_string(out, "e=invalid-proof");
}

const struct inspect_sample inspect_samples[] = {
    {"bare AP-REQ", sample_write_ap_req, true},
    {"AP-REQ", sample_write_framed_ap_req, true},
    {"AP-REP", sample_write_framed_ap_rep, true},
    {"KRB-ERROR", sample_write_framed_error, true},
    {"MIC", sample_write_mic, false},
    {"sealed Wrap", sample_write_wrap_sealed, false},
    {"unsealed Wrap", sample_write_wrap_clear, false},
    {"NegTokenInit", sample_write_negotiation, true},
    {"NegTokenResp", sample_write_response, true},
    {"hints", sample_write_hints, true},
    {"request-mic", sample_write_request_mic, true},
    {"NTLM negotiate", sample_write_ntlm_negotiate, false},
    {"NTLM challenge", sample_write_ntlm_challenge, false},
    {"NTLM authenticate", sample_write_ntlm_authenticate, false},
    {"NegoEx", sample_write_negoex, false},
    {"name", sample_write_name, true},
    {"composite name", sample_write_composite_name, false},
    {"unknown mechanism", sample_write_unknown_mech, true},
    {"interprocess token", sample_write_interprocess, false},
    {"SCRAM first message", sample_write_scram_first, false},
    {"SCRAM first message of SASL", sample_write_scram_sasl_first, false},
    {"SCRAM challenge", sample_write_scram_challenge, false},
    {"SCRAM response", sample_write_scram_response, false},
    {"SCRAM outcome", sample_write_scram_outcome, false},
    {"SCRAM error", sample_write_scram_error, false},
    {NULL, NULL, false},
};
