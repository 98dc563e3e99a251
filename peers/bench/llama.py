"""Part `llama`: sampling with one shared prompt, by llama.cpp's batches and by our engine, at several batch sizes."""

import json
import subprocess
import sys

import didact
from bench import measure, workloads
from converter import Absent, converter

BATCHES = (1, 8, 32, 128)
TYPES = {"fp32": "f32", "bf16": "bf16"}
# Tokens of the prompt, and of each completion at a batch size.
PROMPT = 64
TOKENS = {"medium": {1: 128, 8: 64, 32: 48, 128: 24}, "gemma": {1: 32, 8: 16, 32: 12, 128: 6}}


def measured(given):
    for size in given.sizes:
        if size == "gemma" and not given.gemma:
            measure.say("llama: gemma is skipped: it needs --gemma DIR")
            continue
        model = workloads.model(size, given.gemma)
        for dtype, outtype in TYPES.items():
            yield from of_type(size, model, dtype, gguf(size, model, outtype), given)


def of_type(size, model, dtype, file, given):
    runs = measure.Runs(f"llama-{size}-{dtype}", given.fresh)
    ours, theirs, ways = {}, {}, {}
    threads = sorted({1, measure.cores()})
    for batch in BATCHES:
        name = f"{size}, {dtype}, batch {batch}"
        own = {f"{name}, {t} threads, ours, trial": job(our_call, size, model, dtype, batch, t) for t in threads}
        at = threads[list(own).index(runs.best(own, seconds))]
        # A batch alone has nothing to share; else llama.cpp has two ways to hold the shared prompt.
        tried = [(t, unified) for t in threads for unified in ((True,) if batch == 1 else (True, False))]
        other = {f"{name}, {t} threads, unified {u}, theirs, trial": job(their_call, size, file, batch, t, u) for t, u in tried}
        t, u = tried[list(other).index(runs.best(other, seconds))]
        ours[name], theirs[name] = job(our_call, size, model, dtype, batch, at), job(their_call, size, file, batch, t, u)
        ways[name] = {"oursWith": f"{at} threads", "theirsWith": f"{t} threads, {'one' if u else 'a'} cache{'' if u else ' each'}"}
    found = runs.all(measure.pairs(given.pairs, ours, theirs))
    for name, with_what in ways.items():
        speeds = [measure.median(found, name, side, "tokensPerSecond") for side in ("ours", "theirs")]
        alone = measure.median(found, name, "theirs", "withoutSampling")
        yield measure.row(name, "tokens/s", *speeds, peerWithoutSampling=alone, **with_what)
    runs.ended()


def job(function, *arguments):
    return lambda: function(*arguments)


def seconds(run):
    return run["seconds"]


def our_call(size, model, dtype, batch, threads):
    """All of a call: the prompt, laying out the weights, and sampling."""
    tokens = TOKENS[size][batch]
    work = {"prompts": [prompt(size)], "solution": [[5]], "lengths": [[tokens] * batch]}
    file = measure.folder("data") / f"{size}-llama-{batch}.json"
    file.write_text(json.dumps(work))
    command = [*didact.COMMAND, "bench", "--model", model, "--workload", file, "--job", "generate"]
    done = json.loads(measure.process([*command, "--dtype", dtype, "--threads", threads])["printed"])
    return {"seconds": done["seconds"], "tokensPerSecond": batch * tokens / done["seconds"]}


def their_call(size, file, batch, threads, unified):
    given = {"model": str(file), "prompt": prompt(size), "batch": batch, "tokens": TOKENS[size][batch]}
    return measure.child("llama_decode", given | {"threads": threads, "unified": unified}, threads)


def prompt(size):
    return [100 + i for i in range(PROMPT)]


def gguf(size, model, outtype):
    """By llama.cpp's own converter. Only ids are given to the model, so any BPE tokenizer will do for it."""
    file = measure.folder("models") / f"{size}-{outtype}.gguf"
    if file.exists():
        return file
    try:
        script = converter(measure.folder("llama.cpp"))
    except Absent as reason:
        raise didact.Failed(str(reason), "") from reason
    aside = file.with_suffix(".aside")
    command = [sys.executable, "-m", "bench.llama_convert", script, model, "--outfile", aside, "--outtype", outtype]
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, cwd=didact.PEERS)
    if done.returncode != 0:
        raise didact.Failed(f"llama.cpp's converter: {done.stderr.strip()[-1500:]}", done.stdout)
    aside.rename(file)
    return file
