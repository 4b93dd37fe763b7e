#!/bin/bash
# gss scram: the file of verifiers, edited and looked at.
. "$GSS_TESTS_DIR/claims.sh"

set -u
secret='correct horse battery staple'

# add USER [PASSWORD] [OPTION...]: adds to $work/verifiers; few iterations, for the tests' sake.
add() {
  local user=$1 password=${2:-$secret}
  shift $(($# < 2 ? $# : 2))
  printf '%s\n' "$password" >"$work/password"
  expect_status 0 "$gss" scram add --file "$work/verifiers" --iterations 4096 \
    --password-file "$work/password" "$@" "$user"
}

# verify STATUS USER [PASSWORD]
verify() {
  printf '%s\n' "${3:-$secret}" >"$work/password"
  expect_status "$1" "$gss" scram verify --file "$work/verifiers" \
    --password-file "$work/password" "$2"
}

# Runs the command on a terminal; what it showed is in $work/shown.
on_terminal() {
  python3 "$tools_dir/on_terminal.py" "$work/shown" "$@"
}

test_add_makes_a_file_for_its_owner_alone() {
  umask 0
  add alice
  expect_line "$work/out" "Added SCRAM-SHA-256, 4096 iterations, in $work/verifiers"
  [ "$(stat -c %a "$work/verifiers")" = 600 ] || die "mode $(stat -c %a "$work/verifiers")"
  grep -qE '^alice:SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' \
    "$work/verifiers" || die "not in PostgreSQL's form: $(cat "$work/verifiers")"
  expect_no_line "$work/verifiers" "$secret"
}

test_verify_tells_the_right_password_from_others() {
  add alice
  verify 0 alice
  expect_line "$work/out" "The password is right."
  verify 1 alice "correct horse battery stapl"
  expect_line "$work/out" "The password is wrong."
  verify 1 bob
  expect_line "$work/err" "gss: there is no user 'bob' in $work/verifiers"
}

test_verify_knows_the_verifier_of_rfc_7677() {
  # Computed from the standard's example, by another implementation of PBKDF2 and HMAC.
  python3 - >"$work/verifiers" <<'PYTHON'
import base64, hashlib, hmac
salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
salted = hashlib.pbkdf2_hmac("sha256", b"pencil", salt, 4096)
key = lambda name: hmac.new(salted, name, "sha256").digest()
text = lambda data: base64.b64encode(data).decode()
print("user:SCRAM-SHA-256$4096:%s$%s:%s" % (text(salt), text(hashlib.sha256(key(b"Client Key")).digest()),
                                            text(key(b"Server Key"))))
PYTHON
  chmod 600 "$work/verifiers"
  verify 0 user pencil
  verify 1 user Pencil
}

test_add_changes_a_password() {
  add alice
  add bob other
  add alice "another one"
  expect_line "$work/out" "Changed SCRAM-SHA-256"
  verify 1 alice
  verify 0 alice "another one"
  verify 0 bob other
  [ "$(grep -c '^alice:' "$work/verifiers")" = 1 ] || die "alice is there more than once"
}

test_both_hashes_can_be_there() {
  add alice
  add alice "$secret" --sha1
  expect_line "$work/out" "Added SCRAM-SHA-1, 4096 iterations"
  verify 0 alice
  expect_status 0 "$gss" scram list --file "$work/verifiers" --json
  expect_json "$work/out" '{v["mechanism"] for v in j["verifiers"]} == {"SCRAM-SHA-1", "SCRAM-SHA-256"}'
  expect_status 0 "$gss" scram remove --file "$work/verifiers" alice
  expect_no_line "$work/verifiers" alice
}

test_remove_removes_one_user() {
  add alice
  add bob
  expect_status 0 "$gss" scram remove --file "$work/verifiers" alice
  verify 1 alice
  verify 0 bob
  expect_status 1 "$gss" scram remove --file "$work/verifiers" alice
  expect_line "$work/err" "there is no user 'alice'"
}

test_list_shows_users_and_no_keys() {
  local part
  add bob
  add alice
  expect_status 0 "$gss" scram list --file "$work/verifiers"
  expect_line "$work/out" "alice: SCRAM-SHA-256, 4096 iterations, salt of 16 bytes"
  [ "$(sed 's/:.*//' "$work/out" | paste -sd ' ')" = "alice bob" ] || die "not sorted"
  cp "$work/out" "$work/both"
  expect_status 0 "$gss" scram list --file "$work/verifiers" --json
  expect_json "$work/out" '[v["user"] for v in j["verifiers"]] == ["alice", "bob"]'
  expect_json "$work/out" \
    'all(v["iterations"] == 4096 and v["salt_length"] == 16 for v in j["verifiers"])'
  cat "$work/out" >>"$work/both"
  for part in $(grep -v '^#' "$work/verifiers" | sed 's/^[^$]*\$[0-9]*://' | tr '$:' '\n\n'); do
    expect_no_line "$work/both" "${part%%=*}"
  done
}

test_names_and_passwords_are_prepared() {
  add $'I\xc2\xadX' $'pass\xc2\xa0word' # a soft hyphen is nothing, a hard space is one
  verify 0 IX "pass word"
  verify 0 $'\xe2\x85\xa8' "pass word" # the Roman numeral nine
}

test_what_cannot_be_a_name_or_a_password_is_refused() {
  local user
  printf 'a\x07b\n' >"$work/password"
  expect_status 1 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" alice
  printf '\xff\xfe\n' >"$work/password"
  expect_status 1 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" alice
  : >"$work/password"
  expect_status 1 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" alice
  expect_line "$work/err" "there is no password"
  echo "$secret" >"$work/password"
  for user in '' $'al\nice' $'\xff' '#alice'; do
    expect_status 1 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" "$user"
  done
  [ ! -e "$work/verifiers" ] || die "a file was made: $(cat "$work/verifiers")"
}

test_iterations_have_a_floor_and_a_ceiling() {
  local number
  echo "$secret" >"$work/password"
  for number in 0 1 4095 10000001 -1 many; do
    expect_status 2 "$gss" scram add --file "$work/verifiers" --iterations $number \
      --password-file "$work/password" alice
  done
  [ ! -e "$work/verifiers" ] || die "a file was made"
  expect_status 0 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" alice
  expect_line "$work/out" "600000 iterations"
}

test_standard_input_is_a_password_file() {
  expect_status 0 "$gss" scram add --file "$work/verifiers" --iterations 4096 --password-file - \
    alice <<<"$secret"
  verify 0 alice
  expect_status 0 "$gss" scram verify --file "$work/verifiers" --password-file - alice <<<"$secret"
}

test_only_the_first_line_of_the_file_counts() {
  printf '%s\r\nsecond line' "$secret" >"$work/file"
  expect_status 0 "$gss" scram add --file "$work/verifiers" --iterations 4096 \
    --password-file "$work/file" alice
  verify 0 alice
}

test_no_password_is_taken_from_the_command_line() {
  expect_status 2 "$gss" scram add --file "$work/verifiers" alice "$secret"
  expect_status 2 "$gss" scram add --file "$work/verifiers" --password "$secret" alice extra
}

test_the_terminal_is_asked_twice_and_echoes_nothing() {
  on_terminal "$secret" "$secret" -- "$gss" scram add --file "$work/verifiers" --iterations 4096 alice ||
    die "$(cat "$work/shown")"
  [ "$(grep -c '<asked>' "$work/shown")" = 2 ] || die "asked otherwise: $(cat "$work/shown")"
  expect_no_line "$work/shown" "horse"
  verify 0 alice
  on_terminal "$secret" -- "$gss" scram verify --file "$work/verifiers" alice || die "wrong"
  expect_no_line "$work/shown" "horse"
}

test_two_passwords_that_differ_are_refused() {
  on_terminal "$secret" "$secret!" -- "$gss" scram add --file "$work/verifiers" alice && die "taken"
  expect_line "$work/shown" "the two passwords are not the same"
  [ ! -e "$work/verifiers" ] || die "a file was made"
}

test_an_interrupt_ends_the_question_with_the_terminal_as_before() {
  local status=0
  on_terminal ^C -- bash -c 'before=$(stty -g); "$0" "$@"; status=$?; [ "$before" = "$(stty -g)" ] &&
    exit $status; exit 3' "$gss" scram add --file "$work/verifiers" alice || status=$?
  [ $status = 130 ] || die "status $status: $(cat "$work/shown")"
}

test_without_a_terminal_a_file_is_asked_for() {
  expect_status 1 setsid --wait "$gss" scram add --file "$work/verifiers" alice
  expect_line "$work/err" "use --password-file"
}

test_unsafe_and_malformed_files_are_refused() {
  add alice
  chmod 666 "$work/verifiers"
  verify 1 alice
  expect_line "$work/err" "chmod 600"
  chmod 600 "$work/verifiers"
  echo nonsense >>"$work/verifiers"
  cp "$work/verifiers" "$work/before"
  verify 1 alice
  expect_status 1 "$gss" scram list --file "$work/verifiers"
  expect_status 1 "$gss" scram add --file "$work/verifiers" --iterations 4096 \
    --password-file "$work/password" bob
  cmp "$work/before" "$work/verifiers" || die "changed"
  expect_status 1 "$gss" scram list --file "$work/nothing"
  expect_status 1 "$gss" scram list --file "$work"
}

test_many_at_once_lose_nobody() {
  local i pids=()
  echo "$secret" >"$work/password"
  for i in 1 2 3 4 5 6 7 8; do
    "$gss" scram add --file "$work/verifiers" --iterations 4096 --password-file "$work/password" \
      "user$i" >"$work/out.$i" 2>&1 &
    pids+=($!)
  done
  for i in "${pids[@]}"; do
    wait "$i" || die "$(cat "$work"/out.*)"
  done
  expect_status 0 "$gss" scram list --file "$work/verifiers" --json
  expect_json "$work/out" '[v["user"] for v in j["verifiers"]] == ["user%d" % i for i in range(1, 9)]'
  [ "$(ls -A "$work" | grep -cv '^out\|^err\|^password$\|^verifiers$')" = 0 ] ||
    die "left behind: $(ls -A "$work")"
}

test_the_default_file_is_found_in_the_environment() {
  echo "$secret" >"$work/password"
  export GSS_SCRAM_VERIFIERS=$work/mine
  expect_status 0 "$gss" scram add --iterations 4096 --password-file "$work/password" alice
  [ -s "$work/mine" ] || die "not there"
}

run_claims
