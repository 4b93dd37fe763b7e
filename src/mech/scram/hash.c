#include "mech/scram/hash.h"

#include <string.h>

#include "base/oid.h"

const struct scram_hash scram_sha256 = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x12"), /* 1.3.6.1.5.5.18 */
    .name = "SCRAM-SHA-256",
    .id = 2,
    .hash = CFX_SHA256,
    .length = 32,
    .default_iterations = 600000,
};

const struct scram_hash scram_sha1 = {
    .oid = OID_STATIC("\x2b\x06\x01\x05\x05\x0e"), /* 1.3.6.1.5.5.14 */
    .name = "SCRAM-SHA-1",
    .id = 1,
    .hash = CFX_SHA1,
    .length = 20,
    .default_iterations = 1300000,
};

static const struct scram_hash *const hashes[] = {&scram_sha256, &scram_sha1};

const struct scram_hash *scram_hash_find(const struct reader *name)
{
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
        if (name->left == strlen(hashes[i]->name) &&
            memcmp(name->next, hashes[i]->name, name->left) == 0)
            return hashes[i];
    }
    return NULL;
}
