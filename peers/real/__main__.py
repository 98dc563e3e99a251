"""A real model held against transformers in fp32: its greedy text, its log-probs, and its accuracy on a benchmark."""

import argparse
import json
import sys
from pathlib import Path

from real import benchmark, greedy


def main():
    parser = argparse.ArgumentParser(prog="run.sh real", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    texts = parts.add_parser("greedy", help="log-probs and greedy text of a few prompts")
    texts.add_argument("--tokens", type=int, default=40, help="how many are written (default: 40)")
    graded = parts.add_parser("benchmark", help="the prompts of a finished `didact eval`, answered by transformers")
    graded.add_argument("run", type=Path, help="directory of the evaluation, greedy and with one sample a problem")
    graded.add_argument("--task", required=True, choices=list(benchmark.METRICS))
    graded.add_argument("--tokens", type=int, required=True, help="the evaluation's maxNewTokens")
    graded.add_argument("--stop", action="append", default=[], help="a text that ends a response; may be given again")
    graded.add_argument("--batch", type=int, default=8, help="prompts at once (default: 8)")
    for part in (texts, graded):
        part.add_argument("--model", type=Path, required=True, help="model directory with weights in float32")
    given = parser.parse_args()
    row = greedy.check(given) if given.part == "greedy" else benchmark.check(given)
    print(json.dumps(row, ensure_ascii=False))
    sys.exit(0 if row["ok"] else 1)


if __name__ == "__main__":
    main()
