/* The end of a leg: the peer's VERIFY, and the messages to be sent. */
#include "base/minor.h"
#include "base/nonce.h"
#include "base/secret.h"
#include "mech/spnego/negoex_checksum.h"
#include "mech/spnego/negoex_private.h"

/* More than any mechanism has to say. It bounds what a peer that nobody knows yet can make us keep,
 * and carry from process to process. */
enum { TRANSCRIPT_MAX = 1 << 20 };

static OM_uint32 fail_verify(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NEGOEX_VERIFY, GSS_S_BAD_SIG);
}

/* The mechanism is established, and has none. */
static OM_uint32 fail_no_key(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NEGOEX_NO_KEY, GSS_S_FAILURE);
}

/* The peer's checksum is of all that was said before it. */
static OM_uint32 check_verify(OM_uint32 *minor, const struct negoex_leg *leg,
                              const struct negoex_key *key)
{
    const struct negoex *negoex = leg->negoex;
    const struct negoex_message *verify = &leg->in.verify;
    uint8_t checksum[CFX_MAC_MAX];
    struct reader transcript, before;

    if (!verify->checksum_known || verify->checksum_type != negoex_checksum_type(key->type) ||
        verify->bytes.left != key->type->mac_length)
        return fail_verify(minor);
    reader_init(&transcript, negoex->transcript.data, negoex->transcript.length);
    reader_init(&before, leg->in.data, leg->in.verify_offset);
    if (!negoex_checksum_make(key, !negoex->initiator, &transcript, &before, checksum))
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    if (!secret_equal(checksum, verify->bytes.next, key->type->mac_length))
        return fail_verify(minor);
    return GSS_S_COMPLETE;
}

/* One for a mechanism that is not at work, an optimistic one's, speaks for nothing. Without a key
 * yet, the peer is told to send another one. */
static OM_uint32 take_verify(OM_uint32 *minor, struct negoex_leg *leg)
{
    const struct spnego_inner *inner = leg->inner;
    struct negoex_key key;
    OM_uint32 major;

    if (!leg->in.has_verify || inner->mech == NULL ||
        !negoex_guid_equal(leg->in.verify.scheme, negoex_at_work(leg)->scheme))
        return GSS_S_COMPLETE;
    major = negoex_key_get(minor, inner->mech, inner->context, &negoex_key_peer, &key);
    if (major == GSS_S_COMPLETE && key.type != NULL) {
        major = check_verify(minor, leg, &key);
        leg->negoex->verify_checked = major == GSS_S_COMPLETE;
    } else if (major == GSS_S_COMPLETE && leg->negoex->established) {
        major = fail_no_key(minor);
    } else if (major == GSS_S_COMPLETE) {
        leg->alert = true;
    }
    secret_wipe(&key, sizeof(key));
    return major;
}

static struct negoex_header next_header(struct negoex *negoex, enum negoex_type type)
{
    return (struct negoex_header){
        .type = type, .sequence = negoex->sequence++, .conversation = negoex->conversation};
}

static void write_exchange(struct negoex *negoex, enum negoex_type type, const uint8_t *scheme,
                           const gss_buffer_desc *data)
{
    struct negoex_header header = next_header(negoex, type);

    negoex_message_write_exchange(&negoex->transcript, &header, scheme, data->value, data->length);
}

static OM_uint32 write_nego(OM_uint32 *minor, struct negoex *negoex)
{
    bool initiator = negoex->initiator;
    struct negoex_header header =
        next_header(negoex, initiator ? NEGOEX_INITIATOR_NEGO : NEGOEX_ACCEPTOR_NEGO);
    uint8_t random[NEGOEX_RANDOM_LENGTH];
    struct writer schemes;

    if (!nonce_random(random, sizeof(random)))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    writer_init(&schemes);
    for (size_t i = 0; i < negoex->count; i++)
        write_bytes(&schemes, negoex->candidates[i].scheme, NEGOEX_GUID_LENGTH);
    if (writer_ok(&schemes))
        negoex_message_write_nego(&negoex->transcript, &header, random, schemes.data,
                                  negoex->count);
    else
        writer_fail(&negoex->transcript);
    writer_free(&schemes);
    for (size_t i = 0; i < negoex->count; i++) {
        struct negoex_candidate *candidate = &negoex->candidates[i];

        if (candidate->metadata.length != 0)
            write_exchange(negoex,
                           initiator ? NEGOEX_INITIATOR_META_DATA : NEGOEX_ACCEPTOR_META_DATA,
                           candidate->scheme, &candidate->metadata);
        secret_release_buffer(&candidate->metadata);
    }
    return GSS_S_COMPLETE;
}

static void write_alert(struct negoex_leg *leg)
{
    struct negoex *negoex = leg->negoex;
    struct negoex_header header = next_header(negoex, NEGOEX_ALERT);

    negoex_message_write_alert(&negoex->transcript, &header, negoex_at_work(leg)->scheme);
}

