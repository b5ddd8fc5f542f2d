"""Counting what goes wrong on the bridge, without a line for each: a flood must fill neither the log nor the memory."""

from collections import Counter

from cure_learner.log import log


class Tally:
    """Counts by reason.

    A reason is a protocol error code, `handshake` (a connection refused before its first message), `unsent`
    (an answer whose peer was gone or read too slowly), `FAULT` (of ours).
    """

    def __init__(self):
        self._counts: Counter[str] = Counter()

    def add(self, reason: str, detail: str = "") -> None:
        """Count one; the log says so of the 1st, 10th, 100th ... of each reason, with this one's detail."""
        self._counts[reason] += 1
        count = self._counts[reason]
        if str(count).rstrip("0") == "1":
            log(f"warning: {count} refused or lost on the bridge so far: {reason}{detail and f' ({detail})'}")

    def counts(self) -> dict[str, int]:
        """A copy, from any thread."""
        return dict(self._counts)
