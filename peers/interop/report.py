"""What was read: results.json, and the table of docs/interop.md between its marks."""

import platform
from importlib import metadata
from pathlib import Path

import didact
import page

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
    results = page.kept(RESULTS)
    for row in rows:
        package = PACKAGES.get(row["check"], row["check"])
        results[row["check"]] = row | {"version": f"{package} {version(package)}"}
    results["python"] = platform.python_version()
    page.keep(RESULTS, results)
    page.between_marks(PAGE, "interop", ["", *table(results), ""])


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def table(results):
    yield from page.head("with", "state", "what")
    for name, row in results.items():
        if name != "python":
            yield page.cells(row["version"], row["state"], row["what"].replace("|", "\\|").replace("\n", " "))
