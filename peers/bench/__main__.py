"""Measures Didact against the libraries that others use, part by part; results.json and docs/performance.md have it."""

import argparse
import importlib
import sys
from pathlib import Path

import didact
from bench import measure, report

PARTS = {"trl": "training", "llama": "llama", "answers": "answers", "loading": "loading"}
SIZES = {
    "trl": ["small", "medium", "gemma"],
    "llama": ["medium", "gemma"],
    "answers": [],
    "loading": ["medium", "gemma"],
}


def main():
    parser = argparse.ArgumentParser(prog="run.sh bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--pairs", type=int, default=5, help="how often each side is measured (default 5)")
    parser.add_argument("--size", action="append", default=[], help="small, medium or gemma; may be given again (default: all)")
    parser.add_argument("--gemma", type=lambda name: Path(name).resolve(), help="model directory of Gemma 3 270M, where there is one")
    parser.add_argument("--fresh", action="store_true", help="measure again what a stopped run of a part had measured")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS) | set(given.size) - {"small", "medium", "gemma"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; see --help")
    if given.pairs < 1:
        parser.error("--pairs must be at least 1")
    if given.gemma and not (given.gemma / "config.json").exists():
        parser.error(f"{given.gemma} has no config.json")
    didact.version()  # builds, where that is needed
    failed = False
    for part in given.parts or PARTS:
        given.sizes = [size for size in SIZES[part] if not given.size or size in given.size]
        try:
            rows = list(importlib.import_module(f"bench.{PARTS[part]}").measured(given))
        except didact.Failed as reason:
            measure.say(f"{part}: {reason}")
            failed = True
            continue
        report.keep(part, rows, given.pairs)
        print("\n".join(report.table(part, rows)), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
