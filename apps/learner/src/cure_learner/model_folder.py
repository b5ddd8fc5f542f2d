"""What a model folder must hold. Needs no torch, so that a mistyped path is told at once."""

from pathlib import Path

from cure_learner.errors import LearnerError


def check_model_folder(folder: str) -> Path:
    """The folder's absolute path. Raises LearnerError where it is no Hugging Face model folder with safetensors."""
    path = Path(folder).resolve()
    if not (path / "config.json").is_file():
        raise LearnerError(f"'{folder}' is no model folder: it needs config.json, *.safetensors and a tokenizer.")
    if not any(path.glob("*.safetensors")):
        raise LearnerError(f"'{folder}' holds no *.safetensors file: save the model with save_pretrained first.")
    return path
