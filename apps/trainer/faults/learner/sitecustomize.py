"""Lets a learner be held at a moment of an update or a checkpoint; Python imports this by itself from PYTHONPATH.

Moments, with the step: `beginning:1` while a run begins, `learning-1:2` and `learning-2:2` before the optimiser's first
and second step, `writing:2` before state.json is written, `renaming:2` before the checkpoint gets its name, and
`committed:2` after that.
"""

import os
import re
import sys
import time
from pathlib import Path

_LIMIT_SECONDS = 600
_STEP = re.compile(r"(.*)/step-(\d{6})\.tmp(/state\.json)?")


class Moments:
    """Where this process is, by what it does to files and by its optimiser's steps."""

    def __init__(self, chosen: str, folder: Path):
        self._chosen, self._folder = chosen, folder
        self._steps = self._updates = 0
        self._renamed_in = ""

    def hear(self, event: str, args: tuple) -> None:
        if event == "import" and args[0] == "cure_learner.engine.base":
            from torch.optim.optimizer import register_optimizer_step_pre_hook

            register_optimizer_step_pre_hook(lambda *_: self._learning())
        elif event == "open" and isinstance(args[0], str | Path):
            self._opened(str(args[0]))
        elif event == "os.rename":
            self._renaming(str(args[0]))

    def _learning(self) -> None:
        self._updates += 1
        self._hold(f"learning-{self._updates}:{self._steps + 1}")

    def _opened(self, path: str) -> None:
        found = _STEP.fullmatch(path)
        if path.endswith("/journal.tmp"):
            self._hold("beginning:1")
        elif found and found[3] is not None:
            self._hold(f"writing:{int(found[2])}")
        elif path == self._renamed_in:
            self._hold(f"committed:{self._steps}")

    def _renaming(self, path: str) -> None:
        found = _STEP.fullmatch(path)
        if found and found[3] is None:
            self._hold(f"renaming:{int(found[2])}")
            self._renamed_in, self._steps, self._updates = found[1], int(found[2]), 0

    def _hold(self, moment: str) -> None:
        reached = self._folder / "reached"
        if moment != self._chosen or reached.exists():
            return
        draft = reached.with_suffix(".tmp")
        draft.write_text(str(os.getpid()))
        draft.rename(reached)
        limit = time.monotonic() + _LIMIT_SECONDS
        while not (self._folder / "go").exists() and time.monotonic() < limit:
            time.sleep(0.02)


# Of several ranks the first: the others then wait for it.
if "FAULT_MOMENT" in os.environ and os.environ.get("RANK", "0") == "0":
    sys.addaudithook(Moments(os.environ["FAULT_MOMENT"], Path(os.environ["FAULT_FOLDER"])).hear)
