#!/usr/bin/env python3
"""A KDC for the clock only: refuses every request with a KRB-ERROR whose time is OFFSET seconds
from the right one. Tells its UDP port on standard output; runs until it is ended."""
import socket
import sys
import time


def der(tag, contents):
    length = len(contents)
    if length >= 0x80:
        digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
        return bytes([tag, 0x80 | len(digits)]) + digits + contents
    return bytes([tag, length]) + contents


def field(n, contents):
    return der(0xA0 | n, contents)


def integer(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def text(value):
    return der(0x1B, value.encode())


def error(offset):
    now = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + offset))
    name = field(0, integer(2)) + field(1, der(0x30, text("krbtgt") + text("GSS.TEST")))
    fields = (field(0, integer(5)) + field(1, integer(30)) + field(4, der(0x18, now.encode())) +
              field(5, integer(0)) + field(6, integer(6)) + field(9, text("GSS.TEST")) +
              field(10, der(0x30, name)))
    return der(0x7E, der(0x30, fields))


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    _, client = server.recvfrom(65536)
    server.sendto(error(int(sys.argv[1])), client)
