"""Addresses to listen on: loopback, unless callers have to prove who they are."""

import ipaddress

from cure_learner.errors import LearnerError


def parse_http_address(text: str, guarded: bool = False) -> tuple[str, int]:
    """`HOST:PORT` to (host, port); port 0 lets the system choose. `guarded`: callers bring a token.

    Raises LearnerError.
    """
    host, port = _parse(text)
    if not guarded and not is_loopback(host):
        raise LearnerError(f"'{text}' is not a loopback address: set a token in CURE_LEARNER_TOKEN to serve others.")
    return host, port


def check_bridge_address(text: str, guarded: bool = False) -> str:
    """`tcp://HOST:PORT` or `ipc://PATH`, returned as it came. `guarded`: callers have keys. Raises LearnerError."""
    if text.startswith("ipc://") and len(text) > len("ipc://"):
        return text
    if not text.startswith("tcp://"):
        raise LearnerError(f"'{text}' is no bridge address: write tcp://127.0.0.1:0 or ipc://PATH.")
    host, _ = _parse(text.removeprefix("tcp://"))
    if not guarded and not is_loopback(host):
        raise LearnerError(f"'{text}' is not a loopback address: give --keys, a folder that cure keys makes.")
    return text


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address or a host's name."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _parse(text: str) -> tuple[str, int]:
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isdigit() or int(port) > 65535:
        raise LearnerError(f"'{text}' is no address: write HOST:PORT, for example 127.0.0.1:0.")
    return host.strip("[]"), int(port)
