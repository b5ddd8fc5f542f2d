"""Log-probabilities of trained tokens, and what they hand to the weights."""

import numpy as np
import pytest
import torch

from cure_learner.engine.logprobs import response_logprobs
from cure_learner.engine.micro_batches import micro_batches, trained_tokens
from cure_learner.engine.shared_prefixes import most_nodes
from cure_learner.model import LoadedModel, load_model
from updates import CPU, batch, gradients, shared_batch


def test_logprobs_of_a_padded_batch_equal_those_alone(loaded: LoadedModel) -> None:
    of = batch([12, 5, 9], temperature=0.7)
    (cut,) = micro_batches(of, trained_tokens(of, True), 1000, 0, CPU)
    with torch.no_grad():
        found, entropy = response_logprobs(loaded.model, cut, 0.7)
        expected, entropies = [], []
        for row in (0, 2, 1):  # longest first
            start, end = of.cu_seqlens_S1[row], of.cu_seqlens_S1[row + 1]
            ids = torch.from_numpy(of.token_ids_T[start:end].astype(np.int64))
            table = (loaded.model(ids[None]).logits[0] / 0.7).log_softmax(-1)
            for place in np.flatnonzero(of.loss_mask_T[start:end]):
                expected.append(table[place - 1, ids[place]].item())
                entropies.append(-(table[place - 1].exp() * table[place - 1]).sum().item())
    assert found.tolist() == pytest.approx(expected, abs=1e-5)
    assert entropy.tolist() == pytest.approx(entropies, abs=1e-4)


def test_gradient_does_not_depend_on_the_cut(loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    of = batch([12, 5, 9, 12, 3, 7])
    whole = gradients(loaded, of, 10_000, monkeypatch)
    cut = gradients(loaded, of, 12, monkeypatch)
    for one, other in zip(whole, cut, strict=True):
        torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize("kind", ["llama", "qwen"])
def test_trees_give_the_gradient_of_separate_sequences(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_model(str(request.getfixturevalue(f"{kind}_folder")), CPU)
    together = gradients(loaded, shared_batch(), 10_000, monkeypatch)
    monkeypatch.setattr("cure_learner.engine.torch_engine.most_nodes", lambda _: 0)
    apart = gradients(loaded, shared_batch(), 10_000, monkeypatch)
    assert any(gradient.abs().max() > 1e-3 for gradient in apart)
    for one, other in zip(together, apart, strict=True):
        torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-4)


def test_a_model_that_does_not_heed_the_mask_is_trained_sample_by_sample(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert most_nodes(loaded.model) > 0
    forward = type(loaded.model).forward
    monkeypatch.setattr(type(loaded.model), "forward", lambda self, attention_mask=None, **rest: forward(self, **rest))
    assert most_nodes(loaded.model) == 0


def test_trees_stay_within_a_models_window(loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded.model.config, "sliding_window", 32, raising=False)
    assert most_nodes(loaded.model) == 32


@pytest.mark.parametrize("numbers", [1, 700])
def test_slices_give_the_same_numbers_and_the_same_gradient(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch, numbers: int
) -> None:
    of = shared_batch()
    (cut,) = micro_batches(of, trained_tokens(of, True), 1000, 1000, CPU)
    expected = response_logprobs(loaded.model, cut, 0.9)
    whole = gradients(loaded, of, 10_000, monkeypatch)
    monkeypatch.setattr("cure_learner.engine.logprobs._SLICE_NUMBERS", numbers)
    assert numbers // loaded.model.config.vocab_size < len(cut.predictor_Q)
    for one, other in zip(response_logprobs(loaded.model, cut, 0.9), expected, strict=True):
        assert torch.equal(one, other)
    for one, other in zip(gradients(loaded, of, 10_000, monkeypatch), whole, strict=True):
        torch.testing.assert_close(one, other, atol=1e-7, rtol=1e-5)
