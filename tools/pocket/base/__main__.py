"""`python -m base`: tokenizer, training through all phases, calibration; writes `models/pocket`."""

import json
import os

import torch
from transformers import AutoTokenizer

from .evaluate_base import evaluate
from .export import export
from .recipe import CACHE, DATASETS, read_lines, read_recipe
from .tokenizer import train_tokenizer
from .train import train

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
recipe, folder = read_recipe(), CACHE / "tokenizer"
if not folder.exists():
    train_tokenizer(recipe).save_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)
model, progress = train(recipe, tokenizer, CACHE / "checkpoint.pt")
# What is measured is what is saved: weights rounded to bfloat16.
model.to(torch.bfloat16).to(torch.float32)
tasks = list(read_lines(DATASETS / "heldout.jsonl", recipe["calibrationTasks"]))
calibration = evaluate(model, tokenizer, tasks)
print(json.dumps(calibration), flush=True)
export(recipe, model, tokenizer, progress, calibration)
