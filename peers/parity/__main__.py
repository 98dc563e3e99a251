"""Holds Didact against transformers and TRL, part by part; results.json and docs/parity.md have what came out."""

import argparse
import json
import sys

import didact
from parity import report

PARTS = ["models", "tokens", "chats", "sft", "grpo"]
BY_FAMILY = ["models", "sft"]


def main():
    parser = argparse.ArgumentParser(prog="run.sh parity", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--family", action="append", default=[], help=f"of {' and '.join(BY_FAMILY)}: only this one; may be given again")
    parser.add_argument("--data", help="folder with *.jsonl of problems and qwen2.5-tokenizer/, where there is one")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; parts are {', '.join(PARTS)}")
    failed = False
    for part in given.parts or PARTS:
        rows = []
        for row in checks(part, given):
            rows.append(row)
            failed |= not row["ok"]
            print(json.dumps(row, ensure_ascii=False), flush=True)
        report.keep(part, rows, given.family if part in BY_FAMILY else ())
    sys.exit(1 if failed else 0)


def checks(part, given):
    if part == "models":
        from parity import models

        return models.check(given.family)
    if part == "tokens":
        from parity import tokens

        return tokens.check(given.data)
    if part == "chats":
        from parity import chats

        return chats.check()
    if part == "sft":
        from parity import sft

        return sft.check(given.family)
    from parity import grpo

    return grpo.check()


if __name__ == "__main__":
    main()
