/*
 * A credential as bytes, and back.
 *
 * version u8, usage u8, options u8 (OPTION_*), number of encryption types u8,
 * each u32; name (krb5_principal_write), its service (length u16, bytes) and
 * any_host u8. Then, if it initiates: client and tickets as krb5_tickets_write
 * has them. Then, if it accepts, the keytab: its name (length u16, bytes), or an
 * empty one, and the number of keys u16, each: principal, version u32, time u32,
 * encryption type u32, key (length u16, bytes).
 *
 * Tickets travel, whatever cache they are in, so that the importer opens no
 * cache that somebody else names. A keytab does not, unless it is in memory.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "cfx/enctype.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/delegation.h"
#include "mech/krb5/library.h"

enum { STATE_VERSION = 1 };
enum { OPTION_NO_CI_FLAGS = 1, OPTIONS_KNOWN = 1 };

static OM_uint32 fail_malformed(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
}

static OM_uint32 write_tickets(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                               struct writer *out)
{
    struct krb5_source source;
    OM_uint32 major = krb5_source_open(minor, library, cred, NULL, &source);

    if (major != GSS_S_COMPLETE)
        return major;
    major = krb5_tickets_write(minor, library, source.client, source.ccache, out);
    krb5_source_close(library, &source);
    return major;
}

static bool keytab_is_in_memory(krb5_context library, krb5_keytab keytab)
{
    return strcmp(krb5_kt_get_type(library, keytab), "MEMORY") == 0;
}

static krb5_error_code write_keys(krb5_context library, krb5_keytab keytab, struct writer *out)
{
    struct writer keys;
    krb5_keytab_entry entry;
    krb5_kt_cursor cursor;
    uint16_t count = 0;
    krb5_error_code code = krb5_kt_start_seq_get(library, keytab, &cursor);

    if (code != 0)
        return code;
    writer_init_secret(&keys);
    while (count < UINT16_MAX && krb5_kt_next_entry(library, keytab, &entry, &cursor) == 0) {
        if (!krb5_principal_write(library, entry.principal, &keys))
            writer_fail(&keys);
        write_u32be(&keys, entry.vno);
        write_u32be(&keys, (uint32_t)entry.timestamp);
        write_u32be(&keys, (uint32_t)entry.key.enctype);
        write_field_u16be(&keys, entry.key.contents, entry.key.length);
        krb5_free_keytab_entry_contents(library, &entry);
        count++;
    }
    krb5_kt_end_seq_get(library, keytab, &cursor);
    write_u16be(out, count);
    write_bytes(out, keys.data, keys.length);
    if (!writer_ok(&keys))
        writer_fail(out);
    writer_free(&keys);
    return 0;
}

static OM_uint32 write_keytab(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                              struct writer *out)
{
    krb5_error_code code;

    if (!keytab_is_in_memory(library, cred->keytab_held)) {
        write_field_u16be(out, cred->keytab, strlen(cred->keytab));
        return GSS_S_COMPLETE;
    }
    write_u16be(out, 0);
    code = write_keys(library, cred->keytab_held, out);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

static void write_head(krb5_context library, const struct krb5_cred *cred, struct writer *out)
{
    const char *service = cred->name != NULL ? cred->name->service : NULL;
    uint8_t count = 0;

    write_u8(out, STATE_VERSION);
    write_u8(out, (uint8_t)cred->usage);
    write_u8(out, cred->no_ci_flags ? OPTION_NO_CI_FLAGS : 0);
    while (cred->enctypes[count] != 0)
        count++;
    write_u8(out, count);
    for (uint8_t i = 0; i < count; i++)
        write_u32be(out, (uint32_t)cred->enctypes[i]);
    if (!krb5_principal_write(library, cred->name != NULL ? cred->name->principal : NULL, out))
        writer_fail(out);
    write_field_u16be(out, service, service != NULL ? strlen(service) : 0);
    write_u8(out, cred->name != NULL && cred->name->any_host);
}

OM_uint32 krb5_cred_export(OM_uint32 *minor, const void *cred, struct writer *out)
{
    const struct krb5_cred *from = cred;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major != GSS_S_COMPLETE)
        return major;
    write_head(library, from, out);
    if (from->usage != GSS_C_ACCEPT)
        major = write_tickets(minor, library, from, out);
    if (major == GSS_S_COMPLETE && from->usage != GSS_C_INITIATE)
        major = write_keytab(minor, library, from, out);
    if (major == GSS_S_COMPLETE && !writer_ok(out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return major;
}

/* The name, which may be none; a service's is a name of its kind. */
static OM_uint32 read_name(OM_uint32 *minor, krb5_context library, struct reader *in,
                           struct krb5_name **name)
{
    OM_uint32 major = krb5_principal_read(minor, library, in, name);
    struct reader service;
    uint8_t any_host;

