"""The loss of a micro-batch's tokens under the settings' preset, and what is reported of them."""

import torch

from cure_learner.engine.metrics import TokenTotals
from cure_learner.engine.micro_batches import MicroBatch
from cure_learner.losses.cure import cure_loss
from cure_learner.losses.modern import modern_loss
from cure_learner.settings import TrainSettings


def token_losses(
    settings: TrainSettings,
    micro: MicroBatch,
    logprob_R: torch.Tensor,
    entropy_R: torch.Tensor,
    reference_R: torch.Tensor | None,
    totals: TokenTotals,
) -> torch.Tensor:
    """What to minimise at every trained token [R]; adds to `totals`, with the micro-batch's weight.

    `logprob_R` (with gradient) and `entropy_R` are the policy's, `reference_R` the initial model's log-probabilities,
    None where there is no KL term.
    """
    # A phase is one update, so the policy before it is the policy now: o is l without its gradient, no extra
    # forward pass. The ratio's value is then 1, its gradient is that of l, and nothing is ever clipped.
    old_logprob_R = logprob_R.detach()
    if settings.preset == "cure":
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
            totals.add("kl", kl_R, micro.weight)
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
    totals.add("loss", surrogate.loss_R, micro.weight)
    totals.add("entropy", entropy_R, micro.weight)
    totals.add("clip_ratio/low", surrogate.clipped_low_R, micro.weight)
    totals.add("clip_ratio/high", surrogate.clipped_high_R, micro.weight)
    totals.add_importance(old_logprob_R, micro.sampler_logprob_R, micro.weight)
    return surrogate.loss_R
