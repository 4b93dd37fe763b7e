/*
 * NTLM by Debian's gss-ntlmssp, a mechanism that is loaded as a plugin. One
 * user of each domain is in a file, for both ends.
 */
#ifndef TESTS_SUPPORT_NTLM_H
#define TESTS_SUPPORT_NTLM_H

/*
 * Has this process, and what it starts from now on, load the plugin, and know
 * the user NTLM_USER: writes both files into FOLDER and sets GSS_MECH_CONFIG
 * and NTLM_USER_FILE. Aborts if the plugin is not installed.
 */
void ntlm_enter(const char *folder);

/* As the plugin displays the user. */
#define NTLM_USER "TESTS\\alice"

#endif
