"""ssh and sshd, unmodified, by Kerberos with delegation, on our library and on MIT's."""
import os
import pwd
import subprocess
import unittest

from programs_world import (MITS, OURS, Server, check_process, finish, folder, free_port, of_pairs,
                            start, write)

SERVER = """
ListenAddress 127.0.0.1:{port}
HostKey {root}/key
PidFile none
AuthorizedKeysFile none
PermitRootLogin yes
UsePAM no
GSSAPIAuthentication yes
GSSAPIKeyExchange yes
GSSAPIStrictAcceptorCheck no
"""
CLIENT = """
HostName 127.0.0.1
UserKnownHostsFile {root}/known
GlobalKnownHostsFile none
IdentityFile none
BatchMode yes
GSSAPIAuthentication yes
GSSAPIServerIdentity server.gss.test
"""
# Principals that may log in are named in a folder of ours, in no home.
LIBRARY = '[libdefaults]\n  k5login_directory = {root}/login\n'
SESSION = 'echo $PPID; read line; echo ticket $KRB5CCNAME; klist 2>&1 || true'
PRIVILEGE_SEPARATION = '/run/sshd'  # compiled in; the package's unit makes it
USER = pwd.getpwuid(os.getuid()).pw_name


def make_separation(test):
    """The empty folder that sshd starts in, when it is root."""
    if os.getuid() == 0 and not os.path.isdir(PRIVILEGE_SEPARATION):
        os.mkdir(PRIVILEGE_SEPARATION, 0o755)
        test.addClassCleanup(os.rmdir, PRIVILEGE_SEPARATION)


class Sshd:
    def __init__(self, test, library):
        self.root = folder(test)
        self.port = free_port()
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', f'{self.root}/key'],
                       check=True)
        path = write(f'{self.root}/sshd.conf', SERVER.format(root=self.root, port=self.port))
        self.client = write(f'{self.root}/ssh.conf', CLIENT.format(root=self.root))
        with open(f'{self.root}/key.pub', encoding='utf-8') as key:
            write(f'{self.root}/known', f'[127.0.0.1]:{self.port} {key.read()}')
        os.mkdir(f'{self.root}/login')
        write(f'{self.root}/login/{USER}', 'alice@GSS.TEST\n')
        config = write(f'{self.root}/login.conf', LIBRARY.format(root=self.root))
        self.server = Server(library, 'Server listening', '/usr/sbin/sshd', '-D', '-e', '-f', path,
                             KRB5_CONFIG=config + ':' + os.environ['KRB5_CONFIG'])
        self.server.check()

    def log_in(self, client, method, *options, **changes):
        """What the session says and what the client does; both ends' processes have their library.

        The client closes files that it has not opened, so the linker could not write to one.
        """
        ssh = start(client, 'ssh', '-v', '-F', self.client, '-p', str(self.port), '-o',
                    f'PreferredAuthentications={method}', *options, f'{USER}@127.0.0.1', SESSION,
                    **changes)
        server = ssh.stdout.readline()
        if server:
            check_process(client, ssh.pid)
            check_process(self.server.library, int(server))
        return finish(ssh)


class TestSsh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_separation(cls)
        cls.sshd = {}
        for library in OURS, MITS:
            cls.sshd[library] = Sshd(cls, library)
            cls.addClassCleanup(cls.sshd[library].server.close)

    def logs_in(self, client, server, method, *options):
        sshd = self.sshd[server]
        done = sshd.log_in(client, method, *options)
        self.assertIn(f'using "{method}"', done.stderr, sshd.server.log)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    @of_pairs
    def test_a_user_logs_in(self, client, server):
        said = self.logs_in(client, server, 'gssapi-with-mic')
        self.assertIn('ticket\n', said)

    @of_pairs
    def test_a_credential_is_delegated(self, client, server):
        said = self.logs_in(client, server, 'gssapi-with-mic', '-K')
        self.assertIn('Default principal: alice@GSS.TEST', said)
        self.assertIn('krbtgt/GSS.TEST@GSS.TEST', said)

    @of_pairs
    def test_keys_are_exchanged_by_kerberos(self, client, server):
        self.logs_in(client, server, 'gssapi-keyex', '-o', 'GSSAPIKeyExchange=yes')

    @of_pairs
    def test_others_do_not_log_in(self, client, server):
        bob = os.path.join(os.environ['GSS_REALM_DIR'], 'bob.ccache')
        done = self.sshd[server].log_in(client, 'gssapi-with-mic', KRB5CCNAME=f'FILE:{bob}')
        self.assertIn('Permission denied', done.stderr, self.sshd[server].server.log)


if __name__ == '__main__':
    unittest.main()
