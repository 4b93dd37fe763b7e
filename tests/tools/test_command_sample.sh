#!/bin/bash
# gss client and gss server against each other, and against Debian's gss-server and gss-client.
. "$GSS_TESTS_DIR/claims.sh"

service=host@server.gss.test

# start_server OPTION...: our server, on any port; $port, and later its output in $work/server.
start_server() {
  local line
  : >"$work/server"
  "$gss" server --port 0 "$@" >>"$work/server" 2>"$work/server.err" &
  server=$!
  # the server's first line comes when it listens; tail ends with the server
  read -r line < <(tail -n +1 -f --pid=$server "$work/server") || die "$(cat "$work/server.err")"
  port=${line##* }
}

# The server that was started ends by itself, with this status.
expect_server_status() {
  local status=0
  wait $server || status=$?
  [ $status = "$1" ] || {
    sed 's/^/# /' "$work/server" "$work/server.err" >&2
    die "the server ended with $status instead of $1"
  }
}

# Debian's server for one connection: $port, and its log in $work/peer.
start_peer() {
  exec {ready}< <(exec python3 "$tools_dir/inetd.py" gss-server -inetd -verbose "$@" \
    -logfile "$work/peer" host 2>&1)
  server=$!
  read -r port <&"$ready" || die "no peer"
}

test_client_and_server_talk() {
  start_server --once host
  expect_status 0 "$gss" client --port $port localhost $service "hello, world"
  expect_line "$work/out" "alice@GSS.TEST to host/server.gss.test@GSS.TEST by Kerberos 5"
  expect_line "$work/out" "Signature verified."
  expect_server_status 0
  expect_line "$work/server" "Accepted alice@GSS.TEST by Kerberos 5"
  expect_line "$work/server" 'Received message: "hello, world"'
}

test_spnego_agrees_on_kerberos() {
  start_server --once --export --mech spnego host
  expect_status 0 "$gss" client --port $port --mech spnego localhost $service "hello, world"
  expect_line "$work/out" "alice@GSS.TEST to host/server.gss.test@GSS.TEST by Kerberos 5"
  expect_server_status 0
  expect_line "$work/server" "Accepted alice@GSS.TEST by Kerberos 5"
  expect_line "$work/server" "Exported and imported the context: "
  expect_line "$work/server" 'Received message: "hello, world"'
}

test_spnego_with_debians_programs() {
  start_peer
  expect_status 0 "$gss" client --port $port --mech spnego localhost $service hello
  expect_line "$work/out" "by Kerberos 5"
  wait $server
  start_server --once host
  expect_status 0 gss-client -port $port -spnego localhost $service hello
  expect_server_status 0
  expect_line "$work/server" "Accepted alice@GSS.TEST by Kerberos 5"
}

# A plugin's mechanism by its name, alone and negotiated, with a user's password.
# What a plugin loses is not ours.
forgive_plugins() {
  export ASAN_OPTIONS=${ASAN_OPTIONS-}:fast_unwind_on_malloc=0
  export LSAN_OPTIONS=print_suppressions=0:suppressions=$tools_dir/../support/foreign-leaks.supp
}

test_a_password_is_for_a_plugins_mechanism_too() {
  local plugin mech
  plugin=$(dpkg-query -L gss-ntlmssp | grep '/gssntlmssp\.so$') || die "gss-ntlmssp is missing"
  echo "ntlm 1.3.6.1.4.1.311.2.2.10 $plugin" >"$work/mech.conf"
  echo "TESTS:alice:a password" >"$work/users"
  echo "a password" >"$work/password"
  export GSS_MECH_CONFIG=$work/mech.conf GSS_SPNEGO_MECHS=ntlm
  forgive_plugins
  for mech in ntlm spnego; do
    NTLM_USER_FILE=$work/users start_server --once --mech $mech $service
    expect_status 0 "$gss" client --port $port --mech $mech --user 'TESTS\alice' \
      --password-file "$work/password" localhost $service hello
    expect_line "$work/out" "by NTLM"
    expect_server_status 0
    expect_line "$work/server" 'Accepted TESTS\\alice by NTLM'
  done
}

# NTLM by Debian's plugin, of which the server says nothing when it starts.
test_server_without_verifiers_negotiates_what_a_plugin_has() {
  local plugin
  plugin=$(dpkg-query -L gss-ntlmssp | grep '/gssntlmssp\.so$') || die "gss-ntlmssp is missing"
  echo "ntlm 1.3.6.1.4.1.311.2.2.10 $plugin" >"$work/mech.conf"
  echo "TESTS:alice:a password" >"$work/users"
  export GSS_MECH_CONFIG=$work/mech.conf NTLM_USER_FILE=$work/users
  forgive_plugins
  start_server --once $service
  KRB5CCNAME=FILE:$work/none expect_status 0 \
    "$gss" client --port $port --mech SPNEGO localhost $service "hello, world"
  expect_line "$work/out" 'TESTS\\alice to host/server.gss.test by NTLM'
  expect_server_status 0
  expect_line "$work/server" 'Accepted TESTS\\alice by NTLM'
  expect_line "$work/server" 'Received message: "hello, world"'
}

test_debians_client_talks_to_our_server() {
  local options
  while read -r options; do
    start_server --once host
    expect_status 0 gss-client -port $port $options localhost $service hello
    expect_server_status 0
    expect_line "$work/server" 'Received message: "hello"'
    [[ $options = *-na* ]] || expect_line "$work/server" "Accepted alice@GSS.TEST"
    case $options in
      *-na* | *-nm*) expect_line "$work/out" "Response received." ;;
      *) expect_line "$work/out" "Signature verified." ;;
    esac
  done <<'LINES'

