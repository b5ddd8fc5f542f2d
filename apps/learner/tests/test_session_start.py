"""A run that takes long to begin: a large model is read after HELLO."""

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from cure_learner.bridge import session
from cure_learner.bridge.frames import encode
from cure_learner.bridge.session import Session
from cure_learner.bridge.tally import Tally
from cure_learner.compute import Compute
from cure_learner.policy import Policy


class Start:
    """A session whose run takes `seconds` to begin, and what it says until `last` is among it."""

    def __init__(self, seconds: float, last: str):
        self.sent: list[dict[str, Any]] = []
        self._said_last = threading.Event()
        self._last, self._seconds = last, seconds

    def run(self) -> list[dict[str, Any]]:
        facts = {"model_hash": "m", "tokenizer_hash": "t", "vocab_size": 9, "max_tokens": 9}
        loaded = SimpleNamespace(**facts, device=SimpleNamespace(type="cpu"))
        compute = Compute(None)
        try:
            said = Session(
                loaded, compute, Policy(), self._make_engine, lambda settings: settings, self._send,
                lambda work: work(), lambda: None, Tally(), ["publish"],
            )  # fmt: skip
            hello = {"type": "HELLO", "id": "1", "runId": "r", "epoch": "", "settings": {"preset": "cure"}}
            said.handle(b"peer", encode(hello))
            assert self._said_last.wait(timeout=60)
            return self.sent.copy()
        finally:
            compute.stop()

    def _send(self, _identity: bytes, header: dict[str, Any]) -> None:
        self.sent.append(header)
        if header["type"] == self._last:
            self._said_last.set()

    def _make_engine(self, _settings: object) -> SimpleNamespace:
        time.sleep(self._seconds)
        return SimpleNamespace(policy_version=0)


def test_a_learner_that_reads_its_model_says_so_until_it_welcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_STARTING_SECONDS", 0.05)
    *starting, welcome = Start(0.5, "WELCOME").run()
    assert len(starting) >= 2 and {(one["type"], one["id"], one["epoch"]) for one in starting} == {
        ("STARTING", "1", "")
    }
    assert (welcome["type"], welcome["id"], welcome["capabilities"]) == ("WELCOME", "1", ["publish"])


def test_a_run_that_does_not_begin_is_not_awaited_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_STARTING_SECONDS", 0.05)
    monkeypatch.setattr(session, "_STARTING_TIMES", 3)
    *starting, error = Start(3, "ERROR").run()
    assert [one["type"] for one in starting] == ["STARTING"] * 3
    assert (error["id"], error["code"]) == ("1", "BUSY")
    assert "see what the learner waits for" in error["message"]
