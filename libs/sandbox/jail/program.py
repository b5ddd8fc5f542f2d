"""Runs one program on its tests, in a child that was forked for it and never returns to the server."""
import _sitebuiltins
import builtins
import contextvars
import io
import json
import os
import resource
import sys
import time
import types
import typing

import dirt
import ending
import progress

# The exits that `site` would give; without `site` an interpreter starts in half the time.
builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')


def run_tests(job, source, tests, fds, baseline):
    """One test after the other, until one leaves dirt. `fds` are those of stdin's file, stdout's file and the null device."""
    progress.start(0, 0, time.monotonic_ns())
    code = _compile(source)
    if code is None:
        progress.finish(0, progress.COMPILE_ERROR, _cpu_ns(), 0)
        return
    baseline.watch(dirt.names_in(code))
    output_end = 0
    for number, test in enumerate(tests):
        baseline.restore()
        try:
            _prepare(test['stdin'].encode('utf-8', 'replace'), output_end + job['outputLimitBytes'] + 1, fds)
        except BaseException:
            if number:
                return  # An earlier test spoilt it, as by a file of its own in the place of ours: this one gets a new process.
            raise
        cpu_start = _cpu_ns() if number else 0
        progress.start(number, cpu_start, time.monotonic_ns())
        status = _run(code, job['functionName'], test)
        output_end = os.fstat(fds[1]).st_size
        progress.finish(number, status, _cpu_ns() - cpu_start, output_end)
        if number + 1 == len(tests) or status == progress.OUT_OF_MEMORY or output_end > job['outputLimitBytes'] or baseline.differs():
            return


def _cpu_ns():
    """From getrusage, since the process clock moves by ticks only where RLIMIT_CPU is set."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int((usage.ru_utime + usage.ru_stime) * 1e9)


def _compile(source):
    try:
        return compile(source, 'main.py', 'exec', dont_inherit=True)
    except BaseException:
        return None


def _prepare(data, output_limit, fds):
    """Gives descriptors 0, 1 and 2 to the test, and new Python streams on them."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    os.ftruncate(fds[0], 0)
    os.lseek(fds[0], 0, os.SEEK_SET)
    while data:
        data = data[os.write(fds[0], data):]
    os.lseek(fds[0], 0, os.SEEK_SET)
    os.lseek(fds[1], 0, os.SEEK_END)
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_limit, hard))
    for standard, fd in enumerate(fds):
        os.dup2(fd, standard)
    stdin = io.BufferedReader(_raw(0, 'r', '<stdin>'))
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(stdin, 'utf-8', 'surrogateescape')
    stdout = io.BufferedWriter(_raw(1, 'w', '<stdout>'))
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(stdout, 'utf-8', 'surrogateescape', '\n')
    stderr = io.BufferedWriter(_raw(2, 'w', '<stderr>'))
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(stderr, 'utf-8', 'backslashreplace', '\n', line_buffering=True)
    # The modes and names of an interpreter's streams, which programs do ask for.
    sys.stdin.mode, sys.stdout.mode, sys.stderr.mode = 'r', 'w', 'w'


def _raw(fd, mode, name):
    raw = io.FileIO(fd, mode, closefd=False)
    raw.name = name
    return raw


def _run(code, function_name, test):
    """Executes the program as `__main__` to its end; returns its exit code, or OUT_OF_MEMORY."""
    main = types.ModuleType('__main__')
    main.__dict__.update(__builtins__=builtins, __file__='main.py')
    sys.modules['__main__'] = main
    files = test.get('files', {})
    sys.argv[:] = ['main.py', *files]
    status = 0
    sys.setrecursionlimit(sys.getrecursionlimit() + _calls_above())
    try:
        if files:
            _offer(files)
        context = contextvars.Context()  # its own decimal context
        if function_name is not None:
            main.__dict__.update((name, getattr(typing, name)) for name in typing.__all__)
        context.run(exec, code, main.__dict__)
        if function_name is not None:
            context.run(_call, main.__dict__, function_name, test['stdin'])
    except SystemExit as leave:
        status = 0 if leave.code is None else leave.code & 0xFF if isinstance(leave.code, int) else 1
    except MemoryError:
        status = progress.OUT_OF_MEMORY
    except BaseException as error:
        status = 1
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)
    return status if ending.end(main) or status else 120


def _calls_above():
    """Calls that a program of an interpreter of its own would not be inside of: it may go as deep here."""
    frame, calls = sys._getframe(1), 2 if sys.version_info < (3, 12) else 0  # exec and Context.run, which once counted too
    while frame is not None:
        frame, calls = frame.f_back, calls + 1
    return calls


def _offer(files):
    """Lets the program open these texts by their names: no folder of the jail can be written to, and none ever holds an expected output."""
    real_open = io.open

    def open_file(file, mode='r', *args, **kwargs):
        text = files.get(file if isinstance(file, int) else os.fspath(file))
        if text is None:
            return real_open(file, mode, *args, **kwargs)
        return io.BytesIO(text.encode('utf-8', 'replace')) if 'b' in mode else io.StringIO(text)

    io.open = builtins.open = open_file


def _call(names, function_name, text):
    """Calls the function, or the method of `Solution`, with one argument a line (JSON, else the line itself); prints its result as JSON."""
    arguments = []
    for line in filter(str.strip, text.split('\n')):
        try:
            arguments.append(json.loads(line))
        except ValueError:
            arguments.append(line)
    function = names.get(function_name) or getattr(names['Solution'](), function_name)
    stdout = sys.stdout
    sys.stdout = io.StringIO()  # what the function prints is not its result
    result = function(*arguments)
    sys.stdout = stdout
    print(json.dumps(result, default=list))
