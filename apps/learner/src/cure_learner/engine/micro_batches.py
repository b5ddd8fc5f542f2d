"""Cutting a batch into rectangles that fit into memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from cure_learner.engine.batch import Batch


@dataclass(frozen=True)
class MicroBatch:
    """B sequences padded on the right to L tokens: int64 ids, and what belongs to each token they predict.

    `target_B_L` marks (bool) the trained tokens; the others' values are 0. No attention mask is needed, since a causal
    model never looks right.
    """

    token_ids_B_L: torch.Tensor
    target_B_L: torch.Tensor
    sampler_logprob_B_L: torch.Tensor
    advantage_B_L: torch.Tensor


def trained_tokens(batch: Batch, train_truncated: bool) -> np.ndarray:
    """Which tokens are trained, bool [T]: the response's; those of truncated responses only if `train_truncated`."""
    mask_T = batch.loss_mask_T.astype(bool)
    if not train_truncated:
        mask_T &= ~np.repeat(batch.truncated_S.astype(bool), np.diff(batch.cu_seqlens_S1))
    # A first token has nothing before it that could predict it.
    mask_T[batch.cu_seqlens_S1[:-1]] = False
    return mask_T


def micro_batches(batch: Batch, trained_T: np.ndarray, max_tokens: int, device: torch.device) -> Iterator[MicroBatch]:
    """Sequences of similar length together, at most `max_tokens` a rectangle with its padding (one sequence at least).

    Sequences without a trained token are left out. The order depends on the batch alone.
    """
    starts_S, ends_S = batch.cu_seqlens_S1[:-1], batch.cu_seqlens_S1[1:]
    trained_S = [bool(trained_T[start:end].any()) for start, end in zip(starts_S, ends_S, strict=True)]
    lengths_S = ends_S - starts_S
    rows: list[int] = []
    for row in np.argsort(-lengths_S, kind="stable"):
        if not trained_S[row]:
            continue
        # Longest first, so that the first row of a rectangle is its width.
        if rows and (len(rows) + 1) * lengths_S[rows[0]] > max_tokens:
            yield _rectangle(batch, trained_T, rows, device)
            rows = []
        rows.append(int(row))
    if rows:
        yield _rectangle(batch, trained_T, rows, device)


def _rectangle(batch: Batch, trained_T: np.ndarray, rows: list[int], device: torch.device) -> MicroBatch:
    width = max(int(batch.cu_seqlens_S1[row + 1] - batch.cu_seqlens_S1[row]) for row in rows)
    ids, target = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), bool)
    sampler, advantage = np.zeros((len(rows), width), np.float32), np.zeros((len(rows), width), np.float32)
    for place, row in enumerate(rows):
        start, end = batch.cu_seqlens_S1[row], batch.cu_seqlens_S1[row + 1]
        ids[place, : end - start] = batch.token_ids_T[start:end]
        target[place, : end - start] = trained_T[start:end]
        sampler[place, : end - start] = batch.sampler_logprobs_T[start:end]
        advantage[place] = batch.advantages_S[row]
    return MicroBatch(*(torch.from_numpy(array).to(device) for array in (ids, target, sampler, advantage)))
