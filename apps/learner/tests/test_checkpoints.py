"""Checkpoints that are not what was written."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from cure_learner.checkpoints import Checkpoints, check_files, read_state
from cure_learner.errors import LearnerError


def written(directory: Path) -> Path:
    """A checkpoint with a file in the folder and one below it."""

    def save(folder: Path) -> dict[str, int]:
        (folder / "adapter").mkdir()
        (folder / "model.safetensors").write_bytes(bytes(1000))
        (folder / "adapter" / "a.safetensors").write_bytes(bytes(10))
        return {"policyVersion": 1}

    return Checkpoints(directory, 1).save("step-000001", SimpleNamespace(save=save), {"runId": "r", "step": 1})


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda folder: flip(folder / "model.safetensors"), "model.safetensors"),
        (lambda folder: (folder / "adapter" / "a.safetensors").unlink(), "adapter/a.safetensors"),
    ],
)
def test_a_file_that_changed_or_went_is_named(tmp_path: Path, spoil, name: str) -> None:
    folder = written(tmp_path)
    check_files(folder, read_state(folder))
    spoil(folder)
    with pytest.raises(LearnerError, match=f"is not what was written: {name} changed or went"):
        check_files(folder, read_state(folder))


def test_a_checkpoint_of_an_earlier_version_has_no_digests(tmp_path: Path) -> None:
    folder = written(tmp_path)
    flip(folder / "model.safetensors")
    check_files(folder, {"step": 1})
