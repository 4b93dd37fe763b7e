#include "negotiate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base64.h"

enum { MOST_COOKIE = 4096 /* what clients take at least (RFC 6265 s.6.1) */ };

/* Behind TLS: "__Host-gss-leg", and Secure among the attributes. */
static const char cookie_name[] = "gss-leg";
static const char attributes[] = "Path=/; HttpOnly; SameSite=Strict";
static const char scheme[] = "Negotiate";

/* The fields that matter, and how often they are there. */
struct fields {
    int authorizations, cookies;
    const char *authorization, *cookie;
};

static enum MHD_Result read_field(void *closure, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    struct fields *fields = closure;
    if (kind == MHD_COOKIE_KIND && strcmp(name, cookie_name) == 0) {
        fields->cookies++;
        fields->cookie = value != NULL ? value : "";
    } else if (kind == MHD_HEADER_KIND && strcasecmp(name, "Authorization") == 0) {
        fields->authorizations++;
        fields->authorization = value != NULL ? value : "";
    }
    return MHD_YES;
}

/* The token's text; NULL for another scheme. */
static const char *read_scheme(const char *authorization)
{
    const size_t length = strlen(scheme);
    if (authorization == NULL || strncasecmp(authorization, scheme, length) != 0 ||
        (authorization[length] != ' ' && authorization[length] != '\0'))
        return NULL;
    return authorization + length + strspn(authorization + length, " ");
}

/* LEGS "." TOKEN, or no cookie. */
static bool read_cookie(struct negotiate_request *request, const char *cookie, char number)
{
    size_t legs = 0;
    if (cookie != NULL) {
        legs = strspn(cookie, "123456789");
        if (legs == 0 || legs >= NEGOTIATE_LEGS || cookie[legs] != '.' ||
            !base64_decode(BASE64_COOKIE, cookie + legs + 1, &request->sealed) ||
            request->sealed.length == 0)
            return false;
        memcpy(request->legs, cookie, legs);
    }
    request->legs[legs] = number;
    return true;
}

bool negotiate_read(struct MHD_Connection *client, char number, struct negotiate_request *request,
                    struct negotiate_answer *answer)
{
    struct fields fields = {0};
    const char *token;
    MHD_get_connection_values(client, MHD_HEADER_KIND | MHD_COOKIE_KIND, read_field, &fields);
    request->had_cookie = fields.cookies > 0;
    token = read_scheme(fields.authorization);
    if (fields.authorizations > 1 || fields.cookies > 1)
        negotiate_say(answer, MHD_HTTP_BAD_REQUEST, "more than one\n");
    else if (token == NULL) /* and a cookie alone is worth nothing */
        negotiate_say(answer, MHD_HTTP_UNAUTHORIZED, "who are you?\n");
    else if (!base64_decode(BASE64_HEADER, token, &request->token) || request->token.length == 0)
        negotiate_say(answer, MHD_HTTP_BAD_REQUEST, "not a token in base64\n");
    else if (!read_cookie(request, fields.cookie, number))
        negotiate_say(answer, MHD_HTTP_UNAUTHORIZED, "not accepted\n");
    return answer->status == 0;
}

void negotiate_say(struct negotiate_answer *answer, unsigned status, const char *text)
{
    answer->status = status;
    if ((answer->text = strdup(text)) == NULL)
        abort();
    if (status == MHD_HTTP_UNAUTHORIZED && answer->challenge == NULL)
        negotiate_challenge(answer, GSS_C_NO_BUFFER);
}

void negotiate_challenge(struct negotiate_answer *answer, const gss_buffer_desc *token)
{
    const bool some = token != GSS_C_NO_BUFFER && token->length > 0;
    char *text = some ? base64_encode(BASE64_HEADER, token) : NULL;
    if ((some && text == NULL) ||
        asprintf(&answer->challenge, "%s%s%s", scheme, some ? " " : "", some ? text : "") < 0)
        abort();
    free(text);
}

bool negotiate_carry(struct negotiate_answer *answer, const struct negotiate_request *request,
                     const gss_buffer_desc *sealed, int seconds)
{
    char *text = base64_encode(BASE64_COOKIE, sealed);
    if (text == NULL || asprintf(&answer->cookie, "%s=%s.%s; Max-Age=%d; %s", cookie_name,
                                 request->legs, text, seconds, attributes) < 0)
        abort();
    free(text);
    if (strlen(answer->cookie) <= MOST_COOKIE)
        return true;
    free(answer->cookie);
    answer->cookie = NULL;
    return false;
}

enum MHD_Result negotiate_send(struct MHD_Connection *client, char number,
                               struct negotiate_request *request, struct negotiate_answer *answer)
{
    const char worker[] = {number, '\0'};
    if (request->had_cookie && answer->cookie == NULL &&
        answer->status != MHD_HTTP_SERVICE_UNAVAILABLE &&
        asprintf(&answer->cookie, "%s=; Max-Age=0; %s", cookie_name, attributes) < 0)
        abort();
    const struct {
        const char *name, *value;
    } headers[] = {
        {"Content-Type", "text/plain; charset=utf-8"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "no-store"},
        {"WWW-Authenticate", answer->challenge},
        {"Set-Cookie", answer->cookie},
        {"Served-By", worker},
    };
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(answer->text), answer->text, MHD_RESPMEM_MUST_FREE);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        if (headers[i].value != NULL)
            MHD_add_response_header(response, headers[i].name, headers[i].value);
    const enum MHD_Result result = MHD_queue_response(client, answer->status, response);
    MHD_destroy_response(response);
    free(answer->challenge);
    free(answer->cookie);
    free(request->token.value);
    free(request->sealed.value);
    return result;
}
