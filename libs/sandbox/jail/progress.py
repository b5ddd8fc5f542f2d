"""The page that the server shares with the child that runs a program: how far it is, and one record a test.

A program can write to it. That gains it nothing: it spoils its own row only, and the server believes no time that its own clocks contradict.
"""
import mmap

MOST_TESTS = 512  # in one job
LOADED, RUNNING, DONE, CPU_START, WALL_START = range(5)
_FIRST, _WIDTH = 5, 3
# Codes of a record beside the exit codes 0 to 255.
COMPILE_ERROR, OUT_OF_MEMORY = -1, -2

page = memoryview(mmap.mmap(-1, (_FIRST + _WIDTH * MOST_TESTS) * 8)).cast('q')


def clear():
    page[LOADED], page[RUNNING], page[DONE], page[CPU_START], page[WALL_START] = 0, -1, 0, 0, 0


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
