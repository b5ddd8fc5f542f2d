"""uvicorn in a thread of its own, on a socket that is bound before anyone is told."""

import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette

from cure_learner.errors import LearnerError

_START_SECONDS = 10


class HttpServer:
    """Listens as soon as it is made. Raises LearnerError where the port is taken."""

    def __init__(self, host: str, port: int, app: Starlette):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            raise LearnerError(
                f"HTTP cannot listen on {host}:{port} ({error.strerror}): choose another port or 0."
            ) from error
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Serve. Returns when requests are answered; raises LearnerError if that takes too long."""
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise LearnerError("The HTTP server did not start: look at the lines above.")
            time.sleep(0.01)

    def stop(self) -> None:
        """Finish what is being answered, for at most a few seconds."""
        self._server.should_exit = True
        self._thread.join(timeout=5)
