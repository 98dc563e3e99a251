"""What came out: results.json, and from it the tables of docs/parity.md between their marks."""

import platform
from importlib import metadata
from pathlib import Path

import didact
import page
from page import cells, head

RESULTS = Path(__file__).parent / "results.json"
PAGE = didact.ROOT / "docs" / "parity.md"
# column → key of a row
WEIGHTS = {
    "weights": "weights",
    "theirs from float64": "theirsFromExact",
    "Didact's from float64": "didactFromExact",
    "weights moved by": "moved",
}
PACKAGES = ["transformers", "torch", "tokenizers", "trl"]


def keep(part, rows, families=()):
    """Takes the place of this part's rows of earlier runs; where families were named, of theirs alone."""
    results = page.kept(RESULTS)
    earlier = [row for row in results.get(part, []) if families and row.get("family") not in families]
    results |= {"versions": versions(), part: earlier + rows}
    page.keep(RESULTS, results)
    for name, lines in {"versions": versions_lines, **TABLES}.items():
        if name in results:
            page.between_marks(PAGE, name, lines(results[name]))


def versions():
    return {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()}


def versions_lines(found):
    return ["Last run with " + ", ".join(f"{name} {version}" for name, version in found.items()) + "."]


def models_table(rows):
    by_family = {}
    for row in rows:
        by_family.setdefault(row["family"], []).append(row)
    yield from head("family", "variations", "comparisons", "largest difference of a log-prob", "greedy tokens equal")
    for family, own in by_family.items():
        names = ", ".join(dict.fromkeys(row["variation"] for row in own))
        yield cells(family, names, len(own), most(own, "difference"), share(own, "greedyEqual"))


def tokens_table(rows):
    yield from head("tokenizer", "what", "compared", "other")
    for row in rows:
        yield cells(row["tokenizer"], row["what"], row["texts"], row.get("other", "failed"))


def chats_table(rows):
    yield from head("templates", "conversations", "refused by both", "other")
    for origin in dict.fromkeys(row["template"].split("/")[0] for row in rows):
        own = [row for row in rows if row["template"].startswith(origin + "/")]
        sums = [sum(row[key] for row in own) for key in ("cases", "refusedByBoth", "other")]
        yield cells(f"{len(own)}, {origin}", *sums)


def sft_table(rows):
    yield from head("model", "loss", "gradient norm", *WEIGHTS)
    for row in rows:
        yield cells(row["model"], *(number(row.get(key)) for key in ("loss", "gradientNorm", *WEIGHTS.values())))


def grpo_table(rows):
    yield from head("case", "against", "loss", "KL", "gradient norm", "reward", *WEIGHTS)
    for row in rows:
        keys = ("loss", "kl", "gradientNorm", "reward", *WEIGHTS.values())
        yield cells(row["case"], row["against"], *(number(row.get(key)) for key in keys))


def number(value):
    return "–" if value is None or value != value else f"{value:.1e}" if value else "0"


def most(rows, key):
    return number(max((row[key] for row in rows if key in row), default=None))


def share(rows, key):
    return f"{sum(bool(row.get(key)) for row in rows)} of {len(rows)}"


TABLES = {
    "models": models_table,
    "tokens": tokens_table,
    "chats": chats_table,
    "sft": sft_table,
    "grpo": grpo_table,
}
