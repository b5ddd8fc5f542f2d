"""DeepSpeed's files in configs/, for models of billions of weights: each trains a small one here."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.model import load_model
from ranks import Ranks, batch, hello, settings, train

CONFIGS = Path(__file__).resolve().parents[3] / "configs/deepspeed"


@pytest.mark.parametrize(
    ("name", "processes", "more"),
    [("zero1", 1, ["--lora-rank", "4"]), ("zero3", 2, []), ("zero3-offload", 2, [])],
)
def test_a_shipped_file_trains(llama_folder: Path, tmp_path: Path, name: str, processes: int, more: list[str]) -> None:
    engine = TorchEngine(load_model(str(llama_folder), torch.device("cpu")), settings("cure"))
    expected = engine.update(batch(10), lambda _: None, lambda: False)
    config = json.loads((CONFIGS / f"{name}.json").read_text())
    with Ranks(llama_folder, tmp_path, config, "--gradient-checkpointing", *more, processes=processes) as learner:
        assert len(learner.rank_pids()) == processes
        first, second = train(hello(learner, tmp_path / "checkpoints"), range(1, 3))
    # The first update begins at the initial weights, whether they or adapters are trained.
    assert first["metrics"]["entropy"] == pytest.approx(expected["entropy"], rel=5e-3)
    assert first["metrics"]["grad_norm"] > 0.2
    assert second["metrics"]["kl"] > 0, "the weights have moved away from the initial ones"
    weights = load_file(Path(second["checkpoint"]) / "model.safetensors")
    assert {value.dtype for value in weights.values()} == {torch.bfloat16}
