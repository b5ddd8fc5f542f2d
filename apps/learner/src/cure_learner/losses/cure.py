"""The paper's loss (preset `cure`, method.md section 5)."""

import torch

from cure_learner.losses.importance import truncated_importance
from cure_learner.losses.surrogate import Surrogate, clipped_surrogate


def cure_loss(
    logprob_R: torch.Tensor,
    old_logprob_R: torch.Tensor,
    reference_logprob_R: torch.Tensor | None,
    sampler_logprob_R: torch.Tensor,
    advantage_R: torch.Tensor,
    clip_low: float,
    clip_high: float,
    kl_coefficient: float,
    importance_cap: float | None,
) -> tuple[Surrogate, torch.Tensor | None]:
    """The clipped surrogate plus `kl_coefficient` times k3, for every response token [R]; and k3 itself.

    `reference_logprob_R` are the initial model's log-probabilities; None (coefficient 0) leaves the term out.
    `importance_cap` weights the surrogate for samples of older weights; None, as in the paper, does not.
    """
    surrogate = clipped_surrogate(logprob_R, old_logprob_R, advantage_R, clip_low, clip_high)
    if importance_cap is not None:
        weight_R = truncated_importance(old_logprob_R, sampler_logprob_R, importance_cap)
        surrogate = surrogate._replace(loss_R=surrogate.loss_R * weight_R)
    if reference_logprob_R is None:
        return surrogate, None
    kl_R = k3(logprob_R, reference_logprob_R)
    return surrogate._replace(loss_R=surrogate.loss_R + kl_coefficient * kl_R), kl_R


def k3(logprob_R: torch.Tensor, reference_logprob_R: torch.Tensor) -> torch.Tensor:
    """exp(ref - l) - 1 - (ref - l) >= 0: an unbiased estimate of KL(policy, reference) at sampled tokens.

    Source: J. Schulman, "Approximating KL Divergence", http://joschu.net/blog/kl-approx.html
    """
    difference_R = reference_logprob_R - logprob_R
    return difference_R.exp() - 1 - difference_R
