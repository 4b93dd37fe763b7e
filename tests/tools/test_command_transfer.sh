#!/bin/bash
# gss transfer: the keys of a domain, made, rotated and looked at.
. "$GSS_TESTS_DIR/claims.sh"

# The numbers of the domain's keys, and which one seals.
status() {
  expect_status 0 "$gss" transfer status --domain "$work/domain" --json
  cp "$work/out" "$work/status"
}

test_keygen_makes_a_domain_that_only_its_owner_may_use() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  [ "$(stat -c %a "$work/domain")" = 700 ] || die "mode $(stat -c %a "$work/domain")"
  [ "$(stat -c %a "$work/domain/keys")" = 600 ] || die "mode $(stat -c %a "$work/domain/keys")"
  status
  expect_json "$work/status" 'j["mode"] == "0700" and len(j["keys"]) == 1 and j["keys"][0]["seals"]'
  expect_json "$work/status" 'j["ledger"]["tokens"] == 0 and j["may_change_keys"]'
  expect_status 0 "$gss" transfer status --domain "$work/domain"
  expect_line "$work/out" "domain: $work/domain"
  expect_line "$work/out" ", seals"
}

test_keygen_leaves_a_domain_alone() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  cp "$work/domain/keys" "$work/keys"
  expect_status 1 "$gss" transfer keygen --domain "$work/domain"
  expect_line "$work/err" "gss: making the domain: "
  cmp "$work/keys" "$work/domain/keys" || die "the keys changed"
}

test_keygen_shares_a_domain_with_a_group() {
  [ "$(id -u)" = 0 ] || skip "only root can give a folder to another group"
  expect_status 0 "$gss" transfer keygen --domain "$work/domain" --group daemon
  [ "$(stat -c '%a %G' "$work/domain")" = "750 daemon" ] || die "not shared"
  expect_status 2 "$gss" transfer keygen --domain "$work/other" --group no-such-group
  [ ! -e "$work/other" ] || die "made for no group"
}

test_rotate_adds_a_key_and_keeps_the_old_one() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  status
  mv "$work/status" "$work/before"
  expect_status 0 "$gss" transfer rotate --domain "$work/domain"
  status
  expect_json "$work/status" \
    'len(j["keys"]) == 2 and not j["keys"][0]["seals"] and j["keys"][1]["seals"]'
  expect_json "$work/status" \
    'j["keys"][0]["id"] == json.load(open("'"$work"'/before"))["keys"][0]["id"]'
}

test_discard_leaves_only_the_new_key() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  expect_status 0 "$gss" transfer rotate --domain "$work/domain" --discard
  status
  expect_json "$work/status" 'len(j["keys"]) == 1 and j["keys"][0]["seals"]'
}

test_status_shows_no_secret() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  expect_status 0 "$gss" transfer status --domain "$work/domain" --json
  python3 - "$work/domain/keys" "$work/out" <<'PYTHON' || die "a key is shown"
import sys
keys = open(sys.argv[1], "rb").read()
shown = open(sys.argv[2]).read().lower()
secret = keys[-32:]
sys.exit(any(secret[i:i + 4].hex() in shown for i in range(len(secret) - 3)))
PYTHON
}

test_status_of_no_domain_makes_none() {
  expect_status 1 "$gss" transfer status --domain "$work/domain"
  expect_line "$work/err" "gss: looking at the domain: "
  [ ! -e "$work/domain" ] || die "made"
}

test_a_relative_folder_is_taken_from_here() {
  cd "$work"
  expect_status 0 "$gss" transfer keygen --domain domain
  expect_line "$work/out" "Made the transfer domain $work/domain"
}

test_the_default_domain_needs_no_option() {
  export GSS_TRANSFER_DOMAIN=$work/domain
  expect_status 0 "$gss" transfer keygen
  expect_status 0 "$gss" transfer status
  expect_line "$work/out" "domain: $work/domain"
}

test_an_unsafe_folder_is_refused() {
  mkdir "$work/domain"
  chmod 777 "$work/domain"
  expect_status 1 "$gss" transfer keygen --domain "$work/domain"
  [ ! -e "$work/domain/keys" ] || die "keys were made"
}

test_broken_keys_are_told() {
  expect_status 0 "$gss" transfer keygen --domain "$work/domain"
  truncate -s 20 "$work/domain/keys"
  expect_status 1 "$gss" transfer status --domain "$work/domain"
  expect_status 1 "$gss" transfer rotate --domain "$work/domain"
  expect_line "$work/err" "gss: rotating the keys: "
}

run_claims
