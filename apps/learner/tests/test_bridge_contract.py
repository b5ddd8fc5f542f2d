"""What any learner owes the pipeline. Runs against the real learner, the tiny one, or CURE_LEARNER_COMMAND."""

import itertools
import json
import math
from pathlib import Path

import msgpack
import numpy as np
import pytest

from processes import Dealer, Learner, batch_message, sequences

_runs = itertools.count()


@pytest.fixture
def dealer(learner: Learner) -> Dealer:
    """A connection that speaks for a run of its own and has not said HELLO."""
    return learner.dealer(f"run-{next(_runs)}")


@pytest.fixture
def greeted(dealer: Dealer) -> Dealer:
    assert dealer.hello()["type"] == "WELCOME"
    return dealer


def error_code(reply: dict) -> str:
    assert reply["type"] == "ERROR", reply
    assert reply["message"].endswith(".") or "?" in reply["message"], "an error is a sentence"
    return reply["code"]


def test_welcome_describes_the_learner(dealer: Dealer) -> None:
    welcome = dealer.hello()
    assert welcome["type"] == "WELCOME"
    assert welcome["runId"] == dealer.run_id
    assert (welcome["protocol"], welcome["lastCommittedStep"], welcome["policyVersion"]) == (1, 0, 0)
    assert welcome["epoch"]
    assert set(welcome["learner"]) == {"name", "version"}
    assert {"completions", "in-process", "publish"} <= set(welcome["capabilities"])
    assert len(welcome["modelHash"]) == len(welcome["tokenizerHash"]) == 64
    assert welcome["vocabSize"] > 0 and welcome["maxSequenceTokens"] > 0
    assert welcome["device"] in ("cpu", "cuda")


def test_a_step_of_two_phases(greeted: Dealer) -> None:
    message_id = greeted.batch(1, "coder", last=False)
    accepted = greeted.receive()
    assert (accepted["type"], accepted["id"], accepted["step"], accepted["phase"]) == (
        "ACCEPTED", message_id, 1, "coder",
    )  # fmt: skip
    assert accepted["digest"] == batch_message(sequences(3))[0]["digest"]
    done = greeted.receive()
    assert (done["type"], done["id"], done["step"], done["phase"]) == ("STEP_DONE", message_id, 1, "coder")
    assert (done["policyVersion"], done["checkpoint"]) == (1, None)
    assert done["metrics"] and all(isinstance(value, int | float) for value in done["metrics"].values())
    assert greeted.train(1, "tester")["policyVersion"] == 2
    assert greeted.train(2, "joint")["policyVersion"] == 3


def test_a_finished_batch_is_answered_from_memory(greeted: Dealer) -> None:
    first = greeted.train(1)
    again_id = greeted.batch(1)
    again = greeted.receive()
    assert again == first | {"id": again_id}
    assert greeted.ask("PING")["policyVersion"] == 1


def test_a_running_batch_is_accepted_again_and_trained_once(greeted: Dealer) -> None:
    arrays = sequences(200, 100)
    first, second = greeted.batch(1, arrays=arrays), greeted.batch(1, arrays=arrays)
    replies = greeted.receive_answers(3)
    assert [reply["type"] for reply in replies] == ["ACCEPTED", "ACCEPTED", "STEP_DONE"]
    assert [reply["id"] for reply in replies] == [first, second, second]
    assert replies[2]["policyVersion"] == 1


def test_another_batch_for_the_same_phase_conflicts(greeted: Dealer) -> None:
    arrays = sequences(200, 100)
    greeted.batch(1, arrays=arrays)
    greeted.batch(1, arrays=sequences(3, seed=1))
    replies = greeted.receive_answers(3)
    assert error_code(next(reply for reply in replies if reply["type"] == "ERROR")) == "CONFLICT"
    greeted.batch(1, arrays=sequences(3, seed=1))
    assert error_code(greeted.receive()) == "CONFLICT"


def test_one_batch_in_flight(greeted: Dealer) -> None:
    greeted.batch(1, "coder", last=False, arrays=sequences(200, 100))
    greeted.batch(1, "tester")
    replies = greeted.receive_answers(3)
    assert error_code(next(reply for reply in replies if reply["type"] == "ERROR")) == "BUSY"
    assert greeted.train(1, "tester")["policyVersion"] == 2


def test_ping_is_answered_during_an_update(greeted: Dealer) -> None:
    greeted.batch(1, arrays=sequences(200, 100))
    greeted.send("PING")
    assert greeted.receive()["type"] == "ACCEPTED"
    pong = greeted.receive()
    assert (pong["type"], pong["busy"], pong["step"], pong["policyVersion"]) == ("PONG", True, 1, 0)
    assert greeted.receive_answers(1)[0]["type"] == "STEP_DONE"
    pong = greeted.ask("PING")
    assert (pong["busy"], pong["step"], pong["policyVersion"]) == (False, 1, 1)


