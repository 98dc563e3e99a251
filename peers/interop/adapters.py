"""LoRA adapters: what peft writes, read by Didact, and what Didact trains, read by peft."""

import json

import didact
from interop.run import BASE

IDS = [2, 17, 20, 30, 11, 25, 7, 9, 14, 3]
WITHIN = 1e-4
PATTERNS = {"rank_pattern": {"layers.1.self_attn.q_proj": 6, "down_proj": 3}, "alpha_pattern": {"v_proj": 5, "q_proj": 3}}
RS = {"use_rslora": True}
# what is asked of peft's LoraConfig, beside r, alpha and targets
KINDS = {"plain": {}, "rsLoRA": RS, "patterns": PATTERNS, "patterns with rsLoRA": PATTERNS | RS}


def of_peft(run):
    """Log-probs with the adapter, and the model merged."""
    apart = [written_by_peft(run.folder / f"adapter-{i}", keys) for i, keys in enumerate(KINDS.values())]
    return f"{len(KINDS)} adapters that peft wrote ({', '.join(KINDS)}): {differences(apart)}"


def written_by_peft(adapter, keys):
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(1)
    targets = ["q_proj", "v_proj", "down_proj"]
    config = LoraConfig(r=4, lora_alpha=8, target_modules=targets, task_type="CAUSAL_LM", **keys)
    model = get_peft_model(base(), config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    model.save_pretrained(adapter)
    return compared(model, adapter)


def of_didact(run):
    from peft import PeftModel

    out = run.folder / "lora"
    recipe = run.folder / "lora.yaml"
    keys = {"output": str(out), "model": str(BASE), "view": "student", "format": "small", "seed": 1, "steps": 5}
    lora = {"rank": 3, "alpha": 7, "rsLora": True, "targets": ["k_proj", "up_proj", r"layers\.[01]\.self_attn\.q_proj"]}
    data = {"type": "synthetic", "domain": "chain", "split": "train", "count": 32, "styles": {"step": 1}}
    optimizer = {"learningRate": 3e-3}
    recipe.write_text(json.dumps(keys | {"data": data, "lora": lora, "optimizer": optimizer}))
    didact.run("sft", recipe)
    model = PeftModel.from_pretrained(base(), out / "model")
    return f"an adapter that Didact trained: {differences([compared(model, out / 'model')])}"


def base():
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32).eval()


def compared(model, adapter):
    """How far apart log-probs and merged weights are, and how much the adapter changes."""
    import torch
    from safetensors.torch import load_file

    ours = torch.tensor(didact.log_probs(adapter, [IDS])[0])
    with torch.no_grad():
        theirs, without = (log_probs(each) for each in (model, base()))
        changed = (theirs - without).abs().max().item()
        assert changed > 1e-2, f"the adapter changes log-probs by {changed:.1e} alone"
        merged = adapter.with_name(f"{adapter.name}-merged")
        didact.run("merge", adapter, merged)
        saved = load_file(merged / "model.safetensors")
        own = model.merge_and_unload().state_dict()
        weights = max((own[name] - saved[name]).abs().max().item() for name in saved)
    found = {"log-probs": (ours - theirs).abs().max().item(), "merged weights": weights}
    assert all(value <= WITHIN for value in found.values()), found
    return found


def log_probs(model):
    import torch

    return model(torch.tensor([IDS])).logits[0, :-1].log_softmax(-1).gather(1, torch.tensor(IDS[1:])[:, None])[:, 0]


def differences(found):
    return ", ".join(f"{key} differ by {max(each[key] for each in found):.1e} at most" for key in found[0])


ADAPTERS = {"peft": of_peft, "peft, trained by Didact": of_didact}
