"""What DeepSpeed has shared out, as whole files that any number of ranks can read.

DeepSpeed's own checkpoints are a file a rank, pickled, and have to be converted for another number of ranks. These are
tensors by parameter name: the weights in float32 and AdamW's moments, gathered one at a time, written by rank 0.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from deepspeed.utils import (
    safe_get_full_fp32_param,
    safe_get_full_optimizer_state,
    safe_set_full_fp32_param,
    safe_set_full_optimizer_state,
)

from cure_learner.distributed.group import Group
from cure_learner.engine.base import read_rng
from cure_learner.engine.deepspeed_model import gathered, gathered_to_write
from cure_learner.engine.deepspeed_options import DeepSpeedOptions
from cure_learner.engine.tensor_files import TensorFiles, write_tensors
from cure_learner.errors import LearnerError

_STEM = "optimizer"
_MOMENTS = ("exp_avg", "exp_avg_sq")


def write_model(module: Any, options: DeepSpeedOptions, folder: Path | None) -> None:
    """An ordinary Hugging Face model; with LoRA the merged one, and the adapters in `adapter/` as peft reads them.

    Every rank must call it; only rank 0 has a folder. Raises OSError, when all have done their part.
    """
    model = module if options.lora_rank is None else module.get_base_model()
    weights = {name: tensor for name, tensor in _merged_weights(model, options, folder is not None)}
    adapters = {}
    if options.lora_rank is not None:
        for name, parameter in trainable(module):
            with gathered([parameter], options):
                if folder is not None:
                    adapters[name] = parameter.detach().cpu().clone()
    if folder is not None:
        model.save_pretrained(folder, state_dict=weights)
        if adapters:
            module.save_pretrained(folder / "adapter", state_dict=adapters)


def _merged_weights(model: Any, options: DeepSpeedOptions, keep: bool) -> Iterator[tuple[str, torch.Tensor]]:
    """(name without adapters, whole tensor) for a rank that keeps them."""
    inside_adapters: set[int] = set()
    written: set[int] = set()  # A weight with two names, as a tied head has, is written under its first.
    for prefix, module in model.named_modules():
        if id(module) in inside_adapters:
            continue
        has_adapter = hasattr(module, "get_delta_weight")
        if has_adapter:
            inside_adapters |= {id(part) for part in module.modules()}
        layer = module.get_base_layer() if has_adapter else module
        own = dict(layer.named_parameters(recurse=False))
        with gathered([*module.parameters()] if has_adapter else [*own.values()], options):
            if keep:
                buffers = layer.named_buffers(recurse=False)
                own |= {name: value for name, value in buffers if name not in layer._non_persistent_buffers_set}
                for name, tensor in own.items():
                    if id(tensor) in written:
                        continue
                    written.add(id(tensor))
                    whole = tensor.detach()
                    if has_adapter and name == "weight":
                        whole = (whole.float() + module.get_delta_weight("default").detach().float()).to(whole.dtype)
                    yield f"{prefix}.{name}" if prefix else name, whole.cpu().clone()


def write_trained(engine: Any, options: DeepSpeedOptions, has_moments: bool, folder: Path | None) -> None:
    """Trained weights and, after a first update, AdamW's moments. As `write_model`, every rank must call it."""
    write_tensors(_trained_tensors(engine, options, has_moments), folder, _STEM)


def _trained_tensors(engine: Any, options: DeepSpeedOptions, has_moments: bool) -> Iterator[tuple[str, torch.Tensor]]:
    for name, parameter in trainable(engine.module):
        if options.stage == 0:
            yield f"{name}.weight", parameter.detach().float()
        else:
            yield f"{name}.weight", safe_get_full_fp32_param(parameter)
        for moment in _MOMENTS if has_moments else ():
            if options.stage == 0:
                yield f"{name}.{moment}", engine.optimizer.state[parameter][moment]
            else:
                yield f"{name}.{moment}", safe_get_full_optimizer_state(parameter, moment)


def read_trained(engine: Any, options: DeepSpeedOptions, group: Group, folder: Path, state: dict[str, Any]) -> None:
    """Go back to what `write_trained` wrote, and to the random state. Every rank must call it.

    Raises LearnerError, on all ranks and before anything was changed, where a file is missing or broken.
    """
    moments = _MOMENTS if state["policyVersion"] > 0 else ()
    problem = ""
    try:
        files = TensorFiles(folder, _STEM)
        rng = read_rng(state)
        for name, parameter in trainable(engine.module):
            shape = list(getattr(parameter, "ds_shape", parameter.shape))
            for part in ("weight", *moments):
                files.require(f"{name}.{part}", shape)
    except Exception as error:
        problem = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
    if group.reduce([float(problem != "")], "max") != [0.0]:
        raise LearnerError(f"The checkpoint {folder} is not whole: {problem or 'another rank cannot read it'}.")
    if moments:
        _make_moments(engine)
    for name, parameter in trainable(engine.module):
        weight = files.read(f"{name}.weight").to(group.device)
        with gathered_to_write(parameter, options):
            parameter.data.copy_(weight)
        if options.stage > 0:
            safe_set_full_fp32_param(parameter, weight)
        for moment in moments:
            value = files.read(f"{name}.{moment}").to(group.device)
            if options.stage == 0:
                engine.optimizer.state[parameter][moment].copy_(value)
            else:
                safe_set_full_optimizer_state(parameter, value, moment)
    for kept in engine.basic_optimizer.state.values():
        # AdamW has taken one step a version; it corrects its moments' bias by the number.
        if torch.is_tensor(kept["step"]):
            kept["step"].fill_(state["policyVersion"])
        else:
            kept["step"] = state["policyVersion"]
    torch.set_rng_state(rng)


def trainable(module: Any) -> Iterator[tuple[str, torch.nn.Parameter]]:
    """The parameters that are trained, by name, in the same order on every rank."""
    return ((name, parameter) for name, parameter in module.named_parameters() if parameter.requires_grad)


def _make_moments(engine: Any) -> None:
    """Let DeepSpeed make the moments, wherever it keeps them: by a step at rate 0 with a gradient of 0."""
    rates = [group["lr"] for group in engine.basic_optimizer.param_groups]
    for group in engine.basic_optimizer.param_groups:
        group["lr"] = 0.0
    engine.set_gradient_accumulation_boundary(True)
    token_1_2 = torch.zeros(1, 2, dtype=torch.long, device=engine.device)
    engine.backward(engine(input_ids=token_1_2, use_cache=False).logits.float().sum() * 0.0, scale_wrt_gas=False)
    engine.step()
    engine.zero_grad()
    for group, rate in zip(engine.basic_optimizer.param_groups, rates, strict=True):
        group["lr"] = rate
