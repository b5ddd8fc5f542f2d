"""Addresses to listen on: loopback only, since neither the bridge nor HTTP asks who is calling."""

import ipaddress

from cure_learner.errors import LearnerError


def parse_http_address(text: str) -> tuple[str, int]:
    """`HOST:PORT` to (host, port); port 0 lets the system choose. Raises LearnerError."""
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65535:
        raise LearnerError(f"'{text}' is no address: write HOST:PORT, for example 127.0.0.1:0.")
    host = host.strip("[]")
    _require_loopback(host, text)
    return host, int(port)


def check_bridge_address(text: str) -> str:
    """`tcp://HOST:PORT` or `ipc://PATH`, returned as it came. Raises LearnerError."""
    if text.startswith("ipc://") and len(text) > len("ipc://"):
        return text
    if not text.startswith("tcp://"):
        raise LearnerError(f"'{text}' is no bridge address: write tcp://127.0.0.1:0 or ipc://PATH.")
    parse_http_address(text.removeprefix("tcp://"))
    return text


def _require_loopback(host: str, text: str) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise LearnerError(f"'{text}' is not a loopback address: use 127.0.0.1, the learner does not know its callers.")
