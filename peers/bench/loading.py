"""Part `loading`: a process that loads a model and scores one token, by transformers and by `didact logprobs`."""

import didact
from bench import measure, workloads

IDS = [5, 17]


def measured(given):
    runs = measure.Runs("loading", given.fresh)
    sizes = [size for size in given.sizes if size != "gemma" or given.gemma]
    ours, theirs = {}, {}
    for size in sizes:
        model = workloads.model(size, given.gemma)
        ours[size] = lambda model=model: our_load(model)
        theirs[size] = lambda model=model: their_load(model)
    found = runs.all(measure.pairs(given.pairs, ours, theirs))
    for size in sizes:
        for name, unit, what in (("wall", "s", "process"), ("peakMiB", "MiB", "memory")):
            own, other = (measure.median(found, size, side, name) for side in ("ours", "theirs"))
            yield measure.row(f"{size}, {what}", unit, own, other, theirsWith=f"{measure.cores()} threads")
    runs.ended()


def our_load(model):
    done = measure.process([*didact.COMMAND, "logprobs", "--model", model], lines=[{"ids": IDS}])
    value = didact.parsed(done["printed"])[0]["logprobs"][0]
    return {"wall": done["seconds"], "peakMiB": done["peakMiB"], "logProb": value}


def their_load(model):
    return measure.child("load_transformers", {"model": str(model), "ids": IDS}, measure.cores())
