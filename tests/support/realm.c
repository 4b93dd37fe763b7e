#include "support/realm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *realm_folder(void)
{
    const char *folder = getenv("GSS_REALM_DIR");

    if (folder == NULL) {
        fprintf(stderr, "this test runs inside tests/support/with-realm\n");
        abort();
    }
    return folder;
}

void realm_prefer_enctype_of(const char *service)
{
    static const char *const enctypes[] = {"aes256-sha1", "aes128-sha1", "aes256-sha2",
                                           "aes128-sha2"};
    const char *folder = realm_folder();
    char files[8192];

    snprintf(files, sizeof(files), "%s/krb5.conf", folder);
    for (size_t i = 0; i < sizeof(enctypes) / sizeof(enctypes[0]); i++)
        if (strstr(service, enctypes[i]) != NULL)
            snprintf(files, sizeof(files), "%s/prefer-%s.conf:%s/krb5.conf", folder, enctypes[i],
                     folder);
    if (setenv("KRB5_CONFIG", files, 1) != 0)
        abort();
}
