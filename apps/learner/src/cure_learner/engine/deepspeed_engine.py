"""Training with DeepSpeed: one rank's part. Every rank makes the same calls at the same time."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cure_learner.distributed.group import Group
from cure_learner.distributed.shares import share
from cure_learner.engine.base import Engine
from cure_learner.engine.batch import Batch
from cure_learner.engine.deepspeed_files import read_trained, write_model, write_trained
from cure_learner.engine.deepspeed_model import frozen, read_shared_out, recompute_layers, trained, with_adapters
from cure_learner.engine.deepspeed_options import DeepSpeedOptions, whole_config
from cure_learner.engine.logprobs import response_logprobs, sequence_logprobs
from cure_learner.engine.metrics import TokenTotals
from cure_learner.engine.micro_batches import MicroBatch, lay_out, rectangles
from cure_learner.engine.shared_prefixes import most_nodes
from cure_learner.engine.token_losses import token_losses
from cure_learner.errors import BridgeError, Cancelled, UpdateFailed
from cure_learner.settings import TrainSettings


class DeepSpeedEngine(Engine):
    """Precision, ZeRO stage and offloading are those of DeepSpeed's configuration."""

    kind = "deepspeed"

    def __init__(self, model_folder: Path, settings: TrainSettings, options: DeepSpeedOptions, group: Group):
        """Reads the initial weights of `model_folder`, a path on every rank's machine. Raises what DeepSpeed does."""
        super().__init__(settings)
        self._options, self._group = options, group
        self._world = group.size
        config = whole_config(options, settings.gradient_clip)
        model = read_shared_out(model_folder, options, config, group.device)
        # Before adapters are drawn: they are the same on every rank, whatever their number.
        torch.manual_seed(settings.seed)
        if options.lora_rank is not None:
            model = with_adapters(model, options.lora_rank).to(group.device)
        if options.gradient_checkpointing:
            recompute_layers(model)
        self._engine = trained(model, settings, options, config)
        self._reference = None
        if settings.kl_coefficient > 0 and options.lora_rank is None:
            initial = read_shared_out(model_folder, options, config, group.device)
            self._reference = frozen(initial, options, config)
        self._most_nodes = most_nodes(self._engine.module)
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
        cut = list(rectangles(batch, trained_T, self._settings.max_tokens_per_micro_batch, self._most_nodes))
        shares = share(cut, self._world, self._group.rank)
        for place, (rows, weight, done) in enumerate(shares, start=1):
            if self._group.agree(cancelled()):
                raise Cancelled  # The process is ending: what DeepSpeed has accumulated is not looked at again.
            micro = lay_out(batch, rows, self._group.device, weight)
            self._engine.set_gradient_accumulation_boundary(place == len(shares))
            losses_R = self._token_losses(micro, batch.temperature, totals)
            # DeepSpeed takes the mean over the ranks; the loss is a mean over the tokens of all of them.
            loss = losses_R.sum() * (weight * self._world / tokens)
            if place == len(shares):
                totals.join(self._group.reduce)
                if not np.isfinite(totals.means()["loss"]):
                    # DeepSpeed drops an update whose gradient is no number, and all that belongs to it.
                    loss = loss * float("nan")
            self._engine.backward(loss, scale_wrt_gas=False)
            progress(done)
        return totals.means() | {"grad_norm": self._apply_gradient()}

    def _apply_gradient(self) -> float:
        """The optimiser's step; the gradient's norm. Raises UpdateFailed, on all ranks, where it is not finite."""
        if self._options.stage == 0:
            norm = float(torch.nn.utils.clip_grad_norm_(self._parameters(), self._settings.gradient_clip))
            applied = np.isfinite(norm)
            if applied:
                self._engine.step()
            self._engine.zero_grad()
        else:
            self._engine.step()
            norm, applied = float(self._engine.get_global_grad_norm()), self._engine.was_step_applied()
        if not applied:
            raise UpdateFailed("The loss or its gradient is not finite: lower the learning rate.", retriable=False)
        return norm

    def _token_losses(self, micro: MicroBatch, temperature: float, totals: TokenTotals) -> torch.Tensor:
        reference_R = None
        if self._settings.kl_coefficient > 0:
            with torch.no_grad(), self._initial_weights() as initial:
                reference_R, _ = response_logprobs(initial, micro, temperature)
        logprob_R, entropy_R = response_logprobs(self._engine, micro, temperature)
        return token_losses(self._settings, micro, logprob_R, entropy_R, reference_R, totals)

    @contextlib.contextmanager
    def _initial_weights(self):
        """The model before training: with adapters, the one without them."""
        if self._reference is not None:
            yield self._reference
        else:
            with self._engine.module.disable_adapter():
                yield self._engine.module

    def _parameters(self) -> list[torch.nn.Parameter]:
        return [parameter for parameter in self._engine.module.parameters() if parameter.requires_grad]

    def score(self, token_ids: list[int]) -> list[float]:
        """Log-probabilities (nats, temperature 1) of all but the first."""
        return sequence_logprobs(self._engine.module, token_ids)

    def export(self, folder: Path | None) -> None:
        """Write an ordinary Hugging Face model, adapters merged and also beside it; only rank 0 has a folder."""
        write_model(self._engine.module, self._options, folder)

    def save(self, folder: Path | None) -> dict[str, Any]:
        self.export(folder)
        write_trained(self._engine, self._options, self._policy_version > 0, folder)
        return self._state() | {"loraRank": self._options.lora_rank}

    def load(self, folder: Path, state: dict[str, Any]) -> None:
        self._refuse_other_kind(state)
        if state.get("loraRank") != self._options.lora_rank:
            raise BridgeError(
                "CONFLICT", f"The checkpoint has LoRA rank {state.get('loraRank')}: resume it with that one."
            )
        read_trained(self._engine, self._options, self._group, folder, state)
        self._policy_version = state["policyVersion"]
