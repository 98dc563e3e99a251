"""Loads a model with transformers and scores one token, as a user's shortest script would."""

import json
import sys

import torch
from transformers import AutoModelForCausalLM

given = json.loads(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(given["model"], dtype=torch.float32)
with torch.no_grad():
    logits = model(torch.tensor([given["ids"][:1]])).logits[0, -1]
print(json.dumps({"logProb": logits.log_softmax(-1)[given["ids"][1]].item()}))
