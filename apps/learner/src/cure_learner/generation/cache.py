"""A key/value cache that does not copy itself at every token."""

import torch
from transformers import DynamicCache, PreTrainedConfig
from transformers.cache_utils import DynamicLayer

_GROWTH = 64


class GrowingLayer(DynamicLayer):
    """A full-attention layer whose buffers have room to spare: transformers' own copies everything a token.

    `keys` and `values` are views [rows, heads, length, head size] of buffers that grow by half, at least 64 places.
    """

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        super().lazy_initialization(key_states, value_states)
        self._key_buffer = key_states[:, :, :0]
        self._value_buffer = value_states[:, :, :0]
        self._show(0)

    def update(self, key_states: torch.Tensor, value_states: torch.Tensor, *_args, **_kwargs):
        """Append key_states and value_states [rows, heads, new, head size]; returns all that is held."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.keys.shape[2]
        end = start + key_states.shape[2]
        if end > self._key_buffer.shape[2]:
            room = max(end + _GROWTH, end * 3 // 2)
            self._key_buffer = _enlarged(self.keys, room)
            self._value_buffer = _enlarged(self.values, room)
        self._key_buffer[:, :, start:end] = key_states
        self._value_buffer[:, :, start:end] = value_states
        self._show(end)
        return self.keys, self.values

    def batch_repeat_interleave(self, repeats: int) -> None:
        raise NotImplementedError("rows are repeated with batch_select_indices")

    def batch_select_indices(self, indices: torch.Tensor) -> None:
        """Keep (or repeat) the rows named by `indices` int64 [rows]."""
        length = self.keys.shape[2]
        self._key_buffer = self._key_buffer[indices]
        self._value_buffer = self._value_buffer[indices]
        self._show(length)

    def _show(self, length: int) -> None:
        self.keys = self._key_buffer[:, :, :length]
        self.values = self._value_buffer[:, :, :length]


def growing_cache(config: PreTrainedConfig) -> DynamicCache:
    """transformers' cache for `config` with its full-attention layers replaced; others (sliding, linear) stay."""
    cache = DynamicCache(config=config)
    cache.layers = [GrowingLayer() if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache


def _enlarged(states: torch.Tensor, room: int) -> torch.Tensor:
    rows, heads, length, size = states.shape
    buffer = states.new_empty(rows, heads, room, size)
    buffer[:, :, :length] = states
    return buffer
