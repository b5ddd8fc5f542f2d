"""The corpus as token ids, cut into batches of like length."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from .recipe import Prompts, read_lines

# Documents are sorted by length among this many at a time, which come in random order already: little padding, and a
# longer corpus begins with the same batches as a shorter one.
WINDOW = 8192


@dataclass(frozen=True)
class Batch:
    """Right-padded documents: with causal attention the padding is never seen, so no mask is needed."""

    tokens_B_T: torch.Tensor
    """Token ids, prompt and response and end token."""
    learned_B_T: torch.Tensor
    """True where the token is to be predicted: the response and its end token."""
    count: int
    """Tokens that are no padding."""


def encode(path: Path, tokenizer: PreTrainedTokenizerFast) -> list[tuple[np.ndarray, int]]:
    """Every document as (token ids, prompt length). Prompt and response are encoded apart, as in sampling."""
    prompts, end, encoded = Prompts(), [tokenizer.eos_token_id], []
    lines = read_lines(path)
    while documents := list(islice(lines, WINDOW)):
        questions = tokenizer([prompts.render(d["prompt"], **d["variables"]) for d in documents])["input_ids"]
        responses = tokenizer([d["response"] for d in documents])["input_ids"]
        encoded += [(np.array(q + r + end, dtype=np.int16), len(q)) for q, r in zip(questions, responses, strict=True)]
    return encoded


def batches(documents: list[tuple[np.ndarray, int]], batch_tokens: int, seed: int) -> list[list[int]]:
    """Document indices of each batch, about `batch_tokens` tokens with padding; seeded."""
    random, made = np.random.default_rng(seed), []
    for start in range(0, len(documents), WINDOW):
        window = sorted(range(start, min(start + WINDOW, len(documents))), key=lambda i: len(documents[i][0]))
        group: list[int] = []
        cut = []
        for i in window:
            if group and (len(group) + 1) * len(documents[i][0]) > batch_tokens:
                cut.append(group)
                group = []
            group.append(i)
        cut.append(group)
        made += [cut[i] for i in random.permutation(len(cut))]
    return made


def collate(documents: list[tuple[np.ndarray, int]], indices: Sequence[int], pad: int) -> Batch:
    """Puts the documents together as one batch."""
    chosen = [documents[i] for i in indices]
    width = max(len(tokens) for tokens, _ in chosen)
    tokens_B_T = np.full((len(chosen), width), pad, dtype=np.int64)
    learned_B_T = np.zeros((len(chosen), width), dtype=bool)
    for row, (tokens, prompt) in enumerate(chosen):
        tokens_B_T[row, : len(tokens)] = tokens
        learned_B_T[row, prompt : len(tokens)] = True
    count = sum(len(tokens) for tokens, _ in chosen)
    return Batch(torch.from_numpy(tokens_B_T), torch.from_numpy(learned_B_T), count)
