"""Rows that samples share, against each sample's own words."""

import torch

from cure_learner.generation.branches import Branches


def test_samples_share_a_row_exactly_as_long_as_they_agree() -> None:
    """Random walks over few tokens: every row's words, followed through `source`, are those of its samples."""
    random = torch.Generator().manual_seed(0)
    prompt = torch.arange(60) % 4
    branches = Branches(prompt, 10)
    words = [(row,) for row in range(4)]
    said = [(p,) for p in prompt.tolist()]
    dropped = False
    for _ in range(30):
        token = torch.randint(3, (len(said),), generator=random)
        going_on = torch.rand(len(said), generator=random) < 0.93
        going_on[0] = True
        before = len(words)
        source, token_of_row = branches.grow(token, going_on)
        words = [(*words[s], t) for s, t in zip(source.tolist(), token_of_row.tolist(), strict=True)]
        said = [(*one, t) for one, t, on in zip(said, token.tolist(), going_on.tolist(), strict=True) if on]
        rows = branches.row_of_sample_S.tolist()
        assert [words[row] for row in rows] == said
        assert len(set(rows)) == len(set(said))
        # Unused rows stay few.
        assert len(words) - len(set(said)) <= 0.1 * len(words)
        dropped = dropped or len(words) < before
    assert dropped


def test_a_row_in_use_stays_where_it_is() -> None:
    branches = Branches(torch.tensor([0, 0, 1, 1, 1]), 100)
    source, token = branches.grow(torch.tensor([7, 8, 9, 9, 5]), torch.ones(5, dtype=torch.bool))
    assert source.tolist() == [0, 1, 0, 1]
    assert token.tolist() == [7, 5, 8, 9]
    assert branches.row_of_sample_S.tolist() == [0, 2, 3, 3, 1]
