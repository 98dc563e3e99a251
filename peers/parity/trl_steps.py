"""TRL's own GRPOTrainer on Didact's samples and rewards: its advantages, loss, clipping, optimizer and reference."""

import contextlib
import io
import os
import tempfile

os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

from datasets import Dataset
from transformers import AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

from parity import training

# TRL's loss_type of each; a constant length is dr_grpo
REDUCTIONS = {"sequence-mean": "grpo", "token-mean": "bnpo"}


def trained(algorithm, more, steps, optimizer, temperature, length):
    """The model after the steps, and metrics of each step's last update."""
    updates, groups, size = more.get("updatesPerBatch", 1), len(steps[0]), len(steps[0][0])
    questions = [{"prompt": group[0]["question"]} for group in steps[0]]
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        options = GRPOConfig(
            output_dir=folder,
            max_steps=len(steps) * updates,
            num_iterations=updates,
            per_device_train_batch_size=groups * size,
            num_generations=size,
            temperature=temperature,
            max_completion_length=length,
            **of_algorithm(algorithm),
            **of_reference(more, updates),
            **of_optimizer(optimizer),
            bf16=False,
            use_cpu=True,
            activation_checkpointing=False,
            logging_steps=1,
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        trainer = GRPOTrainer(
            model=str(training.BASE),
            reward_funcs=rewards_of_didact,
            args=options,
            train_dataset=Dataset.from_list(questions * len(steps)),
            processing_class=AutoTokenizer.from_pretrained(training.BASE),
            rollout_func=replay(steps),
        )
        trainer.train()
    logged = [each for each in trainer.state.log_history if "grad_norm" in each]
    return trainer.model, [metrics(each, algorithm) for each in logged[updates - 1 :: updates]]


def rewards_of_didact(didact_reward, **_):
    return didact_reward


def replay(steps):
    """What TRL calls in place of sampling: step by step what Didact sampled."""
    left = iter(steps)

    def rollouts(prompts, trainer):
        rows = [row for group in next(left) for row in group]
        return {
            "prompt_ids": [row["promptIds"] for row in rows],
            "completion_ids": [row["ids"] for row in rows],
            "logprobs": [row["logProbs"] for row in rows],
            "didact_reward": [row["reward"] for row in rows],
        }

    return rollouts


def of_algorithm(keys):
    reduction = keys.get("lossReduction", "sequence-mean")
    ratio = keys.get("ratio", {"epsilonLow": 0.2, "epsilonHigh": 0.2})
    return {
        "beta": keys["beta"],
        # By default TRL multiplies the KL by the ratio, whose gradient then counts even where it is 1 (DeepSeek-V3.2).
        "use_bias_correction_kl": False,
        "epsilon": ratio["epsilonLow"],
        "epsilon_high": ratio["epsilonHigh"],
        "loss_type": REDUCTIONS[reduction] if isinstance(reduction, str) else "dr_grpo",
        "scale_rewards": "group" if keys.get("advantage", "with-std") == "with-std" else "none",
    }


def of_reference(more, updates):
    if "reference" not in more:
        return {}
    reference = more["reference"]
    return {
        "sync_ref_model": True,
        "ref_model_mixup_alpha": reference["weight"],
        "ref_model_sync_steps": reference["everySteps"] * updates,
    }


def of_optimizer(keys):
    return {
        "learning_rate": keys["learningRate"],
        "lr_scheduler_type": keys["schedule"],
        "warmup_steps": 0,
        "adam_beta1": keys["beta1"],
        "adam_beta2": keys["beta2"],
        "adam_epsilon": keys["epsilon"],
        "weight_decay": keys["weightDecay"],
        "max_grad_norm": keys["maxGradientNorm"],
    }


def metrics(logged, algorithm):
    found = {"loss": logged["loss"], "gradientNorm": logged["grad_norm"]}
    if algorithm["beta"] > 0:
        found["kl"] = logged["kl"]
    return found
