/*
 * A program as RFC 2744 has them: its constants, its prototypes, its loops, with nothing of ours.
 *
 * Compiled with GSSAPI_HEADER <gssapi.h> and <gssapi/gssapi.h>, and not
 * position-independent, so that the library's data is copied into the program.
 */
#include <stdio.h>
#include <string.h>

#include GSSAPI_HEADER

/* The prototypes of RFC 2744, section 5: a difference in any type does not compile. */
OM_uint32 gss_acquire_cred(OM_uint32 *, const gss_name_t, OM_uint32, const gss_OID_set,
                           gss_cred_usage_t, gss_cred_id_t *, gss_OID_set *, OM_uint32 *);
OM_uint32 gss_release_cred(OM_uint32 *, gss_cred_id_t *);
OM_uint32 gss_init_sec_context(OM_uint32 *, const gss_cred_id_t, gss_ctx_id_t *, const gss_name_t,
                               const gss_OID, OM_uint32, OM_uint32, const gss_channel_bindings_t,
                               const gss_buffer_t, gss_OID *, gss_buffer_t, OM_uint32 *,
                               OM_uint32 *);
OM_uint32 gss_accept_sec_context(OM_uint32 *, gss_ctx_id_t *, const gss_cred_id_t,
                                 const gss_buffer_t, const gss_channel_bindings_t, gss_name_t *,
                                 gss_OID *, gss_buffer_t, OM_uint32 *, OM_uint32 *,
                                 gss_cred_id_t *);
OM_uint32 gss_process_context_token(OM_uint32 *, const gss_ctx_id_t, const gss_buffer_t);
OM_uint32 gss_delete_sec_context(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t);
OM_uint32 gss_context_time(OM_uint32 *, const gss_ctx_id_t, OM_uint32 *);
OM_uint32 gss_get_mic(OM_uint32 *, const gss_ctx_id_t, gss_qop_t, const gss_buffer_t, gss_buffer_t);
OM_uint32 gss_verify_mic(OM_uint32 *, const gss_ctx_id_t, const gss_buffer_t, const gss_buffer_t,
                         gss_qop_t *);
OM_uint32 gss_wrap(OM_uint32 *, const gss_ctx_id_t, int, gss_qop_t, const gss_buffer_t, int *,
                   gss_buffer_t);
OM_uint32 gss_unwrap(OM_uint32 *, const gss_ctx_id_t, const gss_buffer_t, gss_buffer_t, int *,
                     gss_qop_t *);
OM_uint32 gss_display_status(OM_uint32 *, OM_uint32, int, const gss_OID, OM_uint32 *, gss_buffer_t);
OM_uint32 gss_indicate_mechs(OM_uint32 *, gss_OID_set *);
OM_uint32 gss_compare_name(OM_uint32 *, const gss_name_t, const gss_name_t, int *);
OM_uint32 gss_display_name(OM_uint32 *, const gss_name_t, gss_buffer_t, gss_OID *);
OM_uint32 gss_import_name(OM_uint32 *, const gss_buffer_t, const gss_OID, gss_name_t *);
OM_uint32 gss_export_name(OM_uint32 *, const gss_name_t, gss_buffer_t);
OM_uint32 gss_release_name(OM_uint32 *, gss_name_t *);
OM_uint32 gss_release_buffer(OM_uint32 *, gss_buffer_t);
OM_uint32 gss_release_oid_set(OM_uint32 *, gss_OID_set *);
OM_uint32 gss_inquire_cred(OM_uint32 *, const gss_cred_id_t, gss_name_t *, OM_uint32 *,
                           gss_cred_usage_t *, gss_OID_set *);
OM_uint32 gss_inquire_context(OM_uint32 *, const gss_ctx_id_t, gss_name_t *, gss_name_t *,
                              OM_uint32 *, gss_OID *, OM_uint32 *, int *, int *);
OM_uint32 gss_wrap_size_limit(OM_uint32 *, const gss_ctx_id_t, int, gss_qop_t, OM_uint32,
                              OM_uint32 *);
