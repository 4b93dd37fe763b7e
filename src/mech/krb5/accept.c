/* The acceptor's legs (RFC 4121 s.4.1). */
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/checksum.h"
#include "mech/krb5/context.h"
#include "mech/krb5/delegation.h"
#include "mech/krb5/details.h"
#include "mech/krb5/fields.h"
#include "mech/krb5/impersonate.h"
#include "mech/krb5/library.h"

/* Our first number: old peers read it as signed, and libkrb5 takes 0 for none. */
enum { SEQUENCE_MASK = 0x3fffffff, SEQUENCE_LEAST = 1 };

/* What the reading of one AP-REQ works on. */
struct accept_leg {
    krb5_context library;
    const struct krb5_cred *cred; /* NULL: the default one */
    struct krb5_ctx *ctx;
    krb5_keytab keytab;
    krb5_principal server;
    krb5_auth_context auth;
    krb5_ticket *ticket;
    krb5_authenticator *authenticator;
    struct krb5_ap_req req;
    krb5_error_code code; /* for the peer */
};

static void accept_leg_clear(struct accept_leg *leg)
{
    krb5_free_authenticator(leg->library, leg->authenticator);
    krb5_free_ticket(leg->library, leg->ticket);
    if (leg->auth != NULL) {
        if (leg->cred != NULL && leg->cred->rcache != NULL) /* freed with it otherwise */
            krb5_auth_con_setrcache(leg->library, leg->auth, NULL);
        krb5_auth_con_free(leg->library, leg->auth);
    }
    krb5_free_principal(leg->library, leg->server);
    if (leg->keytab != NULL)
        krb5_kt_close(leg->library, leg->keytab);
}

