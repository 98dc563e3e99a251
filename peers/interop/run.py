"""A small run of Didact that the checks look at: fine-tuning, GRPO with a rollout log, traces, an evaluation."""

import json
from functools import cached_property

import didact

BASE = didact.ROOT / "models" / "base"


class Skipped(Exception):
    """A check that cannot be made here; the message says why."""


class Run:
    def __init__(self, folder, data=None):
        self.folder = folder
        self.data = data

    @cached_property
    def directory(self):
        """Made when it is first asked for."""
        small = {"format": "small"}
        problems = {"type": "synthetic", "domain": "chain", "split": "rl", "count": 8}
        taught = {"type": "synthetic", "domain": "chain", "split": "train", "count": 32, "styles": {"step": 1}}
        sampling = {"temperature": 0.7, "maxNewTokens": 60}
        rl = {"steps": 2, "problemsPerStep": 4, "rolloutsPerProblem": 4, "sampling": sampling}
        recipe = {
            "output": str(self.folder / "run"),
            "stages": {
                "sft": {"type": "sft", "model": str(BASE), "view": "student", "data": taught, "steps": 3} | small,
                "teacher": {"type": "sft", "model": str(BASE), "view": "teacher", "data": taught, "steps": 3} | small,
                "rlt": {"type": "rlt", "policy": "teacher", "reward": {"student": "sft"}, "problems": problems} | rl | small,
                "traces": {
                    "type": "traces",
                    "model": "rlt",
                    "reward": {"type": "rlt", "student": "sft"},
                    "problems": problems,
                    "sampling": sampling,
                    **small,
                },
                "eval": {"type": "eval", "model": "sft", "problems": problems, "sampling": sampling} | small,
            },
        }
        file = self.folder / "recipe.yaml"
        file.write_text(json.dumps(recipe))
        didact.run("run", file)
        return self.folder / "run"

    @property
    def model(self):
        return self.directory / "sft" / "model"
