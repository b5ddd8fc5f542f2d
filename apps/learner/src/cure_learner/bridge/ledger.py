"""Which phases are done: makes every batch count once."""

from cure_learner.bridge.batch import Turn
from cure_learner.errors import BridgeError
from cure_learner.journal import Entry


class Ledger:
    """Finished phases by (step, phase); `step` is the last finished step, 0 for none."""

    def __init__(self, step: int, done: list[Entry]):
        self.step = step
        self._done = {(entry.step, entry.phase): entry for entry in done}

    def look_up(self, turn: Turn) -> Entry | None:
        """The entry of a batch that was trained already, None for one whose turn it is.

        Raises BridgeError CONFLICT (another batch was trained in its place) or OUT_OF_ORDER.
        """
        entry = self._done.get((turn.step, turn.phase))
        if entry is not None:
            if entry.digest == turn.digest:
                return entry
            raise BridgeError(
                "CONFLICT",
                f"Step {turn.step} {turn.phase} was trained on another batch: send that one or a later step.",
            )
        if turn.step != self.step + 1:
            raise BridgeError("OUT_OF_ORDER", f"Step {turn.step} is not next: send step {self.step + 1}.")
        return None

    def add(self, entry: Entry) -> None:
        """Note a finished phase; the step is finished with its last one."""
        self._done[(entry.step, entry.phase)] = entry
        if entry.last:
            self.step = entry.step
