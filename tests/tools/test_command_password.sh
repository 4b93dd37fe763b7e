#!/bin/bash
# gss client and gss server by SCRAM, on a host without any Kerberos.
. "$GSS_TESTS_DIR/claims.sh"

# Nothing of this host is in the way, and no passwords or verifiers of its users are touched.
export KRB5_CONFIG=/nonexistent KRB5CCNAME=FILE:/nonexistent KRB5_KTNAME=FILE:/nonexistent
unset XDG_RUNTIME_DIR XDG_CONFIG_HOME GSS_SCRAM_PASSWORD_FILE
secret='correct horse'

# Users alice, and bob by SCRAM-SHA-1, in $work/verifiers; a transfer domain.
set_up() {
  export HOME=$work GSS_SCRAM_VERIFIERS=$work/verifiers GSS_TRANSFER_DOMAIN=$work/domain
  echo "$secret" >"$work/password"
  chmod 600 "$work/password"
  "$gss" scram add --iterations 4096 --password-file "$work/password" alice >"$work/out"
  "$gss" scram add --sha1 --iterations 4096 --password-file "$work/password" bob >"$work/out"
  "$gss" transfer keygen >"$work/out"
}

# start_server OPTION...: our server, on any port; $port, and later its output in $work/server.
start_server() {
  local line
  : >"$work/server"
  "$gss" server --once --port 0 "$@" host >>"$work/server" 2>"$work/server.err" &
  server=$!
  read -r line < <(tail -n +1 -f --pid=$server "$work/server") || die "$(cat "$work/server.err")"
  port=${line##* }
}

expect_server_status() {
  local status=0
  wait $server || status=$?
  [ $status = "$1" ] || {
    sed 's/^/# /' "$work/server" "$work/server.err" >&2
    die "the server ended with $status instead of $1"
  }
}

# talk STATUS OPTION...: alice's message to the server, with her password.
talk() {
  local wanted=$1
  shift
  expect_status "$wanted" "$gss" client --port "$port" --user alice \
    --password-file "$work/password" "$@" localhost host "hello, world"
}

test_a_password_is_enough_for_a_conversation() {
  local name
  set_up
  for name in scram SCRAM-SHA-256 scram-sha-256 1.3.6.1.5.5.18; do
    start_server
    talk 0 --mech $name
    expect_line "$work/out" "alice to host@localhost by SCRAM-SHA-256 without end: mutual authentication"
    expect_line "$work/out" "Signature verified."
    expect_server_status 0
    expect_line "$work/server" "Accepted alice by SCRAM-SHA-256 without end"
    expect_line "$work/server" 'Received message: "hello, world"'
  done
}

test_every_kind_of_protection_works() {
  local options
  set_up
  while read -r options; do
    start_server
    talk 0 --mech scram $options
    expect_server_status 0
  done <<'LINES'
--nomutual
--seq --noreplay
--nw
--nx
--nm
--mcount 20
LINES
}

test_the_context_goes_on_in_another_process() {
  set_up
  start_server --export
  talk 0 --mech scram --mcount 5 --seq
  expect_server_status 0
  expect_line "$work/server" "Exported and imported the context: "
  expect_line "$work/server" "from process $server to "
  expect_no_line "$work/server" "from process $server to $server"
  [ "$(grep -c "Received message" "$work/server")" = 5 ] || die "messages were lost"
}

test_without_a_name_of_the_mechanism_the_password_is_kerberos_own() {
  set_up
  start_server
  talk 1
  expect_line "$work/err" "gss: alice: "
  expect_no_line "$work/out" "SCRAM"
}

test_a_wrong_password_and_an_unknown_user_look_the_same() {
  set_up
  echo wrong >"$work/wrong"
  start_server
  talk 1 --mech scram --password-file "$work/wrong"
  expect_line "$work/err" "gss: initializing the context: "
  cp "$work/err" "$work/wrong.err"
  expect_server_status 1
  start_server
  talk 1 --mech scram --user mallory
  expect_server_status 1
  diff "$work/wrong.err" "$work/err" || die "an unknown user is told"
}

test_verifiers_can_be_named() {
  set_up
  unset GSS_SCRAM_VERIFIERS
  start_server --verifiers "$work/verifiers" --mech scram
  talk 0 --mech scram
  expect_server_status 0
  expect_status 1 "$gss" server --once --port 0 --verifiers "$work/nothing" --mech scram host
  expect_line "$work/err" "$work/nothing"
}

test_a_user_added_while_the_server_runs_is_accepted() {
  set_up
  start_server
  "$gss" scram remove alice
  echo another >"$work/password"
  "$gss" scram add --iterations 4096 --password-file "$work/password" alice >"$work/out"
  talk 0 --mech scram
  expect_server_status 0
}

test_a_verifier_in_postgresqls_form_is_accepted() {
  set_up
  # "pencil", with the salt of RFC 7677, as pg_authid has it
  python3 - >"$work/verifiers" <<'PYTHON'
import base64, hashlib, hmac
salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
salted = hashlib.pbkdf2_hmac("sha256", b"pencil", salt, 4096)
key = lambda name: hmac.new(salted, name, "sha256").digest()
text = lambda data: base64.b64encode(data).decode()
print("alice:SCRAM-SHA-256$4096:%s$%s:%s" % (text(salt), text(hashlib.sha256(key(b"Client Key")).digest()),
                                             text(key(b"Server Key"))))
PYTHON
  echo pencil >"$work/password"
  start_server
  talk 0 --mech scram
  expect_server_status 0
}

test_sha1_is_only_used_when_both_ends_name_it() {
  set_up
  start_server --mech SCRAM-SHA-1
  talk 0 --mech SCRAM-SHA-1 --user bob
  expect_line "$work/out" "by SCRAM-SHA-1"
  expect_server_status 0
  start_server
  talk 1 --mech SCRAM-SHA-1 --user bob
  expect_server_status 1
}

test_the_mechanism_is_listed_and_the_hidden_one_not() {
  expect_status 0 "$gss" -l --json
  expect_json "$work/out" '[m["sasl_name"] for m in j] == ["GS2-KRB5", "SCRAM-SHA-256", "SPNEGO"]'
  expect_json "$work/out" 'j[1]["oid"] == "1.3.6.1.5.5.18"'
}

test_the_server_goes_to_the_background_when_it_listens() {
  set_up
  # The shell waits for both processes, by the pipe; the first one ends before the client begins.
  exec {server_out}< <(
    "$gss" server --once --background --port 0 host 2>&1
    echo "returned $?"
  )
  read -r line <&"$server_out"
  port=${line##* }
  read -r line <&"$server_out"
  [ "$line" = "returned 0" ] || die "$line"
  talk 0 --mech scram
  cat <&"$server_out" >"$work/server"
  expect_line "$work/server" 'Received message: "hello, world"'
}

test_tokens_of_a_conversation_are_explained() {
  local recorder
  set_up
  start_server
  exec {ready}< <(exec python3 "$tools_dir/record.py" "$work" "$port")
  read -r port <&"$ready"
  talk 0 --mech scram
  expect_server_status 0
  exec {ready}<&-
  for token in 1 2 3 4 5 6; do
    expect_status 0 "$gss" inspect --json "$work/$token"
    expect_json "$work/out" 'not j["malformed"]'
  done
  expect_status 0 "$gss" inspect "$work/1"
  expect_line "$work/out" "mechanism: 1.3.6.1.5.5.18 (SCRAM-SHA-256)"
  expect_line "$work/out" "user: alice"
  expect_status 0 "$gss" inspect "$work/2"
  expect_line "$work/out" "iterations: 4096"
  expect_status 0 "$gss" inspect "$work/3"
  expect_line "$work/out" "proof length: 32"
  expect_status 0 "$gss" inspect "$work/4"
  expect_line "$work/out" "signature length: 32"
}

test_no_password_is_asked_for_without_a_terminal() {
  set_up
  start_server
  expect_status 1 setsid --wait "$gss" client --port "$port" --mech scram --user alice localhost \
    host hello
  expect_line "$work/err" "use --password-file"
}

run_claims
