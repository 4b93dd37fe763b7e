#include "base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char alphabets[][65] = {
    [BASE64_HEADER] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    [BASE64_COOKIE] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

char *base64_encode(enum base64_kind kind, const gss_buffer_desc *bytes)
{
    const uint8_t *in = bytes->value;
    char *text = malloc((bytes->length + 2) / 3 * 4 + 1), *out = text;
    uint32_t bits = 0;
    unsigned held = 0; /* bits that are not written yet */
    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < bytes->length; i++) {
        bits = bits << 8 | in[i];
        for (held += 8; held >= 6; held -= 6)
            *out++ = alphabets[kind][bits >> (held - 6) & 63];
    }
    if (held > 0)
        *out++ = alphabets[kind][bits << (6 - held) & 63];
    while (kind == BASE64_HEADER && (out - text) % 4 != 0)
        *out++ = '=';
    *out = '\0';
    return text;
}

/* The digits of TEXT, up to its padding; false if something else is in it. */
static bool decode_digits(enum base64_kind kind, const char *text, size_t digits,
                          gss_buffer_t bytes)
{
    uint8_t *out = bytes->value;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < digits; i++) {
        const char *digit = strchr(alphabets[kind], text[i]);
        if (digit == NULL)
            return false;
        bits = bits << 6 | (uint32_t)(digit - alphabets[kind]);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[bytes->length++] = (uint8_t)(bits >> held);
        }
    }
    return held < 6 && (bits & ((1u << held) - 1)) == 0;
}

bool base64_decode(enum base64_kind kind, const char *text, gss_buffer_t bytes)
{
    const size_t digits = strcspn(text, "="), padding = strlen(text + digits);
    *bytes = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (padding != (kind == BASE64_HEADER ? (4 - digits % 4) % 4 : 0) ||
        strspn(text + digits, "=") != padding)
        return false;
    bytes->value = malloc(digits / 4 * 3 + 3);
    if (bytes->value != NULL && decode_digits(kind, text, digits, bytes))
        return true;
    free(bytes->value);
    *bytes = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    return false;
}
