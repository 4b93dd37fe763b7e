/* The initiator's legs (RFC 4121 s.4.1). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

enum {
    /* What a caller may choose; the two protections are always offered, unless the credential says
     * that they are the caller's choice too. */
    INIT_FLAGS_TAKEN = GSS_C_DELEG_FLAG | GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
                       GSS_C_SEQUENCE_FLAG | GSS_C_DCE_STYLE | GSS_C_IDENTIFY_FLAG |
                       GSS_C_EXTENDED_ERROR_FLAG,
    INIT_FLAGS_PROTECTION = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG,
};

/* What the making of one AP-REQ works on. */
struct init_leg {
    krb5_context library;
    const struct krb5_cred *cred; /* NULL: the default one */
    struct krb5_ctx *ctx;
    struct krb5_source source;
    krb5_creds *ticket;
    krb5_auth_context auth;
    struct krb5_gss_checksum checksum;
    struct writer checksum_bytes; /* lent to libkrb5, as checksum_data */
    krb5_data checksum_data;
    krb5_data message; /* the AP-REQ */
};

static void init_leg_clear(struct init_leg *leg)
{
    krb5_free_data_contents(leg->library, &leg->message);
    writer_free(&leg->checksum_bytes);
    if (leg->auth != NULL)
        krb5_auth_con_free(leg->library, leg->auth);
    krb5_free_creds(leg->library, leg->ticket);
    krb5_source_close(leg->library, &leg->source);
}

/* A ticket of the cache that lasts until WANTED's end. The usual case, and in one reading of the
 * cache; krb5_get_credentials reads it again for what it needs to ask the KDC. */
static krb5_creds *init_find_cached(const struct init_leg *leg, const krb5_creds *wanted)
{
    krb5_creds pattern = *wanted, *ticket = calloc(1, sizeof(*ticket));
    krb5_timestamp now;

    if (ticket == NULL)
        return NULL;
    if (pattern.times.endtime == 0 && krb5_timeofday(leg->library, &now) == 0)
        pattern.times.endtime = now;
    if (pattern.times.endtime != 0 &&
        krb5_cc_retrieve_cred(leg->library, leg->source.ccache,
                              KRB5_TC_MATCH_TIMES | KRB5_TC_SUPPORTED_KTYPES, &pattern,
                              ticket) == 0)
        return ticket;
    free(ticket);
    return NULL;
}

static OM_uint32 init_get_ticket(OM_uint32 *minor, struct init_leg *leg,
                                 const struct krb5_name *target, OM_uint32 time_req)
{
    krb5_creds wanted = {0};
    int64_t end = (int64_t)time(NULL) + time_req;
    krb5_principal service = NULL;
    krb5_error_code code;

    wanted.client = leg->source.client;
    wanted.server = target->principal;
    if (time_req != 0 && end <= (int64_t)UINT32_MAX)
        wanted.times.endtime = (krb5_timestamp)(uint32_t)end;
    leg->ticket = init_find_cached(leg, &wanted);
    if (leg->ticket != NULL)
        return GSS_S_COMPLETE;
    code = krb5_impersonate_service(leg->library, leg->source.ccache, &service);
    if (code == 0)
        code = service != NULL ? krb5_impersonate_get_ticket(leg->library, leg->source.ccache,
                                                             service, &wanted, &leg->ticket)
                               : krb5_get_credentials(leg->library, 0, leg->source.ccache, &wanted,
                                                      &leg->ticket);
    krb5_free_principal(leg->library, service);
    if (code == 0)
        return GSS_S_COMPLETE;
    leg->ticket = NULL;
    return krb5_library_fail(minor, leg->library, code, GSS_S_FAILURE);
}

/* The ticket for TARGET. A cache whose tickets have expired is filled once more from the client
 * keytab. */
