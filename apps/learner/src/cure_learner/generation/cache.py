"""A key/value cache that does not copy itself at every token."""

import torch
from transformers import DynamicCache, PreTrainedConfig
from transformers.cache_utils import DynamicLayer

from cure_learner.generation.rows import moved_in_place

_GROWTH = 64


class GrowingLayer(DynamicLayer):
    """A full-attention layer whose buffers have room to spare: transformers' own copies everything a token.

    `keys` and `values` are views [rows, heads, length, head size] of buffers that grow by half, at least 64 places.
    A row that is repeated is copied alone.
    """

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        super().lazy_initialization(key_states, value_states)
        self._key_buffer = key_states[:, :, :0]
        self._value_buffer = value_states[:, :, :0]
        self._show(len(key_states), 0)

    def update(self, key_states: torch.Tensor, value_states: torch.Tensor, *_args, **_kwargs):
        """Append key_states and value_states [rows, heads, new, head size]; returns all that is held."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        rows, _, start, _ = self.keys.shape
        end = start + key_states.shape[2]
        if end > self._key_buffer.shape[2]:
            self._enlarge(len(self._key_buffer), max(end + _GROWTH, end * 3 // 2))
        self._key_buffer[:rows, :, start:end] = key_states
        self._value_buffer[:rows, :, start:end] = value_states
        self._show(rows, end)
        return self.keys, self.values

    def batch_repeat_interleave(self, repeats: int) -> None:
        raise NotImplementedError("rows are repeated with batch_select_indices")

    def batch_select_indices(self, indices: torch.Tensor) -> None:
        """Let row m become a copy of the present row indices[m] (int64 [rows])."""
        rows, length = self.keys.shape[0], self.keys.shape[2]
        moved = moved_in_place(indices, rows)
        if moved is None:
            self._key_buffer = self._key_buffer[indices]
            self._value_buffer = self._value_buffer[indices]
        elif len(moved) > 0:
            if len(indices) > len(self._key_buffer):
                self._enlarge(max(len(indices), rows * 3 // 2), self._key_buffer.shape[2])
            for buffer in (self._key_buffer, self._value_buffer):
                buffer[moved, :, :length] = buffer[indices[moved], :, :length]
        self._show(len(indices), length)

    def _enlarge(self, rows: int, places: int) -> None:
        self._key_buffer = _enlarged(self.keys, rows, places)
        self._value_buffer = _enlarged(self.values, rows, places)

    def _show(self, rows: int, length: int) -> None:
        self.keys = self._key_buffer[:rows, :, :length]
        self.values = self._value_buffer[:rows, :, :length]


def growing_cache(config: PreTrainedConfig) -> DynamicCache:
    """transformers' cache for `config` with its full-attention layers replaced; others (sliding, linear) stay."""
    cache = DynamicCache(config=config)
    cache.layers = [GrowingLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache


def _enlarged(states: torch.Tensor, rows: int, places: int) -> torch.Tensor:
    present, heads, length, size = states.shape
    buffer = states.new_empty(rows, heads, places, size)
    buffer[:present, :, :length] = states
    return buffer
