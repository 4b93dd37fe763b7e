#!/usr/bin/env python3
"""Measures this library against MIT's, inside a realm: see bench/run.

Both workers are the same program (worker.c). They are asked in turn, a few milliseconds each, so
that a processor that changes its frequency changes it for both; the first to be asked alternates.
A number of the report is the median over all rounds, a ratio the quotient of two medians.
"""
import argparse
import base64
import datetime
import hashlib
import hmac
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile

import plot
import report
from report import MAIN_ENCTYPE

LIBRARIES = ('gss', 'mit')
SIZES = (64, 1024, 16384, 65536, 1048576)
OPERATIONS = ('wrap', 'unwrap', 'get_mic', 'verify_mic')
BYTES = {'token': ('token', 0, 0), 'memory': ('memory', 0, 2000), 'memory used': ('memory', 64, 2000)}
PLAIN = 'plain'
# SCRAM next to Kerberos, with keys of the same type, both by this library.
SCRAM = 'scram'
SCRAM_SIDES = ('scram', 'krb5')
SCRAM_ENCTYPE = 'aes128-cts-hmac-sha1-96'
SCRAM_REQUESTS = [(operation, size) for operation in ('wrap', 'unwrap') for size in (64, 65536)]
SCRAM_RATES = ('context', 'accept')
# SPNEGO next to the Kerberos inside it, by each library.
SPNEGO = 'spnego'
SPNEGO_SIDES = tuple(f'{library} {mech}' for library in LIBRARIES for mech in ('krb5', 'spnego'))
SPNEGO_RATES = ('context', 'accept')
# For each type the host whose service has only such a key, and the bytes that wrapping adds: a check
# that it is in use (RFC 4121 s.4.2.4: two headers, a confounder and the checksum).
ENCTYPES = {
    'aes128-cts-hmac-sha1-96': ('aes128-sha1.gss.test', 60),
    'aes256-cts-hmac-sha1-96': ('aes256-sha1.gss.test', 60),
    'aes128-cts-hmac-sha256-128': ('aes128-sha2.gss.test', 64),
    'aes256-cts-hmac-sha384-192': ('aes256-sha2.gss.test', 72),
}


def permit(enctype, scratch):
    """A configuration to put before the realm's own. Without it the acceptor's subkey may be of
    another type than the ticket's (RFC 4537)."""
    path = os.path.join(scratch, enctype + '.conf')
    with open(path, 'w', encoding='ascii') as out:
        out.write(f'[libdefaults]\n permitted_enctypes = {enctype}\n')
    return path


def scram_files(scratch):
    """A user's password and the acceptor's verifier of it, and the environment that tells where."""
    salt, iterations = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac('sha256', b'pencil', salt, iterations)
    client_key, server_key = (hmac.digest(salted, label, 'sha256')
                              for label in (b'Client Key', b'Server Key'))
    salt, stored_key, server_key = (base64.b64encode(data).decode() for data in (
        salt, hashlib.sha256(client_key).digest(), server_key))
    lines = {'GSS_SCRAM_PASSWORD_FILE': 'alice:pencil',
             'GSS_SCRAM_VERIFIERS': f'alice:SCRAM-SHA-256${iterations}:{salt}${stored_key}:{server_key}'}
    env = {}
    for variable, line in lines.items():
        env[variable] = os.path.join(scratch, variable.lower())
        with open(os.open(env[variable], os.O_WRONLY | os.O_CREAT, 0o600), 'w',
                  encoding='utf-8') as out:
            out.write(line + '\n')
    return env


