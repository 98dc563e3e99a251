"""Random templates with what jinja2 makes of them, one JSON case a line.

    python3 chat_template_fuzz.py SEED COUNT > cases.jsonl

What the interpreter got wrong becomes a case of chat_template_cases.py.
"""

import json
import random
import sys
import warnings

from chat_template_oracle import render
from chat_template_values import TALK, VALUES

NAMES = list(VALUES) + ["messages", "missing", "tools", "x", "i"]
TEXTS = ["''", "'a'", "'a,b,,c'", "' x\\n y '", "'Hello World'", "'🙂é'", "'</think>'", "'%s-%s'", "\"it's\"", "'Aa'", "'12'", "'1.5'", "'-7'"]
NUMBERS = ["0", "1", "2", "-1", "3", "7", "10", "2.5", "-0.5", "1e3", "100", "0.1"]
KEYS = ["a", "b", "x", "items", "role", "content", "k", "v", "zz"]
FILTERS = ["upper", "lower", "title", "capitalize", "trim", "length", "list", "first", "last", "join", "join(',')", "string", "int", "float", "abs", "round", "round(1)", "tojson", "tojson(indent=2)", "tojson(sort_keys=true)", "items | list", "sort", "sort(reverse=true)", "unique | list", "sum", "min", "max", "reverse | list", "default('D')", "default('D', true)", "d(0)", "select | list", "reject | list", "map('string') | list", "map('upper') | join", "map(attribute='role') | list", "map(attribute='k', default=1) | list", "selectattr('role') | list", "selectattr('k', 'defined') | list", "rejectattr('role', 'equalto', 'user') | list", "select('string') | list", "reject('none') | list", "select('gt', 1) | list", "replace('a', 'b')", "replace('l', '')", "indent(2)", "indent(2, true)", "dictsort", "string | length", "count", "list | last", "map('int') | sum"]
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "sequence", "iterable", "true", "false", "odd", "even", "lower", "upper", "divisibleby(2)", "eq(1)", "in(l)", "gt(1)", "sameas(none)"]
METHODS = ["upper()", "lower()", "strip()", "lstrip()", "rstrip()", "split()", "split(',')", "split(' ', 1)", "rsplit(',', 1)", "title()", "capitalize()", "startswith('a')", "endswith('d')", "replace('a', 'xx')", "find('b')", "rfind('o')", "count('l')", "splitlines()", "isdigit()", "isupper()", "items()", "keys() | list", "values() | list", "get('a')", "get('zz', 3)", "index(1)", "partition(',')", "removeprefix('H')", "strip('Hd')", "join(['p', 'q'])", "isalpha()", "swap()"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in", "not in", "**"]


INDICES = ["0", "1", "-1", "-2", "9", "'a'", "'b'", "'items'", "none", "true", "s", "missing"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, values):
        return self.random.choice(values)

    def chance(self, p):
        return self.random.random() < p

    def expression(self, depth):
        if depth <= 0 or self.chance(0.15):
            return self.atom()
        inner = lambda: self.expression(depth - 1)
        kind = self.random.randrange(14)
        if kind == 0:
            return f"{inner()} {self.pick(BINARY[:-1])} {inner()}"
        if kind == 1:
            return f"({inner()} {self.pick(BINARY[:-1])} {inner()})"
        if kind == 2:
            return f"{inner()} | {self.pick(FILTERS)}"
        if kind == 3:
            return f"({inner()}) | {self.pick(FILTERS)}"
        if kind == 4:
            return f"{self.atom()} is {self.pick(['', 'not '])}{self.pick(TESTS)}"
        if kind == 5:
            return f"({inner()}).{self.pick(METHODS)}"
        if kind == 6:
            return f"{self.pick(NAMES)}[{self.slice()}]"
        if kind == 7:
            return f"({inner()})[{self.pick(INDICES)}]"  # jinja2 folds slices of constants differently
        if kind == 8:
            return f"{inner()} if {inner()}" + (f" else {inner()}" if self.chance(0.8) else "")
        if kind == 9:
            return f"not {inner()}"
        if kind == 10:
            return "[" + ", ".join(inner() for _ in range(self.random.randrange(4))) + "]"
        if kind == 11:
            pairs = (f"{self.pick(TEXTS + NUMBERS)}: {inner()}" for _ in range(self.random.randrange(3)))
            return "{" + ", ".join(pairs) + "}"
        if kind == 12:
            return f"{self.pick(NAMES)}.{self.pick(KEYS)}"
        return f"{self.pick(['-', '+', ''])}({inner()})"

    def atom(self):
        kind = self.random.randrange(10)
        if kind < 4:
            return self.pick(NAMES)
        if kind < 6:
            return self.pick(TEXTS)
        if kind < 8:
            return self.pick(NUMBERS)
        return self.pick(["true", "false", "none", "[]", "{}", "()", "(1, 'a')", "range(3)", "messages[0]", "messages[-1].content", "d.a.x", "namespace(a=1)", "dict(a=1)", "loop.index", "loop.last", "loop"])

    def slice(self):
        bound = lambda: self.pick(["", "", "0", "1", "2", "-1", "-2", "10", "-10", "n"])
        if self.chance(0.4):
            return self.pick(INDICES)
        text = f"{bound()}:{bound()}"
        return text + (f":{self.pick(['', '1', '2', '-1', '-2', '0'])}" if self.chance(0.4) else "")

    def space(self):
        return self.pick(["", "", "\n", "  ", "\n  ", " x ", "text\n", "\n\n", "\t"])

    def tag(self, inside):
        return "{%" + self.pick(["", "", "-", "+"]) + f" {inside} " + self.pick(["", "", "-", "+"]) + "%}"

    def output(self, depth):
        return "{{" + self.pick(["", "", "-"]) + f" {self.expression(depth)} " + self.pick(["", "", "-"]) + "}}"

    def body(self, depth, loop=False):
        parts = []
        for _ in range(self.random.randrange(1, 4)):
            parts.append(self.space() + self.statement(depth, loop))
        return "".join(parts) + self.space()

    def statement(self, depth, loop):
        if depth <= 0:
            return self.output(2)
        kind = self.random.randrange(13)
        e = lambda: self.expression(2)
        if kind < 3:
            return self.output(3)
        if kind < 5:
            text = self.tag(f"if {e()}") + self.body(depth - 1, loop)
            if self.chance(0.3):
                text += self.tag(f"elif {e()}") + self.body(depth - 1, loop)
            if self.chance(0.5):
                text += self.tag("else") + self.body(depth - 1, loop)
            return text + self.tag("endif")
        if kind < 7:
            target = self.pick(["i", "x", "m", "k, v"])
            source = self.pick(["l", "messages", "d.items()", "range(3)", "names", "s", "rows", e(), "d", "mixed", "d | items"])
            test = f" if {e()}" if self.chance(0.3) else ""
            text = self.tag(f"for {target} in {source}{test}") + self.body(depth - 1, True)
            if self.chance(0.3):
                text += self.tag("else") + self.body(depth - 1, loop)
            return text + self.tag("endfor")
        if kind == 7:
            return self.tag(f"set {self.pick(['x', 'i', 'n', 'x, i', 'messages'])} = {e()}") + "{{ x }}"
        if kind == 8:
            return self.tag("set x" + self.pick(["", " | upper", " | length"])) + self.body(depth - 1, False) + self.tag("endset") + "{{ x }}"
        if kind == 9:
            call = self.pick(["f()", f"f({e()})", f"f({e()}, b={e()})", f"f(1, {e()})", "f(c=1)"])
            return self.tag(f"macro f(a, b={e()})") + self.body(depth - 1, False) + "{{ a }}{{ b }}" + self.tag("endmacro") + "{{ " + call + " }}"
        if kind == 10:
            name = self.pick(["ns", "x"])
            return self.tag(f"set {name} = namespace(c={e()})") + self.tag(f"set {name}.c = {e()}") + "{{ " + name + ".c }}"
        if kind == 11:
            return self.pick(["{# c #}", "{#- c -#}", "{#+ c #}\n", "{% raw %} {{ x }} {% endraw %}", "{%- raw -%}\n {% x %} {%- endraw -%}\n"])
        if loop:
            return self.tag(f"if {e()}") + self.tag(self.pick(["break", "continue"])) + self.tag("endif")
        return self.tag(f"with x = {e()}") + self.body(depth - 1, False) + self.tag("endwith")


def template(seed):
    writer = Writer(seed)
    if writer.chance(0.5):
        return "{{ " + writer.expression(3) + " }}"
    return writer.body(3)


def main():
    warnings.simplefilter("ignore")
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for i in range(count):
        case = {"template": template(seed * 1_000_003 + i), "messages": TALK, "variables": VALUES}
        print(json.dumps(render(case), ensure_ascii=False))


if __name__ == "__main__":
    main()
