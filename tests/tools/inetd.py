#!/usr/bin/env python3
"""Tells a free port on standard output, takes one connection there, and becomes COMMAND with the
connection as its standard input: how gss-server can be started without guessing when it listens."""
import os
import socket
import sys

listener = socket.socket(socket.AF_INET)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
listener.close()
os.dup2(connection.fileno(), 0)
os.execvp(sys.argv[1], sys.argv[1:])
