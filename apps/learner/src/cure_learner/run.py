"""One run of training on the compute thread: engine, checkpoints, journal."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from cure_learner.checkpoints import Checkpoints, check_files, read_state, step_name
from cure_learner.engine.batch import Batch
from cure_learner.engine.interface import TrainEngine
from cure_learner.errors import BridgeError, LearnerError, UpdateFailed
from cure_learner.journal import Entry, Journal
from cure_learner.log import log
from cure_learner.published import Manifest, PublishedWeights
from cure_learner.settings import TrainSettings
from cure_learner.workplace import Workplace


class Run:
    """A run from its initial model or from its newest whole checkpoint.

    `done` are the phases already trained when it began; `step` is the last finished step, 0 for none.
    """

    def __init__(self, run_id: str, settings: TrainSettings, make_engine: Callable[[TrainSettings], TrainEngine]):
        """Raises BridgeError CONFLICT where the checkpoint folder is another run's, or another learner works there."""
        self._run_id = run_id
        self._settings = settings
        self._checkpoints: Checkpoints | None = None
        self._published: PublishedWeights | None = None
        self._journal: Journal | None = None
        self._workplace: Workplace | None = None
        self._uncommitted: tuple[str, dict[str, float]] | None = None
        self.step = 0
        self.done: list[Entry] = []
        if settings.checkpoint_dir is not None:
            self._checkpoints = Checkpoints(Path(settings.checkpoint_dir), settings.keep_checkpoints)
            self._refuse_foreign(self._checkpoints)
            self._published = PublishedWeights(self._checkpoints.directory / "served")
        self.engine = make_engine(settings)
        if self._checkpoints is not None:
            self._journal = Journal(self._checkpoints.directory / "journal.jsonl")
            self._workplace = Workplace(self._checkpoints.directory)
            with self._workplace.taken_over():
                self._resume(self._checkpoints)
                self.done = self._journal.restart(self.step)

    def train(
        self,
        batch: Batch,
        step: int,
        phase: str,
        last: bool,
        digest: str,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Entry:
        """Train one phase and, if it is the step's last and the step's turn, commit a checkpoint.

        Raises UpdateFailed and Cancelled. When only the writing failed, the update stays done, and the same batch
        sent again only writes.
        """
        with nullcontext() if self._workplace is None else self._workplace.at_work():
            if self._uncommitted is not None and self._uncommitted[0] == digest:
                metrics = self._uncommitted[1]
            else:
                metrics = self.engine.update(batch, progress, cancelled)
                self._uncommitted = (digest, metrics)
            commits = self._checkpoints is not None and last and step % self._settings.save_every == 0
            path = str(self._checkpoints.directory / step_name(step)) if commits else None
            entry = Entry(step, phase, last, digest, self.engine.policy_version, metrics, path)
            self._write(entry)
            self._uncommitted = None
            if last:
                self.step = step
            return entry

    def _write(self, entry: Entry) -> None:
        try:
            # The line first: a line without its checkpoint is dropped at a restart, a checkpoint without its last
            # line could not answer for its own step.
            if self._journal is not None:
                self._journal.append(entry)
            if entry.checkpoint is not None:
                state = self._state(entry.step, entry.phase)
                self._checkpoints.save(step_name(entry.step), self.engine, state)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UpdateFailed(f"The checkpoint cannot be written ({reason}): make room.", retriable=True) from error

    def save(self, step: int, label: str) -> str:
        """Write a checkpoint under a name of its own; returns its path. Raises BridgeError."""
        if self._checkpoints is None:
            raise BridgeError("BAD_MESSAGE", "This run has no checkpointDir: say HELLO with one.")
        try:
            return str(self._checkpoints.save(label, self.engine, self._state(step, "")))
        except OSError as error:
            raise BridgeError("BAD_MESSAGE", f"'{label}' cannot be written ({error.strerror}): make room.") from error

    def publish(self) -> Manifest:
        """Write the weights as they are now for servers that sample. Raises BridgeError."""
        if self._published is None:
            raise BridgeError("BAD_MESSAGE", "This run has no checkpointDir: say HELLO with one.")
        try:
            return self._published.publish(self.engine)
        except OSError as error:
            reason = error.strerror or str(error)
            raise BridgeError("BAD_MESSAGE", f"The weights cannot be written ({reason}): make room.") from error

    def _state(self, step: int, phase: str) -> dict:
        return {"runId": self._run_id, "step": step, "phase": phase, "settings": asdict(self._settings)}

    def _refuse_foreign(self, checkpoints: Checkpoints) -> None:
        for _, folder in checkpoints.newest_first():
            if not self._settings.resume:
                raise BridgeError(
                    "CONFLICT", f"{checkpoints.directory} holds checkpoints: resume them or choose another folder."
                )
            try:
                owner = read_state(folder)["runId"]
            except LearnerError:
                continue
            if owner != self._run_id:
                raise BridgeError(
                    "CONFLICT", f"{checkpoints.directory} belongs to run '{owner}': choose another folder."
                )

    def _resume(self, checkpoints: Checkpoints) -> None:
        for step, folder in checkpoints.newest_first():
            try:
                state = read_state(folder)
                check_files(folder, state)
                self.engine.load(folder, state["engine"])
            except LearnerError as error:
                log(f"warning: {error} The one before it is used.")
                continue
            self.step = step
            return
