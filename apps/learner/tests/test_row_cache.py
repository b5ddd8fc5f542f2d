"""The caches of both decoders, row by row, against lists."""

import pytest
import torch

from cure_learner.generation.cache import GrowingLayer
from cure_learner.generation.row_cache import RowCache

HEADS, SIZE = 2, 3
MOVES = [
    pytest.param([0, 1, 2], id="nothing"),
    pytest.param([0, 1, 2, 1, 1, 0], id="repeated behind the last"),
    pytest.param([0, 0, 2], id="repeated over an unused row"),
    pytest.param([2, 0], id="dropped"),
    pytest.param([1, 0, 2, 2], id="exchanged"),
]


@pytest.mark.parametrize("source", MOVES)
def test_rows_of_the_fast_cache(source: list[int]) -> None:
    cache = RowCache(2, 3, 8, HEADS, SIZE)
    expected: list[torch.Tensor] = [torch.zeros(3, HEADS, 0, SIZE) for _ in range(2)]

    def append() -> None:
        cache.lengthen()
        for index, tensor in enumerate(cache.tensors):
            new = torch.randn(len(tensor), HEADS, SIZE)
            tensor[:, :, cache.length - 1] = new
            expected[index] = torch.cat((expected[index], new[:, :, None]), 2)

    # Over the growth of the memory, twice.
    for place in range(40):
        append()
        if place in (0, 20):
            cache.take(torch.tensor(source))
            expected = [states[source] for states in expected]
            cache.take(torch.arange(len(source)))
            while len(cache.tensors[0]) != 3:
                cache.take(torch.arange(3) % len(source))
                expected = [states[torch.arange(3) % len(source)] for states in expected]
        for tensor, states in zip(cache.tensors, expected, strict=True):
            assert torch.equal(tensor[:, :, : cache.length], states)
            assert tensor.is_contiguous()
            assert not tensor[:, :, cache.length :].any()


@pytest.mark.parametrize("source", MOVES)
def test_rows_of_the_general_cache(source: list[int]) -> None:
    layer = GrowingLayer()
    keys, values = torch.randn(3, HEADS, 5, SIZE), torch.randn(3, HEADS, 5, SIZE)
    layer.update(keys, values)
    layer.batch_select_indices(torch.tensor(source))
    new = torch.randn(len(source), HEADS, 70, SIZE)
    layer.update(new, -new)
    assert torch.equal(layer.keys, torch.cat((keys[source], new), 2))
    assert torch.equal(layer.values, torch.cat((values[source], -new), 2))
