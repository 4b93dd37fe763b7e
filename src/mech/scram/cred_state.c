/*
 * A credential as bytes, and back.
 *
 * version u8, hash u8, usage u8, name (name.h); then, if it initiates, the
 * password as HMAC's hashed key; then, if it accepts, the path of the file of
 * verifiers (length u16, bytes). The password is not there as text: what is
 * there serves for this hash, and for guessing, as a verifier does.
 */
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "mech/scram/cred.h"

enum { STATE_VERSION = 1 };

OM_uint32 scram_cred_export(OM_uint32 *minor, const void *cred, struct writer *out)
{
    const struct scram_cred *from = cred;
    const char *path;

    write_u8(out, STATE_VERSION);
    write_u8(out, from->hash->id);
    write_u8(out, (uint8_t)from->usage);
    scram_name_write(from->name, out);
    if (from->usage != GSS_C_ACCEPT)
        write_bytes(out, from->password.mac_key, mac_key_size(from->hash->hash));
    if (from->usage != GSS_C_INITIATE) {
        path = scram_verifiers_path(from->verifiers);
        write_field_u16be(out, path, strlen(path));
    }
    return writer_ok(out) ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 read_verifiers(OM_uint32 *minor, struct reader *in, struct scram_cred *cred)
{
    struct reader field = read_sub_u16be(in);
    char *path;

    if (!reader_ok(in) || field.left == 0 || memchr(field.next, '\0', field.left) != NULL)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    path = strndup((const char *)field.next, field.left);
    if (path != NULL)
        cred->verifiers = scram_verifiers_of(path);
    free(path);
    if (cred->verifiers == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return scram_verifiers_check_file(minor, cred->verifiers);
}

static OM_uint32 cred_read(OM_uint32 *minor, struct reader *in, struct scram_cred *cred)
{
    OM_uint32 major = scram_name_read(minor, in, &cred->name);

    if (major == GSS_S_COMPLETE && cred->usage != GSS_C_ACCEPT)
        read_copy(in, cred->password.mac_key, mac_key_size(cred->hash->hash));
    if (major == GSS_S_COMPLETE && cred->usage != GSS_C_INITIATE)
        major = read_verifiers(minor, in, cred);
    if (major == GSS_S_COMPLETE &&
        (!reader_at_end(in) || (cred->usage != GSS_C_ACCEPT && cred->name == NULL)))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return major;
}

OM_uint32 scram_cred_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                            void **cred)
{
    const struct scram_hash *own = mech->module;
    uint8_t version = read_u8(in), hash = read_u8(in), usage = read_u8(in);
    struct scram_cred *made;
    OM_uint32 major;

    if (!reader_ok(in) || version != STATE_VERSION || hash != own->id || usage > GSS_C_ACCEPT)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    made = scram_cred_new(own, usage);
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = cred_read(minor, in, made);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    scram_cred_free(made);
    return major;
}
