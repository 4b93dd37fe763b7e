# Runs every function called test_* of the script that sources this, each in a shell of its own
# with an empty folder $work, and tells the results as TAP.
#
# Usage: . claims.sh; define functions; run_claims
# Helpers fail the claim by ending its shell.

gss=${GSS_COMMAND:?the command gss}
tools_dir=${GSS_TESTS_DIR:?the folder of this file}

die() {
  echo "# $*" >&2
  exit 1
}

# This host cannot show the claim.
skip() {
  echo "# $*" >&2
  exit 77
}

# expect_status N COMMAND...: the command ends with status N; its output is in $work/out and err.
expect_status() {
  local wanted=$1 status=0
  shift
  "$@" >"$work/out" 2>"$work/err" || status=$?
  [ "$status" = "$wanted" ] || {
    sed 's/^/# /' "$work/out" "$work/err" >&2
    die "status $status instead of $wanted: $*"
  }
}

# expect_line FILE TEXT: a line has TEXT in it, and only that is asked of it.
expect_line() {
  grep -qF -- "$2" "$1" || {
    sed 's/^/# /' "$1" >&2
    die "no line has: $2"
  }
}

expect_no_line() {
  if grep -qF -- "$2" "$1"; then
    sed 's/^/# /' "$1" >&2
    die "a line has: $2"
  fi
}

# expect_json FILE EXPRESSION: the file is JSON, and the Python EXPRESSION of it (j) is true.
expect_json() {
  python3 - "$1" "$2" <<'PYTHON' || die "not so in $1: $2"
import json, sys
def no_duplicates(pairs):
    assert len(dict(pairs)) == len(pairs), "a member is there twice"
    return dict(pairs)
with open(sys.argv[1], encoding="utf-8", errors="strict") as f:
    j = json.load(f, object_pairs_hook=no_duplicates)
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

run_claims() {
  local claims claim status number=0 failed=0
  claims=$(declare -F | sed -n 's/^declare -f \(test_\)/\1/p')
  echo "1..$(wc -w <<<"$claims")"
  for claim in $claims; do
    number=$((number + 1))
    # Not in a condition or an || list: those would switch off its -e.
    (
      set -eu
      work=$(mktemp -d "${TMPDIR:-/tmp}/gss-claim.XXXXXX")
      trap 'jobs=$(jobs -p); [ -z "$jobs" ] || kill $jobs 2>/dev/null || :; rm -rf "$work"' EXIT
      "$claim"
    ) </dev/null
    status=$?
    case $status in
      0) echo "ok $number - $claim" ;;
      77) echo "ok $number - $claim # SKIP" ;;
      *)
        echo "not ok $number - $claim"
        failed=$((failed + 1))
        ;;
    esac
  done
  [ $failed = 0 ]
}
