"""Runs sampled programs on inputs in a child process with limits, never in the recipe's own.

Good enough for a calibration of our own small model; it is no sandbox (`libs/sandbox` is).
"""

import json
import subprocess
import sys
from pathlib import Path

CPU_SECONDS, MEMORY_BYTES = 60, 1 << 30


def outputs(programs: list[str], inputs: list[str]) -> list[list[str | None]]:
    """What each program prints on each input, whitespace collapsed; None where it fails. Shape [program][input]."""
    request = json.dumps(
        {"programs": programs, "inputs": inputs, "cpuSeconds": CPU_SECONDS, "memoryBytes": MEMORY_BYTES}
    )
    child = [sys.executable, "-I", str(Path(__file__).with_name("judge_child.py"))]
    done = subprocess.run(child, input=request, capture_output=True, text=True, timeout=4 * CPU_SECONDS, check=False)
    if done.returncode != 0:
        return [[None] * len(inputs) for _ in programs]
    return json.loads(done.stdout)
