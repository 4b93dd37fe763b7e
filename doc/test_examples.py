#!/usr/bin/python3
"""Runs the manual's programs inside a realm (tests/support/with-realm).

usage: with-realm test_examples.py FIRST DIALOGUE
"""
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import tap

FIRST, DIALOGUE = sys.argv[1:3]
SERVICE = 'host@server.gss.test'


def run(*command, **changes):
    return subprocess.run(command, text=True, capture_output=True, env={**os.environ, **changes})


class Examples(unittest.TestCase):
    def test_the_first_program_tells_who_the_user_is(self):
        result = run(FIRST)
        self.assertRegex(result.stdout, r'^For \d+ more seconds you are alice@GSS\.TEST\n$')
        self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_the_first_program_says_that_there_are_no_credentials(self):
        result = run(FIRST, KRB5CCNAME=os.path.join(os.environ['GSS_REALM_DIR'], 'nothing'))
        self.assertRegex(result.stdout, r'^No Kerberos credentials: .*\n$')
        self.assertEqual((result.returncode, result.stderr), (1, ''))

    def test_the_dialogue_carries_a_message(self):
        result = run(DIALOGUE, SERVICE, 'good morning')
        self.assertRegex(result.stdout, r'^alice@GSS\.TEST says: good morning '
                                        r'\(\d+ bytes on the wire, encrypted\)\n$')
        self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_the_dialogue_says_which_service_is_unknown(self):
        result = run(DIALOGUE, 'nonesuch@server.gss.test', 'good morning')
        self.assertIn('initiate: ', result.stderr)
        self.assertIn('nonesuch', result.stderr)
        self.assertEqual((result.returncode, result.stdout), (1, ''))


if __name__ == '__main__':
    tap.main()
