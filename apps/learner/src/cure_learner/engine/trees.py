"""Sequences of one prompt as a tree, in which what they share is computed once.

Sixteen samples of a prompt repeat the prompt sixteen times, and often one another's first words. A causal model's
state at a token depends on the tokens before it alone, so equal beginnings need one computation, forward and backward,
if each token sees its own ancestors only. A sequence by itself is the tree without branches.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from cure_learner.engine.batch import Batch


@dataclass
class Tree:
    """L nodes, parents before children; R trained tokens of its sequences, each with the node that predicts it."""

    token_L: list[int] = field(default_factory=list)
    parent_L: list[int] = field(default_factory=list)
    depth_L: list[int] = field(default_factory=list)
    predictor_R: list[int] = field(default_factory=list)
    # Where the trained token lies in the batch, and in which sequence.
    place_R: list[int] = field(default_factory=list)
    sequence_R: list[int] = field(default_factory=list)
    sequences: int = 0
    _children: dict[tuple[int, int], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.token_L)

    @property
    def branches(self) -> bool:
        return self.depth_L[-1] + 1 < len(self)

    def missing(self, tokens: list[int]) -> int:
        """How many nodes adding these tokens would make."""
        node = -1
        for shared, token in enumerate(tokens):
            node = self._children.get((node, token), -2)
            if node == -2:
                return len(tokens) - shared
        return 0

    def add(self, sequence: int, start: int, tokens: list[int], trained: list[bool]) -> None:
        """Add the batch's `sequence`, which begins at its token `start`; `trained` says which tokens are."""
        self.sequences += 1
        node = -1
        for offset, token in enumerate(tokens):
            parent, node = node, self._children.setdefault((node, token), len(self))
            if node == len(self):
                self.token_L.append(token)
                self.parent_L.append(parent)
                self.depth_L.append(offset)
            if trained[offset]:
                self.predictor_R.append(parent)
                self.place_R.append(start + offset)
                self.sequence_R.append(sequence)

    def visible_L_L(self) -> np.ndarray:
        """Which nodes (columns, bool) each node sees: its ancestors and itself."""
        visible = np.eye(len(self), dtype=bool)
        for node, parent in enumerate(self.parent_L):
            if parent >= 0:
                visible[node] |= visible[parent]
        return visible


def trees(batch: Batch, trained_T: np.ndarray, most_nodes: int) -> Iterator[Tree]:
    """Every sequence with a trained token in one tree: those of a prompt together, up to `most_nodes` a tree.

    A longer sequence has a tree of its own. The order depends on the batch alone.
    """
    for group in _by_prompt(batch, trained_T):
        tree = Tree()
        for sequence in group:
            start, end = int(batch.cu_seqlens_S1[sequence]), int(batch.cu_seqlens_S1[sequence + 1])
            tokens = batch.token_ids_T[start:end].tolist()
            if len(tree) > 0 and len(tree) + tree.missing(tokens) > most_nodes:
                yield tree
                tree = Tree()
            tree.add(sequence, start, tokens, trained_T[start:end].tolist())
        yield tree


def _by_prompt(batch: Batch, trained_T: np.ndarray) -> Iterable[list[int]]:
    groups: dict[bytes, list[int]] = {}
    for sequence in range(batch.sequences):
        start, end = batch.cu_seqlens_S1[sequence], batch.cu_seqlens_S1[sequence + 1]
        if trained_T[start:end].any():
            prompt = batch.token_ids_T[start : start + int(batch.loss_mask_T[start:end].argmax())]
            groups.setdefault(prompt.tobytes(), []).append(sequence)
    return groups.values()
