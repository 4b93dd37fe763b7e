/* Tokens of each kind that `gss inspect` knows, well-formed, made by hand. */
#ifndef GSS_TESTS_INSPECT_SAMPLES_H
#define GSS_TESTS_INSPECT_SAMPLES_H

#include <stdbool.h>

#include "base/writer.h"

/* The bytes that stand where ciphertext, messages and unknown tokens would: no output may show
 * them. */
#define SAMPLE_SECRET "Attack at dawn!!"

struct inspect_sample {
    const char *name;
    void (*write)(struct writer *out);
    bool closed; /* no proper prefix of it is well-formed */
};

/* Ends with a NULL name. */
extern const struct inspect_sample inspect_samples[];

void sample_write_ap_req(struct writer *out); /* bare */
void sample_write_framed_ap_req(struct writer *out);
void sample_write_framed_ap_rep(struct writer *out);
void sample_write_framed_error(struct writer *out);
void sample_write_mic(struct writer *out);
void sample_write_wrap_sealed(struct writer *out);
void sample_write_wrap_clear(struct writer *out);
void sample_write_negotiation(struct writer *out);
void sample_write_response(struct writer *out);
void sample_write_hints(struct writer *out);       /* bare, as servers send it */
void sample_write_request_mic(struct writer *out); /* with a challenge of NTLM in it */
void sample_write_ntlm_negotiate(struct writer *out);
void sample_write_ntlm_challenge(struct writer *out);
void sample_write_ntlm_authenticate(struct writer *out);
void sample_write_negoex(struct writer *out);
void sample_write_name(struct writer *out);
void sample_write_composite_name(struct writer *out);
void sample_write_unknown_mech(struct writer *out);
void sample_write_interprocess(struct writer *out);
void sample_write_scram_first(struct writer *out);
void sample_write_scram_sasl_first(struct writer *out);
void sample_write_scram_challenge(struct writer *out);
void sample_write_scram_response(struct writer *out);
void sample_write_scram_outcome(struct writer *out);
void sample_write_scram_error(struct writer *out);

#endif
