"""The child of `judge`: limits itself, then runs every program on every input."""

import io
import json
import resource
import signal
import sys
from contextlib import redirect_stdout

SECONDS_A_RUN = 1.0


def expire(_signal, _frame):
    raise TimeoutError


def run(code, text: str) -> str | None:
    """What the compiled program prints on the input, whitespace collapsed; None if it fails or takes too long."""
    sys.stdin, printed = io.StringIO(text), io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, SECONDS_A_RUN)
    try:
        with redirect_stdout(printed):
            exec(code, {"__name__": "__main__"})  # what this process exists for
    except BaseException:  # a sampled program may raise anything, SystemExit included
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return " ".join(printed.getvalue().split())


def compiled(program: str):
    try:
        return compile(program, "program", "exec")
    except (SyntaxError, ValueError):
        return None


request = json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_CPU, (request["cpuSeconds"], request["cpuSeconds"]))
resource.setrlimit(resource.RLIMIT_AS, (request["memoryBytes"], request["memoryBytes"]))
signal.signal(signal.SIGALRM, expire)
table = []
for program in request["programs"]:
    code = compiled(program)
    table.append([None if code is None else run(code, text) for text in request["inputs"]])
json.dump(table, sys.stdout)
