"""A model of the Hugging Face hub, as a folder of the cache that all libraries of the hub share."""

import os
import re
import time
from pathlib import Path
from typing import Any

from cure_learner.errors import LearnerError
from cure_learner.log import log

_ID = re.compile(r"(?!.*\.\.)([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:@([A-Za-z0-9][\w./-]*))?")
_TOKENIZER = ["config.json", "generation_config.json", "tokenizer*", "special_tokens_map.json", "added_tokens.json"]
_TOKENIZER += ["vocab.json", "merges.txt", "chat_template.jinja"]
# Neither pickled weights nor code, of which nothing is run.
_WEIGHTS = ["model*.safetensors", "model.safetensors.index.json"]
_SECONDS_BETWEEN_LINES = 5


def is_hub_id(name: str) -> bool:
    """Whether `name` reads as `organisation/name` or `organisation/name@revision`."""
    return _ID.fullmatch(name) is not None


def fetch(name: str, weights: bool = True) -> Path:
    """The folder of `organisation/name[@revision]` in the cache, named by its commit; what is missing is downloaded.

    Heeds HF_ENDPOINT, HF_TOKEN (no token that lies on disk is sent), HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.
    Without `weights` only the tokenizer and the configuration come. Raises LearnerError.
    """
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    repository, revision = _ID.fullmatch(name).groups()
    where = f"the hub at {constants.ENDPOINT}"
    try:
        folder = snapshot_download(
            repository,
            revision=revision,
            token=os.environ.get("HF_TOKEN") or False,
            allow_patterns=_TOKENIZER + (_WEIGHTS if weights else []),
            ignore_patterns=["*/*"],
            tqdm_class=_progress(name),
        )
    except RevisionNotFoundError as error:
        raise LearnerError(f"'{name}': {where} has no such revision; correct what stands after the @.") from error
    except GatedRepoError as error:
        raise LearnerError(f"'{name}': {where} asks for leave; accept its terms there and set HF_TOKEN.") from error
    except RepositoryNotFoundError as error:
        hint = "correct the name (a folder's path may begin with ./), and set HF_TOKEN if the model is private"
        raise LearnerError(f"'{name}' is no folder here, and {where} shows no such model; {hint}.") from error
    except LocalEntryNotFoundError as error:
        if constants.HF_HUB_OFFLINE:
            hint = "unset HF_HUB_OFFLINE to download it, or give a folder"
            raise LearnerError(f"'{name}' is no folder here and not whole in the hub's cache; {hint}.") from error
        hint = "check the network and HF_ENDPOINT, then start again: what has come is kept"
        raise LearnerError(f"'{name}' is no folder here, and {where} does not answer; {hint}.") from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        raise LearnerError(f"'{name}': {where} answered {status}; start again: what has come is kept.") from error
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise LearnerError(f"'{name}' could not be fetched ({reason}); start again: what has come is kept.") from error
    return Path(folder)


def _progress(name: str) -> type:
    """What the hub's library draws bars with: here lines of the log, every few seconds."""
    from tqdm import tqdm

    class Progress(tqdm):
        _said = time.monotonic()

        def display(self, *_: Any, **__: Any) -> None:
            # Three bars are made: of files, of bytes that come, of bytes that are on the disk.
            on_disk = self.unit == "B" and (self.desc or "").startswith("Reconstructing")
            if not on_disk or not self.total or time.monotonic() - Progress._said < _SECONDS_BETWEEN_LINES:
                return
            Progress._said = time.monotonic()
            log(f"fetching {name}: {self.n / 1e6:,.0f} of {self.total / 1e6:,.0f} MB")

        def close(self) -> None:
            self.disable = True

    return Progress
