#include "mech/spnego/negoex_checksum.h"

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "cfx/mac.h"

const gss_OID_desc negoex_key_own = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x10");
const gss_OID_desc negoex_key_peer = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x11");

/* Key usage numbers. The draft (s.7.7) has them the other way round; peers do it so. */
enum { USAGE_INITIATOR = 25, USAGE_ACCEPTOR = 23 };

/* RFC 3962 s.7, RFC 8009 s.8 */
static const struct {
    int32_t enctype;
    uint32_t checksum;
} checksum_types[] = {{17, 15}, {18, 16}, {19, 19}, {20, 20}};

static OM_uint32 key_read(OM_uint32 *minor, gss_buffer_set_t answers, struct negoex_key *key)
{
    struct reader bytes, number;
    const struct enctype *type;
    int32_t id;

    if (answers->count != 2)
        return minor_fail(minor, MINOR_NEGOEX_KEY, GSS_S_FAILURE);
    reader_init(&bytes, answers->elements[0].value, answers->elements[0].length);
    reader_init(&number, answers->elements[1].value, answers->elements[1].length);
    id = (int32_t)read_u32le(&number);
    if (!reader_at_end(&number))
        return minor_fail(minor, MINOR_NEGOEX_KEY, GSS_S_FAILURE);
    type = enctype_find(id);
    if (type == NULL)
        return minor_fail(minor, MINOR_ENCTYPE_REFUSED, GSS_S_FAILURE);
    if (bytes.left != type->key_length)
        return minor_fail(minor, MINOR_NEGOEX_KEY, GSS_S_FAILURE);
    read_copy(&bytes, key->bytes, type->key_length);
    key->type = type;
    return GSS_S_COMPLETE;
}

OM_uint32 negoex_key_get(OM_uint32 *minor, const struct mech *mech, const void *context,
                         gss_const_OID which, struct negoex_key *key)
{
    gss_buffer_set_t answers;
    OM_uint32 major, ignored;

    *key = (struct negoex_key){0};
    if (mech->inquire_context_by_oid == NULL || context == NULL)
        return GSS_S_COMPLETE;
    answers = buffer_set_create();
    if (answers == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = mech->inquire_context_by_oid(&ignored, context, which, answers);
    if (GSS_ERROR(major) || answers->count == 0)
        major = GSS_S_COMPLETE;
    else
        major = key_read(minor, answers, key);
    buffer_set_free(&answers);
    return major;
}

uint32_t negoex_checksum_type(const struct enctype *type)
{
    for (size_t i = 0; i < sizeof(checksum_types) / sizeof(checksum_types[0]); i++) {
        if (checksum_types[i].enctype == type->id)
            return checksum_types[i].checksum;
    }
    return 0;
}

bool negoex_checksum_make(const struct negoex_key *key, bool by_initiator,
                          const struct reader *transcript, const struct reader *more,
                          uint8_t checksum[CFX_MAC_MAX])
{
    uint8_t kc[CFX_KEY_MAX], mac_key[MAC_KEY_MAX];
    uint32_t usage = by_initiator ? USAGE_INITIATOR : USAGE_ACCEPTOR;
    size_t kc_length;
    struct mac mac;
    bool made = enctype_derive_key(key->type, key->bytes, usage, CFX_DERIVE_KC, kc, &kc_length);

    if (made) {
        mac_key_make(key->type->hash, kc, kc_length, mac_key);
        mac_begin(&mac, key->type->hash, mac_key);
        mac_update(&mac, transcript->next, transcript->left);
        mac_update(&mac, more->next, more->left);
        mac_end(&mac, checksum, key->type->mac_length);
    }
    secret_wipe(kc, sizeof(kc));
    secret_wipe(mac_key, sizeof(mac_key));
    return made;
}
