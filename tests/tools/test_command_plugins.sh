#!/bin/bash
# Plugins: what gss -l --verbose and gss doctor tell of each line of their configuration.
. "$GSS_TESTS_DIR/claims.sh"

# configure LINE...: the configuration of what follows.
configure() {
  export GSS_MECH_CONFIG=$work/mech.conf
  printf '%s\n' "$@" >"$GSS_MECH_CONFIG"
}

# list: mechanisms and plugins, as text in $work/out and as JSON in $work/json.
list() {
  expect_status 0 "$gss" -l --verbose --json
  mv "$work/out" "$work/json"
  expect_status 0 "$gss" -l --verbose
}

doctor() {
  KRB5_KTNAME=FILE:$work/none.keytab expect_status 0 "$gss" doctor --offline
}

toy="toy 2.999.1 $TEST_PLUGIN_TOY"

test_a_loaded_plugin_is_a_mechanism() {
  configure "# comment" "$toy"
  list
  expect_json "$work/json" '[m["oid"] for m in j["mechanisms"]].count("2.999.1") == 1'
  expect_json "$work/json" 'j["plugins"] == [{"name": "toy", "file": "'"$work/mech.conf"'",
    "line": 2, "oid": "2.999.1", "library": "'"$TEST_PLUGIN_TOY"'", "interposer": False,
    "state": "loaded", "message": None}]'
  expect_line "$work/out" "Plugin toy:"
  expect_line "$work/out" "Configured in: $work/mech.conf, line 2"
  expect_line "$work/out" "State: loaded"
  expect_status 0 "$gss" -l --json
  expect_json "$work/out" '[m["name"] for m in j].count("toy-plugin") == 1'
  doctor
  expect_line "$work/out" "ok       plugins: the mechanism toy is loaded from $TEST_PLUGIN_TOY"
}

test_without_plugins_none_is_told() {
  configure ""
  list
  expect_json "$work/json" 'j["plugins"] == [] and len(j["mechanisms"]) > 1'
  expect_no_line "$work/out" "Plugin"
  doctor
  expect_line "$work/out" "ok       plugins: none is configured"
}

# skipped LINE WORDS: a plugin of this line is skipped with these words, and nothing else suffers.
skipped() {
  configure "$1" "other 2.999.1 $TEST_PLUGIN_MINIMAL"
  list
  expect_json "$work/json" '[p["state"] for p in j["plugins"]] == ["skipped", "loaded"]'
  expect_line "$work/out" "State: skipped: "
  expect_line "$work/out" "$2"
  doctor
  expect_line "$work/out" "warning  plugins: $work/mech.conf, line 1: "
  expect_line "$work/out" "$2"
}

test_a_library_that_is_missing_is_skipped() {
  skipped "none 2.999.7 /nowhere/none.so" "it cannot be loaded: /nowhere/none.so: cannot open"
}

test_a_library_that_is_none_is_skipped() {
  echo "no library" >"$work/none.so"
  skipped "none 2.999.7 $work/none.so" "it cannot be loaded: $work/none.so: "
}

test_a_library_without_contexts_is_skipped() {
  skipped "none 2.999.7 $TEST_PLUGIN_INTERPOSER" \
    "it offers neither gss_init_sec_context nor gss_accept_sec_context"
}

test_a_plugin_that_says_it_is_another_is_skipped() {
  skipped "toy 2.999.7 $TEST_PLUGIN_TOY" \
    "the mechanisms that it says it has do not include this one"
}

test_an_interposer_that_is_none_is_skipped() {
  skipped "toy 2.999.7 $TEST_PLUGIN_TOY <interposer>" "it does not offer gss_mech_interposer"
}

test_a_malformed_line_is_skipped() {
  skipped "toy 2.999.x $TEST_PLUGIN_TOY" "its object identifier is malformed"
  skipped "toy" "it has no object identifier"
}

test_control_characters_of_the_file_are_not_printed() {
  skipped $'t\e[2Jy 2.999.7 /nowhere\e[2J.so' "t\\x1b[2Jy"
  ! grep -q $'\e' "$work/out" || die "an escape character came through"
}