-nomutual
-seq -noreplay
-d
-nw
-nx
-nm
-nw -nm
-na
-mcount 20
LINES
}

test_our_client_talks_to_debians_server() {
  local options
  while read -r options; do
    start_peer
    expect_status 0 "$gss" client --port $port $options 127.0.0.1 $service hello
    wait $server || die "the peer failed"
    exec {ready}<&-
    expect_line "$work/peer" 'Received message: "hello"'
    [[ $options = *--na* ]] ||
      expect_line "$work/peer" "Accepted connection using mechanism OID { 1 2 840 113554 1 2 2 }"
    case $options in
      *--na* | *--nm*) expect_line "$work/out" "Response received." ;;
      *) expect_line "$work/out" "Signature verified." ;;
    esac
  done <<'LINES'

--nomutual
--seq --noreplay
--deleg
--nw
--nx
--nm
--nw --nm
--na
--mcount 20
-mcount 3 -nomutual
LINES
}

test_debians_client_finds_a_transferred_context_whole() {
  start_server --once --export host
  expect_status 0 gss-client -port $port -seq -mcount 5 localhost $service hello
  expect_server_status 0
  expect_line "$work/server" "Exported and imported the context: "
  [ "$(grep -c "Received message" "$work/server")" = 5 ] || die "messages were lost"
}

test_every_enctype_is_served_to_debians_client() {
  local name
  for name in aes256-sha1 aes128-sha1 aes256-sha2 aes128-sha2; do
    start_server --once --export host
    expect_status 0 gss-client -port $port localhost host@$name.gss.test hello
    expect_server_status 0
  done
}

test_every_enctype_is_served_by_debians_server() {
  local name
  for name in aes256-sha1 aes128-sha1 aes256-sha2 aes128-sha2; do
    start_peer
    expect_status 0 "$gss" client --port $port 127.0.0.1 host@$name.gss.test hello
    exec {ready}<&-
    expect_line "$work/out" "Signature verified."
  done
}

test_refused_enctypes_are_refused_with_a_word() {
  start_server --once host
  expect_status 1 "$gss" client --port $port localhost host@rc4.gss.test hello
  expect_line "$work/err" "gss: initializing the context: "
  expect_server_status 1
}

test_connections_and_messages_are_counted() {
  start_server host
  expect_status 0 "$gss" client --port $port --ccount 3 --mcount 4 localhost $service hello
  [ "$(grep -c "Signature verified." "$work/out")" = 12 ] || die "not 12 answers"
  kill $server
  [ "$(grep -c "^Accepted alice" "$work/server")" = 3 ] || die "not 3 connections"
  [ "$(grep -c "Received message" "$work/server")" = 12 ] || die "not 12 messages"
}

test_delegated_credential_is_named() {
  start_server --once host
  expect_status 0 "$gss" client --port $port --deleg localhost $service hello
  expect_server_status 0
  expect_line "$work/server" "The client delegated a credential of alice@GSS.TEST"
}

test_context_flags_are_as_asked() {
  start_server --once host
  expect_status 0 "$gss" client --port $port --nomutual --noreplay --seq localhost $service hello
  expect_server_status 0
  grep -q '^Accepted alice.*sequence detection' "$work/server" || die "no sequence detection"
  ! grep -q '^Accepted alice.*mutual' "$work/server" || die "mutual although not asked"
  ! grep -q '^Accepted alice.*replay' "$work/server" || die "replay although not asked"
}

