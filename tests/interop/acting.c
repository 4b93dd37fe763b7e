/*
 * A service that acts for a user, built against each library that can:
 *   acting make KEYTAB SERVICE USER CCACHE   gets USER's credential and stores it
 *   acting use CCACHE TARGET                 initiates with it, accepts, and prints who it was
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include "peer.h"

static OM_uint32 major, minor;

static bool good(const char *event)
{
    if (major == GSS_S_COMPLETE)
        return true;
    peer_print_failure(event, major, minor);
    return false;
}

static gss_name_t name_of(const char *text, gss_OID type)
{
    gss_buffer_desc buffer = {strlen(text), (void *)text};
    static gss_name_t kept[4]; /* until the end of the program */
    static size_t count;
    gss_name_t name = GSS_C_NO_NAME;

    major = gss_import_name(&minor, &buffer, type, &name);
    if (count < sizeof(kept) / sizeof(kept[0]))
        kept[count++] = name;
    return name;
}

static gss_cred_id_t acquire_from(gss_name_t name, const char *key, const char *value)
{
    gss_key_value_element_desc pair = {key, value};
    gss_key_value_set_desc store = {1, &pair};
    gss_OID_set_desc krb5 = {1, peer_mech_named("krb5", 4)};
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;

    major =
        gss_acquire_cred_from(&minor, name, 0, &krb5, GSS_C_INITIATE, &store, &cred, NULL, NULL);
    return cred;
}

static bool make(const char *keytab, const char *service, const char *user, const char *ccache)
{
    gss_key_value_element_desc pair = {"ccache", ccache};
    gss_key_value_set_desc store = {1, &pair};
    gss_OID_set_desc krb5 = {1, peer_mech_named("krb5", 4)};
    static gss_cred_id_t own, acting; /* kept, as all here, until the end of the program */

    own = acquire_from(name_of(service, GSS_C_NT_HOSTBASED_SERVICE), "client_keytab", keytab);
    if (!good("acquire"))
        return false;
    major = gss_acquire_cred_impersonate_name(&minor, own, name_of(user, GSS_C_NT_USER_NAME), 0,
                                              &krb5, GSS_C_INITIATE, &acting, NULL, NULL);
    if (!good("impersonate"))
        return false;
    major = gss_store_cred_into(&minor, acting, GSS_C_INITIATE, krb5.elements, 1, 0, &store, NULL,
                                NULL);
    return good("store");
}

/* Who acts with this credential, for its user. */
static bool print_impersonator(gss_cred_id_t cred)
{
    static gss_buffer_set_t answers;

    major =
        gss_inquire_cred_by_oid(&minor, cred, (gss_OID)GSS_KRB5_GET_CRED_IMPERSONATOR, &answers);
    if (!good("impersonator"))
        return false;
    if (answers == GSS_C_NO_BUFFER_SET || answers->count == 0)
        printf("by itself\n");
    else
        printf("by %.*s\n", (int)answers->elements[0].length, (char *)answers->elements[0].value);
    return true;
}

static bool use(const char *ccache, const char *target)
{
    static gss_buffer_desc token, reply;
    static gss_ctx_id_t initiator, acceptor;
    static gss_cred_id_t cred;
    gss_name_t source = GSS_C_NO_NAME;

    cred = acquire_from(GSS_C_NO_NAME, "ccache", ccache);
    if (!good("acquire") || !print_impersonator(cred))
        return false;
    major =
        gss_init_sec_context(&minor, cred, &initiator, name_of(target, GSS_C_NT_HOSTBASED_SERVICE),
                             peer_mech_named("krb5", 4), 0, 0, GSS_C_NO_CHANNEL_BINDINGS,
                             GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    if (!good("initiate"))
        return false;
    major =
        gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL, &token,
                               GSS_C_NO_CHANNEL_BINDINGS, &source, NULL, &reply, NULL, NULL, NULL);
    if (!good("accept"))
        return false;
    peer_print_name("source", &source);
    return true;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "make") == 0)
        return make(argv[2], argv[3], argv[4], argv[5]) ? 0 : 1;
    if (argc == 4 && strcmp(argv[1], "use") == 0)
        return use(argv[2], argv[3]) ? 0 : 1;
    return 2;
}
