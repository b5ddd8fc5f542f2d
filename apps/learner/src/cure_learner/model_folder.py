"""Where a model is, and what its folder must hold. Needs no torch, so that a mistyped path is told at once."""

from pathlib import Path

from cure_learner.errors import LearnerError
from cure_learner.hub import fetch, is_hub_id


def find_model(name: str, weights: bool = True) -> Path:
    """The folder of a model: `name` is one, or else a model of the hub, `organisation/name[@revision]`.

    A hub's model is fetched into the cache where it is not there. Raises LearnerError.
    """
    if Path(name).exists() or not is_hub_id(name):
        return check_model_folder(name)
    folder = fetch(name, weights)
    if weights and not any(folder.glob("*.safetensors")):
        raise LearnerError(f"'{name}' has no model*.safetensors on the hub: choose a model that is saved as such.")
    if not (folder / "config.json").is_file():
        raise LearnerError(f"'{name}' has no config.json on the hub: choose a model of transformers' kind.")
    return folder


def check_model_folder(folder: str) -> Path:
    """The folder's absolute path. Raises LearnerError where it is no Hugging Face model folder with safetensors."""
    path = Path(folder).resolve()
    if not (path / "config.json").is_file():
        raise LearnerError(f"'{folder}' is no model folder: it needs config.json, *.safetensors and a tokenizer.")
    if not any(path.glob("*.safetensors")):
        raise LearnerError(f"'{folder}' holds no *.safetensors file: save the model with save_pretrained first.")
    return path
