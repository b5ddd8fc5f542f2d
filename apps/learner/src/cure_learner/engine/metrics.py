"""What an update reports, under TRL's names. docs: README, "Metrics"."""

from collections.abc import Callable

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

    def add(self, name: str, value_R: torch.Tensor, weight: float) -> None:
        """Add a quantity of R tokens, `weight` (1 or 0) times, to the mean called `name`."""
        self._sums[name] = self._sums.get(name, 0.0) + weight * float(value_R.detach().double().sum())

    def add_importance(self, old_logprob_R: torch.Tensor, sampler_logprob_R: torch.Tensor, weight: float) -> None:
        """exp(o - s), before the cap: 1 where learner and sampler agree."""
        ratio_R = (old_logprob_R - sampler_logprob_R).exp()
        self.add("sampling/importance_sampling_ratio/mean", ratio_R, weight)
        self._ratio_low = min(self._ratio_low, float(ratio_R.min()))
        self._ratio_high = max(self._ratio_high, float(ratio_R.max()))

    def join(self, reduce: Callable[[list[float], str], list[float]]) -> None:
        """Take in the other processes' totals. `reduce` of (numbers, "sum" or "max") is over all processes.

        Every process must have added to the same names. One that only kept pace repeats another's tokens, so that it
        changes neither a sum (its weight is 0) nor an extreme.
        """
        names = sorted(self._sums)
        self._sums = dict(zip(names, reduce([self._sums[name] for name in names], "sum"), strict=True))
        low, self._ratio_high = reduce([-self._ratio_low, self._ratio_high], "max")
        self._ratio_low = -low

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