OM_uint32 gss_add_cred(OM_uint32 *, const gss_cred_id_t, const gss_name_t, const gss_OID,
                       gss_cred_usage_t, OM_uint32, OM_uint32, gss_cred_id_t *, gss_OID_set *,
                       OM_uint32 *, OM_uint32 *);
OM_uint32 gss_inquire_cred_by_mech(OM_uint32 *, const gss_cred_id_t, const gss_OID, gss_name_t *,
                                   OM_uint32 *, OM_uint32 *, gss_cred_usage_t *);
OM_uint32 gss_export_sec_context(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t);
OM_uint32 gss_import_sec_context(OM_uint32 *, const gss_buffer_t, gss_ctx_id_t *);
OM_uint32 gss_create_empty_oid_set(OM_uint32 *, gss_OID_set *);
OM_uint32 gss_add_oid_set_member(OM_uint32 *, const gss_OID, gss_OID_set *);
OM_uint32 gss_test_oid_set_member(OM_uint32 *, const gss_OID, const gss_OID_set, int *);
OM_uint32 gss_inquire_names_for_mech(OM_uint32 *, const gss_OID, gss_OID_set *);
OM_uint32 gss_inquire_mechs_for_name(OM_uint32 *, const gss_name_t, gss_OID_set *);
OM_uint32 gss_canonicalize_name(OM_uint32 *, const gss_name_t, const gss_OID, gss_name_t *);
OM_uint32 gss_duplicate_name(OM_uint32 *, const gss_name_t, gss_name_t *);
OM_uint32 gss_sign(OM_uint32 *, gss_ctx_id_t, int, gss_buffer_t, gss_buffer_t);
OM_uint32 gss_verify(OM_uint32 *, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, int *);
OM_uint32 gss_seal(OM_uint32 *, gss_ctx_id_t, int, int, gss_buffer_t, int *, gss_buffer_t);
OM_uint32 gss_unseal(OM_uint32 *, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, int *, int *);

/* The values of appendix A. */
_Static_assert(sizeof(OM_uint32) == 4 && (OM_uint32)-1 > 0, "OM_uint32");
_Static_assert(GSS_C_DELEG_FLAG == 1 && GSS_C_MUTUAL_FLAG == 2 && GSS_C_REPLAY_FLAG == 4 &&
                   GSS_C_SEQUENCE_FLAG == 8 && GSS_C_CONF_FLAG == 16 && GSS_C_INTEG_FLAG == 32 &&
                   GSS_C_ANON_FLAG == 64 && GSS_C_PROT_READY_FLAG == 128 && GSS_C_TRANS_FLAG == 256,
               "flags");
_Static_assert(GSS_C_BOTH == 0 && GSS_C_INITIATE == 1 && GSS_C_ACCEPT == 2, "usages");
_Static_assert(GSS_C_GSS_CODE == 1 && GSS_C_MECH_CODE == 2, "kinds of status");
_Static_assert(GSS_C_AF_UNSPEC == 0 && GSS_C_AF_LOCAL == 1 && GSS_C_AF_INET == 2 &&
                   GSS_C_AF_IMPLINK == 3 && GSS_C_AF_PUP == 4 && GSS_C_AF_CHAOS == 5 &&
                   GSS_C_AF_NS == 6 && GSS_C_AF_NBS == 7 && GSS_C_AF_ECMA == 8 &&
                   GSS_C_AF_DATAKIT == 9 && GSS_C_AF_CCITT == 10 && GSS_C_AF_SNA == 11 &&
                   GSS_C_AF_DECnet == 12 && GSS_C_AF_DLI == 13 && GSS_C_AF_LAT == 14 &&
                   GSS_C_AF_HYLINK == 15 && GSS_C_AF_APPLETALK == 16 && GSS_C_AF_BSC == 17 &&
                   GSS_C_AF_DSS == 18 && GSS_C_AF_OSI == 19 && GSS_C_AF_X25 == 21 &&
                   GSS_C_AF_NULLADDR == 255,
               "address families");
