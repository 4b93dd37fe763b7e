#include "cfx/cfx_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"

/* Key usage numbers (RFC 4121 s.2). */
enum {
    USAGE_ACCEPTOR_SEAL = 22,
    USAGE_ACCEPTOR_SIGN = 23,
    USAGE_INITIATOR_SEAL = 24,
    USAGE_INITIATOR_SIGN = 25,
};

bool cfx_create(const struct cfx_params *params, struct cfx **out)
{
    struct cfx *cfx;

    *out = NULL;
    cfx = calloc(1, sizeof(*cfx));
    if (cfx == NULL)
        return false;
    cfx->type = params->type;
    memcpy(cfx->key, params->key, params->type->key_length);
    cfx->initiator = params->initiator;
    cfx->acceptor_subkey = params->acceptor_subkey;
    cfx->replay_detection = params->replay_detection;
    cfx->sequence_detection = params->sequence_detection;
    cfx->dce_style = params->dce_style;
    cfx->send_sequence = params->send_sequence;
    cfx->window.next = params->receive_sequence;
    pthread_mutex_init(&cfx->sending.lock, NULL);
    pthread_mutex_init(&cfx->receiving.lock, NULL);
    *out = cfx;
    return true;
}

static void cfx_side_free(const struct cfx *cfx, struct cfx_side *side)
{
    for (size_t i = 0; i < CFX_CODE_COUNT; i++)
        secret_free(side->code_keys[i], mac_key_size(cfx->type->hash));
    seal_destroy(&side->seal);
    pthread_mutex_destroy(&side->lock);
}

void cfx_destroy(struct cfx **cfx)
{
    if (*cfx == NULL)
        return;
    cfx_side_free(*cfx, &(*cfx)->sending);
    cfx_side_free(*cfx, &(*cfx)->receiving);
    secret_free(*cfx, sizeof(**cfx));
    *cfx = NULL;
}

void cfx_numbers(struct cfx *cfx, uint64_t *send, uint64_t *receive)
{
    pthread_mutex_lock(&cfx->sending.lock);
    *send = cfx->send_sequence;
    pthread_mutex_unlock(&cfx->sending.lock);
    pthread_mutex_lock(&cfx->receiving.lock);
    *receive = cfx->window.next;
    pthread_mutex_unlock(&cfx->receiving.lock);
}

const uint8_t *cfx_protocol_key(const struct cfx *cfx, const struct enctype **type)
{
    *type = cfx->type;
    return cfx->key;
}

static bool cfx_side_is_acceptor(const struct cfx *cfx, const struct cfx_side *side)
{
    return (side == &cfx->sending) != cfx->initiator;
}

uint8_t cfx_side_flags(const struct cfx *cfx, const struct cfx_side *side)
{
    return (uint8_t)((cfx_side_is_acceptor(cfx, side) ? CFX_SENT_BY_ACCEPTOR : 0) |
                     (cfx->acceptor_subkey ? CFX_ACCEPTOR_SUBKEY : 0));
}

static uint8_t *cfx_code_key_make(const struct cfx *cfx, uint32_t usage)
{
    uint8_t derived[CFX_KEY_MAX];
    size_t length;
    uint8_t *key = malloc(mac_key_size(cfx->type->hash));

    if (key == NULL)
        return NULL;
    if (enctype_derive_key(cfx->type, cfx->key, usage, CFX_DERIVE_KC, derived, &length)) {
        mac_key_make(cfx->type->hash, derived, length, key);
    } else {
        free(key);
        key = NULL;
    }
    secret_wipe(derived, sizeof(derived));
    return key;
}

const uint8_t *cfx_side_code_key(struct cfx *cfx, struct cfx_side *side, enum cfx_code code)
{
    static const uint32_t usages[CFX_CODE_COUNT][2] = {
        [CFX_CODE_MIC] = {USAGE_INITIATOR_SIGN, USAGE_ACCEPTOR_SIGN},
        [CFX_CODE_WRAP] = {USAGE_INITIATOR_SEAL, USAGE_ACCEPTOR_SEAL},
    };
    const uint8_t *key;

    pthread_mutex_lock(&side->lock);
    if (side->code_keys[code] == NULL)
        side->code_keys[code] =
            cfx_code_key_make(cfx, usages[code][cfx_side_is_acceptor(cfx, side)]);
    key = side->code_keys[code];
    pthread_mutex_unlock(&side->lock);
    return key;
}

struct seal *cfx_side_seal_locked(struct cfx *cfx, struct cfx_side *side)
{
    uint32_t usage = cfx_side_is_acceptor(cfx, side) ? USAGE_ACCEPTOR_SEAL : USAGE_INITIATOR_SEAL;

    if (side->seal == NULL)
        side->seal = seal_create(cfx->type, cfx->key, usage, side == &cfx->sending);
    return side->seal;
}

uint64_t cfx_send_number(struct cfx *cfx)
{
    uint64_t number;

    pthread_mutex_lock(&cfx->sending.lock);
    number = cfx->send_sequence++;
    pthread_mutex_unlock(&cfx->sending.lock);
    return number;
}

void cfx_code_end(const struct cfx *cfx, struct mac *m, const struct cfx_header *header,
                  uint8_t *out)
{
    struct cfx_header hashed = *header;
    uint8_t bytes[CFX_HEADER_LENGTH];
    struct writer w;

    hashed.extra_count = 0;
    hashed.rotation = 0;
    writer_init_fixed(&w, bytes, sizeof(bytes));
    cfx_write_header(&w, &hashed);
    mac_update(m, bytes, sizeof(bytes));
    mac_end(m, out, cfx->type->mac_length);
}

OM_uint32 cfx_receive_header(const struct cfx *cfx, OM_uint32 *minor, uint16_t token_id,
                             struct reader *in, struct cfx_header *header)
{
    uint8_t expected = cfx_side_flags(cfx, &cfx->receiving);

    *header = cfx_read_header(in);
    if (!reader_ok(in))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (token_id == CFX_TOKEN_MIC && (header->flags & CFX_SEALED) != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (header->token_id != token_id)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (((header->flags ^ expected) & CFX_SENT_BY_ACCEPTOR) != 0)
        return minor_fail(minor, MINOR_WRONG_DIRECTION, GSS_S_BAD_SIG);
    if (((header->flags ^ expected) & CFX_ACCEPTOR_SUBKEY) != 0)
        return minor_fail(minor, MINOR_WRONG_SUBKEY, GSS_S_BAD_SIG);
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_receive_number(struct cfx *cfx, uint64_t number)
{
    OM_uint32 major;

    pthread_mutex_lock(&cfx->receiving.lock);
    major = window_take(&cfx->window, cfx->replay_detection, cfx->sequence_detection, number);
    pthread_mutex_unlock(&cfx->receiving.lock);
    return major;
}