static OM_uint32 init_find_any_ticket(OM_uint32 *minor, struct init_leg *leg,
                                      const struct mech_init_args *args)
{
    const struct krb5_name *target = args->target;
    struct krb5_source fresh;
    OM_uint32 major, ignored;

    major = krb5_source_open(minor, leg->library, leg->cred, target->principal, &leg->source);
    if (major != GSS_S_COMPLETE)
        return major;
    major = init_get_ticket(minor, leg, target, args->time_req);
    if (major != GSS_S_CREDENTIALS_EXPIRED)
        return major;
    if (krb5_source_from_keytab(&ignored, leg->library, leg->source.client, 0, &fresh) !=
        GSS_S_COMPLETE)
        return minor_fail(minor, MINOR_CCACHE_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
    krb5_source_close(leg->library, &leg->source);
    leg->source = fresh;
    return init_get_ticket(minor, leg, target, args->time_req);
}

/* The same, of the encryption types that the credential is limited to. */
static OM_uint32 init_find_ticket(OM_uint32 *minor, struct init_leg *leg,
                                  const struct mech_init_args *args)
{
    bool limited = leg->cred != NULL && leg->cred->enctypes[0] != 0;
    OM_uint32 major = GSS_S_COMPLETE;

    if (limited)
        major = krb5_library_restrict(minor, leg->library, leg->cred->enctypes);
    if (major == GSS_S_COMPLETE)
        major = init_find_any_ticket(minor, leg, args);
    if (limited)
        krb5_library_unrestrict(leg->library);
    return major;
}

static void init_set_flags(struct init_leg *leg, OM_uint32 req_flags)
{
    struct krb5_ctx *ctx = leg->ctx;

    ctx->flags = req_flags & (INIT_FLAGS_TAKEN | INIT_FLAGS_PROTECTION);
    if (leg->cred == NULL || !leg->cred->no_ci_flags)
        ctx->flags |= INIT_FLAGS_PROTECTION;
    if ((ctx->flags & GSS_C_DCE_STYLE) != 0)
        ctx->flags |= GSS_C_MUTUAL_FLAG;
    if ((req_flags & GSS_C_DELEG_POLICY_FLAG) != 0 &&
        (leg->ticket->ticket_flags & TKT_FLG_OK_AS_DELEGATE) != 0)
        ctx->flags |= GSS_C_DELEG_FLAG | GSS_C_DELEG_POLICY_FLAG;
    if (krb5_principal_is_anonymous(leg->library, leg->ticket->client))
        ctx->flags |= GSS_C_ANON_FLAG;
}

/* Called by libkrb5 when the subkey is there, with which the delegated ticket is encrypted. *OUT
 * stays ours. */
static krb5_error_code KRB5_CALLCONV init_make_checksum(krb5_context library,
                                                        krb5_auth_context auth, void *data,
                                                        krb5_data **out)
{
    struct init_leg *leg = data;
    struct writer *w = &leg->checksum_bytes;
    krb5_data delegation = {0};

    *out = NULL;
    if ((leg->ctx->flags & GSS_C_DELEG_FLAG) != 0) {
        if (krb5_delegation_make(library, auth, &leg->source, leg->ticket->server, &delegation) !=
            0) /* the context can do without; the flags tell */
            leg->ctx->flags &= ~(OM_uint32)(GSS_C_DELEG_FLAG | GSS_C_DELEG_POLICY_FLAG);
        reader_init(&leg->checksum.delegation, delegation.data, delegation.length);
    }
    leg->checksum.flags = leg->ctx->flags & KRB5_CHECKSUM_FLAGS;
    krb5_checksum_write(w, &leg->checksum);
    krb5_free_data_contents(library, &delegation);
    if (!writer_ok(w))
        return ENOMEM;
    leg->checksum_data = (krb5_data){.data = (char *)w->data, .length = (unsigned)w->length};
    *out = &leg->checksum_data;
    return 0;
}

static OM_uint32 init_make_request(OM_uint32 *minor, struct init_leg *leg)
{
    krb5_flags options = AP_OPTS_USE_SUBKEY;
    krb5_error_code code;

    if ((leg->ctx->flags & GSS_C_MUTUAL_FLAG) != 0)
        options |= AP_OPTS_MUTUAL_REQUIRED;
    code = krb5_auth_con_init(leg->library, &leg->auth);
    if (code != 0) {
        leg->auth = NULL;
        return krb5_library_fail(minor, leg->library, code, GSS_S_FAILURE);
    }
    krb5_auth_con_setflags(leg->library, leg->auth, KRB5_AUTH_CONTEXT_DO_SEQUENCE);
    krb5_auth_con_set_req_cksumtype(leg->library, leg->auth, KRB5_CHECKSUM_GSS);
    krb5_auth_con_set_checksum_func(leg->library, leg->auth, init_make_checksum, leg);
    code =
        krb5_mk_req_extended(leg->library, &leg->auth, options, NULL, leg->ticket, &leg->message);
    if (code != 0)
        return krb5_library_fail(minor, leg->library, code, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

/* Keeps what the AP-REP will be held against. */
static OM_uint32 init_keep_keys(OM_uint32 *minor, struct init_leg *leg)
{
    struct krb5_handshake *handshake = leg->ctx->handshake;
    krb5_keyblock *subkey = NULL;
    struct krb5_ap_req req;
    krb5_error_code code;
    OM_uint32 major;

    if (!krb5_ap_req_read(leg->message.data, leg->message.length, &req))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_FAILURE);
    major = krb5_ap_req_check_enctypes(minor, &req);
    if (major != GSS_S_COMPLETE)
        return major;
    major = krb5_session_key_set(minor, &handshake->session, &leg->ticket->keyblock);
    if (major != GSS_S_COMPLETE)
        return major;
    code = krb5_auth_con_getsendsubkey(leg->library, leg->auth, &subkey);
    if (code != 0)
        return krb5_library_fail(minor, leg->library, code, GSS_S_FAILURE);
    if (subkey == NULL)
        return minor_fail(minor, MINOR_NO_SUBKEY, GSS_S_FAILURE);
    major = krb5_session_key_set(minor, &handshake->subkey, subkey);
    krb5_free_keyblock(leg->library, subkey);
    if (major == GSS_S_COMPLETE)
        major = krb5_ap_req_open_own(minor, &req, handshake);
    return major;
}

static OM_uint32 init_keep_details(OM_uint32 *minor, struct init_leg *leg)
{
    struct krb5_ticket_facts facts = {
        .initiator = leg->ticket->client,
        .acceptor = leg->ticket->server,
        .authtime = leg->ticket->times.authtime,
        .flags = leg->ticket->ticket_flags,
    };

    leg->ctx->end_time = krb5_time_to_seconds(leg->ticket->times.endtime);
    return krb5_details_set(minor, leg->library, leg->ctx, &facts);
}

static OM_uint32 init_build(OM_uint32 *minor, struct init_leg *leg,
                            const struct mech_init_args *args, gss_buffer_t output)
{
    struct krb5_ctx *ctx = leg->ctx;
    const struct krb5_handshake *handshake = ctx->handshake;
    bool mutual, framed;
    OM_uint32 major;

    major = krb5_bindings_digest(minor, leg->library, args->bindings, leg->checksum.bindings);
    if (major == GSS_S_COMPLETE)
        major = init_find_ticket(minor, leg, args);
    if (major != GSS_S_COMPLETE)
        return major;
    init_set_flags(leg, args->req_flags);
    major = init_make_request(minor, leg);
    if (major == GSS_S_COMPLETE)
        major = init_keep_keys(minor, leg);
    if (major == GSS_S_COMPLETE)
        major = init_keep_details(minor, leg);
    if (major != GSS_S_COMPLETE)
        return major;
    mutual = (ctx->flags & GSS_C_MUTUAL_FLAG) != 0;
    framed = (ctx->flags & GSS_C_DCE_STYLE) == 0;
    if (!mutual)
        major = krb5_context_set_message_key(minor, ctx, &handshake->subkey, false,
                                             handshake->local_sequence, handshake->local_sequence);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!krb5_token_write(KRB5_TOKEN_AP_REQ, framed, leg->message.data, leg->message.length,
                          output))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (!mutual) {
        krb5_context_establish(ctx);
        return GSS_S_COMPLETE;
    }
    ctx->handshake->waiting = KRB5_WAITS_FOR_AP_REP;
    return GSS_S_CONTINUE_NEEDED;
}

static OM_uint32 init_first(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                            gss_buffer_t output)
{
    struct init_leg leg = {.cred = args->cred};
    OM_uint32 major = krb5_library_borrow(minor, &leg.library);

    if (major != GSS_S_COMPLETE)
        return major;
    leg.ctx = krb5_context_new(true);
    if (leg.ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = init_build(minor, &leg, args, output);
    if (GSS_ERROR(major) == 0) {
        *context = leg.ctx; /* now the caller's */
        leg.ctx = NULL;
    }
    krb5_context_free(leg.ctx);
    init_leg_clear(&leg);
    return major;
}

/* The third leg of DCE style (MS-KILE 3.4.5.1): an AP-REP of our own, with the acceptor's number.
 */
static OM_uint32 init_write_third_leg(OM_uint32 *minor, const struct krb5_handshake *handshake,
                                      uint32_t sequence, gss_buffer_t output)
{
    struct krb5_ap_rep rep = {.sequence = sequence, .has_sequence = true};
    struct timespec now;
    struct writer out;
    bool written;

    clock_gettime(CLOCK_REALTIME, &now);
    krb5_time_write(now.tv_sec, rep.ctime);
    rep.cusec = (uint32_t)(now.tv_nsec / 1000);
    writer_init(&out);
    written = krb5_ap_rep_write(&rep, &handshake->session, &out) &&
              krb5_token_write(KRB5_TOKEN_AP_REP, false, out.data, out.length, output);
    writer_free(&out);
    return written ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* The acceptor's answer: keys and numbers from it, and the context is established. */
static OM_uint32 init_take_reply(OM_uint32 *minor, struct krb5_ctx *ctx, gss_const_buffer_t message,
                                 gss_buffer_t output)
{
    const struct krb5_handshake *handshake = ctx->handshake;
    bool dce = (ctx->flags & GSS_C_DCE_STYLE) != 0;
    const struct krb5_session_key *key;
    struct krb5_ap_rep rep;
    OM_uint32 major;

    major = krb5_ap_rep_read(minor, message, &handshake->session, &rep);
    if (major != GSS_S_COMPLETE)
        return major;
    if (memcmp(rep.ctime, handshake->ctime, sizeof(rep.ctime)) != 0 ||
        rep.cusec != handshake->cusec) {
        major = minor_fail(minor, MINOR_MUTUAL_FAILED, GSS_S_FAILURE);
        goto done;
    }
    if (dce)
        major = init_write_third_leg(minor, handshake, rep.sequence, output);
    if (major != GSS_S_COMPLETE)
        goto done;
    key = rep.subkey.type != NULL ? &rep.subkey : &handshake->subkey;
    major = krb5_context_set_message_key(minor, ctx, key, rep.subkey.type != NULL,
                                         handshake->local_sequence, rep.sequence);
    if (major == GSS_S_COMPLETE)
        krb5_context_establish(ctx);
    else
        secret_release_buffer(output);

done:
    secret_wipe(&rep, sizeof(rep));
    return major;
}

static OM_uint32 init_later(OM_uint32 *minor, struct krb5_ctx *ctx,
                            const struct mech_init_args *args, gss_buffer_t output)
{
    bool framed, dce = (ctx->flags & GSS_C_DCE_STYLE) != 0;
    krb5_context library;
    gss_buffer_desc message;
    uint16_t token_id;
    OM_uint32 major;

    if (ctx->handshake == NULL)
        return minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_FAILURE);
    major = krb5_token_read(minor, args->input, &token_id, &framed, &message);
    if (major != GSS_S_COMPLETE)
        return major;
    if (token_id == KRB5_TOKEN_ERROR) {
        major = krb5_library_borrow(minor, &library);
        return major != GSS_S_COMPLETE ? major : krb5_error_read(minor, library, &message);
    }
    if (token_id != KRB5_TOKEN_AP_REP || framed == dce)
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    return init_take_reply(minor, ctx, &message, output);
}

OM_uint32 krb5_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                            gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    const struct krb5_ctx *ctx;
    OM_uint32 major;

    major = args->first ? init_first(minor, context, args, output)
                        : init_later(minor, *context, args, output);
    ctx = *context;
    if (ctx != NULL) {
        *flags = ctx->flags;
        *end_time = ctx->end_time;
    }
    return major;
}
