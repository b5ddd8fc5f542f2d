"""Finished phases, a synced JSON line each, so that their reports survive a restart."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A phase that was trained: what STEP_DONE says of it, and the sha256 hex digest of its batch."""

    step: int
    phase: str
    last: bool
    digest: str
    policyVersion: int
    metrics: dict[str, float]
    checkpoint: str | None


class Journal:
    """`journal.jsonl` in the checkpoint folder."""

    def __init__(self, path: Path):
        self._path = path

    def append(self, entry: Entry) -> None:
        """Add a line; it is on disk when this returns. Raises OSError."""
        with self._path.open("a") as file:
            file.write(json.dumps(asdict(entry)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def restart(self, step: int) -> list[Entry]:
        """Entries up to `step`, in order; later ones, whose weights are lost, are removed from the file."""
        entries = [entry for entry in self._read() if entry.step <= step]
        draft = self._path.with_suffix(".tmp")
        with draft.open("w") as file:
            file.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._path)
        return entries

    def _read(self) -> list[Entry]:
        if not self._path.exists():
            return []
        entries = []
        for line in self._path.read_text().splitlines():
            try:
                entries.append(Entry(**json.loads(line)))
            except (ValueError, TypeError):
                break  # a line cut off by a crash: nothing after it was synced
        return entries
