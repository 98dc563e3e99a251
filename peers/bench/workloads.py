"""The models and the work that both sides get: the same weights, prompts, number and length of completions."""

import json
import random
import shutil

import didact
from bench import measure

# Shapes of docs/performance.md: 0.9 and 24 million weights.
SHAPES = {
    "small": {"hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 384, "vocab_size": 300},
    "medium": {"hidden_size": 512, "num_hidden_layers": 8, "num_attention_heads": 8, "intermediate_size": 1408, "vocab_size": 4096},
}
COMMON = {
    "model_type": "qwen2",
    "architectures": ["Qwen2ForCausalLM"],
    "hidden_act": "silu",
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "max_position_embeddings": 4096,
    "tie_word_embeddings": True,
    "pad_token_id": 0,
}
# Of one step: problems, tokens of the teacher's prompt, completions of each, tokens of each completion.
STEPS = {
    "small": {"problems": 4, "prompt": 96, "group": 16, "tokens": 64},
    "medium": {"problems": 2, "prompt": 192, "group": 8, "tokens": 48},
    "gemma": {"problems": 1, "prompt": 64, "group": 8, "tokens": 32},
}
SOLUTION = 16
# The format `small`, but for the end of a turn: several letters, so that no completion comes upon it by chance.
TURN_END = "</a>"
FORMAT = {
    "name": "bench",
    "teacherSystem": "",
    "studentSystem": "",
    "teacherPrompt": "<T>{question}",
    "studentPrompt": "<S>{question}",
    "solution": {"open": "<s>", "close": "</s>"},
    "explanation": {"open": "<e>", "close": "</e>"},
    "thought": {"open": "<t>", "close": "</t>"},
    "inner": "",
    "between": "",
    "endOfTurn": TURN_END,
    "turns": "literal",
}
# Characters that the tags take of a teacher's prompt: <T> <s> </s> <e>
TAGS = 13
LETTERS = 0x4E00


def model(size, gemma=None):
    """The model's directory, made once. No id ends a text, so that all completions are of the same length."""
    place = measure.folder("models") / size
    if place.exists():
        return place
    if size == "gemma":
        return without_end(gemma, place)
    tokenizer = measure.folder("models") / f"{size}-tokenizer"
    write_tokenizer(tokenizer, SHAPES[size]["vocab_size"])
    (tokenizer / "config.json").write_text(json.dumps(COMMON | SHAPES[size]))
    didact.run("init", place, "--config", tokenizer / "config.json", "--tokenizer", tokenizer, "--seed", 11)
    return place


def write_tokenizer(place, vocabulary):
    """A token a character, and one merge, because llama.cpp reads no BPE without any."""
    place.mkdir(exist_ok=True)
    texts = ["<pad>", "<end>", *map(chr, range(32, 127))]
    texts += [chr(LETTERS + i) for i in range(vocabulary - len(texts) - 1)] + ["ab"]
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    tokenizer = {
        "version": "1.0",
        "added_tokens": [{"id": i, "content": texts[i]} | special for i in range(2)],
        "decoder": {"type": "Fuse"},
        "model": {"type": "BPE", "vocab": {text: i for i, text in enumerate(texts)}, "merges": [["a", "b"]]},
    }
    (place / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>", "eos_token": "<end>"}
    (place / "tokenizer_config.json").write_text(json.dumps(names))


def without_end(source, place):
    """The same weights, by links, under a configuration that names no end."""
    aside = place.with_name(place.name + "-aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for file in source.iterdir():
        if file.name.startswith(("model", "tokenizer")):
            (aside / file.name).symlink_to(file.resolve())
    config = json.loads((source / "config.json").read_text())
    config.pop("eos_token_id", None)
    (aside / "config.json").write_text(json.dumps(config))
    aside.rename(place)
    return place


def problems(size, count=None):
    """Questions, solutions and explanations of the lengths that the size's step asks for."""
    step, dice = STEPS[size], random.Random(11)
    count = count or step["problems"]
    lengths = {"question": step["prompt"] - SOLUTION - TAGS, "solution": SOLUTION, "trace": step["tokens"]}
    return [{name: text(size, dice, length) for name, length in lengths.items()} for _ in range(count)]


def text(size, dice, tokens):
    if size == "gemma":
        return "".join(f" {dice.choice(WORDS)}" for _ in range(tokens)).strip()
    letters = SHAPES[size]["vocab_size"] - 98
    return "".join(chr(LETTERS + dice.randrange(letters)) for _ in range(tokens))


WORDS = "the sum of two numbers is given find which one must be left when all but three are taken away from it".split()


def prompt_ids(size, place):
    """Of the first problem, as the teacher reads it."""
    from tokenizers import Tokenizer

    first = problems(size)[0]
    tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
    return tokenizer.encode(f"<T>{first['question']}<s>{first['solution']}</s><e>").ids


def taught(problem):
    """What fine-tuning learns after `<S>question<t>`."""
    return f"{problem['trace']}</t><s>{problem['solution']}</s>{TURN_END}"


def write_jsonl(file, rows):
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file
