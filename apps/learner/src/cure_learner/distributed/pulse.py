"""Who is being waited for: each rank shows now and then that it runs, and rank 0 names those that fall silent."""

import os
import platform
import threading
import time
from collections.abc import Callable

from torch.distributed import Store

from cure_learner.log import log

_BEAT_SECONDS = 10.0
_SILENT_SECONDS = 60.0


def start_pulse(rank: int, size: int, store: Store) -> None:
    """In a thread of its own, which ends with the process. `store` is one that all ranks reach."""
    own = store.clone()  # A connection that is in use elsewhere may be blocked for as long as what it waits for.
    work = (lambda: _watch(own, size)) if rank == 0 else (lambda: _beat(own, rank))
    threading.Thread(target=_until_lost, args=(work,), name="pulse", daemon=True).start()


def _until_lost(work: Callable[[], None]) -> None:
    try:
        work()
    except RuntimeError:
        pass  # Whoever held the store has ended, and soon so does this process.


def _beat(store: Store, rank: int) -> None:
    store.set(f"place/{rank}", f"process {os.getpid()} on {platform.node()}")
    while True:
        store.add(f"beats/{rank}", 1)
        time.sleep(_BEAT_SECONDS)


def _watch(store: Store, size: int) -> None:
    began = time.monotonic()
    beats, heard, told = ([value] * size for value in (0, began, began))
    while True:
        time.sleep(_BEAT_SECONDS)
        for rank in range(1, size):
            counted, now = store.add(f"beats/{rank}", 0), time.monotonic()
            if counted != beats[rank]:
                beats[rank], heard[rank], told[rank] = counted, now, now
            elif now - told[rank] >= _SILENT_SECONDS:
                told[rank] = now
                place = store.get(f"place/{rank}").decode() if counted > 0 else "not seen yet"
                log(f"warning: waiting for rank {rank} ({place}), which has been silent for {now - heard[rank]:.0f} s")
