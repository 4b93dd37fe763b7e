/* Names of Kerberos' numbers, for people. */
#ifndef GSS_TOOLS_KRB5_NAMES_H
#define GSS_TOOLS_KRB5_NAMES_H

#include "field.h"

extern const struct field_name krb5_error_names[];     /* RFC 4120 s.7.5.9 */
extern const struct field_name krb5_name_type_names[]; /* RFC 4120 s.6.2, RFC 6111 */

#endif
