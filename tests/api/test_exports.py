"""What the libraries show: test_exports.py LIBGSS.SO LIBGSS.A EXPORTS.TXT

Every symbol of GNU's library is there with its version, kind and size, and nothing is shown that
the headers do not promise, by either library.
"""
import re
import subprocess
import sys

failures = []


def check(good, message):
    if not good:
        failures.append(message)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def dynamic_symbols(library):
    """name -> (version, kind, size) of what the shared library defines."""
    found = {}
    for line in run("readelf", "--dyn-syms", "--wide", library).splitlines():
        fields = line.split()
        if len(fields) < 8 or not fields[0].rstrip(":").isdigit() or fields[6] == "UND":
            continue
        name, _, version = fields[7].partition("@@")
        if name != "GSS_1.0.0":  # the version's own symbol
            found[name] = (version, fields[3], int(fields[2], 0))
    return found


def main(library, archive, expected):
    shown = dynamic_symbols(library)
    count = 0
    for line in open(expected):
        if line.startswith("#"):
            continue
        name, size = line.split()
        count += 1
        version, kind, real_size = shown.get(name, (None, None, None))
        check(version == "GSS_1.0.0", f"{name}: version {version}")
        if size == "0":
            check(kind == "FUNC", f"{name}: {kind}, not a function")
        else:
            check((kind, real_size) == ("OBJECT", int(size)), f"{name}: {kind} of {real_size}")
    check(count == 70, f"{count} symbols expected, GNU GSS has 70")

    for name, (version, _, _) in shown.items():
        check(version == "GSS_1.0.0", f"{name}: version {version}")
        check(re.match(r"(gss|GSS|krb5_gss|gsskrb5)_", name) or name == "GSS_KRB5",
              f"{name} should be hidden")

    static = {line.split()[-1] for line in run("nm", "--defined-only", "--extern-only",
                                               archive).splitlines() if " " in line}
    check(static == set(shown), f"libgss.a differs: {sorted(static ^ set(shown))}")

    dynamic = run("readelf", "--dynamic", library)
    check("[libgss.so.3]" in dynamic, "the soname is not libgss.so.3")
    check("SYMBOLIC" not in dynamic, "linked with -Bsymbolic: programs' copies of data would differ")
    check("TEXTREL" not in dynamic, "has text relocations")
    check("PATH" not in dynamic, "has a run path")

    for failure in failures:
        print(failure, file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
