"""curl --negotiate and Apache with mod_auth_gssapi, unmodified, on our library and on MIT's."""
import os
import subprocess
import unittest

from programs_world import (MITS, OURS, Server, copy_keytab, folder, free_port, give, of_pairs, run,
                            write)

USER = 'www-data'
MODULES = ('mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi', 'env', 'headers',
           'session', 'session_cookie', 'alias')

CONFIGURATION = """
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {root}/pid
DefaultRuntimeDir {root}
StartServers 1
ServerLimit 1
ThreadsPerChild 4
MaxRequestWorkers 4
ErrorLog /dev/stderr
DocumentRoot {root}/pages
User {user}
Group {user}
<Location />
    AuthType GSSAPI
    AuthName "a realm"
    GssapiCredStore keytab:{root}/keytab
    GssapiAcceptorName HTTP@localhost
    GssapiDelegCcacheDir {root}/delegated
    GssapiPublishErrors On
    Require valid-user
    Header always set Remote-User "expr=%{{REMOTE_USER}}"
    Header always set Delegated "%{{KRB5CCNAME}}e"
</Location>
Alias /local {root}/pages
<Location /local>
    GssapiLocalName On
</Location>
Alias /basic {root}/pages
<Location /basic>
    GssapiBasicAuth On
</Location>
Alias /session {root}/pages
<Location /session>
    GssapiUseSessions On
    Session On
    SessionCookieName gss_session path=/session;httponly
</Location>
"""


class Apache:
    def __init__(self, test, library):
        root = folder(test, USER)
        for name in 'pages', 'delegated', 'rcache':
            os.mkdir(os.path.join(root, name))
            give(os.path.join(root, name), USER)
        write(os.path.join(root, 'pages', 'index.html'), 'the page\n')
        self.port = free_port()
        lines = [f'LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so'
                 for name in MODULES]
        keytab = copy_keytab(os.path.join(root, 'keytab'), USER)
        text = CONFIGURATION.format(root=root, port=self.port, user=USER)
        path = write(os.path.join(root, 'apache.conf'), '\n'.join(lines) + text)
        self.jar = os.path.join(root, 'cookies')
        self.server = Server(library, 'resuming normal operations', 'apache2', '-D', 'FOREGROUND',
                             '-d', root, '-f', path, KRB5_KTNAME=keytab,
                             KRB5RCACHEDIR=os.path.join(root, 'rcache'))
        self.server.check()

    def get(self, client, path, *options):
        """The page as curl has it: its status, its header fields, its text."""
        done = run(client, 'curl', '-s', '-S', '-i', *options,
                   f'http://localhost:{self.port}{path}', no_proxy='*')
        if done.returncode != 0:
            raise AssertionError(f'curl: {done.stderr}{self.server.log}')
        head, _, text = done.stdout.split('HTTP/1.1 ')[-1].partition('\n\n')
        status, *fields = head.splitlines()
        return int(status.split()[0]), dict(field.split(': ', 1) for field in fields), text


class TestApache(unittest.TestCase):
    def setUp(self):
        self.apache = {}
        for library in OURS, MITS:
            self.apache[library] = Apache(self, library)
            self.addCleanup(self.apache[library].server.close)

    def logs_in(self, client, apache, path, user, *options):
        status, fields, text = apache.get(client, path, *options)
        self.assertEqual((status, text, fields.get('Remote-User')), (200, 'the page\n', user),
                         apache.server.log)
        return fields

    @of_pairs
    def test_a_user_logs_in(self, client, server):
        apache = self.apache[server]
        fields = self.logs_in(client, apache, '/index.html', 'alice@GSS.TEST', '--negotiate', '-u:')
        self.assertEqual(fields['Delegated'], '(null)')

    @of_pairs
    def test_without_a_credential_nobody_logs_in(self, client, server):
        apache = self.apache[server]
        self.assertEqual(apache.get(client, '/index.html')[0], 401)

    @of_pairs
    def test_a_credential_is_delegated(self, client, server):
        apache = self.apache[server]
        fields = self.logs_in(client, apache, '/index.html', 'alice@GSS.TEST', '--negotiate', '-u:',
                              '--delegation', 'always')
        listed = subprocess.run(['klist', fields['Delegated']], capture_output=True, text=True)
        self.assertIn('Default principal: alice@GSS.TEST', listed.stdout)
        self.assertIn('krbtgt/GSS.TEST@GSS.TEST', listed.stdout)

    @of_pairs
    def test_a_principal_becomes_a_local_name(self, client, server):
        apache = self.apache[server]
        self.logs_in(client, apache, '/local/index.html', 'alice', '--negotiate', '-u:')

    @of_pairs
    def test_a_password_logs_in(self, client, server):
        apache = self.apache[server]
        self.logs_in(client, apache, '/basic/index.html', 'alice@GSS.TEST', '--basic', '-u', 'alice:alice')
        self.assertEqual(apache.get(client, '/basic/index.html', '--basic', '-u', 'alice:bob')[0], 401)

    @of_pairs
    def test_a_session_goes_on(self, client, server):
        apache = self.apache[server]
        self.logs_in(client, apache, '/session/index.html', 'alice@GSS.TEST', '--negotiate', '-u:',
                     '-c', apache.jar)
        self.logs_in(client, apache, '/session/index.html', 'alice@GSS.TEST', '-b', apache.jar)


if __name__ == '__main__':
    unittest.main()
