"""What the service needs to know of how its learner trains."""

from collections.abc import Callable
from dataclasses import dataclass

from cure_learner.engine.interface import TrainEngine
from cure_learner.model import LoadedModel
from cure_learner.settings import TrainSettings


@dataclass(frozen=True)
class Training:
    """`load` reads the model; `samples`: with weights, so that completions can be served.

    `make_engine` begins a run and raises BridgeError where it cannot; `capabilities` are told in WELCOME.
    """

    load: Callable[[], LoadedModel]
    make_engine: Callable[[LoadedModel, TrainSettings], TrainEngine]
    samples: bool
    capabilities: list[str]
