"""Ending with the parent."""

import os
import threading
from collections.abc import Callable

# The flag that asks for it.
PARENT_WATCH = "--parent-pid-watch"
_STANDARD_INPUT = 0


def watch_parent(parent_gone: Callable[[], None]) -> None:
    """Call `parent_gone` when standard input closes, as it does when the process that started this one dies."""

    def watch() -> None:
        # os.read, since a daemon thread inside sys.stdin's lock makes the interpreter abort at its end.
        while os.read(_STANDARD_INPUT, 4096):
            pass
        parent_gone()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
