#include "mech/krb5/library.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <profile.h>

#include <gss/krb5.h>
#include <gss/krb5-cred.h>

#include "base/minor.h"

enum { DEFAULT_CLOCK_SKEW = 300 };

/* The encryption types that we accept, strongest first (RFC 3962, RFC 8009). */
static const krb5_enctype library_enctypes[] = {
    ENCTYPE_AES256_CTS_HMAC_SHA384_192,
    ENCTYPE_AES128_CTS_HMAC_SHA256_128,
    ENCTYPE_AES256_CTS_HMAC_SHA1_96,
    ENCTYPE_AES128_CTS_HMAC_SHA1_96,
};
enum { LIBRARY_ENCTYPE_COUNT = sizeof(library_enctypes) / sizeof(library_enctypes[0]) };

struct krb5_thread {
    krb5_context library;
    char *config; /* KRB5_CONFIG when the context was made; NULL: unset */
    time_t made;
    int clock_skew;
    krb5_enctype enctypes[LIBRARY_ENCTYPE_COUNT + 1]; /* of ours, those that are permitted */
    char *ccache;                                     /* the default one; NULL: libkrb5's */
    char *ccache_before;                              /* what the caller was told last */
};

static pthread_once_t thread_key_once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_key;
static bool thread_key_made;
static _Atomic krb5_flags library_flags;

/* The caller's choice of a cache stays. */
static void krb5_thread_reset(struct krb5_thread *thread)
{
    char *ccache = thread->ccache, *before = thread->ccache_before;

    if (thread->library != NULL)
        krb5_free_context(thread->library);
    free(thread->config);
    *thread = (struct krb5_thread){.ccache = ccache, .ccache_before = before};
}

static void krb5_thread_end(void *data)
{
    struct krb5_thread *thread = data;

    krb5_thread_reset(thread);
    free(thread->ccache);
    free(thread->ccache_before);
    free(thread);
}

static void krb5_thread_key_make(void)
{
    thread_key_made = pthread_key_create(&thread_key, krb5_thread_end) == 0;
}

/* The thread's record, made on first use; NULL without memory. */
static struct krb5_thread *krb5_thread_find(void)
{
    struct krb5_thread *thread;

    pthread_once(&thread_key_once, krb5_thread_key_make);
    if (!thread_key_made)
        return NULL;
    thread = pthread_getspecific(thread_key);
    if (thread != NULL)
        return thread;
    thread = calloc(1, sizeof(*thread));
    if (thread != NULL && pthread_setspecific(thread_key, thread) != 0) {
        free(thread);
        thread = NULL;
    }
    return thread;
}

static time_t krb5_thread_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec;
}

static bool krb5_thread_is_current(const struct krb5_thread *thread, const char *config)
{
    bool same = thread->config == NULL ? config == NULL
                                       : config != NULL && strcmp(thread->config, config) == 0;

    return thread->library != NULL && same &&
           krb5_thread_clock() - thread->made < KRB5_LIBRARY_MAX_AGE;
}

static bool library_accepts(krb5_enctype enctype)
{
    for (size_t i = 0; i < LIBRARY_ENCTYPE_COUNT; i++) {
        if (library_enctypes[i] == enctype)
            return true;
    }
    return false;
}

/* Of the types that the configuration permits, in its order, only ours stay: for the requests of
 * an initiator and for what an acceptor takes. */
static krb5_error_code library_limit_enctypes(krb5_context library,
                                              krb5_enctype wanted[LIBRARY_ENCTYPE_COUNT + 1])
{
    krb5_enctype *permitted;
    krb5_error_code code = krb5_get_permitted_enctypes(library, &permitted);
    size_t count = 0;

    if (code != 0)
        return code;
    for (size_t i = 0; permitted[i] != 0 && count < LIBRARY_ENCTYPE_COUNT; i++) {
        if (library_accepts(permitted[i]))
            wanted[count++] = permitted[i];
    }
    krb5_free_enctypes(library, permitted);
    if (count == 0) /* no ticket of this configuration will do; names still work */
        return 0;
    return krb5_set_default_tgs_enctypes(library, wanted);
}

