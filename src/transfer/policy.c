#include "transfer/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gss/transfer.h>

#include "base/minor.h"
#include "transfer/folder.h"

static uint32_t policy_user(void)
{
    return (uint32_t)geteuid();
}

static uint32_t policy_process_group(void)
{
    return (uint32_t)getpgrp();
}

static uint32_t policy_session(void)
{
    return (uint32_t)getsid(0);
}

/* In the order of the bits, which is the order of the values in a token. */
static const struct policy_restriction {
    uint8_t bit;
    size_t value; /* where struct transfer_policy has it */
    uint32_t (*own)(void);
    OM_uint32 minor;
} policy_restrictions[] = {
    {GSS_TRANSFER_USER, offsetof(struct transfer_policy, user), policy_user, MINOR_WRONG_USER},
    {GSS_TRANSFER_PROCESS_GROUP, offsetof(struct transfer_policy, process_group),
     policy_process_group, MINOR_WRONG_PROCESS_GROUP},
    {GSS_TRANSFER_SESSION, offsetof(struct transfer_policy, session), policy_session,
     MINOR_WRONG_SESSION},
};

enum { POLICY_RESTRICTIONS = sizeof(policy_restrictions) / sizeof(policy_restrictions[0]) };

OM_uint32 transfer_policy_set_domain(OM_uint32 *minor, struct transfer_policy *policy,
                                     const char *folder)
{
    char *copy = NULL;

    if (folder != NULL && !folder_path_valid(folder))
        return minor_fail_detail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE,
                                 "a transfer domain is an absolute path");
    if (folder != NULL && (copy = strdup(folder)) == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    free(policy->domain);
    policy->domain = copy;
    return GSS_S_COMPLETE;
}

OM_uint32 transfer_policy_set_lifetime(OM_uint32 *minor, struct transfer_policy *policy,
                                       OM_uint32 lifetime)
{
    if (lifetime > TRANSFER_LIFETIME_MAX)
        return minor_fail_detail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE,
                                 "a token lives %d seconds at most", TRANSFER_LIFETIME_MAX);
    policy->lifetime = lifetime;
    return GSS_S_COMPLETE;
}

OM_uint32 transfer_policy_restrict(OM_uint32 *minor, struct transfer_policy *policy, int kind,
                                   uint32_t value)
{
    for (size_t i = 0; i < POLICY_RESTRICTIONS; i++) {
        if (policy_restrictions[i].bit != kind)
            continue;
        memcpy((char *)policy + policy_restrictions[i].value, &value, sizeof(value));
        policy->restrictions |= policy_restrictions[i].bit;
        return GSS_S_COMPLETE;
    }
    return minor_fail_detail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE,
                             "%d is not one kind of restriction", kind);
}

void transfer_policy_clear(struct transfer_policy *policy)
{
    if (policy == NULL)
        return;
    free(policy->domain);
    *policy = (struct transfer_policy){0};
}

OM_uint32 policy_write(OM_uint32 *minor, const struct transfer_policy *policy, int64_t end_time,
                       int64_t now, struct writer *body)
{
    static const struct transfer_policy defaults;
    int64_t not_after;

    if (policy == NULL)
        policy = &defaults;
    if (now < 0 || now > INT64_MAX - TRANSFER_LIFETIME_MAX - TRANSFER_CLOCK_MARGIN)
        return minor_fail(minor, MINOR_CLOCK, GSS_S_UNAVAILABLE);
    if (end_time <= now)
        return minor_fail(minor, MINOR_CONTEXT_EXPIRED, GSS_S_CONTEXT_EXPIRED);
    not_after = now + (policy->lifetime != 0 ? policy->lifetime : TRANSFER_LIFETIME_DEFAULT);
    if (not_after > end_time)
        not_after = end_time;
    write_u64be(body, (uint64_t)not_after);
    write_u8(body, policy->restrictions);
    for (size_t i = 0; i < POLICY_RESTRICTIONS; i++) {
        uint32_t value;

        if ((policy->restrictions & policy_restrictions[i].bit) == 0)
            continue;
        memcpy(&value, (const char *)policy + policy_restrictions[i].value, sizeof(value));
        write_u32be(body, value);
    }
    return GSS_S_COMPLETE;
}

OM_uint32 policy_check_time(OM_uint32 *minor, int64_t not_after, int64_t now)
{
    if (not_after <= now)
        return minor_fail(minor, MINOR_TOKEN_EXPIRED, GSS_S_NO_CONTEXT);
    if (not_after - now > TRANSFER_LIFETIME_MAX + TRANSFER_CLOCK_MARGIN)
        return minor_fail(minor, MINOR_CLOCK, GSS_S_UNAVAILABLE);
    return GSS_S_COMPLETE;
}

OM_uint32 policy_check(OM_uint32 *minor, struct reader *body, int64_t now, int64_t *not_after)
{
    const struct policy_restriction *violated = NULL;
    uint64_t time = read_u64be(body);
    uint8_t restrictions = read_u8(body), known = 0;
    OM_uint32 major;

    for (size_t i = 0; i < POLICY_RESTRICTIONS; i++) {
        const struct policy_restriction *restriction = &policy_restrictions[i];

        known |= restriction->bit;
        if ((restrictions & restriction->bit) == 0)
            continue;
        if (read_u32be(body) != restriction->own() && violated == NULL)
            violated = restriction;
    }
    if (!reader_ok(body) || time > INT64_MAX)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if ((restrictions & ~known) != 0) /* of a newer library; they may forbid this import */
        return minor_fail(minor, MINOR_TOKEN_VERSION, GSS_S_DEFECTIVE_TOKEN);
    *not_after = (int64_t)time;
    major = policy_check_time(minor, *not_after, now);
    if (major == GSS_S_COMPLETE && violated != NULL)
        return minor_fail(minor, violated->minor, GSS_S_UNAUTHORIZED);
    return major;
}
