"""Writes the trained model as an ordinary Hugging Face folder."""

import hashlib
import json
from pathlib import Path

import torch
from transformers import GenerationConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from .recipe import MODEL, TOOL


def export(recipe: dict, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, progress) -> None:
    """Saves weights (bfloat16), tokenizer, recipe and log under `models/pocket`; `model` is left in bfloat16."""
    model.to(torch.bfloat16).save_pretrained(MODEL)
    GenerationConfig(
        do_sample=True,
        temperature=1.0,
        top_p=1.0,
        top_k=0,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    ).save_pretrained(MODEL)
    tokenizer.save_pretrained(MODEL)
    hashes = {str(path.relative_to(TOOL)): hashlib.sha256(path.read_bytes()).hexdigest() for path in recipe_files()}
    made = {"recipe": recipe, "tokens": progress.tokens, "seconds": round(progress.seconds), "sha256": hashes}
    (MODEL / "recipe.json").write_text(json.dumps(made, indent=2) + "\n")
    (MODEL / "training-log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in progress.log))


def recipe_files() -> list[Path]:
    """What decides how the base model comes out: the generator, the recipe and its parameters, tests left out."""
    found = [*(TOOL / "src").rglob("*.ts"), *(TOOL / "base").glob("*.py"), TOOL / "recipe.json"]
    return sorted(path for path in found if ".spec." not in path.name)
