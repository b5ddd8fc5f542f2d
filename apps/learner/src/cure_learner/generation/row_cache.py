"""Keys and values of responses, row by row, in memory that is contiguous and used again."""

import torch

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

    def __init__(self, tensors: int, rows: int, heads: int, size: int):
        """`tensors` of them, all of one shape."""
        self._shape = (rows, heads, 0, size)
        memory = rows * heads * size * _FIRST_PLACES
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

    def keep(self, kept_M: torch.Tensor) -> None:
        """Drop all rows but `kept_M` int64 [M]."""
        self._move((len(kept_M), *self._shape[1:]), lambda old, new: torch.index_select(old, 0, kept_M, out=new))

    def _move(self, shape: tuple[int, int, int, int], copy) -> None:
        needed = shape[0] * shape[1] * shape[2] * shape[3]
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
        return memory[: shape[0] * shape[1] * shape[2] * shape[3]].view(shape)
