"""Processes with their time and memory, and runs that are kept line by line, so that a part goes on where it was."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import didact

KEPT = didact.PEERS / ".bench"
ONE_THREAD = {"OMP_NUM_THREADS", "MKL_NUM_THREADS"}


def process(command, threads=None, lines=None, given=None):
    """
    Runs a command to its end.

    threads: of OpenMP, None for what the command takes itself
    lines: objects for its standard input, one a line
    given: an object, as its last argument
    returns what it printed, with `seconds` (wall) and `peakMiB` (largest resident memory)
    """
    environment = {key: value for key, value in os.environ.items() if key not in ONE_THREAD}
    if threads:
        environment["OMP_NUM_THREADS"] = str(threads)
    command = [str(each) for each in command] + ([json.dumps(given)] if given is not None else [])
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err, tempfile.TemporaryFile("w+") as feed:
        feed.writelines(json.dumps(line) + "\n" for line in lines or [])
        feed.seek(0)
        start = time.perf_counter()
        running = subprocess.Popen(command, stdin=feed, stdout=out, stderr=err, env=environment, cwd=didact.PEERS)
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - start
        running.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if running.returncode != 0:
            raise didact.Failed(f"{' '.join(command)[:300]}: {err.read().strip()[-1500:]}", out.read())
        return {"printed": out.read(), "seconds": seconds, "peakMiB": usage.ru_maxrss / 1024}


def child(name, given, threads=None):
    """Runs bench/NAME.py by itself in this environment; the object of its last line, with `peakMiB` and `wall`."""
    done = process([sys.executable, "-m", f"bench.{name}"], threads, given=given)
    return {"wall": done["seconds"], "peakMiB": done["peakMiB"]} | json.loads(done["printed"].strip().split("\n")[-1])


class Runs:
    """Of one part; each has a key that says all that it depends on, and is measured once."""

    def __init__(self, part, fresh=False):
        self.part = part
        self.file = KEPT / f"{part}.jsonl"
        self.file.parent.mkdir(exist_ok=True)
        if fresh:
            self.file.unlink(missing_ok=True)
        lines = self.file.read_text("utf-8").split("\n") if self.file.exists() else []
        self.kept = {row["key"]: row["run"] for row in (json.loads(line) for line in lines if line.endswith("}"))}

    def all(self, jobs):
        """
        Measures what is not there yet, in the order of the jobs.

        jobs: key → function without arguments that returns numbers by name
        """
        left = {key: job for key, job in jobs.items() if key not in self.kept}
        begun, failed = time.monotonic(), []
        for number, (key, job) in enumerate(left.items()):
            try:
                self.kept[key] = job()
            except didact.Failed as reason:
                failed.append(f"{key}: {reason}")
                say(f"{self.part}: {failed[-1]}")
                continue
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"key": key, "run": self.kept[key]}) + "\n")
            each = (time.monotonic() - begun) / (number + 1)
            more = len(left) - number - 1
            say(f"{self.part}: {key}: {shown(self.kept[key])}; {more} left, about {more * each:.0f} s")
        if failed:
            raise didact.Failed(f"{len(failed)} of {len(jobs)} runs failed; again goes on with these", "")
        return {key: self.kept[key] for key in jobs}

    def best(self, jobs, value):
        """The key of the job whose run has the least value."""
        runs = self.all(jobs)
        return min(runs, key=lambda key: value(runs[key]))

    def ended(self):
        self.file.unlink(missing_ok=True)


def pairs(number, ours, theirs):
    """Keys and jobs of both sides alternately; the side that begins changes from pair to pair."""
    jobs = {}
    for pair in range(1, number + 1):
        sides = [("ours", ours), ("theirs", theirs)]
        for side, own in sides if pair % 2 else sides[::-1]:
            jobs |= {f"{key}, {side}, pair {pair}": job for key, job in own.items()}
    return jobs


def median(runs, key, side, name):
    """Over the pairs of one side."""
    values = [run[name] for each, run in runs.items() if each.startswith(f"{key}, {side}, pair ")]
    return statistics.median(values)


def row(what, unit, ours, theirs, **more):
    """`ratio` is how many times better ours is: speed where the unit is a speed, else theirs to ours."""
    ratio = ours / theirs if unit.endswith("/s") else theirs / ours
    return {"what": what, "unit": unit, "ours": ours, "theirs": theirs, "ratio": ratio} | more


def shown(run):
    return ", ".join(f"{name} {value:.3g}" for name, value in run.items() if isinstance(value, int | float))


def say(text):
    print(text, file=sys.stderr, flush=True)


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def folder(name):
    made = KEPT / name
    made.mkdir(parents=True, exist_ok=True)
    return Path(made)
