#include "fuzz/krb5_world.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <krb5.h>

#include <gss.h>

static const char configuration[] = "[libdefaults]\n"
                                    "  default_realm = GSS.TEST\n"
                                    "  clockskew = 2000000000\n"
                                    "  dns_canonicalize_hostname = false\n"
                                    "  dns_lookup_kdc = false\n"
                                    "  rdns = false\n";

/* Keys of these tests alone: of the services of corpus/initial_token and of corpus/acceptor. */
static uint8_t service_key[32] = {0x6c, 0x37, 0xbf, 0xa8, 0xfd, 0xbc, 0x97, 0x03, 0x37, 0x66, 0x4c,
                                  0x2e, 0xf0, 0x19, 0xd1, 0x8d, 0xb9, 0x6c, 0x4a, 0xda, 0xf9, 0xd8,
                                  0x70, 0xb1, 0x2a, 0x13, 0x8b, 0x3e, 0xb5, 0x2d, 0xe9, 0x44};

static uint8_t acceptor_key[32] = {0x6f, 0xf2, 0xa4, 0x6e, 0x56, 0x03, 0x8e, 0xca, 0x92, 0xf7, 0x3e,
                                   0xe5, 0x15, 0x0c, 0xff, 0x00, 0xbf, 0x62, 0xa8, 0x93, 0xfe, 0x8d,
                                   0xcc, 0xde, 0x77, 0x1d, 0x22, 0xb3, 0x73, 0x9c, 0x7b, 0xb3};

static void must(int good)
{
    if (!good)
        abort();
}

static void make_configuration(void)
{
    char path[64];
    int fd = memfd_create("krb5.conf", 0);

    must(fd >= 0 &&
         write(fd, configuration, sizeof(configuration) - 1) == sizeof(configuration) - 1);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    must(setenv("KRB5_CONFIG", path, 1) == 0);
    must(setenv("KRB5RCACHENAME", "none:", 1) == 0);
    must(setenv("KRB5CCNAME", "MEMORY:none", 1) == 0);
}

/* The keytab is left open: it lives in memory as long as somebody holds it. */
static krb5_context library;
static krb5_keytab keytab;

static void add_key(const char *service, uint8_t key[32])
{
    krb5_keytab_entry entry = {.vno = 1};

    must(krb5_parse_name(library, service, &entry.principal) == 0);
    entry.key.enctype = ENCTYPE_AES256_CTS_HMAC_SHA1_96;
    entry.key.length = 32;
    entry.key.contents = key;
    must(krb5_kt_add_entry(library, keytab, &entry) == 0);
    krb5_free_principal(library, entry.principal);
}

static void make_keytab(void)
{
    must(krb5_init_context(&library) == 0);
    must(krb5_kt_resolve(library, "MEMORY:fuzz", &keytab) == 0);
    add_key("host/server.gss.test@GSS.TEST", service_key);
    add_key("host/aes256-sha1.gss.test@GSS.TEST", acceptor_key);
    must(krb5_gss_register_acceptor_identity("MEMORY:fuzz") == GSS_S_COMPLETE);
}

void krb5_world_make(void)
{
    make_configuration();
    make_keytab();
}
