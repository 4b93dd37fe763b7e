#include "mech/krb5/inquiry.h"

#include "base/writer.h"

gss_OID_desc krb5_inquiry_authz_data_oid(int32_t ad_type, uint8_t *elements)
{
    gss_OID_desc oid = {0, elements};
    uint32_t arc = (uint32_t)ad_type;
    struct writer out;
    int shift = 28;

    writer_init_fixed(&out, elements, KRB5_INQUIRE_OID_MAX);
    write_bytes(&out, KRB5_INQUIRE_AUTHZ_DATA, sizeof(KRB5_INQUIRE_AUTHZ_DATA) - 1);
    while (shift > 0 && arc >> shift == 0) /* base 128, no leading zeros (X.690 s.8.19.2) */
        shift -= 7;
    for (; shift > 0; shift -= 7)
        write_u8(&out, (uint8_t)(0x80 | (arc >> shift & 0x7f)));
    write_u8(&out, (uint8_t)(arc & 0x7f));
    oid.length = (OM_uint32)out.length;
    return oid;
}
