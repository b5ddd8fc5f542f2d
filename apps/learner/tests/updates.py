"""Batches for updates of the torch engine, and what updates do."""

import dataclasses

import numpy as np
import pytest
import torch

from cure_learner.engine.batch import Batch
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.model import LoadedModel
from cure_learner.settings import TrainSettings, read_settings
from processes import sequences

CPU = torch.device("cpu")


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
