"""What is asked of the generator and what it gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SamplingSettings:
    """How to sample.

    `temperature` >= 0 (0 is greedy), `top_p` in (0, 1], `top_k` >= 0 (0 is off), `samples` >= 1 a prompt,
    `max_tokens` >= 1 a response (the end token counts), `seed` in [0, 2^64), `stop` strings end a response too.
    """

    samples: int = 1
    max_tokens: int = 16
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """One response.

    `token_ids` holds the end token if there is one; `logprobs[i]` is the natural log of the probability with which
    token i was drawn; `text` has neither end token nor stop string; `finish_reason` is `stop` or `length`.
    """

    token_ids: list[int]
    logprobs: list[float]
    text: str
    finish_reason: str
