"""Steps of TRL's GRPOTrainer on both roles' prompts, with our rewards in Python. Runs in TRL's own environment.

One step: 16 tasks, each as the coder's prompt and as the tester's, 16 samples of each, one update. The programs run in
this process: faster than any sandbox, and fit for the pocket world's programs alone. Prints the seconds of every step.
"""

import argparse
import contextlib
import io
import json
import re
import sys
import time
from pathlib import Path

import jinja2
import torch
import transformers
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

SAMPLES = 16
PROGRAM = re.compile(r"```python\n(.*?)\n```", re.S)
TEST = re.compile(r"\*\*Test Input:\*\*\n```\n(.*?)\n?```\n.*\*\*Test Output:\*\*\n```\n(.*?)\n?```", re.S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tasks", type=Path, required=True)
    parser.add_argument("--tasks-per-step", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--max-tokens", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--micro-batch", type=int, default=64, help="sequences; 64 was the fastest of 64 to 512")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    sequences = arguments.tasks_per_step * 2 * SAMPLES
    settings = GRPOConfig(
        output_dir=str(arguments.out),
        use_cpu=True,
        bf16=False,
        fp16=False,
        gradient_checkpointing=False,
        use_vllm=False,
        report_to=[],
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
        shuffle_dataset=False,
        seed=arguments.seed,
        max_steps=arguments.steps,
        per_device_train_batch_size=arguments.micro_batch,
        gradient_accumulation_steps=sequences // arguments.micro_batch,
        num_generations=SAMPLES,
        max_completion_length=arguments.max_tokens,
        temperature=1.0,
        top_p=1.0,
        top_k=0,
        beta=0.0,
        epsilon=0.2,
        epsilon_high=0.28,
        learning_rate=arguments.learning_rate,
        lr_scheduler_type="constant",
    )
    timer = Timer()
    trainer = GRPOTrainer(
        model=str(arguments.model),
        args=settings,
        reward_funcs=[rewards],
        train_dataset=Dataset.from_list(rows(arguments)),
        callbacks=[timer],
    )
    trainer.train()
    json.dump({"seconds": timer.seconds}, sys.stdout)


class Timer(transformers.TrainerCallback):
    """Seconds of each step, from its first sample to its update."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def on_step_begin(self, *_args, **_kwargs) -> None:
        self._began = time.perf_counter()

    def on_step_end(self, *_args, **_kwargs) -> None:
        self.seconds.append(time.perf_counter() - self._began)


def rows(arguments: argparse.Namespace) -> list[dict]:
    """One row a prompt, both of a task together."""
    templates = {
        role: jinja2.Template((arguments.model / "prompts" / f"{role}.jinja").read_text())
        for role in ("coder", "tester")
    }
    with arguments.tasks.open() as lines:
        tasks = [json.loads(line) for line in lines]
    first = arguments.seed * arguments.steps * arguments.tasks_per_step
    return [
        {
            "prompt": template.render(question=task["question"]),
            "role": role,
            "task": task["task_id"],
            "inputs": task["test_input"],
            "outputs": task["test_output"],
        }
        for task in tasks[first:] + tasks[:first]
        for role, template in templates.items()
    ]


def rewards(
    prompts: list[str],
    completions: list[str],
    role: list[str],
    task: list[str],
    inputs: list[list[str]],
    outputs: list[list[str]],
    **_,
) -> list[float]:
    """all-pass for programs; for tests the share of wrong programs that fail a right one, or minus those that pass."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, key in enumerate(zip(task, role, strict=True)):
        places.setdefault(key, []).append(place)
    given = [0.0] * len(completions)
    for name in dict.fromkeys(task):
        coder, tester = places[name, "coder"], places[name, "tester"]
        truth = list(zip(inputs[coder[0]], outputs[coder[0]], strict=True))
        tests = [found.groups() if (found := TEST.search(completions[place])) else None for place in tester]
        programs = [found[1] if (found := PROGRAM.search(completions[place])) else None for place in coder]
        run = Runs()
        right = [program is not None and all(run.passes(program, *test) for test in truth) for program in programs]
        for place, passed in zip(coder, right, strict=True):
            given[place] = float(passed)
        for place, test in zip(tester, tests, strict=True):
            given[place] = test_reward(run, programs, right, test)
    return given


def test_reward(run: "Runs", programs: list[str | None], right: list[bool], test: tuple[str, str] | None) -> float:
    if not any(right):
        return 0.0
    if test is None:
        return -1.0
    passes = [program is not None and run.passes(program, *test) for program in programs]
    correct = all(passed for passed, is_right in zip(passes, right, strict=True) if is_right)
    wrong = [passed for passed, is_right in zip(passes, right, strict=True) if not is_right]
    if not wrong:
        return 1.0 if correct else -1.0
    return wrong.count(False) / len(wrong) if correct else -wrong.count(True) / len(wrong)


class Runs:
    """Equal programs on equal inputs run once, as in our sandbox."""

    def __init__(self) -> None:
        self._printed: dict[tuple[str, str], str | None] = {}

    def passes(self, program: str, text: str, expected: str) -> bool:
        key = (program, text)
        if key not in self._printed:
            self._printed[key] = printed(program, text)
        return self._printed[key] == " ".join(expected.split())


def printed(program: str, text: str) -> str | None:
    """What the program prints, whitespace collapsed; None where it fails."""
    sys.stdin, out = io.StringIO(text), io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(program, {"__name__": "__main__"})
    except BaseException:  # a sampled program may raise anything, SystemExit included
        return None
    return " ".join(out.getvalue().split())


if __name__ == "__main__":
    main()
