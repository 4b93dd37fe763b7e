/* The configuration of a test that loads plugins: a file of its own. */
#ifndef TESTS_PLUGIN_CONFIG_H
#define TESTS_PLUGIN_CONFIG_H

/* Makes the file and names it in $GSS_MECH_CONFIG: before the first call of the library. It goes
 * with the process. */
void plugin_config_create(void);

/* Writes the file anew, in one step. LINES: "toy", "minimal" and "interposer" stand for the lines
 * of the test plugins, in their order; other words are ignored. */
void plugin_config_write(const char *lines);

#endif
