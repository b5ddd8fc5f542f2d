"""`cure_learner serve --engine deepspeed` in one of its ranks."""

import argparse
import signal
from pathlib import Path

import torch
from transformers.utils import logging as transformers_logging

from cure_learner.distributed.follower import follow
from cure_learner.distributed.group import Group
from cure_learner.distributed.launch import end_with_launcher
from cure_learner.distributed.leader import Leader
from cure_learner.model import load_model
from cure_learner.serve import serve
from cure_learner.stop import Stop
from cure_learner.training import Training


def serve_rank(arguments: argparse.Namespace) -> None:
    """Rank 0 serves as any learner does; the others do what it tells them. Raises LearnerError."""
    end_with_launcher()
    transformers_logging.disable_progress_bar()
    group = Group(arguments.device)
    if group.rank > 0:
        # Rank 0 says when to stop; when it is gone, waiting for it fails at once.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        if arguments.threads is not None:
            torch.set_num_threads(arguments.threads)
        return follow(group, Path(arguments.model).resolve(), arguments.options)
    stop = Stop()
    leader = Leader(group, stop.because)
    training = Training(
        load=lambda: load_model(arguments.model, group.device, outline=True),
        make_engine=lambda loaded, settings: leader.begin(loaded, settings, arguments.options),
        samples=False,
        capabilities=["publish"],
    )
    try:
        serve(arguments, training, stop)
    finally:
        leader.stop()
