"""Part `answers`: our checker, math-verify and lighteval's extractive match on cases with known verdicts.

The cases are those of our own tests, so that ours has them right by construction: what counts is where a peer fails.
"""

import json
import os
import selectors
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import didact
from bench import measure

CASES = didact.ROOT / "didact-answers" / "src" / "test" / "resources" / "answers"
# Work that grows beyond all bounds where nobody counts it.
HARD = [
    (r"5^{5^{5^5}}", r"5^{5^{5^5}}+1"),
    (r"2000000!", r"\frac{2000001!}{2000001}"),
    (r"9^{9^{9^9}}", "1"),
    (r"(x+1)^{2000}", r"(1+x)^{2000}"),
    (r"(a+b+c+d+e+f)^{40}", r"(f+e+d+c+b+a)^{40}+1"),
    (r"\binom{1000000}{500000}", "1"),
    (r"\sqrt{" * 30 + "2" + "}" * 30, "1"),
    (r"\sin^{300}x+\cos^{300}x", "1"),
]
# lighteval asks for an older latex2sympy2_extended than math-verify does: apart.txt.
APART = Path(sys.prefix) / "apart"
SECONDS, STARTING, SLOW = 30, 60, 1.0
NO_ANSWER = "no answer"
# Every so many-th case is timed.
TIMED = 10


def graders():
    """Name → command that reads lines of prediction and gold, and writes a line for each: {"correct": …}."""
    python = [sys.executable, "-m"]
    return {
        "ours": [*didact.COMMAND, "check"],
        "math-verify": [*python, "bench.grade_math_verify"],
        "lighteval": ["env", f"PYTHONPATH={APART}", *python, "bench.grade_lighteval"],
    }


def cases():
    """Rows of the set that they are of, prediction, gold, and whether that is correct."""
    for name, correct in (("same", True), ("different", False)):
        for line in lines(f"{name}.txt"):
            a, b = (part.strip() for part in line.split(" ¦ "))
            yield {"set": name, "prediction": boxed(a), "gold": boxed(b), "correct": correct}
    for line in lines("responses.txt"):
        kind, verdict, response, gold = line.split(" ¦ ")
        if kind == "m":
            row = {"prediction": response.replace("\\n", "\n"), "gold": boxed(gold), "correct": verdict == "correct"}
            yield {"set": "responses"} | row
    for a, b in HARD:
        yield {"set": "hard", "prediction": boxed(a), "gold": boxed(b), "correct": None}


def lines(name):
    text = (CASES / name).read_text("utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


def boxed(answer):
    return rf"\boxed{{{answer}}}"


def measured(given):
    all_cases, found = list(cases()), {}
    commands = graders()
    for name, command in commands.items():
        begun = time.monotonic()
        found[name] = graded(command, all_cases)
        measure.say(f"answers: {name} graded {len(all_cases)} cases in {time.monotonic() - begun:.0f} s")
    write_differences(all_cases, found)
    for name, results in found.items():
        yield accuracy(name, all_cases, results)
    yield from speed(given, commands, [case for case in all_cases if case["set"] in ("same", "different")][::TIMED])


def accuracy(name, all_cases, results):
    row = {"what": f"verdicts, {name}"}
    for one in ("same", "different", "responses"):
        own = [(case, result) for case, result in zip(all_cases, results, strict=True) if case["set"] == one]
        right = sum(result["correct"] is case["correct"] for case, result in own)
        row[one] = f"{right} of {len(own)}"
    errors = Counter(result.get("error") for result in results)
    hangs, slow = errors[NO_ANSWER], sum(result["seconds"] >= SLOW for result in results)
    return row | {"slow": slow, "hangs": hangs, "failed": len(results) - errors[None] - hangs}


def speed(given, commands, timed):
    """Answers a second, without the start: the time of all less that of one."""
    runs = measure.Runs("answers", given.fresh)

    def job(command, some):
        return lambda: {"seconds": measure.process(command, lines=asked(some))["seconds"]}

    jobs = {}
    for pair in range(1, given.pairs + 1):
        for name, command in commands.items():
            for some in (timed, timed[:1]):
                jobs[f"{name}, {len(some)}, {pair}"] = job(command, some)
    found = runs.all(jobs)
    rates = {}
    for name in commands:
        took = [
            found[f"{name}, {len(timed)}, {pair}"]["seconds"] - found[f"{name}, 1, {pair}"]["seconds"]
            for pair in range(1, given.pairs + 1)
        ]
        rates[name] = (len(timed) - 1) / max(measure.statistics.median(took), 1e-3)
    for name, rate in rates.items():
        if name != "ours":
            yield measure.row(f"speed, {name}", "answers/s", rates["ours"], rate)
    runs.ended()


def asked(some):
    return [{"prediction": case["prediction"], "gold": case["gold"]} for case in some]


def graded(command, all_cases):
    """One result a case; where a line does not come in time, the process is ended and begun anew behind it."""
    results = []
    while len(results) < len(all_cases):
        results += until_it_hangs(command, all_cases[len(results) :])
    return results


def until_it_hangs(command, left):
    file = measure.folder("data") / "answers.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in asked(left)), "utf-8")
    results, pending = [], b""
    with file.open("rb") as feed, subprocess.Popen(
        command, stdin=feed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=didact.PEERS
    ) as running, selectors.DefaultSelector() as ready:
        ready.register(running.stdout, selectors.EVENT_READ)
        while len(results) < len(left):
            begun = time.monotonic()
            chunk = b""
            if ready.select(SECONDS if results else SECONDS + STARTING):
                chunk = os.read(running.stdout.fileno(), 1 << 16)
            took = time.monotonic() - begun
            *whole, pending = (pending + chunk).split(b"\n")
            results += [json.loads(line) for line in whole]
            # The first lines come after the start, whose time is nobody's.
            each = took / len(whole) if whole and len(results) > len(whole) else 0.0
            for result in results[len(results) - len(whole) :]:
                result.setdefault("seconds", each)
                result.setdefault("correct", False)
            if not chunk:
                running.kill()
                results.append({"correct": False, "seconds": took, "error": NO_ANSWER})
                break
    return results


def write_differences(all_cases, found):
    """What is to be looked at: cases that somebody has wrong, and what each said of the hard ones."""
    file = measure.folder("answers") / "differences.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for i, case in enumerate(all_cases):
            said = {name: results[i]["correct"] for name, results in found.items()}
            if any(each is not case["correct"] for each in said.values()):
                slow = {name: round(r[i]["seconds"], 2) for name, r in found.items() if r[i]["seconds"] >= SLOW}
                out.write(json.dumps(case | {"said": said, "seconds": slow}, ensure_ascii=False) + "\n")
    measure.say(f"answers: where they differ: {file}")