@pytest.mark.parametrize("step", [2, 7])
def test_steps_come_in_order(greeted: Dealer, step: int) -> None:
    greeted.batch(step)
    assert error_code(greeted.receive()) == "OUT_OF_ORDER"


def test_a_finished_step_takes_no_further_phase(greeted: Dealer) -> None:
    greeted.train(1)
    greeted.batch(1, "tester")
    assert error_code(greeted.receive()) == "OUT_OF_ORDER"


def test_an_empty_batch_commits_without_an_update(greeted: Dealer) -> None:
    assert greeted.train(1, arrays=sequences(0))["policyVersion"] == 0
    assert greeted.train(2)["policyVersion"] == 1


def test_stale_epochs_and_other_runs_are_fenced(greeted: Dealer, learner: Learner) -> None:
    for kind in ("PING", "SAVE", "PUBLISH", "SHUTDOWN", "BATCH"):
        assert error_code(greeted.ask(kind, epoch="another life", step=0, label="best")) == "FENCED"
    assert error_code(greeted.ask("PING", runId="another run")) == "FENCED"
    newer = learner.dealer(f"run-{next(_runs)}")
    newer.hello()
    assert error_code(greeted.ask("PING")) == "FENCED"


def test_reconnecting_reports_where_the_run_is(greeted: Dealer, learner: Learner) -> None:
    greeted.train(1)
    again = learner.dealer(greeted.run_id)
    welcome = again.hello(resume=True)
    assert (welcome["lastCommittedStep"], welcome["policyVersion"]) == (1, 1)
    assert again.train(2)["policyVersion"] == 2


@pytest.mark.parametrize(
    "frames",
    [
        [b""],
        [b"CURE\x01"],
        [b"CURE\x02", msgpack.packb({})],
        [b"CURE", msgpack.packb({})],
        [b"MORE\x01", msgpack.packb({})],
        [b"", b"CURE\x01", msgpack.packb({})],
    ],
)
def test_other_protocols_are_refused(dealer: Dealer, frames: list[bytes]) -> None:
    dealer.send_frames(frames)
    assert error_code(dealer.receive()) == "PROTOCOL"


@pytest.mark.parametrize(
    "header", [b"", b"\xc1", b"\x93\x01\x02\x03", msgpack.packb({"type": "HELLO"}), b"\x81\x01\x01"]
)
def test_broken_headers_are_refused(dealer: Dealer, header: bytes) -> None:
    dealer.send_frames([b"CURE\x01", header])
    assert error_code(dealer.receive()) == "BAD_MESSAGE"


@pytest.mark.parametrize("kind", ["", "WELCOME", "hello", "DROP", "__INIT__"])
def test_unknown_types_are_refused(greeted: Dealer, kind: str) -> None:
    assert error_code(greeted.ask(kind)) == "BAD_MESSAGE"


@pytest.mark.parametrize(
    "settings",
    [None, {}, {"preset": "other"}, {"preset": "cure", "learningRate": -1}, {"preset": "cure", "learningRate": "1"}],
)
def test_wrong_settings_are_refused(dealer: Dealer, settings: object) -> None:
    assert error_code(dealer.ask("HELLO", epoch="", settings=settings)) == "BAD_MESSAGE"


def changed(name: str, place: int, value: float) -> dict[str, np.ndarray]:
    arrays = sequences(3)
    arrays[name][place] = value
    return arrays


@pytest.mark.parametrize(
    "arrays",
    [
        changed("token_ids", 5, -1),
        changed("token_ids", 5, 1_000_000),
        changed("cu_seqlens", 0, 1),
        changed("cu_seqlens", 1, 30),
        changed("cu_seqlens", 3, 35),
        changed("cu_seqlens", 1, 0),
        changed("loss_mask", 5, 2),
        changed("truncated", 1, 7),
        changed("sampler_logprobs", 5, math.nan),
        changed("sampler_logprobs", 5, -math.inf),
        changed("advantages", 0, math.inf),
        sequences(3) | {"advantages": np.zeros(4, "f4")},
        sequences(3) | {"loss_mask": np.zeros(35, "u1")},
        sequences(3) | {"loss_mask": np.zeros(36, "i4")},
        {name: array for name, array in sequences(3).items() if name != "truncated"},
    ],
)
def test_wrong_arrays_are_refused(greeted: Dealer, arrays: dict[str, np.ndarray]) -> None:
    greeted.batch(1, arrays=arrays, sequences=3)
    assert error_code(greeted.receive()) == "BAD_MESSAGE"
    assert greeted.ask("PING")["busy"] is False


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": "0" * 64},
        {"digest": None},
        {"sequences": 2},
        {"sequences": -1},
        {"sequences": "3"},
        {"temperature": 0},
        {"temperature": math.nan},
        {"temperature": None},
        {"phase": "critic"},
        {"step": 0},
        {"step": "1"},
        {"step": None},
        {"last": None},
        {"arrays": []},
        {"arrays": [None] * 6},
        {"arrays": None},
    ],
)
def test_wrong_batch_headers_are_refused(greeted: Dealer, fields: dict) -> None:
    header, buffers = batch_message(sequences(3))
    reply = greeted.ask("BATCH", buffers, **({"step": 1, "phase": "joint", "last": True} | header | fields))
    assert error_code(reply) == "BAD_MESSAGE"


