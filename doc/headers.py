"""Reads the public headers: declarations, and the comments that describe them.

The form of the comments is described at the top of gss/api.h. Whatever does
not fit is an error with its file and line, so that the manual cannot drift
from the declarations.
"""
import os
import re

DIRECTIONS = {'in', 'out', 'inout', 'in, optional', 'out, optional', 'inout, optional'}


class Problem(Exception):
    pass


class Param:
    def __init__(self, name, direction, text):
        self.name, self.direction, self.text = name, direction, text


class Doc:
    """A comment: a first sentence, blocks of text, and tags."""

    def __init__(self, where):
        self.where = where
        self.summary = ''
        self.blocks = []    # ('text' | 'code', text)
        self.page = None
        self.params = []
        self.statuses = []  # (code, text)
        self.returns = None
        self.values = []    # (name, text)
        self.see = []
        self.sources = []
        self.common = []


    def standards(self):
        """The sources as sentences."""
        names = {'this library': 'An extension of this library', 'GNU GSS': 'An extension of GNU GSS'}
        for source in self.sources:
            source = names.get(source, source).replace(' s.', ', section ')
            source = source.replace(', appendix', ' and appendix')
            yield source[0].upper() + source[1:] + '.'


class Function:
    def __init__(self, name, result, arguments, doc):
        self.name, self.result, self.arguments, self.doc = name, result, arguments, doc


class Group:
    """Constants, types or objects that share one comment and one page."""

    def __init__(self, doc):
        self.name, self.doc = doc.page, doc
        self.kinds = {}     # declared name -> 'macro' | 'call' | 'object' | 'type'
        self.numbers = {}   # name -> literal value
        self.code = []      # declarations worth showing


class Family:
    """One header."""

    def __init__(self, path, title, doc):
        self.path, self.title, self.doc = path, title, doc
        self.items = []

    def include(self):
        """The file that a program includes for it."""
        return 'gss/api.h' if self.path.startswith('gss/api/') else self.path

    def blocks(self):
        """The text about the family, without the words for readers of the file."""
        return [b for b in self.doc.blocks if not b[1].startswith('A part of')]

    def groups(self):
        return [i for i in self.items if isinstance(i, Group)]


def comment_lines(text):
    lines = []
    for line in text[2:-2].split('\n'):
        line = re.sub(r'^ \*( |$)', '', line.rstrip())
        lines.append(line)
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def split_blocks(lines):
    """Paragraphs, and code that is indented by four columns."""
    blocks, kind, current = [], None, []

    def flush():
        while current and not current[-1].strip():
            current.pop()
        if current:
            text = '\n'.join(current) if kind == 'code' else ' '.join(s.strip() for s in current)
            blocks.append((kind, text))
        current.clear()

    for line in lines:
        if line.startswith('    ') or (kind == 'code' and not line.strip()):
            if kind != 'code':
                flush()
            kind = 'code'
            current.append(line[4:])
        elif not line.strip():
            flush()
            kind = None
        else:
            if kind == 'code':
                flush()
            kind = 'text'
            current.append(line)
    flush()
    return blocks


def split_tags(lines):
    """The lines before the first tag, and (tag, text) for each tag."""
    body, tags = [], []
    for line in lines:
        if line.startswith('@'):
            tag, _, text = line[1:].partition(' ')
            tags.append([tag, text.strip()])
        elif tags:
            tags[-1][1] += ' ' + line.strip()
        else:
            body.append(line)
    return body, [(tag, text.strip()) for tag, text in tags]


def parse_param(text, where):
    match = re.fullmatch(r'(\w+) \[([^\]]*)\] (.*)', text)
    if match is None or match[2] not in DIRECTIONS:
        raise Problem(f'{where}: "@param {text}": not "name [direction] text"')
    return Param(match[1], match[2], sentence(match[3], where))


def sentence(text, where):
    if text.endswith(('.', '?')) or re.fullmatch(r'[\d.]+', text):
        return text
    raise Problem(f'{where}: "{text}" does not end as a sentence')


def parse_doc(text, where):
    doc = Doc(where)
    body, tags = split_tags(comment_lines(text))
    blocks = split_blocks(body)
    if blocks and blocks[0][0] == 'text':
        doc.summary = blocks.pop(0)[1]
    doc.blocks = blocks
    for tag, value in tags:
        first, _, rest = value.partition(' ')
        if tag == 'param':
            doc.params.append(parse_param(value, where))
        elif tag == 'common':
            doc.common.append(parse_param(value, where))
        elif tag == 'status':
            doc.statuses.append((first, sentence(rest, where)))
        elif tag == 'value':
            doc.values.append((first, sentence(rest, where)))
        elif tag == 'return':
            doc.returns = sentence(value, where)
        elif tag == 'page':
            doc.page = value
        elif tag == 'see':
            doc.see += [name.strip() for name in value.split(',')]
        elif tag == 'source':
            doc.sources += [source.strip() for source in value.split(';')]
        elif tag != 'form':
            raise Problem(f'{where}: unknown tag @{tag}')
    return doc


