"""Who may train in a run's folder: when a pipeline was killed, its learner may still be at work as the next starts."""

import fcntl
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from cure_learner.errors import BridgeError, UpdateFailed
from cure_learner.log import log

# A large update and its checkpoint take minutes. A pipeline that waits hears meanwhile that its run is being started.
_WAIT_SECONDS = 1800.0
_POLL_SECONDS = 0.2


class Workplace:
    """One learner at a time is at work in the folder, and only the one that began or resumed the run last."""

    def __init__(self, folder: Path, wait_seconds: float = _WAIT_SECONDS):
        self._path = folder / "learner.lock"
        self._token = secrets.token_hex(8)
        self._wait_seconds = wait_seconds

    @contextmanager
    def taken_over(self) -> Iterator[None]:
        """Begin or resume the run inside. Raises BridgeError CONFLICT where another learner stays at work, OSError."""
        with self._alone() as file:
            file.truncate(0)
            file.write(self._token)
            file.flush()
            yield

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Train inside. Raises UpdateFailed where another learner has taken over, else as `taken_over`."""
        with self._alone() as file:
            file.seek(0)
            if file.read() not in ("", self._token):
                raise UpdateFailed("Another learner has gone on with this run: end this one, and resume.", False)
            yield

    @contextmanager
    def _alone(self) -> Iterator[TextIO]:
        # The lock goes with the file's last user, however that ends.
        with self._path.open("a+") as file:
            limit = time.monotonic() + self._wait_seconds
            told = False
            while not _lock(file):
                if not told:
                    log(f"waiting for another learner, which is at work in {self._path.parent}")
                    told = True
                if time.monotonic() > limit:
                    where = self._path.parent
                    raise BridgeError("CONFLICT", f"Another learner is at work in {where}: end it, then start again.")
                time.sleep(_POLL_SECONDS)
            yield file


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # Some network file systems have no locks; the pipeline marks its run, too.
    return True
