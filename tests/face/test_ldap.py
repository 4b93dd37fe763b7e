"""ldapwhoami and slapd, unmodified, by Kerberos, on our library and on MIT's."""
import os
import subprocess
import unittest

from programs_world import MITS, OURS, REALM, Server, folder, free_port, of_pairs, run, write

CONFIG = """
include /etc/ldap/schema/core.schema
sasl-host localhost
sasl-realm GSS.TEST
modulepath /usr/lib/ldap
moduleload back_ldif
database ldif
suffix dc=gss,dc=test
directory {root}/entries
"""
WHO = 'dn:uid={},cn=gss.test,cn=gssapi,cn=auth'


class Slapd:
    def __init__(self, test, library):
        root = folder(test)
        os.mkdir(f'{root}/entries')
        config = write(f'{root}/slapd.conf', CONFIG.format(root=root))
        self.url = f'ldap://localhost:{free_port()}'
        self.server = Server(library, 'slapd starting', 'slapd', '-f', config, '-h',
                             self.url.replace('localhost', '127.0.0.1'), '-d', 'stats')

    def ask(self, client, *words, **changes):
        """Who one is, by the name that the URL has rather than one that a resolver knows."""
        return run(client, 'ldapwhoami', '-N', '-Y', 'GSSAPI', '-H', self.url, *words,
                   **changes)


class TestLdap(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(['kadmin.local'], check=True, capture_output=True, text=True,
                       input='addprinc -randkey ldap/localhost\n'
                             f'ktadd -norandkey -k {REALM}/server.keytab ldap/localhost\n')
        cls.slapd = {}
        for library in OURS, MITS:
            cls.slapd[library] = Slapd(cls, library)
            cls.addClassCleanup(cls.slapd[library].server.close)

    @of_pairs
    def test_the_server_knows_who_asks(self, client, server):
        slapd = self.slapd[server]
        for strength in 0, 1, 256:  # nothing, protected, encrypted
            done = slapd.ask(client, '-O', f'minssf={strength},maxssf={strength}')
            self.assertEqual(done.stdout.strip(), WHO.format('alice'), done.stderr)
            self.assertIn(f'SASL SSF: {strength}\n', done.stderr)
        bob = slapd.ask(client, KRB5CCNAME=f'FILE:{REALM}/bob.ccache')
        self.assertEqual(bob.stdout.strip(), WHO.format('bob'), bob.stderr)
        slapd.server.check()

    @of_pairs
    def test_without_a_credential_there_is_nobody(self, client, server):
        done = self.slapd[server].ask(client, KRB5CCNAME=f'FILE:{REALM}/absent')
        self.assertEqual(done.stdout, '')
        self.assertNotEqual(done.returncode, 0)


if __name__ == '__main__':
    unittest.main()
