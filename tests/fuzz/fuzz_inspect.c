/* gss inspect, on anything: read as a token, and shown as text and as JSON. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inspection inspection;
    struct writer text, json_text;
    struct json json;

    writer_init(&text);
    writer_init(&json_text);
    json_init(&json, &json_text);
    if (inspect_token(data, size, &inspection)) {
        inspect_write_text(&inspection, &text);
        json_open_object(&json, NULL);
        inspect_write_json(&inspection, &json);
        json_close_object(&json);
        if (!writer_ok(&text) || !writer_ok(&json_text) || json.depth != 0 ||
            inspection.offset > size)
            abort();
    }
    inspect_clear(&inspection);
    writer_free(&text);
    writer_free(&json_text);
    return 0;
}
