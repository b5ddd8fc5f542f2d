"""The ROUTER socket and its thread: it answers at once, also while the compute thread is busy for minutes."""

import queue
import socket
import threading
from collections.abc import Callable
from typing import Any

import zmq

from cure_learner.bridge.frames import encode
from cure_learner.errors import LearnerError
from cure_learner.log import log

_MAX_FRAME_BYTES = 1 << 30
_HEARTBEAT_MS = 5_000
_POLL_MS = 500
_LAST_WORDS_MS = 500


class BridgeServer:
    """Listens as soon as it is made. `start` serves with a handler of (identity, frames)."""

    def __init__(self, address: str):
        """`address` is tcp://127.0.0.1:PORT (0 lets the system choose) or ipc://PATH. Raises LearnerError."""
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, _MAX_FRAME_BYTES)
        # Without it a reply to a peer that is gone would vanish without a word.
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._socket.setsockopt(zmq.HEARTBEAT_IVL, _HEARTBEAT_MS)
        self._socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3 * _HEARTBEAT_MS)
        try:
            self._socket.bind(address.replace("localhost", "127.0.0.1"))
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            raise LearnerError(f"The bridge cannot listen on {address} ({error.strerror}): choose another.") from error
        self.address = self._socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake, self._woken = socket.socketpair()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, handle: Callable[[bytes, list[bytes]], None]) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self._serve, args=(handle,), name="bridge", daemon=True)
        self._thread.start()

    def post(self, work: Callable[[], None]) -> None:
        """Run `work` in the bridge's thread soon; callable from any thread."""
        self._posted.put(work)
        self._wake.send(b"\0")

    def send(self, identity: bytes, header: dict[str, Any]) -> None:
        """Send a message; only from the bridge's thread. A peer that is gone is not waited for."""
        try:
            self._socket.send_multipart([identity, *encode(header)], flags=zmq.DONTWAIT)
        except zmq.ZMQError as error:
            log(f"warning: {header['type']} could not be sent ({error.strerror})")

    def stop(self) -> None:
        """Stop serving; what was just sent has half a second to leave."""
        self._stopping.set()
        self._wake.send(b"\0")
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _serve(self, handle: Callable[[bytes, list[bytes]], None]) -> None:
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._woken, zmq.POLLIN)
        while not self._stopping.is_set():
            ready = dict(poller.poll(_POLL_MS))
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
            while not self._posted.empty():
                self._posted.get()()
            if self._socket in ready:
                identity, *frames = self._socket.recv_multipart()
                handle(identity, frames)
        self._context.destroy(linger=_LAST_WORDS_MS)
