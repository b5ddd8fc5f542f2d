"""Folders that are there whole or not at all."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a new folder `NAME.tmp`, sync it, then rename it to `target`. Raises OSError.

    A crash leaves the old folder or the new one under that name, never a part of one; where an old one is replaced it
    may leave none, between the two renames.
    """
    draft = target.with_name(f"{target.name}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    fill(draft)
    for path in [*draft.rglob("*"), draft]:
        _sync(path)
    if target.exists():
        old = target.with_name(f"{target.name}.old.tmp")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old)
    else:
        draft.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
