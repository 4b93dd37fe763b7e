/* Names of the object identifiers that GSS-API tokens carry. */
#ifndef GSS_TOOLS_OID_NAMES_H
#define GSS_TOOLS_OID_NAMES_H

/* The name of a mechanism or name type, or NULL. */
const char *oid_name_find(const char *dotted);

#endif
