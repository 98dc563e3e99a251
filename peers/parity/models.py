"""Models held against transformers: log-probs and greedy continuations of the same files."""

import json
import random
import shutil
import tempfile
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM

import didact
from parity.families import FAMILIES, SIZES

LOG_PROBS_WITHIN = 1e-4
NEW_TOKENS = 24
LENGTHS = [2, 5, 17, 33, 64, 100]


def check(only=()):
    for family, variations in FAMILIES.items():
        if not only or family in only:
            for name, keys in variations.items():
                yield from variation(family, name, keys)


def variation(family, name, keys):
    """Written by transformers; where positions are scaled also as transformers 4 named that; of the first and last
    variation also written by Didact."""
    variations = list(FAMILIES[family])
    with tempfile.TemporaryDirectory() as folder:
        theirs, older, ours = Path(folder, "theirs"), Path(folder, "older"), Path(folder, "ours")
        random_model(family, keys).save_pretrained(theirs)
        yield compared(family, name, "written by transformers", theirs, theirs)
        if name in ("llama3", "yarn"):
            older_names(theirs, older)
            yield compared(family, name, "with names of transformers 4", older, theirs)
        if name in (variations[0], variations[-1]):
            didact.run("init", ours, "--config", theirs / "config.json", "--seed", 3)
            yield compared(family, name, "written by Didact", ours, ours)


def random_model(family, keys, sizes=SIZES):
    """All weights random, those too that begin as 0 or 1."""
    torch.manual_seed(7)
    config = AutoConfig.for_model(family, **(sizes | keys))
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter += 0.2 * torch.randn_like(parameter)
    return model


def older_names(source, target):
    """The same model, its config.json as transformers 4 wrote it."""
    target.mkdir()
    for file in source.iterdir():
        if file.name != "config.json":
            shutil.copy(file, target)
    config = json.loads((source / "config.json").read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    (target / "config.json").write_text(json.dumps(config))


def compared(family, name, files, for_us, for_them):
    sequences = random_sequences(SIZES["vocab_size"])
    prompts = [ids[: max(1, len(ids) // 3)] for ids in sequences]
    row = {"family": family, "variation": name, "files": files, "limit": LOG_PROBS_WITHIN}
    try:
        model, loading = AutoModelForCausalLM.from_pretrained(
            for_them, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
        )
        theirs = [log_probs(model, ids) for ids in sequences]
        ours = didact.log_probs(for_us, sequences)
        continued = [greedy(model, ids, NEW_TOKENS) for ids in prompts] == didact.greedy(for_us, prompts, NEW_TOKENS)
    except didact.Failed as failed:
        return row | {"ok": False, "reason": str(failed)}
    difference = max(abs(a - b) for x, y in zip(theirs, ours, strict=True) for a, b in zip(x, y, strict=True))
    unread = sorted(str(key) for keys in loading.values() for key in keys)
    ok = difference <= LOG_PROBS_WITHIN and continued and not unread
    return row | {"difference": difference, "greedyEqual": continued, "unread": unread, "ok": ok}


def random_sequences(vocabulary):
    dice = random.Random(5)
    return [[dice.randrange(vocabulary) for _ in range(length)] for length in LENGTHS]


@torch.no_grad()
def log_probs(model, ids, temperature=1.0):
    logits = model(torch.tensor([ids])).logits[0, :-1].float() / temperature
    return logits.log_softmax(-1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0].tolist()


@torch.no_grad()
def greedy(model, ids, tokens):
    model.generation_config.eos_token_id = None
    prompt = torch.tensor([ids])
    written = model.generate(
        prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=tokens, pad_token_id=0
    )
    return written[0, len(ids) :].tolist()
