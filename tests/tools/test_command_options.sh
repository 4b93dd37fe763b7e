#!/bin/bash
# The command without a realm: options, their texts, and exit statuses.
. "$GSS_TESTS_DIR/claims.sh"

test_version_is_told() {
  expect_status 0 "$gss" --version
  grep -Eqx 'gss [0-9]+\.[0-9]+\.[0-9]+' "$work/out" || die "no version"
  expect_status 0 "$gss" -V
}

test_every_command_has_help() {
  local command
  expect_status 0 "$gss" --help
  for command in client doctor inspect server transfer; do
    expect_line "$work/out" "  $command "
  done
  for command in client doctor inspect server transfer; do
    expect_status 0 "$gss" $command --help
    expect_line "$work/out" "Usage: gss $command"
    expect_line "$work/out" "--help"
  done
}

test_every_option_is_in_the_manual_page() {
  local command option page=$tools_dir/../../doc/man/gss.1
  for command in '' client doctor inspect 'scram add' 'scram list' \
    'scram remove' 'scram verify' server 'transfer keygen' 'transfer rotate' \
    'transfer status'; do
    expect_status 0 "$gss" $command --help
    for option in $(sed -n 's/^  .. *--\([a-z0-9-]*\).*/\1/p; s/^  -., --\([a-z0-9-]*\).*/\1/p' \
      "$work/out"); do
      [ "$option" != help ] || continue
      grep -Eq -- "^\\.(It|Op) .*-$option( |\$)" "$page" || die "gss $command --$option is not in $page"
    done
  done
}

test_wrong_command_lines_have_status_2() {
  local line
  while read -r line; do
    expect_status 2 "$gss" $line
    expect_line "$work/err" "--help'"
    [ ! -s "$work/out" ] || die "output on stdout: $line"
  done <<'LINES'

--nonsense
nonsense
-m
-m twelve
-m -1
-m 4294967296
-m 99999999999999999999
-l -m 0
-l -l
-l argument
-i GS2-KRB5
inspect --nonsense
inspect a b
server
server --port 65536 host
server a b
client localhost host
client --port x localhost host hello
client --password-file x localhost host hello
client --mcount -1 localhost host hello
doctor argument
scram
scram nonsense
scram add
scram list alice
scram remove
scram verify a b
transfer
transfer nonsense
LINES
}

test_mechanisms_are_listed_as_text_and_json() {
  expect_status 0 "$gss" -l
  expect_line "$work/out" "Found "
  expect_line "$work/out" "SASL Mechanism name: GS2-KRB5"
  expect_status 0 "$gss" --list-mechanisms --json
  expect_json "$work/out" \
    '[m for m in j if m["sasl_name"] == "GS2-KRB5" and m["oid"] == "1.2.840.113554.1.2.2"]'
}

test_major_status_is_explained_part_by_part() {
  expect_status 0 "$gss" -m 0x010d0003
  expect_line "$work/out" "Calling error 1, GSS_S_CALL_INACCESSIBLE_READ: "
  expect_line "$work/out" "Routine error 13, GSS_S_FAILURE: "
  expect_line "$work/out" "Supplementary information 1, GSS_S_CONTINUE_NEEDED: "
  expect_line "$work/out" "Supplementary information 2, GSS_S_DUPLICATE_TOKEN: "
  expect_status 0 "$gss" --major=851968
  expect_line "$work/out" "GSS_S_FAILURE"
  expect_no_line "$work/out" "Calling error"
  expect_status 0 "$gss" -m 0
  expect_line "$work/out" "GSS_S_COMPLETE"
}

test_major_status_is_explained_in_json() {
  expect_status 0 "$gss" -m 0x010d0003 --json
  expect_json "$work/out" 'j["major_status"] == 0x010d0003 and len(j["parts"]) == 4'
  expect_json "$work/out" 'all(p["text"] and p["name"] for p in j["parts"])'
  expect_json "$work/out" 'j["parts"][1]["number"] == 13'
}

test_unknown_parts_of_a_major_status_do_not_fail() {
  expect_status 0 "$gss" -m 0xffffffff
  expect_line "$work/out" "Routine error 255"
  expect_status 0 "$gss" -m 0xffffffff --json
  expect_json "$work/out" 'len(j["parts"]) == 18'
}

# A MIC token: acceptor's, with its subkey, sequence number 1.
mic=040405ffffffffff0000000000000001000102030405060708090a0b

test_inspect_takes_file_stdin_hexadecimal_and_base64() {
  local form
  python3 -c "import sys; sys.stdout.buffer.write(bytes.fromhex('$mic'))" >"$work/token"
  base64 "$work/token" >"$work/token.base64"
  echo $mic >"$work/token.hex"
  expect_status 0 "$gss" inspect $mic
  cp "$work/out" "$work/wanted"
  expect_line "$work/wanted" "  sequence: 1"
  for form in token token.base64 token.hex; do
    expect_status 0 "$gss" inspect "$work/$form"
    cmp "$work/out" "$work/wanted" || die "another explanation of $form"
    expect_status 0 "$gss" inspect <"$work/$form"
    cmp "$work/out" "$work/wanted" || die "another explanation of $form on stdin"
    expect_status 0 "$gss" inspect - <"$work/$form"
  done
  expect_status 0 "$gss" inspect "$(cat "$work/token.base64")"
  cmp "$work/out" "$work/wanted"
}

test_inspect_can_be_told_the_encoding() {
  echo $mic >"$work/token.hex"
  expect_status 0 "$gss" inspect --hex "$work/token.hex"
  expect_status 1 "$gss" inspect --base64 "${mic}0"
  expect_line "$work/err" "not base64"
  expect_status 1 "$gss" inspect --hex 6a
  expect_status 1 "$gss" inspect --hex zz
  expect_line "$work/err" "not hex"
  expect_status 1 "$gss" inspect --raw "$work/token.hex"
  expect_line "$work/out" "malformed at byte 0"
}

test_inspect_speaks_json() {
  expect_status 0 "$gss" inspect $mic --json
  expect_json "$work/out" 'j["encoding"] == "hex"'
  expect_status 0 "$gss" inspect --json $mic
  expect_json "$work/out" 'j["encoding"] == "hex" and j["kind"] == "MIC token"'
  expect_json "$work/out" 'j["fields"]["sequence"] == 1 and j["problem"] is None'
  expect_status 1 "$gss" inspect --json ${mic:0:20}
  expect_json "$work/out" 'j["malformed"] and j["problem"]["offset"] == 8'
}

test_inspect_fails_for_a_malformed_token_but_tells_what_it_read() {
  expect_status 1 "$gss" inspect ${mic:0:20}
  expect_line "$work/out" "  flags: 0x05"
  expect_line "$work/out" "malformed at byte 8: "
}

test_inspect_fails_for_what_is_no_token_and_no_file() {
  expect_status 1 "$gss" inspect /nowhere/token
  expect_line "$work/err" "/nowhere/token"
  expect_status 1 "$gss" inspect /
  expect_line "$work/err" "Is a directory"
  expect_status 1 "$gss" inspect </dev/null
  expect_line "$work/out" "the token is empty"
}

test_output_that_cannot_be_written_is_a_failure() {
  local status=0
  "$gss" -l >/dev/full 2>"$work/err" || status=$?
  [ $status = 1 ] || die "status $status"
  expect_line "$work/err" "standard output: "
}

run_claims
