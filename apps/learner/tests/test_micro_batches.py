"""Cutting a batch into rectangles."""

import numpy as np
import pytest

from cure_learner.engine.batch import Batch
from cure_learner.engine.micro_batches import micro_batches, trained_tokens
from updates import CPU, batch, shared_batch


def test_micro_batches_hold_every_trained_token_once() -> None:
    of = batch([12, 5, 9, 12, 3, 7])
    trained = trained_tokens(of, True)
    cuts = list(micro_batches(of, trained, 24, 0, CPU))
    assert sum(len(cut.token_R) for cut in cuts) == trained.sum()
    assert all(cut.token_ids_B_L.numel() <= 24 for cut in cuts)
    assert [cut.sequences for cut in cuts] == [2, 2, 2]
    assert all(cut.visible_B_1_L_L is None for cut in cuts)


def test_what_samples_share_is_one_node_and_their_tokens_stay_their_own() -> None:
    of = shared_batch()
    (cut,) = micro_batches(of, trained_tokens(of, True), 100, 100, CPU)
    # 3 + 3 + 3 nodes of the first prompt, where "5" is common to three samples; 2 + 3 + 2 of the second.
    assert cut.token_ids_B_L.tolist() == [[7, 8, 9, 5, 6, 2, 40, 41, 2], [7, 30, 5, 6, 2, 50, 51, 0, 0]]
    assert cut.position_B_L[0].tolist() == [0, 1, 2, 3, 4, 5, 4, 5, 6]
    assert cut.visible_B_1_L_L[0, 0, 7].nonzero().flatten().tolist() == [0, 1, 2, 3, 6, 7]
    assert (len(cut.token_R), len(cut.predictor_Q), cut.sequences) == (15, 9, 5)
    assert sorted(cut.advantage_R.tolist()) == sorted(np.repeat(of.advantages_S, [3, 3, 4, 3, 2]).tolist())


@pytest.mark.parametrize("most_nodes", [7, 9])
def test_a_tree_has_no_more_nodes_than_allowed(most_nodes: int) -> None:
    of = shared_batch()
    cuts = list(micro_batches(of, trained_tokens(of, True), most_nodes, most_nodes, CPU))
    assert all(cut.token_ids_B_L.shape[1] <= most_nodes for cut in cuts)
    assert sum(cut.sequences for cut in cuts) == 5


def test_a_sequence_too_long_for_a_tree_makes_no_mask() -> None:
    joined = shared_batch()
    alone = batch([30])
    of = Batch(
        np.concatenate([joined.token_ids_T, alone.token_ids_T]),
        np.concatenate([joined.cu_seqlens_S1, joined.cu_seqlens_S1[-1:] + 30]),
        np.concatenate([joined.loss_mask_T, alone.loss_mask_T]),
        np.concatenate([joined.sampler_logprobs_T, alone.sampler_logprobs_T]),
        np.concatenate([joined.advantages_S, alone.advantages_S]),
        np.concatenate([joined.truncated_S, alone.truncated_S]),
        1.0,
    )
    long, short = micro_batches(of, trained_tokens(of, True), 1000, 20, CPU)
    assert (long.token_ids_B_L.shape, long.visible_B_1_L_L) == ((1, 30), None)
    assert short.visible_B_1_L_L.shape == (2, 1, 9, 9)


def test_one_sequence_longer_than_the_budget_is_a_micro_batch() -> None:
    of = batch([30, 4])
    assert [len(cut.token_ids_B_L) for cut in micro_batches(of, trained_tokens(of, True), 10, 10, CPU)] == [1, 1]
