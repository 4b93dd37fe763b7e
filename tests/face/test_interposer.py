"""Debian's interposer of gssproxy, which needs MIT's library and finds ours in its place.

Run by itself, and then by a client of the daemon, which has neither keys nor tickets.
"""
import os
import sys
import unittest

import gssapi

KRB5 = gssapi.MechType.kerberos
SERVICE = gssapi.Name('host@server.gss.test', gssapi.NameType.hostbased_service)


def mapped(name):
    with open('/proc/self/maps', encoding='utf-8') as maps:
        return {line.split()[-1] for line in maps if name in line}


class Proxied(unittest.TestCase):
    def test_the_interposer_is_loaded_and_only_our_library(self):
        gssapi.raw.indicate_mechs()
        self.assertEqual(len(mapped('proxymech')), 1)
        self.assertEqual({os.path.dirname(path) for path in mapped('libgssapi_krb5')},
                         {os.environ['LD_LIBRARY_PATH']})

    def test_the_daemon_accepts_for_a_process_without_keys(self):
        creds = gssapi.Credentials(usage='accept', mechs=[KRB5])
        self.assertEqual(creds.mechs, {KRB5})

    def test_the_daemon_initiates_for_a_process_without_tickets(self):
        initiator = gssapi.SecurityContext(name=SERVICE, usage='initiate', mech=KRB5)
        acceptor = gssapi.SecurityContext(usage='accept')
        while not (initiator.complete and acceptor.complete):
            token = initiator.step(token if acceptor.complete else None)
            if token:
                token = acceptor.step(token)
        self.assertEqual(str(acceptor.initiator_name), 'alice@GSS.TEST')


class Alone(unittest.TestCase):
    def test_without_the_daemon_there_is_no_key(self):
        with self.assertRaises(gssapi.exceptions.GSSError):
            gssapi.Credentials(usage='accept', mechs=[KRB5])


if __name__ == '__main__':
    os.environ.setdefault('GSS_USE_PROXY', 'no')
    unittest.main(argv=[sys.argv[0],
                        'Proxied' if os.environ['GSS_USE_PROXY'] == 'yes' else 'Alone'])
