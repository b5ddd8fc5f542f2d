"""What the server shares with the child that runs a program: how far it is, and one record a test.

A program can write to the page of records. That gains it nothing: it spoils its own row only, and the server believes no time that
its own clocks contradict. It can't write to the stage, which the child gives up before: so no program can pass for a fault of ours.
"""
import mmap

MOST_TESTS = 512  # in one job
RUNNING, DONE, CPU_START, WALL_START = range(4)
_FIRST, _WIDTH = 4, 3
# Stages of a child.
FORKED, LOADED, READY = range(3)
# Codes of a record beside the exit codes 0 to 255.
COMPILE_ERROR, OUT_OF_MEMORY = -1, -2

page = memoryview(mmap.mmap(-1, (_FIRST + _WIDTH * MOST_TESTS) * 8)).cast('q')
_clean = bytes(page.nbytes)
_stage = mmap.mmap(-1, mmap.PAGESIZE)


def clear():
    page.cast('B')[:] = _clean
    _stage[0] = FORKED


def reach(stage):
    """Called by the child; from READY on it has no access to its stage."""
    _stage[0] = stage
    if stage == READY:
        _stage.close()


def reached():
    return _stage[0]


def start(test, cpu_ns, wall_ns):
    page[CPU_START], page[WALL_START] = cpu_ns, wall_ns
    page[RUNNING] = test


def finish(test, code, cpu_ns, output_end):
    at = _FIRST + _WIDTH * test
    page[at], page[at + 1], page[at + 2] = code, cpu_ns, output_end
    page[DONE] = test + 1


def record(test):
    """(code, CPU nanoseconds, end of its output in the output file) of a test that is done."""
    at = _FIRST + _WIDTH * test
    return page[at], page[at + 1], page[at + 2]
