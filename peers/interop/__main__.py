"""What Didact writes read by the libraries of others, and what they write read by Didact."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import didact
from interop import report
from interop.adapters import ADAPTERS
from interop.files import FILES
from interop.llama_cpp import LLAMA_CPP
from interop.run import Run, Skipped

CHECKS = FILES | ADAPTERS | LLAMA_CPP


def main():
    parser = argparse.ArgumentParser(prog="run.sh interop", description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"{', '.join(CHECKS)} (default: all)")
    parser.add_argument("--data", help="folder with qwen2.5-tokenizer/, for the checks with llama.cpp")
    given = parser.parse_args()
    if unknown := set(given.checks) - set(CHECKS):
        parser.error(f"no check {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), given.data)
        rows = [one(name, CHECKS[name], run) for name in given.checks or CHECKS]
    report.keep(rows)
    sys.exit(0 if all(row["state"] != "failed" for row in rows) else 1)


def one(name, check, run):
    """`check` says in words what was read; it fails with an AssertionError or another error, or is skipped."""
    row = {"check": name}
    try:
        row |= {"state": "read", "what": check(run)}
    except Skipped as why:
        row |= {"state": "skipped", "what": str(why)}
    except Exception as failed:  # whatever a library says
        row |= {"state": "failed", "what": f"{type(failed).__name__}: {failed}"}
    print(json.dumps(row, ensure_ascii=False), flush=True)
    return row


if __name__ == "__main__":
    main()
