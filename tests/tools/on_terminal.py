"""Runs a command on a terminal of its own, and answers what it asks.

usage: on_terminal.py TRANSCRIPT ANSWER... -- COMMAND...

Each ANSWER is typed after a prompt, which ends with ": "; "^C" is the interrupt character. What the
terminal showed goes to TRANSCRIPT. Exit status: the command's, 128 + N for a signal N.
"""
import os
import pty
import sys

split = sys.argv.index("--")
transcript, answers, command = sys.argv[1], sys.argv[2:split], sys.argv[split + 1:]

child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

shown = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # the command's end of the terminal is closed
        piece = b""
    if not piece:
        break
    shown += piece
    if shown.endswith(b": ") and answers:
        answer = answers.pop(0)
        os.write(terminal, b"\x03" if answer == "^C" else answer.encode() + b"\n")
        shown += b"<asked>"
_, status = os.waitpid(child, 0)
with open(transcript, "wb") as file:
    file.write(shown)
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
