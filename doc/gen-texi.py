#!/usr/bin/python3
"""Makes the reference chapter of the info manual from the public headers.

usage: gen-texi.py INCLUDE OUTPUT

OUTPUT is the chapter "API reference", to be included by gss.texi.
"""
import re
import sys

sys.dont_write_bytecode = True

import headers
from headers import Function


def escape(text):
    return re.sub(r'[@{}]', lambda m: '@' + m[0], text)


class Marker:
    """Marks calls, constants and arguments in text."""

    def __init__(self, manual, item=None):
        self.manual = manual
        self.arguments = set()
        if isinstance(item, Function):
            self.arguments = {name for _, name in item.arguments if '_' in name}

    def mark(self, match):
        word = match[0]
        if word.startswith('`'):
            return f'@samp{{{escape(word[1:-1])}}}'
        name = word.removesuffix('()').lstrip('*')
        if name in self.arguments:
            return f'@var{{{word}}}'
        if word.endswith('()') or name in self.manual.pages or name in self.manual.values \
                or name == 'NULL':
            return f'@code{{{word.removesuffix("()")}}}'
        if name in headers.ENVIRONMENT:
            return f'@env{{{word}}}'
        return escape(word)

    def text(self, text):
        return re.sub(r'`[^`]+`|\*?\b\w+\b(?:\(\))?|[@{}]', self.mark, text)

    def blocks(self, blocks):
        lines = []
        for kind, text in blocks:
            if kind == 'code':
                lines += ['@example', escape(text), '@end example', '']
            else:
                lines += [self.text(text), '']
        return lines

    def table(self, rows):
        lines = ['@table @asis']
        for head, text in rows:
            lines += [f'@item {head}', self.text(text)]
        return lines + ['@end table', '']


def function(manual, item):
    marker = Marker(manual, item)
    doc = item.doc
    arguments = ', '.join(f'{kind}{"" if kind.endswith("*") else " "}@var{{{name}}}'
                          for kind, name in item.arguments)
    lines = [f'@deftypefun {{{item.result}}} {item.name} ({arguments})', marker.text(doc.summary),
             '', *marker.blocks(doc.blocks)]
    lines += marker.table([(f'@var{{{p.name}}} ({p.direction})', p.text) for p in doc.params])
    if doc.returns:
        lines += ['Returns: ' + marker.text(doc.returns[0].lower() + doc.returns[1:]
                                            if doc.returns.startswith('The ') else doc.returns)]
    else:
        lines += ['Statuses:', '']
        lines += marker.table([(f'@code{{{code}}}', text) for code, text in doc.statuses])
    lines += ['', 'Source: ' + escape(' '.join(doc.standards()))]
    return lines + ['@end deftypefun', '']


def group(manual, item):
    marker = Marker(manual, item)
    lines = [f'@subsection {escape(item.doc.summary.rstrip("."))}', *marker.blocks(item.doc.blocks)]
    types = [code for code in item.code if not code.startswith('extern')]
    if types:
        lines += ['@example', escape('\n'.join(types)), '@end example', '']
    for name, _ in item.doc.values:
        word = name.partition('(')[0]
        lines.append(f'@{"tindex" if item.kinds[name] == "type" else "vindex"} {word}')
    rows = []
    for name, text in item.doc.values:
        number = item.numbers.get(name)
        rows.append((f'@code{{{escape(name)}}}' + (f' ({number})' if number else ''), text))
    return lines + (marker.table(rows) if rows else [])


def chapter(manual):
    marker = Marker(manual)
    texts, rules = manual.conventions()
    parts = [(f, f'{"Version" if f.path == "gss.h" else f.title[0].upper() + f.title[1:]}')
             for f in manual.parts()]
    parts = [(f, re.sub(r' \(.*\)|[,.:]', '', title)) for f, title in parts]
    lines = ['@c Made from the headers by gen-texi.py.', '@node API reference',
             '@chapter API reference', '', *[marker.text(t) for t in texts], '']
    lines += marker.table(rules)
    lines += ['@menu', *[f'* {title} (API)::' for _, title in parts], '@end menu', '']
    for family, title in parts:
        lines += [f'@node {title} (API)', f'@section {title}', '']
        if family.path != 'gss.h':
            lines += marker.blocks(family.blocks())
        for item in family.items:
            lines += function(manual, item) if isinstance(item, Function) else group(manual, item)
    return '\n'.join(lines) + '\n'


def main():
    include, output = sys.argv[1:]
    try:
        manual = headers.Manual(include, headers.HEADERS)
    except headers.Problem as problem:
        sys.exit(str(problem))
    with open(output, 'w', encoding='utf-8') as file:
        file.write(chapter(manual))


if __name__ == '__main__':
    main()