/* Seconds by which libkrb5 lets clocks differ: it tells nobody, so its configuration is asked. */
static krb5_error_code library_read_clock_skew(krb5_context library, int *skew)
{
    struct _profile_t *profile;
    krb5_error_code code = krb5_get_profile(library, &profile);

    if (code != 0)
        return code;
    code = (krb5_error_code)profile_get_integer(profile, "libdefaults", "clockskew", NULL,
                                                DEFAULT_CLOCK_SKEW, skew);
    profile_release(profile);
    return code;
}

static OM_uint32 krb5_thread_renew(OM_uint32 *minor, struct krb5_thread *thread, const char *config)
{
    krb5_error_code code;

    krb5_thread_reset(thread);
    if (config != NULL) {
        thread->config = strdup(config);
        if (thread->config == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    }
    code = krb5_init_context_profile(NULL, atomic_load(&library_flags), &thread->library);
    if (code != 0)
        thread->library = NULL;
    else
        code = library_limit_enctypes(thread->library, thread->enctypes);
    if (code == 0)
        code = library_read_clock_skew(thread->library, &thread->clock_skew);
    if (code != 0) {
        krb5_thread_reset(thread);
        return krb5_library_fail(minor, NULL, code, GSS_S_FAILURE);
    }
    thread->made = krb5_thread_clock();
    return GSS_S_COMPLETE;
}

void krb5_library_use_kdc_profile(void)
{
    atomic_store(&library_flags, KRB5_INIT_CONTEXT_KDC);
}

OM_uint32 krb5_library_borrow(OM_uint32 *minor, krb5_context *library)
{
    const char *config = secure_getenv("KRB5_CONFIG");
    struct krb5_thread *thread = krb5_thread_find();
    OM_uint32 major;

    *library = NULL;
    if (thread == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (!krb5_thread_is_current(thread, config)) {
        major = krb5_thread_renew(minor, thread, config);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    /* The context remembers the cache's name: a program that sets KRB5CCNAME expects it to count.
     */
    krb5_cc_set_default_name(thread->library, thread->ccache);
    *library = thread->library;
    return GSS_S_COMPLETE;
}

krb5_context krb5_library_for_release(void)
{
    struct krb5_thread *thread = krb5_thread_find();
    krb5_context library = thread != NULL ? thread->library : NULL;
    OM_uint32 minor;

    if (library == NULL)
        (void)krb5_library_borrow(&minor, &library);
    return library;
}

OM_uint32 krb5_library_restrict(OM_uint32 *minor, krb5_context library, const krb5_enctype *only)
{
    const struct krb5_thread *thread = krb5_thread_find();
    krb5_enctype wanted[LIBRARY_ENCTYPE_COUNT + 1] = {0};
    size_t count = 0;
    krb5_error_code code;

    for (size_t i = 0; thread->enctypes[i] != 0; i++) {
        for (const krb5_enctype *allowed = only; *allowed != 0; allowed++) {
            if (*allowed == thread->enctypes[i])
                wanted[count++] = *allowed;
        }
    }
    if (count == 0)
        return minor_fail(minor, MINOR_ENCTYPE_REFUSED, GSS_S_FAILURE);
    code = krb5_set_default_tgs_enctypes(library, wanted);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

void krb5_library_unrestrict(krb5_context library)
{
    struct krb5_thread *thread = krb5_thread_find();

    if (thread->enctypes[0] != 0 && krb5_set_default_tgs_enctypes(library, thread->enctypes) != 0)
        thread->made -= KRB5_LIBRARY_MAX_AGE; /* no memory: the next borrower gets a new context */
}

/* What this thread's cache is called now, however it comes by its name. */
static OM_uint32 library_copy_ccache_name(OM_uint32 *minor, const struct krb5_thread *thread,
                                          char **name)
{
    const char *now = krb5_cc_default_name(thread->library);

    *name = strdup(now != NULL ? now : "");
    return *name != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

OM_uint32 gss_krb5_ccache_name(OM_uint32 *minor, const char *name, const char **out_name)
{
    char *before = NULL, *now = NULL;
    struct krb5_thread *thread;
    krb5_context library;
    OM_uint32 spare, major;

    if (minor == NULL)
        minor = &spare;
    *minor = 0;
    if (out_name != NULL)
        *out_name = NULL;
    major = krb5_library_borrow(minor, &library);
    if (major != GSS_S_COMPLETE)
        return major;
    thread = krb5_thread_find();
    if (out_name != NULL)
        major = library_copy_ccache_name(minor, thread, &before);
    if (major == GSS_S_COMPLETE && name != NULL && (now = strdup(name)) == NULL)
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (major != GSS_S_COMPLETE) {
        free(before);
        return major;
    }
    if (out_name != NULL) {
        free(thread->ccache_before);
        *out_name = thread->ccache_before = before;
    }
    free(thread->ccache);
    thread->ccache = now;
    return GSS_S_COMPLETE;
}

int64_t krb5_library_clock_skew(void)
{
    const struct krb5_thread *thread = krb5_thread_find();

    return thread != NULL && thread->library != NULL ? thread->clock_skew : DEFAULT_CLOCK_SKEW;
}

static const struct {
    krb5_error_code code;
    OM_uint32 major;
} krb5_majors[] = {
    {KRB5KRB_AP_ERR_REPEAT, GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN},
    {KRB5KRB_AP_ERR_TKT_EXPIRED, GSS_S_CREDENTIALS_EXPIRED},
    {KRB5KRB_AP_ERR_BAD_INTEGRITY, GSS_S_BAD_SIG},
    {KRB5KRB_AP_ERR_MODIFIED, GSS_S_BAD_SIG},
    {KRB5KRB_AP_ERR_BADMATCH, GSS_S_BAD_SIG},
    {KRB5KRB_AP_ERR_BADVERSION, GSS_S_DEFECTIVE_TOKEN},
    {KRB5KRB_AP_ERR_MSG_TYPE, GSS_S_DEFECTIVE_TOKEN},
    {KRB5KRB_AP_ERR_NOKEY, GSS_S_NO_CRED},
    {KRB5KRB_AP_ERR_BADKEYVER, GSS_S_NO_CRED},
    {KRB5KRB_AP_ERR_NOT_US, GSS_S_NO_CRED},
    {KRB5KRB_AP_WRONG_PRINC, GSS_S_NO_CRED},
    {KRB5_KT_NOTFOUND, GSS_S_NO_CRED},
    {KRB5_KT_KVNONOTFOUND, GSS_S_NO_CRED},
    {KRB5_KT_NAME_TOOLONG, GSS_S_NO_CRED},
    {KRB5_KT_BADNAME, GSS_S_NO_CRED},
    {KRB5_CC_NOTFOUND, GSS_S_NO_CRED},
    {KRB5_FCC_NOFILE, GSS_S_NO_CRED},
    {KRB5_CC_FORMAT, GSS_S_DEFECTIVE_CREDENTIAL},
    {KRB5_CC_BADNAME, GSS_S_DEFECTIVE_CREDENTIAL},
    {KRB5_CCACHE_BADVNO, GSS_S_DEFECTIVE_CREDENTIAL},
    {KRB5_KT_FORMAT, GSS_S_DEFECTIVE_CREDENTIAL},
    {KRB5_KEYTAB_BADVNO, GSS_S_DEFECTIVE_CREDENTIAL},
    {ASN1_BAD_TIMEFORMAT, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_MISSING_FIELD, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_MISPLACED_FIELD, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_TYPE_MISMATCH, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_OVERFLOW, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_OVERRUN, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_BAD_ID, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_BAD_LENGTH, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_BAD_FORMAT, GSS_S_DEFECTIVE_TOKEN},
    {ASN1_PARSE_ERROR, GSS_S_DEFECTIVE_TOKEN},
    {KRB5_BAD_MSIZE, GSS_S_DEFECTIVE_TOKEN},
};

/* The failures for which we have a better word. */
static OM_uint32 krb5_library_own_code(krb5_error_code code)
{
    switch (code) {
    case KRB5_NOPERM_ETYPE:
    case KRB5_PROG_ETYPE_NOSUPP:
    case KRB5_CONFIG_ETYPE_NOSUPP:
    case KRB5KDC_ERR_ETYPE_NOSUPP:
        return MINOR_ENCTYPE_REFUSED;
    default:
        return (OM_uint32)code;
    }
}

OM_uint32 krb5_library_fail(OM_uint32 *minor, krb5_context library, krb5_error_code code,
                            OM_uint32 fallback)
{
    OM_uint32 own = krb5_library_own_code(code);
    const char *text;

    if (code == ENOMEM)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    text = krb5_get_error_message(library, code);
    if (text != NULL)
        minor_set_detail(own, text);
    krb5_free_error_message(library, text);
    if (minor != NULL)
        *minor = own;
    for (size_t i = 0; i < sizeof(krb5_majors) / sizeof(krb5_majors[0]); i++) {
        if (krb5_majors[i].code == code)
            return krb5_majors[i].major;
    }
    return fallback;
}

/* RFC 1964 s.4.1. */
static const char *const rfc1964_sentences[] = {
    [GSS_KRB5_S_G_BAD_SERVICE_NAME] = "The service name has no \"@\"",
    [GSS_KRB5_S_G_BAD_STRING_UID] = "The user id is not a number",
    [GSS_KRB5_S_G_NOUSER] = "No user has this user id",
    [GSS_KRB5_S_G_VALIDATE_FAILED] = "Validation error",
    [GSS_KRB5_S_G_BUFFER_ALLOC] = "No memory for the buffer",
    [GSS_KRB5_S_G_BAD_MSG_CTX] = "The message context is invalid",
    [GSS_KRB5_S_G_WRONG_SIZE] = "The buffer has the wrong size",
    [GSS_KRB5_S_G_BAD_USAGE] = "Unknown usage of a credential",
    [GSS_KRB5_S_G_UNKNOWN_QOP] = "Unknown quality of protection",
    [GSS_KRB5_S_KG_CCACHE_NOMATCH] = "The credential cache belongs to another principal",
    [GSS_KRB5_S_KG_KEYTAB_NOMATCH] = "No principal in the keytab matches the name",
    [GSS_KRB5_S_KG_TGT_MISSING] = "The credential cache has no ticket-granting ticket",
    [GSS_KRB5_S_KG_NO_SUBKEY] = "The authenticator has no subkey",
    [GSS_KRB5_S_KG_CONTEXT_ESTABLISHED] = "The context is already established",
    [GSS_KRB5_S_KG_BAD_SIGN_TYPE] = "The token has an unknown type of signature",
    [GSS_KRB5_S_KG_BAD_LENGTH] = "A field of the token has an invalid length",
    [GSS_KRB5_S_KG_CTX_INCOMPLETE] = "The context is not established yet",
};

bool krb5_library_display_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size)
{
    krb5_context library;
    const char *text;
    OM_uint32 minor;

    (void)mech;
    if (code < sizeof(rfc1964_sentences) / sizeof(rfc1964_sentences[0])) {
        if (rfc1964_sentences[code] == NULL)
            return false;
        snprintf(out, size, "%s", rfc1964_sentences[code]);
        return true;
    }
    if (krb5_library_borrow(&minor, &library) != GSS_S_COMPLETE)
        return false;
    text = krb5_get_error_message(library, (krb5_error_code)code);
    if (text == NULL)
        return false;
    snprintf(out, size, "%s", text);
    krb5_free_error_message(library, text);
    return true;
}
