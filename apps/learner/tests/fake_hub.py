"""A stand-in for the Hugging Face hub, which serves a folder as `maker/tiny`, on loopback.

As a program it takes the folder, prints its address, and ends when its standard input closes.
"""

import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_MODEL = "/api/models/maker/tiny"


class FakeHub:
    """`asked` holds the paths of requests, `tokens` what came as authorization; `token` is the only one that may read.

    With `cut` the connection is closed after so many bytes of a safetensors file, once.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.asked: list[str] = []
        self.tokens: set[str | None] = set()
        self.token: str | None = None
        self.cut: int | None = None
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub._answer(self)

            do_HEAD = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.split("?")[0].replace("%2F", "/")
        self.asked.append(path)
        self.tokens.add(request.headers.get("authorization"))
        if self.token is not None and request.headers.get("authorization") != f"Bearer {self.token}":
            return _send(request, 401, b"{}", {"X-Error-Code": "RepoNotFound"})
        if path in (_MODEL, f"{_MODEL}/revision/main", f"{_MODEL}/revision/v1"):
            return _send(
                request, 200, json.dumps({"_id": "1", "id": "maker/tiny", "sha": COMMIT, "siblings": []}).encode()
            )
        if path.startswith(f"{_MODEL}/revision/"):
            return _send(request, 404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        if path == f"{_MODEL}/tree/{COMMIT}":
            return _send(request, 200, json.dumps(self._tree()).encode())
        prefix = f"/maker/tiny/resolve/{COMMIT}/"
        if path.startswith(prefix) and (self.folder / path.removeprefix(prefix)).is_file():
            return self._file(request, self.folder / path.removeprefix(prefix))
        return _send(
            request, 404, b"{}", {"X-Error-Code": "RepoNotFound" if "maker/tiny" not in path else "EntryNotFound"}
        )

    def _tree(self) -> list[dict[str, object]]:
        files = sorted(file for file in self.folder.rglob("*") if file.is_file())
        return [
            {
                "type": "file",
                "path": str(file.relative_to(self.folder)),
                "size": file.stat().st_size,
                "oid": _digest(file),
            }
            for file in files
        ]

    def _file(self, request: BaseHTTPRequestHandler, file: Path) -> None:
        bytes_ = file.read_bytes()
        start = int((request.headers.get("range") or "bytes=0-").removeprefix("bytes=").split("-")[0])
        headers = {"ETag": f'"{_digest(file)}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        if start > 0:
            headers["Content-Range"] = f"bytes {start}-{len(bytes_) - 1}/{len(bytes_)}"
        cut = self.cut if request.command == "GET" and file.suffix == ".safetensors" else None
        if cut is not None:
            self.cut = None
        _send(request, 206 if start > 0 else 200, bytes_[start:], headers, cut)


def _digest(file: Path) -> str:
    return hashlib.sha1(file.read_bytes()).hexdigest()


def _send(
    request: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
    cut: int | None = None,
) -> None:
    request.send_response(status)
    for name, value in {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }.items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body[:cut])
    if cut is not None:
        request.close_connection = True


if __name__ == "__main__":
    print(FakeHub(Path(sys.argv[1])).url, flush=True)
    sys.stdin.read()
