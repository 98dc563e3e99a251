"""Texts of many kinds, the same in each run."""

import json
import random
import unicodedata
from pathlib import Path

SPECIAL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<think>", "</think>", "<|begin_of_solution|>", "<s>", "</s>"]
SPACES = [" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", " \n", "\u00a0", "\u3000", "\u2028", "\u200b", "\f", "\v"]
MODIFIERS = ["\u200d", "\ufe0f", "\U0001f3fb", "\U0001f3ff", "\u20e3"]
CONTRACTIONS = ["it's", "I'LL", "we've", "don't", "'s", "'RE", "they'd", "x'm'"]
WORDS = "the of Therefore compute angle triangle probability naïve façade Übung señor дом число 数学 問題 한국어 سؤال שלום ไทย".split()
CODE = Path(json.__file__).parent.parent


def texts(count, data=None):
    """`count` texts; those of `data`, a folder of *.jsonl with problems, are a tenth of them at most."""
    dice = random.Random(11)
    found = problems(data) if data else []
    found = dice.sample(found, min(len(found), count // 10))
    kinds = [ascii_, unicode_, assigned, code, digits, spaces, emoji, accents, special, words, mixed]
    lines = code_lines(dice)
    made = [kinds[i % len(kinds)](dice, lines) for i in range(count - len(found))]
    return found + made


def problems(folder):
    rows = (json.loads(line) for file in sorted(Path(folder).glob("*.jsonl")) for line in file.open(encoding="utf-8"))
    return [str(row[key]) for row in rows for key in ("problem", "question", "solution", "answer") if row.get(key)]


def code_lines(dice):
    files = sorted(CODE.glob("*.py")) + sorted(CODE.glob("email/*.py"))
    return [line for file in dice.sample(files, 60) for line in file.read_text("utf-8").split("\n")]


def several(dice, most, piece, between=""):
    return between.join(piece() for _ in range(dice.randint(1, most)))


def ascii_(dice, lines):
    return several(dice, 60, lambda: chr(dice.randrange(32, 127)))


def unicode_(dice, lines):
    """Any code points but surrogates, assigned or not."""
    planes = [(0x80, 0xD800), (0xE000, 0x10000), (0x10000, 0x20000), (0x20000, 0x30000), (0xE0000, 0x110000)]
    return several(dice, 30, lambda: chr(dice.randrange(*dice.choice(planes))))


def assigned(dice, lines):
    """Letters, marks, numbers and signs of one block and its neighbours."""
    start = dice.randrange(0xA0, 0x1F000)
    block = [c for c in map(chr, range(start, start + 256)) if unicodedata.category(c)[0] in "LMNPSZ"]
    return several(dice, 40, lambda: dice.choice(block)) if block else "—"


def code(dice, lines):
    first = dice.randrange(len(lines))
    return "\n".join(lines[first : first + dice.randint(1, 12)])


def digits(dice, lines):
    number = lambda: f"{dice.choice(['', '-', '$', '0x', '٣', '½'])}{dice.randrange(10 ** dice.randint(1, 18)):{dice.choice(['', ',', '.3f'])}}"
    return several(dice, 8, number, dice.choice([" ", ", ", "+", " = ", "\n"]))


def spaces(dice, lines):
    return several(dice, 12, lambda: dice.choice(SPACES) * dice.randint(1, 4) + dice.choice(["", "a", "Zz", "1", "."]))


def emoji(dice, lines):
    one = lambda: chr(dice.choice([dice.randrange(0x1F300, 0x1FB00), dice.randrange(0x2600, 0x27C0), 0x1F1E6 + dice.randrange(26)]))
    return several(dice, 15, lambda: one() + dice.choice(["", "", " ", "ok", *MODIFIERS]))


def accents(dice, lines):
    """Composed and decomposed, with more marks than fonts like."""
    return several(dice, 25, lambda: dice.choice("aeiouAOUcnñüéǚ각가ก") + "".join(chr(dice.randrange(0x300, 0x370)) for _ in range(dice.choice([0, 0, 1, 2, 5]))))


def special(dice, lines):
    return several(dice, 8, lambda: dice.choice([*SPECIAL, *SPACES[:6], "a", "Hello", "<|", "|>", ".\n"]))


def words(dice, lines):
    return several(dice, 30, lambda: dice.choice(WORDS + CONTRACTIONS) + dice.choice(["", "", ",", ".", "?!", "…", "-"]), " ")


def mixed(dice, lines):
    return several(dice, 5, lambda: dice.choice([ascii_, assigned, digits, spaces, emoji, accents, special, words])(dice, lines))
