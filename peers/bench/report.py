"""What was measured: results.json, and the tables of docs/performance.md between their marks."""

import platform
import sys
from importlib import metadata
from pathlib import Path

import didact
import page
from bench import measure

RESULTS = Path(__file__).parent / "results.json"
PAGE = didact.ROOT / "docs" / "performance.md"
PACKAGES = {
    "trl": ["trl", "transformers", "torch"],
    "llama": ["llama-cpp-python"],
    "answers": ["math-verify", "lighteval", "latex2sympy2_extended", "sympy"],
    "loading": ["transformers", "torch"],
}


def keep(part, rows, pairs):
    """Rows of other sizes stay; those of the same name are replaced, with all that says how they were measured."""
    results = page.kept(RESULTS)
    how = {"pairs": pairs, "versions": versions(part), "machine": machine()}
    old = {row["what"]: row for row in results.get(part, [])}
    results[part] = list((old | {row["what"]: row | how for row in rows}).values())
    page.keep(RESULTS, results)
    page.between_marks(PAGE, f"bench {part}", ["", *table(part, results[part]), "", *remarks(results[part]), ""])


def versions(part):
    found = {"didact": didact.version()}
    apart = {each.name: each.version for each in metadata.distributions(path=[str(Path(sys.prefix) / "apart")])}
    for name in PACKAGES[part]:
        found[name] = apart[name] if name == "lighteval" else metadata.version(name)
    return found | {"python": platform.python_version()}


def machine():
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().split("\n") if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            break
    return f"{name}, {measure.cores()} cores"


def remarks(rows):
    """Once each: how often, where and with what."""
    said = (f"Medians of {r['pairs']} pairs; {r['machine']}; " + ", ".join(f"{k} {v}" for k, v in r["versions"].items()) for r in rows)
    return list(dict.fromkeys(f"{each}." for each in said))


def table(part, rows):
    if verdicts := [row for row in rows if "same" in row]:
        yield from page.head("grader", "same", "different", "responses", "above 1 s", "hangs", "failures")
        for row in verdicts:
            names = ("same", "different", "responses", "slow", "hangs", "failed")
            yield page.cells(row["what"].partition(", ")[2], *(row[name] for name in names))
        yield ""
    yield from page.head("what", "unit", "Didact", "peer", "better", "Didact with", "peer with")
    for row in rows:
        if "ratio" in row:
            numbers = (number(row["ours"]), number(row["theirs"]), f"**{row['ratio']:.2f}×**")
            yield page.cells(row["what"], row["unit"], *numbers, row.get("oursWith", "–"), row.get("theirsWith", "–"))


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
