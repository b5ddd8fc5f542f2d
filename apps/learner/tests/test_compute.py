"""The queue in front of the thread that computes."""

import threading
import time

from cure_learner.compute import Compute


def test_stopping_drops_what_waits_and_what_comes_later() -> None:
    compute, began = Compute(1), threading.Event()

    def work() -> str:
        began.set()
        while not compute.stopping:
            time.sleep(0.01)
        return "gave up"

    running = compute.submit(work)
    queued = compute.submit(lambda: "never")
    began.wait(5)
    compute.stop()
    late = compute.submit(lambda: "never")
    assert running.result(0) == "gave up"
    assert queued.cancelled() and late.cancelled()
