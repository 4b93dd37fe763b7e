#!/usr/bin/python3
"""Tests of the manual: pages, examples and README say what the headers and the build have.

usage: test_manual.py SOURCE BUILD
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import headers
import tap

SOURCE, BUILD = sys.argv[1:3]
INCLUDE = os.path.join(SOURCE, 'include')
MAN3 = os.path.join(BUILD, 'doc', 'man3')
MAN = os.path.join(SOURCE, 'doc', 'man')
SYSTEM_PAGES = {'chgrp.1', 'chmod.1', 'kinit.1', 'klist.1', 'flock.2', 'getpgrp.2', 'getsid.2',
                'setsid.2', 'setpgid.2', 'umask.2', 'secure_getenv.3', 'krb5.conf.5', 'tmpfs.5',
                'unix.7', 'kerberos.7'}


def read(*parts):
    with open(os.path.join(*parts), encoding='utf-8') as file:
        return file.read()


def preprocessed_headers():
    """The headers as the compiler sees them, this library's lines only."""
    command = os.environ.get('CC', 'cc').split()
    output = subprocess.run([*command, '-E', '-I', INCLUDE, '-x', 'c', '-'], check=True, text=True,
                            input='#include <gss.h>\n#include <gss/mit.h>\n', capture_output=True).stdout
    lines, ours = [], False
    for line in output.split('\n'):
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            ours = marker[1].startswith(INCLUDE)
        elif ours:
            lines.append(line)
    return ' '.join(lines)


def page_names():
    return {name for name in os.listdir(MAN3) if name.endswith('.3')}


def hand_written():
    return sorted(os.listdir(MAN)) if os.path.isdir(MAN) else []


class Pages(unittest.TestCase):
    def test_every_call_that_the_compiler_sees_has_a_page(self):
        calls = re.findall(r'\b(\w+)\s*\([^()]*\)\s*;', preprocessed_headers())
        self.assertGreaterEqual(len(set(calls)), 55)
        self.assertEqual([c for c in calls if f'{c}.3' not in page_names()], [])

    def test_every_object_that_the_compiler_sees_has_a_page(self):
        objects = re.findall(r'\bextern\s+gss_(?:const_)?(?:OID|buffer_t)(?:_desc|_set)?\s+(\w+)\s*;', preprocessed_headers())
        self.assertGreaterEqual(len(objects), 26)
        self.assertEqual([o for o in objects if f'{o}.3' not in page_names()], [])

    def test_the_version_script_names_what_the_headers_declare(self):
        script = re.search(r'global:(.*?)local:', read(SOURCE, 'src', 'gss.map'), re.S)[1]
        exported = re.findall(r'(\w+);', re.sub(r'/\*.*?\*/', '', script, flags=re.S))
        declared = re.findall(r'\b(\w+)\s*\([^()]*\)\s*;', preprocessed_headers()) \
            + re.findall(r'\bextern\s+gss_(?:const_)?(?:OID|buffer_t)(?:_desc|_set)?\s+(\w+)\s*;', preprocessed_headers())
        self.assertEqual(sorted(exported), sorted(declared))

    def test_pages_that_stand_for_others_name_pages_that_exist(self):
        for name in page_names():
            target = re.match(r'\.so man3/(\S+)', read(MAN3, name))
            if target:
                self.assertTrue(target[1] in page_names(), f'{name} stands for {target[1]}')

    def test_references_lead_to_pages_that_exist(self):
        known = page_names() | set(hand_written()) | SYSTEM_PAGES
        pages = [(MAN3, name) for name in page_names()] + [(MAN, name) for name in hand_written()]
        for folder, name in pages:
            for target, section in re.findall(r'^\.(?:.* )?Xr (\S+) (\d)', read(folder, name), re.M):
                self.assertTrue(f'{target}.{section}' in known, f'{name} names {target}({section})')

    @unittest.skipUnless(shutil.which('mandoc'), 'mandoc is not installed')
    def test_pages_have_no_lint(self):
        pages = [os.path.join(MAN3, n) for n in sorted(page_names())
                 if not read(MAN3, n).startswith('.so')]
        pages += [os.path.join(MAN, name) for name in hand_written()]
        output = subprocess.run(['mandoc', '-Tlint', *pages], text=True, capture_output=True)
        complaints = [line for line in output.stdout.split('\n')
                      if line and 'referenced manual not found' not in line
                      and 'outdated mandoc.db' not in line]
        self.assertEqual(complaints, [])


