/* What a test needs to know of the realm that with-realm made for it. */
#ifndef TESTS_SUPPORT_REALM_H
#define TESTS_SUPPORT_REALM_H

/*
 * Makes this process, and what it starts from now on, prefer the encryption
 * type that SERVICE ("host@aes128-sha2.gss.test") is named after; any other
 * service brings the default back. Both ends of a context need it: the
 * ticket's type alone does not decide that of the context's keys (RFC 4537).
 * Aborts outside of a realm. Not for several threads at once: it sets
 * KRB5_CONFIG.
 */
void realm_prefer_enctype_of(const char *service);

/* The folder of the realm. */
const char *realm_folder(void);

#endif
