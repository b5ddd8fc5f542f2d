"""Starting the ranks: by torchrun's own library on this machine, by DeepSpeed's launcher on those of a hostfile."""

import ctypes
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from torch.distributed import PrefixStore, TCPStore
from torch.distributed.elastic.multiprocessing.api import DefaultLogsSpecs, SignalException
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError, ProcessFailure
from torch.distributed.elastic.rendezvous import RendezvousInfo, RendezvousStoreInfo, rendezvous_handler_registry
from torch.distributed.elastic.rendezvous.static_tcp_rendezvous import StaticTCPRendezvous
from torch.distributed.launcher.api import LaunchConfig, elastic_launch

from cure_learner.errors import LearnerError
from cure_learner.parent import PARENT_WATCH, watch_parent

_LOOPBACK, _RENDEZVOUS = "127.0.0.1", "loopback"
_START_SECONDS = 600
# Less than the pipeline waits before it kills.
_GRACE_SECONDS = 8
_READY = '{"type": "ready"'
_PR_SET_PDEATHSIG = 1


def is_rank() -> bool:
    """Whether a launcher started this process."""
    return "RANK" in os.environ


def launch(processes: int, arguments: list[str]) -> None:
    """Run the command with these arguments as `processes` ranks on this machine, until all have ended.

    One rank's death ends all. Raises LearnerError with a sentence that names the rank.
    """
    rendezvous_handler_registry.register(_RENDEZVOUS, _Loopback.make)
    if platform.system() == "Linux":
        # All are on this machine: nothing of theirs should be reachable from another.
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        os.environ.setdefault("NCCL_SOCKET_IFNAME", "lo")
    with tempfile.TemporaryDirectory(prefix="cure-learner-") as reports:
        _run(processes, arguments, reports)


def _run(processes: int, arguments: list[str], reports: str) -> None:
    """`reports` is a folder in which the launcher looks for what ranks say of their end."""
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=processes,
        run_id="learner",
        role="learner",
        rdzv_backend=_RENDEZVOUS,
        rdzv_timeout=_START_SECONDS,
        max_restarts=0,
        local_addr=_LOOPBACK,
        logs_specs=DefaultLogsSpecs(log_dir=reports),
        shutdown_timeout=_GRACE_SECONDS,
    )
    try:
        elastic_launch(config, sys.executable)("-m", "cure_learner", *arguments)
    except ChildFailedError as error:
        raise LearnerError(_sentence(*error.get_first_failure())) from error
    except SignalException:
        pass  # Someone wanted an end, and the ranks have ended.


def launch_on_hosts(hostfile: str, arguments: list[str], watch: bool) -> None:
    """As `launch`, on the machines of a hostfile (lines like `host slots=8`), by DeepSpeed's launcher, ssh and pdsh.

    Rank 0 is on the first. Its ready line comes through pdsh with the host's name before it, which is taken away.
    """
    command = [sys.executable, "-m", "deepspeed.launcher.runner", "--hostfile", hostfile, "--no_local_rank"]
    # The ranks cannot see this process's standard input: it watches for them.
    command += ["--module", "cure_learner", *(word for word in arguments if word != PARENT_WATCH)]
    runner = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    wanted = threading.Event()

    def end(*_: object) -> None:
        wanted.set()
        _terminate_tree(runner.pid)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if watch:
        watch_parent(end)
    for line in runner.stdout:
        ready = line.find(_READY)
        print(line[max(ready, 0) :], end="", file=sys.stderr if ready < 0 else sys.stdout, flush=True)
    code = runner.wait()
    if code != 0 and not wanted.is_set():
        raise LearnerError(f"DeepSpeed's launcher ended with exit code {code}: look above for why.")


def _terminate_tree(pid: int) -> None:
    """SIGTERM to a process and all below it: DeepSpeed's launcher does not hand it on."""
    import psutil  # DeepSpeed brings it.

    try:
        top = psutil.Process(pid)
        for process in [*top.children(recursive=True), top]:
            process.terminate()
    except psutil.NoSuchProcess:
        pass  # It has ended by itself.


def end_with_launcher() -> None:
    """Let this rank be killed when its launcher is. Elsewhere than on Linux it lives until it is told to stop."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            sys.exit(1)  # It was killed before we asked.


def _sentence(rank: int, failure: ProcessFailure) -> str:
    if failure.exitcode < 0:
        name = signal.Signals(-failure.exitcode).name
        return f"Rank {rank} (process {failure.pid}) was killed by {name}: look whether memory ran out, then resume."
    return f"Rank {rank} (process {failure.pid}) ended with exit code {failure.exitcode}: correct that, then resume."


class _Loopback(StaticTCPRendezvous):
    """torchrun's rendezvous for one machine; its store listens on loopback only, not on all addresses."""

    @classmethod
    def make(cls, parameters: object) -> "_Loopback":
        return cls(_LOOPBACK, 0, 0, 1, parameters.run_id, _START_SECONDS)

    def get_backend(self) -> str:
        return _RENDEZVOUS

    def next_rendezvous(self) -> RendezvousInfo:
        listener = socket.create_server((_LOOPBACK, 0))
        port = listener.getsockname()[1]
        self._store = TCPStore(
            _LOOPBACK, port, is_master=True, wait_for_workers=False, master_listen_fd=listener.detach()
        )
        store = PrefixStore(self.run_id, self._store)
        return RendezvousInfo(store, self.rank, self.world_size, RendezvousStoreInfo(_LOOPBACK, port))
