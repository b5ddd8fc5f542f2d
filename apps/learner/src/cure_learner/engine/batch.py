"""A phase's samples as the bridge carries them, checked."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Batch:
    """Ragged sequences (prompt, then response) laid end to end: S sequences, T tokens in all.

    `token_ids_T` int32; `cu_seqlens_S1` int32, sequence i is tokens [cu[i], cu[i+1]); `loss_mask_T` uint8, 1 on
    response tokens; `sampler_logprobs_T` float32, natural log, 0 on prompt tokens; `advantages_S` float32;
    `truncated_S` uint8, 1 where the response met its limit; `temperature` > 0 that the samples were drawn at.
    """

    token_ids_T: np.ndarray
    cu_seqlens_S1: np.ndarray
    loss_mask_T: np.ndarray
    sampler_logprobs_T: np.ndarray
    advantages_S: np.ndarray
    truncated_S: np.ndarray
    temperature: float

    @property
    def sequences(self) -> int:
        return len(self.advantages_S)
