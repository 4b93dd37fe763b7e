/* The keytab: can it be read, and has it keys that this library takes? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfx/enctype.h"
#include "doctor.h"

static const char area[] = "keytab";

/* What a keytab has for one principal. */
struct keytab_entry {
    krb5_principal principal;
    krb5_kvno newest;     /* of any key */
    krb5_kvno newest_aes; /* of a key that we take */
    bool has_aes;
    krb5_enctype refused; /* one that we refuse; 0: none */
};

struct keytab_entries {
    struct keytab_entry *entries;
    size_t count;
};

/* The entry of PRINCIPAL, made if there is none; NULL without memory. */
static struct keytab_entry *keytab_entry_of(struct doctor *doctor, struct keytab_entries *all,
                                            krb5_const_principal principal)
{
    struct keytab_entry *entries;

    for (size_t i = 0; i < all->count; i++) {
        if (krb5_principal_compare(doctor->library, all->entries[i].principal, principal))
            return &all->entries[i];
    }
    entries = reallocarray(all->entries, all->count + 1, sizeof(*entries));
    if (entries == NULL)
        return NULL;
    all->entries = entries;
    entries[all->count] = (struct keytab_entry){0};
    if (krb5_copy_principal(doctor->library, principal, &entries[all->count].principal) != 0)
        return NULL;
    return &entries[all->count++];
}

static void keytab_add_key(struct doctor *doctor, struct keytab_entries *all,
                           const krb5_keytab_entry *key)
{
    struct keytab_entry *entry = keytab_entry_of(doctor, all, key->principal);

    if (entry == NULL) {
        doctor->failed = true;
        return;
    }
    if (key->vno > entry->newest)
        entry->newest = key->vno;
    if (enctype_find(key->key.enctype) == NULL) {
        entry->refused = key->key.enctype;
        return;
    }
    entry->has_aes = true;
    if (key->vno > entry->newest_aes)
        entry->newest_aes = key->vno;
}

static krb5_error_code keytab_read(struct doctor *doctor, krb5_keytab keytab,
                                   struct keytab_entries *all)
{
    krb5_keytab_entry key;
    krb5_kt_cursor cursor;
    krb5_error_code code = krb5_kt_start_seq_get(doctor->library, keytab, &cursor);

    if (code != 0)
        return code;
    while ((code = krb5_kt_next_entry(doctor->library, keytab, &key, &cursor)) == 0) {
        keytab_add_key(doctor, all, &key);
        krb5_free_keytab_entry_contents(doctor->library, &key);
    }
    krb5_kt_end_seq_get(doctor->library, keytab, &cursor);
    return code == KRB5_KT_END ? 0 : code;
}

static void examine_entry(struct doctor *doctor, const struct keytab_entry *entry)
{
    static const char advice[] = "make AES keys for it: ktadd of kadmin, or with Active Directory "
                                 "allow AES for the account and make the keytab anew";
    const char *who = doctor_principal(doctor, entry->principal);
    char refused[64];

    if (!entry->has_aes)
        doctor_find(doctor, FINDING_PROBLEM, area, advice,
                    "%s has no AES key; its %s key is refused", who,
                    enctype_display(entry->refused, refused, sizeof(refused)));
    else if (entry->newest_aes != entry->newest)
        doctor_find(doctor, FINDING_PROBLEM, area, advice,
                    "%s has AES keys only of version %u, but its newest key is of version %u", who,
                    (unsigned)entry->newest_aes, (unsigned)entry->newest);
    else
        doctor_find(doctor, FINDING_OK, area, NULL, "%s has AES keys of version %u", who,
                    (unsigned)entry->newest);
}

/* Hands principals with AES keys to later examinations. */
static void remember_principals(struct doctor *doctor, struct keytab_entries *all)
{
    krb5_principal *principals = calloc(all->count + 1, sizeof(krb5_principal));

    if (principals == NULL) {
        doctor->failed = true;
        return;
    }
    doctor->keytab_principals = principals;
    for (size_t i = 0; i < all->count; i++) {
        if (!all->entries[i].has_aes)
            continue;
        principals[doctor->keytab_count++] = all->entries[i].principal;
        all->entries[i].principal = NULL; /* the doctor's now */
    }
}

static void keytab_entries_clear(struct doctor *doctor, struct keytab_entries *all)
{
    for (size_t i = 0; i < all->count; i++)
        krb5_free_principal(doctor->library, all->entries[i].principal);
    free(all->entries);
}

static void examine_unreadable(struct doctor *doctor, const char *name, krb5_error_code code)
{
    enum finding_level level = doctor->acceptor ? FINDING_PROBLEM : FINDING_WARNING;

    if (code == ENOENT || code == KRB5_KT_NOTFOUND)
        doctor_find(doctor, level, area, "make one with ktadd of kadmin, or name it in KRB5_KTNAME",
                    "%s does not exist: nothing can be accepted here", name);
    else if (code == EACCES)
        doctor_find(doctor, level, area, "let the service's user read it, and nobody else",
                    "this user may not read %s", name);
    else
        doctor_find(doctor, FINDING_PROBLEM, area, "make it anew with ktadd of kadmin",
                    "%s cannot be read: %s", name, doctor_krb5_error(doctor, code));
}

static void examine_entries(struct doctor *doctor, const char *name, struct keytab_entries *all)
{
    if (all->count == 0)
        doctor_find(doctor, doctor->acceptor ? FINDING_PROBLEM : FINDING_WARNING, area,
                    "add keys with ktadd of kadmin", "%s is empty", name);
    for (size_t i = 0; i < all->count; i++)
        examine_entry(doctor, &all->entries[i]);
    remember_principals(doctor, all);
}

void doctor_examine_keytab(struct doctor *doctor)
{
    struct keytab_entries all = {0};
    char name[1024] = "the default keytab";
    krb5_keytab keytab = NULL;
    krb5_error_code code;

    if (doctor->library == NULL)
        return;
    code = krb5_kt_default(doctor->library, &keytab);
    if (code == 0)
        code = krb5_kt_get_name(doctor->library, keytab, name, sizeof(name));
    if (code == 0) {
        doctor_check_file_mode(doctor, area, name);
        code = keytab_read(doctor, keytab, &all);
    }
    if (code != 0)
        examine_unreadable(doctor, name, code);
    else
        examine_entries(doctor, name, &all);
    keytab_entries_clear(doctor, &all);
    if (doctor->keytab_count != 0) {
        doctor->keytab = keytab;
        keytab = NULL; /* the doctor's now */
    }
    if (keytab != NULL)
        krb5_kt_close(doctor->library, keytab);
}
