"""The clipped policy-gradient term that both presets share."""

from typing import NamedTuple

import torch


class Surrogate(NamedTuple):
    """Per response token [R]: the term to minimise, and whether clipping took its gradient away below or above."""

    loss_R: torch.Tensor
    clipped_low_R: torch.Tensor
    clipped_high_R: torch.Tensor


def clipped_surrogate(
    logprob_R: torch.Tensor, old_logprob_R: torch.Tensor, advantage_R: torch.Tensor, clip_low: float, clip_high: float
) -> Surrogate:
    """-min(rho A, clip(rho, 1 - low, 1 + high) A) with rho = exp(l - o), for every response token.

    `logprob_R` is l (carries the gradient), `old_logprob_R` is o, `advantage_R` any real. Source: PPO,
    arXiv 1707.06347, equation 7; asymmetric bounds from DAPO, arXiv 2503.14476.
    """
    ratio_R = (logprob_R - old_logprob_R).exp()
    bounded_R = ratio_R.clamp(1 - clip_low, 1 + clip_high)
    loss_R = -torch.minimum(ratio_R * advantage_R, bounded_R * advantage_R)
    clipped_low_R = (ratio_R < 1 - clip_low) & (advantage_R < 0)
    clipped_high_R = (ratio_R > 1 + clip_high) & (advantage_R > 0)
    return Surrogate(loss_R, clipped_low_R, clipped_high_R)
