"""Models and learners that the tests share."""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cure_learner.model import LoadedModel, load_model
from processes import Learner
from tiny_models import save_llama, save_qwen
from updates import CPU

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_llama(tmp_path_factory.mktemp("llama") / "tiny-llama")


@pytest.fixture(scope="session")
def qwen_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_qwen(tmp_path_factory.mktemp("qwen") / "tiny-qwen")


@pytest.fixture
def loaded(llama_folder: Path) -> LoadedModel:
    return load_model(str(llama_folder), CPU)


@pytest.fixture(scope="session")
def real_command(llama_folder: Path) -> list[str]:
    return [sys.executable, "-m", "cure_learner", "serve", "--model", str(llama_folder), "--threads", "1"]


@pytest.fixture(scope="session", params=["real", "tiny"])
def command(request: pytest.FixtureRequest, real_command: list[str]) -> list[str]:
    """How to start the learner under test; CURE_LEARNER_COMMAND puts another one to the test."""
    if other := os.environ.get("CURE_LEARNER_COMMAND"):
        if request.param == "tiny":
            pytest.skip("CURE_LEARNER_COMMAND is the only learner under test")
        return shlex.split(other)
    return real_command if request.param == "real" else [sys.executable, str(HERE / "tiny_learner.py")]


@pytest.fixture(scope="session")
def learner(command: list[str]) -> Iterator[Learner]:
    """A learner that many tests share; each test says HELLO for a run of its own."""
    with Learner(command) as running:
        yield running


@pytest.fixture(scope="session")
def real_learner(real_command: list[str]) -> Iterator[Learner]:
    with Learner(real_command) as running:
        yield running
