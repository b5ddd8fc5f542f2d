"""An OpenAI completion request, checked."""

import secrets
from dataclasses import dataclass
from typing import Any

from cure_learner.errors import RequestError
from cure_learner.generation.request import SamplingSettings
from cure_learner.http.fields import Fields
from cure_learner.model import LoadedModel

_MAX_ROWS = 16_384
_UNSUPPORTED = ("best_of", "echo", "suffix", "logit_bias", "presence_penalty", "frequency_penalty")


@dataclass(frozen=True)
class CompletionRequest:
    """`prompts` are token ids, none empty; `with_logprobs` and `with_token_ids` say what to send back."""

    prompts: list[list[int]]
    settings: SamplingSettings
    with_logprobs: bool
    with_token_ids: bool


def read_request(body: Any, loaded: LoadedModel) -> CompletionRequest:
    """Check a decoded JSON body. Raises RequestError with the sentence and the field that HTTP answers with."""
    fields = Fields(body)
    _refuse_unsupported(fields)
    prompts = _read_prompts(fields, loaded)
    settings = SamplingSettings(
        samples=fields.integer("n", 1, 1, 4096),
        max_tokens=fields.integer("max_tokens", 16, 1, loaded.max_tokens),
        temperature=fields.number("temperature", 1.0, 0, 100),
        top_p=fields.number("top_p", 1.0, 0, 1),
        top_k=max(0, fields.integer("top_k", 0, -1, 2**31)),
        seed=fields.integer("seed", secrets.randbits(63), 0, 2**63 - 1),
        stop=fields.strings("stop"),
    )
    if settings.top_p == 0:
        raise RequestError("'top_p' must be above 0: use temperature 0 for greedy sampling.", "top_p")
    if 0 < settings.temperature < 0.01:
        raise RequestError("'temperature' below 0.01 overflows: use 0 for greedy sampling.", "temperature")
    if len(prompts) * settings.samples > _MAX_ROWS:
        raise RequestError(f"More than {_MAX_ROWS} samples in one request: send several requests.", "n")
    longest = max(len(prompt) for prompt in prompts)
    if longest + settings.max_tokens > loaded.max_tokens:
        raise RequestError(
            f"The prompt has {longest} tokens and max_tokens is {settings.max_tokens}, but the model reads "
            f"{loaded.max_tokens} in all: shorten the prompt or ask for fewer tokens.",
            "prompt",
        )
    return CompletionRequest(
        prompts=prompts,
        settings=settings,
        with_logprobs=fields.value("logprobs") is not None and fields.integer("logprobs", 0, 0, 1) >= 0,
        with_token_ids=fields.boolean("return_token_ids", False),
    )


def _refuse_unsupported(fields: Fields) -> None:
    if fields.boolean("stream", False):
        raise RequestError("'stream' is not served: ask without it and read one answer.", "stream")
    for name in _UNSUPPORTED:
        if fields.value(name) not in (None, False, 0, "", {}) and not (name == "best_of" and fields.value(name) == 1):
            raise RequestError(f"'{name}' is not served: leave it out.", name)


def _read_prompts(fields: Fields, loaded: LoadedModel) -> list[list[int]]:
    value = fields.value("prompt")
    if isinstance(value, str) or (isinstance(value, list) and value and isinstance(value[0], int)):
        value = [value]
    if not isinstance(value, list) or not value:
        raise RequestError("'prompt' must be a text, a list of texts, token ids or a list of lists of them.", "prompt")
    special = fields.boolean("add_special_tokens", True)
    return [_read_prompt(item, special, loaded) for item in value]


def _read_prompt(item: Any, special: bool, loaded: LoadedModel) -> list[int]:
    if isinstance(item, str):
        item = loaded.tokenizer(item, add_special_tokens=special)["input_ids"]
    elif not isinstance(item, list) or not all(type(token) is int and 0 <= token < loaded.vocab_size for token in item):
        raise RequestError(f"A prompt's token ids must be whole numbers from 0 to {loaded.vocab_size - 1}.", "prompt")
    if not item:
        raise RequestError("A prompt is empty: it needs at least one token.", "prompt")
    return item
