/* A Kerberos configuration and a keytab for a fuzz target: in memory, no realm behind them. */
#ifndef TESTS_FUZZ_KRB5_WORLD_H
#define TESTS_FUZZ_KRB5_WORLD_H

/* The seeds in corpus/initial_token are for this key. Clocks may differ by decades, so that they
 * stay good; there is no replay cache. Aborts on failure. */
void krb5_world_make(void);

#endif
