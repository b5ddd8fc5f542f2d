"""A random stream for every sample, a function of (seed, prompt index, choice index) alone."""

import numpy as np
import torch


def uniform_streams(seed: int, rows: list[tuple[int, int]], length: int) -> torch.Tensor:
    """Uniform numbers in [0, 1) as float64 [rows, length].

    Row r is the Philox stream keyed by (seed, prompt index << 32 | choice index), so it does not depend on which
    other rows there are. Source: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011.
    """
    streams_N_T = np.empty((len(rows), length))
    for row, (prompt, choice) in enumerate(rows):
        key = np.array([seed, prompt << 32 | choice], dtype=np.uint64)
        np.random.Generator(np.random.Philox(key=key)).random(out=streams_N_T[row])
    return torch.from_numpy(streams_N_T)
