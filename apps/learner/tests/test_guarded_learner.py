"""A learner that other machines reach: who is let in, over the bridge by keys and over HTTP by a token."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zmq
from zmq.auth import create_certificates, load_certificate

from cure_learner.bridge.keys import read_keys
from cure_learner.bridge.server import BridgeServer
from cure_learner.errors import LearnerError
from cure_learner.http.admission import read_token
from processes import Dealer, Learner, batch_message, sequences

TOKEN = "a token for these tests"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


class Keys:
    """A learner's folder of keys, made by pyzmq, and what the one caller on its list needs."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "allowed").mkdir(parents=True)
        server, secret = create_certificates(folder, "learner")
        Path(secret).chmod(0o600)
        _, caller = create_certificates(folder / "allowed", "pipeline")
        public, secret = load_certificate(caller)
        self.caller = {
            "curve_serverkey": load_certificate(server)[0],
            "curve_publickey": public,
            "curve_secretkey": secret,
        }


def own_pair() -> dict[str, bytes]:
    public, secret = zmq.curve_keypair()
    return {"curve_publickey": public, "curve_secretkey": secret}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def guarded(real_command: list[str], keys: Keys) -> Iterator[Learner]:
    addresses = ("--http", "0.0.0.0:0", "--bridge", "tcp://0.0.0.0:0")
    with Learner(real_command, *addresses, "--keys", str(keys.folder), token=TOKEN) as running:
        yield running


def url(learner: Learner, path: str) -> str:
    return learner.ready["http"].replace("0.0.0.0", "127.0.0.1") + path


def refused(learner: Learner) -> dict[str, int]:
    return httpx.get(url(learner, "/health"), headers=AUTHORIZED).json()["bridge_refused"]


def test_a_caller_on_the_list_trains(guarded: Learner, keys: Keys, tmp_path: Path) -> None:
    dealer = guarded.dealer("guarded", **keys.caller)
    assert dealer.hello(checkpointDir=str(tmp_path))["type"] == "WELCOME"
    dealer.train(1, "coder", last=False)
    done = dealer.train(1, "tester", arrays=sequences(100, 60))
    assert (done["policyVersion"], done["checkpoint"]) == (2, str(tmp_path / "step-000001"))
    assert dealer.ask("SAVE", step=1, label="best")["type"] == "SAVED"
    assert dealer.ask("PING")["busy"] is False


@pytest.mark.parametrize("fault", ["not on the list", "another learner's key", "no key"])
def test_everybody_else_is_refused_and_counted(guarded: Learner, keys: Keys, fault: str) -> None:
    options = {
        "not on the list": keys.caller | own_pair(),
        "another learner's key": keys.caller | {"curve_serverkey": own_pair()["curve_publickey"]},
        "no key": {},
    }[fault]
    before = refused(guarded).get("handshake", 0)
    intruder = guarded.dealer("intruder", **options)
    intruder.send("HELLO", settings={"preset": "cure"})
    assert not intruder.hears(within_ms=1000)
    intruder.close()
    assert refused(guarded)["handshake"] > before
    assert guarded.dealer("after an intruder", **keys.caller).hello()["type"] == "WELCOME"


def test_a_caller_with_keys_is_refused_by_a_learner_without(real_learner: Learner, keys: Keys) -> None:
    dealer = real_learner.dealer("too careful", **keys.caller)
    dealer.send("HELLO", settings={"preset": "cure"})
    assert not dealer.hears(within_ms=500)
    dealer.close()


def test_without_an_authenticator_nobody_is_let_in(keys: Keys) -> None:
    server = BridgeServer("tcp://127.0.0.1:0", read_keys(str(keys.folder)))
    server.start(lambda identity, frames: server.send(identity, {"type": "BYE"}))
    try:
        dealer = Dealer(server.address, "early", **keys.caller)
        dealer.send("PING")
        assert dealer.receive()["type"] == "BYE"
        server._authenticator.stop()
        late = Dealer(server.address, "late", **keys.caller)
        late.send("PING")
        assert not late.hears(within_ms=500)
        late.close()
    finally:
        server.stop()


