"""What to say when a rank cannot go on."""

import torch


def fault_of(rank: int, error: Exception) -> str:
    """One sentence that says what to do."""
    if isinstance(error, torch.OutOfMemoryError):
        return f"Memory ran out on rank {rank}: lower learner.maxTokensPerMicroBatch, then start again and resume."
    reason = " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
    return f"Rank {rank} cannot go on ({reason}): correct that, then start again and resume."
