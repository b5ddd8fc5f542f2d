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


def test_a_learner_that_reads_its_model_says_so_until_it_welcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_STARTING_SECONDS", 0.05)
    welcomed = threading.Event()
    sent: list[dict[str, Any]] = []

    def send(_identity: bytes, header: dict[str, Any]) -> None:
        sent.append(header)
        if header["type"] == "WELCOME":
            welcomed.set()

    def make_engine(_settings: object) -> SimpleNamespace:
        time.sleep(0.5)
        return SimpleNamespace(policy_version=0)

    facts = {"model_hash": "m", "tokenizer_hash": "t", "vocab_size": 9, "max_tokens": 9}
    loaded = SimpleNamespace(**facts, device=SimpleNamespace(type="cpu"))
    compute = Compute(None)
    try:
        said = Session(
            loaded, compute, Policy(), make_engine, lambda settings: settings, send, lambda work: work(),
            lambda: None, Tally(), ["publish"],
        )  # fmt: skip
        hello = {"type": "HELLO", "id": "1", "runId": "r", "epoch": "", "settings": {"preset": "cure"}}
        said.handle(b"peer", encode(hello))
        assert welcomed.wait(timeout=60)
    finally:
        compute.stop()
    starting, (welcome,) = sent[:-1], sent[-1:]
    assert len(starting) >= 2 and {(one["type"], one["id"], one["epoch"]) for one in starting} == {
        ("STARTING", "1", "")
    }
    assert (welcome["type"], welcome["id"], welcome["capabilities"]) == ("WELCOME", "1", ["publish"])
