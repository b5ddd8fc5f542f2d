"""Cutting a batch into rectangles that fit into memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from cure_learner.engine.batch import Batch
from cure_learner.engine.trees import Tree, trees


@dataclass(frozen=True)
class MicroBatch:
    """B trees of sequences, padded on the right to L nodes, and their R trained tokens.

    `token_ids_B_L` int64. Where a tree branches: `position_B_L` int64, the place of a node's token in its sequence, and
    `visible_B_1_L_L` bool, which nodes (last axis) a node sees; else None, since a causal model needs neither.
    Q nodes predict trained tokens: `predictor_Q` int64 is their flat place in [B, L]. Trained token r is `token_R[r]`,
    predicted at `predictor_Q[query_R[r]]`, with its sample's log-probability and advantage (float32).
    `weight` is 1, or 0 where it is computed only to keep pace with other processes.
    """

    token_ids_B_L: torch.Tensor
    position_B_L: torch.Tensor | None
    visible_B_1_L_L: torch.Tensor | None
    predictor_Q: torch.Tensor
    query_R: torch.Tensor
    token_R: torch.Tensor
    sampler_logprob_R: torch.Tensor
    advantage_R: torch.Tensor
    sequences: int
    weight: float = 1.0


def trained_tokens(batch: Batch, train_truncated: bool) -> np.ndarray:
    """Which tokens are trained, bool [T]: the response's; those of truncated responses only if `train_truncated`."""
    mask_T = batch.loss_mask_T.astype(bool)
    if not train_truncated:
        mask_T &= ~np.repeat(batch.truncated_S.astype(bool), np.diff(batch.cu_seqlens_S1))
    # A first token has nothing before it that could predict it.
    mask_T[batch.cu_seqlens_S1[:-1]] = False
    return mask_T


def micro_batches(
    batch: Batch, trained_T: np.ndarray, max_tokens: int, most_nodes: int, device: torch.device
) -> Iterator[MicroBatch]:
    """The batch as tensors on `device`, a rectangle at a time; see `rectangles`."""
    for rows in rectangles(batch, trained_T, max_tokens, most_nodes):
        yield lay_out(batch, rows, device)


def rectangles(batch: Batch, trained_T: np.ndarray, max_tokens: int, most_nodes: int) -> Iterator[list[Tree]]:
    """Trees of similar size together, at most `max_tokens` a rectangle with its padding (one tree at least).

    A tree has at most `most_nodes` nodes, or one sequence. The first of a rectangle is its largest. The order depends
    on the batch alone.
    """
    most_nodes = min(most_nodes, max_tokens)
    rows: list[Tree] = []
    # Largest first, so that the first row of a rectangle is its width.
    for tree in sorted(trees(batch, trained_T, most_nodes), key=len, reverse=True):
        # A sequence too long for a tree shares no rectangle with one: a mask as wide as it would fill the memory.
        if rows and ((len(rows) + 1) * len(rows[0]) > max_tokens or len(rows[0]) > most_nodes >= len(tree)):
            yield rows
            rows = []
        rows.append(tree)
    if rows:
        yield rows


def lay_out(batch: Batch, rows: list[Tree], device: torch.device, weight: float = 1.0) -> MicroBatch:
    """A rectangle as tensors."""
    width = len(rows[0])
    ids_B_L = np.zeros((len(rows), width), np.int64)
    for row, tree in enumerate(rows):
        ids_B_L[row, : len(tree)] = tree.token_L
    position_B_L, visible_B_1_L_L = _layout(rows, width) if any(tree.branches for tree in rows) else (None, None)
    place_R = np.concatenate([tree.place_R for tree in rows])
    predictor_Q, query_R = np.unique(
        np.concatenate([np.array(tree.predictor_R) + row * width for row, tree in enumerate(rows)]), return_inverse=True
    )
    arrays = (
        ids_B_L,
        position_B_L,
        visible_B_1_L_L,
        predictor_Q,
        query_R,
        batch.token_ids_T[place_R].astype(np.int64),
        batch.sampler_logprobs_T[place_R],
        batch.advantages_S[np.concatenate([tree.sequence_R for tree in rows])],
    )
    tensors = (None if array is None else torch.from_numpy(array).to(device) for array in arrays)
    return MicroBatch(*tensors, sequences=sum(tree.sequences for tree in rows), weight=weight)


def _layout(rows: list[Tree], width: int) -> tuple[np.ndarray, np.ndarray]:
    position_B_L = np.zeros((len(rows), width), np.int64)
    # Padding sees itself: a softmax over nothing would be no number.
    visible_B_1_L_L = np.broadcast_to(np.eye(width, dtype=bool), (len(rows), 1, width, width)).copy()
    for row, tree in enumerate(rows):
        position_B_L[row, : len(tree)] = tree.depth_L
        visible_B_1_L_L[row, 0, : len(tree), : len(tree)] = tree.visible_L_L()
    return position_B_L, visible_B_1_L_L
