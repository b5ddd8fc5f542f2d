"""One token for every sample from its row of logits, and the log-probability it was drawn with."""

import torch


def draw(
    logits_M_V: torch.Tensor,
    row_S: torch.Tensor,
    uniform_S: torch.Tensor,
    temperature: float,
    top_p: float,
    top_k: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids int64 [S] and natural log-probabilities float32 [S] of S samples, sample s from row row_S[s].

    The log-probability is that of the distribution sampled from, after temperature, top-k and top-p (what vLLM calls
    processed_logprobs). Greedy (temperature 0) is certain, yet its log-probability is given under the model's own
    distribution (temperature 1), as vLLM gives it: a row of zeros would tell nothing.
    """
    logits_M_V = logits_M_V.float()
    if temperature == 0:
        token_M = logits_M_V.argmax(-1)
        logprob_M = logits_M_V.log_softmax(-1).gather(1, token_M[:, None]).squeeze(1)
        return token_M[row_S], logprob_M[row_S]
    if temperature != 1:
        logits_M_V = logits_M_V / temperature
    vocabulary = logits_M_V.shape[1]
    if top_p == 1 and not 0 < top_k < vocabulary:
        return _draw_by_inverse(logits_M_V, row_S, uniform_S)
    logits_M_K, ids_M_K = logits_M_V.topk(min(top_k, vocabulary) if top_k else vocabulary)
    if top_p < 1:
        logits_M_K = _keep_nucleus(logits_M_K, top_p)
    place_S, logprob_S = _draw_by_inverse(logits_M_K, row_S, uniform_S)
    return ids_M_K[row_S, place_S], logprob_S


def _draw_by_inverse(
    logits_M_V: torch.Tensor, row_S: torch.Tensor, uniform_S: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Inverse of the cumulative distribution at one uniform number a sample."""
    rows, vocabulary = logits_M_V.shape
    top_M_1 = logits_M_V.amax(-1, keepdim=True)
    # In float64, since over a large vocabulary a float32 running sum loses the small probabilities.
    mass_M_V = (logits_M_V - top_M_1).exp_().cumsum(-1, dtype=torch.float64)
    total_M_1 = mass_M_V[:, -1:].clone()
    # Row m runs from m to m + 1, so that all rows together are one increasing sequence.
    mass_M_V.div_(total_M_1).add_(torch.arange(rows, device=row_S.device)[:, None])
    # The largest uniform must stay below the total after rounding, or a token of probability 0 could be drawn.
    target_S = row_S + uniform_S.clamp(max=1 - 2**-40)
    token_S = torch.searchsorted(mass_M_V.flatten(), target_S, right=True) - row_S * vocabulary
    normaliser_M = (top_M_1 + total_M_1.log()).squeeze(1).float()
    return token_S, logits_M_V[row_S, token_S] - normaliser_M[row_S]


def _keep_nucleus(sorted_logits_M_K: torch.Tensor, top_p: float) -> torch.Tensor:
    """Mask all but the fewest tokens whose probabilities reach `top_p`; the first always stays."""
    probability_M_K = sorted_logits_M_K.softmax(-1)
    before_M_K = probability_M_K.cumsum(-1, dtype=torch.float64) - probability_M_K
    return sorted_logits_M_K.masked_fill(before_M_K >= top_p, float("-inf"))
