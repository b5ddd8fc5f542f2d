"""What the bridge asks of a training engine, so that another one (DeepSpeed) can take torch's place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from cure_learner.engine.batch import Batch


class TrainEngine(Protocol):
    """Holds weights and optimiser. All calls come from the compute thread."""

    @property
    def policy_version(self) -> int:
        """Number of updates done since the initial model."""

    def update(self, batch: Batch, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> dict[str, float]:
        """One update on the whole batch; returns metrics. `progress` hears how many sequences are done.

        Raises UpdateFailed (weights and optimiser are as before) and Cancelled.
        """

    def score(self, text: str) -> tuple[list[int], list[float]]:
        """A text's token ids, and the log-probabilities (nats, temperature 1) of all but the first."""

    def export(self, folder: Path) -> None:
        """Write weights and tokenizer into an existing empty folder: all that a server needs to sample."""

    def save(self, folder: Path) -> dict[str, Any]:
        """Write what `export` writes and the optimiser into an existing empty folder.

        Returns what else `load` needs (JSON values; `policyVersion` among them).
        """

    def load(self, folder: Path, state: dict[str, Any]) -> None:
        """Go back to what `save` wrote and returned. Raises LearnerError where it is not whole, changing nothing."""
