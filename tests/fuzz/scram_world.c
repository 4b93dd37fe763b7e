#include "fuzz/scram_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mech/scram/nonce.h"

/* RFC 7677 s.3's user, password "pencil". */
static const char verifiers[] =
    "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
    "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n";

static char path[] = "/tmp/gss-fuzz-scram-XXXXXX";

bool scram_nonce_write(struct writer *out)
{
    write_bytes(out, "nonce", 5);
    return writer_ok(out);
}

void must(int good)
{
    if (!good)
        abort();
}

static void remove_file(void)
{
    unlink(path);
}

static void make_file(void)
{
    int fd = mkstemp(path);

    must(fd >= 0 && write(fd, verifiers, strlen(verifiers)) == (ssize_t)strlen(verifiers));
    close(fd);
    atexit(remove_file);
}

void *scram_world_cred(gss_cred_usage_t usage)
{
    gss_buffer_desc user = {4, (void *)"user"}, password = {6, (void *)"pencil"};
    gss_key_value_element_desc element = {"scram-verifiers", path};
    gss_key_value_set_desc store = {1, &element};
    struct mech_cred_args args = {.mech = &scram_sha256_mech, .usage = usage};
    void *name = NULL, *cred = NULL;
    OM_uint32 minor;

    if (usage == GSS_C_ACCEPT) {
        make_file();
        args.store = &store;
    } else {
        must(scram_sha256_mech.import_name(&scram_sha256_mech, &minor, &user, GSS_C_NT_USER_NAME,
                                           &name) == GSS_S_COMPLETE);
        args.name = name;
        args.password = &password;
    }
    must(scram_sha256_mech.acquire_cred(&minor, &args, &cred) == GSS_S_COMPLETE);
    if (name != NULL)
        scram_sha256_mech.release_name(&name);
    return cred;
}
