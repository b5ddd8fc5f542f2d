"""Reading a Hugging Face model folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from cure_learner.errors import LearnerError
from cure_learner.model_folder import check_model_folder


@dataclass(frozen=True)
class LoadedModel:
    """A causal language model, its tokenizer and what identifies them.

    `model_hash` and `tokenizer_hash` are sha256 hex digests of the folder's weight and tokenizer files;
    `end_ids` are the token ids that end a response; `max_tokens` bounds prompt plus response.
    """

    name: str
    folder: Path
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    model_hash: str
    tokenizer_hash: str
    vocab_size: int
    max_tokens: int
    end_ids: tuple[int, ...]
    device: torch.device


def choose_device(name: str) -> torch.device:
    """`auto`, `cpu` or `cuda` to a device. Raises LearnerError where there is no GPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise LearnerError("There is no GPU that torch can use: start with --device cpu.")
    return torch.device(name)


def load_model(folder: str, device: torch.device, outline: bool = False) -> LoadedModel:
    """Load an ordinary Hugging Face folder (config.json, *.safetensors, tokenizer files), never from a hub.

    With `outline` the model has no weights: of use to a process that holds a share of them elsewhere.

    Weights are float32 on every device (a GPU computes in bfloat16 by autocast), since an update of 1e-6 is lost in
    a bfloat16 weight. Raises LearnerError.
    """
    path = check_model_folder(folder)
    # Nothing may be fetched, and no code of the folder is run.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True, trust_remote_code=False)
        model = read_outline(path) if outline else read_weights(path).to(device)
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise LearnerError(f"'{folder}' could not be loaded as a causal language model: {reason}") from error
    model.eval()
    return LoadedModel(
        name=path.name,
        folder=path,
        model=model,
        tokenizer=tokenizer,
        model_hash=_hash_files(sorted(path.glob("*.safetensors"))),
        tokenizer_hash=_hash_files(sorted(path.glob("tokenizer*")) + sorted(path.glob("vocab*"))),
        vocab_size=model.get_input_embeddings().num_embeddings,
        max_tokens=int(getattr(model.config, "max_position_embeddings", 0) or 4096),
        end_ids=_end_ids(model, tokenizer),
        device=device,
    )


def read_weights(folder: Path, dtype: torch.dtype = torch.float32) -> PreTrainedModel:
    """The model of a model folder or checkpoint, on the CPU. Raises what transformers does."""
    return AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=dtype
    )


def read_outline(folder: Path) -> PreTrainedModel:
    """A model folder's model without its weights (on the `meta` device). Raises what transformers does."""
    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    if (folder / "generation_config.json").is_file():
        model.generation_config = GenerationConfig.from_pretrained(folder, local_files_only=True)
    return model


def _end_ids(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> tuple[int, ...]:
    configured = getattr(model.generation_config, "eos_token_id", None)
    if configured is None:
        configured = tokenizer.eos_token_id
    if configured is None:
        return ()
    return (configured,) if isinstance(configured, int) else tuple(configured)


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
