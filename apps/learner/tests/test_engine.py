"""Updates and checkpoints of the torch engine."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from cure_learner.engine.batch import Batch
from cure_learner.engine.logprobs import response_logprobs
from cure_learner.engine.micro_batches import micro_batches, trained_tokens
from cure_learner.engine.shared_prefixes import most_nodes
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.errors import BridgeError, Cancelled, UpdateFailed
from cure_learner.journal import Journal
from cure_learner.model import LoadedModel, load_model
from cure_learner.run import Run
from cure_learner.settings import TrainSettings, read_settings
from processes import sequences

CPU = torch.device("cpu")


@pytest.fixture
def loaded(llama_folder: Path) -> LoadedModel:
    return load_model(str(llama_folder), CPU)


def settings(preset: str = "modern", **changes) -> TrainSettings:
    return read_settings({"preset": preset, "learningRate": 1e-2} | changes)


def batch(lengths: list[int] = (12, 5, 9, 12), seed: int = 0, **changes) -> Batch:
    """Sequences of the given lengths, a third of each the prompt; off-policy sampler log-probabilities."""
    parts = [sequences(0), *(sequences(1, length, seed + index) for index, length in enumerate(lengths))]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    joined["cu_seqlens"] = np.cumsum([0, *lengths]).astype("<i4")
    return dataclasses.replace(Batch(*joined.values(), temperature=1.0), **changes)


def update(engine: TorchEngine, of: Batch) -> dict[str, float]:
    return engine.update(of, lambda _: None, lambda: False)


def weights(loaded: LoadedModel) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in loaded.model.state_dict().items()}


def gradients(loaded: LoadedModel, of: Batch, max_tokens: int, monkeypatch: pytest.MonkeyPatch) -> list[torch.Tensor]:
    """What an update would hand to the optimiser, clipped to a norm that is never reached."""
    engine = TorchEngine(loaded, settings(maxTokensPerMicroBatch=max_tokens, gradientClip=1e9))
    found: list[torch.Tensor] = []
    monkeypatch.setattr(engine._optimizer, "step", lambda: found.extend(p.grad.clone() for p in engine._parameters))
    update(engine, of)
    return found


def shared_batch() -> Batch:
    """Two prompts, five samples: two of them equal, two with a common beginning, one alone."""
    prompts = [[7, 8, 9], [7, 30]]
    responses = [(0, [5, 6, 2]), (0, [5, 6, 2]), (0, [5, 40, 41, 2]), (1, [5, 6, 2]), (1, [50, 51])]
    tokens = [prompts[prompt] + response for prompt, response in responses]
    mask = [[0] * len(prompts[prompt]) + [1] * len(response) for prompt, response in responses]
    total = sum(map(len, tokens))
    random = np.random.default_rng(3)
    return Batch(
        np.concatenate(tokens).astype("<i4"),
        np.cumsum([0, *map(len, tokens)]).astype("<i4"),
        np.concatenate(mask).astype("u1"),
        (-random.random(total)).astype("f4"),
        random.normal(size=5).astype("f4"),
        np.zeros(5, "u1"),
        0.9,
    )


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


def train(run: Run, steps: range) -> None:
    for step in steps:
        for phase, last in (("coder", False), ("tester", True)):
            of = batch(seed=10 * step + last)
            run.train(of, step, phase, last, f"{step}{phase}", lambda _: None, lambda: False)


@pytest.mark.parametrize("preset", ["cure", "modern"])
def test_resuming_is_bit_exact(loaded: LoadedModel, tmp_path: Path, preset: str) -> None:
    def run(folder: str, resume: bool = False) -> Run:
        asked = settings(preset, checkpointDir=str(tmp_path / folder), resume=resume)
        return Run("r", asked, lambda chosen: TorchEngine(loaded, chosen))

    straight = run("straight")
    train(straight, range(1, 5))
    expected = weights(loaded)

    train(run("stopped"), range(1, 3))
    resumed = run("stopped", resume=True)
    assert (resumed.step, resumed.engine.policy_version) == (2, 4)
    assert [(entry.step, entry.phase) for entry in resumed.done] == [
        (1, "coder"), (1, "tester"), (2, "coder"), (2, "tester"),
    ]  # fmt: skip
    train(resumed, range(3, 5))
    assert all(torch.equal(value, expected[name]) for name, value in loaded.model.state_dict().items())
    for name in ("model.safetensors", "optimizer.safetensors"):
        one, other = (tmp_path / folder / "step-000004" / name for folder in ("straight", "stopped"))
        assert one.read_bytes() == other.read_bytes()


def test_checkpoint_is_a_model_folder(loaded: LoadedModel, tmp_path: Path) -> None:
    asked = settings(checkpointDir=str(tmp_path), keepCheckpoints=2, saveEvery=2)
    run = Run("r", asked, lambda chosen: TorchEngine(loaded, chosen))
    train(run, range(1, 8))
    run.save(7, "best")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "best", "journal.jsonl", "learner.lock", "step-000004", "step-000006",
    ]  # fmt: skip
    again = load_model(str(tmp_path / "best"), CPU)
    for name, value in again.model.state_dict().items():
        assert torch.equal(value, loaded.model.state_dict()[name])
    assert (tmp_path / "best" / "prompts" / "coder.jinja").read_text() == "{{ question }}"
    assert again.tokenizer("print").input_ids == loaded.tokenizer("print").input_ids


def test_published_weights_are_those_of_the_engine_and_the_canary_is_what_they_say(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    run = Run("r", settings(checkpointDir=str(tmp_path)), lambda chosen: TorchEngine(loaded, chosen))
    before = run.publish()
    train(run, range(1, 2))
    manifest = run.publish()
    folder = Path(manifest.path)
    assert not (folder / "optimizer.safetensors").exists()
    again = load_model(str(folder), CPU)
    token_ids = torch.tensor([manifest.canary.tokenIds])
    logprobs_T_V = again.model(input_ids=token_ids).logits[0, :-1].log_softmax(-1)
    expected = logprobs_T_V.gather(1, token_ids[0, 1:, None]).squeeze(1)
    torch.testing.assert_close(torch.tensor(manifest.canary.logprobs), expected)
    assert manifest.canary.tokenIds == before.canary.tokenIds
    assert manifest.canary.logprobs != before.canary.logprobs
    assert run.publish() == manifest, "weights that have not changed are not written again"


def test_the_best_checkpoint_outlives_later_steps_and_a_resume(loaded: LoadedModel, tmp_path: Path) -> None:
    asked = settings(checkpointDir=str(tmp_path), keepCheckpoints=1)
    run = Run("r", asked, lambda chosen: TorchEngine(loaded, chosen))
    train(run, range(1, 3))
    run.save(2, "best")
    best = (tmp_path / "best" / "model.safetensors").read_bytes()
    train(run, range(3, 5))
    resumed = Run("r", dataclasses.replace(asked, resume=True), lambda chosen: TorchEngine(loaded, chosen))
    train(resumed, range(5, 6))
    assert resumed.step == 5
    assert (tmp_path / "best" / "model.safetensors").read_bytes() == best
    assert (tmp_path / "step-000005" / "model.safetensors").read_bytes() != best


def test_a_broken_checkpoint_is_skipped_and_later_lines_forgotten(loaded: LoadedModel, tmp_path: Path) -> None:
    asked = settings(checkpointDir=str(tmp_path), keepCheckpoints=3)
    train(Run("r", asked, lambda chosen: TorchEngine(loaded, chosen)), range(1, 4))
    broken = tmp_path / "step-000003" / "model.safetensors"
    broken.write_bytes(broken.read_bytes()[:1000])
    (tmp_path / "step-000002" / "state.json").write_text("{")
    with (tmp_path / "journal.jsonl").open("a") as journal:
        journal.write('{"step": 4, "pha')
    resumed = Run("r", dataclasses.replace(asked, resume=True), lambda chosen: TorchEngine(loaded, chosen))
    assert (resumed.step, resumed.engine.policy_version) == (1, 2)
    assert len(Journal(tmp_path / "journal.jsonl").restart(9)) == 2


@pytest.mark.parametrize(("run_id", "resume"), [("r", False), ("other", True), ("other", False)])
def test_checkpoints_are_never_overwritten(loaded: LoadedModel, tmp_path: Path, run_id: str, resume: bool) -> None:
    asked = settings(checkpointDir=str(tmp_path))
    train(Run("r", asked, lambda chosen: TorchEngine(loaded, chosen)), range(1, 2))
    with pytest.raises(BridgeError) as refusal:
        Run(run_id, dataclasses.replace(asked, resume=resume), lambda chosen: TorchEngine(loaded, chosen))
    assert refusal.value.code == "CONFLICT"


def test_a_checkpoint_that_cannot_be_written_is_written_on_the_second_try(
    loaded: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run("r", settings(checkpointDir=str(tmp_path)), lambda chosen: TorchEngine(loaded, chosen))
    with monkeypatch.context() as patch:
        patch.setattr(TorchEngine, "save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(UpdateFailed, match="No space left") as failure:
            train(run, range(1, 2))
    assert failure.value.retriable
    entry = run.train(batch(seed=11), 1, "tester", True, "1tester", lambda _: None, lambda: False)
    assert entry.policyVersion == 2
    assert Path(entry.checkpoint).is_dir()
