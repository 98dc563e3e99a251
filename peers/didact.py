"""Didact as the checks call it: the command, JSON lines in and out."""

import json
import os
import shlex
import subprocess
from pathlib import Path

PEERS = Path(__file__).resolve().parent
ROOT = PEERS.parent
COMMAND = shlex.split(os.environ.get("DIDACT", str(ROOT / "didact")))


class Failed(Exception):
    """Didact ended with another exit code than 0; the message is what it said."""

    def __init__(self, message, printed):
        super().__init__(message)
        self.printed = printed


def run(*arguments, lines=None):
    """Runs a command with `lines` (objects) as JSON lines on its standard input; what it printed."""
    given = None if lines is None else "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], input=given, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise Failed(f"didact {' '.join(map(str, arguments))}: {done.stderr.strip()[-2000:]}", done.stdout)
    return done.stdout


def rows(*arguments, lines=None):
    """As `run`, with what it printed as objects, one a line."""
    return parsed(run(*arguments, lines=lines))


def parsed(printed):
    # Not splitlines: texts may hold what Python takes for the end of a line.
    return [json.loads(line) for line in printed.split("\n") if line]


def answers(*arguments, lines):
    """As `rows`, with the `error` of lines that cannot be answered in their places."""
    try:
        return rows(*arguments, lines=lines)
    except Failed as failed:
        if failed.printed.count("\n") != len(lines):
            raise
        return parsed(failed.printed)


def log_probs(model, sequences, temperature=1.0):
    """Entry t of a sequence: log p(ids[t + 1] | ids[0..t])."""
    answers = rows(
        "logprobs", "--model", model, "--temperature", temperature, lines=[{"ids": ids} for ids in sequences]
    )
    return [answer["logprobs"] for answer in answers]


def greedy(model, prompts, tokens):
    """The `tokens` most probable ids after each prompt; end ids do not end them."""
    answers = rows(
        *("generate", "--model", model, "--temperature", 0, "--max-tokens", tokens, "--ignore-eos"),
        lines=[{"ids": ids} for ids in prompts],
    )
    return [answer["completions"][0]["ids"] for answer in answers]


def version():
    return run("--version").split("\n")[0]
