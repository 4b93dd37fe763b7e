"""Debian's HTTP clients, and what went over the wire: each request and each answer."""
import json
import os
import re
import subprocess
import tempfile

from http_world import Answer, environment


class Leg:
    """A request and its answer. FIELDS are (name, value) of the request."""

    def __init__(self, fields, answer):
        self.fields, self.answer = fields, answer

    def field(self, name):
        values = [value for key, value in self.fields if key.lower() == name.lower()]
        return values[0] if values else None


def client_environment(changes):
    """Libraries that are not the system's are in the folder CLIENT_LIBRARIES."""
    return environment({**changes, 'LD_LIBRARY_PATH': os.environ.get('CLIENT_LIBRARIES', '')})


def split_fields(lines):
    return [tuple(re.split(': ?', line, maxsplit=1)) for line in lines if ':' in line]


def curl(url, *options, **changes):
    """Gives the body and the legs of `curl --negotiate`, with cookies kept for this call."""
    result = subprocess.run(['curl', '-sv', '--negotiate', '-u', ':', '-b', '', *options, url],
                            text=True, capture_output=True, env=client_environment(changes))
    requests, answers = [], []
    for line in result.stderr.splitlines():
        if re.match('> [A-Z]+ /', line):
            requests.append([])
        elif line.startswith('> '):
            requests[-1].append(line[2:])
        elif re.match('< HTTP/', line):
            answers.append((int(line.split()[2]), []))
        elif line.startswith('< '):
            answers[-1][1].append(line[2:])
    legs = [Leg(split_fields(request), Answer(status, split_fields(fields)))
            for request, (status, fields) in zip(requests, answers)]
    return result.stdout, legs


def chromium(url, **changes):
    """Gives the text of the page and the legs of its request, by the browser's own log."""
    with tempfile.TemporaryDirectory(prefix='gss-chromium.') as folder:
        log, profile = os.path.join(folder, 'log'), os.path.join(folder, 'profile')
        os.mkdir(profile)
        # On Linux a browser that has never met Negotiate begins with it at its next start.
        with open(os.path.join(profile, 'Local State'), 'w') as file:
            json.dump({'net': {'received_http_auth_negotiate_headers': True}}, file)
        result = subprocess.run(
            ['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
             f'--user-data-dir={profile}', '--auth-server-allowlist=localhost',
             f'--log-net-log={log}', '--net-log-capture-mode=IncludeSensitive', '--dump-dom', url],
            text=True, capture_output=True, env=client_environment({'HOME': folder, **changes}))
        with open(log) as file:
            events = json.load(file)
    page = re.search('<pre[^>]*>(.*)</pre>', result.stdout, re.DOTALL)
    if page is None:
        raise AssertionError(result.stdout + result.stderr.splitlines()[-1])
    return page[1], list(chromium_legs(events, url))


def chromium_legs(log, url):
    types = {number: name for name, number in log['constants']['logEventTypes'].items()}
    sources = {event['source']['id'] for event in log['events']
               if types[event['type']] == 'URL_REQUEST_START_JOB'
               and event.get('params', {}).get('url') == url}
    request = None
    for event in log['events']:
        if event['source']['id'] not in sources or 'headers' not in event.get('params', {}):
            continue
        lines = event['params']['headers']
        if types[event['type']] == 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS':
            request = split_fields(lines)
        elif types[event['type']] == 'HTTP_TRANSACTION_READ_RESPONSE_HEADERS':
            yield Leg(request, Answer(int(lines[0].split()[1]), split_fields(lines[1:])))
