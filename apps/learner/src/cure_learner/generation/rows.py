"""Moving the rows of a cache."""

import torch


def moved_in_place(source_M: torch.Tensor, rows: int) -> torch.Tensor | None:
    """The places (int64) to overwrite so that row m becomes a copy of row source_M[m], of `rows` present rows.

    None where that would drop rows or overwrite one that is still to be read: then all rows have to move.
    """
    if len(source_M) < rows:
        return None
    moved_M = source_M != torch.arange(len(source_M), device=source_M.device)
    if bool(moved_M[source_M[moved_M]].any()):
        return None
    return moved_M.nonzero().squeeze(1)
