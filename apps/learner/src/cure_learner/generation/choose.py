"""Which decoder runs a model."""

from collections.abc import Callable

import torch
from transformers import PreTrainedModel

from cure_learner.generation.decoder import Decoder, TransformersDecoder
from cure_learner.generation.llama import LlamaDecoder, supports
from cure_learner.log import log

# Float32 sums in another order differ by a few times 1e-6 in a small model, by 0.002 (of tokens that never come) in a
# pretrained one of 30 layers; a wrong formula differs by far more than this.
_TOLERANCE = 1e-2


def choose_decoder(model: PreTrainedModel) -> Callable[[PreTrainedModel], Decoder]:
    """The fast decoder where it can run the model and was found to agree with the general one, else that one."""
    if not supports(model):
        return TransformersDecoder
    difference = _difference(model)
    if difference <= _TOLERANCE:
        return LlamaDecoder
    log(f"warning: the fast decoder differs by {difference:g} on this model; the general one is used")
    return TransformersDecoder


@torch.no_grad()
def _difference(model: PreTrainedModel) -> float:
    """The largest difference of both decoders' log-probabilities on two small prompts."""
    vocabulary = model.config.vocab_size
    prompts = [[token % vocabulary for token in prompt] for prompt in ([5, 17, 3, 90, 41], [7, 11])]
    sources = ([0, 1, 0], [0, 1, 2], [2, 0])
    logits: list[list[torch.Tensor]] = []
    for decoder in (TransformersDecoder(model), LlamaDecoder(model)):
        seen = [decoder.start(prompts, 3)]
        for source in sources:
            decoder.take(torch.tensor(source))
            seen.append(decoder.step(torch.arange(len(source)) * 13 % vocabulary))
        logits.append(seen)
    plain, fast = (torch.cat(seen).log_softmax(-1) for seen in logits)
    return float((plain - fast).abs().max())
