"""What the ranks but the first do: what rank 0 tells them."""

from pathlib import Path
from typing import Any

from cure_learner.distributed.fault import fault_of
from cure_learner.distributed.group import Group
from cure_learner.engine.batch import Batch
from cure_learner.engine.deepspeed_engine import DeepSpeedEngine
from cure_learner.engine.deepspeed_options import DeepSpeedOptions
from cure_learner.errors import BridgeError, Cancelled, LearnerError, UpdateFailed
from cure_learner.settings import TrainSettings


def follow(group: Group, model_folder: Path, options: DeepSpeedOptions) -> None:
    """Carry out rank 0's commands until it says stop. Raises LearnerError when it cannot go on."""
    engine: DeepSpeedEngine | None = None
    try:
        while True:
            header, arrays = group.hear()
            what = header["do"]
            if what == "stop":
                return group.close()
            if what == "begin":
                engine = DeepSpeedEngine(model_folder, TrainSettings(**header["settings"]), options, group)
            elif what != "nothing":
                _carry_out(engine, what, header, arrays)
    except Exception as error:
        raise LearnerError(fault_of(group.rank, error)) from error


def _carry_out(engine: DeepSpeedEngine, what: str, header: dict[str, Any], arrays: list) -> None:
    try:
        if what == "update":
            engine.update(Batch(*arrays, temperature=header["temperature"]), lambda _: None, lambda: False)
        elif what == "score":
            engine.score(header["tokenIds"])
        elif what == "export":
            engine.export(None)
        elif what == "save":
            engine.save(None)
        else:
            engine.load(Path(header["folder"]), header["state"])
    except (UpdateFailed, Cancelled, BridgeError, LearnerError):
        pass  # Every rank comes to this, and rank 0 tells the pipeline.
