"""`python -m base`: makes the tokenizer, trains the base model through all phases and writes `models/pocket`."""

import os

import torch
from transformers import AutoTokenizer

from .export import export
from .recipe import CACHE, read_recipe
from .tokenizer import train_tokenizer
from .train import train

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
recipe, folder = read_recipe(), CACHE / "tokenizer"
if not folder.exists():
    train_tokenizer(recipe).save_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)
model, progress = train(recipe, tokenizer, CACHE / "checkpoint.pt")
export(recipe, model, tokenizer, progress)
