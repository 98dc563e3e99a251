"""Tokenizers held against transformers: the ids of 10,000 texts, and the texts of ids."""

import json
import random
import tempfile
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer

import didact
from parity.texts import SPECIAL, texts

TEXTS = 10_000
# A template that is the text itself, so that `didact render` gives the ids of any text.
IDENTITY = "{{ messages[0].content }}"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def check(data):
    corpus = texts(TEXTS, data)
    with tempfile.TemporaryDirectory() as folder:
        for name, make in makers(corpus, data).items():
            directory = Path(folder, name)
            directory.mkdir()
            make(directory)
            yield encoded(name, directory, corpus)
            yield decoded(name, directory)


def makers(corpus, data):
    """name → what writes the tokenizer's files into a folder."""
    learned = corpus[::3]
    made = {
        "byte-level BPE": lambda folder: save(byte_level(learned), folder),
        "SentencePiece BPE": lambda folder: save(sentence_piece(learned), folder),
        "Unigram": lambda folder: save(unigram(learned), folder),
    }
    real = data and Path(data, "qwen2.5-tokenizer", "tokenizer.json")
    if real and real.exists():
        made["Qwen2.5"] = lambda folder: copy(real, folder, "PreTrainedTokenizerFast")
        made["Qwen2.5 as Qwen2Tokenizer"] = lambda folder: copy(real, folder, "Qwen2Tokenizer")
    return made


def save(tokenizer, folder):
    tokenizer.save(str(folder / "tokenizer.json"))
    finish(folder, "PreTrainedTokenizerFast")


def copy(file, folder, tokenizer_class):
    (folder / "tokenizer.json").write_bytes(file.read_bytes())
    finish(folder, tokenizer_class)


def finish(folder, tokenizer_class):
    config = {"tokenizer_class": tokenizer_class, "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (folder / "chat_template.jinja").write_text(IDENTITY)


def byte_level(corpus):
    """As Llama 3 has it: its pattern, and a post-processor that puts a beginning of text."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    train(tokenizer, corpus, trainers.BpeTrainer(vocab_size=3000, initial_alphabet=alphabet, special_tokens=SPECIAL))
    first = tokenizer.token_to_id(SPECIAL[0])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{SPECIAL[0]} $A", special_tokens=[(SPECIAL[0], first)]
    )
    return tokenizer


def sentence_piece(corpus):
    """As Llama 2 has it: '▁' for spaces, bytes for what has no token."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=3000, special_tokens=["<unk>", "<s>", "</s>", *bytes_], max_token_length=16)
    # In training, pieces do not cross spaces; in use nothing is cut.
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    train(tokenizer, corpus, trainer)
    tokenizer.decoder = spaced()
    return edited(tokenizer, bytes_, lambda file: file.update(pre_tokenizer=None))


def unigram(corpus):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    train(tokenizer, corpus, trainers.UnigramTrainer(vocab_size=1500, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>"))
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer.decoder = spaced()

    def with_bytes(file):
        file["model"]["vocab"] += [[each, -30.0] for each in [*bytes_, "▁"] if each not in {p[0] for p in file["model"]["vocab"]}]
        file["model"]["byte_fallback"] = True

    return edited(tokenizer, bytes_, with_bytes)


def spaced():
    return decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )


def train(tokenizer, corpus, trainer):
    tokenizer.train_from_iterator(corpus, trainer)


def edited(tokenizer, bytes_, edit):
    """With an edited file, and without bytes among the added tokens: in a text `<0x41>` is no byte."""
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = [each for each in file["added_tokens"] if each["content"] not in bytes_]
    edit(file)
    return Tokenizer.from_str(json.dumps(file))


def encoded(name, directory, corpus):
    theirs = AutoTokenizer.from_pretrained(directory)
    expected = theirs(corpus, add_special_tokens=False)["input_ids"]
    lines = [{"messages": [{"role": "user", "content": text}]} for text in corpus]
    row = {"tokenizer": name, "what": "ids of texts", "texts": len(corpus)}
    try:
        ours = didact.answers("render", "--model", directory, lines=lines)
    except didact.Failed as failed:
        return row | {"ok": False, "reason": str(failed)}
    other = [i for i in range(len(corpus)) if ours[i].get("ids") != expected[i]]
    return row | {"other": len(other), "first": [described(corpus[i], expected[i], ours[i]) for i in other[:5]], "ok": not other}


def described(text, expected, ours):
    return {"text": text[:200], "transformers": expected[:60], "didact": ours.get("ids", ours.get("error"))}


def decoded(name, directory):
    """Random tokens as texts: what a model of equally probable tokens writes."""
    theirs = AutoTokenizer.from_pretrained(directory)
    model = directory / "model"
    sizes = {"vocab_size": len(theirs), "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1}
    heads = {"num_attention_heads": 1, "num_key_value_heads": 1, "max_position_embeddings": 256}
    config = sizes | heads | {"model_type": "llama", "tie_word_embeddings": True, "eos_token_id": None}
    (directory / "config.json").write_text(json.dumps(config))
    row = {"tokenizer": name, "what": "texts of ids", "texts": 1000}
    try:
        didact.run("init", model, "--config", directory)
        dice = random.Random(2)
        prompts = [{"ids": [dice.randrange(len(theirs))]} for _ in range(250)]
        answers = didact.rows(
            *("generate", "--model", model, "--temperature", 1, "--max-tokens", 24, "-n", 4, "--ignore-eos"), lines=prompts
        )
    except didact.Failed as failed:
        return row | {"ok": False, "reason": str(failed)}
    written = [each for answer in answers for each in answer["completions"]]
    other = [each for each in written if text_after(theirs, each["ids"]) != each["text"]]
    first = [{"ids": each["ids"], "transformers": text_after(theirs, each["ids"]), "didact": each["text"]} for each in other[:5]]
    return row | {"other": len(other), "first": first, "ok": not other}


def text_after(tokenizer, ids):
    """What the ids stand for after other text, where no space before a text is taken off."""
    before = tokenizer.convert_tokens_to_ids("a")
    return tokenizer.decode([before, *ids], skip_special_tokens=False, clean_up_tokenization_spaces=False)[1:]
