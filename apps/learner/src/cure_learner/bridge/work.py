"""What occupies the learner: one thing at a time, done by the compute thread while the bridge's thread answers."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple, TypeVar

from cure_learner.bridge.batch import Turn
from cure_learner.compute import Compute
from cure_learner.errors import BridgeError

T = TypeVar("T")
_PROGRESS_SECONDS = 1.0


class Requester(NamedTuple):
    """Whom to answer: the peer's ZeroMQ identity and the id and run of its message."""

    identity: bytes
    id: str
    run_id: str


class Work:
    """Lives in the bridge's thread. Whoever asked last for what is being done is answered when it is done."""

    def __init__(self, compute: Compute, post: Callable[[Callable[[], None]], None]):
        """`post` runs a function in the bridge's thread, from any thread."""
        self._compute, self._post = compute, post
        # A batch's turn, or the name of something else.
        self._what: Turn | str | None = None
        self._waiting: Requester | None = None

    @property
    def is_busy(self) -> bool:
        return self._what is not None

    @property
    def turn(self) -> Turn | None:
        """Of the batch that is being trained."""
        return self._what if isinstance(self._what, Turn) else None

    def require_free(self) -> None:
        """Raises BridgeError BUSY."""
        if self._what is not None:
            what = f"training step {self._what.step}" if isinstance(self._what, Turn) else self._what
            raise BridgeError("BUSY", f"The learner is {what}: wait for its answer.")

    def answer_instead(self, requester: Requester) -> None:
        """The same work was asked for again, in a message whose answer is waited for."""
        self._waiting = requester

    def begin(
        self,
        what: Turn | str,
        requester: Requester,
        do: Callable[[], T],
        then: Callable[[Requester, "Future[T]"], None],
    ) -> "Future[T]":
        """`do` in the compute thread, when its turn comes; `then` in this one, unless the learner ended before."""
        self._what, self._waiting = what, requester
        future = self._compute.submit(do)
        future.add_done_callback(lambda done: None if done.cancelled() else self._post(lambda: self._end(done, then)))
        return future

    def progress(self, turn: Turn, tell: Callable[[Requester, int], None]) -> Callable[[int], None]:
        """A function for the compute thread: how far it is, of which `tell` hears now and then in this one."""
        sent = time.monotonic()

        def progress(done: int) -> None:
            nonlocal sent
            if time.monotonic() - sent >= _PROGRESS_SECONDS:
                sent = time.monotonic()
                self._post(lambda: tell(self._waiting, done) if self._what == turn else None)

        return progress

    def _end(self, future: "Future[T]", then: Callable[[Requester, "Future[T]"], None]) -> None:
        requester, self._what, self._waiting = self._waiting, None, None
        then(requester, future)
