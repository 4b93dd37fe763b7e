/*
 * The HTTP of Negotiate (RFC 4559) for an acceptor that keeps nothing: header fields to tokens, and
 * a cookie with the context that is under way.
 */
#ifndef EXAMPLES_NEGOTIATE_H
#define EXAMPLES_NEGOTIATE_H

#include <microhttpd.h>
#include <stdbool.h>

#include <gss.h>

enum { NEGOTIATE_LEGS = 8 /* at most in one exchange */ };

/* What came. LEGS has the digit of the worker of each leg, this one's at its end. Who served those
 * before is the client's word (it is not sealed): show it, and decide nothing by it. */
struct negotiate_request {
    gss_buffer_desc token;  /* the client's, never empty */
    gss_buffer_desc sealed; /* the exported context that the cookie brought; empty in a first leg */
    char legs[NEGOTIATE_LEGS + 1];
    bool had_cookie;
};

/* What goes back. */
struct negotiate_answer {
    unsigned status;
    char *text;               /* the body */
    char *challenge, *cookie; /* WWW-Authenticate and Set-Cookie, or NULL */
};

/* Reads the request for worker NUMBER ('1' to '9'). False if it is not one leg of an exchange: then
 * ANSWER says so. Both are zero before, and negotiate_send() releases them in any case. */
bool negotiate_read(struct MHD_Connection *client, char number, struct negotiate_request *request,
                    struct negotiate_answer *answer);

/* Sets status and text. With 401 and no challenge yet, the client is told to begin anew. */
void negotiate_say(struct negotiate_answer *answer, unsigned status, const char *text);

/* The token for the client's next step; without one, the scheme alone. */
void negotiate_challenge(struct negotiate_answer *answer, const gss_buffer_desc *token);

/* Gives the client the sealed context to carry, for so many seconds. False if it is more than
 * clients take as a cookie. */
bool negotiate_carry(struct negotiate_answer *answer, const struct negotiate_request *request,
                     const gss_buffer_desc *sealed, int seconds);

/* Sends the answer. The client's cookie is removed, unless it gets a new one or can try it later
 * (503). */
enum MHD_Result negotiate_send(struct MHD_Connection *client, char number,
                               struct negotiate_request *request, struct negotiate_answer *answer);

#endif
