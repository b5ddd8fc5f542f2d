"""Which policy is being served."""

from dataclasses import dataclass

from cure_learner.engine.interface import TrainEngine


@dataclass
class Policy:
    """The engine of the current run, None before one began; then the served weights are `base_version`."""

    engine: TrainEngine | None = None
    base_version: int = 0

    @property
    def version(self) -> int:
        """Number of updates that the served weights have had."""
        return self.base_version if self.engine is None else self.engine.policy_version
