"""Tables of docs/*.md between their marks, and the files that they are made from."""

import json


def kept(results):
    return json.loads(results.read_text("utf-8")) if results.exists() else {}


def keep(results, found):
    results.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def between_marks(page, name, lines):
    """Puts the lines between `<!-- name -->` and `<!-- /name -->`, where the page has these marks."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    text = page.read_text("utf-8") if page.exists() else ""
    if begin in text:
        head, rest = text.split(begin, 1)
        page.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end, 1)[1], "utf-8")


def head(*names):
    return [cells(*names), cells(*["---"] * len(names))]


def cells(*values):
    return "| " + " | ".join(map(str, values)) + " |"