class Worker:
    """One library, held by one process that answers requests."""

    def __init__(self, library, folder, enctype, scratch, forced=True, mech='krb5'):
        env = dict(os.environ)
        host, _ = ENCTYPES[enctype]
        # Where only one type is permitted, the ticket-granting ticket's may be another.
        subprocess.run(['kvno', '-q', '-e', enctype, '-S', 'host', host], check=True)
        if forced:
            env['KRB5_CONFIG'] = permit(enctype, scratch) + ':' + env['KRB5_CONFIG']
        env['GSS_TRANSFER_DOMAIN'] = scratch
        if mech == SCRAM:
            env |= scram_files(scratch)
        self.process = subprocess.Popen(
            [os.path.join(folder, 'worker-' + library), 'host@' + host, mech], env=env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.about = self._line()

    def _line(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f'bench: {self.process.args[0]} ended with status {self.process.wait()}')
        return line.strip()

    def ask(self, name, size=0, effort=0):
        self.process.stdin.write(f'{name} {size} {effort}\n')
        return float(self._line())

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit(f'bench: {self.process.args[0]} ended with status {self.process.returncode}')


class Bench:
    def __init__(self, folder, scratch, rounds, slice_us):
        self.workers = {enctype: {library: Worker(library, folder, enctype, scratch)
                                  for library in LIBRARIES} for enctype in ENCTYPES}
        # What is not about messages is measured under the realm's plain configuration, which
        # MIT's tokens carry along.
        self.workers[PLAIN] = {library: Worker(library, folder, MAIN_ENCTYPE, scratch, forced=False)
                               for library in LIBRARIES}
        self.workers[SCRAM] = {
            'scram': Worker('gss', folder, SCRAM_ENCTYPE, scratch, mech=SCRAM),
            'krb5': Worker('gss', folder, SCRAM_ENCTYPE, scratch)}
        self.workers[SPNEGO] = {
            side: Worker(side.split()[0], folder, MAIN_ENCTYPE, scratch, forced=False,
                         mech=side.split()[1]) for side in SPNEGO_SIDES}
        self.rounds = rounds
        self.slice_us = slice_us

    def close(self):
        for pair in self.workers.values():
            for worker in pair.values():
                worker.close()

    def check_enctypes(self):
        for enctype in self.workers:
            _, expected = ENCTYPES[{PLAIN: MAIN_ENCTYPE, SPNEGO: MAIN_ENCTYPE,
                                     SCRAM: SCRAM_ENCTYPE}.get(enctype, enctype)]
            for library, worker in self.workers[enctype].items():
                found = worker.ask('overhead', 1024)
                if found != expected:
                    sys.exit(f'bench: {library} adds {found} bytes with {enctype}, not {expected}')

    def compare(self, requests, slice_us, rounds, sides=LIBRARIES):
        """requests: (enctype, name, size) each; returns {request: {library: samples}}."""
        samples = {request: {library: [] for library in sides} for request in requests}
        for number in range(-1, rounds):  # round -1 warms up
            order = sides if number % 2 == 0 else sides[::-1]
            for request in requests:
                enctype, name, size = request
                for library in order:
                    value = self.workers[enctype][library].ask(name, size, slice_us)
                    if number >= 0:
                        samples[request][library].append(value)
            show_progress(f'{requests[0][1]}: round {max(number, 0) + 1} of {rounds}')
        return samples


def show_progress(text):
    if sys.stderr.isatty():
        print(f'\r\033[K{text}', end='', file=sys.stderr, flush=True)


def summarize(samples, sides=LIBRARIES):
    """The medians, their quotient, and between what the middle half of the rounds' own lay."""
    first, second = sides
    medians = {library: statistics.median(values) for library, values in samples.items()}
    ratios = [theirs / ours for ours, theirs in zip(samples[first], samples[second])]
    low, _, high = statistics.quantiles(ratios, n=4)
    return {**medians, 'ratio': medians[second] / medians[first], 'low': low, 'high': high}


def measure_scram(bench):
    requests = [(SCRAM, *request) for request in SCRAM_REQUESTS]
    found = bench.compare(requests, bench.slice_us, bench.rounds, SCRAM_SIDES)
    rates = [(SCRAM, name, 0) for name in SCRAM_RATES]
    found |= bench.compare(rates, 10 * bench.slice_us, bench.rounds, SCRAM_SIDES)
    return [{'operation': operation, 'size': size, **summarize(samples, SCRAM_SIDES)}
            for (_, operation, size), samples in found.items()]


def measure_spnego(bench):
    """For each library the medians of both, and what SPNEGO's cost is of Kerberos' own."""
    rows = []
    for name in SPNEGO_RATES:
        request = (SPNEGO, name, 0)
        samples = bench.compare([request], 10 * bench.slice_us, bench.rounds, SPNEGO_SIDES)[request]
        for library in LIBRARIES:
            sides = (f'{library} spnego', f'{library} krb5')
            summary = summarize({side: samples[side] for side in sides}, sides)
            rows.append({'operation': name, 'library': library, 'spnego': summary[sides[0]],
                         'krb5': summary[sides[1]], **{key: summary[key]
                                                       for key in ('ratio', 'low', 'high')}})
    return rows


def measure(bench):
    requests = [(enctype, operation, size) for operation in OPERATIONS for enctype in ENCTYPES
                for size in SIZES]
    messages = []
    for request, samples in bench.compare(requests, bench.slice_us, bench.rounds).items():
        enctype, operation, size = request
        messages.append({'enctype': enctype, 'operation': operation, 'size': size,
                         **summarize(samples)})
    results = {'messages': messages}
    for name in ('context', 'transfer'):
        request = (PLAIN, name, 0)
        samples = bench.compare([request], 10 * bench.slice_us, bench.rounds)
        results[name] = summarize(samples[request])
    results['scram'] = measure_scram(bench)
    results['spnego'] = measure_spnego(bench)
    request = (MAIN_ENCTYPE, 'sha1', 65536)
    results['sha1'] = statistics.median(
        bench.compare([request], bench.slice_us, bench.rounds)[request]['gss'])
    for name, request in BYTES.items():
        values = {library: bench.workers[PLAIN][library].ask(*request)
                  for library in LIBRARIES}
        results[name] = {**values, 'ratio': values['mit'] / values['gss']}
    return results


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as info:
        lines = [line.split(':', 1) for line in info if ':' in line]
    fields = {key.strip(): value.strip() for key, value in lines}
    return (f"{fields.get('model name', platform.machine())}, family {fields.get('cpu family')}, "
            f"model {fields.get('model')}, {os.cpu_count()} cores")


def machine(about, load):
    with open('/etc/os-release', encoding='utf-8') as release:
        pretty = [line.split('=', 1)[1].strip().strip('"') for line in release
                  if line.startswith('PRETTY_NAME=')]
    library, compiler = about['gss'].split('; ')
    return {'processor': processor(), 'kernel': f'{platform.system()} {platform.release()}',
            'system': pretty[0] if pretty else 'unknown', 'compiler': compiler,
            'libraries': [library, about['mit'].split('; ')[0]],
            'load': load,
            'date': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d %H:%M UTC')}


def main():
    parser = argparse.ArgumentParser(description='Measure this library against MIT\'s.')
    parser.add_argument('--workers', required=True, help='folder of the built workers')
    parser.add_argument('--output', required=True, help='folder for the results')
    parser.add_argument('--readme', help='file with the two marks to put a summary between')
    parser.add_argument('--only', choices=('spnego',), help='measure and print this alone')
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('--slice', type=int, default=4000, help='microseconds for each sample')
    args = parser.parse_args()

    load = os.getloadavg()[0]
    cpu = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cpu})
    with tempfile.TemporaryDirectory(dir='/dev/shm', prefix='gss-bench-') as scratch:
        bench = Bench(args.workers, scratch, args.rounds, args.slice)
        bench.check_enctypes()
        if args.only:
            results = {'spnego': measure_spnego(bench)}
            bench.close()
            show_progress('')
            print(report.spnego_table(results), end='')
            return
        results = measure(bench)
        about = {library: worker.about for library, worker in bench.workers[MAIN_ENCTYPE].items()}
        bench.close()
    results['machine'] = machine(about, load)
    results['rounds'] = args.rounds
    results['slice_us'] = args.slice
    results['targets'] = report.judge(results)
    show_progress('')

    with open(os.path.join(args.output, 'results.json'), 'w', encoding='utf-8') as out:
        json.dump(results, out, indent=1)
        out.write('\n')
    with open(os.path.join(args.output, 'results.svg'), 'w', encoding='utf-8') as out:
        out.write(plot.draw(results))
    with open(os.path.join(args.output, 'RESULTS.md'), 'w', encoding='utf-8') as out:
        out.write(report.write(results))
    if args.readme:
        report.put_between_marks(args.readme, report.summary(results))
    print(report.target_table(results), end='')
    print(report.scram_table(results), end='')
    print(report.spnego_table(results), end='')


if __name__ == '__main__':
    main()
