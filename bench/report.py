"""The results as text: bench/RESULTS.md."""

MAIN_ENCTYPE = 'aes256-cts-hmac-sha1-96'
TITLES = {'wrap': 'gss_wrap, confidential', 'unwrap': 'gss_unwrap', 'get_mic': 'gss_get_mic',
          'verify_mic': 'gss_verify_mic'}

# What is measured, how the release wants it ('times': at least so many times MIT's speed;
# 'bytes': at most so many), and the number.
TARGETS = (
    (('wrap', 65536), 'times', 4),
    (('unwrap', 65536), 'times', 8),
    (('wrap', 64), 'times', 4),
    (('unwrap', 64), 'times', 3),
    (('get_mic', 65536), 'times', 2.5),
    (('verify_mic', 65536), 'times', 2.5),
    ('context', 'times', 1.2),
    ('transfer', 'times', 2),
    ('token', 'bytes', 450),
    ('memory', 'bytes', 2000),
)
LABELS = {'context': 'A context established, both sides, replay cache on',
          'transfer': 'Export and import of an acceptor',
          'token': 'Token of an exported acceptor',
          'memory': 'Heap per established acceptor',
          'memory used': '... after a sealed message each way'}

RATES = {'context': 'Contexts established, both sides',
         'accept': "Contexts established, the acceptor's side"}
LIBRARY_NAMES = {'gss': 'gss', 'mit': 'MIT'}


def size_name(size):
    if size >= 1 << 20:
        return f'{size >> 20} MiB'
    return f'{size >> 10} KiB' if size >= 1 << 10 else f'{size} B'


def find(results, what):
    if isinstance(what, str):
        return results[what]
    operation, size = what
    return next(row for row in results['messages'] if row['enctype'] == MAIN_ENCTYPE
                and row['operation'] == operation and row['size'] == size)


def judge(results):
    judged = []
    for what, kind, wanted in TARGETS:
        row = find(results, what)
        found = row['ratio'] if kind == 'times' else row['gss']
        judged.append({'label': LABELS[what] if isinstance(what, str)
                       else f'{TITLES[what[0]]}, {size_name(what[1])}',
                       'kind': kind, 'wanted': wanted, 'found': found,
                       'gss': row['gss'], 'mit': row['mit'],
                       'reached': found >= wanted if kind == 'times' else found <= wanted})
    return judged


def duration(ns):
    for unit, scale in (('ms', 1e6), ('µs', 1e3)):
        if ns >= scale:
            return f'{ns / scale:.3g} {unit}'
    return f'{ns:.0f} ns'


def table(header, rows):
    lines = ['| ' + ' | '.join(header) + ' |', '|' + '---|' * len(header)]
    return '\n'.join(lines + ['| ' + ' | '.join(row) + ' |' for row in rows]) + '\n'


def target_table(results):
    rows = []
    for target in results['targets']:
        if target['kind'] == 'times':
            numbers = [duration(target['gss']), duration(target['mit']),
                       f"≥ {target['wanted']}×", f"{target['found']:.2f}×"]
        else:
            numbers = [f"{target['gss']:,.0f} bytes", f"{target['mit']:,.0f} bytes",
                       f"≤ {target['wanted']:,} bytes", f"{target['found']:,.0f} bytes"]
        rows.append([target['label'], *numbers, 'yes' if target['reached'] else '**no**'])
    return table(['', 'gss', 'MIT', 'target', 'found', 'reached'], rows)


def floor(results):
    """What the hash alone allows, since the tokens of this enctype are hashed as a whole."""
    sha1 = results['sha1']
    mic, unwrap = (find(results, (what, 65536))['mit'] for what in ('get_mic', 'unwrap'))
    return f"""The hash sets a limit: libcrypto's SHA-1 of 64 KiB alone took {duration(sha1)} in this run, and it cannot be
split among units or cores. So no `gss_get_mic` of 64 KiB on libcrypto can be more than {mic / sha1:.2f}× as fast as MIT's here, and no
`gss_unwrap` more than {unwrap / sha1:.2f}×, with the decryption hidden entirely.
"""


