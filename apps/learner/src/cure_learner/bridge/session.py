"""What the learner answers to each message. Lives in the bridge's thread; work happens in the compute thread."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import asdict, replace
from typing import Any

from cure_learner import __version__
from cure_learner.bridge.batch import Turn, read_batch, read_turn
from cure_learner.bridge.frames import PROTOCOL, Buffer, decode_header
from cure_learner.bridge.ledger import Ledger
from cure_learner.bridge.tally import Tally
from cure_learner.bridge.work import Requester, Work
from cure_learner.checkpoints import LABEL
from cure_learner.compute import Compute
from cure_learner.engine.interface import TrainEngine
from cure_learner.errors import BridgeError, Cancelled, LearnerError, UpdateFailed
from cure_learner.journal import Entry
from cure_learner.log import log
from cure_learner.model import LoadedModel
from cure_learner.policy import Policy
from cure_learner.run import Run
from cure_learner.settings import TrainSettings, read_settings

# Reading a large model takes minutes; the pipeline gives up after one without a word.
_STARTING_SECONDS = 10.0
# An hour: a model of hundreds of GB from a slow disk, or DeepSpeed that compiles itself.
_STARTING_TIMES = 360


class Session:
    """One run at a time, one batch in flight."""

    def __init__(
        self,
        loaded: LoadedModel,
        compute: Compute,
        policy: Policy,
        make_engine: Callable[[TrainSettings], TrainEngine],
        defaults: Callable[[TrainSettings], TrainSettings],
        send: Callable[[bytes, dict[str, Any]], None],
        post: Callable[[Callable[[], None]], None],
        shut_down: Callable[[], None],
        tally: Tally,
        capabilities: list[str],
    ):
        """`send` takes an identity and a header; `post` runs a function in the bridge's thread, from any thread."""
        self._tally, self._capabilities = tally, capabilities
        self._loaded, self._compute, self._policy = loaded, compute, policy
        self._make_engine, self._defaults = make_engine, defaults
        self._send, self._post, self._shut_down = send, post, shut_down
        self._epoch = secrets.token_hex(8)
        self._run: Run | None = None
        self._run_id = ""
        self._settings: TrainSettings | None = None
        self._ledger = Ledger(0, [])
        self._work = Work(compute, post)

    def handle(self, identity: bytes, frames: list[Buffer]) -> None:
        """Answer one message; whatever is wrong with it becomes an ERROR."""
        requester = Requester(identity, "", "")
        try:
            header = decode_header(frames)
            requester = Requester(identity, _text(header, "id"), _text(header, "runId"))
            self._dispatch(requester, header, frames[2:])
        except BridgeError as error:
            self._tally.add(error.code)
            self._reply(requester, "ERROR", code=error.code, message=str(error))
        except Exception as error:  # a fault of ours must not end the thread that everybody talks to
            self._tally.add("FAULT", _short(error))
            self._reply(requester, "ERROR", code="BAD_MESSAGE", message=f"Not understood: {_short(error)}.")

    def _dispatch(self, requester: Requester, header: dict[str, Any], buffers: list[Buffer]) -> None:
        kind, epoch = _text(header, "type"), _text(header, "epoch")
        if kind == "HELLO":
            return self._hello(requester, header)
        handlers = {
            "BATCH": self._batch,
            "SAVE": self._save,
            "PUBLISH": self._publish,
            "PING": self._ping,
            "SHUTDOWN": self._shutdown,
        }
        if kind not in handlers:
            raise BridgeError("BAD_MESSAGE", f"'{kind[:40]}' is no message type that a learner answers.")
        if epoch != self._epoch or (self._run is not None and requester.run_id != self._run_id):
            raise BridgeError("FENCED", "This message was meant for another life of the learner: say HELLO again.")
        handlers[kind](requester, header, buffers)

    # HELLO

    def _hello(self, requester: Requester, header: dict[str, Any]) -> None:
        settings = self._defaults(read_settings(header.get("settings")))
        if not requester.run_id:
            raise BridgeError("BAD_MESSAGE", "'runId' must name the run.")
        if self._run is not None and requester.run_id == self._run_id:
            if replace(settings, resume=False) != replace(self._settings, resume=False):
                raise BridgeError(
                    "CONFLICT",
                    "The learner trains this run with other settings: keep them, or start the learner again.",
                )
            return self._welcome(requester)
        self._work.require_free()
        future = self._work.begin(
            "starting a run",
            requester,
            lambda: Run(requester.run_id, settings, self._make_engine),
            lambda requester, future: self._run_started(requester, future, settings),
        )
        threading.Thread(target=self._say_starting, args=(future, requester), name="starting", daemon=True).start()

    def _say_starting(self, future: "Future[Run]", requester: Requester) -> None:
        def unless_started(kind: str, **fields: Any) -> None:
            # No epoch: there is none yet that the pipeline has heard of.
            self._post(lambda: None if future.done() else self._reply(requester, kind, epoch="", **fields))

        for _ in range(_STARTING_TIMES):
            if wait([future], timeout=_STARTING_SECONDS).done:
                return
            unless_started("STARTING")
        hours = _STARTING_TIMES * _STARTING_SECONDS / 3600
        message = f"The run has not begun for {hours:.1g} h: see what the learner waits for, end it and start again."
        unless_started("ERROR", code="BUSY", message=message)

    def _run_started(self, requester: Requester, future: "Future[Run]", settings: TrainSettings) -> None:
        try:
            run = future.result()
        except BridgeError as error:
            return self._reply(requester, "ERROR", code=error.code, message=str(error))
        except LearnerError as error:
            return self._reply(requester, "ERROR", code="BAD_MESSAGE", message=str(error))
        except Exception as error:
            # The weights may be the initial ones by now, so the run before is over too.
            self._run, self._run_id, self._policy.engine, self._epoch = None, "", None, secrets.token_hex(8)
            return self._reply(
                requester, "ERROR", code="BAD_MESSAGE", message=f"The run cannot begin: {_short(error)}."
            )
        self._run, self._run_id, self._settings = run, requester.run_id, settings
        self._policy.engine = run.engine
        self._ledger = Ledger(run.step, run.done)
        self._epoch = secrets.token_hex(8)
        log(f"run {self._run_id}: preset {settings.preset}, {run.step} steps done")
        self._welcome(requester)

    def _welcome(self, requester: Requester) -> None:
        self._reply(
            requester,
            "WELCOME",
            protocol=PROTOCOL,
            learner={"name": "cure-learner", "version": __version__},
            capabilities=self._capabilities,
            modelHash=self._loaded.model_hash,
            tokenizerHash=self._loaded.tokenizer_hash,
            vocabSize=self._loaded.vocab_size,
            maxSequenceTokens=self._loaded.max_tokens,
            lastCommittedStep=self._ledger.step,
            policyVersion=self._policy.version,
            device=self._loaded.device.type,
        )

    # BATCH

    def _batch(self, requester: Requester, header: dict[str, Any], buffers: list[Buffer]) -> None:
        if self._run is None:
            raise BridgeError("FENCED", "No run has begun: say HELLO first.")
        turn = read_turn(header)
        trained = self._work.turn
        if trained is not None and trained[:2] == turn[:2]:
            if trained.digest != turn.digest:
                raise BridgeError("CONFLICT", f"Step {turn.step} {turn.phase} is being trained on another batch: wait.")
            self._work.answer_instead(requester)
            return self._accepted(requester, turn)
        entry = self._ledger.look_up(turn)
        if entry is not None:
            return self._step_done(requester, entry)
        self._work.require_free()
        batch = read_batch(header, buffers, self._loaded.vocab_size, self._loaded.max_tokens)
        run = self._run
        progress = self._work.progress(
            turn, lambda requester, done: self._progress(requester, turn, done, batch.sequences)
        )
        self._accepted(requester, turn)
        self._work.begin(
            turn,
            requester,
            lambda: run.train(
                batch, turn.step, turn.phase, turn.last, turn.digest, progress, lambda: self._compute.stopping
            ),
            lambda requester, future: self._batch_done(requester, future, turn),
        )

    def _batch_done(self, requester: Requester, future: "Future[Entry]", turn: Turn) -> None:
        try:
            entry = future.result()
        except Cancelled:
            return
        except UpdateFailed as failure:
            return self._step_failed(requester, turn, failure.retriable, str(failure))
        except Exception as error:
            # Weights are as before: an update changes them in its last statement only.
            return self._step_failed(requester, turn, False, f"The update failed: {_short(error)}.")
        self._ledger.add(entry)
        self._step_done(requester, entry)

    def _progress(self, requester: Requester, turn: Turn, done: int, total: int) -> None:
        self._reply(requester, "PROGRESS", step=turn.step, phase=turn.phase, done=done, total=total)

    def _accepted(self, requester: Requester, turn: Turn) -> None:
        self._reply(requester, "ACCEPTED", step=turn.step, phase=turn.phase, digest=turn.digest)

    def _step_done(self, requester: Requester, entry: Entry) -> None:
        self._reply(
            requester,
            "STEP_DONE",
            step=entry.step,
            phase=entry.phase,
            metrics=entry.metrics,
            policyVersion=entry.policyVersion,
            checkpoint=entry.checkpoint,
        )

    def _step_failed(self, requester: Requester, turn: Turn, retriable: bool, message: str) -> None:
        log(f"step {turn.step} {turn.phase} failed: {message}")
        self._reply(requester, "STEP_FAILED", step=turn.step, phase=turn.phase, retriable=retriable, message=message)

    # SAVE, PUBLISH, PING, SHUTDOWN

    def _save(self, requester: Requester, header: dict[str, Any], _buffers: list[Buffer]) -> None:
        step, label = header.get("step"), header.get("label")
        if not isinstance(label, str) or not LABEL.fullmatch(label):
            raise BridgeError("BAD_MESSAGE", "'label' must be a short name like best: small letters, digits, hyphens.")
        run = self._run_at(step)
        self._write(requester, "SAVED", lambda: {"path": run.save(step, label)})

    def _publish(self, requester: Requester, header: dict[str, Any], _buffers: list[Buffer]) -> None:
        run = self._run_at(header.get("step"))
        self._write(requester, "PUBLISHED", lambda: asdict(run.publish()))

    def _write(self, requester: Requester, kind: str, write: Callable[[], dict[str, Any]]) -> None:
        self._work.begin(
            "writing weights", requester, write, lambda requester, future: self._written(requester, future, kind)
        )

    def _written(self, requester: Requester, future: "Future[dict[str, Any]]", kind: str) -> None:
        try:
            self._reply(requester, kind, **future.result())
        except Cancelled:
            return
        except BridgeError as error:
            self._reply(requester, "ERROR", code=error.code, message=str(error))
        except Exception as error:
            self._reply(requester, "ERROR", code="BAD_MESSAGE", message=f"Writing failed: {_short(error)}.")

    def _run_at(self, step: Any) -> Run:
        """The run, whose weights are those of `step` and which does nothing else now. Raises BridgeError."""
        if self._run is None:
            raise BridgeError("FENCED", "No run has begun: say HELLO first.")
        self._work.require_free()
        if step != self._ledger.step:
            raise BridgeError("OUT_OF_ORDER", f"The weights are those of step {self._ledger.step}: name that one.")
        return self._run

    def _ping(self, requester: Requester, _header: dict[str, Any], _buffers: list[Buffer]) -> None:
        step = self._ledger.step if self._work.turn is None else self._work.turn.step
        self._reply(requester, "PONG", busy=self._work.is_busy, step=step, policyVersion=self._policy.version)

    def _shutdown(self, requester: Requester, _header: dict[str, Any], _buffers: list[Buffer]) -> None:
        self._reply(requester, "BYE")
        self._shut_down()

    def _reply(self, requester: Requester, kind: str, **fields: Any) -> None:
        header = {"type": kind, "id": requester.id, "runId": requester.run_id, "epoch": self._epoch}
        self._send(requester.identity, header | fields)


def _text(header: dict[str, Any], name: str) -> str:
    value = header.get(name)
    if not isinstance(value, str) or len(value) > 200:
        raise BridgeError("BAD_MESSAGE", f"'{name}' must be a text of at most 200 characters.")
    return value


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300].rstrip(".") or type(error).__name__