/* As soon as there is a key: it may be there before the mechanism is established. If it never
 * comes, nothing protects the negotiation. */
static OM_uint32 write_verify(OM_uint32 *minor, struct negoex_leg *leg)
{
    struct negoex *negoex = leg->negoex;
    const struct spnego_inner *inner = leg->inner;
    struct reader transcript, nothing;
    uint8_t checksum[CFX_MAC_MAX];
    struct negoex_header header;
    struct negoex_key key;
    OM_uint32 major = negoex_key_get(minor, inner->mech, inner->context, &negoex_key_own, &key);

    if (major != GSS_S_COMPLETE || key.type == NULL) {
        return major == GSS_S_COMPLETE && negoex->established ? fail_no_key(minor) : major;
    }
    reader_init(&transcript, negoex->transcript.data, negoex->transcript.length);
    reader_init(&nothing, NULL, 0);
    if (negoex_checksum_make(&key, negoex->initiator, &transcript, &nothing, checksum)) {
        header = next_header(negoex, NEGOEX_VERIFY);
        negoex_message_write_verify(&negoex->transcript, &header, negoex_at_work(leg)->scheme,
                                    negoex_checksum_type(key.type), checksum, key.type->mac_length);
        negoex->verify_sent = true;
    } else {
        major = minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    }
    secret_wipe(&key, sizeof(key));
    return major;
}

static void write_token(struct negoex_leg *leg)
{
    write_exchange(leg->negoex, leg->negoex->initiator ? NEGOEX_AP_REQUEST : NEGOEX_CHALLENGE,
                   negoex_at_work(leg)->scheme, &leg->token);
}

static OM_uint32 write_all(OM_uint32 *minor, struct negoex_leg *leg)
{
    struct negoex *negoex = leg->negoex;
    OM_uint32 major = GSS_S_COMPLETE;

    if (leg->first)
        major = write_nego(minor, negoex);
    if (major == GSS_S_COMPLETE && leg->token.length != 0)
        write_token(leg);
    if (major == GSS_S_COMPLETE && leg->alert)
        write_alert(leg);
    if (major == GSS_S_COMPLETE && leg->inner->mech != NULL && !negoex->verify_sent)
        major = write_verify(minor, leg);
    return major;
}

/* What was written from MARK on. */
static OM_uint32 give_output(OM_uint32 *minor, OM_uint32 major, const struct writer *transcript,
                             size_t mark, gss_buffer_t output)
{
    struct writer out;

    writer_init(&out);
    if (writer_ok(transcript))
        write_bytes(&out, transcript->data + mark, transcript->length - mark);
    else
        writer_fail(&out);
    if (out.length == 0 && writer_ok(&out))
        return major;
    if (!writer_take_buffer(&out, output) && !GSS_ERROR(major))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return major;
}

/* An error of the mechanism's own: its token, if it has one, tells the peer. */
static OM_uint32 finish_failed(OM_uint32 *minor, OM_uint32 major, struct negoex_leg *leg,
                               gss_buffer_t output)
{
    struct writer *transcript = &leg->negoex->transcript;
    size_t mark = transcript->length;

    if (leg->token.length == 0)
        return major;
    write_token(leg);
    return give_output(minor, major, transcript, mark, output);
}

/* Both sides are sure; or there is still something to wait for. What the peer would be told by
 * nothing at all, it would not know. */
static OM_uint32 finish_status(OM_uint32 *minor, const struct negoex_leg *leg, bool silent)
{
    const struct negoex *negoex = leg->negoex;

    if (negoex->established && negoex->verify_sent && negoex->verify_checked)
        return GSS_S_COMPLETE;
    if (silent)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_CONTINUE_NEEDED;
}

OM_uint32 negoex_finish(OM_uint32 *minor, OM_uint32 major, struct negoex_leg *leg,
                        gss_buffer_t output)
{
    struct negoex *negoex = leg->negoex;
    struct writer *transcript = &negoex->transcript;
    size_t mark;

    if (GSS_ERROR(major))
        return finish_failed(minor, major, leg, output);
    major = take_verify(minor, leg);
    write_bytes(transcript, leg->in.data, leg->in.length);
    mark = transcript->length;
    if (major == GSS_S_COMPLETE)
        major = write_all(minor, leg);
    if (major == GSS_S_COMPLETE && transcript->length > TRANSCRIPT_MAX)
        major = minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_DEFECTIVE_TOKEN);
    if (GSS_ERROR(major) && *minor != MINOR_NEGOEX_NO_KEY)
        return major;
    if (GSS_ERROR(major))
        write_alert(leg);
    else
        major = finish_status(minor, leg, transcript->length == mark);
    return give_output(minor, major, transcript, mark, output);
}