test_a_relative_library_is_one_of_the_folder() {
  configure "none 2.999.7 none.so"
  list
  expect_json "$work/json" 'j["plugins"][0]["library"].endswith("/gss/none.so")'
  expect_json "$work/json" 'j["plugins"][0]["library"].startswith("/")'
}

test_a_second_line_for_a_mechanism_is_idle() {
  configure "$toy" "again 2.999.1 $TEST_PLUGIN_MINIMAL" "krb5 1.2.840.113554.1.2.2 /nowhere/none.so"
  list
  expect_json "$work/json" '[p["state"] for p in j["plugins"]] == ["loaded", "idle", "idle"]'
  expect_line "$work/out" "idle: there is a mechanism with this object identifier already"
  doctor
  expect_line "$work/out" "ok       plugins: the mechanism krb5 is of no effect: there is a mech"
}

test_an_interposer_is_no_mechanism() {
  configure "between 2.999.2 $TEST_PLUGIN_INTERPOSER <interposer>"
  list
  expect_json "$work/json" 'j["plugins"][0]["state"] == "idle" and j["plugins"][0]["interposer"]'
  expect_line "$work/out" "idle: it interposes nothing in this environment"
  export TEST_INTERPOSES=krb5
  list
  expect_json "$work/json" 'j["plugins"][0]["state"] == "loaded"'
  expect_json "$work/json" '"2.999.2" not in [m["oid"] for m in j["mechanisms"]]'
  expect_json "$work/json" 'j["mechanisms"][0]["sasl_name"] == "GS2-KRB5"'
}

test_a_configuration_that_is_missing_is_told() {
  export GSS_MECH_CONFIG=$work/missing
  list
  expect_json "$work/json" 'j["plugins"][0]["line"] == 0 and j["plugins"][0]["state"] == "skipped"'
  expect_line "$work/out" "State: skipped: there is no such file"
  doctor
  expect_line "$work/out" "warning  plugins: $work/missing: there is no such file"
}

# In a namespace of its own, with an /etc that has nothing else.
test_the_machines_configuration_is_read_in_its_order() {
  unset GSS_MECH_CONFIG
  cat >"$work/inside" <<'INSIDE'
mount -t tmpfs none /etc
mkdir -p /etc/gss/mech.d
echo "first 2.999.1 $TEST_PLUGIN_TOY" >/etc/gss/mech
echo "third 2.999.2 $TEST_PLUGIN_INTERPOSER <interposer>" >/etc/gss/mech.d/b.conf
echo "second 2.999.1 $TEST_PLUGIN_MINIMAL" >/etc/gss/mech.d/a.conf
echo "fourth 2.999.4 /nowhere/none.so" >/etc/gss/mech.d/c.other
exec "$1" -l --verbose --json
INSIDE
  expect_status 0 unshare --map-root-user --mount bash -eu "$work/inside" "$gss"
  expect_json "$work/out" '[p["name"] for p in j["plugins"]] == ["first", "second", "third"]'
  expect_json "$work/out" '[p["state"] for p in j["plugins"]] == ["loaded", "idle", "idle"]'
  expect_json "$work/out" 'j["plugins"][1]["file"] == "/etc/gss/mech.d/a.conf"'
}

# A set-user-ID copy of the command, run by another user.
test_a_set_uid_program_ignores_the_environment() {
  [ "$(id -u)" = 0 ] || skip "only root can make a program that runs as another user"
  configure "$toy"
  cp "$gss" "$work/gss"
  chmod 755 "$work"
  expect_status 0 "$work/gss" -l --verbose --json
  expect_json "$work/out" '"2.999.1" in [m["oid"] for m in j["mechanisms"]]'
  chmod 4755 "$work/gss"
  expect_status 0 setpriv --reuid=65534 --regid=65534 --clear-groups "$work/gss" -l --verbose --json
  expect_json "$work/out" '"2.999.1" not in [m["oid"] for m in j["mechanisms"]]'
  expect_json "$work/out" '"'"$GSS_MECH_CONFIG"'" not in [p["file"] for p in j["plugins"]]'
}

run_claims
