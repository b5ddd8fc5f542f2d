"""Updates of the torch engine."""

import dataclasses

import numpy as np
import pytest
import torch

from cure_learner.engine.batch import Batch
from cure_learner.engine.logprobs import response_logprobs
from cure_learner.engine.micro_batches import micro_batches, trained_tokens
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.errors import BridgeError, Cancelled, UpdateFailed
from cure_learner.model import LoadedModel
from cure_learner.settings import read_settings
from updates import CPU, batch, settings, update, weights


def test_metrics_of_cure_by_hand(loaded: LoadedModel) -> None:
    # First update: the policy is the reference, so k3 = 0, rho = 1 and the loss is -mean of A over response tokens.
    # Lengths 12, 6: 8 and 4 response tokens; A = 2, -1: -(8 * 2 - 4 * 1) / 12 = -1.
    of = batch([12, 6], advantages_S=np.array([2, -1], "f4"))
    metrics = update(TorchEngine(loaded, settings("cure")), of)
    assert metrics["loss"] == pytest.approx(-1)
    assert metrics["kl"] == pytest.approx(0, abs=1e-6)
    assert (metrics["clip_ratio/low"], metrics["clip_ratio/high"]) == (0, 0)
    assert metrics["completions/mean_length"] == 6
    assert metrics["num_tokens"] == 12
    assert metrics["learning_rate"] == 1e-2
    assert metrics["grad_norm"] > 0


def test_metrics_of_modern_by_hand(loaded: LoadedModel) -> None:
    of = batch([12])
    (cut,) = micro_batches(of, trained_tokens(of, True), 1000, 0, CPU)
    with torch.no_grad():
        logprob, entropy = response_logprobs(loaded.model, cut, 1.0)
    # s = o - ln 4 on half of the tokens, o + ln 2 on the others: ratios 4 (cut to 2) and 1/2.
    shift = torch.tensor([4.0, 0.5] * 4).log()
    sampler = of.loss_mask_T.astype("f4")
    sampler[sampler == 1] = (logprob - shift).numpy()
    of = dataclasses.replace(of, sampler_logprobs_T=sampler, advantages_S=np.array([3], "f4"))
    metrics = update(TorchEngine(loaded, settings("modern")), of)
    # -(2 + 0.5) / 2 * 3
    assert metrics["loss"] == pytest.approx(-3.75, rel=1e-4)
    assert metrics["entropy"] == pytest.approx(entropy.mean().item(), rel=1e-4)
    prefix = "sampling/importance_sampling_ratio/"
    assert [metrics[prefix + name] for name in ("mean", "min", "max")] == pytest.approx([2.25, 0.5, 4], rel=1e-4)
    assert "kl" not in metrics


def test_truncated_responses_are_trained_by_cure_and_masked_by_modern(loaded: LoadedModel) -> None:
    of = batch([12, 6], truncated_S=np.array([1, 0], "u1"), advantages_S=np.array([2, -1], "f4"))
    assert trained_tokens(of, True).sum() == 12
    assert trained_tokens(of, False).sum() == 4
    metrics = update(TorchEngine(loaded, settings("cure")), of)
    assert metrics["loss"] == pytest.approx(-1)
    assert metrics["completions/clipped_ratio"] == 0.5
    # Only the second sequence is left; its importance weights are cut to at most 2: 0 < loss <= 2.
    assert 0 < update(TorchEngine(loaded, settings("modern")), of)["loss"] <= 2


def test_an_update_raises_the_likelihood_of_the_rewarded(loaded: LoadedModel) -> None:
    of = batch([12, 12], advantages_S=np.array([1, -1], "f4"))
    cut = next(micro_batches(of, trained_tokens(of, True), 1000, 0, CPU))
    before = response_logprobs(loaded.model, cut, 1.0)[0].detach().view(2, 8).sum(1)
    engine = TorchEngine(loaded, settings("cure"))
    update(engine, of)
    after = response_logprobs(loaded.model, cut, 1.0)[0].detach().view(2, 8).sum(1)
    assert after[0] > before[0] and after[1] < before[1]
    assert engine.policy_version == 1


def test_the_divergence_is_measured_against_the_initial_model(loaded: LoadedModel) -> None:
    engine = TorchEngine(loaded, settings("cure"))
    assert update(engine, batch())["kl"] == pytest.approx(0, abs=1e-6)
    assert update(engine, batch())["kl"] > 1e-4


@pytest.mark.parametrize("of", [batch([]), batch([12], truncated_S=np.array([1], "u1"))], ids=["empty", "all masked"])
def test_nothing_to_train_changes_nothing(loaded: LoadedModel, of: Batch) -> None:
    before = weights(loaded)
    engine = TorchEngine(loaded, settings("modern"))
    metrics = update(engine, of)
    assert engine.policy_version == 0
    assert all(torch.equal(value, before[name]) for name, value in loaded.model.state_dict().items())
    assert metrics["num_sequences"] == of.sequences


def test_a_failed_or_cancelled_update_changes_nothing(loaded: LoadedModel) -> None:
    before = weights(loaded)
    engine = TorchEngine(loaded, settings("modern"))
    with pytest.raises(UpdateFailed):
        update(engine, batch([12], advantages_S=np.array([3e38], "f4"), sampler_logprobs_T=np.full(12, -90, "f4")))
    with pytest.raises(Cancelled):
        engine.update(batch(), lambda _: None, lambda: True)
    assert engine.policy_version == 0
    assert all(torch.equal(value, before[name]) for name, value in loaded.model.state_dict().items())


def test_settings_fill_in_the_preset() -> None:
    cure, modern = read_settings({"preset": "cure"}), read_settings({"preset": "modern"})
    assert (cure.clip_low, cure.clip_high, cure.kl_coefficient, cure.learning_rate) == (0.2, 0.2, 0.01, 1e-6)
    assert (modern.clip_low, modern.clip_high, modern.kl_coefficient, modern.importance_cap) == (0.2, 0.28, 0, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("klCoefficient", 0.1), ("saveEvery", 0), ("seed", -1), ("resume", 1), ("checkpointDir", "here"), ("rate", 1)],
)
def test_wrong_settings_are_named(name: str, value: object) -> None:
    with pytest.raises(BridgeError, match=f"settings.{name}"):
        read_settings({"preset": "modern", name: value})
