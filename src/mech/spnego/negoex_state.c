/*
 * The state of a negotiation as bytes, and back.
 *
 * version u8, parts u8, the transcript (length u32, bytes), count u16, and for
 * each candidate: its mechanism (OID field), its scheme (16 bytes), the name of
 * the target (length u32, bytes as in an exported name; none if empty), 1 or 0
 * for whether there is a context, and that one's own state (length u32, bytes).
 *
 * The number of the next message and the conversation are those of the
 * transcript. Keys are the mechanism's, and in its own state. Default
 * credentials that were found are not in it: who goes on finds its own.
 */
#include <stdlib.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/registry.h"
#include "mech/spnego/negoex_private.h"

enum { STATE_VERSION = 1 };
enum {
    PART_INITIATOR = 1,
    PART_NEGO_RECEIVED = 2,
    PART_VERIFY_SENT = 4,
    PART_VERIFY_CHECKED = 8,
    PART_ESTABLISHED = 16, /* the mechanism at work */
    PARTS_KNOWN = 31,
};

bool negoex_transferable(const struct negoex *negoex)
{
    for (size_t i = 0; i < negoex->count; i++) {
        const struct mech *mech = negoex->candidates[i].mech;
        const void *context = negoex->candidates[i].context;

        if (context != NULL &&
            (mech->export_sec_context == NULL ||
             (mech->context_transferable != NULL && !mech->context_transferable(context))))
            return false;
    }
    return true;
}

static OM_uint32 state_write_candidate(OM_uint32 *minor, const struct negoex_candidate *candidate,
                                       struct writer *out)
{
    const struct mech *mech = candidate->mech;
    OM_uint32 major = GSS_S_COMPLETE;
    size_t field;

    oid_write_field(out, mech_selector(mech));
    write_bytes(out, candidate->scheme, NEGOEX_GUID_LENGTH);
    field = write_open_u32be(out);
    if (candidate->target != NULL && mech->export_name != NULL)
        major = mech->export_name(minor, candidate->target, out);
    write_close_u32be(out, field);
    write_u8(out, candidate->context != NULL);
    field = write_open_u32be(out);
    if (major == GSS_S_COMPLETE && candidate->context != NULL)
        major = mech->export_sec_context(minor, candidate->context, out);
    write_close_u32be(out, field);
    return major;
}

