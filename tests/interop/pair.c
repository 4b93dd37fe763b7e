#include "interop/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/realm.h"

static const struct library libraries[] = {
    {.name = "gss",
     .ours = true,
     .offers = true,
     .hints = "krb5",
     .tells_keys = true,
     .tells_anonymity = true,
     .no_key = "no-cred",
     .takes_bare_ap_req = true,
     .no_mic = "defective-token",
     .bad_mic = "defective-token"},
    {.name = "mit",
     .offers = true,
     .tells_keys = true,
     .no_key = "failure",
     .wants_request_mic = true,
     .refuses_bare = "no-cred",
     .refuses_hints = "failure",
     .hints = "krb5",
     .no_mic = "defective-token",
     .bad_mic = "bad-sig"},
    {.name = "heimdal",
     .no_key = "failure",
     .sends_no_error_token = true,
     .late_message_is_lost = true,
     .bad_token_takes_number = true,
     .first_is_gap_unanswered = true,
     .iov_is_basic = true,
     .dce_seal_rotated_by_ec = true,
     .forgets_request_mic = true,
     .refuses_bare = "bad-mech",
     .refuses_hints = "defective-token",
     .takes_bare_ap_req = true,
     .hints = "ms-krb5 krb5 ntlm",
     .no_mic = "defective-token",
     .bad_mic = "defective-token"},
};

struct end initiator, acceptor;

static const struct library *library_named(const char *name)
{
    for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
        if (strcmp(libraries[i].name, name) == 0)
            return &libraries[i];
    fprintf(stderr, "no library is named %s\n", name);
    exit(2);
}

void pair_read_arguments(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: %s INITIATOR PROGRAM ACCEPTOR PROGRAM\n", argv[0]);
        exit(2);
    }
    initiator = (struct end){library_named(argv[1]), argv[2]};
    acceptor = (struct end){library_named(argv[3]), argv[4]};
}

const char *pair_name(void)
{
    static char name[64];

    snprintf(name, sizeof(name), "%s to %s", initiator.library->name, acceptor.library->name);
    return name;
}

void add(struct text *text, const char *format, ...)
{
    size_t length = strlen(text->bytes);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text->bytes + length, sizeof(text->bytes) - length, format, arguments);
    va_end(arguments);
}

void add_flags(struct text *text, unsigned flags)
{
    static const char *const names[] = {"deleg", "mutual", "replay", "sequence",
                                        "conf",  "integ",  "anon"};

    add(text, "flags");
    for (unsigned bit = 0; bit < sizeof(names) / sizeof(names[0]); bit++)
        if (flags & (1u << bit))
            add(text, " %s", names[bit]);
    add(text, "\n");
}

void add_established(struct text *text, unsigned flags, const char *service)
{
    add_flags(text, flags | CONF | INTEG);
    add(text, "source alice@GSS.TEST\ntarget host/%s.gss.test@GSS.TEST\nmechanism krb5\n", service);
}

void assert_outcome(const struct exchange *exchange, const struct text *from_initiator,
                    const struct text *from_acceptor)
{
    struct outcome outcome;

    realm_prefer_enctype_of(exchange->service);
    exchange_run(initiator.program, acceptor.program, exchange, &outcome);
    assert_string_equal(outcome.initiator, from_initiator->bytes);
    assert_string_equal(outcome.acceptor, from_acceptor->bytes);
}
