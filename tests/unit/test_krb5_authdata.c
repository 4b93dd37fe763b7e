/* What a service's key vouches for in a ticket, and what becomes of it when any of it is changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include "base/buffer_set.h"
#include "base/der.h"
#include "base/oid.h"
#include "base/secret.h"
#include "krb5_pair.h"
#include "mech/krb5/attributes.h"
#include "mech/krb5/authdata.h"
#include "mech/krb5/evidence.h"
#include "mech/krb5/library.h"

enum { AUTHTIME = 1700000000, KVNO = 3, CKSUMTYPE_PLAIN_SHA1 = 0x000e, USAGE_CAMMAC = 64 };
enum { KDC_MAC_LENGTH = 12 };

/* A service with its keytab, the ticket that it decrypted, and what a ticket may carry. */
struct world {
    krb5_context library;
    krb5_keytab keytab;
    krb5_keyblock key, other;
    krb5_enc_tkt_part part;
    krb5_ticket ticket;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof(*world));
    krb5_keytab_entry entry = {0};
    OM_uint32 minor;

    assert_non_null(world);
    assert_int_equal(krb5_library_borrow(&minor, &world->library), GSS_S_COMPLETE);
    assert_int_equal(krb5_c_make_random_key(world->library, 18, &world->key), 0);
    assert_int_equal(krb5_c_make_random_key(world->library, 18, &world->other), 0);
    assert_int_equal(krb5_parse_name(world->library, "alice@GSS.TEST", &world->part.client), 0);
    assert_int_equal(krb5_parse_name(world->library, "host/a@GSS.TEST", &world->ticket.server), 0);
    world->part.times.authtime = AUTHTIME;
    world->ticket.enc_part2 = &world->part;
    world->ticket.enc_part.kvno = KVNO;
    world->ticket.enc_part.enctype = 18;
    assert_int_equal(krb5_kt_resolve(world->library, "MEMORY:authdata", &world->keytab), 0);
    entry.principal = world->ticket.server;
    entry.vno = KVNO;
    entry.key = world->key;
    assert_int_equal(krb5_kt_add_entry(world->library, world->keytab, &entry), 0);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;

    krb5_free_keyblock_contents(world->library, &world->key);
    krb5_free_keyblock_contents(world->library, &world->other);
    krb5_free_principal(world->library, world->part.client);
    krb5_free_principal(world->library, world->ticket.server);
    krb5_kt_close(world->library, world->keytab);
    free(world);
    return 0;
}

/* A context's form of one element. */
static void write_element(struct writer *out, int32_t type, const void *data, size_t length)
{
    write_u32be(out, (uint32_t)type);
    write_u32be(out, (uint32_t)length);
    write_bytes(out, data, length);
}

/* A PAC that KEY has signed, as an element. */
static void write_pac(const struct world *world, const krb5_keyblock *key, struct writer *out)
{
    krb5_data extra = {.data = (char *)"logon", .length = 5}, bytes;
    krb5_pac pac;

    assert_int_equal(krb5_pac_init(world->library, &pac), 0);
    assert_int_equal(krb5_pac_add_buffer(world->library, pac, 1, &extra), 0);
    assert_int_equal(krb5_pac_sign(world->library, pac, AUTHTIME, world->part.client, key,
                                   &world->other, &bytes),
                     0);
    write_element(out, KRB5_AUTHDATA_WIN2K_PAC, bytes.data, bytes.length);
    krb5_free_data_contents(world->library, &bytes);
    krb5_pac_free(world->library, pac);
}

static size_t open2(struct writer *out, uint8_t outer, uint8_t inner, size_t *mark)
{
    *mark = der_write_open(out, outer);
    return der_write_open(out, inner);
}

static void close2(struct writer *out, size_t outer, size_t inner)
{
    der_write_close(out, inner);
    der_write_close(out, outer);
}

/* AuthorizationData with the indicators "strong" and "token". */
static void write_indicators(struct writer *out)
{
    size_t list = der_write_open(out, DER_SEQUENCE), element = der_write_open(out, DER_SEQUENCE);
    size_t number = der_write_open(out, DER_CONTEXT(0)), field, octets, texts;

    der_write_int(out, KRB5_AUTHDATA_AUTH_INDICATOR);
    der_write_close(out, number);
    octets = open2(out, DER_CONTEXT(1), DER_OCTET_STRING, &field);
    texts = der_write_open(out, DER_SEQUENCE);
    der_write(out, DER_UTF8_STRING, "strong", 6);
    der_write(out, DER_UTF8_STRING, "token", 5);
    der_write_close(out, texts);
    close2(out, field, octets);
    close2(out, list, element);
}

