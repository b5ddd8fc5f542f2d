"""How several processes share a batch: no rectangle lost or computed twice, and nobody waits for a pass."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cure_learner.distributed.shares import share
from cure_learner.engine.metrics import TokenTotals
from cure_learner.engine.trees import Tree


def rectangle(rows: int, width: int) -> list[Tree]:
    return [Tree(token_L=[0] * width, sequences=2) for _ in range(rows)]


SIZES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 50)), min_size=1, max_size=20)


@given(SIZES, st.integers(1, 5))
def test_every_rectangle_is_computed_once_in_equally_many_passes(sizes: list[tuple[int, int]], ranks: int) -> None:
    rectangles = [rectangle(*size) for size in sizes]
    by_rank = [share(rectangles, ranks, rank) for rank in range(ranks)]
    assert {len(shares) for shares in by_rank} == {-(-len(rectangles) // ranks)}
    counted = [id(one.rows) for shares in by_rank for one in shares if one.weight == 1]
    assert sorted(counted) == sorted(map(id, rectangles))
    assert {one.weight for shares in by_rank for one in shares} <= {0, 1}
    for together in zip(*by_rank, strict=True):
        assert len({one.done for one in together}) == 1
    assert by_rank[0][-1].done == sum(2 * rows for rows, _ in sizes)


def test_who_has_the_largest_of_a_round_has_the_smallest_of_the_next() -> None:
    rectangles = [rectangle(1, width) for width in (1, 2, 3, 4, 5)]
    widths = [[len(one.rows[0]) * one.weight for one in share(rectangles, 2, rank)] for rank in range(2)]
    assert widths == [[5, 2, 1], [4, 3, 0]]


def test_means_are_over_the_tokens_of_all_processes() -> None:
    totals = [TokenTotals(4), TokenTotals(4)]
    for total, values, weight in ((totals[0], [1.0, 2.0, 6.0], 1.0), (totals[1], [3.0], 1.0), (totals[1], [6.0], 0.0)):
        value_R = torch.tensor(values)
        total.add("loss", value_R, weight)
        total.add_importance(value_R.log(), torch.zeros(len(values)), weight)
    numbers = [[], []]
    for total, kept in zip(totals, numbers, strict=True):
        total.join(lambda values, _, kept=kept: kept.append(values) or values)
    joined = {
        "sum": np.sum([numbers[0][0], numbers[1][0]], 0).tolist(),
        "max": np.max([numbers[0][1], numbers[1][1]], 0).tolist(),
    }
    totals[0].join(lambda _, operation: joined[operation])
    prefix = "sampling/importance_sampling_ratio/"
    assert totals[0].means() == pytest.approx(
        {"loss": 3.0, prefix + "mean": 3.0, prefix + "min": 1.0, prefix + "max": 6.0}
    )
