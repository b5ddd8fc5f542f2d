"""Running any Hugging Face causal language model one token at a time for many rows."""

from typing import Protocol

import torch
from transformers import PreTrainedModel

from cure_learner.generation.cache import growing_cache


class Decoder(Protocol):
    """The model as the generator sees it: M rows, each a prompt and the tokens appended to it."""

    def start(self, prompts: list[list[int]], most_rows: int) -> torch.Tensor:
        """Read non-empty prompts, one a row; logits float [prompts, vocabulary] of every row's first token.

        There will never be more than `most_rows` rows.
        """

    def take(self, source_M: torch.Tensor) -> None:
        """Let row m go on as a copy of the present row source_M[m] (int64), for as many rows as there are sources."""

    def step(self, token_M: torch.Tensor) -> torch.Tensor:
        """Append one token id a row; logits float [M, vocabulary] of the next."""


class TransformersDecoder:
    """Through transformers' own modules, whatever the architecture: prompts padded on the left, as `generate` does."""

    def __init__(self, model: PreTrainedModel):
        self._model = model

    def start(self, prompts: list[list[int]], most_rows: int) -> torch.Tensor:
        device = self._model.device
        longest = max(len(prompt) for prompt in prompts)
        ids_P_T = torch.zeros(len(prompts), longest, dtype=torch.long)
        mask_P_T = torch.zeros(len(prompts), longest, dtype=torch.long)
        for row, prompt in enumerate(prompts):
            ids_P_T[row, longest - len(prompt) :] = torch.tensor(prompt)
            mask_P_T[row, longest - len(prompt) :] = 1
        ids_P_T, self._mask_M_T = ids_P_T.to(device), mask_P_T.to(device)
        self._cache = growing_cache(self._model.config.get_text_config(decoder=True))
        self._position_M = self._mask_M_T.sum(1)
        return self._model(
            input_ids=ids_P_T,
            attention_mask=self._mask_M_T,
            position_ids=(self._mask_M_T.cumsum(1) - 1).clamp(min=0),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]

    def take(self, source_M: torch.Tensor) -> None:
        self._cache.batch_select_indices(source_M)
        self._mask_M_T = self._mask_M_T[source_M]
        self._position_M = self._position_M[source_M]

    def step(self, token_M: torch.Tensor) -> torch.Tensor:
        self._mask_M_T = torch.nn.functional.pad(self._mask_M_T, (0, 1), value=1)
        logits_M_V = self._model(
            input_ids=token_M[:, None],
            attention_mask=self._mask_M_T,
            position_ids=self._position_M[:, None],
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        self._position_M = self._position_M + 1
        return logits_M_V