    if (major != GSS_S_COMPLETE)
        return major;
    service = read_sub_u16be(in);
    any_host = read_u8(in);
    if (!reader_ok(in) || any_host > 1 || ((any_host == 1 || service.left != 0) && *name == NULL) ||
        (service.left != 0 && memchr(service.next, '\0', service.left) != NULL))
        return fail_malformed(minor);
    if (service.left == 0)
        return any_host == 0 ? GSS_S_COMPLETE : fail_malformed(minor);
    (*name)->any_host = any_host == 1;
    (*name)->service = strndup((const char *)service.next, service.left);
    return (*name)->service != NULL ? GSS_S_COMPLETE
                                    : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 read_head(OM_uint32 *minor, krb5_context library, struct reader *in,
                           struct krb5_cred **cred)
{
    uint8_t version = read_u8(in), usage = read_u8(in), options = read_u8(in), count = read_u8(in);

    if (!reader_ok(in) || version != STATE_VERSION || usage > GSS_C_ACCEPT ||
        (options & ~OPTIONS_KNOWN) != 0 || count > KRB5_ENCTYPES_MOST)
        return fail_malformed(minor);
    *cred = krb5_cred_new(usage);
    if (*cred == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    (*cred)->no_ci_flags = (options & OPTION_NO_CI_FLAGS) != 0;
    for (uint8_t i = 0; i < count; i++) {
        (*cred)->enctypes[i] = (krb5_enctype)read_u32be(in);
        if (enctype_find((*cred)->enctypes[i]) == NULL)
            return fail_malformed(minor);
    }
    return read_name(minor, library, in, &(*cred)->name);
}

static OM_uint32 read_key(OM_uint32 *minor, krb5_context library, struct reader *in,
                          krb5_keytab keytab)
{
    krb5_keytab_entry entry = {0};
    struct krb5_name *name;
    struct reader key;
    krb5_error_code code;
    OM_uint32 major = krb5_principal_read(minor, library, in, &name);

    if (major != GSS_S_COMPLETE)
        return major;
    entry.vno = read_u32be(in);
    entry.timestamp = (krb5_timestamp)read_u32be(in);
    entry.key.enctype = (krb5_enctype)read_u32be(in);
    key = read_sub_u16be(in);
    if (!reader_ok(in) || name == NULL) {
        krb5_name_free(name);
        return fail_malformed(minor);
    }
    entry.principal = name->principal;
    entry.key.contents = (krb5_octet *)key.next; /* only read */
    entry.key.length = (unsigned)key.left;
    code = krb5_kt_add_entry(library, keytab, &entry);
    krb5_name_free(name);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

/* A new keytab in memory, which ends with the credential. */
static OM_uint32 read_keys(OM_uint32 *minor, krb5_context library, struct reader *in,
                           struct krb5_cred *cred)
{
    static atomic_uint made;
    krb5_keytab keytab;
    char name[64];
    uint16_t count = read_u16be(in);
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_error_code code;

    snprintf(name, sizeof(name), "MEMORY:gss-imported-%u", atomic_fetch_add(&made, 1));
    code = krb5_kt_resolve(library, name, &keytab);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    for (uint16_t i = 0; major == GSS_S_COMPLETE && i < count; i++)
        major = read_key(minor, library, in, keytab);
    if (major == GSS_S_COMPLETE)
        major = krb5_cred_set_keytab(minor, library, name, cred);
    krb5_kt_close(library, keytab);
    return major;
}

static OM_uint32 read_keytab(OM_uint32 *minor, krb5_context library, struct reader *in,
                             struct krb5_cred *cred)
{
    struct reader field = read_sub_u16be(in);
    OM_uint32 major;
    char *name;

    if (!reader_ok(in) || (field.left != 0 && memchr(field.next, '\0', field.left) != NULL))
        return fail_malformed(minor);
    if (field.left == 0)
        return read_keys(minor, library, in, cred);
    name = strndup((const char *)field.next, field.left);
    if (name == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = krb5_cred_set_keytab(minor, library, name, cred);
    free(name);
    return major;
}

static OM_uint32 read_tickets(OM_uint32 *minor, krb5_context library, struct reader *in,
                              struct krb5_cred *cred)
{
    struct krb5_cred *tickets;
    OM_uint32 major = krb5_tickets_read(minor, library, in, &tickets);

    if (major != GSS_S_COMPLETE)
        return major;
    cred->ccache = tickets->ccache;
    cred->client = tickets->client;
    cred->own_ccache = true;
    tickets->ccache = NULL; /* now the credential's */
    tickets->client = NULL;
    krb5_cred_free(tickets);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_cred_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                           void **cred)
{
    struct krb5_cred *made = NULL;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    (void)mech;
    if (major == GSS_S_COMPLETE)
        major = read_head(minor, library, in, &made);
    if (major == GSS_S_COMPLETE && made->usage != GSS_C_ACCEPT)
        major = read_tickets(minor, library, in, made);
    if (major == GSS_S_COMPLETE && made->usage != GSS_C_INITIATE)
        major = read_keytab(minor, library, in, made);
    if (major == GSS_S_COMPLETE && !reader_at_end(in))
        major = fail_malformed(minor);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    krb5_cred_free(made);
    return major;
}
