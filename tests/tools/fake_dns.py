#!/usr/bin/env python3
"""A name server on 127.0.0.1 that knows one thing, _kerberos._udp.DNS.TEST; then runs the command
that it is given, and ends with its status. For a network namespace of its own."""
import socket
import struct
import subprocess
import sys
import threading


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def answer(query):
    question = query[12:query.index(b"\0", 12) + 5]
    found = question[:-4].lower() == name("_kerberos._udp.dns.test") and question[-4:-2] == b"\0\x21"
    record = struct.pack(">HHHIH", 0xC00C, 33, 1, 60, 0) if found else b""
    if found:
        data = struct.pack(">HHH", 0, 0, 88) + name("kdc.dns.test")
        record = record[:-2] + struct.pack(">H", len(data)) + data
    return query[:2] + struct.pack(">HHHHH", 0x8180 if found else 0x8183, 1, found, 0, 0) + \
        question + record


def serve(server):
    while True:
        query, client = server.recvfrom(4096)
        server.sendto(answer(query), client)


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
threading.Thread(target=serve, args=(server,), daemon=True).start()
sys.exit(subprocess.run(sys.argv[1:]).returncode)
