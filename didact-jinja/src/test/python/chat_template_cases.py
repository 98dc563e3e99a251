"""Writes the cases that ChatTemplateCasesTest holds the interpreter against.

    python3 chat_template_cases.py > ../resources/io/didact/jinja/cases.jsonl

Needs jinja2 3.1. All templates here are written for this project.
"""

import json
import pathlib

import chat_template_fuzz
from chat_template_oracle import render
from chat_template_values import TALK, VALUES

# The first of the random templates that are kept among the cases.
FUZZED = 20_260_101

HERE = pathlib.Path(__file__).parent

TOOLS = [
    {"type": "function", "function": {
        "name": "weather", "description": "Tells the weather.\nNow.",
        "parameters": {"type": "object", "properties": {
            "city": {"type": "string", "description": "Where, e.g. \"Zürich\""},
            "days": {"type": "integer", "enum": [1, 3, 7]}}, "required": ["city"]}}},
    {"type": "function", "function": {"name": "stop", "description": "", "parameters": {"type": "object", "properties": {}}}},
]


def user(text):
    return {"role": "user", "content": text}


def assistant(text, **more):
    return dict({"role": "assistant", "content": text}, **more)


CALL = {"type": "function", "id": "call00001", "function": {"name": "weather", "arguments": {"city": "Bern", "days": 3}}}

CONVERSATIONS = [
    [user("Hello")],
    [{"role": "system", "content": "Short."}, user("Hello")],
    [user("Hello"), assistant("Hi!"), user("More?")],
    [user("q {{ 7 * 7 }} {% raise %} {# no #}"), assistant("a</think>b")],
    [user("a"), assistant("<think>\nhm\n</think>\n\nSo: 4"), user("b"), assistant("<think>x</think>y")],
    [user("a"), assistant("4", reasoning_content="two and\ntwo"), user("sure?"), assistant(" yes \n", reasoning_content="")],
    [user("w?"), assistant("", tool_calls=[CALL]), {"role": "tool", "name": "weather", "tool_call_id": "call00001", "content": "{\"t\": 21}"}, assistant("21 °C")],
    [user("w?"), assistant(None, tool_calls=[CALL, CALL]), {"role": "tool", "content": "1"}, {"role": "tool", "content": "2"}],
    [{"role": "user", "content": [{"type": "text", "text": "part 1"}, {"type": "image"}, {"type": "text", "text": " part 2"}]}],
    [{"role": "system", "content": [{"type": "text", "text": "Sys"}]}, user("x"), assistant([{"type": "text", "text": "y "}])],
    [assistant("first"), user("second")],
    [user("emoji 🙂🙂 漢字 \u00a0 end\u2028"), assistant("  padded  ")],
    [],
    [{"role": "moderator", "content": "?", "weight": 0.5, "tags": ["a", 1, None, True]}],
]

