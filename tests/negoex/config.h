/* The plugin's mechanisms, toy-1 and so on, for a test and the programs that it starts. */
#ifndef TESTS_NEGOEX_CONFIG_H
#define TESTS_NEGOEX_CONFIG_H

/* Writes a configuration of the library PLUGIN into FOLDER, and sets GSS_MECH_CONFIG. Aborts if
 * that cannot be done. */
void negoex_enter(const char *folder, const char *plugin);

#endif
