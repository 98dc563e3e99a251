"""Log-probs and greedy text of a few prompts, by Didact and by transformers."""

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

import didact

LOG_PROBS_WITHIN = 1e-3

# Our own; each begins a text, as the model expects it.
PROMPTS = [
    "<bos>The capital of France is",
    "<bos>Once upon a time, there was a little girl who",
    "<bos>Question: Mia has 7 apples. Ben has 4 more apples than Mia. How many apples does Ben have?\nAnswer:",
    "<bos>def fibonacci(n):\n    ",
    "<bos>Die Hauptstadt von Österreich ist",
    "<bos>1, 1, 2, 3, 5, 8, 13,",
    "<bos>Water boils at 100 degrees Celsius because",
    "<bos>To make a cake you need flour,",
]


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def check(given):
    tokenizer = Tokenizer.from_file(str(given.model / "tokenizer.json"))
    prompts = [tokenizer.encode(text, add_special_tokens=False).ids for text in PROMPTS]
    model = load(given.model)
    theirs = [written(model, ids, given.tokens) for ids in prompts]
    ours = didact.greedy(given.model, prompts, given.tokens)
    texts = [ids + more for ids, more in zip(prompts, theirs, strict=True)]
    differences = [
        abs(a - b)
        for ids, of_ours in zip(texts, didact.log_probs(given.model, texts), strict=True)
        for a, b in zip(log_probs(model, ids), of_ours, strict=True)
    ]
    row = {
        "prompts": len(prompts),
        "tokensWritten": given.tokens,
        "greedyEqual": sum(a == b for a, b in zip(ours, theirs, strict=True)),
        "logProbs": len(differences),
        "largestDifference": max(differences),
        "limit": LOG_PROBS_WITHIN,
    }
    return row | {"ok": row["greedyEqual"] == len(prompts) and row["largestDifference"] <= LOG_PROBS_WITHIN}


@torch.no_grad()
def written(model, ids, tokens):
    """Tokens after a prompt; end ids do not end them."""
    model.generation_config.eos_token_id = None
    prompt = torch.tensor([ids])
    whole = model.generate(
        prompt, attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=tokens, pad_token_id=0
    )
    return whole[0, len(ids) :].tolist()


@torch.no_grad()
def log_probs(model, ids):
    logits = model(torch.tensor([ids])).logits[0, :-1]
    return logits.log_softmax(-1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0].tolist()
