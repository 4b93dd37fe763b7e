/*
 * One end of a context, which ends as a lucid one: built against each library that has them, and
 * printed as the initiator sees it, so that both ends print the same.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include <gssapi/gssapi_krb5.h>

#include "peer.h"

static void print_key(const char *label, const gss_krb5_lucid_key_t *key)
{
    printf("%s %u %u ", label, key->type, key->length);
    for (OM_uint32 i = 0; i < key->length; i++)
        printf("%02x", ((const unsigned char *)key->data)[i]);
    printf("\n");
}

static void print_fields(const gss_krb5_lucid_context_v1_t *lucid, bool initiator)
{
    unsigned long long send = lucid->send_seq, receive = lucid->recv_seq;

    printf("version %u right side %d end %u protocol %u\n", lucid->version,
           lucid->initiate == (OM_uint32)initiator, lucid->endtime, lucid->protocol);
    printf("numbers %llu %llu\n", initiator ? send : receive, initiator ? receive : send);
    printf("rfc1964 %u %u\n", lucid->rfc1964_kd.sign_alg, lucid->rfc1964_kd.seal_alg);
    print_key("key", &lucid->rfc1964_kd.ctx_key);
    printf("rfc4121 %u\n", lucid->cfx_kd.have_acceptor_subkey);
    print_key("key", &lucid->cfx_kd.ctx_key);
    print_key("subkey", &lucid->cfx_kd.acceptor_subkey);
}

#define PRINT_FIELD(type, member)                                                                  \
    printf(#member " %zu %zu\n", offsetof(type, member), sizeof(((type *)NULL)->member))

static void print_layout(void)
{
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, version);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, initiate);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, endtime);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, send_seq);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, recv_seq);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, protocol);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, rfc1964_kd);
    PRINT_FIELD(gss_krb5_lucid_context_v1_t, cfx_kd);
    PRINT_FIELD(gss_krb5_rfc1964_keydata_t, sign_alg);
    PRINT_FIELD(gss_krb5_rfc1964_keydata_t, seal_alg);
    PRINT_FIELD(gss_krb5_rfc1964_keydata_t, ctx_key);
    PRINT_FIELD(gss_krb5_cfx_keydata_t, have_acceptor_subkey);
    PRINT_FIELD(gss_krb5_cfx_keydata_t, ctx_key);
    PRINT_FIELD(gss_krb5_cfx_keydata_t, acceptor_subkey);
    PRINT_FIELD(gss_krb5_lucid_key_t, type);
    PRINT_FIELD(gss_krb5_lucid_key_t, length);
    PRINT_FIELD(gss_krb5_lucid_key_t, data);
}

static bool export_fields(struct peer *peer)
{
    OM_uint32 major, minor;
    void *lucid;

    major = gss_krb5_export_lucid_sec_context(&minor, &peer->context, 2, &lucid);
    printf("version 2: %s, context %s\n", peer_status_text(major),
           peer->context != GSS_C_NO_CONTEXT ? "stays" : "is gone");
    major = gss_krb5_export_lucid_sec_context(&minor, &peer->context, 1, &lucid);
    if (major != GSS_S_COMPLETE) {
        peer_print_failure("lucid", major, minor);
        return false;
    }
    printf("context %s\n", peer->context != GSS_C_NO_CONTEXT ? "stays" : "is gone");
    print_fields(lucid, peer->initiator);
    print_layout();
    major = gss_krb5_free_lucid_sec_context(&minor, lucid);
    printf("free: %s\n", peer_status_text(major));
    return true;
}

int main(int argc, char **argv)
{
    struct peer peer = {.socket = -1, .mech = peer_mech_named("krb5", 4)};
    int option;

    while ((option = getopt(argc, argv, "s:t:f:")) != -1) {
        switch (option) {
        case 's':
            peer.socket = atoi(optarg);
            break;
        case 't':
            peer.initiator = true;
            peer.target = optarg;
            break;
        case 'f':
            peer.flags = (OM_uint32)strtoul(optarg, NULL, 0);
            break;
        default:
            return 2;
        }
    }
    return peer_establish(&peer) && export_fields(&peer) ? 0 : 1;
}
