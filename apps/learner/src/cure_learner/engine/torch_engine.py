"""Training with plain torch on one device."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from cure_learner.engine.base import BETAS, Engine, read_rng
from cure_learner.engine.batch import Batch
from cure_learner.engine.companions import write_companions
from cure_learner.engine.logprobs import response_logprobs, sequence_logprobs
from cure_learner.engine.metrics import TokenTotals
from cure_learner.engine.micro_batches import MicroBatch, micro_batches
from cure_learner.engine.shared_prefixes import most_nodes
from cure_learner.engine.token_losses import token_losses
from cure_learner.errors import Cancelled, LearnerError, UpdateFailed
from cure_learner.model import LoadedModel, read_weights
from cure_learner.settings import TrainSettings


class TorchEngine(Engine):
    """float32 weights; computes in float32 on a CPU, in bfloat16 (autocast) on a GPU."""

    kind = "torch"

    def __init__(self, loaded: LoadedModel, settings: TrainSettings):
        """Trains `loaded.model` in place, from the initial weights whatever it holds."""
        super().__init__(settings)
        self._loaded = loaded
        self._model = loaded.model
        initial = read_weights(loaded.folder)
        self._model.load_state_dict(initial.state_dict())
        self._reference = initial.to(loaded.device).eval() if settings.kl_coefficient > 0 else None
        self._parameters = [parameter for parameter in self._model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._parameters, lr=settings.learning_rate, betas=BETAS, weight_decay=settings.weight_decay
        )
        self._most_nodes = most_nodes(self._model)
        torch.manual_seed(settings.seed)

    def _step(
        self,
        batch: Batch,
        trained_T: np.ndarray,
        tokens: int,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> dict[str, float]:
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
        logprob_R, entropy_R = response_logprobs(self._model, micro, temperature)
        reference_R = None
        if self._reference is not None:
            with torch.no_grad():
                reference_R, _ = response_logprobs(self._reference, micro, temperature)
        return token_losses(self._settings, micro, logprob_R, entropy_R, reference_R, totals)

    def score(self, text: str) -> tuple[list[int], list[float]]:
        token_ids = self._loaded.tokenizer(text)["input_ids"]
        return token_ids, sequence_logprobs(self._model, token_ids)

    def export(self, folder: Path) -> None:
        self._model.save_pretrained(folder)
        write_companions(self._loaded, folder)

    def save(self, folder: Path) -> dict[str, Any]:
        self.export(folder)
        tensors = {
            f"{index}.{name}": value.contiguous()
            for index, state in self._optimizer.state_dict()["state"].items()
            for name, value in state.items()
        }
        save_file(tensors, folder / "optimizer.safetensors")
        return self._state()

    def load(self, folder: Path, state: dict[str, Any]) -> None:
        self._refuse_other_kind(state)
        try:
            tensors = load_file(folder / "optimizer.safetensors")
            saved = read_weights(folder)
            rng = read_rng(state)
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
