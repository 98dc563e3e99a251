"""Fine-tuning held against a plain loop of PyTorch: transformers' model and loss, torch.optim.AdamW, the same batches."""

import json
import tempfile
from pathlib import Path

import torch

import didact
from parity import models, training
from parity.families import FAMILIES, SIZES

STEPS, PER_STEP, EXAMPLES, FEW, SEED = 20, 8, 60, 12, 5
OPTIMIZER = {
    "learningRate": 3e-4,
    "schedule": "cosine",
    "warmUp": 0.1,
    "beta1": 0.9,
    "beta2": 0.95,
    "epsilon": 1e-8,
    "weightDecay": 0.01,
    "maxGradientNorm": 0.5,
}


def check(only=()):
    """The shipped model, also at a high rate on a few chains that it learns by heart, and a random one of each family's
    last variation."""
    problems = training.chains(EXAMPLES, 1, right=False)
    if not only:
        yield one("models/base", training.BASE, problems)
        yield one("models/base, rate 1e-3, few", training.BASE, training.chains(FEW, 1), OPTIMIZER | {"learningRate": 1e-3})
    for family, variations in FAMILIES.items():
        if not only or family in only:
            name = list(variations)[-1]
            with tempfile.TemporaryDirectory() as folder:
                sizes = SIZES | {"vocab_size": 56, "eos_token_id": 9, "initializer_range": 0.1}
                models.random_model(family, variations[name], sizes).save_pretrained(folder)
                training.with_tokenizer(Path(folder))
                yield one(f"{family}, {name}", Path(folder), problems) | {"family": family}


def one(name, model, problems, optimizer=OPTIMIZER):
    row = {"model": name, "steps": STEPS, "limit": training.WITHIN}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "sft")
        try:
            ours = trained_by_didact(model, problems, optimizer, Path(folder), out)
        except didact.Failed as failed:
            return row | {"ok": False, "reason": str(failed)}
        trained, theirs = trained_by_torch(model, problems, optimizer)
        weights, where = training.weights_apart(trained, out / "model")
        exact, _ = trained_by_torch(model, problems, optimizer, torch.float64)
        exactly = training.from_exact(trained, exact, out / "model")
        moved = training.weights_apart(training.load(model), out / "model")[0]
        apart = {key: training.largest(ours, theirs, key) for key in ("loss", "gradientNorm", "learningRate")}
    losses = {"firstLoss": ours[0]["loss"], "lastLoss": ours[-1]["loss"]}
    row |= apart | {"weights": weights, "where": where, "moved": moved} | exactly | losses
    return row | {"ok": training.agree(row, apart)}


def trained_by_didact(model, problems, optimizer, folder, out):
    data = folder / "data.jsonl"
    training.write_jsonl(data, problems)
    keys = {
        "output": str(out),
        "seed": SEED,
        "model": str(model),
        "view": "student",
        "format": "small",
        "data": {"type": "file", "path": str(data)},
        "steps": STEPS,
        "sequencesPerStep": PER_STEP,
        "optimizer": optimizer,
        "machine": {"workers": 2, "tokensPerMicroBatch": 100},
    }
    config = folder / "sft.yaml"
    config.write_text(json.dumps(keys))
    didact.run("sft", config)
    return training.read_jsonl((out / "metrics.jsonl").read_text())


def trained_by_torch(folder, problems, keys, dtype=torch.float32):
    model = training.load(folder, dtype)
    with training.precision(model):
        return model, steps_of_torch(model, training.Words(folder), problems, keys)


def steps_of_torch(model, words, problems, keys):
    optimizer = training.Optimizer(model, keys)
    metrics = []
    for step in range(STEPS):
        chosen = training.batch(len(problems), PER_STEP, SEED, step)
        ids, labels = padded([example(problems[i], words) for i in chosen])
        loss = mean_loss(model, ids, labels)
        loss.backward()
        rate = training.learning_rate(step, STEPS, keys["learningRate"], keys["warmUp"])
        metrics.append({"loss": loss.item(), "gradientNorm": optimizer.step(rate), "learningRate": rate})
    return metrics


def mean_loss(model, ids, labels):
    """transformers' own loss, the mean over all labels of the batch; the same by hand in float64, where transformers
    rounds the logits."""
    seen = {"input_ids": ids.clamp(min=0), "attention_mask": (ids >= 0).long()}
    if model.dtype == torch.float64:
        logits = model(**seen).logits[:, :-1]
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten())
    return model(**seen, labels=labels, num_items_in_batch=(labels >= 0).sum()).loss


def example(problem, words):
    """Prompt and what is learned, as the format `small` has them for a student."""
    prompt = words(f"<S>{problem['question']}<t>")
    return prompt, words(f"{problem['trace']}</t><s>{problem['solution']}</s><end>")


def padded(examples):
    length = max(len(prompt) + len(learned) for prompt, learned in examples)
    ids = torch.full((len(examples), length), -1)
    labels = torch.full((len(examples), length), -100)
    for row, (prompt, learned) in enumerate(examples):
        ids[row, : len(prompt) + len(learned)] = torch.tensor(prompt + learned)
        labels[row, len(prompt) : len(prompt) + len(learned)] = torch.tensor(learned)
    return ids, labels
