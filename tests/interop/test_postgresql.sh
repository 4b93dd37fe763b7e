#!/bin/bash
# SCRAM verifiers between PostgreSQL and us: a real server's pg_authid, and roles made by our file.
. "$GSS_TESTS_DIR/claims.sh"

fail() {
  echo "test_postgresql: $*" >&2
  exit 1
}

# The server's programs, which are in no PATH, and somebody who is not root, as the server demands.
for bin in /usr/lib/postgresql/*/bin; do :; done
[ -x "$bin/initdb" ] || fail "no PostgreSQL server (Debian: postgresql-15)"
as_server=()
if [ "$(id -u)" -eq 0 ]; then
  as_server=(setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/)
fi

cluster=$(mktemp -d "${TMPDIR:-/tmp}/gss-pg.XXXXXX")
clean_up() {
  trap '' INT TERM HUP
  cd /
  "${as_server[@]}" "$bin/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$cluster"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# A cluster without TCP. The socket's folder tells who is in it; all roles but admin need SCRAM.
start_server() {
  chmod 711 "$cluster"
  mkdir -m 755 "$cluster/socket"
  [ ${#as_server[@]} -eq 0 ] || chown nobody:nogroup "$cluster" "$cluster/socket"
  cd "$cluster" || return
  "${as_server[@]}" "$bin/initdb" --username=admin --auth=reject --no-sync -E UTF8 \
    --locale=C.UTF-8 -D "$cluster/data"
  printf 'local all admin trust\nlocal all all scram-sha-256\n' >"$cluster/data/pg_hba.conf"
  "${as_server[@]}" "$bin/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" start -o \
    "-c listen_addresses= -c unix_socket_directories=$cluster/socket -c fsync=off \
     -c password_encryption=scram-sha-256"
}
start_server >"$cluster.out" 2>&1 || {
  cat "$cluster.out" "$cluster/log" >&2
  rm -f "$cluster.out"
  fail "the server does not start"
}
rm -f "$cluster.out"

# sql TEXT: as the administrator.
sql() {
  psql -X -q -At -v ON_ERROR_STOP=1 -h "$cluster/socket" -U admin -d postgres -c "$1"
}

# log_in ROLE PASSWORD: by libpq's SCRAM.
log_in() {
  PGPASSWORD=$2 psql -X -q -At -w -h "$cluster/socket" -U "$1" -d postgres -c 'SELECT session_user'
}

# take_verifier ROLE: PostgreSQL's own line, in our file.
take_verifier() {
  touch "$work/verifiers"
  chmod 600 "$work/verifiers"
  sql "SELECT rolname || ':' || rolpassword FROM pg_authid WHERE rolname = '$1'" \
    >>"$work/verifiers"
}

# authenticate STATUS USER PASSWORD: a context with our acceptor, and a message.
authenticate() {
  local ready line
  printf '%s\n' "$3" >"$work/password"
  chmod 600 "$work/password"
  exec {ready}< <(exec "$gss" server --once --port 0 --mech SCRAM-SHA-256 \
    --verifiers "$work/verifiers" host 2>&1)
  read -r line <&"$ready"
  expect_status "$1" "$gss" client --port "${line##* }" --mech SCRAM-SHA-256 --user "$2" \
    --password-file "$work/password" localhost host "a message"
  cat <&"$ready" >"$work/server"
  exec {ready}<&-
}

test_our_acceptor_takes_a_password_by_postgresqls_verifier() {
  sql "CREATE ROLE alice LOGIN PASSWORD 'pencil'"
  sql "CREATE ROLE bob LOGIN PASSWORD 'eraser'"
  take_verifier alice
  take_verifier bob
  expect_line "$work/verifiers" 'alice:SCRAM-SHA-256$4096:'
  authenticate 0 alice pencil
  expect_line "$work/server" "Accepted alice by SCRAM-SHA-256"
  expect_line "$work/server" 'Received message: "a message"'
  authenticate 0 bob eraser
  expect_line "$work/server" "Accepted bob by SCRAM-SHA-256"
}

test_our_acceptor_refuses_other_passwords_by_postgresqls_verifier() {
  local password
  sql "CREATE ROLE carol LOGIN PASSWORD 'pencil'"
  take_verifier carol
  for password in Pencil 'pencil ' eraser; do
    authenticate 1 carol "$password"
    expect_line "$work/err" "The acceptor refuses the user name or the password"
    expect_no_line "$work/server" Accepted
    expect_no_line "$work/server" "a message"
  done
  authenticate 1 nobody pencil
  expect_no_line "$work/server" Accepted
}

# SASLprep: U+2168 is IX, U+00A0 a space.
test_postgresql_prepares_passwords_as_we_do() {
  sql "CREATE ROLE dora LOGIN PASSWORD E'\u2168 \u00e9t\u00e9'"
  take_verifier dora
  authenticate 0 dora $'IX \u00e9t\u00e9'
  authenticate 0 dora $'I\u00adX\u00a0e\u0301te\u0301'
  authenticate 1 dora $'IX ete'
}

# role_of_ours ROLE PASSWORD [OPTION...]: PostgreSQL knows the role by our verifier alone.
role_of_ours() {
  local role=$1 verifier
  printf '%s\n' "$2" >"$work/password"
  chmod 600 "$work/password"
  shift 2
  expect_status 0 "$gss" scram add --file "$work/verifiers" --password-file "$work/password" \
    "$@" "$role"
  verifier=$(sed -n "s/^$role://p" "$work/verifiers")
  sql "CREATE ROLE $role LOGIN; ALTER ROLE $role PASSWORD '$verifier'"
  # As it is: what is not in its form, it would take for a password and hash.
  [ "$(sql "SELECT rolpassword FROM pg_authid WHERE rolname = '$role'")" = "$verifier" ] ||
    die "PostgreSQL did not take it for a verifier: $verifier"
}

test_postgresql_takes_a_password_by_our_verifier() {
  role_of_ours erin 'correct horse' --iterations 4096
  [ "$(log_in erin 'correct horse')" = erin ] || die "erin does not get in"
  role_of_ours frank $'IX \u00e9t\u00e9'
  [ "$(log_in frank $'\u2168 \u00e9t\u00e9')" = frank ] || die "frank does not get in"
}

test_postgresql_refuses_other_passwords_by_our_verifier() {
  role_of_ours grace 'correct horse' --iterations 4096
  expect_status 2 log_in grace 'correct hors'
  expect_line "$work/err" 'password authentication failed for user "grace"'
}

run_claims
