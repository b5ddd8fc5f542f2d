"""Which rank computes which part of a batch."""

from typing import NamedTuple

from cure_learner.engine.trees import Tree


class Share(NamedTuple):
    """One forward and backward pass of one rank.

    `weight` is 0 where there was nothing left to do: with ZeRO-3 weights are gathered in every pass, so that all ranks
    have to make equally many. `done` is how many sequences all ranks have computed after it.
    """

    rows: list[Tree]
    weight: float
    done: int


def share(rectangles: list[list[Tree]], ranks: int, rank: int) -> list[Share]:
    """The passes of `rank` of `ranks`, as many for each; every rectangle (one at least) is in one rank's with weight 1.

    Passes that take place at the same time are of similar size, and whoever has the largest of one round has the
    smallest of the next. Computed by every rank for itself, from the batch alone.
    """
    by_size = sorted(rectangles, key=_nodes, reverse=True)
    shares, done = [], 0
    for first in range(0, len(by_size), ranks):
        together = by_size[first : first + ranks]
        done += sum(tree.sequences for rows in together for tree in rows)
        place = rank if first // ranks % 2 == 0 else ranks - 1 - rank
        if place < len(together):
            shares.append(Share(together[place], 1.0, done))
        else:
            shares.append(Share(by_size[-1], 0.0, done))
    return shares


def _nodes(rows: list[Tree]) -> int:
    """With padding; the first row is the widest."""
    return len(rows) * len(rows[0])