OM_uint32 negoex_state_write(OM_uint32 *minor, const struct negoex *negoex, struct writer *out)
{
    OM_uint32 major = GSS_S_COMPLETE;
    size_t field;

    write_u8(out, STATE_VERSION);
    write_u8(out, (uint8_t)((negoex->initiator ? PART_INITIATOR : 0) |
                            (negoex->nego_received ? PART_NEGO_RECEIVED : 0) |
                            (negoex->verify_sent ? PART_VERIFY_SENT : 0) |
                            (negoex->verify_checked ? PART_VERIFY_CHECKED : 0) |
                            (negoex->established ? PART_ESTABLISHED : 0)));
    field = write_open_u32be(out);
    write_bytes(out, negoex->transcript.data, negoex->transcript.length);
    write_close_u32be(out, field);
    write_u16be(out, (uint16_t)negoex->count);
    for (size_t i = 0; i < negoex->count && major == GSS_S_COMPLETE; i++)
        major = state_write_candidate(minor, &negoex->candidates[i], out);
    if (major == GSS_S_COMPLETE && !writer_ok(out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return major;
}

bool negoex_export_failed(struct negoex *negoex)
{
    bool back = true;

    for (size_t i = 0; i < negoex->count; i++) {
        const struct negoex_candidate *candidate = &negoex->candidates[i];

        if (candidate->context != NULL && candidate->mech->export_failed != NULL &&
            !candidate->mech->export_failed(candidate->context))
            back = false;
    }
    return back;
}

static OM_uint32 fail_bytes(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
}

/* Only what could not be made for want of memory is no fault of the bytes. */
static OM_uint32 own_failure(OM_uint32 *minor, OM_uint32 major)
{
    return major == GSS_S_COMPLETE || *minor == MINOR_NO_MEMORY ? major : fail_bytes(minor);
}

static OM_uint32 state_read_transcript(OM_uint32 *minor, struct reader *in, struct negoex *negoex)
{
    struct reader messages = read_sub_u32be(in);
    struct negoex_message message;

    write_bytes(&negoex->transcript, messages.next, messages.left);
    if (!writer_ok(&negoex->transcript))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    while (messages.left != 0) {
        if (!negoex_message_read(&messages, &message) ||
            message.header.sequence != negoex->sequence)
            return fail_bytes(minor);
        if (negoex->sequence++ == 0)
            memcpy(negoex->conversation, message.header.conversation, NEGOEX_GUID_LENGTH);
        if (!negoex_guid_equal(message.header.conversation, negoex->conversation))
            return fail_bytes(minor);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read_target(OM_uint32 *minor, struct reader *in,
                                   struct negoex_candidate *candidate)
{
    struct reader target = read_sub_u32be(in);
    gss_buffer_desc bytes = {target.left, (void *)target.next};

    if (!reader_ok(&target))
        return fail_bytes(minor);
    if (bytes.length == 0)
        return GSS_S_COMPLETE;
    return own_failure(minor,
                       candidate->mech->import_name(candidate->mech, minor, &bytes,
                                                    GSS_C_NT_EXPORT_NAME, &candidate->target));
}

static OM_uint32 state_read_context(OM_uint32 *minor, struct reader *in,
                                    struct negoex_candidate *candidate)
{
    const struct mech *mech = candidate->mech;
    uint8_t present = read_u8(in);
    struct reader state = read_sub_u32be(in);
    OM_uint32 major;

    if (!reader_ok(&state) || present > 1 || (present == 0 && state.left != 0))
        return fail_bytes(minor);
    if (present == 0)
        return GSS_S_COMPLETE;
    if (mech->import_sec_context == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = mech->import_sec_context(mech, minor, &state, &candidate->context);
    if (major != GSS_S_COMPLETE)
        return own_failure(minor, major);
    return reader_at_end(&state) ? GSS_S_COMPLETE : fail_bytes(minor);
}

static OM_uint32 state_read_candidate(OM_uint32 *minor, struct reader *in, struct negoex *negoex)
{
    struct negoex_candidate *candidate = &negoex->candidates[negoex->count];
    gss_OID_desc oid = oid_read_field(in);
    OM_uint32 major;

    read_copy(in, candidate->scheme, NEGOEX_GUID_LENGTH);
    if (!reader_ok(in))
        return fail_bytes(minor);
    candidate->mech = registry_find(&oid);
    if (candidate->mech == NULL || !negoex_takes(candidate->mech))
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_UNAVAILABLE);
    negoex->count++;
    major = state_read_target(minor, in, candidate);
    return major == GSS_S_COMPLETE ? state_read_context(minor, in, candidate) : major;
}

/* Only these states exist. */
static bool state_fits(const struct negoex *negoex)
{
    if (negoex->sequence == 0) /* it has not begun */
        return !negoex->nego_received && !negoex->established && !negoex->verify_sent &&
               !negoex->verify_checked;
    if (!negoex->initiator && !negoex->nego_received)
        return false;
    if (negoex->initiator && negoex->nego_received && negoex->count != 1)
        return false;
    return !negoex->verify_checked || negoex->nego_received;
}

static OM_uint32 state_read(OM_uint32 *minor, struct reader *in, struct negoex *negoex)
{
    uint8_t version = read_u8(in), parts = read_u8(in);
    OM_uint32 major;
    size_t count;

    if (!reader_ok(in) || version != STATE_VERSION || (parts & ~PARTS_KNOWN) != 0 ||
        ((parts & PART_INITIATOR) != 0) != negoex->initiator)
        return fail_bytes(minor);
    negoex->nego_received = (parts & PART_NEGO_RECEIVED) != 0;
    negoex->verify_sent = (parts & PART_VERIFY_SENT) != 0;
    negoex->verify_checked = (parts & PART_VERIFY_CHECKED) != 0;
    negoex->established = (parts & PART_ESTABLISHED) != 0;
    major = state_read_transcript(minor, in, negoex);
    count = read_u16be(in);
    if (major == GSS_S_COMPLETE && (count == 0 || count > in->left)) /* none takes but a byte */
        major = fail_bytes(minor);
    if (major != GSS_S_COMPLETE)
        return major;
    negoex->candidates = calloc(count, sizeof(*negoex->candidates));
    if (negoex->candidates == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    while (negoex->count < count && major == GSS_S_COMPLETE)
        major = state_read_candidate(minor, in, negoex);
    if (major == GSS_S_COMPLETE && (!reader_at_end(in) || !state_fits(negoex)))
        major = fail_bytes(minor);
    return major;
}

OM_uint32 negoex_state_read(OM_uint32 *minor, struct reader *in, bool initiator,
                            struct negoex **negoex)
{
    struct negoex *self = negoex_new(initiator);
    OM_uint32 major;

    *negoex = NULL;
    if (self == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = state_read(minor, in, self);
    if (major == GSS_S_COMPLETE) {
        *negoex = self; /* now the caller's */
        self = NULL;
    }
    negoex_free(&self);
    return major;
}
