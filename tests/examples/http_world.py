"""The stateless acceptor and clients of it, for tests that run under with-realm.

The environment names the programs: FRONT, STATELESS, HANDOVER, GSS_COMMAND.
"""
import base64
import http.client
import os
import re
import signal
import socket
import subprocess

SCRAM = 'SCRAM-SHA-256'
NTLM_CONFIG = '/etc/gss/mech.d/mech.ntlmssp.conf'  # Debian's package gss-ntlmssp


def environment(changes):
    """Without what Meson says of libraries: our programs find theirs, others the system's."""
    return {**os.environ, 'LD_LIBRARY_PATH': '', **changes}


class Front:
    """The front and its two workers. They end well, or close() raises; they end with the test, too."""

    def __init__(self, service='HTTP@localhost', **changes):
        self.process = subprocess.Popen(
            ['setpriv', '--pdeathsig', 'TERM', os.environ['FRONT'], '0', os.environ['STATELESS'],
             service],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(changes))
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError('the front did not start: ' + self.process.stderr.read())
        self.port = int(line)
        self.url = f'http://localhost:{self.port}/'

    def workers(self):
        pid = self.process.pid
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            return [int(worker) for worker in file.read().split()]

    def close(self):
        """Ends the front; gives what the workers wrote to their log."""
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate()
        if self.process.returncode != 0:
            raise AssertionError(f'the front ended with {self.process.returncode}: {log}')
        return log


class Answer:
    def __init__(self, status, headers, body=''):
        self.status, self.headers, self.body = status, headers, body

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name):
        values = self.all(name)
        if len(values) != 1:
            raise AssertionError(f'{name} is there {len(values)} times')
        return values[0]

    @property
    def worker(self):
        return int(self.one('Served-By'))

    @property
    def challenge(self):
        """What WWW-Authenticate has after the scheme: '' for a fresh start, None without it."""
        values = self.all('WWW-Authenticate')
        return None if not values else re.fullmatch('Negotiate ?(.*)', *values)[1]

    @property
    def cookie(self):
        """The cookie that is set, as NAME=VALUE; '' if it is removed, None if nothing is said."""
        values = self.all('Set-Cookie')
        if not values:
            return None
        pair, *attributes = re.split('; *', *values)
        return '' if 'Max-Age=0' in attributes else pair


class Connection:
    """One connection of a client, with full say over the header fields."""

    def __init__(self, front):
        self.http = http.client.HTTPConnection('127.0.0.1', front.port)

    def get(self, *headers, method='GET', path='/'):
        self.http.putrequest(method, path)
        for name, value in headers:
            self.http.putheader(name, value)
        self.http.endheaders()
        response = self.http.getresponse()
        return Answer(response.status, response.getheaders(), response.read().decode())

    def leg(self, token, cookie=None):
        headers = [('Authorization', f'Negotiate {token}')]
        if cookie is not None:
            headers.append(('Cookie', cookie))
        return self.get(*headers)

    def close(self):
        self.http.close()


class Initiator:
    """`gss -i`: a context whose tokens go by hand, in base64."""

    def __init__(self, mech=SCRAM, service='HTTP@localhost', **changes):
        self.process = subprocess.Popen(
            [os.environ['GSS_COMMAND'], '-i', mech, '-n', service, '-q'], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(changes))

    def token(self):
        line = self.process.stdout.readline().strip()
        if not line:
            raise AssertionError('no token: ' + self.process.stderr.read())
        return line

    def give(self, token):
        self.process.stdin.write(token + '\n')
        self.process.stdin.flush()

    def finish(self, token=None):
        """True if the context is complete on the initiator's side as well."""
        self.process.communicate(None if token is None else token + '\n')
        return self.process.returncode == 0


def write_secret(path, text):
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, 0o600)


def password_file(folder, user, password):
    """What lets an initiator be a SCRAM user: an environment."""
    path = os.path.join(folder, f'password of {user[:20]}: {password}')
    write_secret(path, f'{user}:{password}\n')
    return {'GSS_SCRAM_PASSWORD_FILE': path}


def add_user(folder, user, password):
    """A SCRAM user, and the environment in which programs know both sides of it."""
    verifiers = {'GSS_SCRAM_VERIFIERS': os.path.join(folder, 'verifiers')}
    secret = os.path.join(folder, 'secret')
    write_secret(secret, password + '\n')
    subprocess.run([os.environ['GSS_COMMAND'], 'scram', 'add', '--password-file', secret, user],
                   check=True, capture_output=True, env={**os.environ, **verifiers})
    return {**verifiers, **password_file(folder, user, password)}


def ntlm_user(folder):
    """GSSTEST\\alice, by Debian's plugin: an environment for both sides."""
    users = os.path.join(folder, 'ntlm users')
    write_secret(users, 'GSSTEST:alice:correct horse\n')
    return {'GSS_MECH_CONFIG': NTLM_CONFIG, 'NTLM_USER_FILE': users, 'NTLMUSER': 'alice',
            'NETBIOS_DOMAIN_NAME': 'GSSTEST'}


def established_token(folder):
    """The token of an exported context that is complete, of the same transfer domain."""
    path = os.path.join(folder, 'established')
    subprocess.run([os.environ['HANDOVER'], 'export', 'HTTP@localhost', path], check=True)
    with open(path, 'rb') as file:
        return base64.urlsafe_b64encode(file.read()).rstrip(b'=').decode()


def listening(pid):
    """The addresses on which a process listens."""
    inodes = {os.readlink(f'/proc/{pid}/fd/{fd}') for fd in os.listdir(f'/proc/{pid}/fd')}
    found = []
    for table, family in (('tcp', socket.AF_INET), ('tcp6', socket.AF_INET6)):
        with open(f'/proc/{pid}/net/{table}') as lines:
            for fields in map(str.split, list(lines)[1:]):
                if fields[3] == '0A' and f'socket:[{fields[9]}]' in inodes:
                    raw = bytes.fromhex(fields[1].partition(':')[0])
                    found.append(socket.inet_ntop(family, raw[::-1]))
    return found
