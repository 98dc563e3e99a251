"""What was read: results.json, and the table of docs/interop.md between its marks."""

import json
import platform
from importlib import metadata
from pathlib import Path

import didact

RESULTS = Path(__file__).parent / "results.json"
PAGE = didact.ROOT / "docs" / "interop.md"
PACKAGES = {
    "datasets, Parquet": "datasets",
    "peft, trained by Didact": "peft",
    "llama.cpp, converter": "gguf",
    "llama.cpp, serving": "xllamacpp",
}


def keep(rows):
    """Takes the place of what earlier runs said of the same checks."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for row in rows:
        package = PACKAGES.get(row["check"], row["check"])
        results[row["check"]] = row | {"version": f"{package} {version(package)}"}
    results["python"] = platform.python_version()
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    if PAGE.exists():
        write_page(results)


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def write_page(results):
    lines = ["| with | state | what |", "|---|---|---|"]
    for name, row in results.items():
        if name != "python":
            what = row["what"].replace("|", "\\|").replace("\n", " ")
            lines.append(f"| {row['version']} | {row['state']} | {what} |")
    text = PAGE.read_text("utf-8")
    begin, end = "<!-- interop -->\n", "<!-- /interop -->"
    head, rest = text.split(begin, 1)
    PAGE.write_text(head + begin + "\n" + "\n".join(lines) + "\n\n" + end + rest.split(end, 1)[1], "utf-8")
