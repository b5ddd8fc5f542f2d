"""`cure_learner wandb`: a run's figures from standard input to Weights & Biases.

The pipeline makes the figures and W&B has a library for Python alone, so that they come through a process of their own.
"""

import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from cure_learner.errors import LearnerError


def log_to_wandb(folder: Path, lines: Iterable[str] = sys.stdin) -> None:
    """Log `{"step": 3, "scalars": {"coder/loss": 0.5}}` a line, until they end; `folder` is the run's.

    W&B is configured by its own variables (WANDB_PROJECT, WANDB_API_KEY, WANDB_MODE and others). A run that goes on
    goes on there, too. Raises LearnerError where wandb is not installed or does not take the run.
    """
    # Ctrl-C is for the pipeline, which then closes standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import wandb
    except ImportError as error:
        raise LearnerError("WANDB_PROJECT is set, but wandb is not installed: say pip install wandb.") from error
    run_id = json.loads((folder / "versions.json").read_text())["runId"]
    settings = wandb.Settings(console="off", disable_git=True, disable_code=True)
    try:
        run = wandb.init(dir=str(folder), id=run_id, name=folder.name, resume="allow", settings=settings)
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise LearnerError(f"Weights & Biases does not take the run ({reason}): look at its variables.") from error
    # A step of ours: W&B's own only rises, and a resumed run trains some again.
    run.define_metric("*", step_metric="step")
    for line in lines:
        event = json.loads(line)
        run.log({"step": event["step"], **event["scalars"]})
    run.finish()
