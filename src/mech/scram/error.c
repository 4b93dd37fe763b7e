/* The errors of RFC 5802 s.7 and their statuses; see exchange.h. */
#include <string.h>

#include "base/minor.h"
#include "mech/scram/exchange.h"

static const struct {
    const char *text;
    OM_uint32 major, minor;           /* of the acceptor */
    OM_uint32 told_major, told_minor; /* of the initiator */
} errors[] = {
    [SCRAM_INVALID_ENCODING] = {"invalid-encoding", GSS_S_DEFECTIVE_TOKEN, MINOR_BAD_TOKEN,
                                GSS_S_FAILURE, MINOR_SCRAM_ERROR},
    [SCRAM_EXTENSIONS] = {"extensions-not-supported", GSS_S_DEFECTIVE_TOKEN, MINOR_SCRAM_EXTENSION,
                          GSS_S_FAILURE, MINOR_SCRAM_ERROR},
    [SCRAM_INVALID_USERNAME] = {"invalid-username-encoding", GSS_S_BAD_NAME, MINOR_BAD_NAME,
                                GSS_S_BAD_NAME, MINOR_SCRAM_ERROR},
    [SCRAM_INVALID_PROOF] = {"invalid-proof", GSS_S_BAD_SIG, MINOR_SCRAM_PROOF,
                             GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED},
    [SCRAM_UNKNOWN_USER] = {"unknown-user", GSS_S_BAD_SIG, MINOR_SCRAM_PROOF,
                            GSS_S_DEFECTIVE_CREDENTIAL, MINOR_SCRAM_REFUSED},
    [SCRAM_BINDINGS_DIFFER] = {"channel-bindings-dont-match", GSS_S_BAD_BINDINGS,
                               MINOR_BAD_BINDINGS, GSS_S_BAD_BINDINGS, MINOR_SCRAM_ERROR},
    [SCRAM_BINDINGS_DOWNGRADED] = {"server-does-support-channel-binding", GSS_S_BAD_BINDINGS,
                                   MINOR_BAD_BINDINGS, GSS_S_BAD_BINDINGS, MINOR_SCRAM_ERROR},
    [SCRAM_BINDINGS_UNSUPPORTED] = {"channel-binding-not-supported", GSS_S_BAD_BINDINGS,
                                    MINOR_BAD_BINDINGS, GSS_S_BAD_BINDINGS, MINOR_SCRAM_ERROR},
    [SCRAM_BINDINGS_TYPE] = {"unsupported-channel-binding-type", GSS_S_BAD_BINDINGS,
                             MINOR_BAD_BINDINGS, GSS_S_BAD_BINDINGS, MINOR_SCRAM_ERROR},
    [SCRAM_NO_RESOURCES] = {"no-resources", GSS_S_FAILURE, MINOR_NO_MEMORY, GSS_S_FAILURE,
                            MINOR_SCRAM_ERROR},
    [SCRAM_WRONG_NONCE] = {"other-error", GSS_S_DEFECTIVE_TOKEN, MINOR_SCRAM_NONCE, GSS_S_FAILURE,
                           MINOR_SCRAM_ERROR},
    [SCRAM_OTHER_ERROR] = {"other-error", GSS_S_FAILURE, MINOR_SCRAM_ERROR, GSS_S_FAILURE,
                           MINOR_SCRAM_ERROR},
};

OM_uint32 scram_error_fail(OM_uint32 *minor, enum scram_error error)
{
    return minor_fail(minor, errors[error].minor, errors[error].major);
}

void scram_error_write(enum scram_error error, struct writer *out)
{
    write_bytes(out, "e=", 2);
    write_bytes(out, errors[error].text, strlen(errors[error].text));
}

OM_uint32 scram_error_told(OM_uint32 *minor, const struct reader *value)
{
    size_t error = SCRAM_INVALID_ENCODING;

    while (error < SCRAM_OTHER_ERROR && (strlen(errors[error].text) != value->left ||
                                         memcmp(errors[error].text, value->next, value->left) != 0))
        error++;
    if (error == SCRAM_OTHER_ERROR) /* anybody's words are not for the screen */
        return minor_fail(minor, errors[error].told_minor, errors[error].told_major);
    return minor_fail_detail(minor, errors[error].told_minor, errors[error].told_major, "%s",
                             errors[error].text);
}