def test_bytes_that_are_no_zeromq_do_no_harm(guarded: Learner, keys: Keys) -> None:
    host, port = guarded.ready["bridge"].removeprefix("tcp://").split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10)
    assert guarded.dealer("after a scan", **keys.caller).hello()["type"] == "WELCOME"


def test_a_replayed_message_enters_no_batch_twice(guarded: Learner, keys: Keys) -> None:
    dealer = guarded.dealer("replayed", **keys.caller)
    dealer.hello()
    done = dealer.train(1)
    header, buffers = batch_message(sequences(3))
    fields = {"step": 1, "phase": "joint", "last": True} | header
    again = dealer.ask("BATCH", buffers, id=done["id"], **fields)
    assert again == done, "the same id, the same answer"
    old_epoch = dealer.epoch
    dealer.run_id = "another run"
    dealer.hello()
    for run_id in ("replayed", "another run"):
        refusal = dealer.ask("BATCH", buffers, id=done["id"], runId=run_id, epoch=old_epoch, **fields)
        assert (refusal["type"], refusal["code"]) == ("ERROR", "FENCED")
    assert dealer.ask("PING")["policyVersion"] == 0


def broken(folder: Path, fault: str) -> Path:
    keys = Keys(folder)
    secret, listed = folder / "learner.key_secret", folder / "allowed" / "pipeline.key"
    if fault == "open":
        secret.chmod(0o644)
    elif fault == "no secret":
        secret.write_text('curve\n    public-key = "' + "x" * 40 + '"\n')
        secret.chmod(0o600)
    elif fault == "cut off":
        listed.write_text('curve\n    public-key = "short"\n')
    elif fault == "nobody":
        listed.unlink()
        (folder / "allowed" / "pipeline.key_secret").unlink()
    else:
        secret.unlink()
    return keys.folder


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("open", "chmod 600"),
        ("no secret", "not whole"),
        ("cut off", "not whole"),
        ("nobody", "nobody could connect"),
        ("missing", "cure keys"),
    ],
)
def test_a_folder_of_keys_that_cannot_be_used(tmp_path: Path, fault: str, sentence: str) -> None:
    with pytest.raises(LearnerError, match=sentence):
        read_keys(str(broken(tmp_path / "keys", fault)))


def test_http_lets_in_who_brings_the_token(guarded: Learner) -> None:
    body = {"prompt": "Read integers", "max_tokens": 2}
    for headers in (
        {},
        {"Authorization": "Bearer another token here"},
        {"Authorization": TOKEN},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
    ):
        for answer in (
            httpx.post(url(guarded, "/v1/completions"), json=body, headers=headers),
            httpx.get(url(guarded, "/health"), headers=headers),
            httpx.get(url(guarded, "/v1/models"), headers=headers),
        ):
            assert answer.status_code == 401
            assert "CURE_LEARNER_TOKEN" in answer.json()["error"]["message"] and TOKEN not in answer.text
    answer = httpx.post(url(guarded, "/v1/completions"), json=body, headers=AUTHORIZED, timeout=30)
    assert answer.status_code == 200 and answer.json()["choices"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_without_a_token_a_web_page_of_another_name_is_refused(real_learner: Learner, host: str) -> None:
    answer = httpx.get(url(real_learner, "/health"), headers={"Host": host})
    assert answer.status_code == 403 and "CURE_LEARNER_TOKEN" in answer.json()["error"]["message"]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:1"])
def test_without_a_token_this_machine_is_answered(real_learner: Learner, host: str) -> None:
    assert httpx.get(url(real_learner, "/health"), headers={"Host": host}).status_code == 200


def test_a_short_token_is_none() -> None:
    assert read_token({}) is None
    assert read_token({"CURE_LEARNER_TOKEN": "x" * 16}) == "x" * 16
    for token in ("", "x" * 15):
        with pytest.raises(LearnerError, match="16 characters"):
            read_token({"CURE_LEARNER_TOKEN": token})