# Each uses another part of the language.
TEMPLATES = {
    "chatml": """{% for message in messages %}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' }}
{% endfor %}
{% if add_generation_prompt %}
<|im_start|>assistant
{% endif %}
""",
    "trimming": """{{- bos_token }}
{%- if messages and messages[0]['role'] == 'system' -%}
    {%- set system = messages[0]['content'] | trim -%}
    {%- set messages = messages[1:] -%}
{%- else -%}
    {%- set system = "Today is " ~ strftime_now("%d %b %Y") -%}
{%- endif -%}
<|system|>{{ system }}<|end|>
{%- for m in messages %}
    {%- if (m.role == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('Roles must alternate: ' + m.role) }}
    {%- endif %}
    {{- '<|' ~ m.role ~ '|>\n' ~ (m.content if m.content is string else m.content | tojson) | trim ~ '<|end|>' }}
{%- endfor %}
{{- '<|assistant|>' if add_generation_prompt else eos_token }}""",
    "tools": """{%- macro describe(tool, indent=2, sep=': ') -%}
{{ tool.name }}{{ sep }}{{ tool.description | indent(indent) }}
{% for name, spec in tool.parameters.properties.items() %}
 - {{ name }}{{ '?' if name not in tool.parameters.required | default([]) }}: {{ spec['type'] }}{% if spec.enum is defined %} of {{ spec.enum | join('/') }}{% endif %}

{% endfor %}
{%- endmacro -%}
{% if tools %}
# Tools
{% for tool in tools %}
{{ describe(tool.function, sep=' -> ') }}
{{ tool | tojson }}
{% endfor %}
{% elif tools is none %}
No tools.
{% endif %}
{% for m in messages %}
{% if m.tool_calls is defined and m.tool_calls %}
[{{ m.role }} calls]
{% for call in m.tool_calls -%}
<tool_call>
{"name": {{ call.function.name | tojson }}, "arguments": {{ call.function.arguments | tojson(indent=1) }}}
</tool_call>{{ "," if not loop.last }}
{% endfor %}
{% elif m.role == "tool" %}
{% if loop.previtem and loop.previtem.role != "tool" %}<results>{% endif %}
{{ m.content }}
{% if loop.last or loop.nextitem.role != "tool" %}</results>
{% endif %}
{% else %}
{{ m.role }}: {{ m.content }}
{% endif %}
{% endfor %}
""",
    "thinking": """{%- set ns = namespace(last=messages|length - 1, found=false) %}
{%- for m in messages[::-1] %}
  {%- set i = (messages|length - 1) - loop.index0 %}
  {%- if not ns.found and m.role == "user" and m.content is string %}
    {%- set ns.found = true %}{%- set ns.last = i %}
  {%- endif %}
{%- endfor %}
{%- for m in messages %}
  {%- set content = m.content if m.content is string else '' %}
  {%- set thought = '' %}
  {%- if m.reasoning_content is string %}
    {%- set thought = m.reasoning_content %}
  {%- elif '</think>' in content %}
    {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
    {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
  {%- endif %}
  {{- '[' + m.role + ']' }}
  {%- if m.role == 'assistant' and (loop.index0 > ns.last or keep_thinking | default(false)) and thought %}
    {{- '<think>' + thought.strip('\\n') + '</think>' }}
  {%- endif %}
  {{- content }}
{%- endfor %}
{%- if add_generation_prompt %}
  {{- '[assistant]' }}
  {%- if enable_thinking is defined and enable_thinking is false %}
    {{- '<think></think>' }}
  {%- endif %}
{%- endif %}""",
    "parts": """{% for m in messages if m.role != 'system' %}{{ loop.index }}/{{ loop.length }} {% if m.content is string %}{{ m.content }}{% elif m.content is iterable and m.content is not none %}{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% elif part.type == 'image' %}<image>{% else %}{{ raise_exception('unknown part') }}{% endif %}{% endfor %}{% else %}nothing{% endif %}{{ "; " if not loop.last else "." }}{% else %}nobody{% endfor %}""",
    "generation": """{% for m in messages %}
{% if m.role == 'assistant' %}
<a>{% generation %}{{ m.content }}</a>
{% endgeneration %}
{% else %}
<{{ m.role }}>{{ m.content }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}<a>{% endif %}""",
    "blocks": """{% macro turn(role) %}<{{ role }}>{{ caller(role|upper) }}</{{ role }}>{% endmacro %}
{% set head %}
  {%- if messages %}{{ messages | map(attribute='role') | unique | join('+') }}{% endif -%}
{% endset %}
{% set body | upper | replace('O', '0') %}count {{ messages | length }}{% endset %}
{{ head }}|{{ body }}
{% for m in messages %}
{% call(name) turn(m.role) %}{{ name }}={{ m.content }}{% endcall %}
{% filter trim | length | string %}  {{ m.content }} {% endfilter %}
{% with a = loop.index, b = m.role[0] %}{{ b * a }}{% endwith %}
{% endfor %}
{%- raw %} {{ not a variable }} {% nor a tag %}{% endraw %}

{#- a comment -#}
end""",
    "sampling": """{% for role, group in [('user', messages | selectattr('role', 'equalto', 'user') | list), ('rest', messages | rejectattr('role', 'in', ['user']) | list)] %}
{{ role }}: {{ group | length }} {{ (group | first).content | default('-', true) if group else '' }}
{% endfor %}
{%- set seen = namespace(names=[], n=0) -%}
{% for m in messages -%}
{% if m.role == 'moderator' %}{% continue %}{% endif %}
{% if m.role in seen.names %}{% set seen.n = seen.n + 1 %}{% if seen.n > 2 %}{% break %}{% endif %}{% endif %}
{% set seen.names = seen.names + [m.role] %}
{{ loop.cycle('odd', 'even') }} {{ loop.changed(m.role) }} {{ loop.revindex }} {{ m.keys() | list }} {{ m | dictsort | length }} {{ m.get('name', 'anonymous') }}
{% endfor %}
{{ seen.names }} {{ seen.n }} {{ documents | length if documents else 'no documents' }}""",
    "scopes": """{% set x = 'outer' %}{% for m in messages %}{{ x }}{% set x = m.role %}{{ x }}{% if true %}{% set x = x ~ '!' %}{% endif %}{{ x }};{% endfor %}{{ x }}{% macro f(a, b=x, c='c' ~ b) %}({{ a }},{{ b }},{{ c }},{{ varargs }},{{ kwargs }}){% endmacro %}{{ f() }}{{ f(1) }}{{ f(1,2,3,4,5,k=6) }}{{ f(c=1,a=2) }}{{ f(*[1,2], **{'z': 3}) }}{% for loop_outer in [1,2] %}{% for y in 'ab' %}{{ loop.index }}{{ y }}{% endfor %}{{ loop.index }}{% endfor %}""",
    "documents": """{% if documents %}{% for d in documents %}{{ d.title }}: {{ (d.text | shorten) if false else d.text }}
{% endfor %}{% endif %}{{ messages | tojson(indent=2) }}
{{ messages }}""",
}

