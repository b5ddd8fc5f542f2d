"""`cure_learner serve`: put the parts together, say when they are ready, take them apart again."""

import argparse
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from transformers.utils import logging as transformers_logging

from cure_learner.addresses import parse_http_address
from cure_learner.bridge.server import BridgeServer
from cure_learner.bridge.session import Session
from cure_learner.checkpoints import Checkpoints, read_state
from cure_learner.compute import Compute
from cure_learner.engine.torch_engine import TorchEngine
from cure_learner.http.app import App
from cure_learner.http.server import HttpServer
from cure_learner.log import log
from cure_learner.memory import keep_freed_memory
from cure_learner.model import LoadedModel, choose_device, load_model, read_weights
from cure_learner.parent import watch_parent
from cure_learner.policy import Policy
from cure_learner.settings import TrainSettings
from cure_learner.stop import Stop
from cure_learner.training import Training


def serve_torch(arguments: argparse.Namespace) -> None:
    """Serve with weights in this process alone: they train, and they sample. Raises LearnerError."""
    training = Training(
        load=lambda: load_model(arguments.model, choose_device(arguments.device)),
        make_engine=TorchEngine,
        samples=True,
        capabilities=["completions", "in-process", "publish"],
    )
    serve(arguments, training, Stop())


def serve(arguments: argparse.Namespace, training: Training, stop: Stop) -> None:
    """Serve until SIGTERM, SIGINT, SHUTDOWN, the parent's end or `stop`. Raises LearnerError.

    The command line has checked the arguments.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.now())
    if arguments.parent_pid_watch:
        watch_parent(stop.now)
    transformers_logging.disable_progress_bar()
    keep_freed_memory()
    host, port = parse_http_address(arguments.http, guarded=arguments.token is not None)
    # Addresses before the model: a taken port should not cost the time of loading.
    bridge = BridgeServer(arguments.bridge, arguments.bridge_keys) if arguments.bridge else None
    loaded = training.load()
    policy = Policy()
    if arguments.resume and training.samples:
        _resume_weights(loaded, policy, arguments.checkpoints)
    compute = Compute(arguments.threads)
    counts = bridge.tally.counts if bridge else dict
    app = App(loaded, compute, lambda: policy.version, arguments.token, counts, training.samples)
    http = HttpServer(host, port, app.starlette())
    if bridge is not None:
        session = Session(
            loaded,
            compute,
            policy,
            lambda settings: training.make_engine(loaded, settings),
            lambda settings: _with_defaults(settings, arguments),
            bridge.send,
            bridge.post,
            stop.now,
            bridge.tally,
            training.capabilities,
        )
        bridge.start(session.handle)
    http.start()
    ready = {"type": "ready", "http": http.address, "bridge": bridge.address if bridge else None}
    ready |= {"model": loaded.name, "device": loaded.device.type, "pid": os.getpid()}
    print(json.dumps(ready), file=sys.__stdout__, flush=True)
    stop.wait()
    log("stopping")
    compute.stop()
    http.stop()
    if bridge is not None:
        bridge.stop()
    stop.check()


def _with_defaults(settings: TrainSettings, arguments: argparse.Namespace) -> TrainSettings:
    """The command's --checkpoints and --resume stand in where HELLO leaves them open."""
    if settings.checkpoint_dir is not None or arguments.checkpoints is None:
        return settings
    directory = str(Path(arguments.checkpoints).resolve())
    return replace(settings, checkpoint_dir=directory, resume=settings.resume or arguments.resume)


def _resume_weights(loaded: LoadedModel, policy: Policy, directory: str) -> None:
    """Serve the newest whole checkpoint before any run begins."""
    for step, folder in Checkpoints(Path(directory), 1).newest_first():
        try:
            version = read_state(folder)["engine"]["policyVersion"]
            loaded.model.load_state_dict(read_weights(folder).state_dict())
        except Exception:
            log(f"warning: the checkpoint {folder} is not whole; the one before it is used")
            continue
        policy.base_version = version
        log(f"serving step {step}")
        return
