"""Starting a learner and talking to it."""

import hashlib
import itertools
import json
import os
import queue
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import zmq

SOURCE = Path(__file__).parent.parent / "src"
_DTYPES = {"int32": "i32", "uint8": "u8", "float32": "f32"}


def environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}


class Learner:
    """A learner process, from its ready line to its end."""

    def __init__(
        self, command: list[str], *more: str, token: str | None = None, start_seconds: float = 60, end_seconds=20
    ):
        """What it says on standard error is in `said`, once it has ended."""
        self._end_seconds = end_seconds
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*command, "--http", "127.0.0.1:0", "--bridge", "tcp://127.0.0.1:0", *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment() | ({} if token is None else {"CURE_LEARNER_TOKEN": token}),
        )
        lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()), daemon=True).start()
        try:
            self.ready = json.loads(lines.get(timeout=start_seconds))
        except BaseException:
            self.process.kill()  # Nobody else would end it.
            raise

    def __enter__(self) -> "Learner":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=self._end_seconds) == 0, "a learner ends cleanly on SIGTERM"

    @property
    def said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    def dealer(self, run_id: str, **options: Any) -> "Dealer":
        """`options` are `answer_ms` and ZeroMQ's, such as curve_secretkey."""
        return Dealer(self.ready["bridge"].replace("0.0.0.0", "127.0.0.1"), run_id, **options)

    def resident_bytes(self) -> int:
        (line,) = (
            line
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS:")
        )
        return int(line.split()[1]) * 1024


class Dealer:
    """A DEALER that speaks for one run."""

    _ids = itertools.count()

    def __init__(self, address: str, run_id: str, answer_ms: int = 30_000, **options: bytes):
        self.run_id, self.epoch = run_id, ""
        self._answer_ms = answer_ms
        self._socket = zmq.Context.instance().socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 0)
        for name, value in options.items():
            setattr(self._socket, name, value)
        self._socket.connect(address)

    def send_frames(self, frames: list[bytes]) -> None:
        self._socket.send_multipart(frames)

    def send(self, kind: str, buffers: list[bytes] = (), **fields: Any) -> str:
        header = {"type": kind, "id": f"m{next(self._ids)}", "runId": self.run_id, "epoch": self.epoch} | fields
        self.send_frames([b"CURE\x01", msgpack.packb(header), *buffers])
        return header["id"]

    def hears(self, within_ms: int) -> bool:
        return self._socket.poll(within_ms) != 0

    def close(self) -> None:
        self._socket.close()

    def receive(self) -> dict[str, Any]:
        assert self._socket.poll(self._answer_ms), "the learner did not answer"
        frames = self._socket.recv_multipart()
        assert frames[0] == b"CURE\x01"
        return msgpack.unpackb(frames[1])

    def receive_answers(self, count: int) -> list[dict[str, Any]]:
        """The next replies but for PROGRESS, of which a slow machine sends some and a fast one none."""
        answers: list[dict[str, Any]] = []
        while len(answers) < count:
            reply = self.receive()
            if reply["type"] != "PROGRESS":
                answers.append(reply)
        return answers

    def ask(self, kind: str, buffers: list[bytes] = (), **fields: Any) -> dict[str, Any]:
        message_id = self.send(kind, buffers, **fields)
        while (reply := self.receive())["type"] == "STARTING":
            pass
        assert reply["id"] == message_id
        return reply

    def hello(self, **settings: Any) -> dict[str, Any]:
        reply = self.ask("HELLO", epoch="", settings={"preset": "modern", "learningRate": 1e-3} | settings)
        if reply["type"] == "WELCOME":
            self.epoch = reply["epoch"]
        return reply

    def batch(self, step: int, phase: str = "joint", last: bool = True, arrays=None, **fields: Any) -> str:
        """Send a BATCH of `arrays` (default: three small sequences)."""
        header, buffers = batch_message(arrays or sequences(3))
        return self.send("BATCH", buffers, **({"step": step, "phase": phase, "last": last} | header | fields))

    def train(self, step: int, phase: str = "joint", last: bool = True, arrays=None) -> dict[str, Any]:
        """A BATCH to its STEP_DONE."""
        message_id = self.batch(step, phase, last, arrays)
        reply = self.receive()
        while reply["type"] in ("ACCEPTED", "PROGRESS"):
            reply = self.receive()
        assert reply["type"] == "STEP_DONE" and reply["id"] == message_id, reply
        return reply


def sequences(count: int, length: int = 12, seed: int = 0) -> dict[str, np.ndarray]:
    """`count` sequences of `length` tokens, a third of each the prompt."""
    random = np.random.default_rng(seed)
    mask = np.tile((np.arange(length) >= length // 3).astype("u1"), count)
    return {
        "token_ids": random.integers(3, 250, count * length).astype("<i4"),
        "cu_seqlens": (np.arange(count + 1) * length).astype("<i4"),
        "loss_mask": mask,
        "sampler_logprobs": (mask * -random.random(count * length) * 5).astype("<f4"),
        "advantages": random.standard_normal(count).astype("<f4"),
        "truncated": np.zeros(count, "u1"),
    }


def batch_message(arrays: dict[str, np.ndarray]) -> tuple[dict[str, Any], list[bytes]]:
    """Header fields and buffers."""
    buffers = [array.tobytes() for array in arrays.values()]
    return {
        "temperature": 1.0,
        "sequences": len(arrays["advantages"]),
        "arrays": [
            {"name": name, "dtype": _DTYPES[str(array.dtype)], "shape": [len(array)]} for name, array in arrays.items()
        ],
        "digest": hashlib.sha256(b"".join(buffers)).hexdigest(),
    }, buffers
