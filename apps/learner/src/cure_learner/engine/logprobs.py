"""The policy's log-probabilities of given tokens."""

import torch
from torch.utils.checkpoint import checkpoint
from transformers import PreTrainedModel

from cure_learner.engine.micro_batches import MicroBatch

# Numbers of float32 that stand beside the logits at a time, 64 MB: in whole they would take several times the logits.
_SLICE_NUMBERS = 1 << 24


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
    logits_Q_V = logits_B_K_V.flatten(0, 1).index_select(0, place_Q)
    rows = max(1, _SLICE_NUMBERS // logits_Q_V.shape[1])
    if len(place_Q) <= rows:
        return _chosen(logits_Q_V, micro.query_R, micro.token_R, temperature)
    return _chosen_by_slices(logits_Q_V, micro.query_R, micro.token_R, temperature, rows)


def _chosen(
    logits_Q_V: torch.Tensor, query_R: torch.Tensor, token_R: torch.Tensor, temperature: float
) -> tuple[torch.Tensor, torch.Tensor]:
    logprob_Q_V = (logits_Q_V.float() / temperature).log_softmax(-1)
    with torch.no_grad():
        entropy_Q = -(logprob_Q_V.exp() * logprob_Q_V).sum(-1)
    return logprob_Q_V[query_R, token_R], entropy_Q[query_R]


def _chosen_by_slices(
    logits_Q_V: torch.Tensor, query_R: torch.Tensor, token_R: torch.Tensor, temperature: float, rows: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The same from `rows` rows at a time, whose probabilities are computed again for the gradient."""
    order_R = query_R.argsort(stable=True)
    counts = torch.bincount(query_R // rows, minlength=-(-len(logits_Q_V) // rows)).tolist()
    found = []
    for i, (logits_S_V, of) in enumerate(zip(logits_Q_V.split(rows), order_R.split(counts), strict=True)):
        asked = (query_R[of] - i * rows, token_R[of], temperature)
        found.append(checkpoint(_chosen, logits_S_V, *asked, use_reentrant=False, preserve_rng_state=False))
    back_R = order_R.argsort()
    logprob_R, entropy_R = (torch.cat(parts)[back_R] for parts in zip(*found, strict=True))
    return logprob_R, entropy_R


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