def summary(results):
    """The part of README.md between its two marks."""
    rows = []
    for target in results['targets']:
        times = target['kind'] == 'times'
        numbers = [duration(target[side]) if times else f'{target[side]:,.0f} bytes'
                   for side in ('gss', 'mit')]
        rows.append([target['label'], *numbers, f"{target['mit'] / target['gss']:.1f}×"])
    machine = results['machine']
    return f"""{table(['aes256-cts-hmac-sha1-96', 'gss', machine['libraries'][1], 'ratio'], rows)}
On {machine['processor']}; `bench/run` repeats it. All numbers and how they were measured:
[bench/RESULTS.md](bench/RESULTS.md).
"""


def put_between_marks(path, text):
    with open(path, encoding='utf-8') as old:
        whole = old.read()
    begin, end = '<!-- bench:begin -->\n', '<!-- bench:end -->\n'
    before, rest = whole.split(begin)
    with open(path, 'w', encoding='utf-8') as new:
        new.write(before + begin + text + end + rest.split(end)[1])


def message_table(results, operation):
    rows = [[row['enctype'], size_name(row['size']), duration(row['gss']), duration(row['mit']),
             f"{row['ratio']:.2f}×", f"{row['low']:.2f} to {row['high']:.2f}"]
            for row in results['messages'] if row['operation'] == operation]
    return table(['enctype', 'message', 'gss', 'MIT', 'ratio', 'middle half of the rounds'], rows)


def per_second(row):
    return [f"{1e9 / row['gss']:,.0f}", f"{1e9 / row['mit']:,.0f}", f"{row['ratio']:.2f}×",
            f"{row['low']:.2f} to {row['high']:.2f}"]


ACCEPTS_PER_SECOND = 50000


def scram_table(results):
    rows = []
    for row in results['scram']:
        if row['size']:
            label = f"{TITLES[row['operation']]}, {size_name(row['size'])}"
            numbers = [duration(row['scram']), duration(row['krb5'])]
        else:
            label = RATES[row['operation']]
            numbers = [f"{1e9 / row[side]:,.0f} per second" for side in ('scram', 'krb5')]
        rows.append([label, *numbers, f"{row['ratio']:.2f}×",
                     f"{row['low']:.2f} to {row['high']:.2f}"])
    return table(['', 'SCRAM-SHA-256', 'Kerberos', 'ratio', 'middle half of the rounds'], rows)


def scram_target(results):
    accept = next(row for row in results['scram'] if row['operation'] == 'accept')
    found = 1e9 / accept['scram']
    return (f"Target: at least {ACCEPTS_PER_SECOND:,} contexts per second and core on the acceptor's side. Found: "
            f"{found:,.0f}, {'reached' if found >= ACCEPTS_PER_SECOND else '**not reached**'}.\n")


def scram(results):
    return f"""## SCRAM next to Kerberos

Both by this library, on one core in the same run; Kerberos with aes128-cts-hmac-sha1-96, which is
what SCRAM's messages are protected with too (RFC 5802 s.8.2).

{scram_table(results)}
{scram_target(results)}
- A context is four messages, and both deletions. The user's credential has the keys of the acceptor's
  salt, so the iterations were paid before, once; each exchange still asks whether the file of
  verifiers has changed.
- The acceptor's side is its two legs and the deletion, 16 contexts at once; for Kerberos its one
  leg, with the replay cache, and the deletion.

"""


SPNEGO_LEAST = 0.9


def spnego_table(results):
    rows = [[f"{RATES[row['operation']]}, {LIBRARY_NAMES[row['library']]}",
             *(f"{1e9 / row[side]:,.0f} per second" for side in ('spnego', 'krb5')),
             f"{100 * row['ratio']:.0f}%", f"{100 * row['low']:.0f} to {100 * row['high']:.0f}%"]
            for row in results['spnego']]
    return table(['', 'SPNEGO', 'Kerberos', 'SPNEGO of Kerberos', 'middle half of the rounds'], rows)


