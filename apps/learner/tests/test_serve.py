"""The command: what it refuses, and how it ends."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import torch
from starlette.applications import Starlette

from cure_learner.addresses import check_bridge_address, parse_http_address
from cure_learner.bridge.server import BridgeServer
from cure_learner.doctor import doctor
from cure_learner.errors import LearnerError
from cure_learner.http.server import HttpServer
from cure_learner.model import load_model
from processes import Learner, environment


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cure_learner", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=False)


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LearnerError, match="choose another"):
            BridgeServer(f"tcp://127.0.0.1:{port}")
        with pytest.raises(LearnerError, match="choose another"):
            HttpServer("127.0.0.1", port, Starlette())


def test_a_wrong_folder_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    result = run("serve", "--model", str(tmp_path))
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1 and "no model folder" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--http", "0.0.0.0:1"], "loopback"),
        (["--bridge", "tcp://*:1"], "loopback"),
        (["--resume"], "--checkpoints"),
        (["--engine", "deepspeed"], "--deepspeed-config FILE"),
    ],
)
def test_wrong_arguments_are_told_before_the_model_is_read(arguments: list[str], sentence: str) -> None:
    result = run("serve", "--model", "nowhere", *arguments)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert sentence in result.stderr


def test_broken_model_folders(tmp_path: Path, llama_folder: Path) -> None:
    config = (llama_folder / "config.json").read_text()
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(LearnerError, match="holds no"):
        load_model(str(tmp_path), torch.device("cpu"))
    (tmp_path / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(LearnerError, match="could not be loaded"):
        load_model(str(tmp_path), torch.device("cpu"))


@pytest.mark.parametrize(
    "address", ["0.0.0.0:80", "192.168.1.5:80", "example.org:80", "127.0.0.1", "127.0.0.1:x", ":1"]
)
def test_http_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(LearnerError):
        parse_http_address(address)


@pytest.mark.parametrize("address", ["tcp://0.0.0.0:5", "tcp://*:5", "tcp://10.0.0.1:5", "udp://127.0.0.1:5", "ipc://"])
def test_bridge_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(LearnerError):
        check_bridge_address(address)


def test_addresses_that_are_served() -> None:
    assert parse_http_address("localhost:80") == ("localhost", 80)
    assert parse_http_address("[::1]:0") == ("::1", 0)
    assert check_bridge_address("ipc:///tmp/bridge") == "ipc:///tmp/bridge"


def test_addresses_that_are_served_to_callers_who_prove_who_they_are() -> None:
    assert parse_http_address("0.0.0.0:80", guarded=True) == ("0.0.0.0", 80)
    assert check_bridge_address("tcp://*:5", guarded=True) == "tcp://*:5"
    with pytest.raises(LearnerError, match="no bridge address"):
        check_bridge_address("udp://10.0.0.1:5", guarded=True)


def test_doctor_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    doctor(as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert {"python", "torch", "transformers", "device"} <= set(facts)


def test_serves_the_newest_checkpoint_and_ends_with_its_parent(
    real_command: list[str], real_learner: Learner, tmp_path: Path
) -> None:
    dealer = real_learner.dealer("served later")
    dealer.hello(checkpointDir=str(tmp_path))
    dealer.train(1)
    with Learner(real_command, "--checkpoints", str(tmp_path), "--resume", "--parent-pid-watch") as second:
        assert httpx.get(second.ready["http"] + "/health").json()["policy_version"] == 1
        # HELLO names no folder, so the command's stands in.
        assert second.dealer("served later").hello()["lastCommittedStep"] == 1
        second.process.stdin.close()
        assert second.process.wait(timeout=20) == 0
