"""Messages as ZeroMQ frames.

Frame 0 is `CURE` and one byte, the protocol's version; frame 1 a msgpack map, the header; then raw little-endian
buffers in the order of `header["arrays"]`.
"""

import hashlib
from typing import Any

import msgpack
import numpy as np

from cure_learner.errors import BridgeError

PROTOCOL = 1
# As a frame arrives; a large one as a view of ZeroMQ's memory.
Buffer = bytes | memoryview
_MAGIC = b"CURE"
_DTYPES = {"i32": np.dtype("<i4"), "u8": np.dtype("u1"), "f32": np.dtype("<f4")}
_MAX_HEADER_BYTES = 1 << 20
_HEADER_LIMITS = {
    "max_str_len": 1 << 16,
    "max_array_len": 1024,
    "max_map_len": 1024,
    "max_bin_len": 0,
    "max_ext_len": 0,
}


def encode(header: dict[str, Any]) -> list[bytes]:
    """Frames of a message without buffers: the learner never sends any."""
    return [_MAGIC + bytes([PROTOCOL]), msgpack.packb(header)]


def decode_header(frames: list[Buffer]) -> dict[str, Any]:
    """The header of a received message. Raises BridgeError PROTOCOL or BAD_MESSAGE."""
    if len(frames) < 2 or len(frames[0]) != 5 or frames[0][:4] != _MAGIC:
        raise BridgeError("PROTOCOL", "This is no message of cure-ts: the first frame must be CURE and a version byte.")
    if frames[0][4] != PROTOCOL:
        raise BridgeError("PROTOCOL", f"Protocol version {frames[0][4]} is not spoken here: use version {PROTOCOL}.")
    if len(frames[1]) > _MAX_HEADER_BYTES:
        raise BridgeError("TOO_LARGE", f"The header is larger than {_MAX_HEADER_BYTES} bytes.")
    try:
        header = msgpack.unpackb(frames[1], **_HEADER_LIMITS)
    except Exception as error:  # msgpack raises many kinds for broken input
        raise BridgeError("BAD_MESSAGE", "The header is no msgpack map.") from error
    if not isinstance(header, dict) or not all(isinstance(key, str) for key in header):
        raise BridgeError("BAD_MESSAGE", "The header is no msgpack map with text keys.")
    return header


def decode_arrays(header: dict[str, Any], buffers: list[Buffer]) -> dict[str, np.ndarray]:
    """The buffers by name, read-only. Raises BridgeError BAD_MESSAGE where sizes or the digest do not match."""
    described = header.get("arrays")
    if not isinstance(described, list) or len(described) != len(buffers):
        raise BridgeError("BAD_MESSAGE", "'arrays' must describe every buffer that follows the header.")
    digest = hashlib.sha256()
    for buffer in buffers:
        digest.update(buffer)
    if header.get("digest") != digest.hexdigest():
        raise BridgeError("BAD_MESSAGE", "'digest' is not the sha256 of the buffers: send the batch again.")
    arrays = {}
    for description, buffer in zip(described, buffers, strict=True):
        name, dtype, shape = _read_description(description)
        if len(buffer) != dtype.itemsize * shape:
            raise BridgeError(
                "BAD_MESSAGE", f"The buffer of '{name}' has {len(buffer)} bytes, not what its shape says."
            )
        arrays[name] = np.frombuffer(buffer, dtype)
    return arrays


def _read_description(description: Any) -> tuple[str, np.dtype, int]:
    if isinstance(description, dict):
        name, dtype, shape = (description.get(key) for key in ("name", "dtype", "shape"))
        right_shape = isinstance(shape, list) and len(shape) == 1 and type(shape[0]) is int and shape[0] >= 0
        if isinstance(name, str) and isinstance(dtype, str) and dtype in _DTYPES and right_shape:
            return name, _DTYPES[dtype], shape[0]
    raise BridgeError("BAD_MESSAGE", "An array needs a name, a dtype of i32, u8 or f32, and a shape of one size.")
