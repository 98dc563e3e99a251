"""Steps of TRL's GRPOTrainer with the RLT reward, timed. One JSON object as argument, one JSON line out."""

import contextlib
import json
import sys
import tempfile
import time

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer
from trl.trainer.utils import selective_log_softmax

TEMPERATURE, ALPHA, LAMBDA, PENALTY = 0.7, 0.01, 3.0, -1.0


class RltReward:
    """r_SS − λ·r_KL − 1, for no explanation is closed: all are as long as they may be."""

    __name__ = "rlt"

    def __init__(self, model, tokenizer, batch):
        self.student = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
        self.teacher = None
        self.tokenizer = tokenizer
        self.batch = batch
        self.shortest = None

    def __call__(self, prompts, completion_ids, question, solution, **_):
        self.shortest = min(map(len, completion_ids))
        rewards = []
        for i in range(0, len(prompts), self.batch):
            part = slice(i, i + self.batch)
            rewards += self.of(prompts[part], completion_ids[part], question[part], solution[part])
        return rewards

    @torch.no_grad()
    def of(self, prompts, thoughts, questions, solutions):
        asked, solved = self.ids([f"<S>{q}<t>" for q in questions]), self.ids(solutions)
        closing = self.ids(["</t><s>"])[0]
        seen = [thought + closing + s for thought, s in zip(thoughts, solved, strict=True)]
        student = self.log_probs(self.student, asked, seen)
        teacher = self.log_probs(self.teacher, self.ids(prompts), thoughts)
        rewards = []
        for own, theirs, thought, s in zip(student, teacher, thoughts, solved, strict=True):
            of_solution, kl = own[-len(s) :], theirs - own[: len(thought)]
            r_ss = of_solution.mean() + ALPHA * of_solution.min()
            rewards.append((r_ss - LAMBDA * (kl.mean() + ALPHA * kl.max()) + PENALTY).item())
        return rewards

    def ids(self, texts):
        return self.tokenizer(texts, add_special_tokens=False)["input_ids"]

    def log_probs(self, model, before, after):
        """Of the tokens of `after`, with logits of no more tokens than these have at most."""
        rows = [a + b for a, b in zip(before, after, strict=True)]
        longest, keep = max(map(len, rows)), max(map(len, after))
        ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
        mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
        logits = model(input_ids=ids, attention_mask=mask, logits_to_keep=keep + 1).logits[:, :-1] / TEMPERATURE
        found = selective_log_softmax(logits, ids[:, -keep:])
        return [row[keep - len(each) :] for row, each in zip(found, after, strict=True)]


class Times(TrainerCallback):
    """Seconds of the last step, and of the methods that are wrapped."""

    def __init__(self):
        self.seconds = {}

    def of(self, name, function):
        def timed(*arguments, **named):
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start

        return timed

    def on_step_begin(self, *_, **__):
        self.seconds = {}
        self.began = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds["step"] = time.perf_counter() - self.began


def trained(given, folder):
    tokenizer = AutoTokenizer.from_pretrained(given["model"])
    total = given["problems"] * given["group"]
    options = GRPOConfig(
        output_dir=folder,
        max_steps=given["steps"],
        per_device_train_batch_size=given["batch"],
        gradient_accumulation_steps=total // given["batch"],
        num_generations=given["group"],
        max_completion_length=given["tokens"],
        generation_kwargs={"min_new_tokens": given["tokens"]},
        temperature=TEMPERATURE,
        top_k=0,
        beta=0.04,
        loss_type="grpo",
        learning_rate=1e-6,
        lr_scheduler_type="constant",
        model_init_kwargs={"dtype": "float32"},
        **common(),
    )
    reward = RltReward(given["model"], tokenizer, given["batch"])
    rows = [{"prompt": f"<T>{p['question']}<s>{p['solution']}</s><e>", **p} for p in given["data"]]
    trainer = GRPOTrainer(
        model=given["model"],
        reward_funcs=reward,
        args=options,
        train_dataset=Dataset.from_list(rows * given["steps"]),
        processing_class=tokenizer,
    )
    reward.teacher = trainer.model
    return trainer, reward


def common():
    """As fast as it goes where memory suffices: nothing is computed twice, nothing is written."""
    return {
        "bf16": False,
        "use_cpu": True,
        "gradient_checkpointing": False,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "logging_strategy": "no",
    }


def main():
    given = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        (trainer, reward), times = trained(given, folder), Times()
        trainer._generate = times.of("sampling", trainer._generate)
        trainer._calculate_rewards = times.of("scoring", trainer._calculate_rewards)
        trainer.add_callback(times)
        trainer.train()
    found = times.seconds
    found["update"] = found["step"] - found["sampling"] - found["scoring"]
    print(json.dumps(found | {"shortest": reward.shortest}))


if __name__ == "__main__":
    main()
