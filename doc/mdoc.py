"""Writes mdoc(7): text in which calls, constants and arguments are marked."""
import re
import textwrap

# A word of text: opening delimiters, a core that may be a name, closing delimiters.
WORD = re.compile(r'^([(\["]*)(.*?)([)\].,;:?!"]*)$')
SENTENCE_END = re.compile(r'''(?<=[\w)"`'][\w)"`'][.?:]) (?=[A-Z*\\"])|(?<=\)[.?]) (?=[A-Z])''')


def escape(text):
    text = text.replace('\\', '\\e')
    return '\\&' + text if text.startswith(('.', "'")) else text


def fill(words):
    lines = textwrap.wrap(' '.join(words), 78, break_long_words=False, break_on_hyphens=False)
    return [escape(line) for line in lines]


class Marker:
    """Turns plain text into lines of mdoc."""

    def __init__(self, manual, own=None):
        self.manual = manual
        self.own = own
        self.arguments = set()
        if own is not None and hasattr(own, 'arguments'):
            self.arguments = {name for _, name in own.arguments if '_' in name}

    def mark(self, core):
        """The macro call for a word, or None for plain text."""
        manual = re.fullmatch(r'([\w.-]+)\(([1-8])\)', core)
        if manual:
            return self.mark_page(manual[1], manual[2])
        name = core[:-2] if core.endswith('()') else core
        if name in self.manual.pages and (core.endswith('()') or name.startswith('gss')):
            return self.mark_page(name, '3')
        if core.lstrip('*') in self.arguments:
            return f'Fa {core}'
        if core in self.manual.values or core in ('NULL', 'GSS_TRANSFER_DOMAIN'):
            kind = self.manual.values.get(core)
            if core == 'GSS_TRANSFER_DOMAIN':
                return f'Ev {core}'
            return f'Vt {core}' if kind and kind.kinds.get(core) == 'type' else f'Dv {core}'
        if re.fullmatch(r'`[^`]+`', core):
            return f'Ql {escape(core[1:-1])}'
        return None

    def mark_page(self, name, section):
        if self.own is not None and name == self.own.name:
            return f'Fn {name}'
        return f'Xr {name} {section}'

    def sentence(self, text):
        lines, plain = [], []
        for word in text.split():
            opening, core, closing = WORD.match(word).groups()
            if core.endswith('(') and closing.startswith(')'):
                core, closing = core + ')', closing[1:]
            elif re.search(r'\([1-8x]$', core) and closing.startswith(')'):
                core, closing = core + ')', closing[1:]
            macro = self.mark(core)
            if macro is None:
                plain.append(word)
                continue
            lines += fill(plain)
            plain = []
            kind, _, rest = macro.partition(' ')
            delimiters = [re.sub(r'"', r'\\(dq', d) for d in closing]
            lines.append('.' + ' '.join([kind, *opening, rest, *delimiters]))
        return lines + fill(plain)

    def text(self, text):
        lines = []
        for sentence in SENTENCE_END.split(text):
            lines += self.sentence(sentence)
        return lines

    def blocks(self, blocks):
        lines = []
        for number, (kind, text) in enumerate(blocks):
            if kind == 'code':
                lines += ['.Bd -literal -offset indent']
                lines += [escape(line) for line in text.split('\n')]
                lines += ['.Ed']
            else:
                lines += (['.Pp'] if number > 0 else []) + self.text(text)
        return lines


def page(name, section, date, body):
    return '\n'.join([f'.Dd {date}', f'.Dt {name.upper()} {section}', '.Os', *body]) + '\n'


def see_also(names):
    """Names as "gss_wrap" (section 3) or "gss-transfer(7)", sorted as manuals want it."""
    pairs = set()
    for name in names:
        match = re.fullmatch(r'([\w.-]+)\(([1-8])\)', name)
        pairs.add((match[2], match[1]) if match else ('3', name))
    pairs = sorted(pairs, key=lambda p: (p[0], p[1].lower()))
    lines = [f'.Xr {name} {section} ,' for section, name in pairs]
    return lines[:-1] + [lines[-1][:-2]] if lines else []
