"""Traces that a test may leave in its interpreter. Where there is any, the program's next test runs in a new process."""
import os
import random
import sys

# Set anew for every test.
_FRESH_IN_SYS = {'stdin', 'stdout', 'stderr', '__stdin__', '__stdout__', '__stderr__'}
# Grow in ordinary use, and change nothing that a program prints.
_CACHES = {('re', '_cache'), ('re', '_cache2'), ('sys', 'path_importer_cache'), ('sys', 'modules'), ('linecache', 'cache')}


def _sys_now():
    return {key: value for key, value in sys.__dict__.items() if key not in _FRESH_IN_SYS}


class Baseline:
    """What an interpreter looks like before any program ran in it. Cheap to compare with: it is done after every test."""

    def __init__(self, lowest_free_fd):
        self._lowest_free_fd = lowest_free_fd
        modules = {name: module for name, module in sys.modules.items() if name != '__main__'}
        self._modules = modules
        self._contents = [(module.__dict__, dict(module.__dict__)) for name, module in modules.items() if name != 'sys']
        self._sizes = [
            (value, len(value)) for name, module in modules.items() for key, value in module.__dict__.items()
            if type(value) in (dict, list, set) and (name, key) not in _CACHES
        ]
        self._sys = _sys_now()
        self._environment = dict(os.environ)
        self._random = random.getstate()
        self._recursion_limit = sys.getrecursionlimit()

    def restore(self):
        """Puts back what programs change so often that a new process each time would cost too much."""
        sys.setrecursionlimit(self._recursion_limit)
        if random.getstate() != self._random:
            random.setstate(self._random)

    def differs(self):
        return (
            self._modules_changed()
            or _sys_now() != self._sys
            or any(now != before for now, before in self._contents)
            or any(len(value) != size for value, size in self._sizes)
            or dict(os.environ) != self._environment
            or sys.gettrace() is not None
            or sys.getprofile() is not None
            or self._descriptors_moved()
        )

    def _modules_changed(self):
        now = dict(sys.modules)
        now.pop('__main__', None)
        return now != self._modules

    def _descriptors_moved(self):
        probe = os.dup(2)
        os.close(probe)
        return probe != self._lowest_free_fd