TOKEN = re.compile(r'(?P<comment>/\*.*?\*/)|(?P<directive>^[ \t]*#(?:\\\n|/\*.*?\*/|[^\n])*)|'
                   r'(?P<code>[^\s#/][^;{]*(?:\{[^}]*\}[^;]*)?;)', re.S | re.M)


def parse_arguments(text):
    """(type, name) of each argument, the star kept with the type."""
    arguments = []
    for argument in [a.strip() for a in text.split(',')]:
        if argument == 'void':
            continue
        match = re.fullmatch(r'(.*?[\s*])(\w+)', argument, re.S)
        arguments.append((match[1].strip(), match[2]))
    return arguments


class Reader:
    def __init__(self, path, shown):
        with open(path, encoding='utf-8') as file:
            self.text = re.sub(r'#ifdef __cplusplus.*?#endif', lambda m: '\n' * m[0].count('\n'),
                               file.read(), flags=re.S)
        self.shown = shown
        self.family = None
        self.doc = None    # the comment that waits for its declaration
        self.group = None  # the group that declarations go to

    def where(self, position):
        return f'{self.shown}:{self.text.count(chr(10), 0, position) + 1}'

    def read(self):
        for match in TOKEN.finditer(self.text):
            where = self.where(match.start())
            if match['comment']:
                self.take_comment(match['comment'], where)
            elif match['directive']:
                self.take_directive(match['directive'], where)
            else:
                self.take_code(' '.join(match['code'].split()), match['code'], where)
        if self.doc is not None:
            raise Problem(f'{self.doc.where}: a comment that describes nothing')
        for group in self.family.groups():
            check_group(group)
        return self.family

    def take_comment(self, comment, where):
        if self.family is None:
            doc = parse_doc(comment, where)
            name, _, title = doc.summary.partition(' - ')
            if name != self.shown or not title:
                raise Problem(f'{where}: the file does not begin with "{self.shown} - title"')
            self.family = Family(self.shown, title, doc)
            return
        if not comment.startswith('/*\n'):
            raise Problem(f'{where}: a comment of one line says nothing in the manual')
        self.doc = parse_doc(comment, where)
        self.group = None
        if self.doc.page is not None:
            self.group = Group(self.doc)
            self.family.items.append(self.group)
            self.doc = None

    def declare(self, name, kind, where):
        if self.group is None:
            raise Problem(f'{where}: {name} belongs to no comment with @page')
        self.group.kinds[name] = kind

    def take_directive(self, directive, where):
        match = re.match(r'\s*#\s*define\s+(\w+)(\([^)]*\))?\s*(.*)', directive, re.S)
        if match is None or not match[3].strip():
            return
        name = match[1] + (match[2] or '')
        self.declare(name, 'call' if match[2] else 'macro', where)
        if re.fullmatch(r'\d+|0x[0-9a-fA-F]+|"[^"]*"', match[3].strip()):
            self.group.numbers[name] = match[3].strip()

    def take_code(self, code, raw, where):
        function = re.fullmatch(r'([\w ]+?[\s*]+)(\w+)\s*\(([^()]*)\);', code)
        if code.startswith('extern '):
            self.declare(re.search(r'(\w+);$', code)[1], 'object', where)
            self.group.code.append(code)
        elif code.startswith('typedef '):
            for name in re.findall(r'\w+', code[code.rindex('}') if '}' in code else
                                                code.rindex(' '):]):
                self.declare(name, 'type', where)
            self.group.code.append(raw)
        elif code.startswith('struct '):
            self.group.code.append(raw)
        elif function:
            if self.doc is None:
                raise Problem(f'{where}: {function[2]} has no comment')
            self.family.items.append(Function(function[2], function[1].strip(),
                                              parse_arguments(function[3]), self.doc))
            self.doc = None
        else:
            raise Problem(f'{where}: cannot read "{code}"')


def check_group(group):
    described = [name for name, _ in group.doc.values]
    for name in group.kinds:
        if name not in described:
            raise Problem(f'{group.doc.where}: {name} is not described by an @value')
    for name in described:
        if name not in group.kinds:
            raise Problem(f'{group.doc.where}: @value {name} is not declared here')
    if len(set(described)) != len(described):
        raise Problem(f'{group.doc.where}: a name is described twice')


