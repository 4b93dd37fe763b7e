#!/usr/bin/python3
"""What the stateless acceptor makes of requests, good and bad: tokens by hand, under with-realm.

The exchange is SCRAM's, whose acceptor has two legs: the second one lives by the cookie.
"""
import base64
import os
import shutil
import signal
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../doc'))

import tap
from http_world import (Connection, Front, Initiator, add_user, established_token, listening,
                        password_file)

OID_SCRAM = bytes.fromhex('06062b0601050512')  # 1.3.6.1.5.5.18 in DER
NEGOTIATE = ('Authorization', 'Negotiate aGVsbG8=')


class Stateless(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='gss-stateless.')
        cls.env = add_user(cls.folder, 'alice', 'correct horse')
        cls.front = Front(**cls.env)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)
        cls.front.close()

    def setUp(self):
        self.connection = Connection(self.front)
        self.addCleanup(self.connection.close)

    def first_leg(self, front=None):
        """An exchange after its first leg: the initiator, its second token, and the cookie."""
        initiator = Initiator(**self.env)
        self.addCleanup(initiator.finish)
        first = self.connection.leg(initiator.token())
        self.assertEqual(first.status, 401)
        initiator.give(first.challenge)
        return initiator, initiator.token(), first.cookie

    def expect_fresh_start(self, answer, had_cookie=True):
        self.assertEqual((answer.status, answer.challenge), (401, ''))
        self.assertEqual(answer.cookie, '' if had_cookie else None)
        self.assertNotIn('alice', answer.body)

    def expect_success(self, answer):
        self.assertEqual(answer.status, 200, answer.body)
        self.assertIn('user: alice\n', answer.body)

    def test_each_leg_is_served_by_the_other_worker(self):
        initiator = Initiator(**self.env)
        first = self.connection.leg(initiator.token())
        self.assertEqual(first.status, 401)
        initiator.give(first.challenge)
        second = self.connection.leg(initiator.token(), first.cookie)
        self.assertEqual({first.worker, second.worker}, {1, 2})
        self.assertEqual((second.status, second.body),
                         (200, 'user: alice\nmechanism: scram-sha-256\n'
                               f'legs: {first.worker} {second.worker}\n'))
        self.assertEqual(second.cookie, '')
        self.assertTrue(initiator.finish(second.challenge))

    def test_the_cookie_is_shown_to_no_script_and_no_other_site_and_ends_soon(self):
        first = self.connection.leg(Initiator(**self.env).token())
        self.assertRegex(first.one('Set-Cookie'),
                         r'^gss-leg=[12]\.[A-Za-z0-9_-]+; Max-Age=60; Path=/; HttpOnly; SameSite=Strict$')
        self.assertLessEqual(len(first.one('Set-Cookie')), 4096)

    def test_a_request_that_is_repeated_is_refused(self):
        _, token, cookie = self.first_leg()
        self.expect_success(self.connection.leg(token, cookie))
        for _ in range(2):  # at each worker
            self.expect_fresh_start(self.connection.leg(token, cookie))

    def test_a_thief_of_the_cookie_cannot_go_on(self):
        _, token, cookie = self.first_leg()
        _, thief_token, _ = self.first_leg()
        self.expect_fresh_start(self.connection.leg(thief_token, cookie))
        self.expect_fresh_start(self.connection.leg(token, cookie))

    def test_a_changed_cookie_is_refused_and_the_genuine_one_stays_good(self):
        _, token, cookie = self.first_leg()
        name, _, value = cookie.partition('=')
        for at in range(2, len(value), 41):
            changed = value[:at] + ('A' if value[at] != 'A' else 'B') + value[at + 1:]
            self.expect_fresh_start(self.connection.leg(token, f'{name}={changed}'))
        for changed in (value[:-4], value + 'AAAA', value + '=', value[2:], value[:1], '', '1.',
                        '0' + value[1:], '12121212' + value[1:], value.replace('.', '.+')):
            self.expect_fresh_start(self.connection.leg(token, f'{name}={changed}'))
        self.expect_success(self.connection.leg(token, cookie))

    def test_a_cookie_alone_is_nothing_and_is_not_spent(self):
        _, token, cookie = self.first_leg()
        self.expect_fresh_start(self.connection.get(('Cookie', cookie)))
        self.expect_success(self.connection.leg(token, cookie))

    def test_the_first_token_of_an_exchange_does_not_go_on_with_another_one(self):
        _, _, cookie = self.first_leg()
        self.expect_fresh_start(self.connection.leg(Initiator(**self.env).token(), cookie))

    def test_the_second_token_needs_the_cookie(self):
        _, token, _ = self.first_leg()
        self.expect_fresh_start(self.connection.leg(token), had_cookie=False)

    def test_an_established_context_is_no_cookie(self):
        _, token, _ = self.first_leg()
        cookie = 'gss-leg=1.' + established_token(self.folder)
        for any_token in (token, Initiator(**self.env).token()):
            self.expect_fresh_start(self.connection.leg(any_token, cookie))

    def test_two_authorizations_or_cookies_are_refused_and_nothing_is_spent(self):
        _, token, cookie = self.first_leg()
        mine = ('Authorization', f'Negotiate {token}')
        for headers in ([mine, NEGOTIATE, ('Cookie', cookie)],
                        [NEGOTIATE, mine, ('Cookie', cookie)],
                        [mine, ('Authorization', 'Basic YTph'), ('Cookie', cookie)],
                        [mine, ('Cookie', f'gss-leg=1.AAAA; {cookie}')],
                        [mine, ('Cookie', f'{cookie}; gss-leg=1.AAAA')]):
            answer = self.connection.get(*headers)
            self.assertEqual((answer.status, answer.challenge), (400, None))
        self.expect_success(self.connection.leg(token, cookie))

    def test_a_second_cookie_field_is_not_overlooked(self):
        _, token, cookie = self.first_leg()
        answer = self.connection.get(('Authorization', f'Negotiate {token}'), ('Cookie', 'gss-leg=1.AA'),
                                     ('Cookie', cookie))
        self.assertIn(answer.status, (400, 401))
        self.assertNotIn('alice', answer.body)

    def test_what_is_not_base64_is_a_bad_request(self):
        good = Initiator(**self.env).token()
        self.assertTrue(good.rstrip('=') != good or len(good) % 4 == 0)
        for text in ('', '=', '====', 'a', 'ab', 'abc', 'ab=', 'abc==', 'abcd====', 'YQ=x', 'ab==cd==', 'a-b_',
                     'ab c', 'YR==', good + '*', good + ' x', good + '=' * 4, good[:-1]):
            answer = self.connection.leg(text)
            self.assertEqual((answer.status, answer.challenge), (400, None), text)

    def test_who_says_nothing_or_uses_another_scheme_is_told_which_one_to_use(self):
        for headers in ([], [('Authorization', 'Basic YTph')], [('Authorization', 'NegotiateX YTph')]):
            self.expect_fresh_start(self.connection.get(*headers), had_cookie=False)

    def test_the_name_of_the_scheme_has_no_case(self):
        answer = self.connection.get(('authorization', 'negotiate  ' + Initiator(**self.env).token()))
        self.assertEqual(answer.status, 401)
        self.assertNotEqual(answer.challenge, '')

    def test_tokens_of_no_mechanism_are_refused(self):
        for token in ('aGVsbG8=', 'YAA=', 'YIIC2QYGKwYBBQUC', 'TlRMTVNTUAA=', 'oQA=', 'AA=='):
            self.expect_fresh_start(self.connection.leg(token), had_cookie=False)

    def test_headers_without_end_are_refused(self):
        with self.subTest('at the front'):
            self.assertEqual(self.connection.leg('A' * 80000).status, 431)
        connection = Connection(self.front)
        self.assertEqual(connection.get(*[NEGOTIATE] * 4000).status, 431)
        connection.close()

    def test_a_wrong_password_is_refused(self):
        initiator = Initiator(**password_file(self.folder, 'alice', 'battery staple'))
        first = self.connection.leg(initiator.token())
        initiator.give(first.challenge)
        self.expect_fresh_start(self.connection.leg(initiator.token(), first.cookie))
        self.assertFalse(initiator.finish())

    def test_a_context_that_fits_in_no_cookie_is_given_up(self):
        initiator = Initiator(**self.env)
        token = base64.b64decode(initiator.token())
        initiator.finish()
        at = token.index(OID_SCRAM)
        inner = token[at:].replace(b'n=alice,r=', b'n=' + b'a' * 900 + b',r=' + b'b' * 900)
        token = b'\x60\x82' + len(inner).to_bytes(2, 'big') + inner
        answer = self.connection.leg(base64.b64encode(token).decode())
        self.assertEqual((answer.status, answer.challenge, answer.cookie), (500, None, None))

    def test_kerberos_needs_one_leg_and_no_cookie(self):
        initiator = Initiator('GS2-KRB5')
        token = initiator.token()
        answer = self.connection.leg(token)
        self.assertEqual((answer.status, answer.body),
                         (200, f'user: alice@GSS.TEST\nmechanism: krb5\nlegs: {answer.worker}\n'))
        self.assertIsNone(answer.cookie)
        self.assertTrue(initiator.finish(answer.challenge))
        for _ in range(2):  # at each worker
            self.expect_fresh_start(self.connection.leg(token), had_cookie=False)

    def test_anonymous_clients_are_refused(self):
        anonymous = 'FILE:' + os.path.join(os.environ['GSS_REALM_DIR'], 'anonymous.ccache')
        answer = self.connection.leg(Initiator('GS2-KRB5', KRB5CCNAME=anonymous).token())
        self.assertEqual((answer.status, answer.challenge, answer.cookie), (403, None, None))

    def test_tickets_for_other_services_are_refused(self):
        token = Initiator('GS2-KRB5', 'host@server.gss.test').token()
        self.expect_fresh_start(self.connection.leg(token), had_cookie=False)

    def test_other_methods_and_paths_are_refused(self):
        for method in ('POST', 'HEAD', 'PUT', 'OPTIONS', 'TRACE'):
            self.assertEqual(self.connection.get(NEGOTIATE, method=method).status, 405, method)
        for path in ('/x', '/%2e', '//', 'http://localhost/', '/favicon.ico'):
            answer = self.connection.get(NEGOTIATE, path=path)
            self.assertEqual((answer.status, answer.challenge), (404, None), path)

    def test_answers_are_for_no_cache_and_no_guess_of_their_type(self):
        answer = self.connection.get()
        self.assertEqual((answer.one('Cache-Control'), answer.one('X-Content-Type-Options'),
                          answer.one('Content-Type')),
                         ('no-store', 'nosniff', 'text/plain; charset=utf-8'))

    def test_all_listen_on_loopback_only(self):
        workers = self.front.workers()
        self.assertEqual(len(workers), 2)
        for process in [self.front.process.pid, *workers]:
            self.assertEqual(listening(process), ['127.0.0.1'])


