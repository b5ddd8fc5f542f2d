"""Running any Hugging Face causal language model one token at a time for many rows."""

from typing import Protocol

import torch
from transformers import PreTrainedModel

from cure_learner.generation.cache import growing_cache


class Decoder(Protocol):
    """The model as the generator sees it. Rows begin together and only ever become fewer."""

    def start(self, prompts: list[list[int]], prompt_of_row_N: torch.Tensor) -> torch.Tensor:
        """Read distinct non-empty prompts, each once; logits float [N, vocabulary] of every row's first token."""

    def step(self, token_N: torch.Tensor) -> torch.Tensor:
        """Append one token id a row; logits float [N, vocabulary] of the next."""

    def keep(self, kept_M: torch.Tensor) -> None:
        """Drop all rows but those at the increasing places `kept_M` int64 [M]."""


class TransformersDecoder:
    """Through transformers' own modules, whatever the architecture: prompts padded on the left, as `generate` does."""

    def __init__(self, model: PreTrainedModel):
        self._model = model

    def start(self, prompts: list[list[int]], prompt_of_row_N: torch.Tensor) -> torch.Tensor:
        device = self._model.device
        longest = max(len(prompt) for prompt in prompts)
        ids_P_T = torch.zeros(len(prompts), longest, dtype=torch.long)
        mask_P_T = torch.zeros(len(prompts), longest, dtype=torch.long)
        for row, prompt in enumerate(prompts):
            ids_P_T[row, longest - len(prompt) :] = torch.tensor(prompt)
            mask_P_T[row, longest - len(prompt) :] = 1
        ids_P_T, mask_P_T, rows_N = ids_P_T.to(device), mask_P_T.to(device), prompt_of_row_N.to(device)
        self._cache = growing_cache(self._model.config.get_text_config(decoder=True))
        logits_P_V = self._model(
            input_ids=ids_P_T,
            attention_mask=mask_P_T,
            position_ids=(mask_P_T.cumsum(1) - 1).clamp(min=0),
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        self._cache.batch_select_indices(rows_N)
        self._mask_N_T = mask_P_T[rows_N]
        self._position_N = self._mask_N_T.sum(1)
        return logits_P_V[rows_N]

    def step(self, token_N: torch.Tensor) -> torch.Tensor:
        self._mask_N_T = torch.nn.functional.pad(self._mask_N_T, (0, 1), value=1)
        logits_N_V = self._model(
            input_ids=token_N[:, None],
            attention_mask=self._mask_N_T,
            position_ids=self._position_N[:, None],
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        self._position_N = self._position_N + 1
        return logits_N_V

    def keep(self, kept_M: torch.Tensor) -> None:
        self._cache.batch_select_indices(kept_M)
        self._mask_N_T = self._mask_N_T[kept_M]
        self._position_N = self._position_N[kept_M]
