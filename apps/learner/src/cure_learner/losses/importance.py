"""Truncated importance sampling, for samples whose sampler differs from the learner."""

import torch


def truncated_importance(
    old_logprob_R: torch.Tensor, sampler_logprob_R: torch.Tensor, importance_cap: float
) -> torch.Tensor:
    """min(exp(o - s), cap) for every response token [R], in (0, cap]; carries no gradient.

    It corrects for a sampler whose probabilities differ from the learner's (other kernels, older weights).
    Source: https://fengyao.notion.site/off-policy-rl
    """
    return (old_logprob_R - sampler_logprob_R).exp().clamp(max=importance_cap).detach()
