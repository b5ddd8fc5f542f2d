"""Weights for the servers that sample: a Hugging Face folder for each version, without the optimiser."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from cure_learner.engine.interface import TrainEngine
from cure_learner.whole_folder import write_whole

# Any model that writes programs has expectations of each of its tokens, and training moves them.
_CANARY = "def add(a, b):\n    return a + b\n\n\nprint(add(1, 2))\n"


@dataclass(frozen=True)
class Canary:
    """What the weights say of a fixed text: `logprobs[i]` is that of `tokenIds[i + 1]` given those before it, in nats.

    A server with the same weights says the same, within what its number format rounds.
    """

    tokenIds: list[int]
    logprobs: list[float]


@dataclass(frozen=True)
class Manifest:
    """One published version, also in its folder as manifest.json."""

    path: str
    policyVersion: int
    canary: Canary


class PublishedWeights:
    """`version-000012/` folders in one directory of their own, by policy version."""

    def __init__(self, directory: Path):
        self._directory = directory
        self._newest: Manifest | None = None

    def publish(self, engine: TrainEngine) -> Manifest:
        """Write the engine's weights, unless they are there. Raises OSError.

        The version published before stays, since a server may be started on it until it has loaded the new one; all
        older ones go. Whoever publishes the next version says by it that every server has this one.
        """
        before = self._newest
        if before is not None and before.policyVersion == engine.policy_version:
            return before
        self._directory.mkdir(exist_ok=True)
        target = self._directory / f"version-{engine.policy_version:06d}"
        manifest = Manifest(str(target), engine.policy_version, Canary(*engine.score(_CANARY)))

        def fill(folder: Path) -> None:
            engine.export(folder)
            (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1))

        write_whole(target, fill)
        needed = {manifest.path} | ({before.path} if before is not None else set())
        for folder in self._directory.iterdir():
            if str(folder) not in needed:
                shutil.rmtree(folder)
        self._newest = manifest
        return manifest
