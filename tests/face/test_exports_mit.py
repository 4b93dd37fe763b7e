"""The face of MIT's library against the installed one: test_exports_mit.py OURS MISSING.TXT

Every symbol that both show has the same version, kind and, for data, size. What ours lacks is
exactly what MISSING.TXT names, so that the list can only shrink; what it has beyond MIT's is
nothing.
"""
import subprocess
import sys

PEER = "/usr/lib/x86_64-linux-gnu/libgssapi_krb5.so.2"
VERSION = "gssapi_krb5_2_MIT"


def dynamic_symbols(library):
    """name -> (version, kind, size of data) of what the shared library defines."""
    found = {}
    lines = subprocess.run(["readelf", "--dyn-syms", "--wide", library], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for fields in (line.split() for line in lines):
        if len(fields) < 8 or not fields[0].rstrip(":").isdigit() or fields[6] in ("UND", "ABS"):
            continue
        name, _, version = fields[7].partition("@@")
        found[name] = (version, fields[3], int(fields[2], 0) if fields[3] == "OBJECT" else None)
    return found


def main(library, missing_list):
    ours, peers = dynamic_symbols(library), dynamic_symbols(PEER)
    missing = {line.strip() for line in open(missing_list) if not line.startswith("#")}
    wrong = [f"{name} is {ours[name]}, MIT's {peers[name]}"
             for name in sorted(set(ours) & set(peers)) if ours[name] != peers[name]]
    wrong += [f"{name} is not MIT's" for name in sorted(set(ours) - set(peers))]
    wrong += [f"{name} is missing" for name in sorted(set(peers) - set(ours) - missing)]
    wrong += [f"{name} is listed as missing, but is not" for name in sorted(missing & set(ours))]
    wrong += [f"{name} is listed as missing, but MIT has none" for name in sorted(missing - set(peers))]
    same = len(set(ours) & set(peers))
    print("\n".join(wrong) or f"{same} symbols as in {PEER}, {len(missing)} still missing")
    return bool(wrong) or not same


sys.exit(main(*sys.argv[1:]))
