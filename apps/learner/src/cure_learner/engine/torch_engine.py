"""Training with plain torch on one device."""

import base64
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from cure_learner.engine.batch import Batch
from cure_learner.engine.logprobs import response_logprobs, sequence_logprobs
from cure_learner.engine.metrics import TokenTotals, length_metrics
from cure_learner.engine.micro_batches import MicroBatch, micro_batches, trained_tokens
from cure_learner.engine.shared_prefixes import most_nodes
from cure_learner.errors import Cancelled, LearnerError, UpdateFailed
from cure_learner.losses.cure import cure_loss
from cure_learner.losses.modern import modern_loss
from cure_learner.model import LoadedModel, read_weights
from cure_learner.settings import TrainSettings

# The paper's; with weight decay 0 AdamW is Adam.
_BETAS = (0.9, 0.95)


class TorchEngine:
    """float32 weights; computes in float32 on a CPU, in bfloat16 (autocast) on a GPU."""

    def __init__(self, loaded: LoadedModel, settings: TrainSettings):
        """Trains `loaded.model` in place, from the initial weights whatever it holds."""
        self._loaded = loaded
        self._settings = settings
        self._model = loaded.model
        initial = read_weights(loaded.folder)
        self._model.load_state_dict(initial.state_dict())
        self._reference = initial.to(loaded.device).eval() if settings.kl_coefficient > 0 else None
        self._parameters = [parameter for parameter in self._model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._parameters, lr=settings.learning_rate, betas=_BETAS, weight_decay=settings.weight_decay
        )
        self._most_nodes = most_nodes(self._model)
        self._policy_version = 0
        torch.manual_seed(settings.seed)

    @property
    def policy_version(self) -> int:
        return self._policy_version

    def update(self, batch: Batch, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> dict[str, float]:
        began = time.monotonic()
        metrics = length_metrics(batch)
        trained_T = trained_tokens(batch, train_truncated=self._settings.preset == "cure")
        tokens = int(trained_T.sum())
        if tokens > 0:
            metrics |= self._step(batch, trained_T, tokens, progress, cancelled)
            self._policy_version += 1
        return metrics | {"learning_rate": self._settings.learning_rate, "step_time": time.monotonic() - began}

    def _step(self, batch, trained_T, tokens, progress, cancelled) -> dict[str, float]:
        totals = TokenTotals(tokens)
        done = 0
        try:
            for micro in micro_batches(
                batch, trained_T, self._settings.max_tokens_per_micro_batch, self._most_nodes, self._loaded.device
            ):
                if cancelled():
                    raise Cancelled
                # A mean over all tokens of the batch, however it was cut: sums here, one division.
                (self._token_losses(micro, batch.temperature, totals).sum() / tokens).backward()
                done += micro.sequences
                progress(done)
            norm = float(torch.nn.utils.clip_grad_norm_(self._parameters, self._settings.gradient_clip))
            metrics = totals.means()
            if not torch.isfinite(torch.tensor([norm, metrics["loss"]])).all():
                raise UpdateFailed("The loss or its gradient is not finite: lower the learning rate.", retriable=False)
            self._optimizer.step()
        except torch.OutOfMemoryError as error:
            raise UpdateFailed("Memory ran out: lower maxTokensPerMicroBatch.", retriable=True) from error
        finally:
            self._optimizer.zero_grad(set_to_none=True)
        return metrics | {"grad_norm": norm}

    def _token_losses(self, micro: MicroBatch, temperature: float, totals: TokenTotals) -> torch.Tensor:
        settings = self._settings
        logprob_R, entropy_R = response_logprobs(self._model, micro, temperature)
        # A phase is one update, so the policy before it is the policy now: o is l without its gradient, no extra
        # forward pass. The ratio's value is then 1, its gradient is that of l, and nothing is ever clipped.
        old_logprob_R = logprob_R.detach()
        if settings.preset == "cure":
            reference_R = None
            if self._reference is not None:
                with torch.no_grad():
                    reference_R, _ = response_logprobs(self._reference, micro, temperature)
            surrogate, kl_R = cure_loss(
                logprob_R,
                old_logprob_R,
                reference_R,
                micro.sampler_logprob_R,
                micro.advantage_R,
                settings.clip_low,
                settings.clip_high,
                settings.kl_coefficient,
                settings.importance_cap,
            )
            if kl_R is not None:
                totals.add("kl", kl_R)
        else:
            surrogate = modern_loss(
                logprob_R,
                old_logprob_R,
                micro.sampler_logprob_R,
                micro.advantage_R,
                settings.clip_low,
                settings.clip_high,
                settings.importance_cap,
            )
        totals.add("loss", surrogate.loss_R)
        totals.add("entropy", entropy_R)
        totals.add("clip_ratio/low", surrogate.clipped_low_R)
        totals.add("clip_ratio/high", surrogate.clipped_high_R)
        totals.add_importance(old_logprob_R, micro.sampler_logprob_R)
        return surrogate.loss_R

    def score(self, text: str) -> tuple[list[int], list[float]]:
        token_ids = self._loaded.tokenizer(text)["input_ids"]
        return token_ids, sequence_logprobs(self._model, token_ids)

    def export(self, folder: Path) -> None:
        self._model.save_pretrained(folder)
        self._loaded.tokenizer.save_pretrained(folder)
        _copy_settings(self._loaded.folder, folder)

    def save(self, folder: Path) -> dict[str, Any]:
        self.export(folder)
        tensors = {
            f"{index}.{name}": value.contiguous()
            for index, state in self._optimizer.state_dict()["state"].items()
            for name, value in state.items()
        }
        save_file(tensors, folder / "optimizer.safetensors")
        rng = torch.get_rng_state().numpy().tobytes()
        return {"policyVersion": self._policy_version, "torchRng": base64.b64encode(rng).decode()}

    def load(self, folder: Path, state: dict[str, Any]) -> None:
        try:
            tensors = load_file(folder / "optimizer.safetensors")
            saved = read_weights(folder)
            rng = torch.frombuffer(bytearray(base64.b64decode(state["torchRng"])), dtype=torch.uint8)
            version = int(state["policyVersion"])
            self._model.load_state_dict(saved.state_dict())
            self._load_optimizer(tensors)
            torch.set_rng_state(rng)
        except Exception as error:
            raise LearnerError(f"The checkpoint {folder} is not whole: {' '.join(str(error).split())[:200]}") from error
        self._policy_version = version

    def _load_optimizer(self, tensors: dict[str, torch.Tensor]) -> None:
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in tensors.items():
            index, name = key.split(".", 1)
            state.setdefault(int(index), {})[name] = value
        groups = self._optimizer.state_dict()["param_groups"]
        self._optimizer.load_state_dict({"state": state, "param_groups": groups})


def _copy_settings(model: Path, folder: Path) -> None:
    """What a model folder brings along for the pipeline holds for its checkpoints too: settings and prompts."""
    if (model / "cure.yaml").is_file():
        shutil.copy(model / "cure.yaml", folder)
    if (model / "prompts").is_dir():
        shutil.copytree(model / "prompts", folder / "prompts")