class Headers(unittest.TestCase):
    def compile(self, compiler, *options):
        for name in ['gss.h', 'gssapi.h', 'gssapi/gssapi.h', 'gss/api.h', 'gss/ext.h',
                     'gss/ext-cred.h',
                     'gss/ext-impersonate.h',
                     'gss/ext-inquire.h',
                     'gss/ext-iov.h', 'gss/ext-local.h',
                     'gss/ext-mech.h', 'gss/ext-name.h',
                     'gss/ext-oid.h',
                     'gss/ext-set.h',
                     'gss/ext-store.h',
                     'gss/krb5.h',
                     'gss/krb5-cred.h',
                     'gss/krb5-ext.h',
                     'gss/krb5-lucid.h',
                     'gss/mit.h',
                     'gss/transfer.h']:
            command = [*compiler, *options, '-Wall', '-Wextra', '-pedantic', '-Werror',
                       '-fsyntax-only', '-I', INCLUDE, '-']
            run = subprocess.run(command, input=f'#include <{name}>\n', text=True,
                                 capture_output=True)
            self.assertEqual((run.returncode, run.stderr), (0, ''), name)

    def test_each_header_compiles_alone_as_c(self):
        for standard in ['c99', 'c17']:
            self.compile(os.environ.get('CC', 'cc').split(), '-x', 'c', f'-std={standard}')

    @unittest.skipUnless(shutil.which('c++'), 'there is no C++ compiler')
    def test_each_header_compiles_alone_as_cxx(self):
        for standard in ['c++11', 'c++20']:
            self.compile(['c++'], '-x', 'c++', f'-std={standard}')


class Info(unittest.TestCase):
    @unittest.skipUnless(shutil.which('makeinfo'), 'makeinfo is not installed')
    def test_the_info_manual_has_no_warnings(self):
        doc = os.path.join(BUILD, 'doc')
        have_workers = os.path.exists(os.path.join(SOURCE, 'examples', 'worker.c'))
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run(['makeinfo', *(['-D', 'WORKERS'] if have_workers else []),
                                  '-I', doc, '-I', os.path.join(SOURCE, 'examples'),
                                  os.path.join(SOURCE, 'doc', 'gss.texi'),
                                  '-o', os.path.join(folder, 'gss.info')],
                                 text=True, capture_output=True)
            self.assertEqual((run.returncode, run.stderr), (0, ''))
            described = re.findall(r'-- Function: [^(]*?(\w+)\s*\(', read(folder, 'gss.info'))
        calls = [call.name for call in headers.Manual(INCLUDE, headers.HEADERS).functions()]
        self.assertEqual(sorted(described), sorted(calls))


class Readme(unittest.TestCase):
    def test_the_first_program_in_the_readme_is_the_example(self):
        program = re.search(r'```c\n(.*?)```', read(SOURCE, 'README.md'), re.S)[1]
        self.assertEqual(program, read(SOURCE, 'examples', 'first.c'))

    def test_the_first_program_has_20_lines(self):
        self.assertEqual(read(SOURCE, 'examples', 'first.c').count('\n'), 20)

    def test_folders_and_files_that_the_readme_names_exist(self):
        for path in re.findall(r'\[[^\]]*\]\(([\w./-]+)\)', read(SOURCE, 'README.md')):
            self.assertTrue(os.path.exists(os.path.join(SOURCE, path)), path)
        tree = re.search(r'## The tree\n(.*?)\n## ', read(SOURCE, 'README.md') + '\n## ', re.S)[1]
        for path in re.findall(r'^\| `([\w./-]+)` ', tree, re.M):
            self.assertTrue(os.path.exists(os.path.join(SOURCE, path)), path)


