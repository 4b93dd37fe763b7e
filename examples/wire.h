/*
 * What the examples share: tokens on a stream, hand-overs between processes, and complaints.
 */
#ifndef EXAMPLES_WIRE_H
#define EXAMPLES_WIRE_H

#include <stdbool.h>

#include <gss.h>

/* One token on a stream: its length in four bytes, most significant first, and its bytes. READ
 * gives memory that free() releases; false at the stream's end, on errors and for absurd lengths.
 */
bool wire_write_token(int fd, const gss_buffer_desc *token);
bool wire_read_token(int fd, gss_buffer_t token);

/* One hand-over on a socket of type SOCK_SEQPACKET: a token, and a descriptor beside it
 * (SCM_RIGHTS). RECEIVE gives memory that free() releases. */
bool wire_send_handover(int channel, const gss_buffer_desc *token, int client);
bool wire_receive_handover(int channel, gss_buffer_t token, int *client);

/* The words of a status, of both codes, as "WHAT: MAJOR: MINOR" on standard error. */
void wire_complain(const char *what, OM_uint32 major, OM_uint32 minor);

/* Writes the words of one code to OUT; returns OUT. */
char *wire_status_words(OM_uint32 status, int type, char *out, size_t size);

#endif
