"""Two learners and one run's folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from cure_learner.errors import BridgeError, UpdateFailed
from cure_learner.workplace import Workplace
from processes import environment

_HOLD = """
import sys, time
from pathlib import Path
from cure_learner.workplace import Workplace

with Workplace(Path(sys.argv[1])).taken_over():
    print("inside", flush=True)
    time.sleep(60)
"""


def test_a_learner_waits_for_another_one_and_goes_on_when_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as other:
        try:
            assert other.stdout.readline() == "inside\n"
            with pytest.raises(BridgeError, match="end it, then start again"), Workplace(tmp_path, 0.3).taken_over():
                pass
        finally:
            other.kill()
        with Workplace(tmp_path, 20).taken_over():
            pass


def test_a_learner_that_was_overtaken_trains_no_more(tmp_path: Path) -> None:
    first, second = Workplace(tmp_path), Workplace(tmp_path)
    with first.taken_over():
        pass
    with first.at_work():
        pass
    with second.taken_over():
        pass
    with pytest.raises(UpdateFailed, match="end this one, and resume"), first.at_work():
        pass
    with second.at_work():
        pass
