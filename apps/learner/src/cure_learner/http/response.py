"""OpenAI's completion object."""

import time
import uuid
from typing import Any

from cure_learner.generation.request import Completion
from cure_learner.generation.text import ResponseText
from cure_learner.http.request import CompletionRequest


def write_response(
    request: CompletionRequest, completions: list[Completion], policy_version: int, model: str, text: ResponseText
) -> dict[str, Any]:
    """The JSON body. Extensions to OpenAI's: `token_ids` and `prompt_token_ids` (vLLM's), `policy_version`."""
    prompt_tokens = sum(len(prompt) for prompt in request.prompts)
    completion_tokens = sum(len(completion.token_ids) for completion in completions)
    return {
        "id": f"cmpl-{uuid.uuid4().hex}",
        "object": "text_completion",
        "created": int(time.time()),
        "model": model,
        "choices": [_choice(request, index, completion, text) for index, completion in enumerate(completions)],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
        "policy_version": policy_version,
    }


def _choice(request: CompletionRequest, index: int, completion: Completion, text: ResponseText) -> dict[str, Any]:
    choice: dict[str, Any] = {
        "index": index,
        "text": completion.text,
        "finish_reason": completion.finish_reason,
        "logprobs": _logprobs(completion, text) if request.with_logprobs else None,
    }
    if request.with_token_ids:
        choice["token_ids"] = completion.token_ids
        choice["prompt_token_ids"] = request.prompts[index // request.settings.samples]
    return choice


def _logprobs(completion: Completion, text: ResponseText) -> dict[str, Any]:
    tokens = [text.of_token(token_id) for token_id in completion.token_ids]
    offsets, offset = [], 0
    for token in tokens:
        offsets.append(offset)
        offset += len(token)
    return {"tokens": tokens, "token_logprobs": completion.logprobs, "top_logprobs": None, "text_offset": offsets}
