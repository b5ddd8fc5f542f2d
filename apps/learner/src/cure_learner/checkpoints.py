"""Checkpoints on disk: whole or not there at all."""

import hashlib
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cure_learner.engine.interface import TrainEngine
from cure_learner.errors import LearnerError
from cure_learner.whole_folder import write_whole

_STATE = "state.json"
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
        """Write the engine's files under `name`, and `state.json`: `state`, the engine's part, the files' digests.

        Raises OSError.
        """
        target = self.directory / name

        def fill(folder: Path) -> None:
            engine_state = engine.save(folder)
            whole = state | {"engine": engine_state, "sha256": _digests(folder)}
            (folder / _STATE).write_text(json.dumps(whole, indent=1))

        write_whole(target, fill)
        for _, path in self.newest_first()[self._keep :]:
            shutil.rmtree(path)
        return target


def step_name(step: int) -> str:
    """`step-000012` for 12."""
    return f"step-{step:06d}"


def read_state(folder: Path) -> dict[str, Any]:
    """The content of `state.json`. Raises LearnerError where it is missing or broken."""
    try:
        state = json.loads((folder / _STATE).read_text())
        if isinstance(state["step"], int) and isinstance(state["runId"], str) and isinstance(state["engine"], dict):
            return state
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise LearnerError(f"The checkpoint {folder} has no whole state.json.")


def check_files(folder: Path, state: dict[str, Any]) -> None:
    """Raises LearnerError where a file of a checkpoint is not what was written, e.g. after a disk's fault."""
    written = state.get("sha256")
    if written is None:
        return  # Of an earlier version.
    found = _digests(folder)
    names = sorted(name for name, digest in written.items() if found.get(name) != digest)
    if names:
        raise LearnerError(f"The checkpoint {folder} is not what was written: {', '.join(names)} changed or went.")


def _digests(folder: Path) -> dict[str, str]:
    """SHA-256 in hexadecimal of every file but `state.json`, by its path in the folder. Files are read in parallel."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    names = [name for name in names if name != _STATE]
    with ThreadPoolExecutor() as pool:
        return dict(zip(names, pool.map(lambda name: _digest(folder / name), names), strict=True))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
