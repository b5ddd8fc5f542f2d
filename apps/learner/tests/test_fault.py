"""What a person is told when a rank ends."""

import re

import pytest
import torch

from cure_learner.distributed.fault import fault_of


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), "lower learner.maxTokensPerMicroBatch"),
        (RuntimeError("Connection closed\n by peer."), r"Rank 3 cannot go on \(Connection closed by peer\): "),
        (ValueError(), r"\(ValueError\)"),
    ],
)
def test_a_fault_names_the_rank_and_what_to_do(error: Exception, sentence: str) -> None:
    said = fault_of(3, error)
    assert re.search(sentence, said) and "ank 3" in said and said.endswith("resume.")
