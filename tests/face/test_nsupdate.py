"""nsupdate and named, unmodified, by GSS-TSIG (RFC 3645), on our library and on MIT's."""
import subprocess
import unittest

from programs_world import MITS, OURS, REALM, Server, folder, free_port, of_pairs, run, write

CONFIG = """
options {{
  directory "{root}"; pid-file none; lock-file none; session-keyfile "{root}/session";
  managed-keys-directory "{root}"; dnssec-validation no; recursion no;
  listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  tkey-gssapi-keytab "{realm}/server.keytab";
}};
controls {{ }};
zone "gss.test" {{
  type primary; file "{root}/zone";
  update-policy {{ grant alice@GSS.TEST wildcard * ANY; }};
}};
"""
ZONE = """$TTL 60
@ IN SOA localhost. admin 1 60 60 60 60
@ IN NS localhost.
"""


class Named:
    def __init__(self, test, library):
        root = folder(test)
        self.port = free_port()
        write(f'{root}/zone', ZONE)
        config = write(f'{root}/named.conf',
                       CONFIG.format(root=root, port=self.port, realm=REALM))
        self.server = Server(library, r'\brunning$', 'named', '-g', '-n', '1', '-c', config)

    def add(self, client, name, **changes):
        """Adds a record for NAME; what nsupdate says of it."""
        with open(f'{REALM}/update', 'w', encoding='utf-8') as file:
            file.write(f'gsstsig\nserver localhost {self.port}\nzone gss.test\n'
                       f'update add {name}.gss.test 60 TXT {name}\nsend\n')
        return run(client, 'nsupdate', '-g', file.name, **changes)

    def find(self, name):
        done = subprocess.run(['dig', '+short', '@127.0.0.1', '-p', str(self.port), 'TXT',
                               f'{name}.gss.test'], check=True, capture_output=True, text=True)
        return done.stdout.strip()


class TestNsupdate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(['kadmin.local'], check=True, capture_output=True, text=True,
                       input='addprinc -randkey DNS/localhost\n'
                             f'ktadd -norandkey -k {REALM}/server.keytab DNS/localhost\n')
        cls.named = {}
        for library in OURS, MITS:
            cls.named[library] = Named(cls, library)
            cls.addClassCleanup(cls.named[library].server.close)

    @of_pairs
    def test_a_user_who_may_adds_a_record(self, client, server):
        named = self.named[server]
        name = 'by-ours' if client == OURS else 'by-mits'
        done = named.add(client, name)
        self.assertEqual(done.returncode, 0, done.stderr + named.server.log)
        self.assertEqual(named.find(name), f'"{name}"', named.server.log)
        named.server.check()

    @of_pairs
    def test_others_may_not(self, client, server):
        named = self.named[server]
        done = named.add(client, 'by-bob', KRB5CCNAME=f'FILE:{REALM}/bob.ccache')
        self.assertIn('update failed: REFUSED', done.stderr)
        self.assertEqual(named.find('by-bob'), '')

    @of_pairs
    def test_without_a_credential_nothing_is_sent(self, client, server):
        named = self.named[server]
        done = named.add(client, 'by-nobody', KRB5CCNAME=f'FILE:{REALM}/absent')
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(named.find('by-nobody'), '')


if __name__ == '__main__':
    unittest.main()
