"""Steps of GRPO held against PyTorch and TRL: Didact's own samples and rewards, then loss, gradient and weights.

What was sampled stands in the rollout log of a stage. PyTorch takes the same steps from the same weights: advantages,
ratio, KL to the reference, reduction, clipping and AdamW are computed here anew, by the equations of docs/equations.md.
"""

import gzip
import json
import tempfile
from pathlib import Path

import torch

import didact
from parity import training

SEED, PROBLEMS, PER_STEP, GROUP, STEPS, TEMPERATURE = 5, 12, 4, 6, 3, 0.8
LENGTH = 60
OPTIMIZER = {
    "learningRate": 1e-4,
    "schedule": "constant",
    "warmUp": 0.0,
    "beta1": 0.9,
    "beta2": 0.999,
    # With 1e-8 a first step is little but the gradient's signs, and rounding decides those of what is almost 0.
    "epsilon": 1e-6,
    "weightDecay": 0.0,
    "maxGradientNorm": 1.0,
}
CLIPPED = {"type": "clipped", "epsilonLow": 0.1, "epsilonHigh": 0.15}
# name → keys of `algorithm`, and more keys of the stage
CASES = {
    "paper": ({"beta": 0.04}, {}),
    "large β, the reference follows": ({"beta": 0.5}, {"reference": {"weight": 0.7, "everySteps": 2}}),
    "token mean, no deviation, no KL": ({"beta": 0.0, "lossReduction": "token-mean", "advantage": "without-std"}, {}),
    "constant length": ({"beta": 0.1, "lossReduction": {"type": "constant", "length": LENGTH}}, {}),
    "two updates, clipped": ({"beta": 0.04, "ratio": CLIPPED}, {"updatesPerBatch": 2}),
    "truncated ones masked": ({"beta": 0.04, "maskTruncated": True}, {"sampling": {"temperature": TEMPERATURE, "maxNewTokens": 24}}),
    "RLT": ({"beta": 0.04}, {"type": "rlt"}),
    "rate 1e-3, ε 1e-8": ({"beta": 0.04}, {"optimizer": OPTIMIZER | {"learningRate": 1e-3, "epsilon": 1e-8}}),
}
# What TRL does otherwise: it counts masked completions in the denominator.
NOT_IN_TRL = {"truncated ones masked"}


def check():
    for name, (algorithm, more) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            yield from one(name, algorithm, dict(more), Path(folder))


def one(name, algorithm, more, folder):
    out = folder / "rl"
    row = {"case": name, "against": "PyTorch", "steps": STEPS, "limit": training.WITHIN}
    try:
        ours = trained_by_didact(algorithm, more, folder, out)
    except didact.Failed as failed:
        yield row | {"ok": False, "reason": str(failed)}
        return
    steps = [rollouts(out, step) for step in range(STEPS)]
    trained = trained_by_torch(algorithm, more, steps)
    exact, _ = trained_by_torch(algorithm, more, steps, torch.float64)
    yield apart(row, ours, trained, exact, out)
    if name not in NOT_IN_TRL:
        from parity import trl_steps

        theirs = trl_steps.trained(algorithm, more, steps, optimizer_of(more), TEMPERATURE, LENGTH)
        yield apart(row | {"against": "TRL"}, ours, theirs, exact, out)
    if name == "RLT":
        yield rewards(steps)


def apart(row, ours, trained, exact, out):
    model, theirs = trained
    weights, where = training.weights_apart(model, out / "model")
    moved = training.weights_apart(training.load(training.BASE), out / "model")[0]
    metrics = {key: training.largest(ours, theirs, key) for key in theirs[0]}
    row |= metrics | {"weights": weights, "where": where, "moved": moved}
    row |= training.from_exact(model, exact, out / "model")
    return row | {"ok": training.agree(row, metrics)}


def trained_by_didact(algorithm, more, folder, out):
    data = folder / "data.jsonl"
    training.write_jsonl(data, training.chains(PROBLEMS, 2))
    kind = more.pop("type", "grpo")
    keys = {
        "output": str(out),
        "seed": SEED,
        "policy": str(training.BASE),
        "format": "small",
        "problems": {"type": "file", "path": str(data)},
        "steps": STEPS,
        "problemsPerStep": PER_STEP,
        "rolloutsPerProblem": GROUP,
        "algorithm": algorithm,
        "sampling": {"temperature": TEMPERATURE, "maxNewTokens": LENGTH},
        "optimizer": OPTIMIZER,
        "machine": {"workers": 2, "tokensPerMicroBatch": 300},
    } | more
    if kind == "rlt":
        keys["reward"] = {"student": str(training.BASE), "lambda": LAMBDA}
    config = folder / "rl.yaml"
    config.write_text(json.dumps(keys))
    didact.run(kind, config)
    return training.read_jsonl((out / "metrics.jsonl").read_text())


def rollouts(out, step):
    """Groups of completions, in the order of the log."""
    file = out / "rollouts" / f"step-{step + 1:06d}.jsonl.gz"
    rows = training.read_jsonl(gzip.decompress(file.read_bytes()).decode())
    groups = {}
    for row in rows:
        groups.setdefault(row["problem"], []).append(row)
    return list(groups.values())


def optimizer_of(more):
    return more.get("optimizer", OPTIMIZER)


def trained_by_torch(algorithm, more, steps, dtype=torch.float32):
    policy, reference = training.load(training.BASE, dtype), training.load(training.BASE, dtype)
    with training.precision(policy):
        return policy, steps_of_torch(policy, reference, algorithm, more, steps)


