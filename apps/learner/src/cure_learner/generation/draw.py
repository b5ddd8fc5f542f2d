"""One token for every row from a row of logits, and the log-probability it was drawn with."""

import torch


def draw(
    logits_N_V: torch.Tensor, uniform_N: torch.Tensor, temperature: float, top_p: float, top_k: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids int64 [N] and natural log-probabilities float32 [N].

    The log-probability is that of the distribution sampled from, after temperature, top-k and top-p (what vLLM calls
    processed_logprobs). Greedy (temperature 0) is certain, yet its log-probability is given under the model's own
    distribution (temperature 1), as vLLM gives it: a row of zeros would tell nothing.
    """
    logits_N_V = logits_N_V.float()
    if temperature == 0:
        token_N = logits_N_V.argmax(-1)
        return token_N, logits_N_V.log_softmax(-1).gather(1, token_N[:, None]).squeeze(1)
    if temperature != 1:
        logits_N_V = logits_N_V / temperature
    vocabulary = logits_N_V.shape[1]
    if top_p == 1 and not 0 < top_k < vocabulary:
        return _draw_by_inverse(logits_N_V, uniform_N)
    logits_N_K, ids_N_K = logits_N_V.topk(min(top_k, vocabulary) if top_k else vocabulary)
    if top_p < 1:
        logits_N_K = _keep_nucleus(logits_N_K, top_p)
    place_N, logprob_N = _draw_by_inverse(logits_N_K, uniform_N)
    return ids_N_K.gather(1, place_N[:, None]).squeeze(1), logprob_N


def _draw_by_inverse(logits_N_V: torch.Tensor, uniform_N: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Inverse of the cumulative distribution at one uniform number a row."""
    top_N_1 = logits_N_V.amax(-1, keepdim=True)
    # In float64, since over a large vocabulary a float32 running sum loses the small probabilities.
    mass_N_V = (logits_N_V - top_N_1).exp_().cumsum(-1, dtype=torch.float64)
    total_N_1 = mass_N_V[:, -1:]
    # The largest uniform must stay below the total after rounding, or a token of probability 0 could be drawn.
    target_N_1 = uniform_N[:, None].clamp(max=1 - 2**-40) * total_N_1
    token_N_1 = torch.searchsorted(mass_N_V, target_N_1, right=True)
    logprob_N_1 = logits_N_V.gather(1, token_N_1) - top_N_1 - total_N_1.log().float()
    return token_N_1.squeeze(1), logprob_N_1.squeeze(1)


def _keep_nucleus(sorted_logits_N_K: torch.Tensor, top_p: float) -> torch.Tensor:
    """Mask all but the fewest tokens whose probabilities reach `top_p`; the first always stays."""
    probability_N_K = sorted_logits_N_K.softmax(-1)
    before_N_K = probability_N_K.cumsum(-1, dtype=torch.float64) - probability_N_K
    return sorted_logits_N_K.masked_fill(before_N_K >= top_p, float("-inf"))
