#!/bin/bash
# gss doctor: a sound set-up, and each ailment by itself.
. "$GSS_TESTS_DIR/claims.sh"

# A keytab of sound keys only; the realm's own has some to be refused.
sound_keytab() {
  kadmin.local -q "ktadd -norandkey -k $work/keytab $*" >"$work/kadmin" 2>&1
  export KRB5_KTNAME=FILE:$work/keytab
}

# doctor STATUS OPTION...: the findings, as text in $work/out and as JSON in $work/json.
doctor() {
  expect_status "$@" --json
  mv "$work/out" "$work/json"
  expect_json "$work/json" \
    'j["problems"] == len([f for f in j["findings"] if f["level"] == "problem"])'
  expect_status "$@"
}

test_a_sound_setup_has_no_problem() {
  sound_keytab host/server.gss.test
  doctor 0 "$gss" doctor --acceptor --initiator
  expect_json "$work/json" 'j["problems"] == 0'
  expect_line "$work/out" "ok       krb5.conf: it names 1 KDC of the realm GSS.TEST"
  expect_line "$work/out" "has a ticket of alice@GSS.TEST, good for "
  expect_line "$work/out" "host/server.gss.test@GSS.TEST has AES keys of version 1"
  expect_line "$work/out" "clock: this host's clock and the KDC's differ by "
  expect_line "$work/out" "a ticket for host/server.gss.test@GSS.TEST can be decrypted"
  expect_line "$work/out" "dns_canonicalize_hostname = false, rdns = false"
  expect_line "$work/out" "ok       domain: "
}

test_the_service_ticket_is_not_left_in_the_ccache() {
  sound_keytab host/server.gss.test
  klist >"$work/before"
  doctor 0 "$gss" doctor
  klist >"$work/after"
  cmp "$work/before" "$work/after" || die "the ccache changed"
}

test_refused_keys_are_a_problem() {
  sound_keytab host/rc4.gss.test
  doctor 1 "$gss" doctor
  grep -q '^problem  keytab: host/rc4.gss.test@GSS.TEST has no AES key; its .* key is refused' \
    "$work/out" || die "$(cat "$work/out")"
}

test_an_old_key_is_a_problem() {
  sound_keytab host/server.gss.test
  kadmin.local -q "cpw -randkey -e aes256-cts-hmac-sha1-96:normal host/server.gss.test" \
    >"$work/kadmin" 2>&1
  doctor 1 "$gss" doctor
  expect_line "$work/out" "a ticket for host/server.gss.test@GSS.TEST (key version 2"
  expect_line "$work/out" "cannot be decrypted"
  kadmin.local -q "ktadd -norandkey -k $GSS_REALM_DIR/server.keytab host/server.gss.test" \
    >"$work/kadmin" 2>&1
}

test_a_principal_that_the_kdc_does_not_know_is_a_problem() {
  kadmin.local -q "addprinc -randkey host/gone.gss.test" >"$work/kadmin" 2>&1
  sound_keytab host/gone.gss.test
  kadmin.local -q "delprinc -force host/gone.gss.test" >"$work/kadmin" 2>&1
  doctor 1 "$gss" doctor
  expect_line "$work/out" "the KDC does not know host/gone.gss.test@GSS.TEST"
}

test_an_absent_keytab_is_a_problem_for_acceptors() {
  export KRB5_KTNAME=FILE:$work/none
  doctor 0 "$gss" doctor
  expect_line "$work/out" "warning  keytab: "
  doctor 1 "$gss" doctor --acceptor
  expect_line "$work/out" "problem  keytab: "
  expect_line "$work/out" "does not exist"
}

test_a_keytab_for_all_to_read_is_a_problem() {
  sound_keytab host/server.gss.test
  chmod 644 "$work/keytab"
  doctor 1 "$gss" doctor
  expect_line "$work/out" "every user may read or write $work/keytab (mode 0644)"
}

test_a_broken_keytab_is_a_problem() {
  echo nonsense >"$work/keytab"
  export KRB5_KTNAME=FILE:$work/keytab
  doctor 1 "$gss" doctor
  expect_line "$work/out" "cannot be read"
}

