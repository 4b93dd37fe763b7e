#!/usr/bin/env python3
"""Copies a FILE: credential cache with every ticket's times a day in the past."""
import struct
import sys

data = open(sys.argv[1], "rb").read()
assert data[:2] == b"\x05\x04", "not a version 4 credential cache"


def principal(at):
    _, count = struct.unpack_from(">II", data, at)
    at += 8
    for _ in range(count + 1):
        (length,) = struct.unpack_from(">I", data, at)
        at += 4 + length
    return at


out = bytearray(data)
(header,) = struct.unpack_from(">H", data, 2)
at = principal(4 + header)
while at < len(data):
    at = principal(principal(at))
    _, length = struct.unpack_from(">HI", data, at)
    at += 6 + length
    times = struct.unpack_from(">IIII", data, at)
    struct.pack_into(">IIII", out, at, *(max(t - 86400, 0) for t in times))
    at += 16 + 1 + 4
    for _ in range(2):  # addresses, authorization data
        (count,) = struct.unpack_from(">I", data, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from(">HI", data, at)[1:]
            at += 6 + length
    for _ in range(2):  # tickets
        (length,) = struct.unpack_from(">I", data, at)
        at += 4 + length
open(sys.argv[2], "wb").write(out)