def is_pointer(kind):
    return kind.endswith('*') or kind in ('gss_buffer_t', 'gss_OID_set', 'gss_OID')


def check_function(function, common, statuses):
    """Completes the parameters by the common ones, and compares them with the declaration."""
    doc, where = function.doc, f'{function.doc.where}: {function.name}'
    documented = {p.name: p for p in doc.params}
    if [p.name for p in doc.params] != [n for _, n in function.arguments if n in documented]:
        raise Problem(f'{where}: @param of an unknown argument, or in another order')
    params = []
    for kind, name in function.arguments:
        param = documented.get(name) or common.get(name)
        if param is None:
            raise Problem(f'{where}: argument {name} is not described')
        if 'out' in param.direction and not is_pointer(kind):
            raise Problem(f'{where}: {name} is no pointer, so it cannot be written to')
        params.append(param)
    doc.params = params
    if function.result == 'void' or doc.returns or 'GSS_S_COMPLETE' in dict(doc.statuses):
        pass
    else:
        raise Problem(f'{where}: says neither @return nor @status GSS_S_COMPLETE')
    for code, _ in doc.statuses:
        if code not in statuses:
            raise Problem(f'{where}: no such status: {code}')


class Manual:
    """All families, in order, checked."""

    def __init__(self, include, names):
        self.families = [Reader(os.path.join(include, n), n).read() for n in names]
        self.pages = {}   # name -> Function or Group
        self.values = {}  # name of a constant, type or object -> Group
        common = {p.name: p for f in self.families for p in f.doc.common}
        for family in self.families:
            for item in family.items:
                if item.name in self.pages:
                    raise Problem(f'{item.doc.where}: {item.name} is described twice')
                self.pages[item.name] = item
                if isinstance(item, Group):
                    self.values.update({name.partition('(')[0]: item for name in item.kinds})
        statuses = {n for n in self.values if n.startswith('GSS_S_')}
        for page in self.pages.values():
            if isinstance(page, Function):
                check_function(page, common, statuses)
            self.check_texts(page)

    def check_texts(self, page):
        doc, where = page.doc, f'{page.doc.where}: {page.name}'
        if not doc.summary.endswith('.') or '. ' in doc.summary:
            raise Problem(f'{where}: does not begin with one sentence')
        if not doc.sources:
            raise Problem(f'{where}: no @source')
        for see in doc.see:
            if see not in self.pages and not re.fullmatch(r'[\w.-]+\([1-8]\)', see):
                raise Problem(f'{where}: @see of an unknown page: {see}')
        texts = [doc.summary, doc.returns or ''] + [text for _, text in doc.blocks + doc.statuses]
        texts += [p.text for p in doc.params] + [text for _, text in doc.values]
        for name in re.findall(r'\b(\w+)\(\)', ' '.join(texts)):
            if name not in self.pages:
                raise Problem(f'{where}: names an unknown call: {name}()')
        for name in re.findall(r'\bGSS_\w+\b', ' '.join(texts)):
            if name not in self.values and name not in ENVIRONMENT and not name.endswith('_'):
                raise Problem(f'{where}: names an unknown constant: {name}')

    def functions(self):
        return [p for p in self.pages.values() if isinstance(p, Function)]

    def conventions(self):
        """What holds for all calls: the text of gss/api.h, and (word, text) for each rule."""
        texts = [text for f in self.families if f.path == 'gss/api.h' for _, text in f.doc.blocks]
        rules = [re.fullmatch(r'(\w+)\. (.*)', text) for text in texts]
        return ([text for text, rule in zip(texts, rules) if rule is None],
                [(rule[1], rule[2]) for rule in rules if rule is not None])

    def parts(self):
        """The families that declare something, the version last."""
        parts = [f for f in self.families if f.items]
        return sorted(parts, key=lambda f: f.path == 'gss.h')

    def aliases(self):
        """Other names under which a group's page is found: (alias, page)."""
        for page in self.pages.values():
            if isinstance(page, Group):
                for name, kind in page.kinds.items():
                    name = name.partition('(')[0]
                    if kind != 'macro' and name not in self.pages:
                        yield name, page.name


ENVIRONMENT = {'GSS_MECH_CONFIG', 'GSS_SPNEGO_MECHS', 'GSS_TRANSFER_DOMAIN'}

HEADERS = ['gss.h', 'gss/api.h', 'gss/api/types.h', 'gss/api/status.h', 'gss/api/data.h',
           'gss/api/name.h', 'gss/api/cred.h', 'gss/api/context.h', 'gss/api/message.h',
           'gss/api/mech.h', 'gss/ext.h', 'gss/ext-cred.h',
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
           'gss/mit.h', 'gss/transfer.h']
