"""Small checkpoints with biases, windows and YaRN, and what a decoder must make of them.

Float64 NumPy, apart from the project's code: token by token and head by head, keys picked by the
rule of the window instead of masked. Run it with a directory and, if you like, a seed:

    python3 variations_oracle.py ../resources/golden

It writes DIRECTORY/NAME/{config.json, model.safetensors, expected.json}. The committed ones are of
seed 1. `expected.json` is as that of the other golden checkpoints: `cases` (`ids`, `logprobs`: entry
t is log p(ids[t+1] | ids[..t]), `logprobs_t0.7`: the same with logits divided by 0.7) and `greedy`.
"""
import json
import math
import pathlib
import struct
import sys

import numpy as np

COMMON = dict(hidden_act="silu", hidden_size=16, intermediate_size=20, vocab_size=36,
              num_attention_heads=4, num_key_value_heads=2, num_hidden_layers=2,
              max_position_embeddings=256, rms_norm_eps=1e-6, tie_word_embeddings=True)

MODELS = {
    # One window for all layers; heads wider than the hidden size; a head of its own.
    "mistral-window": dict(COMMON, model_type="mistral", head_dim=8, sliding_window=7, rope_theta=10000.0,
                           tie_word_embeddings=False),
    # The first layer sees everything, the two others five tokens; one key head for all.
    "qwen2-window": dict(COMMON, model_type="qwen2", hidden_size=18, num_attention_heads=3, num_key_value_heads=1,
                         num_hidden_layers=3, rope_theta=1000000, use_sliding_window=True, sliding_window=5,
                         max_window_layers=1),
    # As the pages of Qwen2.5 and Qwen3 say to go beyond 32,768 tokens; the original length is small here.
    "qwen2-yarn": dict(COMMON, model_type="qwen2", hidden_size=24, max_position_embeddings=64, rope_theta=100.0,
                       rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=64)),
    # The newer layout, kinds of layers one by one, borders not moved to whole pairs, attention's biases.
    "qwen3-yarn-window": dict(COMMON, model_type="qwen3", head_dim=10, num_hidden_layers=3, attention_bias=True,
                              use_sliding_window=True, sliding_window=6,
                              layer_types=["sliding_attention", "full_attention", "sliding_attention"],
                              rope_parameters=dict(rope_type="yarn", rope_theta=5000.0, factor=3.0, beta_fast=8,
                                                   beta_slow=0.5, truncate=False, mscale=1.3, mscale_all_dim=0.6,
                                                   original_max_position_embeddings=24)),
    # All biases that the family can have, and the older name of linear scaling.
    "llama-biases": dict(COMMON, model_type="llama", attention_bias=True, mlp_bias=True, head_dim=None,
                         rope_theta=500000.0, rope_scaling=dict(type="linear", factor=2.5),
                         tie_word_embeddings=False),
}


def head_dim(c):
    return c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]


def tensors(c, rng):
    """Random weights under their names in a file, rounded to float32."""
    d, inner, width = c["hidden_size"], c["intermediate_size"], head_dim(c)
    q, kv = c["num_attention_heads"] * width, c["num_key_value_heads"] * width
    attention_bias = c.get("attention_bias", False)
    biased = {"q": attention_bias or c["model_type"] == "qwen2", "o": attention_bias, "mlp": c.get("mlp_bias", False)}
    out = {"model.embed_tokens.weight": rng.normal(0, 0.6, (c["vocab_size"], d))}

    def linear(name, rows, columns, bias):
        out[name + ".weight"] = rng.normal(0, 0.3, (rows, columns))
        if bias:
            out[name + ".bias"] = rng.normal(0, 0.4, rows)

    for i in range(c["num_hidden_layers"]):
        block = f"model.layers.{i}."
        for name, rows in (("q", q), ("k", kv), ("v", kv)):
            linear(f"{block}self_attn.{name}_proj", rows, d, biased["q"])
        linear(block + "self_attn.o_proj", d, q, biased["o"])
        linear(block + "mlp.gate_proj", inner, d, biased["mlp"])
        linear(block + "mlp.up_proj", inner, d, biased["mlp"])
        linear(block + "mlp.down_proj", d, inner, biased["mlp"])
        if c["model_type"] == "qwen3":
            for name in "qk":
                out[f"{block}self_attn.{name}_norm.weight"] = rng.normal(1, 0.2, width)
        for name in ("input_layernorm", "post_attention_layernorm"):
            out[f"{block}{name}.weight"] = rng.normal(1, 0.2, d)
    out["model.norm.weight"] = rng.normal(1, 0.2, d)
    if not c["tie_word_embeddings"]:
        out["lm_head.weight"] = rng.normal(0, 0.4, (c["vocab_size"], d))
    return {name: w.astype(np.float32) for name, w in out.items()}


def window(c, layer):
    """How many tokens a token of this layer sees, itself included; None for all."""
    if c["model_type"] == "mistral":
        return c.get("sliding_window")
    if not c.get("use_sliding_window"):
        return None
    kinds = c.get("layer_types")
    slides = kinds[layer] == "sliding_attention" if kinds else layer >= c["max_window_layers"]
    return c["sliding_window"] if slides else None


