#!/bin/bash
# gss -i and gss -a: contexts whose tokens go through a person's hands.
. "$GSS_TESTS_DIR/claims.sh"

service=host@server.gss.test

# Joins an initiator and an acceptor, each with --quiet, so that stdout has only tokens.
exchange() {
  mkfifo "$work/to-acceptor" "$work/to-initiator"
  "$gss" -a -q ${acceptor_name:+-n $acceptor_name} <"$work/to-acceptor" \
    2>"$work/acceptor.err" | tee "$work/acceptor.out" >"$work/to-initiator" &
  acceptor=$!
  initiator_status=0
  "$gss" -i "$1" -n "$2" -q <"$work/to-initiator" 2>"$work/initiator.err" |
    tee "$work/initiator.out" >"$work/to-acceptor" || initiator_status=$?
  acceptor_status=0
  wait $acceptor || acceptor_status=$?
}

set -o pipefail

test_two_processes_make_a_context() {
  acceptor_name=
  exchange GS2-KRB5 $service
  [ $initiator_status = 0 ] || die "$(cat "$work/initiator.err")"
  [ $acceptor_status = 0 ] || die "$(cat "$work/acceptor.err")"
  expect_status 0 "$gss" inspect "$work/initiator.out"
  expect_line "$work/out" "name: host/server.gss.test"
  expect_status 0 "$gss" inspect "$work/acceptor.out"
  expect_line "$work/out" "token id: 0x0200 (AP-REP)"
}

test_the_acceptor_can_be_named() {
  acceptor_name=$service
  exchange GS2-KRB5 $service
  [ $initiator_status = 0 ] && [ $acceptor_status = 0 ] || die "$(cat "$work"/*.err)"
}

test_mechanisms_have_several_names() {
  local name
  for name in gs2-krb5 krb5 1.2.840.113554.1.2.2; do
    (work=$work/$name && mkdir "$work" && acceptor_name= && exchange $name $service &&
      [ $initiator_status = 0 ] && [ $acceptor_status = 0 ]) || die "$name"
  done
  expect_status 1 "$gss" -i NONSENSE -n $service
  expect_line "$work/err" "no mechanism is called 'NONSENSE'"
}

test_both_ends_talk_to_people() {
  acceptor_name=
  exchange GS2-KRB5 $service
  "$gss" -a <"$work/initiator.out" >"$work/out" 2>"$work/err" && die "a replay was accepted"
  expect_line "$work/out" "Input context token:"
  expect_line "$work/err" "gss: accepting the context: "
  expect_status 1 "$gss" -i GS2-KRB5 -n $service </dev/null
  expect_line "$work/out" "Context token"
  expect_line "$work/out" "Input context token:"
  expect_line "$work/err" "the input ended before a token"
}

test_the_acceptor_says_who_the_client_is() {
  expect_status 1 "$gss" -i GS2-KRB5 -n $service -q </dev/null
  cp "$work/out" "$work/token"
  expect_status 0 "$gss" -a <"$work/token"
  expect_line "$work/out" "Context has been accepted."
  expect_line "$work/out" "The client is alice@GSS.TEST."
}

test_what_is_not_base64_is_refused() {
  echo 'not*base64' >"$work/token"
  expect_status 1 "$gss" -a <"$work/token"
  expect_line "$work/err" "the line is not base64"
}

test_a_service_without_a_ticket_is_told() {
  expect_status 1 "$gss" -i GS2-KRB5 -n host@nowhere.gss.test
  expect_line "$work/err" "gss: initializing the context: "
}

run_claims
