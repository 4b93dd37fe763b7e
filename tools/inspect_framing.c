/* The framing of initial context tokens (RFC 2743 s.3.1), and exported names (s.3.2). */
#include <string.h>

#include <gss/krb5-ext.h>

#include "base/oid.h"
#include "inspector.h"

/* Mechanisms whose tokens we can read on. */
static gss_OID_desc krb5_microsoft = OID_STATIC("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02");
static gss_OID_desc krb5_user_to_user = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x03");
static gss_OID_desc scram_sha1 = OID_STATIC("\x2b\x06\x01\x05\x05\x0e");
static gss_OID_desc scram_sha256 = OID_STATIC("\x2b\x06\x01\x05\x05\x12");
static gss_OID_desc spnego = OID_STATIC("\x2b\x06\x01\x05\x05\x02");

static const struct {
    gss_const_OID mech;
    void (*inspect)(struct inspector *in, struct reader inner);
} framed_mechs[] = {
    {&GSS_KRB5_static, inspect_krb5_token},   {&krb5_microsoft, inspect_krb5_token},
    {&krb5_user_to_user, inspect_krb5_token}, {&scram_sha1, inspect_scram_first},
    {&scram_sha256, inspect_scram_first},     {&spnego, inspect_negotiation},
};

static void inspect_mech_part(struct inspector *in, gss_const_OID mech, struct reader inner)
{
    for (size_t i = 0; i < sizeof(framed_mechs) / sizeof(framed_mechs[0]); i++) {
        if (oid_equal(framed_mechs[i].mech, mech)) {
            framed_mechs[i].inspect(in, inner);
            return;
        }
    }
    inspector_number(in, "mechanism_token_length", inner.left);
}

void inspect_framed(struct inspector *in, struct reader token)
{
    struct reader body = inspector_element(in, &token, DER_APPLICATION(0), "the token's framing");
    struct reader id = inspector_element(in, &body, DER_OID, "the mechanism's identifier");
    gss_OID_desc mech = {(OM_uint32)id.left, (void *)id.next};

    if (in->failed)
        return;
    if (id.left == 0) {
        inspector_fail(in, &id, "the mechanism's identifier is empty");
        return;
    }
    inspector_oid(in, "mechanism", id);
    inspect_mech_part(in, &mech, body);
    inspector_end(in, &token, "the framed token");
}

void inspect_exported_name(struct inspector *in, struct reader name)
{
    uint16_t token_id = read_u16be(&name);
    struct reader oid_field = read_sub_u16be(&name);
    struct reader id, text;

    inspector_code(in, "token_id", token_id, 4,
                   token_id == 0x0402 ? "exported composite name" : "exported name");
    if (!reader_ok(&name)) {
        inspector_fail(in, &name, "the header's mechanism identifier is cut off");
        return;
    }
    id = inspector_element(in, &oid_field, DER_OID, "the mechanism's identifier");
    inspector_end(in, &oid_field, "the mechanism's identifier");
    inspector_oid(in, "mechanism", id);
    text = read_sub_u32be(&name);
    if (!reader_ok(&name)) {
        inspector_fail(in, &name, "the name is shorter than its length says");
        return;
    }
    inspector_text(in, "name", text);
    if (token_id == 0x0402)
        inspector_number(in, "attributes_length", name.left);
    else
        inspector_end(in, &name, "the name");
}
