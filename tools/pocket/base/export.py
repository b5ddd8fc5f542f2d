"""Writes the trained model as an ordinary Hugging Face folder."""

import json
from hashlib import sha256
from pathlib import Path

import torch
from transformers import GenerationConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from .recipe import MODEL, TOOL
from .train import Progress


def export(
    recipe: dict, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, progress: Progress, calibration: dict
) -> None:
    """Saves weights (bfloat16), tokenizer, recipe with its figures, and log; `model` is left in bfloat16."""
    model.to(torch.bfloat16).save_pretrained(MODEL)
    (MODEL / "model.safetensors").chmod(0o644)
    GenerationConfig(
        do_sample=True,
        temperature=1.0,
        top_p=1.0,
        top_k=0,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    ).save_pretrained(MODEL)
    tokenizer.save_pretrained(MODEL)
    simplify(MODEL / "tokenizer_config.json")
    made = {
        "recipe": recipe,
        "tokens": progress.tokens,
        "seconds": round(progress.seconds),
        "calibration": calibration,
        "sha256": {str(path.relative_to(TOOL)): sha256(path.read_bytes()).hexdigest() for path in recipe_files()},
    }
    (MODEL / "recipe.json").write_text(json.dumps(made, indent=2) + "\n")
    (MODEL / "training-log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in progress.log))


def simplify(path: Path) -> None:
    """Drops where the tokenizer was loaded from, and names a class that transformers 4 knows too."""
    settings = json.loads(path.read_text())
    kept = {key: value for key, value in settings.items() if key not in ("backend", "is_local", "local_files_only")}
    path.write_text(json.dumps(kept | {"tokenizer_class": "PreTrainedTokenizerFast"}, indent=2) + "\n")


def recipe_files() -> list[Path]:
    """What decides how the base model comes out: the generator, the recipe and its parameters, tests left out."""
    found = [*(TOOL / "src").rglob("*.ts"), *(TOOL / "base").glob("*.py"), TOOL / "recipe.json"]
    return sorted(path for path in found if ".spec." not in path.name)
