"""Keys and values of responses, row by row, in memory that is contiguous and used again."""

import torch

from cure_learner.generation.rows import moved_in_place

# Places that the cache grows by. Products run over the whole cache, free places included: they are several times
# faster on contiguous memory than on a slice of it, which outweighs a few free places.
_GROWTH = 8
# Places that the first memory holds; later, when there are fewer rows, the same memory holds longer ones.
_FIRST_PLACES = 48


class RowCache:
    """`tensors[i]` is float32 [rows, heads, places, size], contiguous; places from `length` on are 0.

    Growing and dropping rows move a tensor into the one spare memory and make its old memory the spare: fresh memory
    would cost a page fault for every 4 KiB.
    """

    def __init__(self, tensors: int, rows: int, most_rows: int, heads: int, size: int):
        """`tensors` of them, all of one shape, with `rows` rows now and never more than `most_rows`."""
        self._shape = (rows, heads, 0, size)
        memory = most_rows * heads * size * _FIRST_PLACES
        self._memories = [torch.empty(memory) for _ in range(tensors)]
        self._spare = torch.empty(memory)
        self.tensors = [self._view(memory, self._shape) for memory in self._memories]
        self.length = 0

    def lengthen(self) -> None:
        """Make place number `length` available in every row, and count it."""
        rows, heads, places, size = self._shape
        self.length += 1
        if self.length <= places:
            return

        def copy(old: torch.Tensor, new: torch.Tensor) -> None:
            new[:, :, :places] = old
            new[:, :, places:] = 0

        self._move((rows, heads, places + _GROWTH, size), copy)

    def take(self, source_M: torch.Tensor) -> None:
        """Let row m become a copy of the present row source_M[m] (int64)."""
        present, *rest = self._shape
        shape = (len(source_M), *rest)
        moved = moved_in_place(source_M, present)
        if moved is None or _size(shape) > min(memory.numel() for memory in self._memories):
            self._move(shape, lambda old, new: torch.index_select(old, 0, source_M, out=new))
        elif len(moved) > 0:
            self.tensors = [self._view(memory, shape) for memory in self._memories]
            for tensor in self.tensors:
                tensor[moved] = tensor[source_M[moved]]
            self._shape = shape

    def _move(self, shape: tuple[int, int, int, int], copy) -> None:
        needed = _size(shape)
        for index, old in enumerate(self.tensors):
            if self._spare.numel() < needed:
                self._spare = torch.empty(needed + needed // 2)
            new = self._view(self._spare, shape)
            copy(old, new)
            self.tensors[index] = new
            self._memories[index], self._spare = self._spare, self._memories[index]
        self._shape = shape

    @staticmethod
    def _view(memory: torch.Tensor, shape: tuple[int, int, int, int]) -> torch.Tensor:
        return memory[: _size(shape)].view(shape)


def _size(shape: tuple[int, int, int, int]) -> int:
    return shape[0] * shape[1] * shape[2] * shape[3]
