"""When and why a learner ends."""

import threading

from cure_learner.errors import LearnerError


class Stop:
    """Set once, from any thread; the first reason counts."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._fault: str | None = None

    def now(self) -> None:
        """Someone wants an end."""
        self._event.set()

    def because(self, fault: str) -> None:
        """The learner cannot go on; `fault` is one sentence that says what to do."""
        if not self._event.is_set():
            self._fault = fault
        self._event.set()

    def wait(self) -> None:
        self._event.wait()

    def check(self) -> None:
        """Raises LearnerError where it was a fault."""
        if self._fault is not None:
            raise LearnerError(self._fault)
