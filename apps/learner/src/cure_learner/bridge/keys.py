"""The CURVE keys of a bridge that other machines reach, and the list of its callers (ZeroMQ RFCs 26 and 27)."""

import stat
from dataclasses import dataclass, field
from pathlib import Path

from zmq.auth import load_certificate, load_certificates

from cure_learner.errors import LearnerError

_KEY_CHARACTERS = 40


@dataclass(frozen=True)
class BridgeKeys:
    """`secret` is the learner's secret key in Z85; the `*.key` files in `allowed` are who may connect."""

    secret: bytes = field(repr=False)
    allowed: Path


def read_keys(folder: str) -> BridgeKeys:
    """The keys in a folder as `cure keys` makes it: `learner.key_secret` and `allowed/`. Raises LearnerError."""
    secret_file, allowed = Path(folder) / "learner.key_secret", Path(folder) / "allowed"
    try:
        if stat.S_IMODE(secret_file.stat().st_mode) & 0o077:
            raise LearnerError(f"'{secret_file}' can be read by others on this machine: say chmod 600 to it.")
        _, secret = load_certificate(secret_file)
        callers = load_certificates(allowed)
    except (OSError, ValueError) as error:
        raise LearnerError(f"'{folder}' is no folder of a learner's keys: make one with cure keys.") from error
    if secret is None or any(len(key) != _KEY_CHARACTERS for key in (secret, *callers)):
        raise LearnerError(f"'{folder}' holds a key that is not whole: copy it again, or make new ones with cure keys.")
    if not callers:
        raise LearnerError(f"'{allowed}' holds no *.key file, so nobody could connect: copy the callers' keys there.")
    return BridgeKeys(secret, allowed)
