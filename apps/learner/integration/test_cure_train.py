"""The pipeline with a learner of two processes, as `cure train` starts it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from processes import Learner, environment
from ranks import rank_pids

ROOT = Path(__file__).resolve().parents[3]
POCKET = ROOT / "models" / "pocket"
_SECONDS = 900


def cure_train(folder: Path, sampler: Learner, steps: int) -> subprocess.Popen:
    config = folder / "zero.json"
    config.write_text(json.dumps({"zero_optimization": {"stage": 2}}))
    command = [
        "node",
        ROOT / "apps/cli/bin/cure.js",
        "train",
        "--model",
        POCKET,
        "--run",
        folder / "run",
        "--seed",
        "1",
    ]
    command += ["--tasks", ROOT / "datasets/pocket/train.jsonl", "--tasks-per-step", "2", "--steps", str(steps)]
    command += ["--limit", "1", "--validation-limit", "1", "--every-steps", "0"]
    command += ["--base-url", sampler.ready["http"] + "/v1"]
    command += ["--engine", "deepspeed", "--deepspeed-config", config, "--processes", "2"]
    return subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment() | {"CURE_PYTHON": sys.executable},
    )


@pytest.fixture(scope="module")
def sampler() -> Learner:
    """Stands in for a server: the pocket model, whose weights stay as they are."""
    with Learner([sys.executable, "-m", "cure_learner", "serve", "--model", str(POCKET)], start_seconds=300) as running:
        yield running


def test_a_step_is_trained_by_two_processes(tmp_path: Path, sampler: Learner) -> None:
    process = cure_train(tmp_path, sampler, steps=1)
    _, said = process.communicate(timeout=_SECONDS)
    assert process.returncode == 0, said[-2000:]
    (report,) = [json.loads(line) for line in (tmp_path / "run" / "reports.jsonl").read_text().splitlines()]
    assert report["policyVersion"] > 0
    state = json.loads((tmp_path / "run" / "checkpoints" / "step-000001" / "state.json").read_text())
    assert (state["engine"]["kind"], state["step"]) == ("deepspeed", 1)


def test_the_death_of_a_rank_ends_the_run_with_a_sentence_that_names_it(tmp_path: Path, sampler: Learner) -> None:
    process = cure_train(tmp_path, sampler, steps=1000)
    reports = tmp_path / "run" / "reports.jsonl"
    deadline = time.monotonic() + _SECONDS
    while not reports.exists() or not reports.read_text():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.2)
    (launcher,) = children(process.pid, "cure_learner")
    pids = rank_pids(launcher)
    os.kill(pids[1], signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert f"Rank 1 (process {pids[1]}) was killed by SIGKILL" in said.strip().splitlines()[-1]


def children(pid: int, naming: str) -> list[int]:
    """The child processes whose command line names something."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if naming in Path(f"/proc/{child}/cmdline").read_text()]
