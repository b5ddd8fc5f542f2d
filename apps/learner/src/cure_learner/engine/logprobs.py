"""The policy's log-probabilities of given tokens."""

import torch
from transformers import PreTrainedModel

from cure_learner.engine.micro_batches import MicroBatch


def response_logprobs(
    model: PreTrainedModel, micro: MicroBatch, temperature: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-probabilities and entropies (nats, no gradient) of the R trained tokens, both float32 [R].

    They are those of the distribution softmax(logits / temperature), from which the tokens were drawn.
    """
    length = micro.token_ids_B_L.shape[1]
    # Logits only from the first node that predicts a trained token: the vocabulary is the widest layer.
    first = int((micro.predictor_Q % length).min())
    with torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type == "cuda"):
        logits_B_K_V = model(
            input_ids=micro.token_ids_B_L,
            position_ids=micro.position_B_L,
            attention_mask=_additive(micro.visible_B_1_L_L, model.dtype),
            use_cache=False,
            logits_to_keep=length - first,
        ).logits
    place_Q = micro.predictor_Q // length * (length - first) + micro.predictor_Q % length - first
    logits_Q_V = logits_B_K_V.flatten(0, 1).index_select(0, place_Q).float() / temperature
    logprob_Q_V = logits_Q_V.log_softmax(-1)
    with torch.no_grad():
        entropy_Q = -(logprob_Q_V.exp() * logprob_Q_V).sum(-1)
    return logprob_Q_V[micro.query_R, micro.token_R], entropy_Q[micro.query_R]


@torch.no_grad()
def sequence_logprobs(model: PreTrainedModel, token_ids: list[int]) -> list[float]:
    """Log-probabilities (nats) of `token_ids[1:]`, each given the tokens before it, at temperature 1."""
    token_1_T = torch.tensor([token_ids], device=model.device)
    with torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type == "cuda"):
        logits_T_V = model(input_ids=token_1_T, use_cache=False).logits[0, :-1]
    logprob_T_V = logits_T_V.float().log_softmax(-1)
    return logprob_T_V.gather(-1, token_1_T[0, 1:, None]).squeeze(-1).tolist()


def _additive(visible_B_1_L_L: torch.Tensor | None, dtype: torch.dtype) -> torch.Tensor | None:
    """0 where a node is seen and the lowest number elsewhere: the form that every attention of transformers takes."""
    if visible_B_1_L_L is None:
        return None
    lowest = torch.finfo(dtype).min
    return torch.zeros(visible_B_1_L_L.shape, dtype=dtype, device=visible_B_1_L_L.device).masked_fill_(
        ~visible_B_1_L_L, lowest
    )
