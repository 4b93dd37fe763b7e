"""psql and PostgreSQL, unmodified, by Kerberos, on our library and on MIT's."""
import glob
import os
import subprocess
import unittest

from programs_world import (MITS, OURS, REALM, Server, copy_keytab, folder, free_port, of_pairs, run,
                            write)

USER = 'nobody'  # the server refuses to be root
PROGRAMS = sorted(glob.glob('/usr/lib/postgresql/*/bin'))
ACCESS = """
hostgssenc   all alice,bob 127.0.0.1/32 gss include_realm=0
hostgssenc   all mapped    127.0.0.1/32 gss include_realm=1 map=whole
hostnogssenc all alice     127.0.0.1/32 gss include_realm=0
"""
STATE = """
SELECT session_user, gss_authenticated, encrypted, principal FROM pg_stat_gssapi
WHERE pid = pg_backend_pid()
"""
LONG = "SELECT string_agg(md5(i::text), '') FROM generate_series(1, 5000) i"


def program(name):
    return os.path.join(PROGRAMS[-1], name)


def as_server(*words):
    """Runs a command as the user that the server is to be."""
    before = ['setpriv', '--reuid', USER, '--regid', 'nogroup', '--clear-groups']
    done = subprocess.run([*(before if os.getuid() == 0 else []), *words], cwd='/',
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f'{words[0]}: {done.stdout}{done.stderr}')


class Cluster:
    def __init__(self, test, library, template):
        root = folder(test, USER)
        data = os.path.join(root, 'data')
        as_server('cp', '-r', template, data)
        write(os.path.join(data, 'pg_hba.conf'), ACCESS, 0o600, USER)
        write(os.path.join(data, 'pg_ident.conf'), 'whole alice@GSS.TEST mapped\n', 0o600, USER)
        self.port = free_port()
        self.server = Server(
            library, 'ready to accept connections', program('postgres'), '-D', data, '-F',
            '-p', str(self.port), '-k', '', '-c', 'listen_addresses=127.0.0.1', '-c',
            'krb_server_keyfile=' + copy_keytab(os.path.join(root, 'keytab'), USER),
            under=USER, KRB5RCACHEDIR=root)
        self.server.check()

    def ask(self, client, user, question, encryption, **changes):
        """What psql says: the answer, or its error."""
        target = (f'host=localhost hostaddr=127.0.0.1 port={self.port} user={user} dbname=postgres '
                  f'krbsrvname=HTTP sslmode=disable gssencmode={encryption}')
        done = run(client, program('psql'), '-X', '-q', '-At', '-w', '-d', target, '-c', question,
                   **changes)
        return done.stdout.strip() if done.returncode == 0 else 'error: ' + done.stderr


class TestPsql(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        root = folder(cls, USER)
        template = os.path.join(root, 'data')
        as_server(program('initdb'), '--username=admin', '--auth=reject', '--no-sync', '-E', 'UTF8',
                  '--locale=C.UTF-8', '-D', template)
        roles = 'CREATE ROLE alice LOGIN; CREATE ROLE bob LOGIN; CREATE ROLE mapped LOGIN;\n'
        as_server('sh', '-c', f'echo "{roles}" | {program("postgres")} --single -D {template} postgres')
        cls.cluster = {}
        for library in OURS, MITS:
            cls.cluster[library] = Cluster(cls, library, template)
            cls.addClassCleanup(cls.cluster[library].server.close)

    def says(self, client, server, user, question, encryption, answer):
        cluster = self.cluster[server]
        said = cluster.ask(client, user, question, encryption)
        self.assertEqual(said, answer, cluster.server.log)

    @of_pairs
    def test_a_connection_is_encrypted(self, client, server):
        self.says(client, server, 'alice', STATE, 'require', 'alice|t|t|alice@GSS.TEST')

    @of_pairs
    def test_a_connection_is_only_authenticated(self, client, server):
        self.says(client, server, 'alice', STATE, 'disable', 'alice|t|f|alice@GSS.TEST')

    @of_pairs
    def test_a_whole_principal_is_mapped(self, client, server):
        self.says(client, server, 'mapped', STATE, 'require', 'mapped|t|t|alice@GSS.TEST')

    @of_pairs
    def test_long_answers_and_questions_come_whole(self, client, server):
        said = self.cluster[server].ask(client, 'alice', LONG, 'require')
        self.assertEqual(len(said), 160000)
        self.says(client, server, 'alice', f"SELECT length('{said[:100000]}')", 'require', '100000')

    @of_pairs
    def test_nobody_is_somebody_else(self, client, server):
        cluster = self.cluster[server]
        self.assertIn('GSSAPI authentication failed for user "bob"',
                      cluster.ask(client, 'bob', STATE, 'require'))
        bob = cluster.ask(client, 'bob', STATE, 'require', KRB5CCNAME=f'FILE:{REALM}/bob.ccache')
        self.assertEqual(bob, 'bob|t|t|bob@GSS.TEST')

    @of_pairs
    def test_without_a_credential_there_is_no_connection(self, client, server):
        said = self.cluster[server].ask(client, 'alice', STATE, 'require',
                                        KRB5CCNAME=f'FILE:{REALM}/absent')
        self.assertIn('error: ', said)


if __name__ == '__main__':
    unittest.main()
