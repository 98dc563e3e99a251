"""What Python's jinja2 makes of a chat template, set up as transformers does it.

A case is a dict: template, and as far as they are there messages, tools, documents, variables,
add_generation_prompt, continue_final_message. `render` adds what came of it: `text` and
`assistant` (spans in code points that generation tags mark), or `fails`.
"""

import copy
import datetime
import json
import re

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

# The clock of all cases: a Wednesday, with a day and an hour of one digit.
NOW = datetime.datetime(2024, 5, 1, 9, 7, 3)
# Functions and iterators print where they are in memory.
ADDRESS = re.compile(r" at 0x[0-9a-f]+>|<Macro |<class ")

MARK = "THE_FINAL_MESSAGE_GOES_ON_HERE "


class Generation(jinja2.ext.Extension):
    """`{% generation %}`: notes where the assistant's words are."""

    tags = {"generation"}

    def __init__(self, environment):
        super().__init__(environment)
        environment.extend(generation=self)
        self.written = []
        self.spans = []

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_note")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _note(self, caller):
        text = caller()
        start = len("".join(self.written))
        self.spans.append([start, start + len(text)])
        return text


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
        )

    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"]
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def shown(messages):
    """As transformers 5 shows them to templates: without what is None, reasoning under all its names."""
    if not messages:
        raise ValueError("there is no message")
    seen = []
    for message in messages:
        message = {key: value for key, value in message.items() if value is not None}
        names = ("reasoning_content", "thinking", "reasoning")
        reasoning = next((message[name] for name in names if name in message), None)
        if reasoning is not None:
            message = {"thinking": reasoning, **message, "reasoning_content": reasoning}
        seen.append(message)
    return seen


def marked(messages):
    messages = copy.deepcopy(messages)
    content = messages[-1]["content"]
    if isinstance(content, list):
        part = next(part for part in reversed(content) if "text" in part)
        content = part["text"]
        part["text"] += MARK
    else:
        messages[-1]["content"] += MARK
    return messages, content


def cut(text, content):
    if content.strip() not in text or MARK.strip() not in text:
        raise ValueError("the final message is not in the text")
    at = text.rindex(MARK.strip())
    return text[:at] if text[at : at + len(MARK)] == MARK else text[:at].rstrip()


def outcome(case):
    case = copy.deepcopy(case)  # `list | indent` changes the list
    env = environment()
    messages = shown(case["messages"]) if "messages" in case else []
    content = None
    if case.get("continue_final_message"):
        messages, content = marked(messages)
    variables = dict(case.get("tokens", {}))
    variables.update(
        messages=messages,
        tools=case.get("tools"),
        documents=case.get("documents"),
        add_generation_prompt=case.get("add_generation_prompt", False),
    )
    variables.update(case.get("variables", {}))
    notes = env.generation
    for piece in env.from_string(case["template"]).generate(**variables):
        notes.written.append(piece)
    text = "".join(notes.written)
    if ADDRESS.search(text):
        raise ValueError("has no text that is the same in every run")
    if content is not None:
        text = cut(text, content)
        notes.spans = [[a, min(b, len(text))] for a, b in notes.spans if a <= len(text)]
    return {"text": text, "assistant": notes.spans}


def render(case):
    """The case with its outcome."""
    try:
        found = outcome(case)
    except Exception as e:  # whatever Python says: the other side must fail too
        return dict(case, fails=type(e).__name__)
    result = dict(case, text=found["text"])
    if found["assistant"]:
        result["assistant"] = found["assistant"]
    return result
