"""Sampling one token."""

import numpy as np
import pytest
import torch

from cure_learner.generation.draw import draw
from cure_learner.generation.streams import uniform_streams

PROBABILITIES = torch.tensor([0.5, 0.3, 0.15, 0.05])
SAMPLES = 20_000


def shares(temperature: float, top_p: float, top_k: int) -> tuple[list[float], torch.Tensor, torch.Tensor]:
    uniform = torch.from_numpy(np.random.default_rng(0).random(SAMPLES))
    token, logprob = draw(
        PROBABILITIES.log()[None], torch.zeros(SAMPLES, dtype=torch.long), uniform, temperature, top_p, top_k
    )
    return (torch.bincount(token, minlength=4) / SAMPLES).tolist(), token, logprob


@pytest.mark.parametrize(
    ("temperature", "top_p", "top_k", "expected"),
    [
        (1.0, 1.0, 0, [0.5, 0.3, 0.15, 0.05]),
        # probabilities to the power 1/0.5 = 2: 0.25, 0.09, 0.0225, 0.0025, sum 0.365
        (0.5, 1.0, 0, [0.25 / 0.365, 0.09 / 0.365, 0.0225 / 0.365, 0.0025 / 0.365]),
        (1.0, 1.0, 2, [0.5 / 0.8, 0.3 / 0.8, 0, 0]),
        # 0.5 + 0.3 does not reach 0.9, 0.5 + 0.3 + 0.15 does
        (1.0, 0.9, 0, [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0]),
        # among the three of top-k: 0.526 and 0.842 of 0.95, so two of them reach 0.8
        (1.0, 0.8, 3, [0.5 / 0.8, 0.3 / 0.8, 0, 0]),
        (1.0, 0.1, 0, [1, 0, 0, 0]),
    ],
)
def test_distribution(temperature: float, top_p: float, top_k: int, expected: list[float]) -> None:
    found, token, logprob = shares(temperature, top_p, top_k)
    # three standard deviations of a share of 20,000 draws
    assert found == pytest.approx(expected, abs=3 * 0.5 / SAMPLES**0.5)
    assert logprob.exp().tolist() == pytest.approx(torch.tensor(expected)[token].tolist(), abs=1e-5)


def test_greedy_takes_the_first_of_the_likeliest() -> None:
    token, logprob = draw(torch.tensor([[1.0, 3.0, 3.0]]), torch.tensor([0]), torch.tensor([0.99]), 0, 1, 0)
    assert token.item() == 1
    # 3 - ln(e + 2 e^3) = -ln(2 + e^-2)
    assert logprob.item() == pytest.approx(-0.758624, abs=1e-5)


def test_the_largest_uniform_draws_no_impossible_token() -> None:
    logits = torch.tensor([[0.0, 0.0, float("-inf")]])
    rows = torch.arange(512)
    token, _ = draw(logits.expand(512, -1), rows, torch.full((512,), 1 - 2**-53, dtype=torch.float64), 1, 1, 0)
    assert token.tolist() == [1] * 512


@pytest.mark.parametrize(("top_p", "top_k"), [(1.0, 0), (0.9, 3)])
def test_samples_of_a_row_draw_as_if_each_had_a_row(top_p: float, top_k: int) -> None:
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(5, 40, generator=random)
    row = torch.randint(5, (300,), generator=random)
    uniform = torch.rand(300, generator=random, dtype=torch.float64)
    token, logprob = draw(logits, row, uniform, 0.7, top_p, top_k)
    alone_token, alone_logprob = draw(logits[row], torch.arange(300), uniform, 0.7, top_p, top_k)
    assert torch.equal(token, alone_token)
    assert torch.equal(logprob, alone_logprob)


def test_a_stream_depends_on_its_own_key_only() -> None:
    alone = uniform_streams(7, [(3, 1)], 5)
    together = uniform_streams(7, [(0, 0), (3, 1), (3, 2)], 9)
    assert torch.equal(alone[0], together[1, :5])
    assert not torch.equal(together[1], together[2])
    assert not torch.equal(alone, uniform_streams(8, [(3, 1)], 5))
