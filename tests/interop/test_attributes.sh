# Names' attributes, as MIT's library tells them of the same ticket: test_attributes.sh GSS MIT
set -u
gss=$1 mit=$2
count=0

report() { # NAME STATUS [FILE]
  count=$((count + 1))
  if [ "$2" = 0 ]; then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    cut -c1-300 "${3:-/dev/null}" | sed 's/^/# /'
  fi
}

# Of an imported name MIT's library goes on to say what the exporter knew, which the bytes do not
# prove: ours says that nobody vouches.
nobody_vouches_for_imported() {
  sed '/^imported:/,/^initiator of/ {
    s/authenticated=1 complete/authenticated=0 complete/
    s/^\(  map .* authenticated=1:\) 0 .*/\1 0x100000 nothing/
  }'
}

run() { # NAME PROGRAM
  "$2" host@server.gss.test >"$GSS_REALM_DIR/$1" 2>"$GSS_REALM_DIR/errors"
  report "$1's library tells of its names" $? "$GSS_REALM_DIR/errors"
}

section() { # TITLE
  sed -n "/^$1:/,/^[^ ]/ { /^ /p }" "$GSS_REALM_DIR/gss"
}

told() { # NAME TITLE PATTERN
  section "$2" >"$GSS_REALM_DIR/section"
  grep -q -- "$3" "$GSS_REALM_DIR/section"
  report "$1" $? "$GSS_REALM_DIR/section"
}

spaked=$(printf spaked | od -An -tx1 | tr -d ' \n')
run mit "$mit"
run gss "$gss" # the ccache has the ticket now
for title in accepted duplicate "initiator of the acceptor's context" "initiator of the transferred context"; do
  told "$title: the indicators are authenticated" "$title" "told:  \"auth-indicators\" 0 authenticated=1 .* value=$spaked "
  told "$title: the PAC is authenticated" "$title" 'told:  "urn:mspac:client-info" 0 authenticated=1 '
done
told "imported: the indicators are not authenticated" imported "told:  \"auth-indicators\" 0 authenticated=0 .* value=$spaked "
told "imported: the PAC is not authenticated" imported 'told:  "urn:mspac:client-info" 0 authenticated=0 '
told "initiators see no indicators" "initiator of the initiator's context" '^  "auth-indicators" 0x100000$'
nobody_vouches_for_imported <"$GSS_REALM_DIR/mit" >"$GSS_REALM_DIR/expected"
diff "$GSS_REALM_DIR/expected" "$GSS_REALM_DIR/gss" >"$GSS_REALM_DIR/differences"
report "all is as MIT's library tells it" $? "$GSS_REALM_DIR/differences"
echo "1..$count"
