"""Random models of a few thousand weights, with a tokenizer made on the spot."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

VOCABULARY = 300
_TEXT = ["Read integers, keep the even numbers, print the sum.", "print(sum(int(v) for v in input().split()))"]
_SHAPE = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    # Large weights, so that distributions are far from flat and mistakes show.
    "initializer_range": 0.2,
}


def save_llama(folder: Path) -> Path:
    torch.manual_seed(0)
    return _save(LlamaForCausalLM(LlamaConfig(**_SHAPE, tie_word_embeddings=True)), folder)


def save_qwen(folder: Path) -> Path:
    torch.manual_seed(1)
    return _save(Qwen2ForCausalLM(Qwen2Config(**_SHAPE)), folder)


def _save(model: PreTrainedModel, folder: Path) -> Path:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<pad>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(_TEXT, trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>")
    model.save_pretrained(folder)
    wrapped.save_pretrained(folder)
    (folder / "prompts").mkdir()
    (folder / "prompts" / "coder.jinja").write_text("{{ question }}")
    return folder
