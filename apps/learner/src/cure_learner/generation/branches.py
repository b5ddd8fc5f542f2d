"""Which decoder row computes which sample: samples of a prompt that have said the same so far share a row.

A model that is sure of its words says them in all samples of a prompt, so most of a batch is the same computation. The
saving is exact: a sample's distribution depends on nothing but the tokens before it.
"""

import torch

# Rows without a sample are dropped when they are more than this share: dropping copies the cache.
_UNUSED_SHARE = 0.1


class Branches:
    """Shapes: S samples that go on, B branches (different sequences so far), M decoder rows, of which B are in use."""

    def __init__(self, row_of_sample_S: torch.Tensor, vocabulary: int):
        """Begin with rows 0 to max(row_of_sample_S), each used by a sample."""
        self.row_of_sample_S = row_of_sample_S
        self._rows = int(row_of_sample_S.max()) + 1
        self._vocabulary = vocabulary

    def grow(self, token_S: torch.Tensor, going_on_S: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Append each sample's token and forget the samples that do not go on; at least one must.

        Returns, for every row from now on, the row that it continues and its token (both int64 [M]). A row in use stays
        in its place, and further branches of it go to unused places and behind the last row, unless rows are dropped.
        """
        row_S, token_S = self.row_of_sample_S[going_on_S], token_S[going_on_S]
        pair_B, branch_of_sample_S = torch.unique(row_S * self._vocabulary + token_S, return_inverse=True)
        parent_B, token_B = pair_B // self._vocabulary, pair_B % self._vocabulary
        stays_B = torch.ones_like(parent_B, dtype=torch.bool)
        stays_B[1:] = parent_B[1:] != parent_B[:-1]
        unused = torch.ones(self._rows, dtype=torch.bool, device=row_S.device)
        unused[parent_B] = False
        free = unused.nonzero().squeeze(1)
        moving = len(parent_B) - (self._rows - len(free))
        rows = max(self._rows, len(parent_B))
        if rows - len(parent_B) > _UNUSED_SHARE * rows:
            self._rows = len(parent_B)
            self.row_of_sample_S = branch_of_sample_S
            return parent_B, token_B
        behind = torch.arange(self._rows, rows, device=row_S.device)
        place_B = parent_B.clone()
        place_B[~stays_B] = torch.cat((free, behind))[:moving]
        source_M = torch.arange(rows, device=row_S.device)
        source_M[place_B] = parent_B
        token_M = torch.zeros_like(source_M)
        token_M[place_B] = token_B
        self._rows = rows
        self.row_of_sample_S = place_B[branch_of_sample_S]
        return source_M, token_M
