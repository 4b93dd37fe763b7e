#!/bin/bash
# Programs of Debian's packages, unmodified, with our library in MIT's place:
# test_programs.sh FOLDER-OF-OUR-LIBRARY
set -u
face=$1
dir=$(mktemp -d) || exit 1
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
server=
count=0 failed=0

# claim TEXT COMMAND...
claim() {
  local text=$1
  shift
  count=$((count + 1))
  if "$@" >"$dir/out" 2>&1; then
    echo "ok $count - $text"
  else
    echo "not ok $count - $text"
    sed 's/^/# /' "$dir/out"
    failed=$((failed + 1))
  fi
}

# Starts gss-server with LD_LIBRARY_PATH=$1 on a free port, for COUNT connections.
start_server() {
  LD_LIBRARY_PATH=$1 gss-server -port "$port" -verbose host >"$dir/server" 2>&1 &
  server=$!
  until grep -q starting "$dir/server" 2>/dev/null || ! kill -0 "$server" 2>/dev/null; do
    read -rt 0.05 <> <(:)
  done
}

stop_server() {
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
}

uses_ours() {
  grep -q "$face/libgssapi_krb5" "/proc/$server/maps"
}

client_finds_ours() {
  LD_LIBRARY_PATH=$face ldd "$(command -v gss-client)" | grep "$face/libgssapi_krb5"
}

client() { # LD_LIBRARY_PATH OPTION...
  local path=$1
  shift
  LD_LIBRARY_PATH=$path timeout 30 gss-client -port "$port" "$@" localhost host@aes256-sha1.gss.test hello &&
    ! grep -qi 'error' "$dir/server"
}

claim "the client is loaded with our library" client_finds_ours
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for pair in "$face:$face:both ends ours" ":$face:MIT's client, our server" "$face::our client, MIT's server"; do
  IFS=: read -r left right text <<<"$pair"
  start_server "$right"
  [ -z "$right" ] || claim "$text: the server runs on our library" uses_ours
  claim "$text: wrap and MIC" client "$left" -mcount 3
  claim "$text: delegation" client "$left" -d
  claim "$text: no encryption" client "$left" -nx
  stop_server
done
echo "1..$count"
exit $((failed != 0))
