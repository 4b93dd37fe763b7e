#!/bin/bash
# usage: with-realm with-gssproxy test_interposer.sh FOLDER PYTHON SCRIPT
# Runs SCRIPT with the library in FOLDER, as a client of the daemon and as a process that is none.
set -eu
folder=$1
export GSS_PROXIED=$GSS_REALM_DIR/proxied
printf '#!/bin/sh\nexec env LD_LIBRARY_PATH=%s %s %s\n' "$folder" "$2" "$3" >"$GSS_PROXIED"
chmod 700 "$GSS_PROXIED"
"$GSS_REALM_DIR/gssproxy/client"
GSS_USE_PROXY=no "$GSS_REALM_DIR/gssproxy/client"
