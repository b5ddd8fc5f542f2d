"""How to train with DeepSpeed, as the learner's command line says. Needs no torch: mistakes are told at once."""

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cure_learner.errors import LearnerError

# What the learner decides batch by batch, or what HELLO says, and where to say it instead.
_OURS = {
    "train_batch_size": "a batch is what the pipeline sends",
    "train_micro_batch_size_per_gpu": "say learner.maxTokensPerMicroBatch",
    "gradient_accumulation_steps": "say learner.maxTokensPerMicroBatch",
    "managed_gradient_accumulation": "the learner accumulates itself",
    "gradient_clipping": "say learner.gradientClip",
    "optimizer": "it is AdamW with learner.learningRate and learner.weightDecay",
    "scheduler": "the rate is constant, learner.learningRate",
    "fp16": "say bf16, which needs no loss scaling",
}
WEIGHTS = 3


@dataclass(frozen=True)
class DeepSpeedOptions:
    """`config` is DeepSpeed's own JSON, passed through; `lora_rank` None trains all weights.

    `gradient_checkpointing` computes a layer's activations a second time in the backward pass instead of keeping them.
    """

    config: dict[str, Any]
    gradient_checkpointing: bool
    lora_rank: int | None

    @property
    def stage(self) -> int:
        """Of ZeRO: 0 nothing is shared out, 1 the optimiser's state, 2 also gradients, 3 (`WEIGHTS`) also weights."""
        return self.config.get("zero_optimization", {}).get("stage", 0)

    @property
    def bfloat16(self) -> bool:
        return self.config.get("bf16", {}).get("enabled", False)

    @property
    def offloads_optimizer(self) -> bool:
        device = self.config.get("zero_optimization", {}).get("offload_optimizer", {}).get("device", "none")
        return device != "none"


def read_options(config_file: str | None, gradient_checkpointing: bool, lora_rank: int | None) -> DeepSpeedOptions:
    """Raises LearnerError for a file that cannot be used, or where DeepSpeed or peft is not installed."""
    if config_file is None:
        raise LearnerError("--engine deepspeed needs --deepspeed-config FILE, DeepSpeed's JSON configuration.")
    for package in ["deepspeed", *([] if lora_rank is None else ["peft"])]:
        if find_spec(package) is None:
            raise LearnerError(f"{package} is not installed: the learner's README says how, under 'Several GPUs'.")
    try:
        config = json.loads(Path(config_file).read_text())
    except (OSError, ValueError) as error:
        raise LearnerError(f"'{config_file}' cannot be read as JSON ({error}): correct it.") from error
    if not isinstance(config, dict):
        raise LearnerError(f"'{config_file}' is no JSON object: write one as DeepSpeed's documentation shows.")
    for name, instead in _OURS.items():
        if name in config:
            raise LearnerError(f"'{config_file}' sets {name}: take it out ({instead}).")
    for name in ("zero_optimization", "bf16"):
        if not isinstance(config.get(name, {}), dict):
            raise LearnerError(f"'{config_file}': {name} must be an object.")
    options = DeepSpeedOptions(config, gradient_checkpointing, lora_rank)
    if options.stage not in (0, 1, 2, WEIGHTS):
        raise LearnerError(f"'{config_file}': zero_optimization.stage must be 0, 1, 2 or 3.")
    if options.stage == 0 and options.bfloat16:
        raise LearnerError(f"'{config_file}': bf16 needs zero_optimization.stage 1, 2 or 3.")
    return options


def whole_config(options: DeepSpeedOptions, gradient_clip: float) -> dict[str, Any]:
    """The configuration for `deepspeed.initialize`: the given one, and what the learner decides."""
    return options.config | {
        # One pass is one micro-batch, of whatever size; the engine is told which pass is an update's last.
        "train_micro_batch_size_per_gpu": 1,
        "gradient_accumulation_steps": 1,
        # Without ZeRO DeepSpeed neither reports the norm nor refuses one that is no number: the engine does.
        "gradient_clipping": gradient_clip if options.stage > 0 else 0.0,
        "zero_allow_untested_optimizer": True,
        "steps_per_print": None,
    }
