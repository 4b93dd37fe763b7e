"""The results as a picture: bench/results.svg."""
from html import escape

from report import MAIN_ENCTYPE, TARGETS, TITLES, size_name

WIDTH, HEIGHT = 1120, 1010
COLOURS = {
    'aes128-cts-hmac-sha1-96': '#8fbbdc',
    'aes256-cts-hmac-sha1-96': '#1f6fb2',
    'aes128-cts-hmac-sha256-128': '#f4b26a',
    'aes256-cts-hmac-sha384-192': '#c8630b',
}
OURS, THEIRS, INK, FAINT = '#1f6fb2', '#b5b5b5', '#222222', '#dddddd'


def text(x, y, words, size=13, anchor='start', extra=''):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{INK}" paint-order="stroke" stroke="#ffffff" stroke-width="2" '
            f'{extra}>{escape(words)}</text>')


def bar(x, y, width, height, colour, title):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0.5):.1f}" '
            f'fill="{colour}"><title>{escape(title)}</title></rect>')


def line(x1, y1, x2, y2, colour=FAINT, extra=''):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'{extra}/>')


def step_for(top):
    return next((step for step in (1, 2, 5, 10, 20, 50) if top / step <= 7), 100)


def legend(x, y):
    out = []
    for enctype, colour in COLOURS.items():
        out += [bar(x, y - 11, 13, 13, colour, enctype), text(x + 19, y, enctype)]
        x += 224
    out += [line(x, y - 5, x + 22, y - 5, INK, 'stroke-width="2" stroke-dasharray="4 2"'),
            text(x + 28, y, 'target')]
    return out


def ratio_panel(results, operation, left, top, width, height):
    rows = {(row['size'], row['enctype']): row for row in results['messages']
            if row['operation'] == operation}
    sizes = sorted({size for size, _ in rows})
    targets = {what[1]: wanted for what, _, wanted in TARGETS if what[0] == operation}
    highest = max(max(row['ratio'] for row in rows.values()), *targets.values(), 2)
    step = step_for(highest)
    limit = (int(highest / step) + 1) * step
    base = top + height

    def at(ratio):
        return base - height * ratio / limit

    out = [text(left, top - 14, TITLES[operation], 15, extra='font-weight="bold"')]
    for mark in range(0, limit + 1, step):
        out += [line(left, at(mark), left + width, at(mark)),
                text(left - 8, at(mark) + 4, f'{mark}×', 12, 'end')]
    group = width / len(sizes)
    thick = group * 0.8 / len(COLOURS)
    for i, size in enumerate(sizes):
        start = left + i * group + group * 0.1
        for j, (enctype, colour) in enumerate(COLOURS.items()):
            ratio = rows[size, enctype]['ratio']
            x = start + j * thick
            out.append(bar(x, at(ratio), thick - 2, base - at(ratio), colour,
                           f'{enctype}, {size_name(size)}: {ratio:.2f} times MIT'))
            if enctype == MAIN_ENCTYPE and size in targets:
                y = at(targets[size])
                out.append(line(x - 5, y, x + thick + 3, y, INK,
                                'stroke-width="2" stroke-dasharray="4 2"'))
            out.append(text(x + thick / 2 - 1, at(ratio) - 3, f'{ratio:.1f}', 9, 'middle'))
        out.append(text(start + group * 0.4, base + 18, size_name(size), 12, 'middle'))
    out += [line(left, at(1), left + width, at(1), INK), line(left, top, left, base, INK),
            text(left + width / 2, base + 36, 'message size', 12, 'middle'),
            text(0, 0, 'speed, MIT = 1', 12, 'middle',
                 f'transform="translate({left - 42:.1f} {top + height / 2:.1f}) rotate(-90)"')]
    return out


def pair_panel(title, unit, values, wanted, left, top, width, height):
    """Two bars: ours and MIT's; WANTED is ours to reach, in the same unit."""
    highest = max(*values, wanted) * 1.15
    base = top + height
    out = [text(left, top - 24, title, 14, extra='font-weight="bold"'), text(left, top - 8, unit, 12)]
    y = base - height * wanted / highest
    dashes = line(left + width * 0.08, y, left + width * 0.46, y, INK,
                  'stroke-width="2" stroke-dasharray="4 2"')
    for i, (name, colour) in enumerate((('gss', OURS), ('MIT', THEIRS))):
        tall = height * values[i] / highest
        x = left + width * (0.12 + 0.45 * i)
        out += [bar(x, base - tall, width * 0.3, tall, colour, f'{name}: {values[i]:,.0f} {unit}'),
                dashes if i == 0 else '',
                text(x + width * 0.15, base - tall - 5, f'{values[i]:,.0f}', 12, 'middle'),
                text(x + width * 0.15, base + 18, name, 12, 'middle')]
    out.append(line(left, base, left + width, base, INK))
    return out


def draw(results):
    out = [text(60, 36, "Speed of per-message calls as a multiple of MIT's library", 20,
                extra='font-weight="bold"'),
           text(60, 58, f"{results['machine']['processor']}; "
                f"{'; '.join(results['machine']['libraries'])}; {results['machine']['date']}", 12)]
    out += legend(60, 88)
    for i, operation in enumerate(TITLES):
        out += ratio_panel(results, operation, 80 + 540 * (i % 2), 140 + 320 * (i // 2), 460, 220)
    wanted = {what: number for what, _, number in TARGETS if isinstance(what, str)}
    rates = {name: [1e9 / results[name][side] for side in ('gss', 'mit')]
             for name in ('context', 'transfer')}
    panels = [
        ('Contexts', 'per second, more is better', rates['context'],
         rates['context'][1] * wanted['context']),
        ('Export and import', 'pairs per second, more is better', rates['transfer'],
         rates['transfer'][1] * wanted['transfer']),
        ("Exported acceptor's token", 'bytes, less is better',
         [results['token']['gss'], results['token']['mit']], wanted['token']),
        ('Heap per acceptor', 'bytes, less is better',
         [results['memory']['gss'], results['memory']['mit']], wanted['memory']),
    ]
    for i, (title, unit, values, target) in enumerate(panels):
        out += pair_panel(title, unit, values, target, 60 + 265 * i, 800, 215, 150)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n' + '\n'.join(out)
            + '\n</svg>\n')
