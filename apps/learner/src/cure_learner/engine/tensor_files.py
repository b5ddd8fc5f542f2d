"""Many tensors in safetensors files of a few GB."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

_FILE_BYTES = 4 << 30


def write_tensors(tensors: Iterator[tuple[str, torch.Tensor]], folder: Path | None, stem: str) -> None:
    """Write `STEM-00001.safetensors` and so on; without a folder only take the tensors.

    Takes all of them also when writing fails: where they are gathered, other processes take part. Raises OSError.
    """
    try:
        held: dict[str, torch.Tensor] = {}
        written = 0
        for name, tensor in tensors:
            if folder is None:
                continue
            if held and sum(part.nbytes for part in held.values()) + tensor.nbytes > _FILE_BYTES:
                written = _write(held, folder, stem, written)
            held[name] = tensor.cpu().contiguous().clone()
        if held:
            _write(held, folder, stem, written)
    finally:
        for _ in tensors:
            pass


def _write(held: dict[str, torch.Tensor], folder: Path, stem: str, written: int) -> int:
    save_file(held, folder / f"{stem}-{written + 1:05d}.safetensors")
    held.clear()
    return written + 1


class TensorFiles:
    """What `write_tensors` wrote, read one tensor at a time."""

    def __init__(self, folder: Path, stem: str):
        """Opens every file. Raises what safetensors does for one that is cut off."""
        self._open = ExitStack()
        self._file_of: dict[str, safe_open] = {}
        for path in sorted(folder.glob(f"{stem}-*.safetensors")):
            file = self._open.enter_context(safe_open(path, "pt"))
            self._file_of |= dict.fromkeys(file.keys(), file)

    def require(self, name: str, shape: list[int]) -> None:
        """Raises ValueError where there is no such tensor."""
        found = self._file_of[name].get_slice(name).get_shape() if name in self._file_of else "none"
        if found != shape:
            raise ValueError(f"{name} should have the shape {shape}, not {found}")

    def read(self, name: str) -> torch.Tensor:
        return self._file_of[name].get_tensor(name)
