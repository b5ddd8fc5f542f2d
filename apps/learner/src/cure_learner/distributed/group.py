"""This process's place among the ranks, and what rank 0 tells all of them."""

import json
import os
from datetime import timedelta
from typing import Any

import numpy as np
import torch
import torch.distributed as dist

from cure_learner.distributed.pulse import start_pulse
from cure_learner.errors import LearnerError

# Longest wait of any rank for another. Idle ranks hear from rank 0 far more often; writing a large model takes minutes.
LIMIT = timedelta(minutes=30)
_MAX_HEADER_BYTES = 1 << 20
_OPERATIONS = {"sum": dist.ReduceOp.SUM, "max": dist.ReduceOp.MAX}


class Group:
    """The ranks of one learner. The launcher's environment says which one this is; all must be made at the same time.

    Commands go over gloo and are JSON and plain arrays: nothing is pickled.
    """

    def __init__(self, device: str):
        """`device` is auto, cpu or cuda. Raises LearnerError where the environment or a GPU is missing."""
        try:
            self.rank, self.size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
            local = int(os.environ["LOCAL_RANK"])
        except (KeyError, ValueError) as error:
            raise LearnerError("RANK, LOCAL_RANK or WORLD_SIZE is missing: let --processes start the ranks.") from error
        gpus = torch.cuda.device_count() if device != "cpu" else 0
        if (device == "cuda" or gpus > 0) and local >= gpus:
            raise LearnerError(f"Rank {self.rank} has no GPU of its own ({gpus} here): start fewer --processes.")
        self.device = torch.device("cuda", local) if gpus > 0 else torch.device("cpu")
        if gpus > 0:
            torch.cuda.set_device(self.device)
        dist.init_process_group("nccl" if gpus > 0 else "gloo", timeout=LIMIT)
        self._control = dist.new_group(backend="gloo", timeout=LIMIT)
        start_pulse(self.rank, self.size, dist.distributed_c10d._get_default_store())

    def tell(self, header: dict[str, Any], arrays: tuple[np.ndarray, ...] = ()) -> None:
        """Send a command to all other ranks, which `hear` it. Only rank 0 does."""
        shapes = [[str(array.dtype), len(array)] for array in arrays]
        text = json.dumps(header | {"arrays": shapes}).encode()
        self._send(torch.tensor([len(text)]))
        self._send(torch.frombuffer(bytearray(text), dtype=torch.uint8))
        for array in arrays:
            if len(array):
                # A copy: the bridge's buffers are read-only, and torch takes only what could be written to.
                self._send(torch.from_numpy(array.view(np.uint8).copy()))

    def hear(self) -> tuple[dict[str, Any], list[np.ndarray]]:
        """The next command and its one-dimensional arrays. Raises RuntimeError when rank 0 is gone or silent."""
        length = int(self._send(torch.zeros(1, dtype=torch.int64)))
        if not 0 < length <= _MAX_HEADER_BYTES:
            raise RuntimeError(f"rank 0 announced a command of {length} bytes")
        header = json.loads(self._send(torch.empty(length, dtype=torch.uint8)).numpy().tobytes())
        arrays = []
        for dtype, size in header.pop("arrays"):
            array = np.empty(size, np.dtype(dtype))
            if size:
                self._send(torch.from_numpy(array.view(np.uint8)))
            arrays.append(array)
        return header, arrays

    def agree(self, flag: bool) -> bool:
        """Rank 0's flag, on every rank."""
        return bool(self._send(torch.tensor([int(flag)])))

    def reduce(self, numbers: list[float], operation: str) -> list[float]:
        """Element by element the `sum` or `max` over all ranks."""
        tensor = torch.tensor(numbers, dtype=torch.float64)
        dist.all_reduce(tensor, _OPERATIONS[operation], group=self._control)
        return tensor.tolist()

    def close(self) -> None:
        dist.destroy_process_group()

    def _send(self, tensor: torch.Tensor) -> torch.Tensor:
        dist.broadcast(tensor, src=0, group=self._control)
        return tensor
