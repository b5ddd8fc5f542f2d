import type { Attack } from './hostile.spec.fixture.ts'

/** Python that finds the page which the server shares with the child. */
export const findPage = `
import sys
frame, seen = sys._getframe(), {}
while frame:
    seen.update(frame.f_globals)
    frame = frame.f_back
page = next(value.page for value in seen.values() if hasattr(value, "page"))`

/** Attacks on what runs the program, on its answers, and on who comes after it. */
export const runnerAttacks: Attack[] = [
  ['limits moved by progress records', ['timed-out'], `${findPage}
import time
n = 0
while True:
    n += 1
    page[0], page[2], page[3] = n, 2 ** 62, 2 ** 62
    time.sleep(0.001)`],
  ['spoilt progress records', ['wrong-output', 'timed-out'], `${findPage}\nwhile True:\n    for i in range(1, len(page)): page[i] = 2 ** 62`],
  ['negative progress records', ['wrong-output', 'timed-out', 'runtime-error'], `${findPage}\nimport os\nfor i in range(len(page)): page[i] = -2 ** 63\nos._exit(0)`],
  ['passing for killed by the machine', ['wrong-output'], `
import ctypes, os, resource, signal, threading
libc = ctypes.CDLL(None)
def cpu_limit(): resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
def cpu_limit_by_pid(): resource.prlimit(os.getpid(), resource.RLIMIT_CPU, (0, 0))
def group(): os.killpg(0, 9)
for attempt in (lambda: os.kill(os.getpid(), 9), lambda: signal.raise_signal(9), lambda: signal.pthread_kill(threading.get_ident(), 9), cpu_limit, cpu_limit_by_pid, group):
    try: attempt()
    except (OSError, ValueError): pass
for call in ((62, os.getpid(), 9), (62, os.getpid() | 1 << 40, 9), (62, os.getpid(), 9 | 1 << 40), (200, os.getpid(), 9), (129, os.getpid(), 9, 0), (160, 0, ctypes.create_string_buffer(16)), (160, 1 << 40, ctypes.create_string_buffer(16))): libc.syscall(*(ctypes.c_long(x) if isinstance(x, int) else x for x in call))
print("out")`],
  ['our files replaced by its own', ['wrong-output'], 'import os\nfor n in (3, 4, 5):\n    os.close(n)\n    os.open("/usr", os.O_RDONLY)\nprint("out")'],
  ['an earlier test\'s output written anew', ['wrong-output'], 'import os\ntry: os.lseek(1, 0, 0)\nexcept OSError: pass\nos.ftruncate(1, 0)\nos.write(1, b"out")'],
  ['our memory unmapped', ['signalled', 'wrong-output', 'runtime-error'], `${findPage}
import ctypes
start = ctypes.addressof(ctypes.c_char.from_buffer(page.cast("B"))) & ~4095
ctypes.CDLL(None).munmap(ctypes.c_void_p(start), 1 << 14)`],
  ['records of tests that it never ran', ['wrong-output'], `${findPage}\nimport os\npage[0], page[1] = 1, 2\nos.write(1, b"out")\nos._exit(0)`],
  ['passing for a fault of the sandbox', ['wrong-output'], `${findPage}\nimport os\nfor i in range(len(page)): page[i] = 0\npage[0] = -1\nos._exit(0)`],
  ['going back to an earlier stage', ['wrong-output', 'runtime-error'], `${findPage}
import os
progress = next(value for value in seen.values() if hasattr(value, "page"))
for stage in (0, 1, 2):
    try: progress.reach(stage)
    except Exception: pass
progress.clear()
os._exit(0)`],
  ['closing all descriptors', ['runtime-error', 'wrong-output', 'signalled'], 'import os\nos.closerange(0, 1000)'],
  ['closing the output', ['runtime-error', 'wrong-output'], 'import os\nprint("x")\nos.close(1)'],
  ['other files on the standard descriptors', ['wrong-output', 'runtime-error'], 'import os\nfd = os.open("/usr", os.O_RDONLY)\nfor n in range(6): os.dup2(fd, n)'],
  ['frames forged on every descriptor', ['wrong-output', 'runtime-error'], `
import os
for fd in range(2, 64):
    try: os.write(fd, b'\\0\\0\\0\\x20{"cells":[[0,0,2]],"end":null}in')
    except OSError: pass`],
  ['a frame forged on standard output', ['wrong-output'], 'import os\nos.write(1, b\'\\0\\0\\0\\x20{"cells":[[0,0,2]],"end":null}in\')'],
  ['flags and offsets left on the shared files', ['wrong-output'], `
import fcntl, os
for fd in range(6):
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)
    os.lseek(fd, 10**6, 0)`],
  ['direct and asynchronous files', ['wrong-output', 'runtime-error'], 'import fcntl, os\nfor fd in range(6):\n    for flag in (os.O_DIRECT, os.O_ASYNC, os.O_NOATIME):\n        try: fcntl.fcntl(fd, fcntl.F_SETFL, flag)\n        except OSError: pass\nos.write(1, b"x" * 10000)'],
  ['sealed and locked files', ['wrong-output'], `
import ctypes
libc = ctypes.CDLL(None)
print("in" if any(libc.fcntl(fd, command, argument) >= 0 for fd in range(6) for command, argument in ((1033, 15), (1034, 0), (1024, 1), (1031, 4096), (8, 1), (10, 9))) else "out")`],
  ['an output that is mapped and cut', ['wrong-output', 'signalled'], `
import mmap, os
os.write(1, b"x" * 8192)
view = mmap.mmap(4, 8192)
os.ftruncate(4, 0)
view[0] = 65`],
  ['a walk of all objects for the answer', ['wrong-output'], `
import gc
gc.unfreeze()
print("in" if any("".join(reversed("terces24")) in str(o) for o in gc.get_objects() if type(o) in (str, bytes, list, tuple)) else "out")`],
  ['a walk of all frames for the answer', ['wrong-output'], `
import sys
frame, seen = sys._getframe(), []
while frame:
    seen += [str(frame.f_locals), str(frame.f_globals)]
    frame = frame.f_back
print("in" if "".join(reversed("terces24")) in "".join(seen) else "out")`],
  ['a walk of all memory for the answer and for other programs', ['wrong-output', 'timed-out'], `
import ctypes, gc, re
gc.unfreeze()
pages = {id(o) >> 12 for root in gc.get_objects() for o in (root, *gc.get_referents(root))}
print("in" if any(re.search(b"4[2]s[e]cret|of-the-si[b]ling", ctypes.string_at(page << 12, 4096)) for page in pages) else "out")`],
  ['importing the runner', ['runtime-error'], 'import server\nprint("in")'],
  ['changing the runner by its frames', ['wrong-output', 'runtime-error', 'timed-out'], `
import sys
frame = sys._getframe()
while frame:
    for name, value in list(frame.f_globals.items()):
        if callable(value) and name[:2] != "__" and frame.f_globals is not globals(): frame.f_globals[name] = lambda *_, **__: 0
    frame = frame.f_back`],
  ['an exit that does not exit', ['wrong-output', 'runtime-error', 'timed-out'], 'import os\nos._exit = lambda code: print("in")\nraise SystemExit(0)'],
  ['a server loop run in the child', ['wrong-output', 'runtime-error', 'timed-out'], `
import sys
frame = sys._getframe()
while "serve" not in frame.f_globals: frame = frame.f_back
names = frame.f_globals
names["_send"]({"cells": [[0, 0, 2]], "end": None})
names["serve"](True)`],
  ['builtins that lie', ['wrong-output', 'runtime-error', 'timed-out'], `
import builtins, io, json, os, sys
for name in ("len", "min", "max", "range", "isinstance", "compile", "exec", "print", "input", "open"): setattr(builtins, name, lambda *_, **__: 0)
json.loads = json.dumps = os.write = os.dup2 = io.FileIO = io.TextIOWrapper = os.fstat = lambda *_, **__: 0`],
  ['streams that lie', ['wrong-output', 'runtime-error'], `
import sys
class Lie:
    closed = False
    def __getattr__(self, name): raise SystemExit(0)
    def flush(self): raise KeyboardInterrupt
sys.stdout = sys.__stdout__ = sys.stdin = sys.stderr = Lie()`],
  ['an ending that lies', ['wrong-output', 'runtime-error'], `
import threading, atexit, sys
def lie(*_): raise SystemExit(0)
threading._shutdown = lie
atexit._run_exitfuncs = lie
sys.excepthook = lie
1 / 0`],
  ['hooks that see all that follows', ['wrong-output', 'runtime-error', 'timed-out'], `
import sys
def hook(*_): raise SystemExit(0)
sys.settrace(hook)
sys.setprofile(hook)
sys.addaudithook(hook)`],
  ['an exit code that is no number', ['wrong-output', 'runtime-error'], 'class Code(int):\n    def __and__(self, other): return "in"\nraise SystemExit(Code(0))'],
  ['an exception that can\'t be looked at', ['runtime-error'], `
class Trap(BaseException):
    def __getattribute__(self, name): raise Trap
    __str__ = __repr__ = None
raise Trap`],
  ['interpreters of its own', ['wrong-output', 'runtime-error'], 'import _xxsubinterpreters as sub\nsub.run_string(sub.create(), "import os\\nos.write(1, b\'out\')")'],
  ['faulthandler', ['wrong-output', 'signalled', 'runtime-error'], 'import faulthandler\nfaulthandler.enable(file=open(1, "wb", closefd=False))\nfaulthandler.dump_traceback_later(0.01, repeat=True, exit=True, file=open(1, "wb", closefd=False))\nfaulthandler._sigsegv()'],
  ['a crash', ['signalled'], 'import ctypes\nctypes.string_at(0)'],
  ['a crash by code of its own', ['signalled'], '(lambda: 0).__class__((lambda: 0).__code__.replace(co_code=b"\\x64\\xff" * 50, co_consts=()), {})()'],
  ['an abort', ['signalled'], 'import os\nos.abort()'],
  ['leaving with everything open', ['wrong-output'], 'import os\nos._exit(0)'],
  ['leaving by the kernel\'s call', ['wrong-output'], 'import ctypes\nctypes.CDLL(None).syscall(231, 0)'],
  ['a terminal\'s ways', ['wrong-output', 'runtime-error'], 'import fcntl\nfcntl.ioctl(0, 0x5412, b"x")\nprint("in")'],
]
