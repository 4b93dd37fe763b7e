#include "unit/negoex_world.h"

#include <stdlib.h>
#include <string.h>

#include "api/toy.h"
#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/spnego/negoex_checksum.h"

struct mech negoex_toys[NEGOEX_TOYS];
int32_t negoex_toy_enctype;
bool negoex_toy_early;

/* The table that stands in for the library's. */
const struct mech *const registry_mechs[] = {&negoex_toys[0], &negoex_toys[1], &negoex_toys[2],
                                             NULL};

static const gss_OID_desc toy_oids[NEGOEX_TOYS] = {
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0a"),
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0b"),
    OID_STATIC("\x2b\x06\x01\x05\x05\x01\x0c"),
};

static char letter_of(const struct mech *mech)
{
    return (char)('a' + (mech - negoex_toys));
}

static OM_uint32 query(OM_uint32 *minor, void **context, const struct mech_metadata_args *args,
                       gss_buffer_t metadata)
{
    (void)context;
    metadata->value = malloc(2);
    if (metadata->value == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ((char *)metadata->value)[0] = letter_of(args->mech);
    ((char *)metadata->value)[1] = args->initiator ? 'i' : 'a';
    metadata->length = 2;
    return GSS_S_COMPLETE;
}

static OM_uint32 exchange(OM_uint32 *minor, void **context, const struct mech_metadata_args *args,
                          gss_const_buffer_t metadata)
{
    const char text[2] = {letter_of(args->mech), args->initiator ? 'a' : 'i'};

    (void)context;
    if (metadata->length != sizeof(text) || memcmp(metadata->value, text, sizeof(text)) != 0)
        return minor_fail(minor, TOY_MINOR, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

static OM_uint32 scheme(const struct mech *mech, OM_uint32 *minor,
                        uint8_t auth_scheme[MECH_AUTH_SCHEME_LENGTH])
{
    (void)minor;
    memset(auth_scheme, letter_of(mech), MECH_AUTH_SCHEME_LENGTH);
    return GSS_S_COMPLETE;
}

static OM_uint32 answer(OM_uint32 *minor, const void *context, gss_const_OID what,
                        gss_buffer_set_t answers)
{
    uint8_t enctype[4] = {(uint8_t)negoex_toy_enctype};
    struct mech_context_info info = {0};
    bool own = oid_equal(what, &negoex_key_own);
    OM_uint32 major = toy_mech.inquire_context(minor, context, &info);

    if (major != GSS_S_COMPLETE)
        return major;
    toy_mech.release_name(&info.source);
    toy_mech.release_name(&info.target);
    if (negoex_toy_enctype == 0 || (!own && !oid_equal(what, &negoex_key_peer)) ||
        (!info.established && !(negoex_toy_early && own && info.locally_initiated)))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    if (!buffer_set_add(answers, NEGOEX_TOY_KEY, 16) || !buffer_set_add(answers, enctype, 4))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

int negoex_world_reset(void **state)
{
    (void)state;
    toy_transferable = true;
    negoex_toy_enctype = 17;
    negoex_toy_early = false;
    for (int i = 0; i < NEGOEX_TOYS; i++) {
        negoex_toys[i] = toy_mech;
        negoex_toys[i].oid = toy_oids[i];
        negoex_toys[i].query_metadata = query;
        negoex_toys[i].exchange_metadata = exchange;
        negoex_toys[i].query_mechanism_info = scheme;
        negoex_toys[i].inquire_context_by_oid = answer;
    }
    return 0;
}

static OM_uint32 target_for(OM_uint32 *minor, void *target, const struct mech *mech,
                            const void **name)
{
    (void)minor;
    (void)mech;
    *name = target;
    return GSS_S_COMPLETE;
}

static struct mech_negotiation offers_of(const struct negoex_end *end,
                                         struct mech_offer offers[NEGOEX_TOYS])
{
    static char server[] = "server";
    struct mech_negotiation negotiation = {
        .offers = offers, .target = server, .target_for = target_for};

    for (const char *toy = end->toys; *toy != '\0'; toy++)
        offers[negotiation.count++] = (struct mech_offer){.mech = &negoex_toys[*toy - 'a']};
    return negotiation;
}

/* Takes the token away, into a block of its own size. */
static OM_uint32 take_token(struct negoex_pair *pair, gss_buffer_t token)
{
    *token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    pair->minor = 0;
    if (pair->token.length == 0)
        return GSS_S_COMPLETE;
    token->value = malloc(pair->token.length);
    if (token->value == NULL)
        return minor_fail(&pair->minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    token->length = pair->token.length;
    memcpy(token->value, pair->token.value, token->length);
    secret_release_buffer(&pair->token);
    return GSS_S_COMPLETE;
}

static OM_uint32 begin(struct negoex_pair *pair, struct negoex_end *end, bool initiator,
                       const struct mech_negotiation *negotiation)
{
    if (end->negoex != NULL)
        return GSS_S_COMPLETE;
    return negoex_offer(&pair->minor, initiator, negotiation, &end->negoex);
}

OM_uint32 negoex_pair_init(struct negoex_pair *pair)
{
    struct negoex_end *end = &pair->initiator;
    struct mech_offer offers[NEGOEX_TOYS];
    struct mech_negotiation negotiation = offers_of(end, offers);
    gss_buffer_desc input;
    struct mech_init_args args = {
        .req_flags = pair->req_flags, .input = &input, .negotiation = &negotiation};
    OM_uint32 major = take_token(pair, &input);

    if (major == GSS_S_COMPLETE)
        major = begin(pair, end, true, &negotiation);
    if (major == GSS_S_COMPLETE)
        major = negoex_init(&pair->minor, end->negoex, &args, &pair->token, &end->inner);
    free(input.value);
    return major;
}

OM_uint32 negoex_pair_accept(struct negoex_pair *pair)
{
    struct negoex_end *end = &pair->acceptor;
    struct mech_offer offers[NEGOEX_TOYS];
    struct mech_negotiation negotiation = offers_of(end, offers);
    gss_buffer_desc input;
    struct mech_accept_args args = {.input = &input, .negotiation = &negotiation};
    struct mech_accept_result result = {0};
    OM_uint32 major = take_token(pair, &input);

    if (major == GSS_S_COMPLETE)
        major = begin(pair, end, false, &negotiation);
    if (major == GSS_S_COMPLETE)
        major = negoex_accept(&pair->minor, end->negoex, &args, &pair->token, &end->inner, &result);
    free(input.value);
    pair->told = result.source != NULL;
    if (result.source != NULL)
        result.mech->release_name(&result.source);
    if (result.delegated != NULL)
        result.mech->release_cred(&result.delegated);
    return major;
}

void negoex_pair_set_token(struct negoex_pair *pair, const void *bytes, size_t length)
{
    secret_release_buffer(&pair->token);
    if (length == 0)
        return;
    pair->token = (gss_buffer_desc){length, malloc(length)};
    if (pair->token.value == NULL)
        abort();
    memcpy(pair->token.value, bytes, length);
}

void negoex_end_clear(struct negoex_end *end)
{
    if (end->inner.context != NULL)
        end->inner.mech->delete_sec_context(&end->inner.context);
    end->inner = (struct spnego_inner){0};
    negoex_free(&end->negoex);
}

void negoex_pair_clear(struct negoex_pair *pair)
{
    negoex_end_clear(&pair->initiator);
    negoex_end_clear(&pair->acceptor);
    secret_release_buffer(&pair->token);
}
