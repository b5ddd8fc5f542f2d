"""Short lines for people, on standard error: standard output belongs to the ready line."""

import sys
import time


def log(line: str) -> None:
    """One line with the time of day."""
    print(f"{time.strftime('%H:%M:%S')} learner: {line}", file=sys.stderr, flush=True)
