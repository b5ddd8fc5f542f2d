"""Whether a model can be trained on trees."""

import numpy as np
import torch
from transformers import PreTrainedModel

from cure_learner.engine.batch import Batch
from cure_learner.engine.logprobs import response_logprobs
from cure_learner.engine.micro_batches import micro_batches
from cure_learner.log import log

# A tree's attention is dense, so beyond this many nodes it costs more than sharing saves.
_MOST_NODES = 512
# Sums in another order differ by a few times 1e-6 in float32; a mask that is not heeded by far more than this.
_TOLERANCE = {"cpu": 1e-3, "cuda": 5e-2}


@torch.no_grad()
def most_nodes(model: PreTrainedModel) -> int:
    """The largest tree to train `model` on: 0 (each sequence by itself) where its trees were found to differ.

    So it is with models that keep a running state instead of attending to what is before. Of one that looks at a window
    a tree is no larger than the window, in which it attends to all.
    """
    config = model.config.get_text_config(decoder=True)
    vocabulary = config.vocab_size
    sequences = [[5, 17, 3, 90, 41, 8], [5, 17, 3, 90, 7], [5, 17, 3, 11, 41, 8]]
    lengths = [len(tokens) for tokens in sequences]
    batch = Batch(
        token_ids_T=np.concatenate(sequences).astype(np.int32) % vocabulary,
        cu_seqlens_S1=np.cumsum([0, *lengths]).astype(np.int32),
        loss_mask_T=np.concatenate([[0, 0] + [1] * (length - 2) for length in lengths]).astype(np.uint8),
        sampler_logprobs_T=np.zeros(sum(lengths), np.float32),
        advantages_S=np.ones(len(lengths), np.float32),
        truncated_S=np.zeros(len(lengths), np.uint8),
        temperature=1.0,
    )
    trained_T = batch.loss_mask_T.astype(bool)
    try:
        (tree,) = micro_batches(batch, trained_T, 10_000, 10_000, model.device)
        (alone,) = micro_batches(batch, trained_T, 10_000, 0, model.device)
        found, expected = (response_logprobs(model, micro, 1.0)[0].sort().values for micro in (tree, alone))
        difference = float((found - expected).abs().max())
    except Exception as error:  # a model may refuse a mask of its user in any way
        difference, reason = float("inf"), f" ({' '.join(str(error).split())[:100]})"
    else:
        reason = ""
    if difference <= _TOLERANCE.get(model.device.type, 5e-2):
        return min(_MOST_NODES, getattr(config, "sliding_window", None) or _MOST_NODES)
    log(f"samples of a prompt are trained one by one: as a tree they differ by {difference:g}{reason}")
    return 0
