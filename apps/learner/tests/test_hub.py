"""A hub's model: fetched, found again, refused. The hub's own library speaks real HTTP with a hub on loopback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from cure_learner.hub import is_hub_id
from cure_learner.model import load_model
from fake_hub import COMMIT, FakeHub
from processes import environment

SECRET = "hf_not_to_be_told"


@pytest.fixture
def hub(tmp_path: Path, llama_folder: Path) -> Iterator[FakeHub]:
    served = tmp_path / "served"
    shutil.copytree(llama_folder, served)
    (served / "pytorch_model.bin").write_bytes(b"a pickle")
    (served / "modeling_tiny.py").write_text("raise SystemExit")
    (served / "cure.yaml").write_text("stages: {rewards: ./evil.mjs}")
    (served / "original").mkdir()
    (served / "original" / "model.safetensors").write_bytes(b"the same again")
    running = FakeHub(served)
    yield running
    running.stop()


def find(hub: FakeHub, tmp_path: Path, name: str, *flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    variables = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_TELEMETRY": "1"} | variables
    command = [sys.executable, "-m", "cure_learner", "model", name, *flags]
    path = {"PYTHONPATH": environment()["PYTHONPATH"]}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=kept | path | variables, cwd=tmp_path, check=False
    )


def folder_of(result: subprocess.CompletedProcess[str]) -> Path:
    assert result.returncode == 0, result.stderr
    return Path(json.loads(result.stdout)["folder"])


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.stderr
    return result.stderr


def test_a_model_comes_once_without_pickles_and_code_and_is_there_offline(hub: FakeHub, tmp_path: Path) -> None:
    hub.token = SECRET
    found = find(hub, tmp_path, "maker/tiny", HF_TOKEN=SECRET)
    folder = folder_of(found)
    assert folder.name == COMMIT and SECRET not in found.stdout + found.stderr
    loaded = load_model(str(folder), torch.device("cpu"))
    assert loaded.vocab_size > 0
    names = {file.name for file in folder.rglob("*")}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= names
    assert not names & {"pytorch_model.bin", "modeling_tiny.py", "cure.yaml", "original"}
    hub.stop()
    # A commit is never asked for again; a branch is, unless the hub's library is told to stay offline.
    assert folder_of(find(hub, tmp_path, f"maker/tiny@{COMMIT}")) == folder
    assert folder_of(find(hub, tmp_path, "maker/tiny", HF_HUB_OFFLINE="1")) == folder


def test_the_tokenizer_comes_alone_where_weights_are_not_needed(hub: FakeHub, tmp_path: Path) -> None:
    folder = folder_of(find(hub, tmp_path, "maker/tiny@v1", "--without-weights"))
    assert (folder / "tokenizer.json").is_file() and not any(folder.glob("*.safetensors"))
    offline = refusal(find(hub, tmp_path, "maker/tiny@v1", HF_HUB_OFFLINE="1"))
    assert "not whole in the hub's cache" in offline and "HF_HUB_OFFLINE" in offline


def test_a_cut_download_goes_on_to_the_same_bytes(hub: FakeHub, tmp_path: Path) -> None:
    hub.cut = 1000
    result = find(hub, tmp_path, "maker/tiny")
    folder = folder_of(result if result.returncode == 0 else find(hub, tmp_path, "maker/tiny"))
    assert hub.cut is None
    assert (folder / "model.safetensors").read_bytes() == (hub.folder / "model.safetensors").read_bytes()


def test_what_cannot_be_had_is_one_sentence(hub: FakeHub, tmp_path: Path) -> None:
    assert "shows no such model" in refusal(find(hub, tmp_path, "maker/nothing"))
    assert "no such revision" in refusal(find(hub, tmp_path, "maker/tiny@v9"))
    (hub.folder / "model.safetensors").unlink()
    assert "no model*.safetensors" in refusal(find(hub, tmp_path, "maker/tiny"))
    hub.token = SECRET
    private = refusal(find(hub, tmp_path, "maker/tiny", HF_HOME=str(tmp_path / "other"), HF_TOKEN="hf_wrong"))
    assert "HF_TOKEN" in private and "hf_wrong" not in private
    hub.stop()
    assert "does not answer" in refusal(find(hub, tmp_path, "maker/tiny", HF_HOME=str(tmp_path / "other")))


@pytest.mark.parametrize(
    ("name", "is_id"),
    [
        ("Qwen/Qwen2.5-7B-Instruct", True),
        ("a/b@refs/pr/1", True),
        ("./a/b", False),
        ("/a/b", False),
        ("a/b/c", False),
        ("pocket", False),
        ("../b", False),
        ("a/..", False),
        ("a/b@v/../../c", False),
    ],
)
def test_which_names_are_of_the_hub(name: str, is_id: bool) -> None:
    assert is_hub_id(name) == is_id