def rotation(c):
    """Radians a position of each pair, and what rotated vectors are multiplied by."""
    s = c.get("rope_parameters") or c.get("rope_scaling") or {}
    theta, d = s.get("rope_theta", c.get("rope_theta")), head_dim(c)
    kind = s.get("rope_type", s.get("type", "default"))
    plain = [theta ** (-2 * i / d) for i in range(d // 2)]
    if kind == "default":
        return plain, 1.0
    if kind == "linear":
        return [f / s["factor"] for f in plain], 1.0
    assert kind == "yarn"

    def pair(turns):  # that turns so often within the original length
        return d * math.log(s["original_max_position_embeddings"] / (2 * math.pi * turns)) / (2 * math.log(theta))
    low, high = pair(s.get("beta_fast", 32)), pair(s.get("beta_slow", 1))
    if s.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, d - 1)
    if low == high:
        high += 0.001
    share = [min(1.0, max(0.0, (i - low) / (high - low))) for i in range(d // 2)]
    frequencies = [f / s["factor"] * r + f * (1 - r) for f, r in zip(plain, share)]

    def longer(scale):
        return 0.1 * scale * math.log(s["factor"]) + 1
    stretch = longer(1)
    if s.get("mscale") and s.get("mscale_all_dim"):
        stretch = longer(s["mscale"]) / longer(s["mscale_all_dim"])
    return frequencies, s.get("attention_factor", stretch)


def logits(c, weights, ids):
    """[tokens, vocabulary]"""
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    width, eps = head_dim(c), c["rms_norm_eps"]
    group = c["num_attention_heads"] // c["num_key_value_heads"]
    frequencies, stretch = rotation(c)

    def linear(name, x):
        y = w[name + ".weight"] @ x
        return y + w[name + ".bias"] if name + ".bias" in w else y

    def norm(name, x):
        return w[name + ".weight"] * x / math.sqrt(np.mean(x * x) + eps)

    def heads(name, x, position):
        out = []
        for head in linear(name + "_proj", x).reshape(-1, width):
            if name + "_norm.weight" in w:
                head = norm(name + "_norm", head)
            if position is not None:
                a, b = head[:width // 2], head[width // 2:]
                turned = (a + 1j * b) * np.exp(1j * position * np.array(frequencies)) * stretch
                head = np.concatenate([turned.real, turned.imag])
            out.append(head)
        return out

    states = [w["model.embed_tokens.weight"][i] for i in ids]
    for layer in range(c["num_hidden_layers"]):
        block, sees = f"model.layers.{layer}.", window(c, layer)
        normed = [norm(block + "input_layernorm", x) for x in states]
        q = [heads(block + "self_attn.q", x, t) for t, x in enumerate(normed)]
        k = [heads(block + "self_attn.k", x, t) for t, x in enumerate(normed)]
        v = [heads(block + "self_attn.v", x, None) for x in normed]
        for t in range(len(ids)):
            seen = [s for s in range(t + 1) if sees is None or t - s < sees]
            mixed = []
            for h in range(c["num_attention_heads"]):
                scores = np.array([q[t][h] @ k[s][h // group] for s in seen]) / math.sqrt(width)
                p = np.exp(scores - scores.max())
                p /= p.sum()
                mixed.append(sum(share * v[s][h // group] for share, s in zip(p, seen)))
            x = states[t] + linear(block + "self_attn.o_proj", np.concatenate(mixed))
            y = norm(block + "post_attention_layernorm", x)
            gate = linear(block + "mlp.gate_proj", y)
            inner = gate / (1 + np.exp(-gate)) * linear(block + "mlp.up_proj", y)
            states[t] = x + linear(block + "mlp.down_proj", inner)
    head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
    return np.array([head @ norm("model.norm", x) for x in states])


def log_probs(z, ids, temperature):
    z = z[:-1] / temperature
    z = z - z.max(1, keepdims=True)
    z = z - np.log(np.exp(z).sum(1, keepdims=True))
    return [round(float(row[i]), 8) for row, i in zip(z, ids[1:])]


def write_safetensors(path, weights):
    header, at = {}, 0
    for name, value in weights.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + value.nbytes]}
        at += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(v.astype("<f4").tobytes() for v in weights.values()))


def main(directory, seed):
    for number, (name, c) in enumerate(MODELS.items()):
        rng = np.random.default_rng([seed, number])
        weights = tensors(c, rng)
        cases = []
        for length in (6, 40):
            ids = [int(i) for i in rng.integers(0, c["vocab_size"], length)]
            z = logits(c, weights, ids)
            cases.append({"ids": ids, "logprobs": log_probs(z, ids, 1), "logprobs_t0.7": log_probs(z, ids, 0.7)})
        prompt = [int(i) for i in rng.integers(0, c["vocab_size"], 9)]
        ids = list(prompt)
        for _ in range(16):
            ids.append(int(logits(c, weights, ids)[-1].argmax()))
        folder = pathlib.Path(directory) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(c, indent=1) + "\n")
        write_safetensors(folder / "model.safetensors", weights)
        expected = {"cases": cases, "greedy": {"prompt": prompt, "continuation": ids[len(prompt):]}}
        (folder / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
