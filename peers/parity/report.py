"""What came out: results.json, and from it the tables of docs/parity.md between their marks."""

import json
import platform
from importlib import metadata
from pathlib import Path

import didact

RESULTS = Path(__file__).parent / "results.json"
PAGE = didact.ROOT / "docs" / "parity.md"
PACKAGES = ["transformers", "torch", "tokenizers", "trl"]


def keep(part, rows):
    """Takes the place of this part's rows of earlier runs."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results["versions"] = versions()
    results[part] = rows
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    write_page(results)


def versions():
    return {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()}


def write_page(results):
    if not PAGE.exists():
        return
    text = PAGE.read_text("utf-8")
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if name in results and begin in text:
            head, rest = text.split(begin, 1)
            text = head + begin + "\n" + table(results[name]) + "\n" + end + rest.split(end, 1)[1]
    PAGE.write_text(text, "utf-8")
