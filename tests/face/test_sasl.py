"""Cyrus SASL's sample client and server, unmodified, on our library and on MIT's."""
import base64
import glob
import hashlib
import hmac
import os
import re
import tempfile
import threading
import unittest

from programs_world import OURS, PATIENCE, check_library, folder, of_pairs, start, write

CLIENT = ('sasl-sample-client', '-n', 'localhost', '-u', 'alice', '-a', 'alice')
SERVER = ('sasl-sample-server', '-d', 'localhost')


class End:
    """One of the two, which are to be told what the other says."""

    def __init__(self, library, notes, *words, **changes):
        self.library, self.lines = library, []
        self.notes = os.path.join(notes, words[0])
        # The samples do not flush the lines that their peer waits for.
        self.process = start(library, 'stdbuf', '-oL', *words, '-s', 'HTTP', LD_DEBUG='libs',
                             LD_DEBUG_OUTPUT=self.notes, **changes)

    def tell(self, peer):
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith(('C: ', 'S: ')):
                try:
                    peer.process.stdin.write(line)
                    peer.process.stdin.flush()
                except BrokenPipeError:
                    break  # it has failed and says why
        try:
            peer.process.stdin.close()
        except BrokenPipeError:
            pass

    def finish(self):
        self.process.kill()  # of no effect on one that has ended
        self.lines.append(self.process.stderr.read())
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        with open(f'{self.notes}.{self.process.pid}', encoding='utf-8') as file:
            check_library(self.library, re.findall('calling init: (.*)', file.read()))

    @property
    def log(self):
        return ''.join(self.lines)


def converse(client, server, *words, **changes):
    """What the client and the server say, to their ends."""
    with tempfile.TemporaryDirectory() as notes:
        ends = (End(client, notes, *CLIENT, *words, **changes),
                End(server, notes, *SERVER, *words, **changes))
        threads = [threading.Thread(target=end.tell, args=(peer,))
                   for end, peer in (ends, ends[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        for end in ends:
            end.finish()
        for thread in threads:
            thread.join()
    return ends


def verifier(password, salt=b'pinch of salt', iterations=4096):
    """What a server keeps of a password (RFC 5802 s.3)."""
    salted = hashlib.pbkdf2_hmac('sha256', password, salt, iterations)
    client, server = (hmac.digest(salted, name, 'sha256') for name in (b'Client Key', b'Server Key'))
    salt, stored, server = (base64.b64encode(value).decode()
                            for value in (salt, hashlib.sha256(client).digest(), server))
    return f'SCRAM-SHA-256${iterations}:{salt}${stored}:{server}'


class TestSasl(unittest.TestCase):
    def agrees(self, ends, strength):
        """Both have agreed on the user and the layer, and read what the other sent by it."""
        for end, message in zip(ends, ('srv message 1', 'client message 1')):
            self.assertEqual(end.process.returncode, 0, end.log)
            for sentence in ('Negotiation complete', 'Username: alice', f'SSF: {strength}',
                             f"recieved decoded message '{message}'"):
                self.assertIn(sentence + '\n', end.log)

    @of_pairs
    def test_gssapi_encrypts_what_follows(self, client, server):
        self.agrees(converse(client, server, '-m', 'GSSAPI'), 256)

    @of_pairs
    def test_gssapi_protects_what_follows(self, client, server):
        self.agrees(converse(client, server, '-m', 'GSSAPI', '-b', 'min=1,max=1'), 1)

    @of_pairs
    def test_gssapi_only_authenticates(self, client, server):
        self.agrees(converse(client, server, '-m', 'GSSAPI', '-b', 'min=0,max=0'), 0)

    @of_pairs
    def test_gs2_krb5_authenticates(self, client, server):
        self.agrees(converse(client, server, '-m', 'GS2-KRB5'), 0)

    @of_pairs
    def test_without_a_credential_there_is_nobody(self, client, server):
        for end in converse(client, server, '-m', 'GSSAPI', KRB5CCNAME='FILE:/absent'):
            self.assertNotIn('Negotiation complete', end.log)
            self.assertNotEqual(end.process.returncode, 0, end.log)

    def scram(self, password):
        """By our mechanism, which MIT's has no like of; not by the plugin for SCRAM itself."""
        root = folder(self)
        for name in 'libgs2.so', 'libsasldb.so':
            os.symlink(glob.glob(f'/usr/lib/*/sasl2/{name}')[0], os.path.join(root, name))
        write(f'{root}/verifiers', f"alice:{verifier(b'pencil')}\n", 0o600)
        write(f'{root}/password', f'alice:{password}\n', 0o600)
        return converse(OURS, OURS, '-m', 'SCRAM-SHA-256', '-p', root,
                        GSS_SCRAM_VERIFIERS=f'{root}/verifiers',
                        GSS_SCRAM_PASSWORD_FILE=f'{root}/password')

    def test_gs2_offers_our_scram(self):
        self.agrees(self.scram('pencil'), 0)

    def test_a_wrong_password_is_refused(self):
        for end in self.scram('pen'):
            self.assertNotIn('Negotiation complete', end.log)
            self.assertNotEqual(end.process.returncode, 0, end.log)


if __name__ == '__main__':
    unittest.main()