test_a_file_is_sent_whole() {
  head -c 3000000 /dev/zero | tr '\0' x >"$work/big"
  start_server --once host
  expect_status 0 "$gss" client --port $port --file localhost $service "$work/big"
  expect_server_status 0
  [ "$(grep 'Received message' "$work/server" | wc -c)" -gt 3000000 ] || die "cut"
}

test_a_message_cannot_steer_the_servers_terminal() {
  start_server --once host
  expect_status 0 "$gss" client --port $port localhost $service $'red \x1b[31m'
  expect_server_status 0
  expect_line "$work/server" 'Received message: "red \x1b[31m"'
}

test_ipv6_is_served_too() {
  grep -qs '^00000000000000000000000000000001' /proc/net/if_inet6 || skip "no IPv6 loopback"
  start_server --once host
  expect_status 0 "$gss" client --port $port ::1 $service hello
  expect_server_status 0
  expect_line "$work/server" "Connection from ::1 port "
}

test_it_listens_only_where_it_is_told() {
  start_server --once --listen 127.0.0.2 host
  expect_status 1 "$gss" client --port $port 127.0.0.1 $service hello
  expect_line "$work/err" "Connection refused"
  expect_status 0 "$gss" client --port $port 127.0.0.2 $service hello
  expect_server_status 0
}

test_a_port_in_use_is_told() {
  start_server host
  expect_status 1 "$gss" server --port $port host
  expect_line "$work/err" "Address already in use"
}

test_a_service_without_keys_is_told() {
  expect_status 1 "$gss" server --port 0 nfs@nowhere.gss.test
  expect_line "$work/err" "gss: nfs@nowhere.gss.test: "
}

test_another_keytab_can_be_named() {
  KRB5_KTNAME=FILE:$work/none start_server --once --keytab "$GSS_REALM_DIR/server.keytab" host
  expect_status 0 "$gss" client --port $port localhost $service hello
  expect_server_status 0
}

test_the_wrong_service_is_refused_at_both_ends() {
  start_server --once host
  expect_status 1 "$gss" client --port $port localhost host@elsewhere.gss.test hello
  expect_server_status 1
  expect_line "$work/server.err" "gss: accepting the context: "
}

# raw BYTES: what a hostile client sends; printf's escapes.
raw() {
  exec {peer}<>/dev/tcp/127.0.0.1/$port
  printf "$1" >&"$peer"
  exec {peer}>&-
}

test_hostile_clients_are_dropped_and_the_next_is_served() {
  start_server host
  raw ''
  raw '\x01'
  raw '\x11\x00\x00\x00\x00\x02\xff\xff\xff\xff'
  raw '\x02\x00\x00\x00\x00'
  raw '\x11\x00\x00\x00\x00\x02\x00\x00\x00\x03abc'
  raw '\x11\x00\x00\x00\x00\x04\x00\x00\x00\x03abc'
  raw '\x01\x00\x00\x00\x00\x24\x00\x00\x00\x03abc'
  raw '\x01\x00\x00\x00\x00\x84\x00\x00\x00\x03abc'
  expect_status 0 "$gss" client --port $port localhost $service hello
  kill $server
  expect_line "$work/server.err" "too long"
  expect_line "$work/server.err" "the client opened with flags 0x02 instead of a NOOP"
  expect_line "$work/server.err" "flags 0x04 instead of a context token"
  expect_line "$work/server.err" "a client without a context asked for protected messages"
  expect_line "$work/server.err" "gss: accepting the context: "
}

test_silent_peers_are_given_up() {
  local status=0
  start_server --once --timeout 1 host
  exec {peer}<>/dev/tcp/127.0.0.1/$port
  expect_server_status 1
  exec {peer}>&-
  expect_line "$work/server.err" "silent for too long"
}

test_a_user_with_a_password_needs_no_ticket() {
  start_server --once host
  expect_status 0 "$gss" client --port $port --user bob --password-file - localhost $service hello <<<bob
  expect_server_status 0
  expect_line "$work/server" "Accepted bob@GSS.TEST by Kerberos 5"
  expect_status 1 "$gss" client --port 1 --mech krb5 --user bob --password-file - localhost $service hello <<<alice
  expect_line "$work/err" "gss: bob: No credentials were supplied"
}

run_claims
