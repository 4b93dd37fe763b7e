#include "base/framing.h"

#include "base/der.h"

struct reader framing_read(struct reader *in, gss_OID_desc *oid)
{
    struct reader body = der_read(in, DER_APPLICATION(0));
    struct reader id = der_read(&body, DER_OID);

    oid->length = (OM_uint32)id.left;
    oid->elements = (void *)id.next;
    if (!reader_ok(&body) || !reader_at_end(in) || oid->length == 0) {
        reader_fail(in);
        reader_fail(&body);
    }
    return body;
}

/* The bytes that der_write_length takes. */
static size_t framing_length_size(size_t length)
{
    size_t size = 1;

    for (size_t rest = length; length >= 0x80 && rest != 0; rest >>= 8)
        size++;
    return size;
}

void framing_write(struct writer *out, gss_const_OID oid, size_t length)
{
    write_u8(out, DER_APPLICATION(0));
    der_write_length(out, 1 + framing_length_size(oid->length) + oid->length + length);
    der_write(out, DER_OID, oid->elements, oid->length);
}
