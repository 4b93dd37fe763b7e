"""Programs of Debian's packages with our library or MIT's, for tests that run under with-realm.

FACE names the folder of our library. Each program is asked which library it has loaded.
"""
import atexit
import functools
import glob
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading

REALM = os.environ['GSS_REALM_DIR']
OURS, MITS = 'ours', "MIT's"
PAIRS = ((OURS, OURS), (OURS, MITS), (MITS, OURS))  # client, server
PATIENCE = 30  # seconds, for machines with much else to do

os.environ['PATH'] += ':/usr/sbin:/sbin'


def publish_library():
    """A copy of our library where servers of any user find it; the build may be in a private folder."""
    path = tempfile.mkdtemp(prefix='gss-face.')
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    os.chmod(path, 0o755)
    for library in glob.glob(os.environ['FACE'] + '/libgssapi_krb5.so.*'):
        if os.path.isfile(library):
            shutil.copy(library, path)
    os.environ['FACE'] = path


publish_library()


def environment(library, **changes):
    """For a program with one of the two libraries, whatever the test itself was started with."""
    path = os.environ['FACE'] if library == OURS else ''
    return {**os.environ, 'LD_LIBRARY_PATH': path, 'LC_ALL': 'C.UTF-8', **changes}


def check_library(library, paths):
    """The paths of what is loaded have one library of the name, and it is the one that is said."""
    folders = {os.path.dirname(path) for path in paths if 'libgssapi_krb5' in path}
    if len(folders) != 1 or (os.environ['FACE'] in folders) != (library == OURS):
        raise AssertionError(f'not on {library} library, but from {folders or "nowhere"}')


def of_pairs(claim):
    """A claim of a test case about a client and a server: as one of all pairs of libraries."""
    @functools.wraps(claim)
    def claim_of_pairs(case):
        for client, server in PAIRS:
            with case.subTest(client=client, server=server):
                claim(case, client, server)
    return claim_of_pairs


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def folder(test, user=None):
    """A folder for the test (a case, or a class), which others may pass through."""
    path = tempfile.mkdtemp(prefix='gss-programs.')
    add = test.addClassCleanup if isinstance(test, type) else test.addCleanup
    add(shutil.rmtree, path, ignore_errors=True)
    os.chmod(path, 0o711)
    give(path, user)
    return path


def give(path, user):
    """To a user that a server becomes; it stays ours where we cannot become others."""
    if user is not None and os.getuid() == 0:
        owner = pwd.getpwnam(user)
        os.chown(path, owner.pw_uid, owner.pw_gid)


def write(path, text, mode=0o644, user=None):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)
    give(path, user)
    return path


def copy_keytab(path, user=None):
    """The services' keys, for a server under another user."""
    shutil.copyfile(os.path.join(REALM, 'server.keytab'), path)
    os.chmod(path, 0o600)
    give(path, user)
    return f'FILE:{path}'


def run(library, *words, **changes):
    """Runs a client to its end, and sees in the dynamic linker's own words what it had loaded."""
    with tempfile.TemporaryDirectory() as notes:
        changes = {'LD_DEBUG': 'libs', 'LD_DEBUG_OUTPUT': os.path.join(notes, 'ld'), **changes}
        client = start(library, *words, **changes)
        done = finish(client)
        with open(os.path.join(notes, f'ld.{client.pid}'), encoding='utf-8') as file:
            check_library(library, re.findall('calling init: (.*)', file.read()))
    return done


def start(library, *words, **changes):
    """Starts a client, whose library is yet to be seen."""
    return subprocess.Popen(words, env=environment(library, **changes), text=True, errors='replace',
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(client):
    """What a client that has no more input says to its end."""
    try:
        out, errors = client.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        client.kill()
        raise AssertionError(f'{client.args[0]} hangs: {client.communicate()}') from None
    return subprocess.CompletedProcess(client.args, client.returncode, out, errors)


def check_process(library, pid):
    """A running process has the library that it is to have."""
    with open(f'/proc/{pid}/maps', encoding='utf-8') as maps:
        check_library(library, {line.split()[-1] for line in maps})


class Server:
    """A server in the foreground. It is there when its log says so, and ends with the test."""

    def __init__(self, library, ready, *words, under=None, **changes):
        before = ['setpriv', '--pdeathsig', 'TERM']
        if under is not None and os.getuid() == 0:
            before += ['--reuid', under, '--regid', str(pwd.getpwnam(under).pw_gid),
                       '--clear-groups']
        self.library = library
        self.process = subprocess.Popen([*before, *words], text=True, errors='replace',
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT,
                                        env=environment(library, **changes))
        self.lines = []
        self.ready, self.is_ready = re.compile(ready), threading.Event()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.is_ready.wait(PATIENCE)
        if not any(map(self.ready.search, self.lines)):
            self.close()
            raise AssertionError(f'{words[0]} does not start ({self.process.returncode}): {self.log}')

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if self.ready.search(line):
                self.is_ready.set()
        self.is_ready.set()

    @property
    def log(self):
        return ''.join(self.lines)

    def check(self):
        """The server, or its processes, have the library that they are to have."""
        for pid in [self.process.pid, *self.children()]:
            check_process(self.library, pid)

    def children(self):
        pid = self.process.pid
        with open(f'/proc/{pid}/task/{pid}/children', encoding='utf-8') as file:
            return [int(child) for child in file.read().split()]

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join()
        self.process.stdout.close()
