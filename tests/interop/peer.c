#include "peer.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: peer -s SOCKET [-t TARGET] [-f FLAGS] [-b BINDINGS] [-m MECHANISM] [-o OFFER]\n"
    "            [-a SERVICE] [-r] STEP...\n"
    "Initiates to TARGET, or accepts. The context's tokens go over the inherited SOCKET.\n";

static bool run(struct peer *peer, char **steps, int count)
{
    bool good = peer_acquire(peer) && peer_establish(peer);
    OM_uint32 minor;

    for (int i = 0; good && i < count; i++)
        good = peer_run_step(peer, steps[i]);
    gss_delete_sec_context(&minor, &peer->context, NULL);
    gss_release_cred(&minor, &peer->cred);
    return good;
}

int main(int argc, char **argv)
{
    struct peer peer = {.socket = -1, .mech = peer_mech_named("krb5", 4)};
    int option;

    while ((option = getopt(argc, argv, "s:t:f:b:m:o:a:r")) != -1) {
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
        case 'b':
            peer.bindings = optarg;
            break;
        case 'm':
            peer.mech = peer_mech_named(optarg, strlen(optarg));
            break;
        case 'o':
            peer.offer = optarg;
            break;
        case 'a':
            peer.service = optarg;
            break;
        case 'r':
            peer.reversed = true;
            break;
        default:
            fputs(usage, stderr);
            return 2;
        }
    }
    if (peer.socket < 0 || peer.mech == NULL) {
        fputs(usage, stderr);
        return 2;
    }
    return run(&peer, argv + optind, argc - optind) ? 0 : 1;
}
