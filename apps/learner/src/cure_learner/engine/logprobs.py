"""The policy's log-probabilities of given tokens."""

import torch
from transformers import PreTrainedModel

from cure_learner.engine.micro_batches import MicroBatch


def response_logprobs(
    model: PreTrainedModel, micro: MicroBatch, temperature: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-probabilities and entropies (nats, no gradient) of the R trained tokens, both float32 [R], row by row.

    They are those of the distribution softmax(logits / temperature), from which the tokens were drawn.
    """
    target_B_L = micro.target_B_L
    length = target_B_L.shape[1]
    # Logits only from the first position that predicts a trained token: the vocabulary is the widest layer.
    first = int(target_B_L.any(0).nonzero()[0]) - 1
    with torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type == "cuda"):
        logits = model(input_ids=micro.token_ids_B_L, use_cache=False, logits_to_keep=length - first).logits
    predicts_B_K = target_B_L[:, first + 1 :]
    logits_R_V = logits[:, :-1][predicts_B_K].float() / temperature
    token_R = micro.token_ids_B_L[:, first + 1 :][predicts_B_K]
    logprob_R_V = logits_R_V.log_softmax(-1)
    with torch.no_grad():
        entropy_R = -(logprob_R_V.exp() * logprob_R_V).sum(-1)
    return logprob_R_V.gather(1, token_R[:, None]).squeeze(1), entropy_R
