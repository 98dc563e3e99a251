"""Part `trl`: a step of RLT and a step of fine-tuning, by TRL and by our stages `rlt` and `sft`."""

import gzip
import json
import shutil

import didact
from bench import measure, workloads

SEQUENCES = 16
# The first step warms up, the last is measured.
GRPO_STEPS, SFT_STEPS = 2, 3
# Completions in a micro-batch that are tried.
BATCHES = (4, 16)
PHASES = {"sampling": "generate", "scoring": "score", "update": "train"}


def measured(given):
    for size in given.sizes:
        if size == "gemma" and not given.gemma:
            measure.say("trl: gemma is skipped: it needs --gemma DIR")
            continue
        yield from of_size(size, workloads.model(size, given.gemma), given)


def of_size(size, model, given):
    runs = measure.Runs(f"trl-{size}", given.fresh)
    total = workloads.STEPS[size]["problems"] * workloads.STEPS[size]["group"]
    batches = sorted({min(batch, total, SEQUENCES) for batch in BATCHES})
    ours = {f"{size}, {batch} at once, ours, trial": job(our_step, size, model, batch) for batch in batches}
    our_batch = batches[list(ours).index(runs.best(ours, step))]
    tried = [(batch, measure.cores()) for batch in batches]
    their_batch, threads = best_of_theirs(runs, size, model, tried)
    if threads > 1:
        their_batch, threads = best_of_theirs(runs, size, model, [(their_batch, threads), (their_batch, 1)])
    our_jobs = {f"{size}, RLT": job(our_step, size, model, our_batch), f"{size}, SFT": job(our_sft, size, model, our_batch)}
    for phase, name in PHASES.items():
        our_jobs[f"{size}, {phase}"] = job(our_phase, size, model, our_batch, name)
    their_jobs = {f"{size}, RLT": job(their_step, size, model, their_batch, threads)}
    their_jobs[f"{size}, SFT"] = job(their_sft, size, model, their_batch, threads)
    found = runs.all(measure.pairs(given.pairs, our_jobs, their_jobs))
    yield from rows(found, size, f"{our_batch} at once", f"{their_batch} at once, {threads} threads")
    runs.ended()


def job(function, *arguments):
    return lambda: function(*arguments)


def step(run):
    return run["step"]


def best_of_theirs(runs, size, model, tried):
    jobs = {f"{size}, {b} at once, {t} threads, theirs, trial": job(their_step, size, model, b, t) for b, t in tried}
    return tried[list(jobs).index(runs.best(jobs, step))]


def rows(found, size, our_way, their_way):
    def of(key, side, name):
        return measure.median(found, f"{size}, {key}", side, name)

    ways = {"oursWith": our_way, "theirsWith": their_way}
    for phase in PHASES:
        yield measure.row(f"{size}, {phase}", "s", of(phase, "ours", "step"), of("RLT", "theirs", phase), **ways)
    for kind in ("RLT", "SFT"):
        yield measure.row(f"{size}, step of {kind}", "s", of(kind, "ours", "step"), of(kind, "theirs", "step"), **ways)
        memory = of(kind, "ours", "peakMiB"), of(kind, "theirs", "peakMiB")
        yield measure.row(f"{size}, memory of {kind}", "MiB", *memory, **ways)


def micro_batch(size, at_once):
    """Tokens that a worker has at once, where all together have these completions: as `didact bench` reckons."""
    asked = workloads.STEPS[size]
    longest = asked["prompt"] + asked["tokens"] + workloads.SOLUTION
    return max(1, -(-at_once * longest // measure.cores()))


def our_step(size, model, at_once):
    asked = workloads.STEPS[size]
    keys = {
        "policy": str(model),
        "reward": {"student": str(model)},
        "problems": data(size, asked["problems"]),
        "steps": GRPO_STEPS,
        "problemsPerStep": asked["problems"],
        "rolloutsPerProblem": asked["group"],
        "sampling": {"temperature": 0.7, "maxNewTokens": asked["tokens"]},
    }
    done, out = stage("rlt", size, keys, at_once)
    file = out / "rollouts" / f"step-{GRPO_STEPS:06d}.jsonl.gz"
    completions = parsed(gzip.decompress(file.read_bytes()).decode())
    if short := [c for c in completions if len(c["ids"]) != asked["tokens"]]:
        raise didact.Failed(f"{len(short)} completions of {size} are shorter than {asked['tokens']} tokens", "")
    return timed(done, out, sum(len(c["promptIds"]) + len(c["ids"]) for c in completions))


def our_sft(size, model, at_once):
    from tokenizers import Tokenizer

    keys = {"model": str(model), "view": "student", "data": data(size, SEQUENCES), "steps": SFT_STEPS, "sequencesPerStep": SEQUENCES}
    done, out = stage("sft", size, keys, at_once)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    texts = [f"<S>{p['question']}<t>{workloads.taught(p)}" for p in workloads.problems(size, SEQUENCES)]
    return timed(done, out, sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts))


def data(size, count):
    file = workloads.write_jsonl(measure.folder("data") / f"{size}-{count}.jsonl", workloads.problems(size, count))
    return {"type": "file", "path": str(file)}


def stage(kind, size, keys, at_once):
    out = measure.folder("runs") / f"{kind}-{size}"
    shutil.rmtree(out, ignore_errors=True)
    machine = {"workers": measure.cores(), "tokensPerMicroBatch": micro_batch(size, at_once)}
    config = measure.folder("runs") / f"{kind}-{size}.yaml"
    config.write_text(json.dumps({"output": str(out), "format": workloads.FORMAT, "machine": machine} | keys))
    return measure.process([*didact.COMMAND, kind, config]), out


def timed(done, out, tokens):
    """The last step's seconds: its tokens by their speed, which metrics.jsonl has."""
    metrics = parsed((out / "metrics.jsonl").read_text())[-1]
    return {"step": tokens / metrics["tokensPerSecond"], "peakMiB": done["peakMiB"], "wall": done["seconds"]}


def parsed(text):
    return [json.loads(line) for line in text.split("\n") if line]


def our_phase(size, model, at_once, name):
    """One job of a step through the classes that the stage uses, on as many prompts and tokens."""
    asked = workloads.STEPS[size]
    file = measure.folder("data") / f"{size}-workload.json"
    prompt = workloads.prompt_ids(size, model)
    work = {
        "prompts": [prompt] * asked["problems"],
        "solution": [prompt[: workloads.SOLUTION]] * asked["problems"],
        "lengths": [[asked["tokens"]] * asked["group"]] * asked["problems"],
        "microBatch": at_once,
    }
    file.write_text(json.dumps(work))
    command = [*didact.COMMAND, "bench", "--model", model, "--workload", file, "--job", name]
    done = measure.process(command)
    return {"step": json.loads(done["printed"])["seconds"], "peakMiB": done["peakMiB"]}


def their_step(size, model, batch, threads):
    asked = workloads.STEPS[size]
    given = {"model": str(model), "steps": GRPO_STEPS, "batch": batch, "data": workloads.problems(size)}
    found = measure.child("grpo", given | {key: asked[key] for key in ("problems", "group", "tokens")}, threads)
    if found.pop("shortest") != asked["tokens"]:
        raise didact.Failed(f"TRL's completions of {size} are shorter than {asked['tokens']} tokens", "")
    return found


def their_sft(size, model, batch, threads):
    rows = workloads.problems(size, SEQUENCES)
    return measure.child("fine_tuning", {"model": str(model), "steps": SFT_STEPS, "batch": batch, "sequences": SEQUENCES, "data": rows}, threads)
