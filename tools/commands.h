/* The subcommands of gss, one file each. */
#ifndef GSS_TOOLS_COMMANDS_H
#define GSS_TOOLS_COMMANDS_H

#include "options.h"

cli_main command_classic; /* GNU GSS's options, without a subcommand */
cli_main command_client;
cli_main command_doctor;
cli_main command_inspect;
cli_main command_scram;
cli_main command_server;
cli_main command_transfer;

#endif