def spnego(results):
    found = next(row['ratio'] for row in results['spnego']
                 if (row['operation'], row['library']) == ('context', 'gss'))
    return f"""## SPNEGO next to Kerberos

SPNEGO (RFC 4178) with Kerberos inside, and Kerberos alone, by both libraries, on one core in the same run.

{spnego_table(results)}
Target: within {100 * (1 - SPNEGO_LEAST):.0f}% of Kerberos' own contexts per second. Found: {100 * found:.0f}% of them, {'reached' if found >= SPNEGO_LEAST else '**not reached**'}.

- Kerberos is the first choice, so its token travels in the first message, and no MIC is needed. Once
  established, the negotiated context is in the negotiation's place: messages cost the same.

"""


def write(results):
    machine = results['machine']
    rates = table(['', 'gss', 'MIT', 'ratio', 'middle half of the rounds'],
                  [[LABELS[name], *per_second(results[name])] for name in ('context', 'transfer')])
    sizes = table(['', 'gss', 'MIT', 'ratio'],
                  [[LABELS[name], f"{results[name]['gss']:,.0f} bytes",
                    f"{results[name]['mit']:,.0f} bytes", f"{results[name]['ratio']:.2f}×"]
                   for name in ('token', 'memory', 'memory used')])
    messages = '\n'.join(f'### {TITLES[operation]}\n\n{message_table(results, operation)}'
                         for operation in TITLES)
    return f"""# How fast it is, next to MIT's library

Written by `bench/run`, which measures, draws and writes this file; edit that, not this.

![Speed as a multiple of MIT's, for each operation, size and enctype](results.svg)

## Targets (aes256-cts-hmac-sha1-96)

{target_table(results)}
{floor(results)}
{scram(results)}{spnego(results)}## The machine

- {machine['processor']}; {machine['kernel']}; {machine['system']}
- {'; '.join(machine['libraries'])}
- {machine['compiler']}, -O2 for the measuring program and this library; MIT's as Debian built it
- {machine['date']}; load average before the run: {machine['load']:.2f}

## How to repeat

    scripts/install-deps
    bench/run

It builds into `build-bench`, starts a throwaway realm, takes about a minute and leaves nothing
behind but `RESULTS.md`, `results.svg` and `results.json` in this folder and the table in `README.md`.
`bench/run --output DIR` writes elsewhere and leaves the README alone; `--rounds N` and `--slice MICROSECONDS` change the effort.

## How it is measured

- One program (`worker.c`), built once for each library; the two run on the same processor in the
  same realm and are asked in turn for {results['slice_us'] / 1000:g} ms each, {results['rounds']} rounds, the first one alternating. Numbers
  are medians over the rounds, ratios are MIT's median over ours; the last column shows how far the
  rounds' own ratios spread.
- Time is the process's processor time, user and system: nothing that is measured waits for a disk
  or a peer, and what else runs on the machine does not count.
- All contexts have mutual authentication, replay and sequence detection. `gss_unwrap` and
  `gss_verify_mic` get each token once, in order; the tokens are made outside the measured time,
  up to 256 KiB of them at once, so that they are in the cache like what was just received. Outputs
  are released inside the measured time; malloc keeps what is freed (`M_TRIM_THRESHOLD`).
- For messages an enctype is forced by `permitted_enctypes` and a service that has only a key of
  that type; all else is measured under the realm's plain configuration.
- A context is both sides: request, acceptance with the default replay cache, reply, and both
  deletions; the service ticket is in the cache, and credentials are acquired once.
- Export and import: one acceptor's context goes out and in again. Ours is sealed, and claimed in the
  ledger of a domain in a memory file system, where a user's default one is too.
- Heap: what malloc has in use (`mallinfo2`) with 2,000 acceptors more, divided by them. Both
  libraries make the keys of messages when the first message comes.

## All numbers

{messages}
### The rest

Per second:

{rates}
Bytes:

{sizes}"""