STATEMENTS = r"""
{% if n > 5 %}big{% elif n > 2 %}mid{% else %}small{% endif %}
{% if missing %}a{% elif e %}b{% elif el %}c{% else %}d{% endif %}
{% for a in l %}{{ a }}{% if not loop.last %},{% endif %}{% endfor %}
{% for a in el %}{{ a }}{% else %}none{% endfor %}
{% for a in missing %}{{ a }}{% else %}none{% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{% for k in d %}{{ k }};{% endfor %}
{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for a, b in ['xy', 'zw'] %}{{ b }}{{ a }}{% endfor %}
{% for c in u %}[{{ c }}]{% endfor %}
{% for a in l if a > 1 %}{{ loop.index }}:{{ a }}/{{ loop.length }} {% endfor %}
{% for a in l if a > 9 %}{{ a }}{% else %}empty{% endfor %}
{% for a in range(10) %}{% if a == 2 %}{% continue %}{% endif %}{% if a > 4 %}{% break %}{% endif %}{{ a }}{% else %}x{% endfor %}
{% for a in l %}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.revindex0 }}{{ loop.depth }}{{ loop.depth0 }} {% endfor %}
{% for a in l %}{{ loop.nothing is defined }}{% endfor %}{{ loop is defined }}
{% for a in l %}{% for b in l %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}
{% set a, b = 1, 2 %}{{ b }}{{ a }}
{% set a = 1, 2 %}{{ a }}
{% set (a, b) = (3, 4) %}{{ a + b }}
{% set ns = namespace() %}{% set ns.x = 1 %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{{ ns }}
{% set ns = namespace(a=[]) %}{% for i in l %}{% set ns.a = ns.a + [i] %}{% endfor %}{{ ns.a }}{{ ns['a'] }}
{% set x = 1 %}{% for i in l %}{% set x = i %}{% endfor %}{{ x }}
{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}
{% set t %}a{{ n }}b{% endset %}{{ t | upper }}
{% set t | trim | upper %}  a{{ n }}b {% endset %}[{{ t }}]
{% set x = 5 %}{% set y %}{% set x = 6 %}{{ x }}{% endset %}{{ x }}{{ y }}
{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=4, a=5) }} {{ m() }}
{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(none) }}
{% macro r(n) %}{% if n > 0 %}{{ n }}{{ r(n - 1) }}{% endif %}{% endmacro %}{{ r(5) }}
{% macro w() %}<{{ caller() }}>{% endmacro %}{% call w() %}in {{ n }}{% endcall %}
{% macro w(x) %}<{{ caller(x, 2) }}>{% endmacro %}{% call(a, b=9, c=3) w(1) %}{{ a }}{{ b }}{{ c }}{% endcall %}
{% macro w() %}{{ caller is defined }}{% endmacro %}{{ w() }}
{% macro late() %}{{ y }}{% endmacro %}{% set y = 4 %}{{ late() }}
{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, a=3) }}
{% with x = 1, y = 2 %}{{ x + y }}{% endwith %}{{ x is defined }}
{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}
{% filter upper %}abc {{ s }}{% endfilter %}
{% filter replace('a', 'b') | upper %}banana{% endfilter %}
{% raw %}{{ x }} {% if %}{% endraw %}
  {% raw %}  x  {% endraw %}  y
{%- raw -%}  x  {%- endraw -%}  y
{# comment {{ x }} #}after
a {#- c -#} b
a
{# c #}
b
  {% if true %}
  x
  {% endif %}
y
  {%+ if true %}x{% endif +%}
y
a {%- if true -%} b {%- endif -%} c
{% if true -%}

   x

{%- endif %}
  {{ n }}
  {{- n -}}
  z
{{ n }}

{{ n }}
{% set x = 1 %}
{% set y = 2 %}
{{ x }}{{ y }}
 	 {% if true %}	tab{% endif %}
text {% if true %}
same line{% endif %} rest
{{ "a" if n == 7 }}{{ "b" if n == 8 }}
{{ "{{" }}{{ '%}' }}{{ "#}" }}
{{ {"a": {"b": 1}}.a.b }}{{ {"x": 1}["x"] }}
{{ [1, 2,
   3] }}
{% for x in [1,2] -%} {{ x }} {%- endfor %}
{{ messages[0].role }}{% for m in messages %}{{ m.role[0] }}{% endfor %}
{% if messages[0]["role"] == "system" and messages | length > 1 %}yes{% endif %}
{% if not (n is defined and n is string) %}not a text{% endif %}
{% if d.b is defined and not d.c is defined %}ok{% endif %}
{% for m in messages %}{% if m.tool_calls is defined and m.tool_calls is not none %}{% for c in m.tool_calls %}{{ c.function.name }}({% for k, v in c.function.arguments | items %}{{ k }}={{ v | tojson }}{{ ", " if not loop.last }}{% endfor %}){% endfor %}{% endif %}{% endfor %}
{{ n }}{% if n %}: {% endif %}:
{% for a in l %}{% set b = loop %}{{ b.index }}{% endfor %}
{% for x in l | sort %}{{ x }}{% endfor %}{% for x in l | reverse %}{{ x }}{% endfor %}
{% for x in (1, 2) %}{{ x }}{% endfor %}{% for x in 1, 2 %}{{ x }}{% endfor %}
{%- set it = l | map('string') -%}{{ it | join }}{{ it | join }}
{{ (l | select) is iterable }}{% if el | select %}always{% endif %}
{{ s
   | upper
   | lower }}
{{ 1 if n is divisibleby 7 and not z else 2 }}
{{ n is not none and n is not string }}
{%if n%}tight{%endif%}{{n}}{{-n}}{{+n}}{{ -n }}
{% if false %}{{ x | nope }}{% endif %}ok
{{ (x | nope) if false else 1 }}
{% generation %}g{{ n }}{% endgeneration %}-{% generation %}h{% endgeneration %}
{% generation %}{% set x = 1 %}{% endgeneration %}{{ x is defined }}
{% for a in l %}{% continue %}{{ a }}{% else %}no body came to its end{% endfor %}
{% for a in l %}{% if a == 3 %}{% break %}{% endif %}{% else %}broken at once{% endfor %}
{% for a in l %}{{ loop }}{% endfor %}
{{ n is sameas(none) }}{{ nn is sameas(none) }}{{ t is sameas(false) }}
{{ "" % l }}{{ "" % missing }}{{ "" % d }}
{{ range(5).index(3) }}{{ range(5).count(9) }}{{ (1, 2, 1).count(1) }}
{{ n[] is defined }}{{ l[1, 2] is defined }}{{ {(1, 2): 3}[1, 2] }}
{{ (x | nope) if false else (1 | nope if false else 2) }}
{% set c = cycler("a", "b", 3) %}{{ c.current }}{% for x in range(5) %}{{ c.next() }}{% endfor %}{{ c.current }}{{ c.reset() }}{{ c.next() }}
{% set c = cycler("a", none) %}{% for x in l %}{% for y in l %}{{ c.next() }}{% endfor %}{% endfor %}{{ c.pos }}{{ c.items }}{{ c.more is defined }}
{% set c = cycler(*l) %}{% macro m() %}{{ c.next() }}{% endmacro %}{{ m() }}{{ m() }}{{ c["current"] }}{{ c is callable }}{{ c.next is callable }}{{ c is iterable }}
{% set j = joiner() %}{% for x in l %}{{ j() }}{{ x }}{% endfor %}
{% set j = joiner(" | ") %}{% set k = joiner(sep=0) %}{{ j() }}a{{ j() }}b{{ k() }}c{{ k() }}{{ k() + 1 }}{{ j is callable }}
{% set a = joiner() %}{% set b = a %}{{ a() }}{{ b() }}{{ a() is string }}{{ cycler(1) == cycler(1) }}{{ cycler is callable }}
{% set ns = namespace(c=cycler(1, 2)) %}{% for x in l %}{{ ns.c.next() }}{% endfor %}{% if cycler(0) %}yes{% endif %}{% if joiner() %}yes{% endif %}
"""

