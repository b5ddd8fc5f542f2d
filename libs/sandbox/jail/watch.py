"""Watches a child from the outside, by the kernel's clocks: a program can neither stop nor change them."""
import os
import select
import signal
import time

import progress

_LOADING_NS = 60 * 10**9
# A job is slow that used so much CPU time, or was so long off the CPU. What a quick one waits for others is not counted, down to a tenth of a core.
_SLOW_CPU_NS, _SLOW_IDLE_NS, _SLOW_SHARING = 10**8, 2 * 10**8, 10
# Where the limits are of wall time, slow is what holds a jail for so long, whoever else has the cores.
_SLOW_WALL_NS = 10**8


class Watch:
    """
    Ends a child that uses up a test's CPU time, or that spends more than the idle limit off the CPU. What it may have waited for
    others that share its core is no idleness: its CPU time counts `sharing` times. With 0 the idle limit is one of wall time.
    """

    def __init__(self, pid, job, on_slow):
        self._pid = pid
        self._tests = job['tests']
        self._clock = (~pid) << 3 | 2  # the kernel's number of another process's CPU clock
        self._cpu_limit, self._idle_limit, self._sharing = job['cpuLimitMs'] * 10**6, job['idleLimitMs'] * 10**6, job['sharing']
        self._test, self._cpu_start, self._wall_start = -1, 0, time.monotonic_ns()
        self._cpu, self._wall = 0, self._wall_start
        self._began, self._on_slow = self._wall_start, on_slow
        self._slow_idle, self._slow_sharing = (_SLOW_IDLE_NS, _SLOW_SHARING) if self._sharing else (_SLOW_WALL_NS, 0)

    def until_end(self):
        """Returns what it was ended by, 'cpu' or 'idle', or None where it ended by itself."""
        pidfd = os.pidfd_open(self._pid)
        try:
            poller = select.poll()
            poller.register(pidfd, select.POLLIN)
            left = min(self._cpu_limit, self._idle_limit, _SLOW_CPU_NS)
            while not poller.poll(left // 10**6 + 1):
                self._look(time.clock_gettime_ns(self._clock), time.monotonic_ns())
                used = self._cpu - self._cpu_start
                cpu_left = self._cpu_limit - used
                idle_left = (self._idle_limit if self._test >= 0 else _LOADING_NS) - (self._wall - self._wall_start - self._sharing * used)
                left = min(cpu_left, idle_left)
                if left <= 0:
                    os.kill(self._pid, signal.SIGKILL)
                    return 'cpu' if cpu_left <= 0 else 'idle'
                if self._on_slow:
                    left = min(left, self._until_slow())
        finally:
            os.close(pidfd)

    def _until_slow(self):
        """Nanoseconds in which the job may turn out to be slow; calls `on_slow` once it has."""
        left = min(_SLOW_CPU_NS - self._cpu, self._slow_idle - (self._wall - self._began - self._slow_sharing * self._cpu))
        if left > 0:
            return left
        self._on_slow()
        self._on_slow = None
        return self._cpu_limit

    def _look(self, cpu, wall):
        """The child says when its test began; our clocks bound what it can say."""
        if progress.reached() == progress.READY:
            running = min(max(progress.page[progress.RUNNING], 0), self._tests - 1)  # so that it can move its limits once a test at most
            if running > self._test:
                self._test = running
                self._cpu_start = min(max(progress.page[progress.CPU_START], self._cpu), cpu)
                self._wall_start = min(max(progress.page[progress.WALL_START], self._wall), wall)
        self._cpu, self._wall = cpu, wall

    def start_of_last(self, cpu_ns):
        """CPU nanoseconds that the child had used when its last test began."""
        self._look(cpu_ns, time.monotonic_ns())
        return self._cpu_start
