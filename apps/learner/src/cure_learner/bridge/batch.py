"""BATCH: from header and buffers to a checked batch."""

import math
from typing import Any, NamedTuple

import numpy as np

from cure_learner.bridge.frames import Buffer, decode_arrays
from cure_learner.engine.batch import Batch
from cure_learner.errors import BridgeError

_PHASES = ("coder", "tester", "joint")
_MAX_STEP = 999_999_999
# name in the message, dtype, one value a ... (tokens, sequences, or one more than sequences)
_ARRAYS = {
    "token_ids": ("<i4", "tokens"),
    "cu_seqlens": ("<i4", "bounds"),
    "loss_mask": ("|u1", "tokens"),
    "sampler_logprobs": ("<f4", "tokens"),
    "advantages": ("<f4", "sequences"),
    "truncated": ("|u1", "sequences"),
}


class Turn(NamedTuple):
    """Which batch this is: step >= 1, phase, whether it is the step's last, sha256 hex of its buffers."""

    step: int
    phase: str
    last: bool
    digest: str


def read_turn(header: dict[str, Any]) -> Turn:
    """Check the header's own fields. Raises BridgeError BAD_MESSAGE."""
    step, phase, last, digest = (header.get(name) for name in ("step", "phase", "last", "digest"))
    if type(step) is not int or not 1 <= step <= _MAX_STEP:
        raise BridgeError("BAD_MESSAGE", "'step' must be a whole number from 1.")
    if phase not in _PHASES:
        raise BridgeError("BAD_MESSAGE", f"'phase' must be one of {', '.join(_PHASES)}.")
    if type(last) is not bool:
        raise BridgeError("BAD_MESSAGE", "'last' must be true or false.")
    if not isinstance(digest, str):
        raise BridgeError("BAD_MESSAGE", "'digest' must be the sha256 of the buffers.")
    return Turn(step, phase, last, digest)


def read_batch(header: dict[str, Any], buffers: list[Buffer], vocab_size: int, max_sequence_tokens: int) -> Batch:
    """Check everything that training relies on. Raises BridgeError BAD_MESSAGE or TOO_LARGE."""
    arrays = decode_arrays(header, buffers)
    sequences, temperature = header.get("sequences"), header.get("temperature")
    if type(sequences) is not int or sequences < 0:
        raise BridgeError("BAD_MESSAGE", "'sequences' must be a whole number from 0.")
    if type(temperature) not in (int, float) or not math.isfinite(temperature) or temperature <= 0:
        raise BridgeError("BAD_MESSAGE", "'temperature' must be above 0: greedy samples cannot be trained.")
    if set(arrays) != set(_ARRAYS):
        raise BridgeError("BAD_MESSAGE", f"A batch has the arrays {', '.join(_ARRAYS)}, each once.")
    sizes = {"tokens": len(arrays["token_ids"]), "bounds": sequences + 1, "sequences": sequences}
    for name, (dtype, size) in _ARRAYS.items():
        if arrays[name].dtype != np.dtype(dtype) or len(arrays[name]) != sizes[size]:
            raise BridgeError("BAD_MESSAGE", f"'{name}' must have {sizes[size]} values of {np.dtype(dtype).name}.")
    _check_bounds(arrays["cu_seqlens"], sizes["tokens"], max_sequence_tokens)
    _check_values(arrays, vocab_size)
    return Batch(
        token_ids_T=arrays["token_ids"],
        cu_seqlens_S1=arrays["cu_seqlens"],
        loss_mask_T=arrays["loss_mask"],
        sampler_logprobs_T=arrays["sampler_logprobs"],
        advantages_S=arrays["advantages"],
        truncated_S=arrays["truncated"],
        temperature=float(temperature),
    )


def _check_bounds(cu_seqlens_S1: np.ndarray, tokens: int, max_sequence_tokens: int) -> None:
    lengths_S = np.diff(cu_seqlens_S1.astype(np.int64))
    if cu_seqlens_S1[0] != 0 or cu_seqlens_S1[-1] != tokens or (lengths_S <= 0).any():
        raise BridgeError("BAD_MESSAGE", "'cu_seqlens' must rise from 0 to the number of tokens.")
    too_long = np.flatnonzero(lengths_S > max_sequence_tokens)
    if len(too_long):
        index = int(too_long[0])
        raise BridgeError(
            "TOO_LARGE",
            f"Sequence {index} has {lengths_S[index]} tokens, but the model reads {max_sequence_tokens}: sample less.",
        )


def _check_values(arrays: dict[str, np.ndarray], vocab_size: int) -> None:
    ids = arrays["token_ids"]
    # Their extremes need no second array as large as the batch.
    if len(ids) and (ids.min() < 0 or ids.max() >= vocab_size):
        raise BridgeError("BAD_MESSAGE", f"'token_ids' must lie from 0 to {vocab_size - 1}: is it the same tokenizer?")
    for name in ("loss_mask", "truncated"):
        if len(arrays[name]) and arrays[name].max() > 1:
            raise BridgeError("BAD_MESSAGE", f"'{name}' must be 0 or 1.")
    for name in ("sampler_logprobs", "advantages"):
        if not np.isfinite(arrays[name]).all():
            raise BridgeError("BAD_MESSAGE", f"'{name}' must be finite.")