static OM_uint32 accept_read_request(OM_uint32 *minor, struct accept_leg *leg,
                                     gss_const_buffer_t message)
{
    krb5_data data = {.data = message->value, .length = (unsigned)message->length};
    OM_uint32 major;

    leg->code = KRB5KDC_ERR_ETYPE_NOSUPP;
    major = krb5_ap_req_check_enctypes(minor, &leg->req);
    if (major != GSS_S_COMPLETE)
        return major;
    leg->code = KRB5KRB_AP_ERR_NOKEY;
    major = krb5_acceptor_open(minor, leg->library, leg->cred, &leg->keytab, &leg->server);
    if (major != GSS_S_COMPLETE)
        return major;
    leg->code = krb5_auth_con_init(leg->library, &leg->auth);
    if (leg->code != 0)
        leg->auth = NULL;
    else if (leg->cred != NULL && leg->cred->rcache != NULL)
        leg->code = krb5_auth_con_setrcache(leg->library, leg->auth, leg->cred->rcache);
    if (leg->code == 0) /* a fresh one checks times, and so uses the replay cache */
        leg->code = krb5_rd_req(leg->library, &leg->auth, &data, leg->server, leg->keytab, NULL,
                                &leg->ticket);
    if (leg->code == 0)
        leg->code = krb5_auth_con_getauthenticator(leg->library, leg->auth, &leg->authenticator);
    if (leg->code != 0)
        return krb5_library_fail(minor, leg->library, leg->code, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

static OM_uint32 accept_keep_keys(OM_uint32 *minor, struct accept_leg *leg)
{
    struct krb5_handshake *handshake = leg->ctx->handshake;
    const krb5_authenticator *authenticator = leg->authenticator;
    OM_uint32 major;

    major = krb5_session_key_set(minor, &handshake->session, leg->ticket->enc_part2->session);
    if (major != GSS_S_COMPLETE)
        return major;
    krb5_time_write(krb5_time_to_seconds(authenticator->ctime), handshake->ctime);
    handshake->cusec = (uint32_t)authenticator->cusec;
    if (authenticator->subkey != NULL)
        return krb5_session_key_set(minor, &handshake->subkey, authenticator->subkey);
    handshake->subkey = handshake->session; /* RFC 4121 s.2 */
    return GSS_S_COMPLETE;
}

/* Is the credential for contexts with keys of this type? */
static bool accept_takes_enctype(const struct krb5_cred *cred, const struct krb5_session_key *key)
{
    const krb5_enctype *allowed = cred != NULL ? cred->enctypes : NULL;

    if (allowed == NULL || *allowed == 0)
        return true;
    while (*allowed != 0 && *allowed != key->type->id)
        allowed++;
    return *allowed != 0;
}

static OM_uint32 accept_check_enctypes(OM_uint32 *minor, struct accept_leg *leg)
{
    const struct krb5_handshake *handshake = leg->ctx->handshake;

    if (accept_takes_enctype(leg->cred, &handshake->session) &&
        accept_takes_enctype(leg->cred, &handshake->subkey))
        return GSS_S_COMPLETE;
    leg->code = KRB5KDC_ERR_ETYPE_NOSUPP;
    return minor_fail(minor, MINOR_ENCTYPE_LIMITED, GSS_S_FAILURE);
}

static OM_uint32 accept_keep_details(OM_uint32 *minor, struct accept_leg *leg)
{
    const krb5_enc_tkt_part *part = leg->ticket->enc_part2;
    struct krb5_ticket_facts facts = {
        .initiator = part->client,
        .acceptor = leg->ticket->server,
        .authtime = part->times.authtime,
        .flags = part->flags,
        .authdata = part->authorization_data,
    };
    OM_uint32 major;

    /* libkrb5 takes a ticket this long after its end. */
    leg->ctx->end_time = krb5_time_to_seconds(part->times.endtime) + krb5_library_clock_skew();
    major = krb5_details_set(minor, leg->library, leg->ctx, &facts);
    if (major != GSS_S_COMPLETE || part->authorization_data == NULL)
        return major;
    leg->ctx->evidence = krb5_evidence_new(leg->library, leg->keytab, leg->ticket);
    return leg->ctx->evidence != NULL ? GSS_S_COMPLETE
                                      : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* Flags, channel bindings and the delegated credential, which the checksum carries. */
static OM_uint32 accept_take_checksum(OM_uint32 *minor, struct accept_leg *leg,
                                      const struct mech_accept_args *args)
{
    struct krb5_ctx *ctx = leg->ctx;
    struct krb5_gss_checksum checksum;
    OM_uint32 major;
    bool bound;

    major = krb5_checksum_read(minor, leg->authenticator->checksum, &checksum);
    if (major == GSS_S_COMPLETE)
        major = krb5_bindings_check(minor, leg->library, args->bindings, &checksum,
                                    leg->authenticator->authorization_data, &bound);
    if (major != GSS_S_COMPLETE)
        return major;
    ctx->flags = checksum.flags & KRB5_CHECKSUM_FLAGS & ~(OM_uint32)GSS_C_DELEG_FLAG;
    if ((ctx->flags & GSS_C_DCE_STYLE) != 0)
        ctx->flags |= GSS_C_MUTUAL_FLAG;
    if (bound)
        ctx->flags |= GSS_C_CHANNEL_BOUND_FLAG;
    if (krb5_principal_is_anonymous(leg->library, leg->ticket->enc_part2->client))
        ctx->flags |= GSS_C_ANON_FLAG;
    if (checksum.delegation.left == 0)
        return GSS_S_COMPLETE;
    major = krb5_delegation_take(minor, leg->library, leg->auth, &checksum.delegation,
                                 &ctx->handshake->delegated);
    if (major == GSS_S_COMPLETE)
        ctx->flags |= GSS_C_DELEG_FLAG;
    return major;
}

/* The AP-REP, with a subkey of our own. */
static OM_uint32 accept_write_reply(OM_uint32 *minor, struct krb5_ctx *ctx,
                                    struct krb5_session_key *subkey, gss_buffer_t output)
{
    struct krb5_handshake *handshake = ctx->handshake;
    bool framed = (ctx->flags & GSS_C_DCE_STYLE) == 0;
    struct krb5_ap_rep rep = {.cusec = handshake->cusec, .has_sequence = true};
    struct writer out;
    bool written;

    subkey->type = handshake->subkey.type;
    if (!secret_random(subkey->bytes, subkey->type->key_length) ||
        !secret_random(&handshake->local_sequence, sizeof(handshake->local_sequence)))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    handshake->local_sequence &= SEQUENCE_MASK;
    if (handshake->local_sequence < SEQUENCE_LEAST)
        handshake->local_sequence = SEQUENCE_LEAST;
    memcpy(rep.ctime, handshake->ctime, sizeof(rep.ctime));
    rep.sequence = handshake->local_sequence;
    rep.subkey = *subkey;
    writer_init(&out);
    written = krb5_ap_rep_write(&rep, &handshake->session, &out) &&
              krb5_token_write(KRB5_TOKEN_AP_REP, framed, out.data, out.length, output);
    writer_free(&out);
    secret_wipe(&rep, sizeof(rep));
    return written ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* Without a delegated credential, one that initiates too may act for the user by the ticket that
 * came (S4U2Proxy), if it is of the service itself. That it cannot is no failure. */
static void accept_take_evidence(struct accept_leg *leg, const struct mech_accept_args *args)
{
    struct krb5_handshake *handshake = leg->ctx->handshake;
    const krb5_enc_tkt_part *part = leg->ticket->enc_part2;
    krb5_creds evidence = {
        .client = part->client,
        .server = leg->ticket->server,
        .keyblock = *part->session,
        .times = part->times,
        .ticket_flags = part->flags,
        .ticket = {.data = (char *)leg->req.ticket.next, .length = (unsigned)leg->req.ticket.left},
    };
    struct krb5_source service;
    OM_uint32 ignored;

    if (!args->wants_delegated || handshake->delegated != NULL || leg->cred == NULL ||
        leg->cred->usage != GSS_C_BOTH ||
        krb5_source_open(&ignored, leg->library, leg->cred, NULL, &service) != GSS_S_COMPLETE)
        return;
    if (krb5_principal_compare(leg->library, service.client, leg->ticket->server) &&
        krb5_impersonate_compose(&ignored, leg->library, &service, &evidence,
                                 &handshake->delegated) == GSS_S_COMPLETE)
        leg->ctx->flags |= GSS_C_DELEG_FLAG;
    krb5_source_close(leg->library, &service);
}

/* The answer, if one is due, and the message keys. */
static OM_uint32 accept_answer(OM_uint32 *minor, struct accept_leg *leg, gss_buffer_t output)
{
    struct krb5_ctx *ctx = leg->ctx;
    uint32_t remote_sequence = leg->authenticator->seq_number;
    bool mutual = (ctx->flags & GSS_C_MUTUAL_FLAG) != 0;
    struct krb5_session_key key = ctx->handshake->subkey;
    uint32_t local_sequence = remote_sequence;
    OM_uint32 major = GSS_S_COMPLETE;

    if (mutual) {
        major = accept_write_reply(minor, ctx, &key, output);
        local_sequence = ctx->handshake->local_sequence;
    }
    if (major == GSS_S_COMPLETE)
        major =
            krb5_context_set_message_key(minor, ctx, &key, mutual, local_sequence, remote_sequence);
    secret_wipe(&key, sizeof(key));
    if (major != GSS_S_COMPLETE)
        secret_release_buffer(output);
    return major;
}

static OM_uint32 accept_build(OM_uint32 *minor, struct accept_leg *leg,
                              const struct mech_accept_args *args, gss_const_buffer_t message,
                              bool framed, gss_buffer_t output)
{
    OM_uint32 major = accept_read_request(minor, leg, message);

    if (major != GSS_S_COMPLETE)
        return major;
    leg->code = KRB5KRB_ERR_GENERIC; /* for all that may come now */
    major = accept_take_checksum(minor, leg, args);
    /* Some initiators send no framing without DCE style either, inside SPNEGO. */
    if (major == GSS_S_COMPLETE && framed && (leg->ctx->flags & GSS_C_DCE_STYLE) != 0)
        major = minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
    if (major == GSS_S_COMPLETE)
        major = accept_keep_keys(minor, leg);
    if (major == GSS_S_COMPLETE)
        major = accept_check_enctypes(minor, leg);
    if (major == GSS_S_COMPLETE)
        major = accept_keep_details(minor, leg);
    if (major != GSS_S_COMPLETE)
        return major;
    accept_take_evidence(leg, args);
    major = accept_answer(minor, leg, output);
    return major;
}

/* The context is established, and its delegated credential is told. */
static void accept_finish(struct krb5_ctx *ctx, struct mech_accept_result *result)
{
    result->delegated = ctx->handshake->delegated; /* now the caller's */
    ctx->handshake->delegated = NULL;
    krb5_context_establish(ctx);
}

/* The first leg is the last, but in DCE style. */
static OM_uint32 accept_end_first(OM_uint32 *minor, struct accept_leg *leg,
                                  struct mech_accept_result *result)
{
    struct krb5_name *source;
    OM_uint32 major;

    if ((leg->ctx->flags & GSS_C_DCE_STYLE) != 0) {
        leg->ctx->handshake->waiting = KRB5_WAITS_FOR_THIRD_LEG;
        return GSS_S_CONTINUE_NEEDED;
    }
    major = krb5_name_from_principal(minor, leg->library, leg->ticket->enc_part2->client, &source);
    if (major != GSS_S_COMPLETE)
        return major;
    major = krb5_details_add_attributes(minor, leg->ctx, source);
    if (major != GSS_S_COMPLETE) {
        krb5_name_free(source);
        return major;
    }
    result->source = source; /* now the caller's */
    accept_finish(leg->ctx, result);
    return GSS_S_COMPLETE;
}

/* The initiator waits: an error instead of the answer. */
static void accept_refuse(const struct accept_leg *leg, bool framed, gss_buffer_t output)
{
    krb5_const_principal server = leg->ticket != NULL ? leg->ticket->server : leg->server;

    secret_release_buffer(output);
    krb5_error_write(leg->library, leg->code, server, framed, output);
}

static OM_uint32 accept_first(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                              gss_buffer_t output, struct mech_accept_result *result)
{
    struct accept_leg leg = {.cred = args->cred};
    gss_buffer_desc message;
    uint16_t token_id;
    OM_uint32 major;
    bool framed;

    major = krb5_token_read(minor, args->input, &token_id, &framed, &message);
    if (major != GSS_S_COMPLETE)
        return major;
    if (token_id != KRB5_TOKEN_AP_REQ)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (!krb5_ap_req_read(message.value, message.length, &leg.req))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = krb5_library_borrow(minor, &leg.library);
    if (major != GSS_S_COMPLETE)
        return major;
    leg.ctx = krb5_context_new(false);
    if (leg.ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = accept_build(minor, &leg, args, &message, framed, output);
    if (major == GSS_S_COMPLETE)
        major = accept_end_first(minor, &leg, result);
    if (GSS_ERROR(major) == 0) {
        *context = leg.ctx; /* now the caller's */
        leg.ctx = NULL;
    } else if ((leg.req.options & KRB5_AP_MUTUAL_REQUIRED) != 0) {
        accept_refuse(&leg, framed, output);
    }
    krb5_context_free(leg.ctx);
    accept_leg_clear(&leg);
    return major;
}

/* DCE style's third leg proves that the initiator has read our number. */
static OM_uint32 accept_third_leg(OM_uint32 *minor, struct krb5_ctx *ctx,
                                  const struct mech_accept_args *args,
                                  struct mech_accept_result *result)
{
    struct krb5_details details;
    krb5_context library;
    struct krb5_ap_rep rep;
    gss_buffer_desc message;
    uint16_t token_id;
    OM_uint32 major;
    bool framed, agreed;

    if (ctx->handshake == NULL)
        return minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_FAILURE);
    major = krb5_token_read(minor, args->input, &token_id, &framed, &message);
    if (major != GSS_S_COMPLETE)
        return major;
    if (token_id != KRB5_TOKEN_AP_REP || framed)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    major = krb5_ap_rep_read(minor, &message, &ctx->handshake->session, &rep);
    if (major != GSS_S_COMPLETE)
        return major;
    agreed = rep.has_sequence && rep.sequence == ctx->handshake->local_sequence &&
             rep.subkey.type == NULL;
    secret_wipe(&rep, sizeof(rep));
    if (!agreed)
        return minor_fail(minor, MINOR_MUTUAL_FAILED, GSS_S_FAILURE);
    major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE)
        major = krb5_details_read(minor, library, ctx, &details);
    if (major != GSS_S_COMPLETE)
        return major;
    krb5_name_free(details.acceptor);
    major = krb5_details_add_attributes(minor, ctx, details.initiator);
    if (major != GSS_S_COMPLETE) {
        krb5_name_free(details.initiator);
        return major;
    }
    result->source = details.initiator; /* now the caller's */
    accept_finish(ctx, result);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_context_accept(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time,
                              struct mech_accept_result *result)
{
    const struct krb5_ctx *ctx;
    OM_uint32 major;

    major = *context == NULL ? accept_first(minor, context, args, output, result)
                             : accept_third_leg(minor, *context, args, result);
    ctx = *context;
    if (ctx != NULL) {
        *flags = ctx->flags;
        *end_time = ctx->end_time;
    }
    return major;
}
