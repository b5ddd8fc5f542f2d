"""Real DeepSpeed in real processes; runs in the environment that install.py makes."""

import os
import sys
from pathlib import Path

import pytest

from tiny_models import save_llama

# What DeepSpeed compiles is kept with it, and compiled by one process at a time.
os.environ.setdefault("TORCH_EXTENSIONS_DIR", str(Path(sys.prefix) / "extensions"))


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_llama(tmp_path_factory.mktemp("llama") / "tiny-llama")
