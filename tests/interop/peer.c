#include "peer.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: peer -s SOCKET [-t TARGET] [-f FLAGS] [-b BINDINGS] STEP...\n"
    "Initiates to TARGET, or accepts. The context's tokens go over the inherited SOCKET.\n";

int main(int argc, char **argv)
{
    struct peer peer = {.socket = -1};
    OM_uint32 minor;
    bool good;
    int option;

    while ((option = getopt(argc, argv, "s:t:f:b:")) != -1) {
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
        default:
            fputs(usage, stderr);
            return 2;
        }
    }
    if (peer.socket < 0) {
        fputs(usage, stderr);
        return 2;
    }
    good = peer_establish(&peer);
    for (int i = optind; good && i < argc; i++)
        good = peer_run_step(&peer, argv[i]);
    gss_delete_sec_context(&minor, &peer.context, NULL);
    return good ? 0 : 1;
}