/* The verifier of ELEMENTS by KEY; 0 is the key's own type of checksum. */
static void write_verifier(const struct world *world, const krb5_keyblock *key, krb5_cksumtype type,
                           const struct writer *elements, struct writer *out)
{
    krb5_data input = {.data = (char *)elements->data, .length = (unsigned)elements->length};
    size_t verifier, outer, mac, sequence, number, field;
    krb5_checksum checksum;

    assert_int_equal(
        krb5_c_make_checksum(world->library, type, key, USAGE_CAMMAC, &input, &checksum), 0);
    verifier = open2(out, DER_CONTEXT(2), DER_SEQUENCE, &outer);
    number = der_write_open(out, DER_CONTEXT(1)); /* kvno */
    der_write_int(out, KVNO);
    der_write_close(out, number);
    sequence = open2(out, DER_CONTEXT(3), DER_SEQUENCE, &mac);
    number = der_write_open(out, DER_CONTEXT(0));
    der_write_int(out, checksum.checksum_type);
    der_write_close(out, number);
    field = der_write_open(out, DER_CONTEXT(1));
    der_write(out, DER_OCTET_STRING, checksum.contents, checksum.length);
    der_write_close(out, field);
    close2(out, mac, sequence);
    close2(out, outer, verifier);
    krb5_free_checksum_contents(world->library, &checksum);
}

/* A CAMMAC as an element; without KEY it has no verifier. */
static void write_cammac(const struct world *world, const krb5_keyblock *key, krb5_cksumtype type,
                         struct writer *out)
{
    struct writer elements, cammac;
    size_t sequence, field;

    writer_init(&elements);
    write_indicators(&elements);
    writer_init(&cammac);
    sequence = der_write_open(&cammac, DER_SEQUENCE);
    field = der_write_open(&cammac, DER_CONTEXT(0));
    write_bytes(&cammac, elements.data, elements.length);
    der_write_close(&cammac, field);
    if (key != NULL)
        write_verifier(world, key, type, &elements, &cammac);
    der_write_close(&cammac, sequence);
    assert_true(writer_ok(&cammac));
    write_element(out, KRB5_AUTHDATA_CAMMAC, cammac.data, cammac.length);
    writer_free(&cammac);
    writer_free(&elements);
}

static struct reader read_all(const struct writer *from)
{
    struct reader in;

    assert_true(writer_ok(from));
    reader_init(&in, from->data, from->length);
    return in;
}

static struct krb5_vouched check(const struct world *world, const struct writer *elements)
{
    struct krb5_vouched vouched = {true, true};

    krb5_authdata_check(world->library, world->keytab, &world->ticket, read_all(elements),
                        &vouched);
    return vouched;
}

static void test_the_services_key_vouches_for_its_pac_and_cammac(void **state)
{
    struct world *world = *state;
    struct krb5_vouched vouched;
    struct writer out;

    writer_init(&out);
    write_pac(world, &world->key, &out);
    vouched = check(world, &out);
    assert_true(vouched.pac);
    assert_false(vouched.cammac);
    write_cammac(world, &world->key, 0, &out);
    vouched = check(world, &out);
    assert_true(vouched.pac);
    assert_true(vouched.cammac);
    world->ticket.enc_part.kvno++; /* a key that is not there */
    vouched = check(world, &out);
    assert_false(vouched.pac);
    assert_false(vouched.cammac);
    writer_free(&out);
}

static void test_another_key_vouches_for_nothing(void **state)
{
    struct world *world = *state;
    struct krb5_vouched vouched;
    struct writer out;

    writer_init(&out);
    write_pac(world, &world->other, &out);
    write_cammac(world, &world->other, 0, &out);
    vouched = check(world, &out);
    assert_false(vouched.pac);
    assert_false(vouched.cammac);
    writer_free(&out);
}