def steps_of_torch(policy, reference, algorithm, more, steps):
    """The metrics of each step's last update."""
    keys = optimizer_of(more)
    optimizer = training.Optimizer(policy, keys)
    sync = more.get("reference", {"weight": 0.9, "everySteps": 32})
    metrics = []
    for number, groups in enumerate(steps):
        for _ in range(more.get("updatesPerBatch", 1)):
            own = loss_of(policy, reference, groups, algorithm)
            own.pop("total").backward()
            own["gradientNorm"] = optimizer.step(keys["learningRate"])
        metrics.append(own)
        if (number + 1) % sync["everySteps"] == 0:
            pull(reference, policy, sync["weight"])
    return metrics


@torch.no_grad()
def pull(reference, policy, weight):
    for old, new in zip(reference.parameters(), policy.parameters(), strict=True):
        old.lerp_(new, weight)


def loss_of(policy, reference, groups, algorithm):
    """The batch's loss, with its graph, and what is logged beside it."""
    beta, ratio = algorithm["beta"], algorithm.get("ratio", "on-policy")
    taken = [
        (row, advantage)
        for group in groups
        for row, advantage in zip(group, advantages(group, algorithm.get("advantage", "with-std")), strict=True)
        if row["finish"] == "stop" or not algorithm.get("maskTruncated")
    ]
    tokens = sum(len(row["ids"]) for row, _ in taken)
    total, kl_sum, clipped_sum = 0.0, 0.0, 0
    for row, advantage in taken:
        log_probs = completion_log_probs(policy, row)
        kl = torch.zeros_like(log_probs)
        if beta > 0:
            with torch.no_grad():
                d_reference = completion_log_probs(reference, row)
            d = d_reference - log_probs
            kl = d.exp() - d - 1
        if ratio == "on-policy":
            surrogate = (log_probs - log_probs.detach()).exp() * advantage
        else:
            rho = (log_probs - torch.tensor(row["logProbs"])).exp()
            bounded = rho.clamp(1 - ratio["epsilonLow"], 1 + ratio["epsilonHigh"])
            surrogate = torch.minimum(rho * advantage, bounded * advantage)
            clipped_sum += int((bounded * advantage < rho * advantage).sum())
        weight = token_weight(algorithm.get("lossReduction", "sequence-mean"), len(row["ids"]), len(taken), tokens)
        total = total - weight * (surrogate - beta * kl).sum()
        kl_sum += kl.sum().item()
    metrics = {"total": total, "loss": total.item()}
    if beta > 0:
        metrics["kl"] = kl_sum / tokens
    if ratio != "on-policy":
        metrics["clippedFraction"] = clipped_sum / tokens
    return metrics


def completion_log_probs(model, row, temperature=TEMPERATURE):
    start = len(row["promptIds"])
    return span_log_probs(model, row["promptIds"] + row["ids"], start, start + len(row["ids"]), temperature)


def span_log_probs(model, ids, start, end, temperature):
    logits = model(torch.tensor([ids])).logits[0, start - 1 : end - 1] / temperature
    return logits.log_softmax(-1).gather(1, torch.tensor(ids[start:end])[:, None])[:, 0]


def advantages(group, kind):
    rewards = torch.tensor([row["reward"] for row in group], dtype=torch.float64)
    centred = rewards - rewards.mean()
    return (centred / (rewards.std() + 1e-4) if kind == "with-std" else centred).tolist()


def token_weight(reduction, length, sequences, tokens):
    if reduction == "sequence-mean":
        return 1 / length / sequences
    return 1 / tokens if reduction == "token-mean" else 1 / reduction["length"] / sequences


LAMBDA, ALPHA, PENALTY = 3.0, 0.01, -1.0


@torch.no_grad()
def rewards(steps):
    """The rewards of the first step, of explanations by the weights that the stage began with."""
    model, words = training.load(training.BASE), training.Words(training.BASE)
    differences = [abs(rlt_reward(model, words, row) - row["reward"]) for group in steps[0] for row in group]
    row = {"case": "RLT, rewards", "against": "PyTorch", "completions": len(differences), "limit": training.WITHIN}
    return row | {"reward": max(differences), "ok": max(differences) <= training.WITHIN}


def rlt_reward(model, words, row):
    """r_SS − λ·r_KL + penalty, with the tags of the format `small`."""
    close = words("</e>")[0]
    ends = {close, words("</t>")[0], words("<end>")[0]}
    stop = next((i for i, each in enumerate(row["ids"]) if each in ends), len(row["ids"]))
    think = row["ids"][:stop]
    closed = stop < len(row["ids"]) and row["ids"][stop] == close
    before = words(f"<S>{row['question']}<t>")
    solution = words(row["solution"])
    seen = before + think + words("</t><s>") + solution
    start = len(seen) - len(solution)
    r_ss = reduced(span_log_probs(model, seen, start, len(seen), TEMPERATURE), "min")
    r_kl = 0.0
    if think:
        teacher = completion_log_probs(model, row)[:stop]
        student = span_log_probs(model, seen, len(before), len(before) + stop, TEMPERATURE)
        r_kl = reduced(teacher - student, "max")
    return r_ss - LAMBDA * r_kl + (0.0 if closed and think else PENALTY)


def reduced(values, extreme):
    return (values.mean() + ALPHA * getattr(values, extreme)()).item()
