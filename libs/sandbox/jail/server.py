"""The jail's server: forks a child for each job, watches it by the kernel's clocks and reports how it ended.

It never holds a program, an input or an output: the child reads its own job from standard input, and outputs go from
their file to standard output inside the kernel. So nothing of another program can be found in a child's memory.

A job is a frame (length in 4 bytes, big-endian, then JSON) {payloadBytes, tests, cpuLimitMs, idleLimitMs, sharing, memoryLimitBytes,
outputLimitBytes, functionName}, then the payload, JSON {source, tests: [{stdin, files?}]}. The answer is a frame {cells, end}, then the
outputs one after the other. `cells` are [code, cpuMs, outputBytes] of the tests that ended. Where the last of them ended with
its process, `end` is [how, code], how being exit, signal, cpu, idle or fault (ours, before the program began); else null.
A frame {slow: true} may come before the answer: the job turned out to be slow.
"""
import collections
import gc
import json
import os
import random
import resource
import sys

import confinement
import dirt
import program
import progress
import syscall_filter
import watch

_STDIN, _STDOUT, _NULL, _LOWEST_FREE = 3, 4, 5, 6
_INTERPRETER_BYTES = 64 << 20  # address space that an interpreter takes before it runs anything
_THREADS = 128
_SLOW_NICENESS = 10
# Imported once, here. All are free of state that a test could leave unseen; a program that imports others gets a new process for each test.
_COMMON = (
    'abc array bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal enum fractions functools '
    'heapq io itertools json math numbers operator os random re statistics string struct time types typing unicodedata'
).split()
_OWN = ('gc', 'resource', 'select', 'signal', 'mmap', 'confinement', 'program', 'progress', 'dirt', 'ending', 'syscall_filter', 'watch', 'server')


_Prepared = collections.namedtuple('_Prepared', 'filter baseline own_user')


def serve(start):
    """
    Answers jobs until standard input ends. `start`: {isolation, folders (all that may be read), ownUser (the processes of this jail's
    user are counted for it alone)}. Says first whether programs get the filter of system calls, and which version of Landlock they got.
    """
    syscall_filter.die_with_parent()
    syscall_filter.hide_memory()
    syscall_filter.forbid_new_privileges()
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)  # Signals to a program's group reach nobody outside.
    os.closerange(3, min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1 << 16))
    landlock = _confine(start['folders']) if start['isolation'] == 'confined' else 0
    _renew_files()
    for name in _COMMON:
        __import__(name)
    random.seed(0)  # the same numbers in every run: equal programs must get equal verdicts
    for name in list(sys.modules):
        if name in _OWN or 'ctypes' in name:
            del sys.modules[name]
    code = syscall_filter.assemble(os.uname().machine)
    filtered = _works(code)
    prepared = _Prepared(code if filtered else None, dirt.Baseline(_LOWEST_FREE), start['ownUser'])
    _send({'filtered': filtered, 'landlock': landlock})
    gc.collect()
    gc.freeze()
    while (job := _receive()) is not None:
        _answer(job, prepared)


def _confine(folders):
    confinement.drop_capabilities()
    version = confinement.landlock_version()
    if version:
        confinement.landlock(version, folders)
    return version


def _renew_files():
    """New for each program, since flags and offsets of an open file outlive the process that sets them."""
    os.closerange(_STDIN, _LOWEST_FREE)
    files = (os.memfd_create('stdin'), os.memfd_create('stdout'), os.open(os.devnull, os.O_RDWR))
    assert files == (_STDIN, _STDOUT, _NULL)


def _works(code):
    pid = os.fork()
    if pid == 0:
        _leave_after(lambda: syscall_filter.install(code))
    return os.waitpid(pid, 0)[1] == 0


def _leave_after(work):
    """Ends a forked child, whatever happens in it."""
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)


def _answer(job, prepared):
    progress.clear()
    _renew_files()
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        _leave_after(lambda: _be_child(job, prepared, server))
    child = watch.Watch(pid, job, lambda: _turn_slow(pid))
    stopped_by = child.until_end()
    _, status, usage = os.wait4(pid, 0)
    sys.modules.pop('resource', None)  # wait4 imports it; to a program it must be new
    if progress.reached() == progress.FORKED:
        raise SystemExit('a child ended before it had read its job')
    cpu_ns = int((usage.ru_utime + usage.ru_stime) * 1e9)
    if stopped_by:
        end = [stopped_by, 0]
    elif os.WIFSIGNALED(status):
        end = ['signal', os.WTERMSIG(status)]
    else:
        end = ['exit', os.WEXITSTATUS(status)]
    _report(job['tests'], end, cpu_ns - child.start_of_last(cpu_ns))


def _turn_slow(pid):
    os.setpriority(os.PRIO_PROCESS, pid, _SLOW_NICENESS)
    _send({'slow': True})


def _report(tests, end, last_cpu_ns):
    size = os.fstat(_STDOUT).st_size
    done = min(max(progress.page[progress.DONE], 0), tests)
    cells, output_end = [], 0
    for test in range(done):
        code, cpu_ns, claimed_end = progress.record(test)
        start, output_end = output_end, min(max(claimed_end, output_end), size)
        cells.append([code, max(cpu_ns, 0) / 1e6, output_end - start])
    running = progress.page[progress.RUNNING]
    if progress.reached() != progress.READY:
        end = ['fault', 0]
    elif done == tests or (done and running < done):
        end = None
    else:
        cells.append([0, last_cpu_ns / 1e6, size - output_end])
        output_end = size
    _send({'cells': cells, 'end': end})
    sent = 0
    while sent < output_end:
        sent += os.sendfile(1, _STDOUT, sent, output_end - sent)


def _be_child(job, prepared, server):
    syscall_filter.die_with_parent()
    if os.getppid() != server:  # It died before we asked to die with it.
        return
    payload = json.loads(_exactly(job['payloadBytes']))
    progress.reach(progress.LOADED)
    for fd in range(3):
        os.dup2(_NULL, fd)
    most_input = 4 * max(len(test['stdin']) for test in payload['tests'])
    for limit, value in (
        (resource.RLIMIT_AS, job['memoryLimitBytes'] + _INTERPRETER_BYTES),
        (resource.RLIMIT_FSIZE, max(most_input, 2 * job['outputLimitBytes'] + 2)),
        (resource.RLIMIT_CPU, job['tests'] * job['cpuLimitMs'] // 1000 + 2),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, _THREADS if prepared.own_user else resource.getrlimit(resource.RLIMIT_NPROC)[1]),
    ):
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
    if prepared.filter:
        syscall_filter.install(prepared.filter)
    progress.reach(progress.READY)
    program.run_tests(job, payload['source'], payload['tests'], (_STDIN, _STDOUT, _NULL), prepared.baseline)


def _exactly(count):
    parts = []
    while count:
        part = os.read(0, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b''.join(parts)


def _receive():
    length = os.read(0, 1)
    return json.loads(_exactly(int.from_bytes(length + _exactly(3), 'big'))) if length else None


def _send(message):
    data = json.dumps(message).encode()
    data = len(data).to_bytes(4, 'big') + data
    while data:
        data = data[os.write(1, data):]
