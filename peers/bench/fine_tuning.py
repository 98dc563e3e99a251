"""Steps of TRL's SFTTrainer, timed. One JSON object as argument, one JSON line out."""

import contextlib
import json
import sys
import tempfile

from bench.grpo import Times, common
from bench.workloads import taught
from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer


def trained(given, folder):
    options = SFTConfig(
        output_dir=folder,
        max_steps=given["steps"],
        per_device_train_batch_size=given["batch"],
        gradient_accumulation_steps=given["sequences"] // given["batch"],
        max_length=None,
        completion_only_loss=True,
        learning_rate=1e-5,
        model_init_kwargs={"dtype": "float32"},
        **common(),
    )
    rows = [{"prompt": f"<S>{p['question']}<t>", "completion": taught(p)} for p in given["data"]]
    return SFTTrainer(
        model=given["model"],
        args=options,
        train_dataset=Dataset.from_list(rows),
        processing_class=AutoTokenizer.from_pretrained(given["model"]),
    )


def main():
    given = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        trainer, times = trained(given, folder), Times()
        trainer.add_callback(times)
        trainer.train()
    print(json.dumps(times.seconds))


if __name__ == "__main__":
    main()
