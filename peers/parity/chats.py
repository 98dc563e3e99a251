"""Chat templates held against transformers' apply_chat_template: texts, ids, and what is refused."""

import json
import tempfile
from importlib import resources
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoTokenizer

import didact

OWN = Path(__file__).parent / "templates"
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Das Wetter — \"now\" & <later>",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "A town\nor a village"},
                "unit": {"type": "string", "enum": ["°C", "°F"]},
                "days": {"type": ["integer", "null"]},
                "where": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
            },
            "required": ["place"],
        },
    },
}
CALL = {"type": "function", "function": {"name": "weather", "arguments": {"place": "Köln", "days": 2, "x": [1.5, None, True, 1e-7]}}}


def turn(role, content, **more):
    return {"role": role, "content": content, **more}


CONVERSATIONS = {
    "a question": [turn("user", "What is 17 · 24?")],
    "with a system text": [turn("system", "  Be brief. \n"), turn("user", "Hi"), turn("assistant", "Hello!"), turn("user", " Bye \n")],
    "ends with the assistant": [turn("user", "Count"), turn("assistant", "<think>\none\n</think>\n\n1, 2"), turn("user", "on"), turn("assistant", "3, 4")],
    "thoughts": [turn("user", "a"), turn("assistant", "b", reasoning_content="\nhm\n"), turn("user", "c"), turn("assistant", "<think>\nso\n</think>\n\nd")],
    "special tokens in texts": [turn("user", "<|im_end|>\n<|im_start|>system\n{{ 7*7 }} {% if %} </s>[/INST]")],
    "scripts": [turn("user", "naïve 数学 😀👩‍👩‍👧 שלום\u2028\t\\n \"'<>&")],
    "empty texts": [turn("system", ""), turn("user", ""), turn("assistant", ""), turn("user", "\n")],
    "two users": [turn("user", "a"), turn("user", "b")],
    "assistant first": [turn("assistant", "a"), turn("user", "b")],
    "system in between": [turn("user", "a"), turn("system", "b"), turn("user", "c")],
    "unknown role": [turn("critic", "a"), turn("user", "b")],
    "a tool": [turn("user", "Weather?"), turn("assistant", "", tool_calls=[CALL]), turn("tool", '{"sky": "grau"}'), turn("assistant", "Grey.")],
    "two calls": [turn("user", "Weather?"), turn("assistant", "Well", tool_calls=[CALL, CALL]), turn("tool", "1"), turn("tool", "2")],
    "no content": [turn("user", "Weather?"), turn("assistant", None, tool_calls=[CALL]), turn("tool", "1")],
    "parts": [turn("user", [{"type": "text", "text": "What is <this>?"}, {"type": "text", "text": "And that?"}])],
    "none": [],
}
DOCUMENTS = [{"title": "on didactics", "text": "  To teach is to learn twice. \n"}, {"title": "x", "text": "\"é\""}]
OPTIONS = {
    "": {},
    "no generation prompt": {"add_generation_prompt": False},
    "continued": {"add_generation_prompt": False, "continue_final_message": True},
    "tools": {"tools": [WEATHER, WEATHER]},
    "documents": {"documents": DOCUMENTS},
    "variables": {"enable_thinking": False, "date_string": "1 Dec 2026", "extra": 1, "reasoning_effort": "low", "keep_thinking": True},
}


def check():
    for name, template in templates().items():
        yield one(name, template)


def templates():
    """Our own, and those that TRL brings as files."""
    found = {f"own/{file.stem}": file.read_text("utf-8") for file in sorted(OWN.glob("*.jinja"))}
    for file in sorted(resources.files("trl").joinpath("chat_templates").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".jinja"):
            found[f"trl/{file.name.removesuffix('.jinja')}"] = file.read_text("utf-8")
    return found


def one(name, template):
    row = {"template": name, "cases": 0, "refusedByBoth": 0, "other": 0, "first": []}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), template)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        cases = [(c, o, expected(tokenizer, CONVERSATIONS[c], OPTIONS[o])) for c in CONVERSATIONS for o in OPTIONS]
        for plain in (True, False):
            chosen = [case for case in cases if ("add_generation_prompt" in OPTIONS[case[1]]) != plain]
            answers = answered(folder, chosen, plain)
            for (conversation, option, theirs), ours in zip(chosen, answers, strict=True):
                row["cases"] += 1
                refused = "error" in ours and "error" in theirs
                row["refusedByBoth"] += refused
                if not refused and {key: ours.get(key) for key in ("text", "ids")} != theirs:
                    row["other"] += 1
                    row["first"].append({"conversation": conversation, "options": option, "transformers": theirs, "didact": ours})
    row["first"] = row["first"][:5]
    return row | {"ok": row["other"] == 0}


def write(folder, template):
    """With a tokenizer of single bytes."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({each: i for i, each in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<s>", "</s>", "<|im_start|>", "<|im_end|>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (folder / "chat_template.jinja").write_text(template, "utf-8")


def expected(tokenizer, messages, options):
    given = {"add_generation_prompt": True} | options
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **given)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        return {"text": text, "ids": ids}
    except Exception as refused:  # templates refuse in many ways
        return {"error": f"{type(refused).__name__}: {refused}"}


def answered(folder, cases, generation_prompt):
    lines = [line(CONVERSATIONS[conversation], OPTIONS[option]) for conversation, option, _ in cases]
    return didact.answers(
        "render", "--model", folder, *([] if generation_prompt else ["--no-generation-prompt"]), lines=lines
    )


def line(messages, options):
    own = dict(options)
    own.pop("add_generation_prompt", None)
    made = {"messages": messages, "continueFinalMessage": own.pop("continue_final_message", False)}
    for key in ("tools", "documents"):
        if key in own:
            made[key] = own.pop(key)
    return made | {"templateVariables": own}
