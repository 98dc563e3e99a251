"""Files of a run, read by the libraries that others would read them with."""

import gzip
import json

import didact
from interop.run import BASE


def tensorboard(run):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    scalars = 0
    for stage in ("sft", "rlt"):
        metrics = [json.loads(line) for line in (run.directory / stage / "metrics.jsonl").open()]
        events = [file for file in (run.directory / stage).rglob("*tfevents*")]
        read = EventAccumulator(str(events[0].parent)).Reload()
        for name in set().union(*metrics) - {"step"}:
            told = {row["step"]: row[name] for row in metrics if name in row}
            seen = {event.step: event.value for event in read.Scalars(name)}
            assert told.keys() == seen.keys(), (stage, name, told, seen)
            assert all(abs(told[step] - seen[step]) <= 1e-6 * max(1, abs(told[step])) for step in told), (name, told, seen)
            scalars += len(seen)
    return f"{scalars} scalars of two stages are those of metrics.jsonl"


def safetensors(run):
    from safetensors import safe_open

    shards = run.folder / "shards"
    if not shards.exists():
        didact.run("init", shards, "--config", BASE, "--max-shard-size", "300KB", "--dtype", "bf16")
    index = json.loads((shards / "model.safetensors.index.json").read_text())["weight_map"]
    read = {}
    for file in [run.model / "model.safetensors", *(shards / name for name in sorted(set(index.values())))]:
        with safe_open(file, "pt") as tensors:
            assert tensors.metadata().get("format") == "pt", tensors.metadata()
            read[file.name] = {name: tensors.get_tensor(name) for name in tensors.keys()}
    own = read.pop("model.safetensors")
    assert all(index[name] == file for file, tensors in read.items() for name in tensors)
    assert sum(map(len, read.values())) == len(index) == len(own)
    assert all(tensor.isfinite().all() for tensors in [own, *read.values()] for tensor in tensors.values())
    return f"{len(own)} tensors, and as many in {len(read)} shards in bf16"


def tokenizers(run):
    from tokenizers import Tokenizer

    text = "<S>9a+4b+7c-7<t>step a9+4=3.</t><end>"
    one, other = (Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (run.model, BASE))
    assert one.encode(text).ids == other.encode(text).ids
    assert one.decode(one.encode(text).ids, skip_special_tokens=False).replace(" ", "") == text.replace(" ", "")
    return f"{one.get_vocab_size()} tokens"


def transformers(run):
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, GenerationConfig

    config, ends = AutoConfig.from_pretrained(run.model), GenerationConfig.from_pretrained(run.model).eos_token_id
    model, loading = AutoModelForCausalLM.from_pretrained(run.model, output_loading_info=True)
    assert not any(loading.values()), loading
    tokenizer = AutoTokenizer.from_pretrained(run.model)
    prompt = tokenizer("<S>9a+4b+7c-7<t>step ", add_special_tokens=False, return_tensors="pt")
    written = model.generate(prompt["input_ids"], attention_mask=prompt["input_ids"] >= 0, do_sample=False, max_new_tokens=60)
    theirs = written[0, prompt["input_ids"].shape[1] :].tolist()
    command = ("generate", "--model", run.model, "--temperature", 0, "--max-tokens", 60)
    ours = didact.rows(*command, lines=[{"ids": prompt["input_ids"][0].tolist()}])[0]["completions"][0]["ids"]
    assert theirs == ours, (theirs, ours)
    ends = ends if isinstance(ends, list) else [ends]
    assert ours[-1] in ends, (ours, ends)
    return f"model, {config.model_type} configuration, tokenizer and end ids; writes the same {len(ours)} tokens and ends"


def model_card(run):
    from huggingface_hub import ModelCard

    cards = [ModelCard.load(run.directory / stage / "model" / "README.md") for stage in ("sft", "rlt")]
    assert all("didact" in card.data.tags and card.text.strip() for card in cards)
    fields = sorted({field for card in cards for field, value in card.data.to_dict().items() if value})
    return f"two cards, with {', '.join(fields)}"


def datasets(run):
    from datasets import load_dataset

    counts = []
    files = {
        "traces": run.directory / "traces" / "traces.jsonl",
        "rollouts": run.directory / "rlt" / "rollouts" / "step-000001.jsonl.gz",
        "samples": run.directory / "eval" / "samples.jsonl",
    }
    for name, file in files.items():
        text = gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text("utf-8")
        told = [json.loads(line) for line in text.split("\n") if line]
        read = load_dataset("json", data_files=str(file), split="train", cache_dir=str(run.folder / "cache"))
        assert len(read) == len(told), (name, len(read), len(told))
        for row, expected in zip(read, told, strict=True):
            assert {key: value for key, value in row.items() if value is not None} == expected, (name, row, expected)
        counts.append(f"{len(told)} {name}")
    return ", ".join(counts) + ", value by value"


def parquet(run):
    """What `datasets` writes, as a source of problems."""
    from datasets import load_dataset

    traces = run.directory / "traces" / "traces.jsonl"
    file = run.folder / "traces.parquet"
    load_dataset("json", data_files=str(traces), split="train", cache_dir=str(run.folder / "cache")).to_parquet(str(file))
    losses = [taught(run, data) for data in (traces, file)]
    assert losses[0] == losses[1], losses
    return "traces that datasets wrote as Parquet teach what the JSONL file teaches, bit for bit"


def taught(run, data):
    out = run.folder / f"taught-by-{data.suffix[1:]}"
    config = run.folder / f"{out.name}.yaml"
    keys = {"output": str(out), "model": str(BASE), "view": "student", "format": "small", "seed": 1, "steps": 2}
    config.write_text(json.dumps(keys | {"data": {"type": "file", "path": str(data)}}))
    didact.run("sft", config)
    return [(row["loss"], row["gradientNorm"]) for row in map(json.loads, (out / "metrics.jsonl").open())]


FILES = {
    "tensorboard": tensorboard,
    "safetensors": safetensors,
    "tokenizers": tokenizers,
    "transformers": transformers,
    "huggingface_hub": model_card,
    "datasets": datasets,
    "datasets, Parquet": parquet,
}
