"""Between token ids and the text that a client sees."""

from functools import lru_cache

from transformers import PreTrainedTokenizerBase

# Decoding after the prompt's last tokens keeps a leading space that some tokenizers strip at a text's start.
_CONTEXT = 4


class ResponseText:
    """Decodes the responses of one model."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, end_ids: tuple[int, ...]):
        self._tokenizer = tokenizer
        self._end_ids = frozenset(end_ids)
        self.of_token = lru_cache(maxsize=None)(self._of_token)

    def of_response(self, prompt: list[int], token_ids: list[int], stop: tuple[str, ...]) -> str:
        """The response's text, without end token and cut before the first stop string."""
        if token_ids and token_ids[-1] in self._end_ids:
            token_ids = token_ids[:-1]
        before = self._decode(prompt[-_CONTEXT:])
        both = self._decode(prompt[-_CONTEXT:] + token_ids)
        text = both.removeprefix(before) if both.startswith(before) else self._decode(token_ids)
        places = [place for word in stop if (place := text.find(word)) >= 0]
        return text[: min(places)] if places else text

    def ends_with_stop(self, token_ids: list[int], stop: tuple[str, ...]) -> bool:
        """Whether a stop string became complete with the last token."""
        # A token is at least one byte, so the last tokens hold any stop string that just ended.
        reach = max(len(word.encode()) for word in stop) + _CONTEXT
        tail = self._decode(token_ids[-reach:])
        return any(word in tail for word in stop)

    def _decode(self, token_ids: list[int]) -> str:
        return self._tokenizer.decode(token_ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)

    def _of_token(self, token_id: int) -> str:
        return self._tokenizer.decode([token_id], skip_special_tokens=False, clean_up_tokenization_spaces=False)
