#!/usr/bin/python3
"""Initiators of three libraries at the stateless acceptor, under with-realm: exchanges of several legs.

The environment names the ends of tests/interop: PEER_GSS, PEER_MIT, PEER_HEIMDAL.
"""
import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../doc'))

import tap
from http_world import Connection, Front, environment, ntlm_user

MUTUAL, DCE_STYLE = 0x2, 0x1000  # RFC 2744; MIT's gssapi_ext.h


class Peer:
    """An initiator whose tokens go over a socket, after their length."""

    def __init__(self, library, mech, flags=MUTUAL, *options, **changes):
        self.socket, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [os.environ['PEER_' + library], '-s', str(theirs.fileno()), '-t', 'HTTP@localhost',
             '-m', mech, '-f', str(flags), *options],
            stdout=subprocess.PIPE, text=True, pass_fds=[theirs.fileno()], env=environment(changes))
        theirs.close()

    def token(self):
        length = int.from_bytes(self.socket.recv(4, socket.MSG_WAITALL), 'big')
        return base64.b64encode(self.socket.recv(length, socket.MSG_WAITALL)).decode()

    def give(self, token):
        data = base64.b64decode(token)
        self.socket.sendall(len(data).to_bytes(4, 'big') + data)

    def finish(self):
        self.socket.close()
        said, _ = self.process.communicate()
        return self.process.returncode, said


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='gss-stateless.')
        cls.front = Front()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)
        cls.front.close()

    def setUp(self):
        self.connection = Connection(self.front)
        self.addCleanup(self.connection.close)

    def change(self, cookie):
        """The same cookie with another bit."""
        middle = len(cookie) // 2
        return cookie[:middle] + ('A' if cookie[middle] != 'A' else 'B') + cookie[middle + 1:]

    def expect(self, peer, legs):
        """The exchange is Kerberos in the end, and nothing of it is good for somebody else."""
        seen, workers, cookie = [], [], None
        for leg in range(legs):
            token = peer.token()
            if cookie is not None:
                for bad in (self.change(cookie), None):  # in pairs: each leg's worker stays the other
                    answer = self.connection.leg(token, bad)
                    self.assertEqual((answer.status, answer.challenge), (401, ''))
            answer = self.connection.leg(token, cookie)
            self.assertEqual(answer.status, 401 if leg < legs - 1 else 200, answer.body)
            seen.append((token, cookie))
            workers.append(answer.worker)
            cookie = answer.cookie
            if answer.challenge:
                peer.give(answer.challenge)
        status, said = peer.finish()
        self.assertEqual(status, 0, said)
        self.assertEqual(answer.body, 'user: alice@GSS.TEST\nmechanism: krb5\n'
                                      f'legs: {" ".join(map(str, workers))}\n')
        self.assertEqual(workers, [workers[leg % 2] for leg in range(legs)])
        self.assertEqual({1, 2} if legs > 1 else set(workers), set(workers))
        for token, old in seen[1:] or seen:
            for _ in range(2):  # at each worker
                answer = self.connection.leg(token, old)
                self.assertEqual((answer.status, answer.challenge), (401, ''))

    def test_mit_whose_first_choice_is_ntlm(self):
        self.expect(Peer('MIT', 'spnego', 0, '-o', 'ntlm,krb5', **ntlm_user(self.folder)), 2)

    def test_mit_in_dce_style(self):
        self.expect(Peer('MIT', 'krb5', MUTUAL | DCE_STYLE), 2)

    def test_mit_negotiating_in_dce_style(self):
        self.expect(Peer('MIT', 'spnego', MUTUAL | DCE_STYLE), 2)

    def test_heimdal_negotiating(self):
        self.expect(Peer('HEIMDAL', 'spnego'), 1)

    def test_heimdal_in_dce_style(self):
        self.expect(Peer('HEIMDAL', 'krb5', MUTUAL | DCE_STYLE), 2)

    def test_heimdal_negotiating_in_dce_style(self):
        self.expect(Peer('HEIMDAL', 'spnego', MUTUAL | DCE_STYLE), 2)

    def test_ours_whose_first_choice_is_ntlm(self):
        self.expect(Peer('GSS', 'spnego', 0, '-o', 'ntlm,krb5', **ntlm_user(self.folder)), 2)

    def test_ours_negotiating(self):
        self.expect(Peer('GSS', 'spnego'), 1)

    def test_ours_in_dce_style(self):
        self.expect(Peer('GSS', 'krb5', MUTUAL | DCE_STYLE), 2)

    def test_ours_negotiating_in_dce_style(self):
        self.expect(Peer('GSS', 'spnego', MUTUAL | DCE_STYLE), 2)


if __name__ == '__main__':
    tap.main()
