"""What rank 0 tells another process: real processes over gloo on loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from processes import environment, sequences

_PROGRAM = """
import os, sys
import numpy as np
from cure_learner.distributed.group import Group
from processes import sequences

group = Group("cpu")
if group.rank == 0:
    group.tell({"do": "update", "temperature": 0.5}, tuple(sequences(3).values()))
    group.tell({"do": "nothing"}, tuple(sequences(0).values()))
    header, arrays = {}, []
else:
    header, arrays = group.hear()
    empty = group.hear()
    assert empty[0] == {"do": "nothing"} and [len(array) for array in empty[1]] == [0, 1, 0, 0, 0, 0]
agreed = [group.agree(group.rank == 0), group.agree(group.rank == 1)]
reduced = [group.reduce([1.5, group.rank], "sum"), group.reduce([1.5, group.rank], "max")]
import json
print(json.dumps([header, [array.tolist() for array in arrays], agreed, reduced]), flush=True)
if group.rank == 0:
    os._exit(3)
try:
    group.hear()
except RuntimeError:
    print("gone")
"""


_PULSES = """
import sys
from cure_learner.distributed import pulse

pulse._BEAT_SECONDS, pulse._SILENT_SECONDS = 0.1, 0.5
from cure_learner.distributed.group import Group

Group("cpu")
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def two_ranks(program: str) -> Iterator[list[subprocess.Popen]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "GLOO_SOCKET_IFNAME": "lo"}
    path = os.pathsep.join([os.path.dirname(__file__), environment()["PYTHONPATH"]])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment() | shared | {"RANK": str(rank), "LOCAL_RANK": str(rank), "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_ranks_hear_and_agree_and_notice_that_rank_0_is_gone() -> None:
    with two_ranks(_PROGRAM) as processes:
        said = [process.communicate(timeout=300)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [3, 0]
    (_, _, *first), (header, arrays, *second) = (json.loads(lines[0]) for lines in said)
    assert first == second == [[True, False], [[3.0, 1.0], [1.5, 1.0]]]
    assert header == {"do": "update", "temperature": 0.5}
    for sent, heard in zip(sequences(3).values(), arrays, strict=True):
        np.testing.assert_array_equal(sent, np.array(heard, sent.dtype))
    assert said[1][1] == "gone"


def test_a_rank_that_stands_still_is_named() -> None:
    with two_ranks(_PULSES) as (first, second):
        limit = threading.Timer(300, first.kill)  # A starved machine takes a minute to start two ranks.
        limit.start()
        assert [rank.stdout.readline() for rank in (first, second)] == ["ready\n"] * 2
        second.send_signal(signal.SIGSTOP)
        named = f"waiting for rank 1 (process {second.pid} on "
        assert any(named in line for line in first.stderr)
        limit.cancel()