static void test_a_changed_pac_is_not_vouched_for(void **state)
{
    struct world *world = *state;
    struct writer out;

    writer_init(&out);
    write_pac(world, &world->key, &out);
    for (size_t i = 8; i < out.length; i++) {
        struct krb5_vouched vouched;

        out.data[i] ^= 0x10;
        vouched = check(world, &out);
        out.data[i] ^= 0x10;
        /* But the KDC's own checksum, which only the KDC can check. */
        assert_int_equal(vouched.pac, i >= out.length - KDC_MAC_LENGTH);
    }
    assert_true(check(world, &out).pac);
    writer_free(&out);
}

static void test_a_pac_of_another_ticket_is_not_vouched_for(void **state)
{
    struct world *world = *state;
    struct writer out;
    krb5_principal alice = world->part.client, bob;

    writer_init(&out);
    write_pac(world, &world->key, &out);
    world->part.times.authtime++;
    assert_false(check(world, &out).pac);
    world->part.times.authtime--;
    assert_int_equal(krb5_parse_name(world->library, "bob@GSS.TEST", &bob), 0);
    world->part.client = bob;
    assert_false(check(world, &out).pac);
    world->part.client = alice;
    krb5_free_principal(world->library, bob);
    assert_true(check(world, &out).pac);
    writer_free(&out);
}

static void test_a_changed_or_cut_cammac_is_not_vouched_for(void **state)
{
    struct world *world = *state;
    struct krb5_vouched nobody = {0};
    struct krb5_attributes *made;
    struct writer out;
    OM_uint32 minor;
    size_t strong;

    writer_init(&out);
    write_cammac(world, &world->key, 0, &out);
    for (strong = 0; memcmp(out.data + strong, "strong", 6) != 0; strong++)
        continue;
    out.data[strong] ^= 1;
    assert_false(check(world, &out).cammac);
    out.data[strong] ^= 1;
    out.data[out.length - 1] ^= 1; /* of the verifier */
    assert_false(check(world, &out).cammac);
    assert_int_equal(krb5_attributes_of_ticket(&minor, read_all(&out), &nobody, &made),
                     GSS_S_COMPLETE);
    assert_null(made); /* not told at all */
    out.data[out.length - 1] ^= 1;
    assert_true(check(world, &out).cammac);
    for (size_t length = 8; length < out.length; length++) {
        struct writer cut;

        writer_init(&cut);
        write_element(&cut, KRB5_AUTHDATA_CAMMAC, out.data + 8, length - 8);
        assert_false(check(world, &cut).cammac);
        writer_free(&cut);
    }
    writer_free(&out);
}

static void test_a_verifier_without_a_key_proves_nothing(void **state)
{
    struct world *world = *state;
    struct writer out;

    writer_init(&out);
    write_cammac(world, &world->key, CKSUMTYPE_PLAIN_SHA1, &out);
    assert_false(check(world, &out).cammac);
    writer_free(&out);
    write_cammac(world, NULL, 0, &out);
    assert_false(check(world, &out).cammac);
    writer_free(&out);
}

/* The key leaves the keytab before anybody asks, or after. */
static void test_the_first_answer_stays_and_needs_the_key(void **state)
{
    struct world *world = *state;
    krb5_keytab_entry entry = {.principal = world->ticket.server, .vno = KVNO, .key = world->key};
    struct krb5_evidence *late, *early;
    struct writer out;

    writer_init(&out);
    write_pac(world, &world->key, &out);
    early = krb5_evidence_new(world->library, world->keytab, &world->ticket);
    late = krb5_evidence_new(world->library, world->keytab, &world->ticket);
    assert_true(krb5_evidence_check(world->library, early, read_all(&out)).pac);
    assert_int_equal(krb5_kt_remove_entry(world->library, world->keytab, &entry), 0);
    assert_true(krb5_evidence_check(world->library, early, read_all(&out)).pac);
    assert_false(krb5_evidence_check(world->library, late, read_all(&out)).pac);
    krb5_evidence_release(early);
    krb5_evidence_release(late);
    writer_free(&out);
}