SYNTAX_ERRORS = r"""
{% if n %}
{% if n %}{% else %}{% else %}{% endif %}
{% endif %}
{% for x in l %}
{% for x l %}{% endfor %}
{% for in l %}{% endfor %}
{% for x in l %}{% endif %}
{% for loop in l %}{% endfor %}
{% set x %}
{% set x = %}
{% set = 1 %}
{% set 1 = 1 %}
{% set none = 1 %}
{% set x.y = 1 %}
{% set s.y = 1 %}
{% set a, b = 1 %}
{% set a, b = 1, 2, 3 %}
{% set a.b.c = 1 %}
{% macro m %}{% endmacro %}
{% macro m( %}{% endmacro %}
{% macro m(a=1, b) %}{% endmacro %}
{% macro m() %}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}
{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}
{% macro m() %}x{% endmacro %}{% call m() %}{% endcall %}
{% call n %}{% endcall %}
{% break %}
{% continue %}
{% for x in l %}{% call m() %}{% break %}{% endcall %}{% endfor %}
{% nope %}
{% include "x" %}
{% extends "x" %}
{% import "x" as y %}
{% do n %}
{{ }}
{{ n
{{ n }
{{ n } }
{{ (n }}
{{ n) }}
{{ [1, 2 }}
{{ {"a" 1} }}
{{ {"a": } }}
{{ n n }}
{{ 1 2 }}
{{ n. }}
{{ n.+ }}
{{ n | }}
{{ n | 5 }}
{{ n is }}
{{ n is 5 }}
{{ n is odd is even }}
{{ n ! }}
{{ n ? 1 : 2 }}
{{ "abc }}
{{ 'abc }}
{{ "\x4" }}
{{ n == }}
{{ == n }}
{{ and n }}
{{ not }}
{{ f(a=1, 2) }}
{{ f(*a, *b) }}
{{ f(,) }}
{{ n[ }}
{{ n[1 }}
{{ l[::0] }}
{% raw %}x
{# x
{% if n
{% %}
{%
{{ $ }}
{{ a; b }}
{% for x in l recursive %}{% endfo %}
{{ 1_ }}
{{ 08 }}
{{ n | upper( }}
{% filter nope %}x{% endfilter %}
{% filter %}x{% endfilter %}
{% set x | nope %}x{% endset %}
{% with x %}{% endwith %}
{% generation %}x
{% for a in 5 %}{% endfor %}
{{ cycler() }}
{{ cycler(a=1) }}
{{ cycler(1).next(2) }}
{{ cycler(1) | length }}
{{ cycler(1)() }}
{{ cycler(1).more.most }}
{{ joiner(1, 2) }}
{{ joiner(between=1) }}
{{ joiner()(1) }}
{{ joiner() | length }}
{{ cycler(1) | tojson }}
{% for a in none %}{% endfor %}
{% for a, b in l %}{% endfor %}
{% for a, b in ["abc"] %}{% endfor %}
{{ raise_exception("Conversation roles must alternate " ~ n) }}
{% if n %}{{ n | nope }}{% endif %}
{% for x in el %}{{ x | nope }}{% endfor %}
{% for m in messages %}{{ m.content.text.more }}{% endfor %}
{{ messages[0].a.b }}
{{ messages[99].role }}
{{ messages.append(1) }}
{{ range(99999999999) }}
{{ s.__class__.__mro__ }}
{{ messages.__init__.__globals__ }}
{{ ''.__class__() }}
{{ d.update({"x": 1}) }}
"""

