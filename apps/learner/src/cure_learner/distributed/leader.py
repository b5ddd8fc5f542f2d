"""Rank 0's engine: whatever it is asked to do, all ranks do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cure_learner.distributed.fault import fault_of
from cure_learner.distributed.group import Group
from cure_learner.engine.batch import Batch
from cure_learner.engine.companions import write_companions
from cure_learner.engine.deepspeed_engine import DeepSpeedEngine
from cure_learner.engine.deepspeed_options import DeepSpeedOptions
from cure_learner.errors import BridgeError, Cancelled, LearnerError, UpdateFailed
from cure_learner.log import log
from cure_learner.model import LoadedModel
from cure_learner.settings import TrainSettings

_IDLE_SECONDS = 20.0
# What all ranks come to alike, or rank 0 when all have done their part (its files): they stay in step. Whatever else is
# raised, only this one knows of.
_SHARED_ENDS = (UpdateFailed, Cancelled, BridgeError, LearnerError, OSError)


class Leader:
    """Tells the other ranks. One run a process: DeepSpeed takes a model apart and cannot put it together again."""

    def __init__(self, group: Group, give_up: Callable[[str], None]):
        """`give_up` ends this process with a sentence: after a fault of one rank the ranks are no longer in step."""
        self._group = group
        self._give_up = give_up
        self._lock = threading.Lock()
        self._begun = self._out_of_step = False
        self._stopped = threading.Event()
        threading.Thread(target=self._keep_awake, name="leader", daemon=True).start()

    def begin(self, loaded: LoadedModel, settings: TrainSettings, options: DeepSpeedOptions) -> "LedEngine":
        """The engine of a run, on all ranks. Raises BridgeError CONFLICT for a second run."""
        if self._begun:
            raise BridgeError("CONFLICT", "With DeepSpeed a learner trains one run: start it again for another one.")
        self._begun = True
        try:
            with self._lock:
                self._group.tell({"do": "begin", "settings": asdict(settings)})
                engine = DeepSpeedEngine(loaded.folder, settings, options, self._group)
        except Exception as error:
            self._fail(error)
            raise
        return LedEngine(self, engine, loaded)

    def stop(self) -> None:
        """Let the other ranks end. They end by themselves where they cannot be told."""
        self._stopped.set()
        if self._out_of_step:
            return  # They may be waiting for something else; the launcher ends them.
        try:
            with self._lock:
                self._group.tell({"do": "stop"})
                self._group.close()
        except RuntimeError as error:
            log(f"the other ranks were not told to stop: {error}")

    @contextmanager
    def all_ranks(self, header: dict[str, Any], arrays: tuple = ()) -> Iterator[None]:
        """While the other ranks carry out a command; rank 0 does so inside.

        Raises Cancelled where the ranks are no longer in step: the learner ends, and how says more than a reply could.
        """
        with self._lock:
            try:
                self._group.tell(header, arrays)
                yield
            except _SHARED_ENDS:
                raise
            except Exception as error:
                self._fail(error)
                raise Cancelled from error

    def _fail(self, error: Exception) -> None:
        self._out_of_step = True
        self._give_up(fault_of(0, error))

    def _keep_awake(self) -> None:
        while not self._stopped.wait(_IDLE_SECONDS):
            # Not while a command is carried out: then they listen to something else.
            if self._lock.acquire(blocking=False):
                try:
                    if not self._stopped.is_set():
                        self._group.tell({"do": "nothing"})
                except RuntimeError as error:
                    return self._fail(error)
                finally:
                    self._lock.release()


class LedEngine:
    """A `TrainEngine` of all ranks together."""

    def __init__(self, leader: Leader, engine: DeepSpeedEngine, loaded: LoadedModel):
        self._leader, self._engine, self._loaded = leader, engine, loaded

    @property
    def policy_version(self) -> int:
        return self._engine.policy_version

    def update(self, batch: Batch, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> dict[str, float]:
        with self._leader.all_ranks({"do": "update", "temperature": batch.temperature}, arrays_of(batch)):
            return self._engine.update(batch, progress, cancelled)

    def score(self, text: str) -> tuple[list[int], list[float]]:
        token_ids = self._loaded.tokenizer(text)["input_ids"]
        with self._leader.all_ranks({"do": "score", "tokenIds": token_ids}):
            return token_ids, self._engine.score(token_ids)

    def export(self, folder: Path) -> None:
        with self._leader.all_ranks({"do": "export"}):
            self._engine.export(folder)
        write_companions(self._loaded, folder)

    def save(self, folder: Path) -> dict[str, Any]:
        with self._leader.all_ranks({"do": "save"}):
            state = self._engine.save(folder)
        write_companions(self._loaded, folder)
        return state

    def load(self, folder: Path, state: dict[str, Any]) -> None:
        with self._leader.all_ranks({"do": "load", "folder": str(folder), "state": state}):
            self._engine.load(folder, state)


def arrays_of(batch: Batch) -> tuple:
    """A batch's arrays in the order of its fields."""
    return (
        batch.token_ids_T,
        batch.cu_seqlens_S1,
        batch.loss_mask_T,
        batch.sampler_logprobs_T,
        batch.advantages_S,
        batch.truncated_S,
    )
