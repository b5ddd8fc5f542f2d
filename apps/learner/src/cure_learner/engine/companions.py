"""What lies beside the weights in a checkpoint, so that it is a model folder like the one it came from."""

import shutil
from pathlib import Path

from cure_learner.model import LoadedModel


def write_companions(loaded: LoadedModel, folder: Path) -> None:
    """The tokenizer, and what a model folder brings along for the pipeline: settings and prompts. Raises OSError."""
    loaded.tokenizer.save_pretrained(folder)
    if (loaded.folder / "cure.yaml").is_file():
        shutil.copy(loaded.folder / "cure.yaml", folder)
    if (loaded.folder / "prompts").is_dir():
        shutil.copytree(loaded.folder / "prompts", folder / "prompts")
