/*
 * Minor status codes of this library and their sentences.
 *
 * Every failure has one; gss_display_status tells its sentence. A code can be
 * given a detail (a path, a principal, libkrb5's own words) that is kept for
 * the calling thread until the same code is set again.
 */
#ifndef GSS_BASE_MINOR_H
#define GSS_BASE_MINOR_H

#include <stdbool.h>
#include <stddef.h>

#include <gss/api.h>

/* Our codes start here: outside errno, RFC 1964's 1..17 and every com_err table of libkrb5. */
#define MINOR_BASE ((OM_uint32)0x47535300)

/* code, sentence */
#define MINOR_TABLE(X)                                                                             \
    X(NO_MEMORY, "Out of memory")                                                                  \
    X(RANDOM, "The system gave no random bytes")                                                   \
    X(CRYPTO, "The cryptographic library failed")                                                  \
    X(NULL_OUTPUT, "A required output argument is NULL")                                           \
    X(NULL_INPUT, "A required input argument is NULL")                                             \
    X(BAD_ARGUMENT, "An argument has a value that this call does not take")                        \
    X(NO_MECH, "No such mechanism in this library")                                                \
    X(NO_MECH_ELEMENT, "The credential has no element for this mechanism")                         \
    X(NO_OFFER, "The credential has no mechanism that may be negotiated")                          \
    X(MECH_UNSUPPORTED, "The mechanism does not offer this operation")                             \
    X(DUPLICATE_MECH, "The credential already has an element for this mechanism")                  \
    X(NO_CONTEXT, "No context: the handle is GSS_C_NO_CONTEXT")                                    \
    X(CONTEXT_PARTIAL, "The context is not established yet")                                       \
    X(CONTEXT_ESTABLISHED, "The context is already established")                                   \
    X(WRONG_SIDE,                                                                                  \
      "An initiator's context is not for accepting with, nor an acceptor's the other way")         \
    X(CONTEXT_EXPIRED, "The context has expired")                                                  \
    X(CONTEXT_FAILED, "The context's establishment failed before; delete it and start again")      \
    X(EMPTY_TOKEN, "The token is empty")                                                           \
    X(BAD_FRAMING, "The token is not framed as an initial token (RFC 2743 section 3.1)")           \
    X(BAD_TOKEN, "The token is malformed")                                                         \
    X(WRONG_TOKEN_ID, "The token is not of the kind expected at this point")                       \
    X(WRONG_MECH, "The token or name belongs to another mechanism")                                \
    X(WRONG_DIRECTION, "The token was made by this side of the context, not by the peer")          \
    X(WRONG_SUBKEY, "The token was made with a key that this context does not use")                \
    X(BAD_MIC, "The integrity check of the token failed")                                          \
    X(BAD_QOP, "Only the default quality of protection is supported")                              \
    X(MESSAGE_TOO_LARGE, "The message is too large")                                               \
    X(IOV_LAYOUT, "The buffers are in no layout that this call takes")                             \
    X(IOV_TOO_SMALL, "A buffer is too small")                                                      \
    X(IOV_LENGTH, "A buffer is not as long as the token says")                                     \
    X(BAD_NAME, "The name is malformed for its type")                                              \
    X(BAD_NAME_TYPE, "This type of name is not supported")                                         \
    X(NAME_NOT_MN, "The name is not a mechanism name; canonicalize it first")                      \
    X(NO_ATTRIBUTE, "The name has no such attribute")                                              \
    X(NO_LOCALNAME, "The name stands for no user of this host")                                    \
    X(NOT_THIS_USER, "The name may not log in as this user")                                       \
    X(STORE_ACCEPTOR, "Keys to accept with are not stored: a keytab holds them already")           \
    X(NO_S4U, "This libkrb5 cannot ask for a ticket in a user's name")                             \
    X(CRED_EXISTS, "There are credentials already where these are to be stored")                   \
    X(BAD_USAGE, "The credential's usage does not allow this")                                     \
    X(EMPTY_STORE, "The credential store is empty")                                                \
    X(DUPLICATE_KEY, "The credential store has a key twice")                                       \
    X(KEYS_CLASH, "These keys of the credential store do not go together")                         \
    X(PASSWORD_ACCEPTS, "A password is for initiating, not for accepting")                         \
    X(PASSWORD_NAMELESS, "The password's user is not named")                                       \
    X(BAD_PASSWORD, "This is no password that can be used")                                        \
    X(BAD_OID, "The object identifier is malformed")                                               \
    X(BAD_ATTRIBUTE, "No such attribute of mechanisms")                                            \
    X(CRED_EXPIRED, "The credential has expired")                                                  \
    X(BAD_STATUS, "Not a status code that can be explained")                                       \
    X(BAD_BINDINGS, "The peer's channel bindings differ from ours")                                \
    X(NO_BINDINGS, "The peer sent no channel bindings, and ours are required")                     \
    X(ENCTYPE_REFUSED, "The encryption type is refused: only AES is accepted")                     \
    X(ENCTYPE_LIMITED, "The credential is limited to other encryption types")                      \
    X(BAD_CHECKSUM_TYPE, "The authenticator carries no GSS-API checksum (RFC 4121 section 4.1.1)") \
    X(NO_SUBKEY, "The authenticator carries no subkey")                                            \
    X(MUTUAL_FAILED, "The peer failed to prove its identity")                                      \
    X(NO_DEFAULT_CCACHE, "No Kerberos credentials: the default credential cache is empty")         \
    X(CCACHE_EXPIRED, "The Kerberos credentials have expired")                                     \
    X(NO_KEYTAB, "No keytab with keys for the acceptor")                                           \
    X(KRB_ERROR, "The peer answered with an error")                                                \
    X(NOT_AUTHZ_DATA, "The ticket carries no authorization data of this type")                     \
    X(LUCID_VERSION, "There is no such version of lucid contexts")                                 \
    X(NO_DOMAIN, "No transfer domain: set GSS_TRANSFER_DOMAIN or XDG_RUNTIME_DIR")                 \
    X(DOMAIN_UNSAFE, "The transfer domain's folder or files have an unsafe owner or mode")         \
    X(DOMAIN_IO, "The transfer domain cannot be used")                                             \
    X(DOMAIN_DENIED, "This user may not use the transfer domain")                                  \
    X(DOMAIN_CONFIG, "The transfer domain's configuration is malformed")                           \
    X(UNKNOWN_KEY, "The token was sealed under a key that this transfer domain does not hold")     \
    X(SEAL_BROKEN,                                                                                 \
      "The interprocess token was altered, or is none, or is of another ledger or boot")           \
    X(TOKEN_VERSION, "The interprocess token is of a version that this library does not read")     \
    X(TOKEN_OF_CRED, "The interprocess token is of a credential, not of a context")                \
    X(TOKEN_OF_CONTEXT, "The interprocess token is of a context, not of a credential")             \
    X(TOKEN_EXPIRED, "The interprocess token has expired")                                         \
    X(CLOCK, "The clock is wrong: the interprocess token would live longer than any can")          \
    X(TOKEN_SPENT, "The interprocess token was imported before: a token imports once")             \
    X(LEDGER_UNAVAILABLE, "The transfer domain's ledger gave no answer; nothing was imported")     \
    X(WRONG_USER, "The interprocess token is restricted to another user")                          \
    X(WRONG_PROCESS_GROUP, "The interprocess token is restricted to another process group")        \
    X(WRONG_SESSION, "The interprocess token is restricted to another session")                    \
    X(NOT_TRANSFERABLE, "The context cannot be transferred in its present state")                  \
    X(PLUGIN_BROKEN, "The mechanism's plugin broke the rules of the interface")                    \
    X(NO_COMMON_MECH, "The peer has no mechanism in common with this side, or none to negotiate")  \
    X(NOT_OFFERED, "The peer chose a mechanism that it was not offered")                           \
    X(NEGOTIATION_REJECTED, "The peer ended the negotiation of a mechanism")                       \
    X(BAD_LIST_MIC, "The list of mechanisms is not the one that was sent: its MIC is wrong")       \
    X(NO_LIST_MIC, "The peer sent no MIC of the list of mechanisms where one is required")         \
    X(SCRAM_PROOF, "The password is wrong, or there is no such user")                              \
    X(SCRAM_REFUSED, "The acceptor refuses the user name or the password")                         \
    X(SCRAM_ERROR, "The acceptor answered with an error")                                          \
    X(SCRAM_NONCE, "The peer's nonce is not the one of this exchange")                             \
    X(SCRAM_EXTENSION, "The peer requires an extension of SCRAM that this library does not have")  \
    X(SCRAM_FEW_ITERATIONS,                                                                        \
      "The acceptor asks for so few iterations that it exposes the password")                      \
    X(SCRAM_MANY_ITERATIONS, "The acceptor asks for more iterations than the limit")               \
    X(SCRAM_PASSWORD,                                                                              \
      "The password is empty, too long, or has characters that SASLprep (RFC 4013) refuses")       \
    X(SCRAM_NO_USER, "A password needs the name of its user")                                      \
    X(SCRAM_NO_PASSWORD, "There is no SCRAM password for this user")                               \
    X(SCRAM_NO_HOME, "There is no folder for SCRAM's files: neither XDG_CONFIG_HOME nor HOME")     \
    X(SCRAM_FILE, "A file of SCRAM's cannot be used")                                              \
    X(SCRAM_FILE_UNSAFE, "A file of SCRAM's may be read or changed by others")                     \
    X(SCRAM_FILE_MALFORMED, "A file of SCRAM's is malformed")                                      \
    X(SCRAM_ITERATIONS, "The number of iterations is out of range")                                \
    X(NEGOEX_NO_MECH, "NegoEx: the two sides have no mechanism in common that works")              \
    X(NEGOEX_VERSION, "NegoEx: the peer's version is not known here")                              \
    X(NEGOEX_EXTENSION, "NegoEx: the peer demands an extension that this library does not have")   \
    X(NEGOEX_SEQUENCE,                                                                             \
      "NegoEx: the message is out of its order, or of another conversation")                       \
    X(NEGOEX_KEY, "NegoEx: what the mechanism gave as a key is none")                              \
    X(NEGOEX_NO_KEY, "NegoEx: the mechanism has no key to protect the negotiation with")           \
    X(NEGOEX_VERIFY, "NegoEx: the checksum is wrong; messages were altered on their way")

enum minor_code {
    MINOR_FIRST_ = 0x47535300,
#define X(code, sentence) MINOR_##code,
    MINOR_TABLE(X)
#undef X
        MINOR_END_
};

/* Sets *MINOR (which may be NULL) and gives MAJOR back: `return minor_fail(minor, code, major)`. */
OM_uint32 minor_fail(OM_uint32 *minor, OM_uint32 code, OM_uint32 major);

/* The same, with a detail for this thread, appended to the code's sentence after ": ". */
OM_uint32 minor_fail_detail(OM_uint32 *minor, OM_uint32 code, OM_uint32 major, const char *format,
                            ...) __attribute__((format(printf, 4, 5)));

/* Keeps a detail for CODE. For codes of other tables (libkrb5's) it is the whole sentence. */
void minor_set_detail(OM_uint32 code, const char *text);

/* The sentence for CODE, with this thread's detail if there is one; false if CODE is not ours and
 * has no detail. */
bool minor_get_sentence(OM_uint32 code, char *out, size_t size);

/* Codes of system calls: "DOMAIN_IO: /run/x: No such file". */
OM_uint32 minor_fail_errno(OM_uint32 *minor, OM_uint32 code, OM_uint32 major, const char *what,
                           int error);

#endif
