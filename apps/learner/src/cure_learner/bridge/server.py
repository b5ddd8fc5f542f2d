"""The ROUTER socket and its thread: it answers at once, also while the compute thread is busy for minutes."""

import queue
import socket
import threading
from collections.abc import Callable
from typing import Any

import zmq
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import parse_monitor_message

from cure_learner.bridge.frames import Buffer, encode
from cure_learner.bridge.keys import BridgeKeys
from cure_learner.bridge.tally import Tally
from cure_learner.errors import LearnerError

_MAX_FRAME_BYTES = 1 << 30
_HEARTBEAT_MS = 5_000
_POLL_MS = 500
_LAST_WORDS_MS = 500
_ZAP_DOMAIN = "cure"
_FAILED_HANDSHAKES = (
    zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)


class BridgeServer:
    """Listens as soon as it is made. `start` serves with a handler of (identity, frames)."""

    def __init__(self, address: str, keys: BridgeKeys | None = None):
        """`address` is tcp://HOST:PORT (0 lets the system choose) or ipc://PATH. Raises LearnerError.

        With keys everything is encrypted, and nobody's first message is read who is not on their list.
        """
        self.tally = Tally()
        self._context = zmq.Context()
        self._authenticator: ThreadAuthenticator | None = None
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.MAXMSGSIZE, _MAX_FRAME_BYTES)
        # Without it a reply to a peer that is gone would vanish without a word.
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._socket.setsockopt(zmq.HEARTBEAT_IVL, _HEARTBEAT_MS)
        self._socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3 * _HEARTBEAT_MS)
        if keys is not None:
            self._require(keys)
        self._monitor = self._socket.get_monitor_socket(_FAILED_HANDSHAKES)
        try:
            self._socket.bind(address.replace("localhost", "127.0.0.1"))
        except zmq.ZMQError as error:
            self._close(0)
            raise LearnerError(f"The bridge cannot listen on {address} ({error.strerror}): choose another.") from error
        self.address = self._socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake, self._woken = socket.socketpair()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, handle: Callable[[bytes, list[Buffer]], None]) -> None:
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
            self.tally.add("unsent", f"{header['type']}: {error.strerror}")

    def stop(self) -> None:
        """Stop serving; what was just sent has half a second to leave."""
        self._stopping.set()
        self._wake.send(b"\0")
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _serve(self, handle: Callable[[bytes, list[Buffer]], None]) -> None:
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._woken, zmq.POLLIN)
        poller.register(self._monitor, zmq.POLLIN)
        while not self._stopping.is_set():
            ready = dict(poller.poll(_POLL_MS))
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
            while not self._posted.empty():
                self._posted.get()()
            if self._socket in ready:
                # A large frame stays where ZeroMQ put it: a batch is in memory once.
                identity, *frames = self._socket.recv_multipart(copy=False)
                handle(identity.bytes, [frame.buffer for frame in frames])
            if self._monitor in ready:
                event = parse_monitor_message(self._monitor.recv_multipart())["event"]
                self.tally.add("handshake", event.name)
        self._close(_LAST_WORDS_MS)

    def _require(self, keys: BridgeKeys) -> None:
        self._authenticator = ThreadAuthenticator(self._context)
        self._authenticator.start()
        self._authenticator.configure_curve(domain=_ZAP_DOMAIN, location=str(keys.allowed))
        self._socket.curve_server = True
        self._socket.curve_secretkey = keys.secret
        self._socket.setsockopt(zmq.ZAP_DOMAIN, _ZAP_DOMAIN.encode())
        # Without it ZeroMQ lets everyone in whose handshake finds no authenticator.
        self._socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)

    def _close(self, linger_ms: int) -> None:
        if self._authenticator is not None:
            self._authenticator.stop()
        self._socket.disable_monitor()
        self._context.destroy(linger=linger_ms)
