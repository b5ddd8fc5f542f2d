"""A run of the torch engine: its journal, its checkpoints, going on."""

import dataclasses
from pathlib import Path

import pytest
import torch

from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.errors import BridgeError, UpdateFailed
from cure_learner.journal import Journal
from cure_learner.model import LoadedModel, load_model
from cure_learner.run import Run
from updates import CPU, batch, settings, weights


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