_Static_assert(GSS_C_QOP_DEFAULT == 0 && GSS_C_INDEFINITE == 0xfffffffful && GSS_S_COMPLETE == 0,
               "constants");
_Static_assert(GSS_S_CALL_INACCESSIBLE_READ == 1ul << 24 &&
                   GSS_S_CALL_INACCESSIBLE_WRITE == 2ul << 24 &&
                   GSS_S_CALL_BAD_STRUCTURE == 3ul << 24,
               "calling errors");
_Static_assert(GSS_S_BAD_MECH == 1ul << 16 && GSS_S_BAD_NAME == 2ul << 16 &&
                   GSS_S_BAD_NAMETYPE == 3ul << 16 && GSS_S_BAD_BINDINGS == 4ul << 16 &&
                   GSS_S_BAD_STATUS == 5ul << 16 && GSS_S_BAD_SIG == 6ul << 16 &&
                   GSS_S_BAD_MIC == GSS_S_BAD_SIG && GSS_S_NO_CRED == 7ul << 16 &&
                   GSS_S_NO_CONTEXT == 8ul << 16 && GSS_S_DEFECTIVE_TOKEN == 9ul << 16 &&
                   GSS_S_DEFECTIVE_CREDENTIAL == 10ul << 16 &&
                   GSS_S_CREDENTIALS_EXPIRED == 11ul << 16 && GSS_S_CONTEXT_EXPIRED == 12ul << 16 &&
                   GSS_S_FAILURE == 13ul << 16 && GSS_S_BAD_QOP == 14ul << 16 &&
                   GSS_S_UNAUTHORIZED == 15ul << 16 && GSS_S_UNAVAILABLE == 16ul << 16 &&
                   GSS_S_DUPLICATE_ELEMENT == 17ul << 16 && GSS_S_NAME_NOT_MN == 18ul << 16,
               "routine errors");
_Static_assert(GSS_S_CONTINUE_NEEDED == 1 && GSS_S_DUPLICATE_TOKEN == 2 && GSS_S_OLD_TOKEN == 4 &&
                   GSS_S_UNSEQ_TOKEN == 8 && GSS_S_GAP_TOKEN == 16,
               "supplementary bits");
_Static_assert(GSS_CALLING_ERROR(0x01090003) == 0x01000000 &&
                   GSS_ROUTINE_ERROR(0x01090003) == 0x00090000 &&
                   GSS_SUPPLEMENTARY_INFO(0x01090003) == 3 && GSS_ERROR(3) == 0 &&
                   GSS_ERROR(0x01090003) == 0x01090000,
               "macros");

/* The loop of section 5.11. */
static void display(OM_uint32 status_code, int status_type)
{
    OM_uint32 message_context = 0, maj_status, min_status;
    gss_buffer_desc status_string;

    do {
        maj_status = gss_display_status(&min_status, status_code, status_type, GSS_C_NO_OID,
                                        &message_context, &status_string);
        if (GSS_ERROR(maj_status))
            return;
        fprintf(stderr, "%.*s\n", (int)status_string.length, (char *)status_string.value);
        gss_release_buffer(&min_status, &status_string);
    } while (message_context != 0);
}

static int failed(const char *what, OM_uint32 maj_stat, const OM_uint32 *min_stat)
{
    if (!GSS_ERROR(maj_stat))
        return 0;
    fprintf(stderr, "%s\n", what);
    display(maj_stat, GSS_C_GSS_CODE);
    display(*min_stat, GSS_C_MECH_CODE);
    return 1;
}

