"""The model as DeepSpeed trains it: read, with adapters where wanted, handed to DeepSpeed."""

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import deepspeed
import torch
from transformers import PreTrainedModel
from transformers.integrations.deepspeed import HfDeepSpeedConfig, unset_hf_deepspeed_config
from transformers.modeling_layers import GradientCheckpointingLayer

from cure_learner.engine.base import BETAS
from cure_learner.engine.deepspeed_options import WEIGHTS, DeepSpeedOptions
from cure_learner.model import read_weights
from cure_learner.settings import TrainSettings


def read_shared_out(folder: Path, options: DeepSpeedOptions, config: dict[str, Any], device: torch.device) -> Any:
    """The model of a folder on `device`; with ZeRO-3 this rank's share of it, and never more than a layer beyond."""
    dtype = torch.bfloat16 if options.bfloat16 else torch.float32
    if options.stage < WEIGHTS:
        return read_weights(folder, dtype).to(device).eval()
    # transformers looks at the newest of these, for as long as it lives, and shares weights out as it reads them.
    sharing = HfDeepSpeedConfig(config)
    try:
        return read_weights(folder, dtype).eval()
    finally:
        unset_hf_deepspeed_config()
        del sharing


def with_adapters(model: PreTrainedModel, rank: int) -> Any:
    """LoRA (arXiv 2106.09685) on all linear layers but the head: y = W x + 2 B A x, of which A and B are trained."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules="all-linear")
    return get_peft_model(model, config, autocast_adapter_dtype=False)


def recompute_layers(model: PreTrainedModel) -> None:
    """Recompute every layer in the backward pass. The model stays in eval mode: nothing else may change."""
    model.gradient_checkpointing_enable({"use_reentrant": False})
    for module in model.modules():
        if isinstance(module, GradientCheckpointingLayer):
            module.training = True  # Of the layer alone, not of what is in it: dropout stays off.


def trained(model: Any, settings: TrainSettings, options: DeepSpeedOptions, config: dict[str, Any]) -> Any:
    """DeepSpeed's engine around `model`, with AdamW of the learner's settings."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    # DeepSpeed wants its own (compiled at first use) where the optimiser's state is not on the GPU.
    adam = deepspeed.ops.adam.DeepSpeedCPUAdam if options.offloads_optimizer else torch.optim.AdamW
    optimizer = adam(parameters, lr=settings.learning_rate, betas=BETAS, weight_decay=settings.weight_decay)
    engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer, config=config, dist_init_required=False)
    gc.collect()
    return engine


def frozen(model: PreTrainedModel, options: DeepSpeedOptions, config: dict[str, Any]) -> Any:
    """A model that is only asked, shared out like the trained one."""
    model.requires_grad_(False)
    if options.stage < WEIGHTS:
        return model
    engine, *_ = deepspeed.initialize(model=model, config=config, dist_init_required=False)
    return engine.module


@contextlib.contextmanager
def gathered(parameters: list[torch.nn.Parameter], options: DeepSpeedOptions) -> Iterator[None]:
    """While every rank has these parameters whole. All ranks must enter together."""
    if options.stage < WEIGHTS or not parameters:
        yield
    else:
        with deepspeed.zero.GatheredParameters(parameters):
            yield


@contextlib.contextmanager
def gathered_to_write(parameter: torch.nn.Parameter, options: DeepSpeedOptions) -> Iterator[None]:
    """As `gathered`; what rank 0 then writes into the parameter is kept."""
    if options.stage < WEIGHTS:
        yield
    else:
        with deepspeed.zero.GatheredParameters([parameter], modifier_rank=0):
            yield
