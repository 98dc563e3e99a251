"""A model that Didact trained, converted by llama.cpp's own converter and served by llama.cpp."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import didact
from converter import Absent, converter
from interop.run import Skipped

PROMPT = "Question: What is 17 · 24?\nAnswer:"
TOKENS = 24


def converted(run):
    """The model's files, and the GGUF file; both made once."""
    gguf = run.folder / "didact.gguf"
    model = trained(run)
    if not gguf.exists():
        try:
            script = converter(run.folder)
        except Absent as reason:
            raise Skipped(str(reason)) from reason
        python_path = os.pathsep.join([str(script.parent / "gguf-py"), str(script.parent)])
        done = subprocess.run(
            [sys.executable, script, model, "--outfile", gguf, "--outtype", "f32"],
            env=os.environ | {"PYTHONPATH": python_path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-1500:]
    return model, gguf


def trained(run):
    """A small model in Qwen2's layout with Qwen2.5's tokenizer, after a few steps of fine-tuning."""
    out = run.folder / "qwen"
    if out.exists():
        return out / "model"
    if not run.data or not (tokenizer := Path(run.data, "qwen2.5-tokenizer", "tokenizer.json")).exists():
        raise Skipped("needs --data with qwen2.5-tokenizer/tokenizer.json in it")
    sizes = {"vocab_size": 151936, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 256}
    ends = {"eos_token_id": 151645, "bos_token_id": 151643, "rope_theta": 1e6, "rms_norm_eps": 1e-6}
    config = run.folder / "config.json"
    common = {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "tie_word_embeddings": True}
    config.write_text(json.dumps(common | sizes | heads | ends | {"initializer_range": 0.1}))
    start = run.folder / "qwen-start"
    didact.run("init", start, "--config", config, "--tokenizer", tokenizer.parent)
    rows = [{"question": f"What is {a} + {a}?", "solution": str(a + a), "trace": f"{a} and {a} are {a + a}."} for a in range(8)]
    data = run.folder / "sums.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    keys = {"output": str(out), "model": str(start), "view": "student", "format": "r1", "steps": 3, "sequencesPerStep": 4}
    file = run.folder / "qwen.yaml"
    file.write_text(json.dumps(keys | {"data": {"type": "file", "path": str(data)}, "optimizer": {"learningRate": 1e-3}}))
    didact.run("sft", file)
    return out / "model"


def gguf(run):
    """Read back by the gguf package: the tensors are the model's."""
    import numpy
    from gguf import GGUFReader
    from safetensors.numpy import load_file

    model, file = converted(run)
    read = {tensor.name: tensor.data for tensor in GGUFReader(file).tensors}
    own = load_file(model / "model.safetensors")
    for theirs, ours in {"token_embd.weight": "model.embed_tokens.weight", "blk.1.attn_v.bias": "model.layers.1.self_attn.v_proj.bias"}.items():
        assert numpy.array_equal(read[theirs], own[ours]), theirs
    assert len(read) == len(own), (sorted(read), sorted(own))
    return f"{len(read)} tensors of a model with Qwen2.5's tokenizer, converted by llama.cpp's converter"


def served(run):
    """llama.cpp writes the tokens that Didact writes."""
    if not importlib.util.find_spec("xllamacpp"):
        raise Skipped("xllamacpp is not installed")
    import xllamacpp

    model, file = converted(run)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = 256
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    asked = {"prompt": PROMPT, "n_predict": TOKENS, "temperature": 0, "return_tokens": True, "ignore_eos": True}
    answer = server.handle_completions(asked)
    command = ("generate", "--model", model, "--temperature", 0, "--max-tokens", TOKENS, "--ignore-eos")
    ours = didact.rows(*command, lines=[{"prompt": PROMPT}])[0]["completions"][0]
    text = answer["choices"][0]["text"] if "choices" in answer else answer["content"]
    assert text == ours["text"], (text, ours["text"])
    return f"{len(ours['ids'])} greedy tokens are the same, from a prompt as text"


LLAMA_CPP = {"llama.cpp, converter": gguf, "llama.cpp, serving": served}
