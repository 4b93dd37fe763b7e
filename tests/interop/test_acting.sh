# What one library stores of a user whom a service acts for serves the other: test_acting.sh GSS MIT
set -u
declare -A programs=([gss]=$1 [mit]=$2)
count=0
acting="by host/server.gss.test@GSS.TEST"

check() { # NAME EXPECTED COMMAND...
  local name=$1 expected=$2 output
  shift 2
  count=$((count + 1))
  output=$("$@" 2>"$GSS_REALM_DIR/errors")
  if [ "$output" = "$expected" ]; then
    echo "ok $count - $name"
  else
    echo "not ok $count - $name"
    { echo "expected: $expected"; echo "got: $output"; cat "$GSS_REALM_DIR/errors"; } | sed 's/^/# /'
  fi
}

for maker in gss mit; do
  cache=FILE:$GSS_REALM_DIR/acting-$maker
  check "$maker gets bob's credential" "" \
    env "KRB5CCNAME=FILE:$GSS_REALM_DIR/service" "${programs[$maker]}" make "FILE:$GSS_REALM_DIR/server.keytab" host@server.gss.test bob "$cache"
  for user in gss mit; do
    cp "${cache#FILE:}" "$GSS_REALM_DIR/copy" # what one adds to it does not help the next
    check "$user goes on with what $maker stored" "$acting"$'\nsource bob@GSS.TEST' \
      "${programs[$user]}" use "FILE:$GSS_REALM_DIR/copy" host@delegate.gss.test
    check "$user goes no further" "$acting"$'\ninitiate: failure' \
      "${programs[$user]}" use "FILE:$GSS_REALM_DIR/copy" host@aes128-sha1.gss.test
  done
  check "$maker finds no such user" "impersonate: $([ $maker = gss ] && echo no-cred || echo failure)" \
    env "KRB5CCNAME=FILE:$GSS_REALM_DIR/service" "${programs[$maker]}" make "FILE:$GSS_REALM_DIR/server.keytab" host@server.gss.test nobody "$cache"
done
for user in gss mit; do
  check "$user sees that alice acts by herself" $'by itself\nsource alice@GSS.TEST' \
    "${programs[$user]}" use "$KRB5CCNAME" host@delegate.gss.test
done
echo "1..$count"
