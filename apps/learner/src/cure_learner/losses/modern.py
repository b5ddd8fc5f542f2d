"""The loss that today's trainers use (preset `modern`, method.md section 5)."""

import torch

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
    """The clipped surrogate times min(exp(o - s), cap), for every response token [R]; no KL term.

    The weight corrects for a sampler whose probabilities differ from the learner's (other kernels, older weights) and
    carries no gradient. Source: truncated importance sampling, https://fengyao.notion.site/off-policy-rl
    """
    weight_R = (old_logprob_R - sampler_logprob_R).exp().clamp(max=importance_cap).detach()
    surrogate = clipped_surrogate(logprob_R, old_logprob_R, advantage_R, clip_low, clip_high)
    return surrogate._replace(loss_R=surrogate.loss_R * weight_R)