class Failing(unittest.TestCase):
    """Servers of their own, that miss something."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='gss-stateless.')
        self.addCleanup(shutil.rmtree, self.folder)
        self.env = add_user(self.folder, 'alice', 'correct horse')

    def test_without_a_transfer_domain_the_server_is_unavailable(self):
        front = Front(**self.env, GSS_TRANSFER_DOMAIN=os.path.join(self.folder, 'nothing'))
        connection = Connection(front)
        answer = connection.leg(Initiator(**self.env).token())
        self.assertEqual((answer.status, answer.challenge, answer.cookie), (503, None, None))
        connection.close()
        self.assertIn('export: ', front.close())

    def one_leg(self, token, cookie, **changes):
        """An answer of servers that live for it alone."""
        front = Front(**self.env, **changes)
        connection = Connection(front)
        answer = connection.leg(token, cookie)
        connection.close()
        front.close()
        return answer

    def test_an_exchange_outlives_its_servers_and_waits_for_their_domain(self):
        domain = os.path.join(self.folder, 'domain')
        os.mkdir(domain, 0o700)
        initiator = Initiator(**self.env)
        first = self.one_leg(initiator.token(), None, GSS_TRANSFER_DOMAIN=domain)
        initiator.give(first.challenge)
        token = initiator.token()
        os.rename(domain, domain + '.away')
        answer = self.one_leg(token, first.cookie, GSS_TRANSFER_DOMAIN=domain)
        self.assertEqual((answer.status, answer.challenge, answer.cookie), (503, None, None))
        os.rename(domain + '.away', domain)
        answer = self.one_leg(token, first.cookie, GSS_TRANSFER_DOMAIN=domain)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(initiator.finish(answer.challenge))

    def test_the_log_has_neither_tokens_nor_cookies(self):
        front = Front(**self.env)
        connection = Connection(front)
        initiator = Initiator(**self.env)
        first = connection.leg(initiator.token())
        connection.leg('YAA=', first.cookie)
        connection.leg('YAA=', first.cookie)
        connection.close()
        log = front.close()
        self.assertIn('imports once', log)
        self.assertNotIn(first.cookie.partition('.')[2][:16], log)

    def test_the_front_ends_when_a_worker_does(self):
        front = Front()
        os.kill(front.workers()[1], signal.SIGTERM)
        self.assertEqual(front.process.wait(), 1)
        front.process.communicate()

    def test_a_worker_without_a_key_says_so_and_all_end(self):
        front = Front('nonesuch')
        _, log = front.process.communicate()
        self.assertEqual(front.process.returncode, 1)
        self.assertIn('nonesuch: ', log)


if __name__ == '__main__':
    tap.main()
