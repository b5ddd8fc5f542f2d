"""`untie.py FROM TO`: a copy of a model whose output layer has weights of its own.

vLLM's build for CPUs keeps a packed copy of a tied output layer, which reloading leaves as it was.
"""

import shutil
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

source, target = map(Path, sys.argv[1:])
model = AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32)
model.config.tie_word_embeddings = False
model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
model.save_pretrained(target)
AutoTokenizer.from_pretrained(source).save_pretrained(target)
shutil.copy(source / "cure.yaml", target)
shutil.copytree(source / "prompts", target / "prompts")
