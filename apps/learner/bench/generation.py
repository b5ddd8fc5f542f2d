"""Tokens a second of the learner's generator against transformers' `generate`, on both roles' prompts.

Same model, prompts, rows (32 prompts x 16 samples in one batch), sampling settings and threads; tokens up to and with
the end token count. The arms are interleaved and medians taken, with the speed of a fixed matrix product beside each
run, so that a busy machine shows. Each run draws anew in both arms: one long sample makes a whole batch long. Greedy
outputs must be identical before anything is timed.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import jinja2
import torch
from transformers.utils import logging

from cure_learner.errors import LearnerError
from cure_learner.generation.generator import Generator
from cure_learner.generation.request import SamplingSettings
from cure_learner.generation.text import ResponseText
from cure_learner.memory import keep_freed_memory
from cure_learner.model import LoadedModel, load_model
from machine import product_gflops

ROOT = Path(__file__).resolve().parents[3]
PROMPTS, SAMPLES, MAX_TOKENS = 32, 16, 96
ROLES = ("coder", "tester")
# What is asked for, as a multiple of `generate`.
BARS = {"coder": 3.0, "tester": 4.0, "both": 5.0}

# (prompts, samples of each, temperature, seed) to token ids, prompt-major
Arm = Callable[[list[list[int]], int, float, int], list[list[int]]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=str(ROOT / "models" / "pocket"), metavar="DIR", help="with prompts/ inside")
    parser.add_argument("--tasks", default=str(ROOT / "datasets" / "pocket" / "heldout.jsonl"), metavar="FILE")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    logging.disable_progress_bar()
    try:
        loaded = load_model(arguments.model, torch.device("cpu"))
    except LearnerError as error:
        print(error, file=sys.stderr)
        return 2
    prompts = {role: read_prompts(loaded, Path(arguments.tasks), role) for role in ROLES}
    generator = Generator(loaded, ResponseText(loaded.tokenizer, loaded.end_ids))
    arms: dict[str, Arm] = {"generate": partial(theirs, loaded), "learner": partial(ours, generator)}
    for role in prompts:
        assert_greedy_identical(arms, prompts[role])
    return report(measure(arms, prompts, arguments.runs))


def read_prompts(loaded: LoadedModel, tasks: Path, role: str) -> list[list[int]]:
    """Token ids of the first tasks' prompts for `coder` or `tester`."""
    template = jinja2.Template((loaded.folder / "prompts" / f"{role}.jinja").read_text())
    with tasks.open() as lines:
        questions = [json.loads(line)["question"] for line, _ in zip(lines, range(PROMPTS), strict=False)]
    return [loaded.tokenizer(template.render(question=question))["input_ids"] for question in questions]


def ours(
    generator: Generator, prompts: list[list[int]], samples: int, temperature: float, seed: int
) -> list[list[int]]:
    settings = SamplingSettings(samples=samples, max_tokens=MAX_TOKENS, temperature=temperature, seed=seed)
    return [completion.token_ids for completion in generator.generate(prompts, settings)]


def theirs(
    loaded: LoadedModel, prompts: list[list[int]], samples: int, temperature: float, seed: int
) -> list[list[int]]:
    torch.manual_seed(seed)
    longest = max(len(prompt) for prompt in prompts)
    ids = torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    sampling = {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0} if temperature else {}
    with torch.no_grad():
        rows = loaded.model.generate(
            input_ids=ids.repeat_interleave(samples, 0),
            attention_mask=mask.repeat_interleave(samples, 0),
            max_new_tokens=MAX_TOKENS,
            use_cache=True,
            **(sampling or {"do_sample": False}),
        )[:, longest:].tolist()
    return [up_to_end(row, loaded.end_ids) for row in rows]


def up_to_end(row: list[int], end_ids: tuple[int, ...]) -> list[int]:
    for place, token in enumerate(row):
        if token in end_ids:
            return row[: place + 1]
    return row


def assert_greedy_identical(arms: dict[str, Arm], prompts: list[list[int]]) -> None:
    first, second = (arm(prompts, 1, 0, 0) for arm in arms.values())
    assert first == second, "greedy outputs differ"


def measure(arms: dict[str, Arm], prompts: dict[str, list[list[int]]], runs: int) -> dict[tuple[str, str], list[tuple]]:
    """(tokens, seconds) by (role, arm), one a run."""
    found: dict[tuple[str, str], list[tuple]] = {(role, name): [] for role in prompts for name in arms}
    for run in range(runs):
        for role in prompts:
            for name, arm in arms.items():
                product = product_gflops()
                began = time.perf_counter()
                tokens = sum(len(row) for row in arm(prompts[role], SAMPLES, 1.0, run))
                seconds = time.perf_counter() - began
                found[role, name].append((tokens, seconds))
                speed = f"{tokens:6} tokens {seconds:6.2f} s {tokens / seconds:8.0f} tokens/s"
                print(f"run {run + 1} {role:6} {name:8} {speed}   (matrix product {product:4.0f} GFLOP/s)", flush=True)
    return found


def report(found: dict[tuple[str, str], list[tuple]]) -> int:
    """Print medians and ratios; 1 where a bar is missed."""
    for name in ("generate", "learner"):
        # A step's programs and tests together: all tokens by the time that both roles take.
        runs = zip(*(found[role, name] for role in ROLES), strict=True)
        found["both", name] = [tuple(map(sum, zip(*run, strict=True))) for run in runs]
    missed = 0
    for role, bar in BARS.items():
        theirs, ours = (
            statistics.median(tokens / seconds for tokens, seconds in found[role, name])
            for name in ("generate", "learner")
        )
        missed += ours / theirs < bar
        speeds = f"generate {theirs:6.0f}, learner {ours:6.0f} tokens/s (medians)"
        print(f"{role:6} {speeds}: {ours / theirs:.1f} times, bar {bar:g}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