OPTIONS = [
    {},
    {"add_generation_prompt": True},
    {"add_generation_prompt": True, "tools": TOOLS, "variables": {"enable_thinking": False}},
    {"continue_final_message": True},
    {"documents": [{"title": "T", "text": "line"}], "variables": {"keep_thinking": True}},
]
TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}


def split(cases):
    """One case a line; a line that begins with white space, and text after it, goes on."""
    return [line for line in cases.strip("\n").split("\n") if line.strip()]


def multi_line():
    return [
        "  {% if true %}\n  x\n  {% endif %}\ny\n",
        "a\n{# c #}\nb\n\n",
        "a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc\r\n",
        "{% if true -%}\n\n   x\n\n{%- endif %}\n",
        "  {%+ if true %}x{% endif +%}\ny",
        "{{ n }}\n\n{{ n }}\n",
        "text {% if true %}\nsame line{% endif %} rest\n{% set x = 1 %}\n",
        " \t {% for a in l %}\n {{ a }}\n \t{% endfor %}\nend",
        "{% if true %}\n{% endif %}\n{% if true %}  {% endif %}\n",
        "x\n\n   {%- if true +%}\n  y\n   {%+ endif -%}\n\n  z",
        "{#- a -#}\n\n b {#+ c +#}\n d",
        "\n\n{% raw -%}\n  {{ x }}\n  {%- endraw %}\n  e\n",
        "{{ 'a\nb' }}{{- '\\n' -}}\n\n c",
        "\u00a0{% if true %}\u2028x\u3000{%- endif %}",
        "{% for a in l %}\n  {% if a > 1 %}\n    {{ a }}\n  {% endif %}\n{% endfor %}\n\n",
        "{% set t %}\n  x\n{% endset %}\n[{{ t }}]",
        "",
        "\n",
        "\n\n",
        "plain { text } with % and # {",
    ]


