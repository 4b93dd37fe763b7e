/* The configured plugins, and what became of each. */
#ifndef GSS_TOOLS_PLUGINS_H
#define GSS_TOOLS_PLUGINS_H

#include "json.h"

/* Appends a paragraph for each line of the configuration. */
void plugins_write_text(struct writer *out);

/* Writes an array, as the member "plugins". */
void plugins_write_json(struct json *json);

#endif
