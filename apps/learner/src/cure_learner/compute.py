"""The one thread that computes.

Generation requests and updates wait in one queue and run in order of arrival, each by itself, so that what a request
returns depends on nothing but the request and the policy version it met.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import torch

T = TypeVar("T")


class Compute:
    """A first-come-first-served queue in front of one worker thread."""

    def __init__(self, threads: int | None):
        """`threads` is the number of cores torch may use; None leaves torch's choice."""
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(1, "compute", initializer=_use_threads, initargs=(threads,))

    @property
    def stopping(self) -> bool:
        """True once `stop` was called: long work looks at it now and then and gives up."""
        return self._stopping.is_set()

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Queue `work`. Cancelling the future takes it out of the queue if it has not begun.

        What comes after `stop` is dropped as what is queued then: its future is cancelled.
        """
        try:
            return self._pool.submit(work)
        except RuntimeError:
            if not self.stopping:
                raise
            dropped: Future[T] = Future()
            dropped.cancel()
            dropped.set_running_or_notify_cancel()
            return dropped

    def stop(self) -> None:
        """Drop what is queued, ask what runs to give up, and wait for it."""
        self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _use_threads(threads: int | None) -> None:
    if threads is not None:
        torch.set_num_threads(threads)