/* The loops of sections 5.1 and 5.19, both sides in turn. */
static int establish(gss_ctx_id_t *initiator, gss_ctx_id_t *acceptor, gss_name_t *client)
{
    gss_buffer_desc service = {20, "host@server.gss.test"}, to = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc back = GSS_C_EMPTY_BUFFER;
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 init_stat = GSS_S_CONTINUE_NEEDED, accept_stat = GSS_S_CONTINUE_NEEDED, min_stat;

    if (failed("import", gss_import_name(&min_stat, &service, GSS_C_NT_HOSTBASED_SERVICE, &target),
               &min_stat))
        return 1;
    while ((init_stat | accept_stat) & GSS_S_CONTINUE_NEEDED) {
        init_stat = gss_init_sec_context(&min_stat, GSS_C_NO_CREDENTIAL, initiator, target,
                                         GSS_C_NO_OID, GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG, 0,
                                         GSS_C_NO_CHANNEL_BINDINGS, &back, NULL, &to, NULL, NULL);
        if (failed("init", init_stat, &min_stat))
            return 1;
        gss_release_buffer(&min_stat, &back);
        if (to.length == 0)
            break;
        accept_stat = gss_accept_sec_context(&min_stat, acceptor, GSS_C_NO_CREDENTIAL, &to,
                                             GSS_C_NO_CHANNEL_BINDINGS, client, NULL, &back, NULL,
                                             NULL, NULL);
        if (failed("accept", accept_stat, &min_stat))
            return 1;
        gss_release_buffer(&min_stat, &to);
    }
    gss_release_name(&min_stat, &target);
    return 0;
}

static int exchange(gss_ctx_id_t initiator, gss_ctx_id_t acceptor)
{
    gss_buffer_desc message = {5, "hello"}, sealed, plain, mic;
    OM_uint32 min_stat, limit;
    gss_qop_t qop;
    int conf, v1_qop;

    if (failed("wrap",
               gss_wrap(&min_stat, initiator, 1, GSS_C_QOP_DEFAULT, &message, &conf, &sealed),
               &min_stat) ||
        !conf ||
        failed("unwrap", gss_unwrap(&min_stat, acceptor, &sealed, &plain, &conf, &qop),
               &min_stat) ||
        !conf || plain.length != 5 || memcmp(plain.value, "hello", 5) != 0)
        return 1;
    gss_release_buffer(&min_stat, &sealed);
    gss_release_buffer(&min_stat, &plain);
    if (failed("sign", gss_sign(&min_stat, acceptor, 0, &message, &mic), &min_stat) ||
        failed("verify", gss_verify(&min_stat, initiator, &message, &mic, &v1_qop), &min_stat) ||
        failed("limit", gss_wrap_size_limit(&min_stat, acceptor, 1, 0, 1000, &limit), &min_stat))
        return 1;
    gss_release_buffer(&min_stat, &mic);
    return limit == 0 || limit >= 1000;
}

/* Types that the library gives out are the program's own objects, copied or not. */
static int names(gss_name_t client)
{
    gss_buffer_desc text, service = {9, "host@here"};
    gss_name_t name;
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 min_stat;

    if (failed("display", gss_display_name(&min_stat, client, &text, &type), &min_stat))
        return 1;
    printf("%.*s\n", (int)text.length, (char *)text.value);
    if (text.length != 14 || memcmp(text.value, "alice@GSS.TEST", 14) != 0)
        return 1;
    gss_release_buffer(&min_stat, &text);
    if (failed("import", gss_import_name(&min_stat, &service, GSS_C_NT_HOSTBASED_SERVICE, &name),
               &min_stat) ||
        failed("display", gss_display_name(&min_stat, name, &text, &type), &min_stat))
        return 1;
    gss_release_buffer(&min_stat, &text);
    gss_release_name(&min_stat, &name);
    return type != GSS_C_NT_HOSTBASED_SERVICE;
}

int main(void)
{
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_name_t client = GSS_C_NO_NAME;
    OM_uint32 min_stat;

    if (establish(&initiator, &acceptor, &client) || exchange(initiator, acceptor) || names(client))
        return 1;
    gss_release_name(&min_stat, &client);
    gss_delete_sec_context(&min_stat, &initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&min_stat, &acceptor, GSS_C_NO_BUFFER);
    return 0;
}
