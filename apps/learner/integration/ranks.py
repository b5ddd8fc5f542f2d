"""A learner of several ranks, and the batches that tests send it."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from cure_learner.engine.batch import Batch
from cure_learner.settings import TrainSettings, read_settings
from processes import Dealer, Learner, sequences

# Rounds of micro-batches, the last of them not full; the clip is always below the norm.
SETTINGS = {"learningRate": 1e-2, "maxTokensPerMicroBatch": 24, "gradientClip": 0.2, "weightDecay": 0.1}
LENGTHS = (12, 5, 9, 12, 30, 7, 8)
# Loading DeepSpeed in three processes on a machine with much to do; compiling it the first time.
_START_SECONDS, _ANSWER_MS = 300, 600_000


def settings(preset: str = "cure", **changes: Any) -> TrainSettings:
    return read_settings({"preset": preset} | SETTINGS | changes)


def arrays(seed: int, lengths: tuple[int, ...] = LENGTHS) -> dict[str, np.ndarray]:
    """Sequences of these lengths, a third of each the prompt, two of them with the same beginning."""
    parts = [sequences(1, length, seed + place) for place, length in enumerate(lengths)]
    parts[3]["token_ids"][:6] = parts[0]["token_ids"][:6]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return joined | {"cu_seqlens": np.cumsum([0, *lengths]).astype("<i4")}


def batch(seed: int) -> Batch:
    return Batch(*arrays(seed).values(), temperature=1.0)


class Ranks(Learner):
    """A learner that trains with DeepSpeed; `config` is DeepSpeed's."""

    def __init__(self, model: Path, folder: Path, config: dict[str, Any], *more: str, processes: int | None = 2):
        file = folder / "deepspeed.json"
        file.write_text(json.dumps(config))
        command = [sys.executable, "-m", "cure_learner", "serve", "--model", str(model), "--threads", "1"]
        command += ["--engine", "deepspeed", "--deepspeed-config", str(file)]
        command += [] if processes is None else ["--processes", str(processes)]
        super().__init__(command, *more, start_seconds=_START_SECONDS, end_seconds=120)

    def dealer(self, run_id: str, **options: bytes) -> Dealer:
        return super().dealer(run_id, answer_ms=_ANSWER_MS, **options)

    def rank_pids(self) -> dict[int, int]:
        return rank_pids(self.process.pid)


def rank_pids(launcher: int) -> dict[int, int]:
    """Process ids by rank."""
    children = Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split()
    environments = {int(child): Path(f"/proc/{child}/environ").read_bytes().split(b"\0") for child in children}
    return {
        int(entry.removeprefix(b"RANK=")): child
        for child, entries in environments.items()
        for entry in entries
        if entry.startswith(b"RANK=")
    }


def hello(learner: Ranks, checkpoints: Path, preset: str = "cure", run_id: str = "r", **changes: Any) -> Dealer:
    dealer = learner.dealer(run_id)
    welcome = dealer.hello(**({"preset": preset, "checkpointDir": str(checkpoints)} | SETTINGS | changes))
    assert welcome["type"] == "WELCOME", welcome
    return dealer


def train(dealer: Dealer, steps: range) -> list[dict[str, Any]]:
    """The replies to one batch a step."""
    return [dealer.train(step, arrays=arrays(10 * step)) for step in steps]
