"""kadmin and kadmind (by way of libgssrpc), unmodified, on our library and on MIT's."""
import os
import re
import unittest

from programs_world import MITS, OURS, REALM, Server, folder, free_port, of_pairs, run, write

CONFIG = """
[realms]
  GSS.TEST = {{
    admin_server = localhost:{port}
  }}
"""
PROFILE = """
[realms]
  GSS.TEST = {{
    kadmind_listen = 127.0.0.1:{port}
    kpasswd_listen = 127.0.0.1:{other}
    iprop_listen = 127.0.0.1:{third}
    acl_file = {root}/acl
  }}
[logging]
  admin_server = STDERR
"""


class Kadmind:
    def __init__(self, test, library):
        self.root = folder(test)
        port = free_port()
        write(f'{self.root}/acl', 'alice@GSS.TEST *\nbob@GSS.TEST l\n')
        with open(os.environ['KRB5_KDC_PROFILE'], encoding='utf-8') as file:
            realm = re.sub('acl_file = .*', '', file.read())
        profile = write(f'{self.root}/kdc.conf', PROFILE.format(
            root=self.root, port=port, other=free_port(), third=free_port()) + realm)
        self.config = write(f'{self.root}/krb5.conf', CONFIG.format(port=port))
        self.config += ':' + os.environ['KRB5_CONFIG']
        self.server = Server(library, 'starting', 'kadmind', '-nofork', KRB5_CONFIG=self.config,
                             KRB5_KDC_PROFILE=profile)
        self.server.check()

    def ask(self, client, user, request):
        done = run(client, 'kadmin', '-p', user, '-k', '-t', f'{REALM}/{user}.keytab', '-q', request,
                   KRB5_CONFIG=self.config)
        return done.stdout + done.stderr


class TestKadmin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kadmind = {}
        for library in OURS, MITS:
            cls.kadmind[library] = Kadmind(cls, library)
            cls.addClassCleanup(cls.kadmind[library].server.close)

    @of_pairs
    def test_an_administrator_makes_a_principal(self, client, server):
        kadmind = self.kadmind[server]
        said = kadmind.ask(client, 'alice', 'addprinc -randkey made')
        self.assertIn('Principal "made@GSS.TEST" created', said, kadmind.server.log)
        self.assertIn('made@GSS.TEST', kadmind.ask(client, 'alice', 'listprincs'))
        self.assertIn('Principal "made@GSS.TEST" deleted',
                      kadmind.ask(client, 'alice', 'delprinc -force made'))

    @of_pairs
    def test_others_may_not(self, client, server):
        kadmind = self.kadmind[server]
        self.assertIn('Operation requires ``add\'\' privilege',
                      kadmind.ask(client, 'bob', 'addprinc -randkey made'), kadmind.server.log)
        self.assertIn('alice@GSS.TEST', kadmind.ask(client, 'bob', 'listprincs'))


if __name__ == '__main__':
    unittest.main()