static void test_attributes_come_back_and_nobody_vouches_for_them(void **state)
{
    struct world *world = *state;
    struct krb5_vouched vouched;
    struct krb5_attributes *made, *back;
    struct reader in, pac;
    struct writer out, bytes;
    OM_uint32 minor;

    writer_init(&out);
    write_pac(world, &world->key, &out);
    write_cammac(world, &world->key, 0, &out);
    vouched = check(world, &out);
    assert_int_equal(krb5_attributes_of_ticket(&minor, read_all(&out), &vouched, &made),
                     GSS_S_COMPLETE);
    assert_non_null(made);
    assert_true(krb5_attributes_pac_is_vouched(made));
    assert_true(krb5_attributes_indicators_are_vouched(made));
    in = krb5_attributes_indicators(made);
    assert_int_equal(in.left, 2 + 6 + 2 + 5);
    assert_memory_equal(in.next, "\0\6strong\0\5token", in.left);
    writer_init(&bytes);
    krb5_attributes_write(made, &bytes);
    pac = krb5_attributes_pac(made);
    for (size_t length = 0; length < bytes.length; length++) {
        size_t whole = 4 + pac.left;

        reader_init(&in, bytes.data, length);
        if (length == whole || length == whole + 2 + 6) /* that many indicators */
            continue;
        assert_int_equal(krb5_attributes_read(&minor, &in, &back), GSS_S_BAD_NAME);
        assert_null(back);
    }
    in = read_all(&bytes);
    assert_int_equal(krb5_attributes_read(&minor, &in, &back), GSS_S_COMPLETE);
    assert_false(krb5_attributes_pac_is_vouched(back));
    assert_false(krb5_attributes_indicators_are_vouched(back));
    assert_int_equal(krb5_attributes_pac(back).left, pac.left);
    assert_memory_equal(krb5_attributes_pac(back).next, pac.next, pac.left);
    assert_int_equal(krb5_attributes_indicators(back).left, 2 + 6 + 2 + 5);
    krb5_attributes_release(made);
    krb5_attributes_release(back);
    writer_free(&bytes);
    writer_free(&out);
}

/* The state's second byte tells which parts it has: 32 the PAC, 64 the CAMMAC vouched for. */
static void test_what_was_checked_is_known_after_a_transfer_but_never_to_an_initiator(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_buffer_desc bytes, client_info = {21, (void *)"urn:mspac:client-info"};
    struct mech_context_info info = {0};
    struct mech_name_value value = {.more = -1};
    void *context = NULL;
    struct reader in;

    (void)state;
    krb5_pair_establish(&pair);
    bytes = krb5_pair_export(pair.acceptor);
    assert_int_equal(((uint8_t *)bytes.value)[1] & 0x60, 0x20);
    for (int vouched = 1; vouched >= 0; vouched--) {
        if (vouched == 0)
            ((uint8_t *)bytes.value)[1] &= (uint8_t)~0x20;
        reader_init(&in, bytes.value, bytes.length);
        assert_int_equal(krb5_mech.import_sec_context(&krb5_mech, &pair.minor, &in, &context),
                         GSS_S_COMPLETE);
        assert_int_equal(krb5_mech.inquire_context(&pair.minor, context, &info), GSS_S_COMPLETE);
        value = (struct mech_name_value){.more = -1};
        assert_int_equal(
            krb5_mech.get_name_attribute(&pair.minor, info.source, &client_info, &value),
            GSS_S_COMPLETE);
        assert_int_equal(value.authenticated, vouched);
        secret_release_buffer(&value.value);
        krb5_mech.release_name(&info.source);
        krb5_mech.release_name(&info.target);
        krb5_mech.delete_sec_context(&context);
    }
    secret_release_buffer(&bytes);
    bytes = krb5_pair_export(pair.initiator);
    assert_int_equal(((uint8_t *)bytes.value)[1] & 0x60, 0);
    ((uint8_t *)bytes.value)[1] |= 0x20;
    reader_init(&in, bytes.value, bytes.length);
    assert_int_equal(krb5_mech.import_sec_context(&krb5_mech, &pair.minor, &in, &context),
                     GSS_S_DEFECTIVE_TOKEN);
    secret_release_buffer(&bytes);
    krb5_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_services_key_vouches_for_its_pac_and_cammac,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_key_vouches_for_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_changed_pac_is_not_vouched_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_pac_of_another_ticket_is_not_vouched_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_changed_or_cut_cammac_is_not_vouched_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_verifier_without_a_key_proves_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_first_answer_stays_and_needs_the_key, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_attributes_come_back_and_nobody_vouches_for_them,
                                        set_up, tear_down),
        cmocka_unit_test(test_what_was_checked_is_known_after_a_transfer_but_never_to_an_initiator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
