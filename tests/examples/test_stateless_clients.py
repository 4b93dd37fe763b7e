#!/usr/bin/python3
"""curl and Chromium at the stateless acceptor, under with-realm.

Their library is MIT's, or what is in the folder CLIENT_LIBRARIES. Each answer comes from the other
worker, and what a thief could have seen is good for nothing.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../doc'))

import tap
from http_clients import chromium, client_environment, curl
from http_world import Connection, Front, Initiator, ntlm_user, write_secret


class Clients(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='gss-stateless.')
        self.addCleanup(shutil.rmtree, self.folder)
        none = 'FILE:' + os.path.join(self.folder, 'none')
        self.ntlm = ntlm_user(self.folder)
        self.no_ticket = {'KRB5CCNAME': none, 'KRB5_CLIENT_KTNAME': none}
        self.no_key = {'KRB5_KTNAME': none}

    def serve(self, **changes):
        front = Front(**changes)
        self.addCleanup(front.close)
        return front

    def expect(self, front, page, legs, user, mechanism, requests):
        """REQUESTS are served by one worker after the other. The exchange is those with a token."""
        self.assertEqual([leg.answer.status for leg in legs], [401] * (requests - 1) + [200], page)
        workers = [leg.answer.worker for leg in legs]
        self.assertEqual(workers, [workers[0] if n % 2 == 0 else 3 - workers[0]
                                   for n in range(requests)])
        exchange = [leg for leg in legs if leg.field('Authorization') is not None]
        served = ' '.join(str(leg.answer.worker) for leg in exchange)
        self.assertEqual(page, f'user: {user}\nmechanism: {mechanism}\nlegs: {served}\n')
        self.assertEqual(legs[-1].answer.cookie, None if len(exchange) == 1 else '')
        self.expect_spent(front, exchange)
        return exchange

    def expect_spent(self, front, exchange):
        connection = Connection(front)
        self.addCleanup(connection.close)
        for leg in exchange[1:] or exchange:
            for _ in range(2):  # at each worker
                fields = [(name, leg.field(name)) for name in ('Authorization', 'Cookie')
                          if leg.field(name) is not None]
                answer = connection.get(*fields)
                self.assertEqual((answer.status, answer.challenge), (401, ''))
                self.assertNotIn('alice', answer.body)

    def test_curl_has_the_library_that_is_meant(self):
        loaded = subprocess.run(['curl'], text=True, capture_output=True,
                                env=client_environment({'LD_TRACE_LOADED_OBJECTS': '1'}))
        path = re.search(r'libgssapi_krb5\.so\.2 => (\S+)', loaded.stdout)[1]
        self.assertTrue(path.startswith(os.environ.get('CLIENT_LIBRARIES', '/lib/')), path)

    def test_curl_with_kerberos(self):
        front = self.serve()
        exchange = self.expect(front, *curl(front.url), 'alice@GSS.TEST', 'krb5', 1)
        self.assertEqual(len(exchange), 1)
        self.expect(front, *curl(front.url, '--anyauth'), 'alice@GSS.TEST', 'krb5', 2)

    def test_curl_with_ntlm(self):
        front = self.serve(**self.ntlm, **self.no_key)
        exchange = self.expect(front, *curl(front.url, **self.ntlm, **self.no_ticket),
                               'GSSTEST\\alice', 'NTLM', 2)
        self.assertEqual(len(exchange), 2)

    def test_curl_with_ntlm_where_kerberos_is_the_first_choice_of_the_server(self):
        front = self.serve(**self.ntlm)
        self.expect(front, *curl(front.url, **self.ntlm, **self.no_ticket), 'GSSTEST\\alice',
                    'NTLM', 2)

    def test_curl_whose_first_choice_is_refused(self):
        front = self.serve(**self.ntlm, **self.no_key)
        exchange = self.expect(front, *curl(front.url, **self.ntlm), 'GSSTEST\\alice',
                               'NTLM', 3)
        self.assertEqual(len(exchange), 3)

    def test_ntlm_without_a_negotiation_around_it(self):
        front = self.serve(**self.ntlm)
        connection = Connection(front)
        self.addCleanup(connection.close)
        initiator = Initiator('GS2-NTLM', **self.ntlm)
        first = connection.leg(initiator.token())
        initiator.give(first.challenge)
        second = connection.leg(initiator.token(), first.cookie)
        self.assertEqual((second.status, second.body),
                         (200, 'user: GSSTEST\\alice\nmechanism: NTLM\n'
                               f'legs: {first.worker} {second.worker}\n'))
        self.assertNotEqual(first.worker, second.worker)
        self.assertTrue(initiator.finish(second.challenge))

    def test_clients_at_once_do_not_come_between_each_other(self):
        front = self.serve(**self.ntlm, **self.no_key)
        with ThreadPoolExecutor(6) as pool:
            served = list(pool.map(lambda _: curl(front.url, **self.ntlm), range(24)))
        for page, legs in served:
            workers = [leg.answer.worker for leg in legs]
            self.assertIn(workers, ([1, 2, 1], [2, 1, 2]))
            self.assertEqual(page, 'user: GSSTEST\\alice\nmechanism: NTLM\n'
                                   f'legs: {" ".join(map(str, workers))}\n')

    def test_curl_with_a_wrong_password(self):
        front = self.serve(**self.ntlm, **self.no_key)
        wrong = os.path.join(self.folder, 'wrong')
        write_secret(wrong, 'GSSTEST:alice:battery staple\n')
        page, legs = curl(front.url, **{**self.ntlm, 'NTLM_USER_FILE': wrong}, **self.no_ticket)
        self.assertEqual([leg.answer.status for leg in legs[:2]], [401, 401])
        self.assertEqual((legs[1].answer.challenge, legs[1].answer.cookie), ('', ''))
        self.assertNotIn('user:', page)

    def test_curl_without_credentials(self):
        front = self.serve()
        page, legs = curl(front.url, **self.no_ticket)
        self.assertEqual([leg.answer.status for leg in legs], [401])
        self.assertEqual(page, 'who are you?\n')

    def test_chromium_with_kerberos(self):
        front = self.serve()
        exchange = self.expect(front, *chromium(front.url), 'alice@GSS.TEST', 'krb5', 2)
        self.assertEqual(len(exchange), 1)

    def test_chromium_with_ntlm(self):
        front = self.serve(**self.ntlm, **self.no_key)
        exchange = self.expect(front, *chromium(front.url, **self.ntlm, **self.no_ticket),
                               'GSSTEST\\alice', 'NTLM', 3)
        self.assertEqual(len(exchange), 2)

    def test_chromium_whose_first_choice_is_refused(self):
        front = self.serve(**self.ntlm, **self.no_key)
        exchange = self.expect(front, *chromium(front.url, **self.ntlm), 'GSSTEST\\alice',
                               'NTLM', 4)
        self.assertEqual(len(exchange), 3)


if __name__ == '__main__':
    tap.main()