class FiveLines(unittest.TestCase):
    """What the README begins with, as a newcomer types it, on a host without Kerberos."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.lines = re.search(r'## Five lines\n.*?\n\n((?:    [^\n]*\n){5})\n',
                               read(SOURCE, 'README.md'), re.S)[1].splitlines()
        self.lines = [line.strip() for line in self.lines]

    def tearDown(self):
        shutil.rmtree(self.folder)

    def test_the_first_line_builds(self):
        for part in re.findall(r'(\S+)', self.lines[0]):
            if part.startswith('scripts/'):
                self.assertTrue(os.access(os.path.join(SOURCE, part), os.X_OK), part)
        self.assertIn('meson setup build && ninja -C build && PATH=$PWD/build/tools:$PATH', self.lines[0])

    def test_the_others_work_without_kerberos(self):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        script = '\n'.join(re.sub(r'^gss (server|client)', rf'gss \1 --port {port}', line)
                           for line in self.lines[1:])
        transcript = os.path.join(self.folder, 'transcript')
        environment = {'PATH': os.path.join(BUILD, 'tools') + ':' + os.environ['PATH'],
                       'HOME': self.folder, 'TMPDIR': self.folder, 'KRB5_CONFIG': '/nonexistent',
                       'GSS_SCRAM_VERIFIERS': os.path.join(self.folder, 'verifiers'),
                       'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '')}
        run = subprocess.run([sys.executable, os.path.join(SOURCE, 'tests', 'tools', 'on_terminal.py'),
                              transcript, 'secret', 'secret', 'secret', '--', 'bash', '-euc', script],
                             env=environment, stdin=subprocess.DEVNULL, timeout=60)
        shown = open(transcript, encoding='utf-8').read()
        self.assertEqual(run.returncode, 0, shown)
        for words in ['Added SCRAM-SHA-256', 'Accepted alice by SCRAM-SHA-256', 'Exported and imported',
                      'Received message: "hello, world"', 'Signature verified.']:
            self.assertIn(words, shown)
        self.assertNotIn('secret', shown)


CALL = '''/*
 * gss.h - a header
 */
/*
 * Does something.
 *
 * @param minor_status [out] The minor status.
 * @param set [in] A set.
 * @status GSS_S_COMPLETE It was done.
 * @source RFC 0
 */
OM_uint32 gss_do(OM_uint32 *minor_status, gss_OID_set set);
/*
 * Codes.
 *
 * @page gss_codes
 * @value GSS_S_COMPLETE Success.
 * @source RFC 0
 */
#define GSS_S_COMPLETE 0
'''


class Drift(unittest.TestCase):
    """The build fails when a comment and its declaration part."""

    def parse(self, text):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'gss.h'), 'w', encoding='utf-8') as file:
                file.write(text)
            return headers.Manual(folder, ['gss.h'])

    def refuse(self, old, new, message):
        self.assertIn(old, CALL)
        with self.assertRaisesRegex(headers.Problem, message):
            self.parse(CALL.replace(old, new))

    def test_a_described_call_is_accepted(self):
        self.assertEqual([f.name for f in self.parse(CALL).functions()], ['gss_do'])

    def test_a_call_without_comment_is_refused(self):
        self.refuse('/*\n * Codes', 'int gss_more(int x);\n/*\n * Codes', 'gss_more has no comment')

    def test_an_argument_that_is_not_described_is_refused(self):
        self.refuse(' * @param set [in] A set.\n', '', 'argument set is not described')

    def test_a_description_of_no_argument_is_refused(self):
        self.refuse('@param set', '@param sets', 'unknown argument')

    def test_arguments_described_in_another_order_are_refused(self):
        self.refuse('OM_uint32 *minor_status, gss_OID_set set',
                    'gss_OID_set set, OM_uint32 *minor_status', 'another order')

    def test_an_unknown_direction_is_refused(self):
        self.refuse('[in]', '[read]', 'not "name')

    def test_an_output_that_is_no_pointer_is_refused(self):
        self.refuse('OM_uint32 *minor_status,', 'OM_uint32 minor_status,', 'no pointer')

    def test_an_unknown_status_is_refused(self):
        self.refuse('@status GSS_S_COMPLETE', '@status GSS_S_COMPLETE A.\n * @status GSS_S_COMPLET',
                    'no such status')

    def test_a_constant_that_is_not_described_is_refused(self):
        self.refuse('#define GSS_S_COMPLETE 0', '#define GSS_S_COMPLETE 0\n#define GSS_S_MORE 1',
                    'GSS_S_MORE is not described')

    def test_an_unknown_tag_is_refused(self):
        self.refuse('@source', '@sauce', 'unknown tag')

    def test_a_mention_of_an_unknown_call_is_refused(self):
        self.refuse('Does something.', 'Does what gss_dont() does.', 'unknown call')


if __name__ == '__main__':
    tap.main()
