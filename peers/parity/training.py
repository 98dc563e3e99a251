"""What both kinds of training share: small problems, Didact's order of data, schedule and optimizer in PyTorch."""

import contextlib
import json
import math
import random
import shutil
import sys

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

import didact

BASE = didact.ROOT / "models" / "base"
WITHIN = 1e-4
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def chains(count, seed, right=True):
    """Chains such as 9a+4b+7c-7 (last digits, from left to right), step by step; with results by chance, which no
    model learns at once, where they need not be right."""
    dice = random.Random(seed)
    return [chain(dice, f"p{i}", right) for i in range(count)]


def chain(dice, name, right):
    value = dice.randrange(10)
    question, steps = str(value), []
    for letter in "abcd"[: dice.randint(2, 4)]:
        sign, digit = dice.choice("+-*"), dice.randrange(10)
        result = {"+": value + digit, "-": value - digit, "*": value * digit}[sign] % 10
        result = result if right else dice.randrange(10)
        question += f"{letter}{sign}{digit}"
        steps.append(f"{letter}{value}{sign}{digit}={result}")
        value = result
    return {"id": name, "question": question, "solution": str(value), "trace": f"step {','.join(steps)}."}


def write_jsonl(file, rows):
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))


def read_jsonl(text):
    return [json.loads(line) for line in text.split("\n") if line]


def with_tokenizer(folder):
    """Gives a model the shipped model's tokenizer."""
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BASE / name, folder / name)


def load(folder, dtype=torch.float32):
    """A model of transformers that is trained: nothing in it is random."""
    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()


class _Torch64:
    """torch, where float32 is float64."""

    float32 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


@contextlib.contextmanager
def precision(model):
    """A model in float64 works out its norms and softmax in what it calls float32, too; here that is float64. Others
    are left as they are."""
    module = sys.modules[type(model).__module__]
    if model.dtype == torch.float64:
        module.torch = _Torch64()
    try:
        yield
    finally:
        module.torch = torch


class Words:
    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def __call__(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids


def batch(size, per_batch, seed, number):
    """Which items batch `number` (from 0) has: decision 0006, EpochOrder, Java's SplittableRandom."""
    places = range(number * per_batch, (number + 1) * per_batch)
    orders = {epoch: shuffled(size, mix(seed, epoch)) for epoch in {place // size for place in places}}
    return [orders[place // size][place % size] for place in places]


def shuffled(size, seed):
    order, state = [0] * size, seed
    for i in range(size):
        j, state = below(i + 1, state)
        order[i] = order[j]
        order[j] = i
    return order


def below(bound, state):
    """SplittableRandom.nextInt(bound): without bias, by trying again."""
    value, state = next_int(state)
    if bound & (bound - 1) == 0:
        return value & (bound - 1), state
    half = value >> 1
    while half + bound - 1 - half % bound >= 1 << 31:
        value, state = next_int(state)
        half = value >> 1
    return half % bound, state


def next_int(state):
    state = (state + GAMMA) & MASK
    z = ((state ^ (state >> 33)) * 0x62A9D9ED799705F5) & MASK
    z = ((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & MASK
    return z >> 32, state


def mix(seed, *coordinates):
    value = finalise(seed + GAMMA)
    for coordinate in coordinates:
        value = finalise(value + GAMMA + finalise(coordinate))
    return value


def finalise(z):
    z &= MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def learning_rate(step, steps, peak, warm_up, shape="cosine"):
    """Of step `step`, from 0: docs/equations.md, Optimisation."""
    rising = math.ceil(warm_up * steps)
    if step < rising:
        return peak * (step + 1) / rising
    p = (step - rising) / max(1, steps - rising)
    return peak * {"cosine": (1 + math.cos(math.pi * p)) / 2, "linear": 1 - p, "constant": 1}[shape]


class Optimizer:
    """torch.optim.AdamW, clipping, and decay of matrices only, with the keys of a recipe's `optimizer`."""

    def __init__(self, model, keys):
        parameters = list(model.parameters())
        decayed = [each for each in parameters if each.dim() > 1]
        others = [each for each in parameters if each.dim() < 2]
        self.parameters, self.keys = parameters, keys
        self.adamw = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": keys["weightDecay"]}, {"params": others, "weight_decay": 0.0}],
            betas=(keys["beta1"], keys["beta2"]),
            eps=keys["epsilon"],
        )

    def step(self, rate):
        """Takes a step by the gradients there are, and forgets them; their norm before clipping."""
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, self.keys["maxGradientNorm"])
        for group in self.adamw.param_groups:
            group["lr"] = rate
        self.adamw.step()
        self.adamw.zero_grad()
        return norm.item()


def weights_apart(model, folder):
    """The largest difference of a weight from a saved model's, and where it is."""
    saved = load_file(folder / "model.safetensors")
    own = dict(model.state_dict())
    missing = [name for name in own if name not in saved and name != "lm_head.weight"]
    if missing:
        raise AssertionError(f"{folder} lacks {missing}")
    apart = {name: (own[name] - saved[name]).abs().max().item() for name in saved}
    name = max(apart, key=apart.get)
    return apart[name], name


@torch.no_grad()
def from_exact(model, exact, folder):
    """How far their weights and Didact's are from those of the same training in float64: what float32 loses."""
    pairs = zip(model.parameters(), exact.parameters(), strict=True)
    theirs = max((own.double() - other).abs().max().item() for own, other in pairs)
    return {"theirsFromExact": theirs, "didactFromExact": weights_apart(exact, folder)[0]}


def agree(row, names):
    """Whether all metrics are within the bound, and the weights of theirs, or of what both would be without rounding."""
    weights = min(row["weights"], row["didactFromExact"])
    return all(value <= WITHIN for value in [weights, *(row[name] for name in names)])


def largest(ours, theirs, name):
    """The largest difference of a metric over all steps, relative to values above 1."""
    return max(abs(a[name] - b[name]) / max(1.0, abs(b[name])) for a, b in zip(ours, theirs, strict=True))
