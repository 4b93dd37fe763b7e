#!/bin/bash
# gss inspect on the tokens of real conversations.
. "$GSS_TESTS_DIR/claims.sh"

service=host@server.gss.test

# conversation CLIENT...: tokens of one conversation of CLIENT (run with -port) with our server:
# 1 is the AP-REQ, 2 the AP-REP, 3 the message, 4 its MIC.
conversation() {
  local line server_port port
  : >"$work/server"
  "$gss" server --once --port 0 host >>"$work/server" 2>&1 &
  read -r line < <(tail -n +1 -f --pid=$! "$work/server") || die "no server"
  server_port=${line##* }
  exec {ready}< <(exec python3 "$tools_dir/record.py" "$work" "$server_port")
  read -r port <&"$ready"
  "$1" "${@:2}" -port "$port" 127.0.0.1 $service "hello, inspector" >"$work/client" 2>&1 ||
    die "$(cat "$work/client")"
  wait
  exec {ready}<&-
}

# Every token: JSON that is JSON, and what text and JSON tell is well-formed.
expect_well_formed() {
  local token
  for token in "$@"; do
    expect_status 0 "$gss" inspect --json "$work/$token"
    expect_json "$work/out" 'not j["malformed"] and j["encoding"] == "raw"'
    expect_status 0 "$gss" inspect "$work/$token"
    expect_no_line "$work/out" "hello"
  done
}

test_tokens_of_debians_client_are_explained() {
  conversation gss-client
  expect_well_formed 1 2 3 4
  expect_status 0 "$gss" inspect "$work/1"
  expect_line "$work/out" "mechanism: 1.2.840.113554.1.2.2 (Kerberos 5)"
  expect_line "$work/out" "ap options: 0x20000000 (mutual-required)"
  expect_line "$work/out" "realm: GSS.TEST"
  expect_line "$work/out" "name: host/server.gss.test"
  expect_line "$work/out" "encryption type: 18 (aes256-cts-hmac-sha1-96)"
  expect_line "$work/out" "key version: 1"
  expect_status 0 "$gss" inspect "$work/3"
  expect_line "$work/out" "flags: 0x06 (sealed, acceptor's subkey)"
  expect_status 0 "$gss" inspect "$work/4"
  expect_line "$work/out" "flags: 0x05 (sent by the acceptor, acceptor's subkey)"
}

test_tokens_of_our_client_are_explained() {
  conversation "$gss" client
  expect_well_formed 1 2 3 4
  expect_status 0 "$gss" inspect "$work/2"
  expect_line "$work/out" "token id: 0x0200 (AP-REP)"
}

test_an_unsealed_message_is_only_counted() {
  conversation gss-client -nx
  expect_well_formed 1 2 3 4
  expect_status 0 "$gss" inspect "$work/3"
  expect_line "$work/out" "message length: 16"
  expect_line "$work/out" "extra count: 12 (bytes of checksum)"
}

test_every_enctype_is_named() {
  local name number
  while read -r name number service; do
    service=host@$service.gss.test
    rm -f "$work"/[1-4]
    conversation gss-client
    expect_well_formed 1 2 3 4
    expect_status 0 "$gss" inspect --json "$work/1"
    expect_json "$work/out" 'j["fields"]["ticket"]["encrypted_part"]["encryption_type"] ==
      {"value": '$number', "meaning": "'$name'"}'
  done <<'LINES'
aes256-cts-hmac-sha1-96 18 aes256-sha1
aes128-cts-hmac-sha1-96 17 aes128-sha1
aes256-cts-hmac-sha384-192 20 aes256-sha2
aes128-cts-hmac-sha256-128 19 aes128-sha2
LINES
}

test_cut_tokens_of_a_conversation_are_malformed() {
  local token length
  conversation gss-client
  for token in 1 2; do
    length=$(stat -c %s "$work/$token")
    for cut in 1 2 10 $((length / 2)) $((length - 1)); do
      head -c "$cut" "$work/$token" >"$work/cut"
      expect_status 1 "$gss" inspect --raw "$work/cut"
      expect_line "$work/out" "malformed at byte "
    done
  done
}

run_claims
