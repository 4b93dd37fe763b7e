"""What the tests of Debian's python3-gssapi ask of a module of this name, by the realm of with-realm."""
import os
import socket
import subprocess
import tempfile
import unittest

os.environ['PATH'] += ':/usr/sbin:/sbin'


def run(*words, given='', **changes):
    """A tool of the realm's, which has MIT's library."""
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False,
                          env={**os.environ, 'LD_LIBRARY_PATH': '', **changes})
    if done.returncode != 0:
        raise AssertionError(f'{words[0]}: {done.stdout}{done.stderr}')
    return done.stdout


ENCTYPES = 'aes256-cts-hmac-sha1-96:normal,aes128-cts-hmac-sha1-96:normal'


class Realm:
    provider = 'mit'
    realm = 'GSS.TEST'

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(dir=os.environ['GSS_REALM_DIR'])
        self.tmpdir = self.folder.name
        self.ccache = os.path.join(self.tmpdir, 'ccache')
        self.keytab = os.path.join(self.tmpdir, 'keytab')
        self.client_keytab = os.path.join(self.tmpdir, 'client.keytab')
        self.env = {'KRB5CCNAME': self.ccache, 'KRB5_KTNAME': self.keytab,
                    'KRB5_CLIENT_KTNAME': self.client_keytab}
        self.user_princ = f'user@{self.realm}'
        self.admin_princ = f'user/admin@{self.realm}'
        self.host_princ = f'host/{socket.getfqdn().lower()}@{self.realm}'
        for principal, password in ((self.user_princ, self.password('user')),
                                    (self.admin_princ, self.password('admin')),
                                    (self.host_princ, None)):
            self.addprinc(principal, password)
        self.extract_keytab(self.host_princ, self.keytab)
        self.kinit(self.user_princ, self.password('user'))

    def password(self, name):
        return f'the password of {name}'

    def addprinc(self, principal, password=None):
        if principal in run('kadmin.local', 'listprincs').splitlines():
            run('kadmin.local', 'delprinc', '-force', principal)
        key = ['-randkey'] if password is None else ['-pw', password]
        run('kadmin.local', 'addprinc', '-e', ENCTYPES, *key, principal)

    def extract_keytab(self, principal, keytab):
        run('kadmin.local', 'ktadd', '-norandkey', '-k', keytab, principal)

    def kinit(self, principal, password=None, flags=(), env=None):
        words = ['kinit', '-c', (env or self.env)['KRB5CCNAME'], *flags]
        if '-k' in flags and '-t' not in flags:
            words += ['-t', self.keytab]
        run(*words, principal, given='' if password is None else password + '\n',
            **(env or {}))


class KerberosTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.realm = Realm()

    @classmethod
    def tearDownClass(cls):
        cls.realm.folder.cleanup()