def test_a_sequence_too_long_is_named(dealer: Dealer) -> None:
    welcome = dealer.hello()
    long = sequences(1, welcome["maxSequenceTokens"] + 1)
    short = sequences(2)
    arrays = {name: np.concatenate([short[name], long[name]]) for name in short}
    arrays["cu_seqlens"] = np.array([0, 12, 24, 24 + len(long["token_ids"])], "<i4")
    dealer.batch(1, arrays=arrays)
    reply = dealer.receive()
    assert error_code(reply) == "TOO_LARGE"
    assert "Sequence 2 " in reply["message"]


def test_checkpoints_and_saving(dealer: Dealer, tmp_path: Path) -> None:
    dealer.hello(checkpointDir=str(tmp_path))
    dealer.train(1, "coder", last=False)
    checkpoint = dealer.train(1, "tester")["checkpoint"]
    assert checkpoint == str(tmp_path / "step-000001")
    saved = dealer.ask("SAVE", step=1, label="best")
    assert (saved["type"], saved["path"]) == ("SAVED", str(tmp_path / "best"))
    assert Path(saved["path"]).is_dir()
    assert error_code(dealer.ask("SAVE", step=5, label="best")) == "OUT_OF_ORDER"
    for label in ("", "../best", "step-000001", None):
        assert error_code(dealer.ask("SAVE", step=1, label=label)) == "BAD_MESSAGE"


def test_saving_needs_a_folder(greeted: Dealer) -> None:
    assert error_code(greeted.ask("SAVE", step=0, label="best")) == "BAD_MESSAGE"


def test_weights_are_published_for_the_servers_that_sample(dealer: Dealer, tmp_path: Path) -> None:
    dealer.hello(checkpointDir=str(tmp_path))
    paths = []
    for step in range(4):
        if step > 0:
            dealer.train(step)
        published = dealer.ask("PUBLISH", step=step)
        assert (published["type"], published["policyVersion"]) == ("PUBLISHED", step)
        canary = published["canary"]
        assert len(canary["tokenIds"]) == len(canary["logprobs"]) + 1 >= 2
        assert all(value < 0 for value in canary["logprobs"])
        paths.append(published["path"])
        newest = {name: published[name] for name in ("path", "policyVersion", "canary")}
        assert json.loads((Path(published["path"]) / "manifest.json").read_text()) == newest
    assert len(set(paths)) == 4, "a folder of its own for each version"
    left = sorted(str(path) for path in Path(paths[0]).parent.iterdir())
    assert left == sorted(paths[2:]), "the version before stays until all servers have the new one, older ones go"
    assert error_code(dealer.ask("PUBLISH", step=9)) == "OUT_OF_ORDER"


def test_publishing_needs_a_checkpoint_folder(greeted: Dealer) -> None:
    assert error_code(greeted.ask("PUBLISH", step=0)) == "BAD_MESSAGE"


def test_a_used_folder_is_not_overwritten(dealer: Dealer, learner: Learner, tmp_path: Path) -> None:
    dealer.hello(checkpointDir=str(tmp_path))
    dealer.train(1)
    other = learner.dealer(f"run-{next(_runs)}")
    assert error_code(other.hello(checkpointDir=str(tmp_path))) == "CONFLICT"
    assert dealer.train(2)["policyVersion"] == 2


def test_a_folder_that_cannot_be_used_is_told(dealer: Dealer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert error_code(dealer.hello(checkpointDir=str(tmp_path / "file" / "inside"))) == "BAD_MESSAGE"
    assert dealer.hello()["type"] == "WELCOME"


def test_another_process_goes_on(command: list[str], learner: Learner, tmp_path: Path) -> None:
    dealer = learner.dealer("long run")
    dealer.hello(checkpointDir=str(tmp_path))
    dealer.train(1, "coder", last=False)
    done = dealer.train(1, "tester")
    with Learner(command) as second:
        dealer = second.dealer("long run")
        welcome = dealer.hello(checkpointDir=str(tmp_path), resume=True)
        assert (welcome["lastCommittedStep"], welcome["policyVersion"]) == (1, 2)
        again = dealer.train(1, "tester")
        for name in ("metrics", "policyVersion", "checkpoint"):
            assert again[name] == done[name]
        assert dealer.train(2)["policyVersion"] == 3
        assert dealer.ask("SHUTDOWN")["type"] == "BYE"
        assert second.process.wait(timeout=20) == 0
