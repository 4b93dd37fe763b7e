#!/usr/bin/python3
"""Makes the pages of section 3 from the public headers.

usage: gen-man.py INCLUDE OUTPUT
       gen-man.py --list INCLUDE

One page for each call and for each group of constants, types or objects; a
page that only refers to another one for each type and object; and gss(3).
With --list the names of the files are printed and nothing is written.
"""
import os
import sys

sys.dont_write_bytecode = True

import headers
from headers import Function
from mdoc import Marker, page, see_also

DATE = 'November 24, 2026'


def lower_first(text):
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == ' ' else text


def name_section(names, summary):
    lines = ['.Sh NAME', *[f'.Nm {name} ,' for name in names[:-1]], f'.Nm {names[-1]}']
    return lines + [f'.Nd {lower_first(summary.rstrip("."))}', '.Sh LIBRARY',
                    'Generic Security Service library (libgss, -lgss)']


def synopsis(item):
    lines = ['.Sh SYNOPSIS', '.In gss.h']
    if isinstance(item, Function):
        lines += [f'.Ft "{item.result}"', f'.Fo {item.name}']
        for kind, name in item.arguments:
            lines.append(f'.Fa "{kind}{"" if kind.endswith("*") else " "}{name}"')
        return lines + ['.Fc']
    objects = [c for c in item.code if c.startswith('extern')]
    types = [c for c in item.code if not c.startswith('extern')]
    for code in objects:
        lines.append(f'.Vt {code[:-1]} ;')
    if types:
        lines += ['.Bd -literal', *'\n'.join(types).split('\n'), '.Ed']
    return lines


def tagged(marker, rows):
    lines = ['.Bl -tag -width Ds']
    for head, text in rows:
        lines += [f'.It {head}', *marker.text(text)]
    return lines + ['.El']


def describe_function(item, marker):
    lines = ['.Sh DESCRIPTION', f'.Fn {item.name}', *marker.text(lower_first(item.doc.summary))]
    if item.doc.blocks:
        lines += ['.Pp', *marker.blocks(item.doc.blocks)]
    if item.doc.params:
        lines += ['.Pp', 'The arguments:']
        lines += tagged(marker, [(f'Fa {p.name} Pq {p.direction}', p.text)
                                 for p in item.doc.params])
    lines += ['.Sh RETURN VALUES']
    if item.doc.returns:
        return lines + marker.text(item.doc.returns)
    lines += ['A major status, one of these:']
    lines += tagged(marker, [(f'Dv {code}', text) for code, text in item.doc.statuses])
    return lines + ['.Pp', 'What every call can return, such as',
                    '.Dv GSS_S_CALL_INACCESSIBLE_READ', 'for a missing argument and',
                    '.Dv GSS_S_FAILURE', 'without memory, is told in', '.Xr gss 3 .']


def describe_group(item, marker):
    lines = ['.Sh DESCRIPTION', *marker.blocks(item.doc.blocks or [('text', item.doc.summary)])]
    rows = []
    for name, text in item.doc.values:
        kind = 'Vt' if item.kinds[name] == 'type' else 'Dv'
        number = item.numbers.get(name, '').replace('"', '\\(dq')
        rows.append((f'{kind} {name}' + (f' Pq {number}' if number else ''), text))
    return lines + (tagged(marker, rows) if rows else [])


def standards(item):
    return ['.Sh STANDARDS', *item.doc.standards()]


def item_page(manual, item):
    marker = Marker(manual, item)
    body = name_section([item.name], item.doc.summary) + synopsis(item)
    body += describe_function(item, marker) if isinstance(item, Function) \
        else describe_group(item, marker)
    body += ['.Sh SEE ALSO', *see_also(set(item.doc.see) | {'gss'} - {item.name})]
    return page(item.name, 3, DATE, body + standards(item))


def overview_page(manual):
    marker = Marker(manual)
    texts, rules = manual.conventions()
    body = name_section(['gss'], 'GSS-API, the Generic Security Service API')
    body += ['.Sh SYNOPSIS', '.In gss.h', '.Sh DESCRIPTION']
    body += marker.blocks(manual.families[0].doc.blocks + [('text', text) for text in texts])
    body += tagged(marker, rules)
    for family in manual.parts():
        title = 'version' if family.path == 'gss.h' else family.title
        body += [f'.Ss {title[0].upper()}{title[1:]}', *marker.blocks(family.blocks() if family.path != 'gss.h' else [])]
        body += tagged(marker, [(f'Xr {item.name} 3', item.doc.summary) for item in family.items])
    body += ['.Sh SEE ALSO', *see_also(['gss(1)', 'gss-transfer(7)'])]
    body += ['.Sh STANDARDS', 'RFC 2743, RFC 2744, RFC 4121, RFC 5801 and RFC 6339.']
    return page('gss', 3, DATE, body)


def pages(manual):
    yield 'gss', overview_page(manual)
    for item in manual.pages.values():
        yield item.name, item_page(manual, item)
    for alias, target in manual.aliases():
        yield alias, f'.so man3/{target}.3\n'


def main():
    arguments = sys.argv[1:]
    only_list = arguments[:1] == ['--list']
    include, output = [*arguments[1:], None] if only_list else arguments
    try:
        manual = headers.Manual(include, headers.HEADERS)
    except headers.Problem as problem:
        sys.exit(str(problem))
    for name, text in pages(manual):
        if only_list:
            print(f'{name}.3')
            continue
        with open(os.path.join(output, f'{name}.3'), 'w', encoding='utf-8') as file:
            file.write(text)


if __name__ == '__main__':
    main()
