"""What every engine does alike: it counts its updates, and frames each with the figures that need no model."""

import base64
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from cure_learner.engine.batch import Batch
from cure_learner.engine.metrics import length_metrics
from cure_learner.engine.micro_batches import trained_tokens
from cure_learner.errors import BridgeError
from cure_learner.settings import TrainSettings

# The paper's; with weight decay 0 AdamW is Adam.
BETAS = (0.9, 0.95)


class Engine:
    """The part of `TrainEngine` that does not depend on how an update is computed."""

    # Which engine wrote a checkpoint: the others cannot read it.
    kind: str

    def __init__(self, settings: TrainSettings):
        self._settings = settings
        self._policy_version = 0

    @property
    def policy_version(self) -> int:
        return self._policy_version

    def update(self, batch: Batch, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> dict[str, float]:
        began = time.monotonic()
        metrics = length_metrics(batch)
        trained_T = trained_tokens(batch, train_truncated=self._settings.preset == "cure")
        tokens = int(trained_T.sum())
        if tokens > 0:
            metrics |= self._step(batch, trained_T, tokens, progress, cancelled)
            self._policy_version += 1
        return metrics | {"learning_rate": self._settings.learning_rate, "step_time": time.monotonic() - began}

    def _step(
        self,
        batch: Batch,
        trained_T: np.ndarray,
        tokens: int,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> dict[str, float]:
        """One update on the `tokens` > 0 trained tokens; returns their metrics and the gradient's norm."""
        raise NotImplementedError

    def _state(self) -> dict[str, Any]:
        """What `save` returns: the version, and torch's random state."""
        rng = torch.get_rng_state().numpy().tobytes()
        return {"kind": self.kind, "policyVersion": self._policy_version, "torchRng": base64.b64encode(rng).decode()}

    def _refuse_other_kind(self, state: dict[str, Any]) -> None:
        """Raises BridgeError CONFLICT for another engine's checkpoint: it is whole, only not for this engine."""
        kind = state.get("kind", "torch")
        if kind != self.kind:
            raise BridgeError(
                "CONFLICT", f"The checkpoint was written by the engine '{kind}': resume it with that one."
            )


def read_rng(state: dict[str, Any]) -> torch.Tensor:
    """The random state in what `save` returned. Raises what broken input does."""
    return torch.frombuffer(bytearray(base64.b64decode(state["torchRng"])), dtype=torch.uint8)
