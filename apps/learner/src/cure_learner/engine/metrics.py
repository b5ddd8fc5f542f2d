"""What an update reports, under TRL's names. docs: README, "Metrics"."""

import numpy as np
import torch

from cure_learner.engine.batch import Batch


class TokenTotals:
    """Sums over the trained tokens of all micro-batches, turned into means at the end."""

    def __init__(self, tokens: int):
        """`tokens` > 0 is the number of trained tokens of the whole batch."""
        self._tokens = tokens
        self._sums: dict[str, float] = {}
        self._ratio_low, self._ratio_high = float("inf"), 0.0

    def add(self, name: str, value_R: torch.Tensor) -> None:
        """Add a quantity of R tokens to the mean called `name`."""
        self._sums[name] = self._sums.get(name, 0.0) + float(value_R.detach().double().sum())

    def add_importance(self, old_logprob_R: torch.Tensor, sampler_logprob_R: torch.Tensor) -> None:
        """exp(o - s), before the cap: 1 where learner and sampler agree."""
        ratio_R = (old_logprob_R - sampler_logprob_R).exp()
        self.add("sampling/importance_sampling_ratio/mean", ratio_R)
        self._ratio_low = min(self._ratio_low, float(ratio_R.min()))
        self._ratio_high = max(self._ratio_high, float(ratio_R.max()))

    def means(self) -> dict[str, float]:
        means = {name: total / self._tokens for name, total in self._sums.items()}
        means["sampling/importance_sampling_ratio/min"] = self._ratio_low
        means["sampling/importance_sampling_ratio/max"] = self._ratio_high
        return means


def length_metrics(batch: Batch) -> dict[str, float]:
    """Response lengths in tokens and the share that met its limit; of an empty batch only counts."""
    if batch.sequences == 0:
        return {"num_sequences": 0, "num_tokens": 0}
    lengths_S = np.add.reduceat(batch.loss_mask_T.astype(np.int64), batch.cu_seqlens_S1[:-1])
    return {
        "num_sequences": batch.sequences,
        "num_tokens": int(lengths_S.sum()),
        "completions/mean_length": float(lengths_S.mean()),
        "completions/min_length": float(lengths_S.min()),
        "completions/max_length": float(lengths_S.max()),
        "completions/clipped_ratio": float(batch.truncated_S.mean()),
    }
