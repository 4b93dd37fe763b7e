#!/usr/bin/env python3
"""Stands between a gss-sample client and server, once: tells its port, forwards all messages and
keeps the data of each that has any in FOLDER, as 1, 2, ... in the order they came."""
import os
import socket
import struct
import sys

folder, server_port = sys.argv[1], int(sys.argv[2])
count = 0


def exactly(connection, length):
    data = b""
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            return None
        data += part
    return data


def forward(source, target):
    """One message; its flags, or None at the end."""
    global count
    header = exactly(source, 5)
    if header is None:
        return None
    flags, length = struct.unpack(">BI", header)
    data = exactly(source, length)
    target.sendall(header + data)
    if data:
        count += 1
        with open(os.path.join(folder, str(count)), "wb") as file:
            file.write(data)
    return flags


NOOP, CONTEXT_NEXT = 0x01, 0x10
listener = socket.socket(socket.AF_INET)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
client, _ = listener.accept()
server = socket.create_connection(("127.0.0.1", server_port))
flags = forward(client, server)
while flags is not None:  # the client speaks, the server answers, until the client's last NOOP
    flags = forward(client, server)
    if flags is None or flags & NOOP:
        break
    if forward(server, client) is None:
        break
