"""Whatever bytes arrive, the session answers with an ERROR and lives on."""

import hashlib
import threading
from pathlib import Path

import msgpack
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cure_learner.bridge.session import Session
from cure_learner.bridge.tally import Tally
from cure_learner.compute import Compute
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.model import load_model
from cure_learner.policy import Policy
from processes import batch_message, sequences

CODES = {"BAD_MESSAGE", "PROTOCOL", "CONFLICT", "OUT_OF_ORDER", "BUSY", "FENCED", "TOO_LARGE"}
HELLO = {"type": "HELLO", "id": "1", "runId": "fuzz", "epoch": "", "settings": {"preset": "modern"}}
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
SLOW = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Peer:
    """A session without a socket; posted work runs when `settle` is called."""

    def __init__(self, folder: Path):
        self.sent: list[dict] = []
        self._posted: list = []
        self._arrived = threading.Semaphore(0)
        loaded = load_model(str(folder), torch.device("cpu"))
        self.compute = Compute(1)
        self.session = Session(
            loaded, self.compute, Policy(), lambda chosen: TorchEngine(loaded, chosen), lambda chosen: chosen,
            lambda _, header: self.sent.append(header), self._post, lambda: None, Tally(), ["completions"],
        )  # fmt: skip

    def _post(self, work) -> None:
        self._posted.append(work)
        self._arrived.release()

    def settle(self) -> None:
        assert self._arrived.acquire(timeout=30)
        self._posted.pop(0)()

    def ask(self, *frames: bytes) -> dict:
        self.sent.clear()
        self.session.handle(b"peer", list(frames))
        return self.sent[-1] if self.sent else {}


@pytest.fixture(scope="module")
def peer(llama_folder: Path):
    peer = Peer(llama_folder)
    peer.ask(b"CURE\x01", msgpack.packb(HELLO))
    peer.settle()
    peer.epoch = peer.sent[-1]["epoch"]
    yield peer
    peer.compute.stop()


def assert_refused(reply: dict) -> None:
    assert reply["type"] == "ERROR" and reply["code"] in CODES and len(reply["message"]) < 600


@SLOW
@given(st.lists(st.binary(max_size=64), max_size=5))
def test_any_frames(peer: Peer, frames: list[bytes]) -> None:
    assert_refused(peer.ask(*frames))


@SLOW
@given(st.binary(max_size=200), st.lists(st.binary(max_size=40), max_size=3))
def test_any_header_bytes(peer: Peer, header: bytes, buffers: list[bytes]) -> None:
    assert_refused(peer.ask(b"CURE\x01", header, *buffers))


@SLOW
@given(
    st.sampled_from(["HELLO", "BATCH", "SAVE", "STEP_DONE"]),
    st.dictionaries(
        st.sampled_from(["settings", "step", "phase", "last", "label", "arrays", "digest", "sequences", "runId", "id"]),
        VALUES,
    ),
)
def test_any_fields(peer: Peer, kind: str, fields: dict) -> None:
    header = {"id": "1", "runId": "fuzz", "epoch": peer.epoch} | fields | {"type": kind}
    assert_refused(peer.ask(b"CURE\x01", msgpack.packb(header)))


@SLOW
@given(st.sampled_from(["step", "phase", "last", "arrays", "sequences", "temperature", "digest"]), VALUES, st.data())
def test_a_batch_with_one_wrong_field(peer: Peer, name: str, value: object, data: st.DataObject) -> None:
    fields, buffers = batch_message(sequences(2))
    # A step that is not next, so that even a batch that happens to be right is not trained.
    header = {
        "type": "BATCH",
        "id": "1",
        "runId": "fuzz",
        "epoch": peer.epoch,
        "step": 9,
        "phase": "joint",
        "last": True,
    }
    cut = data.draw(st.integers(0, len(buffers)))
    assert_refused(peer.ask(b"CURE\x01", msgpack.packb(header | fields | {name: value}), *buffers[:cut]))


@SLOW
@given(st.integers(0, 5), st.binary(max_size=60))
def test_a_batch_with_one_wrong_buffer(peer: Peer, place: int, buffer: bytes) -> None:
    fields, buffers = batch_message(sequences(2))
    if len(buffer) == len(buffers[place]):
        buffer += b"\0"
    buffers[place] = buffer
    fields["digest"] = hashlib.sha256(b"".join(buffers)).hexdigest()
    header = {
        "type": "BATCH",
        "id": "1",
        "runId": "fuzz",
        "epoch": peer.epoch,
        "step": 1,
        "phase": "joint",
        "last": True,
    }
    assert_refused(peer.ask(b"CURE\x01", msgpack.packb(header | fields), *buffers))


def test_the_session_still_trains(peer: Peer) -> None:
    fields, buffers = batch_message(sequences(2))
    header = {
        "type": "BATCH",
        "id": "1",
        "runId": "fuzz",
        "epoch": peer.epoch,
        "step": 1,
        "phase": "joint",
        "last": True,
    }
    assert peer.ask(b"CURE\x01", msgpack.packb(header | fields), *buffers)["type"] == "ACCEPTED"
    peer.settle()
    assert peer.sent[-1]["type"] == "STEP_DONE"
