"""Checkpoints on disk: whole or not there at all."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from cure_learner.engine.interface import TrainEngine
from cure_learner.errors import LearnerError

_STEP = re.compile(r"step-(\d{6,})")
LABEL = re.compile(r"(?!step-)[a-z][a-z0-9-]{0,39}")


class Checkpoints:
    """`step-000012/` folders in one directory, each an ordinary Hugging Face folder with `state.json` beside it."""

    def __init__(self, directory: Path, keep: int):
        """`keep` >= 1 is how many steps' checkpoints stay. Raises LearnerError where the directory cannot be made."""
        self.directory = directory
        self._keep = keep
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LearnerError(f"The checkpoint folder {directory} cannot be made: {error.strerror}.") from error

    def newest_first(self) -> list[tuple[int, Path]]:
        """(step, folder) of every finished checkpoint."""
        found = [(int(match[1]), path) for path in self.directory.iterdir() if (match := _STEP.fullmatch(path.name))]
        return sorted(found, reverse=True)

    def save(self, name: str, engine: TrainEngine, state: dict[str, Any]) -> Path:
        """Write `state.json` (`state` plus the engine's part) and the engine's files under `name`. Raises OSError.

        Written to `name.tmp`, synced, then renamed: a crash leaves either the old folder or the new one.
        """
        target, draft = self.directory / name, self.directory / f"{name}.tmp"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        engine_state = engine.save(draft)
        (draft / "state.json").write_text(json.dumps(state | {"engine": engine_state}, indent=1))
        for path in [*draft.rglob("*"), draft]:
            _sync(path)
        if target.exists():
            old = self.directory / f"{name}.old.tmp"
            shutil.rmtree(old, ignore_errors=True)
            target.rename(old)
            draft.rename(target)
            shutil.rmtree(old)
        else:
            draft.rename(target)
        _sync(self.directory)
        for _, path in self.newest_first()[self._keep :]:
            shutil.rmtree(path)
        return target


def step_name(step: int) -> str:
    """`step-000012` for 12."""
    return f"step-{step:06d}"


def read_state(folder: Path) -> dict[str, Any]:
    """The content of `state.json`. Raises LearnerError where it is missing or broken."""
    try:
        state = json.loads((folder / "state.json").read_text())
        if isinstance(state["step"], int) and isinstance(state["runId"], str) and isinstance(state["engine"], dict):
            return state
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise LearnerError(f"The checkpoint {folder} has no whole state.json.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
