"""The loss that today's trainers use (preset `modern`, method.md section 5)."""

import torch

from cure_learner.losses.importance import truncated_importance
from cure_learner.losses.surrogate import Surrogate, clipped_surrogate


def modern_loss(
    logprob_R: torch.Tensor,
    old_logprob_R: torch.Tensor,
    sampler_logprob_R: torch.Tensor,
    advantage_R: torch.Tensor,
    clip_low: float,
    clip_high: float,
    importance_cap: float,
) -> Surrogate:
    """The clipped surrogate times the truncated importance weight, for every response token [R]; no KL term."""
    surrogate = clipped_surrogate(logprob_R, old_logprob_R, advantage_R, clip_low, clip_high)
    weight_R = truncated_importance(old_logprob_R, sampler_logprob_R, importance_cap)
    return surrogate._replace(loss_R=surrogate.loss_R * weight_R)
