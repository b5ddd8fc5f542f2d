"""Calibration: `python -m base.evaluate_base [--model FOLDER] [--tasks FILE] [--limit 64]` prints a model's figures.

16 programs x 16 tests a task at temperature 1 and top-p 1. The quantities are those of CURE (arXiv 2506.03136): a
generated test is *correct* if every correct program passes it; p_u, p_01, p_00 and mu are pooled over the tasks that
have a correct program. `unitTests` is stricter: the reference solution prints the test's output on the test's input.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from .judge import outputs
from .recipe import DATASETS, MODEL, Prompts, read_lines
from .responses import read_program, read_test, sample

SAMPLES, BATCH_TASKS = 16, 32


def judge_task(task: dict, programs: list[str], tests: list[tuple[str, str] | None]) -> dict:
    """The figures of one task, as counts and shares."""
    readable = [test for test in tests if test is not None]
    truth = [" ".join(output.split()) for output in task["test_output"]]
    inputs = task["test_input"] + [test[0] for test in readable]
    expected = np.array([*truth, *(output for _, output in readable)], dtype=object)
    table = np.array(outputs([*programs, task["solutions"][0]], inputs), dtype=object) == expected
    cells, right = table[:-1, len(truth) :], table[-1, len(truth) :]
    correct = table[:-1, : len(truth)].all(axis=1)
    chosen = int(cells.sum(axis=1).argmax())
    figures = {
        "code": correct.mean(),
        "passAtK": float(correct.any()),
        "unitTests": right.sum() / len(tests),
        "bestOfN": float(correct[chosen]),
        "unreadableTests": 1 - len(readable) / len(tests),
        "distinctInputs": len({test[0] for test in readable}) / len(tests),
    }
    if correct.any():
        good = cells[correct].all(axis=0)
        wrong = cells[~correct]
        figures["counts"] = np.array(
            [
                good.sum(),
                len(tests),
                wrong[:, good].sum(),
                wrong[:, good].size,
                wrong[:, ~good].sum(),
                wrong[:, ~good].size,
            ]
        )
    return figures


def summary(tasks: list[dict]) -> dict:
    """Means over tasks in percent; p_u, p_01, p_00 and mu pooled, between 0 and 1."""
    names = [name for name in tasks[0] if name != "counts"]
    figures = {name: round(100 * float(np.mean([task[name] for task in tasks])), 1) for name in names}
    good, tests, p01, of01, p00, of00 = sum((task["counts"] for task in tasks if "counts" in task), np.zeros(6))
    p_u, p_01, p_00 = good / max(1, tests), p01 / max(1, of01), p00 / max(1, of00)
    mu = p_u * (1 - p_01) - (1 - p_u) * p_00
    return figures | {
        "pU": round(p_u, 3),
        "p01": round(p_01, 3),
        "p00": round(p_00, 3),
        "mu": round(mu, 3),
        "tasks": len(tasks),
    }


def by_family(tasks: list[dict], judged: list[dict]) -> dict[str, dict]:
    """The summary of each family's tasks."""
    families = {task["tags"][0]: [] for task in tasks}
    for task, figures in zip(tasks, judged, strict=True):
        families[task["tags"][0]].append(figures)
    return {name: summary(some) for name, some in families.items()}


def evaluate(model, tokenizer, tasks: list[dict], temperature: float = 1.0, seed: int = 1) -> dict:
    """Samples and judges every task; the same seed gives the same figures on the same machine."""
    torch.manual_seed(seed)
    model.eval()
    prompts, judged, lengths = Prompts(), [], {"coder": [], "tester": []}
    for start in range(0, len(tasks), BATCH_TASKS):
        some = tasks[start : start + BATCH_TASKS]
        texts = {}
        for role in lengths:
            asked = [prompts.render(role, question=task["question"]) for task in some]
            texts[role] = sample(model, tokenizer, asked, role, SAMPLES, temperature)
            lengths[role] += [len(ids) + 1 for row in texts[role] for ids in tokenizer(row)["input_ids"]]
        for task, programs, tests in zip(some, texts["coder"], texts["tester"], strict=True):
            judged.append(judge_task(task, [read_program(t) for t in programs], [read_test(t) for t in tests]))
    tokens = {
        f"{role}Tokens": {"mean": round(float(np.mean(n)), 1), "p99.9": float(np.percentile(n, 99.9))}
        for role, n in lengths.items()
    }
    return summary(judged) | tokens | {"families": by_family(tasks, judged)}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Prints the calibration figures of a base model as JSON.")
    arguments.add_argument("--model", type=Path, default=MODEL)
    arguments.add_argument("--tasks", type=Path, default=DATASETS / "heldout.jsonl")
    arguments.add_argument("--limit", type=int, default=64)
    arguments.add_argument("--temperature", type=float, default=1.0)
    given = arguments.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    model = AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32)
    tasks = list(read_lines(given.tasks, given.limit))
    print(json.dumps(evaluate(model, AutoTokenizer.from_pretrained(given.model), tasks, given.temperature), indent=2))


if __name__ == "__main__":
    main()
