"""The prompts of an evaluation answered greedily by transformers; both sets graded by Didact and by lighteval.

What transformers wrote is kept, prompt by prompt, in RUN-transformers.jsonl beside the run: started again, it goes on.
"""

import json
import time

import torch
from lighteval.metrics.dynamic_metrics import MultilingualExtractiveMatchMetric
from lighteval.metrics.utils.extractive_match_utils import ExprExtractionConfig, LatexExtractionConfig
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.requests import Doc
from lighteval.utils.language import Language
from tokenizers import Tokenizer
from transformers import StoppingCriteria, StoppingCriteriaList

import didact
from real import greedy

# As lighteval's own tasks have them: expr_gold_metric, and what pass_at_k_math scores by.
METRICS = {
    "gsm8k": lambda: MultilingualExtractiveMatchMetric(
        language=Language.ENGLISH,
        fallback_mode="first_match",
        precision=5,
        gold_extraction_target=(ExprExtractionConfig(),),
        pred_extraction_target=(ExprExtractionConfig(), LatexExtractionConfig(boxed_match_priority=0)),
        aggregation_function=max,
    ),
    "math500": lambda: MultilingualExtractiveMatchMetric(
        language=Language.ENGLISH,
        gold_extraction_target=[ExprExtractionConfig(), LatexExtractionConfig()],
        pred_extraction_target=[ExprExtractionConfig(), LatexExtractionConfig()],
        precision=6,
    ),
}
# A bare formula is LaTeX to lighteval only between dollars.
GOLD = {"gsm8k": "{}", "math500": "${}$"}


def check(given):
    samples = rows(given.run / "samples.jsonl")
    answered, seconds = answers(given, samples)
    theirs = [answered[sample["problem"]] for sample in samples]
    ours = [sample["response"] for sample in samples]
    gold = [sample["expected"] for sample in samples]
    row = {
        "problems": len(samples),
        "textsEqual": sum(a.strip() == b.strip() for a, b in zip(ours, theirs, strict=True)),
        "didact": accuracy(sample["correct"] for sample in samples),
        "transformers": accuracy(by_didact(given.task, theirs, gold)),
        "didactByLighteval": accuracy(by_lighteval(given.task, ours, gold)),
        "transformersByLighteval": accuracy(by_lighteval(given.task, theirs, gold)),
        "transformersSeconds": round(seconds, 1),
    }
    return row | {"ok": row["didact"] == row["transformers"]}


def answers(given, samples):
    """The response of each problem, and how long those took that were written now."""
    kept = given.run.parent / (given.run.name + "-transformers.jsonl")
    done = {row["problem"]: row["response"] for row in rows(kept)} if kept.exists() else {}
    left = [sample for sample in samples if sample["problem"] not in done]
    tokenizer = Tokenizer.from_file(str(given.model / "tokenizer.json"))
    model = greedy.load(given.model) if left else None
    begun = time.monotonic()
    with kept.open("a", encoding="utf-8") as file:
        for at in range(0, len(left), given.batch):
            some = left[at : at + given.batch]
            for sample, text in zip(some, responses(model, tokenizer, some, given), strict=True):
                done[sample["problem"]] = text
                file.write(json.dumps({"problem": sample["problem"], "response": text}) + "\n")
            file.flush()
    return done, time.monotonic() - begun


class Stopped(StoppingCriteria):
    """Ends a row whose response has a stop text in it."""

    def __init__(self, tokenizer, start, stops):
        self.tokenizer, self.start, self.stops = tokenizer, start, stops

    def __call__(self, input_ids, scores, **_):
        texts = self.tokenizer.decode_batch(input_ids[:, self.start :].tolist())
        return torch.tensor([any(stop in text for stop in self.stops) for text in texts])


@torch.no_grad()
def responses(model, tokenizer, samples, given):
    prompts = [tokenizer.encode(sample["prompt"], add_special_tokens=False).ids for sample in samples]
    longest = max(map(len, prompts))
    padded = torch.tensor([[0] * (longest - len(ids)) + ids for ids in prompts])
    mask = torch.tensor([[0] * (longest - len(ids)) + [1] * len(ids) for ids in prompts])
    written = model.generate(
        padded,
        attention_mask=mask,
        do_sample=False,
        max_new_tokens=given.tokens,
        pad_token_id=0,
        stopping_criteria=StoppingCriteriaList([Stopped(tokenizer, longest, given.stop)]),
    )
    ends = model.generation_config.eos_token_id
    ends = set(ends if isinstance(ends, list) else [ends])
    return [text_of(tokenizer, ids, ends, given.stop) for ids in written[:, longest:].tolist()]


def text_of(tokenizer, ids, ends, stops):
    """What was written before the first end id, and before the first stop text."""
    until = next((at for at, token in enumerate(ids) if token in ends), len(ids))
    text = tokenizer.decode(ids[:until], skip_special_tokens=False)
    return text[: min([text.find(stop) for stop in stops if stop in text], default=len(text))]


def by_didact(task, texts, gold):
    lines = [{"prediction": text, "gold": answer} for text, answer in zip(texts, gold, strict=True)]
    return [row["correct"] for row in didact.rows("check", "--task", task, lines=lines)]


def by_lighteval(task, texts, gold):
    metric = METRICS[task]()
    for text, answer in zip(texts, gold, strict=True):
        doc = Doc(query="", choices=[GOLD[task].format(answer)], gold_index=0)
        yield metric.compute(doc=doc, model_response=ModelResponse(text=[text])) > 0


def accuracy(correct):
    verdicts = list(correct)
    return sum(verdicts) / len(verdicts)


def rows(file):
    return didact.parsed(file.read_text(encoding="utf-8"))