def cases():
    """Shared parts are named, so that the file stays small: template, messages, options, values."""
    for name in TEMPLATES:
        for i, messages in enumerate(CONVERSATIONS):
            for j, options in enumerate(OPTIONS):
                if messages or not options.get("continue_final_message"):
                    yield {"named": name, "conversation": i, "options": j}
    singles = [f"{{{{ {line} }}}}" for line in lines("expressions.txt")]
    singles += split(STATEMENTS) + multi_line()
    singles += [f"{{{{ {line} }}}}" for line in lines("failing_expressions.txt")]
    singles += split(SYNTAX_ERRORS)
    singles += [chat_template_fuzz.template(FUZZED + i) for i in range(500)]
    for template in singles:
        yield {"template": template}


def lines(file):
    return (HERE / file).read_text().splitlines()


def whole(case):
    """The case with its shared parts."""
    if "template" in case:
        return dict(case, messages=TALK, variables=VALUES)
    return dict(
        OPTIONS[case["options"]],
        template=TEMPLATES[case["named"]],
        messages=CONVERSATIONS[case["conversation"]],
        tokens=TOKENS,
    )


def main():
    shared = {
        "templates": TEMPLATES,
        "conversations": CONVERSATIONS,
        "options": OPTIONS,
        "tokens": TOKENS,
        "talk": TALK,
        "values": VALUES,
    }
    print(json.dumps(shared, ensure_ascii=False))
    for case in cases():
        found = render(whole(case))
        outcome = {key: found[key] for key in ("text", "assistant", "fails") if key in found}
        print(json.dumps(dict(case, **outcome), ensure_ascii=False))


if __name__ == "__main__":
    main()
