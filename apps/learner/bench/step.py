"""Samples a second of whole training steps: `cure train` against TRL's GRPOTrainer.

Same model, tasks, prompts and number of samples (16 tasks x 16 programs + 16 tests), one update over them, same rewards
and threads. Ours: sampling, the jailed sandbox, tables, rewards, the bridge and both updates. TRL's: generation, the
programs run in its own process (no sandbox), and its update. The arms alternate, each in a process of its own, with the
speed of a fixed matrix product beside each; the first step of each process warms up and does not count.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
import yaml

from machine import product_gflops

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv-trl"
TASKS = ROOT / "datasets" / "pocket" / "train.jsonl"
TASKS_PER_STEP, SAMPLES_PER_TASK, STEPS, THREADS = 16, 32, 4, 2
# What is asked for, as a multiple of TRL.
BAR = 3.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "pocket", metavar="DIR")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    install_trl()
    torch.set_num_threads(THREADS)
    speeds: dict[str, list[float]] = {"TRL": [], "cure": []}
    for run in range(arguments.runs):
        for name, arm in (("TRL", trl), ("cure", cure)):
            product = product_gflops()
            seconds = arm(arguments.model, run)[1:]
            speeds[name] += [TASKS_PER_STEP * SAMPLES_PER_TASK / second for second in seconds]
            steps = ", ".join(f"{second:.2f}" for second in seconds)
            print(f"run {run + 1} {name:4} steps of {steps} s   (matrix product {product:4.0f} GFLOP/s)", flush=True)
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    ratio = medians["cure"] / medians["TRL"]
    print(f"TRL {medians['TRL']:.0f}, cure {medians['cure']:.0f} samples/s (medians): {ratio:.1f} times, bar {BAR:g}")
    return int(ratio < BAR)


def install_trl() -> None:
    """TRL's environment, once; torch first and alone, so that pip finds the CPU's wheel."""
    ready = VENV / ".ready"
    if ready.exists():
        return
    print("installing TRL into .venv-trl (about 1.3 GB)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    for packages in (["torch==2.13.0"], ["trl==1.16.0", "transformers==5.23.0", "jinja2"]):
        subprocess.run([VENV / "bin" / "pip", "install", "--quiet", *packages], check=True)
    ready.touch()


def trl(model: Path, seed: int) -> list[float]:
    """Seconds of each step."""
    settings = yaml.safe_load((model / "cure.yaml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        command = [VENV / "bin" / "python", Path(__file__).with_name("trl_arm.py"), "--model", model, "--tasks", TASKS]
        command += ["--tasks-per-step", TASKS_PER_STEP, "--steps", STEPS, "--seed", seed, "--threads", THREADS]
        command += ["--max-tokens", settings["sampling"]["maxTestTokens"], "--out", folder]
        command += ["--learning-rate", settings["learner"]["learningRate"]]
        done = run(command)
    return json.loads(done.splitlines()[-1])["seconds"]


def cure(model: Path, seed: int) -> list[float]:
    """Seconds of each step, as the run's reports have them."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", ROOT / "apps/cli/bin/cure.js", "train", "--model", model, "--tasks", TASKS, "--seed", seed]
        command += ["--steps", STEPS, "--tasks-per-step", TASKS_PER_STEP, "--run", Path(folder) / "run"]
        command += ["--limit", 1, "--validation-limit", 1]
        run(command)
        reports = (Path(folder) / "run" / "reports.jsonl").read_text().splitlines()
    return [json.loads(report)["seconds"]["wall"] for report in reports]


def run(command: list) -> str:
    """Standard output of a command; its errors are shown where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"OMP_NUM_THREADS": str(THREADS), "OMP_WAIT_POLICY": "passive"},
    )
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        done.check_returncode()
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
