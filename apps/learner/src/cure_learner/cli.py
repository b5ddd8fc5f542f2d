"""The command line."""

import argparse
import json
import os
import sys
from _thread import interrupt_main
from pathlib import Path

from cure_learner.addresses import check_bridge_address, parse_http_address
from cure_learner.bridge.keys import read_keys
from cure_learner.engine.deepspeed_options import read_options
from cure_learner.errors import LearnerError
from cure_learner.http.admission import read_token
from cure_learner.model_folder import find_model
from cure_learner.parent import PARENT_WATCH, watch_parent
from cure_learner.wandb_log import log_to_wandb


def main() -> int:
    """Run a command; the exit code: 0, or 2 after one sentence on standard error."""
    arguments = _parser().parse_args()
    # Before torch is imported: threads that spin while they wait starve everyone else on a shared machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        if arguments.command == "doctor":
            from cure_learner.doctor import doctor

            doctor(arguments.json)
        elif arguments.command == "wandb":
            log_to_wandb(Path(arguments.run))
        elif arguments.command == "model":
            _find(arguments)
        else:
            _check(arguments)
            _serve(arguments)
    except LearnerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _find(arguments: argparse.Namespace) -> None:
    if arguments.smollm2 is None:
        if arguments.parent_pid_watch:
            watch_parent(lambda: os._exit(1))  # What has come is kept, and threads that download are not waited for.
        folder = find_model(arguments.name, weights=not arguments.without_weights)
    else:
        from cure_learner.smollm2 import make_smollm2

        if arguments.parent_pid_watch:
            watch_parent(interrupt_main)  # It takes its temporary folder away.
        folder = Path(arguments.smollm2).resolve()
        make_smollm2(folder)
    print(json.dumps({"folder": str(folder)}), flush=True)


def _serve(arguments: argparse.Namespace) -> None:
    if arguments.engine == "torch":
        from cure_learner.serve import serve_torch

        return serve_torch(arguments)
    from cure_learner.distributed.launch import is_rank, launch, launch_on_hosts

    if is_rank():
        # Libraries print as they are imported; standard output belongs to rank 0's ready line.
        sys.stdout = sys.stderr
        from cure_learner.distributed.serve_rank import serve_rank

        serve_rank(arguments)
    elif arguments.hostfile is not None:
        launch_on_hosts(arguments.hostfile, sys.argv[1:], arguments.parent_pid_watch)
    else:
        launch(arguments.processes, sys.argv[1:])


def _check(arguments: argparse.Namespace) -> None:
    """What can be wrong without torch, whose import takes seconds."""
    arguments.token = read_token(os.environ)
    parse_http_address(arguments.http, guarded=arguments.token is not None)
    arguments.bridge_keys = None if arguments.keys is None else read_keys(arguments.keys)
    if arguments.bridge is not None:
        check_bridge_address(arguments.bridge, guarded=arguments.bridge_keys is not None)
    if arguments.resume and arguments.checkpoints is None:
        raise LearnerError("--resume needs --checkpoints DIR.")
    if arguments.engine == "deepspeed":
        arguments.options = read_options(
            arguments.deepspeed_config, arguments.gradient_checkpointing, arguments.lora_rank
        )
    elif (name := _only_for_deepspeed(arguments)) is not None:
        raise LearnerError(f"--{name} needs --engine deepspeed.")
    arguments.model = str(find_model(arguments.model))


def _only_for_deepspeed(arguments: argparse.Namespace) -> str | None:
    """The name of an argument that the torch engine would not heed."""
    names = ("deepspeed-config", "processes", "hostfile", "gradient-checkpointing", "lora-rank")
    given = (name for name in names if getattr(arguments, name.replace("-", "_")) not in (None, False, 1))
    return next(given, None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cure_learner", description="The learner of cure-ts.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve samples and train, until told to stop")
    serve.add_argument("--model", required=True, metavar="NAME", help="model folder, or organisation/name of the hub")
    serve.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    serve.add_argument(
        "--http",
        default="127.0.0.1:0",
        metavar="HOST:PORT",
        help="port 0: the system chooses; one that others reach needs a token in CURE_LEARNER_TOKEN",
    )
    serve.add_argument(
        "--bridge",
        metavar="tcp://HOST:PORT",
        help="without it nothing can be trained; one that others reach needs --keys",
    )
    serve.add_argument("--keys", metavar="DIR", help="the learner's keys and its list of callers, made by cure keys")
    serve.add_argument("--checkpoints", metavar="DIR", help="where checkpoints go if HELLO names no folder")
    serve.add_argument("--resume", action="store_true", help="go on from the newest checkpoint there")
    serve.add_argument("--threads", type=_positive, metavar="N", help="cores to compute with")
    serve.add_argument(PARENT_WATCH, action="store_true", help="end when standard input closes")
    serve.add_argument("--engine", choices=("torch", "deepspeed"), default="torch", help="deepspeed only trains")
    ranks = serve.add_argument_group("with --engine deepspeed")
    ranks.add_argument("--deepspeed-config", metavar="FILE", help="DeepSpeed's own JSON: ZeRO stage, offloading, bf16")
    ranks.add_argument("--processes", type=_positive, default=1, metavar="N", help="ranks on this machine, one a GPU")
    ranks.add_argument("--hostfile", metavar="FILE", help="DeepSpeed's: ranks on several machines instead")
    ranks.add_argument(
        "--gradient-checkpointing", action="store_true", help="recompute activations, to need less memory"
    )
    ranks.add_argument("--lora-rank", type=_positive, metavar="R", help="train adapters of this rank, not the weights")
    doctor = commands.add_parser("doctor", help="say which versions and which device there are")
    doctor.add_argument("--json", action="store_true")
    model = commands.add_parser("model", help="fetch a model, and say which folder holds it")
    which = model.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", help="a folder, or organisation/name[@revision] of the Hugging Face hub")
    which.add_argument("--smollm2", metavar="DIR", help="make SmolLM2-135M-Instruct there")
    model.add_argument("--without-weights", action="store_true", help="the tokenizer and the configuration only")
    model.add_argument(PARENT_WATCH, action="store_true", help="end when standard input closes")
    wandb = commands.add_parser("wandb", help="log figures from standard input to Weights & Biases")
    wandb.add_argument("--run", required=True, metavar="DIR", help="the run's folder")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value