test_an_absent_ticket_is_a_problem_for_initiators() {
  sound_keytab host/server.gss.test
  export KRB5CCNAME=FILE:$work/none
  doctor 0 "$gss" doctor
  expect_line "$work/out" "warning  ccache: there is no ticket"
  doctor 1 "$gss" doctor --initiator
  expect_line "$work/out" "problem  ccache: there is no ticket"
}

test_an_expired_ticket_is_a_problem() {
  sound_keytab host/server.gss.test
  export KRB5CCNAME=FILE:$work/ccache
  python3 "$tools_dir/age_ccache.py" "$GSS_REALM_DIR/ccache" "$work/ccache"
  chmod 600 "$work/ccache"
  doctor 1 "$gss" doctor
  expect_line "$work/out" "problem  ccache: the ticket of alice@GSS.TEST expired "
}

test_a_missing_default_realm_is_a_problem() {
  sound_keytab host/server.gss.test
  echo '[libdefaults]' >"$work/krb5.conf"
  KRB5_CONFIG=$work/krb5.conf doctor 1 "$gss" doctor --offline
  expect_line "$work/out" "problem  krb5.conf: there is no default realm"
}

test_a_broken_krb5_conf_is_a_problem() {
  sound_keytab host/server.gss.test
  echo '[libdefaults' >"$work/krb5.conf"
  KRB5_CONFIG=$work/krb5.conf doctor 1 "$gss" doctor --offline
  expect_line "$work/out" "problem  krb5.conf: Kerberos cannot be used"
}

test_a_realm_without_kdc_is_a_problem() {
  sound_keytab host/server.gss.test
  printf '[libdefaults]\ndefault_realm = NONE.TEST\ndns_lookup_kdc = false\n' >"$work/krb5.conf"
  KRB5_CONFIG=$work/krb5.conf doctor 1 "$gss" doctor
  expect_line "$work/out" "no KDC of the realm NONE.TEST is configured"
}

# with_dns REALM COMMAND...: default realm REALM, no KDC configured, in a network of its own whose
# name server knows a KDC of DNS.TEST.
with_dns() {
  unshare --net --mount true 2>/dev/null || skip "namespaces cannot be made here"
  printf '[libdefaults]\ndefault_realm = %s\n' "$1" >"$work/krb5.conf"
  echo "nameserver 127.0.0.1" >"$work/resolv.conf"
  KRB5_CONFIG=$work/krb5.conf unshare --net --mount sh -c '
    python3 -c "$1" && mount --bind "$2" /etc/resolv.conf && shift 2 && exec python3 "$@"' sh \
    'import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 0x41))  # loopback up' \
    "$work/resolv.conf" "$tools_dir/fake_dns.py" "${@:2}"
}

test_kdcs_that_dns_names_are_found() {
  sound_keytab host/server.gss.test
  expect_status 0 with_dns DNS.TEST "$gss" doctor
  expect_line "$work/out" "ok       krb5.conf: DNS names 1 KDC of the realm DNS.TEST"
}

test_a_realm_that_nobody_knows_is_a_problem() {
  sound_keytab host/server.gss.test
  expect_status 1 with_dns NONE.TEST "$gss" doctor
  expect_line "$work/out" "no KDC of the realm NONE.TEST is known: neither krb5.conf nor DNS"
}

test_enctypes_without_aes_are_a_problem() {
  sound_keytab host/server.gss.test
  { cat "$KRB5_CONFIG"
    printf '[libdefaults]\npermitted_enctypes = rc4-hmac\nallow_rc4 = true\n'
    printf 'allow_weak_crypto = true\n'; } >"$work/krb5.conf"
  KRB5_CONFIG=$work/krb5.conf doctor 1 "$gss" doctor --offline
  expect_line "$work/out" "permitted_enctypes allows no AES"
}

test_an_unreachable_kdc_leaves_the_clock_unknown() {
  sound_keytab host/server.gss.test
  # port 1 of loopback refuses at once
  sed 's/kdc = .*/kdc = 127.0.0.1:1/' "$KRB5_CONFIG" >"$work/krb5.conf"
  KRB5_CONFIG=$work/krb5.conf doctor 0 "$gss" doctor
  expect_line "$work/out" "warning  clock: no KDC of GSS.TEST answered"
}

# fake_clock OFFSET: a KDC whose clock differs by so many seconds.
fake_clock() {
  local port ready
  exec {ready}< <(exec python3 "$tools_dir/fake_kdc.py" "$1")
  fake=$!
  read -r port <&"$ready"
  sed "s/kdc = .*/kdc = 127.0.0.1:$port/" "$KRB5_CONFIG" >"$work/krb5.conf"
  export KRB5_CONFIG=$work/krb5.conf KRB5CCNAME=FILE:$work/none
}

test_a_clock_that_is_off_by_more_than_is_allowed_is_a_problem() {
  sound_keytab host/server.gss.test
  fake_clock 3600
  doctor 1 "$gss" doctor
  kill $fake
  grep -Eq "^problem  clock: this host's clock is (3599|3600|3601) seconds behind the KDC's" \
    "$work/out" || die "$(cat "$work/out")"
}

test_a_clock_that_drifts_is_a_warning() {
  sound_keytab host/server.gss.test
  fake_clock -100
  doctor 0 "$gss" doctor
  kill $fake
  grep -Eq "^warning  clock: this host's clock is (99|100|101) seconds ahead of the KDC's" \
    "$work/out" || die "$(cat "$work/out")"
}

# another_user COMMAND...: as somebody who may read neither keys nor tickets.
another_user() {
  [ "$(id -u)" = 0 ] || skip "only root can become another user"
  setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

test_files_that_this_user_may_not_read_are_told() {
  sound_keytab host/server.gss.test
  chmod 711 "$work"
  mkdir -m 700 "$work/domain"
  expect_status 1 another_user "$gss" doctor --offline --domain "$work/domain"
  expect_line "$work/out" "this user may not read FILE:$work/keytab"
  expect_line "$work/out" "problem  ccache: "
  expect_line "$work/out" "problem  domain: no context can be exported: "
}

# at_host NAME COMMAND...: on a host of that name, whose address is a loopback one if it has a dot.
at_host() {
  unshare --mount --uts true 2>/dev/null || skip "namespaces cannot be made here"
  unshare --mount --uts sh -c '
    hostname "$1" && { echo "127.0.0.1 localhost"; echo "127.0.0.9 $2"; } >"$3/hosts" &&
      echo "hosts: files" >"$3/nsswitch" && mount --bind "$3/hosts" /etc/hosts &&
      mount --bind "$3/nsswitch" /etc/nsswitch.conf && shift 3 && exec "$@"' \
    sh "$1" "$([[ $1 = *.* ]] && echo "$1" || echo other)" "$work" "${@:2}"
}

test_a_host_with_keys_and_a_full_name_is_sound() {
  sound_keytab host/server.gss.test
  expect_status 0 at_host server.gss.test "$gss" doctor
  expect_line "$work/out" "ok       host: this host is called server.gss.test"
  expect_line "$work/out" "ok       host: a service of this host is called host/server.gss.test@"
}

test_a_host_that_the_keytab_has_no_keys_for_is_a_warning() {
  sound_keytab host/server.gss.test
  expect_status 0 at_host client.gss.test "$gss" doctor
  expect_line "$work/out" \
    "warning  host: a service of this host is called host/client.gss.test@"
}

test_a_host_without_an_address_is_a_problem() {
  sound_keytab host/server.gss.test
  expect_status 1 at_host nameless "$gss" doctor
  expect_line "$work/out" "problem  host: this host's name nameless has no address"
}

test_offline_asks_nobody() {
  sound_keytab host/server.gss.test
  doctor 0 "$gss" doctor --offline
  expect_no_line "$work/out" "clock: "
  expect_no_line "$work/out" "can be decrypted"
}

test_an_unsafe_domain_is_a_problem() {
  sound_keytab host/server.gss.test
  mkdir -m 777 "$work/domain"
  chmod 777 "$work/domain"
  doctor 1 "$gss" doctor --domain "$work/domain"
  expect_line "$work/out" "problem  domain: "
}

test_verifiers_are_counted_and_weak_ones_told() {
  export GSS_SCRAM_VERIFIERS=$work/verifiers
  expect_status 1 "$gss" doctor --offline # for its keytab, too
  expect_line "$work/out" "ok       verifiers: there is no $work/verifiers"
  expect_status 0 "$gss" scram add --iterations 4096 --password-file - alice <<<secret
  expect_status 0 "$gss" scram add --password-file - bob <<<secret
  expect_status 1 "$gss" doctor --offline # for its keytab, too
  expect_line "$work/out" "ok       verifiers: $work/verifiers has 2 verifiers (mode 0600)"
  expect_line "$work/out" "warning  verifiers: 1 verifiers have fewer iterations"
}

test_a_verifier_file_that_acceptors_refuse_is_a_problem() {
  export GSS_SCRAM_VERIFIERS=$work/verifiers
  expect_status 0 "$gss" scram add --iterations 4096 --password-file - alice <<<secret
  chmod 644 "$work/verifiers"
  expect_status 1 "$gss" doctor --offline
  expect_line "$work/out" "problem  verifiers: no password can be checked: "
  chmod 600 "$work/verifiers"
  echo nonsense >>"$work/verifiers"
  expect_status 1 "$gss" doctor --offline
  expect_line "$work/out" "problem  verifiers: "
}

test_it_tells_what_spnego_negotiates() {
  sound_keytab host/server.gss.test
  expect_status 0 "$gss" doctor --offline
  expect_line "$work/out" "ok       spnego: krb5 may be negotiated, by default"
  GSS_SPNEGO_MECHS="scram-sha-256, KRB5 # and no more" expect_status 0 "$gss" doctor --offline
  expect_line "$work/out" "spnego: scram-sha-256, krb5 may be negotiated, as GSS_SPNEGO_MECHS says"
  GSS_SPNEGO_MECHS="1.2.840.113554.1.2.2 nonsense" expect_status 0 "$gss" doctor --offline
  expect_line "$work/out" "ok       spnego: krb5 may be negotiated, as GSS_SPNEGO_MECHS says"
  GSS_SPNEGO_MECHS= expect_status 0 "$gss" doctor --offline
  expect_line "$work/out" "warning  spnego: no mechanism may be negotiated, as GSS_SPNEGO_MECHS says"
}

# machine_negotiates TEXT: doctor, in a namespace with an /etc of its own and these lines in the file.
machine_negotiates() {
  cat >"$work/inside" <<'INSIDE'
mount -t tmpfs none /etc
mkdir /etc/gss
printf '%s' "$2" >/etc/gss/spnego.conf
exec "$1" doctor --offline
INSIDE
  expect_status 0 unshare --map-root-user --mount bash -eu "$work/inside" "$gss" "$1"
}

test_it_tells_what_the_machine_negotiates() {
  sound_keytab host/server.gss.test
  machine_negotiates $'# these two\nscram-sha-256\n\n1.2.840.113554.1.2.2 nonsense # and no more\n'
  expect_line "$work/out" \
    "ok       spnego: scram-sha-256, krb5 may be negotiated, as /etc/gss/spnego.conf says"
  machine_negotiates "krb5,scram-sha-1"
  expect_line "$work/out" \
    "ok       spnego: krb5, scram-sha-1 may be negotiated, as /etc/gss/spnego.conf says"
  machine_negotiates "# nothing"
  expect_line "$work/out" \
    "warning  spnego: no mechanism may be negotiated, as /etc/gss/spnego.conf says"
  export GSS_SPNEGO_MECHS=krb5
  machine_negotiates "scram-sha-256"
  expect_line "$work/out" "ok       spnego: krb5 may be negotiated, as GSS_SPNEGO_MECHS says"
}

run_claims
