import type { Verdict } from '@cure-ts/records'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { runTable, skipWithoutJail } from './table.spec.fixture.ts'

const tests = [['3\n1 2 3\n', '6'], ['2\n40 2\n', '42']] as const

/** Every style sums the second line. */
const styles: [name: string, program: string][] = [
  ['input()', 'input()\nprint(sum(map(int, input("").split())))'],
  ['the main guard', 'def main():\n    input()\n    print(sum(map(int, input().split())))\nif __name__ == "__main__":\n    main()'],
  ['sys.stdin.buffer', 'import sys\nsys.stdin.buffer.readline()\nprint(sum(map(int, sys.stdin.buffer.read().split())))'],
  ['open(0)', 'data = open(0).read().split()\nprint(sum(map(int, data[1:])))'],
  ['open(0) that is kept in a cycle', 'class Box: pass\nbox = Box()\nbox.self, box.file = box, open(0)\nprint(sum(map(int, box.file.read().split()[1:])))'],
  ['os.read and os.write', 'import os\ndata = os.read(0, 1000).split()\nos.write(1, str(sum(map(int, data[1:]))).encode())'],
  ['mixed input() and sys.stdin', 'import sys\ninput()\nprint(sum(map(int, sys.stdin.readline().split())))'],
  ['sys.stdout.write', 'import sys\nprint(end="")\nsys.stdin.readline()\nsys.stdout.write(str(sum(int(x) for line in sys.stdin for x in line.split())))'],
  ['a replaced input', 'import sys\ninput = sys.stdin.readline\ninput()\nprint(sum(map(int, input().split())))'],
  ['an own output buffer', 'import io, sys\ninput()\nout = io.StringIO()\nsys.stdout, old = out, sys.stdout\nprint(sum(map(int, input().split())))\nold.write(out.getvalue())'],
  ['sys.exit(0)', 'import sys\ninput()\nprint(sum(map(int, input().split())))\nsys.exit(0)'],
  ['exit()', 'input()\nprint(sum(map(int, input().split())))\nexit()'],
  ['os._exit(0) after a flush', 'import os\ninput()\nprint(sum(map(int, input().split())), flush=True)\nos._exit(0)'],
  ['a closed output', 'import sys\ninput()\nprint(sum(map(int, input().split())))\nsys.stdout.close()'],
  ['a thread that prints late', 'import threading, time\ninput()\ndata = input()\ndef late():\n    time.sleep(0.05)\n    print(sum(map(int, data.split())))\nthreading.Thread(target=late).start()'],
  ['an exit hook that prints', 'import atexit\ninput()\natexit.register(lambda total: print(total), sum(map(int, input().split())))'],
  ['a finalizer that prints', 'input()\nclass Last:\n    total = sum(map(int, input().split()))\n    def __del__(self): print(self.total)\nlast = Last()'],
  ['a finalizer that prints, in a cycle', 'input()\nclass Last:\n    def __init__(self): self.self, self.total = self, sum(map(int, input().split()))\n    def __del__(self): print(self.total)\nlast = Last()'],
  ['a data class', 'from dataclasses import dataclass\nfrom typing import List\n@dataclass(order=True)\nclass Row:\n    cells: List[int]\ninput()\nprint(sum(Row(list(map(int, input().split()))).cells))'],
  ['deep recursion in a thread with a large stack', 'import sys, threading\nsys.setrecursionlimit(10**6)\nthreading.stack_size(2**27)\ndef depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ndef main():\n    input()\n    print(sum(map(int, input().split())) + depth(10**5) - 10**5)\nthread = threading.Thread(target=main)\nthread.start()\nthread.join()'],
  ['a raised recursion limit', 'import sys\nsys.setrecursionlimit(20000)\ndef depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ninput()\nprint(sum(map(int, input().split())) + depth(9000) - 9000)'],
  ['large integers', 'input()\nn = 10 ** 5001\nprint(sum(map(int, input().split())) + len(str(n)) - 5002)'],
  ['decimal with its own precision', 'from decimal import Decimal, getcontext\nassert getcontext().prec == 28\ngetcontext().prec = 50\ninput()\nprint(sum(map(Decimal, input().split())))'],
  ['memoization', 'from functools import lru_cache\n@lru_cache(None)\ndef total(*xs): return xs[0] + total(*xs[1:]) if xs else 0\ninput()\nprint(total(*map(int, input().split())))'],
  ['eval', 'input()\nprint(eval("+".join(input().split())))'],
  ['an encoding declaration', '# -*- coding: utf-8 -*-\ninput()\nprint(sum(map(int, input().split())))'],
  ['carriage returns', 'input()\r\nprint(sum(map(int, input().split())))\r\n'],
  ['an own module attribute', 'import math\nassert not hasattr(math, "calls")\nmath.calls = 1\ninput()\nprint(sum(map(int, input().split())))'],
  ['a changed builtin', 'import builtins\nassert print is builtins.print and not hasattr(builtins, "mine")\nbuiltins.mine = sum\ninput()\nprint(mine(map(int, input().split())))'],
  ['an open descriptor', 'import os\nassert os.dup(1) < 20\ninput()\nprint(sum(map(int, input().split())))'],
  ['open(0, "rb") and print to open(1)', 'data = open(0, "rb").read().split()\nprint(sum(map(int, data[1:])), file=open(1, "w", closefd=False))'],
  ['os.fdopen', 'import os\ndata = os.fdopen(0).read().split()\nprint(sum(map(int, data[1:])))'],
  ['io.open, and bytes of the size that fstat says', 'import io, os\ndata = io.BytesIO(os.read(0, os.fstat(0).st_size))\ndata.readline()\nio.open(1, "wb", 0).write(b"%d" % sum(map(int, data.readline().split())))'],
  ['streams of its own over the descriptors', `
import io, os, sys
class Fast(io.IOBase):
    def __init__(self, file):
        self.fd, self.buffer, self.writable = file.fileno(), io.BytesIO(), "x" in file.mode or "r" not in file.mode
        self.write = self.buffer.write if self.writable else None
    def readline(self):
        while b"\\n" not in self.buffer.getvalue():
            more = os.read(self.fd, max(os.fstat(self.fd).st_size, 8192))
            if not more: break
            at = self.buffer.tell()
            self.buffer.seek(0, 2)
            self.buffer.write(more)
            self.buffer.seek(at)
        return self.buffer.readline()
    def flush(self):
        if self.writable:
            os.write(self.fd, self.buffer.getvalue())
            self.buffer.truncate(0), self.buffer.seek(0)
class Wrapper(io.IOBase):
    def __init__(self, file):
        self.buffer = Fast(file)
        self.flush, self.writable = self.buffer.flush, self.buffer.writable
        self.write = lambda s: self.buffer.write(s.encode("ascii"))
        self.readline = lambda: self.buffer.readline().decode("ascii")
sys.stdin, sys.stdout = Wrapper(sys.stdin), Wrapper(sys.stdout)
input = lambda: sys.stdin.readline().rstrip("\\r\\n")
input()
print(sum(map(int, input().split())))`],
  ['a reconfigured output', 'import sys\nsys.stdout.reconfigure(line_buffering=True, encoding="ascii")\ninput()\nprint(sum(map(int, input().split())))'],
  ['a redirected output', 'import contextlib, io\nkept = io.StringIO()\ninput()\nwith contextlib.redirect_stdout(kept): print(sum(map(int, input().split())))\nprint(kept.getvalue())'],
  ['reading to the end of the input', 'total = -1\ntry:\n    first = int(input())\n    total = 0\n    while True: total += sum(map(int, input().split()))\nexcept EOFError: print(total)'],
  ['fileinput', 'import fileinput\nlines = list(fileinput.input())\nprint(sum(map(int, lines[1].split())))'],
  ['words to the error stream and a log', 'import logging, sys, warnings\nlogging.warning("x")\nwarnings.warn("y")\nprint("z", file=sys.stderr)\ninput()\nprint(sum(map(int, input().split())))'],
  ['a pool of threads', 'from concurrent.futures import ThreadPoolExecutor\ninput()\nwith ThreadPoolExecutor(4) as pool: print(sum(pool.map(int, input().split())))'],
  ['a timer thread', 'import threading\ninput()\ntotal = sum(map(int, input().split()))\nthreading.Timer(0.02, lambda: print(total)).start()'],
  ['a daemon thread that waits for ever', 'import queue, threading\ntasks, done = queue.Queue(), queue.Queue()\ndef work():\n    while True: done.put(sum(tasks.get()))\nthreading.Thread(target=work, daemon=True).start()\ninput()\ntasks.put(list(map(int, input().split())))\nprint(done.get())'],
  ['a stack without a limit', 'import resource, sys\nresource.setrlimit(resource.RLIMIT_STACK, (-1, -1))\nsys.setrecursionlimit(10 ** 6)\ndef depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ninput()\nprint(sum(map(int, input().split())) + depth(30000) - 30000)'],
  ['recursion as deep as an interpreter goes', 'def depth(n): return 0 if n == 0 else 1 + depth(n - 1)\ninput()\nprint(sum(map(int, input().split())) + depth(990) - 990)'],
  ['the collector turned off', 'import gc\nassert gc.isenabled() or True\ngc.disable()\ninput()\nprint(sum(map(int, input().split())))'],
  ['a signal handler', 'import os, signal\nassert signal.getsignal(10) == signal.SIG_DFL\ngot = []\nsignal.signal(10, lambda *_: got.append(1))\ninput()\nos.kill(os.getpid(), 10)\nprint(sum(map(int, input().split())) + len(got) - 1)'],
  ['a changed environment', 'import os\nassert "CURE" not in os.environ\nos.environ["CURE"] = "1"\ninput()\nprint(sum(map(int, input().split())))'],
  ['a changed search path and a module of its own', 'import sys, types\nassert "mine" not in sys.modules and "x" not in sys.path\nsys.path.append("x")\nsys.modules["mine"] = types.ModuleType("mine")\ninput()\nprint(sum(map(int, input().split())))'],
  ['a thread of the lowest kind left behind', 'import _thread, time\nlines = [input(), input()]\nif lines[0] == "3": _thread.start_new_thread(lambda: (time.sleep(0.05), print("late")), ())\nelse: time.sleep(0.1)\nprint(sum(map(int, lines[1].split())))'],
  ['a seeded draw', 'import random\nrandom.seed(7)\nassert random.randrange(100) == 41\ninput()\nprint(sum(map(int, input().split())))'],
  ['classes of every kind', 'from abc import ABC, abstractmethod\nfrom collections import namedtuple, defaultdict\nfrom enum import Enum\nfrom typing import NamedTuple, Generic, TypeVar\nT = TypeVar("T")\nclass Box(Generic[T]): pass\nclass Colour(Enum): RED = 1\nclass Row(NamedTuple):\n    cells: list\nclass Base(ABC):\n    @abstractmethod\n    def total(self): ...\nclass Sum(Base):\n    def total(self): return sum(Row(list(map(int, input().split()))).cells)\ninput()\nprint(Sum().total() + Colour.RED.value - 1)'],
  ['copies, pickles and matches', 'import copy, pickle\ninput()\nxs = pickle.loads(pickle.dumps(copy.deepcopy(list(map(int, input().split())))))\nprint(sum(xs))'],
  ['exec of text', 'exec("input()\\nprint(sum(map(int, input().split())))")'],
  ['an interactive prompt in the output', 'n = int(input(""))\nprint("", end="")\nprint(sum(int(x) for x in input("").split()), end="\\n\\n")'],
  ['an error that it survives', 'import sys\ntry: int("x")\nexcept ValueError: pass\ninput()\nprint(sum(map(int, input().split())))\ntry: sys.exit(3)\nexcept SystemExit: pass'],
  ['names that hide builtins', 'list, sum, map, input_ = (int, lambda xs: eval("+".join(xs)), None, input)\ninput_()\nprint(sum(input_().split()))'],
  ['an alarm', 'import signal\nsignal.alarm(5)\ninput()\nprint(sum(map(int, input().split())))'],
]

const levels = ['full', 'confined'] as const // What confines programs at level none is a part of these.

describe.each(levels.flatMap(isolation => (['reuse', 'isolate'] as const).map(mode => ({ isolation, mode }))))('level $isolation, mode $mode', ({ isolation, mode }) => {
  skipWithoutJail(describe)('runs what people write', () => {
    let sandbox: Sandbox
    let rows: Verdict[][]
    beforeAll(async () => {
      sandbox = createSandbox(sandboxConfig.parse({ isolation, lanes: 1, mode, keepOutputs: true }))
      const three = [...tests, ['1\n5\n', '5']] as const
      rows = (await runTable(sandbox.run, styles.map(([, program]) => program), three, { timeLimitMs: 3000, memoryLimitBytes: 2 ** 29 })).verdicts
    }, 60_000)
    afterAll(() => sandbox.close())

    it.each(styles.map(([name], i) => [name, i] as const))('%s', (_, i) => {
      expect(rows[i]).toEqual(['passed', 'passed', 'passed'])
    })

    it('calls functions that set what an interpreter keeps', async () => {
      const program = 'from decimal import getcontext\nassert getcontext().prec == 28\ngetcontext().prec = 50\ndef add(a, b): return a + b'
      const { verdicts } = await runTable(sandbox.run, [program], [['1\n2', '3'], ['3\n4', '7']], { exeMethod: 'function', functionName: 'add' })
      expect(verdicts).toEqual([['passed', 'passed']])
    })

    it('keeps lines of 70 KB and U+2028', async () => {
      const line = `${'a'.repeat(70_000)}\u2028b`
      const { verdicts } = await runTable(sandbox.run, ['print(input())\nprint(input())'], [[`${line}\nsecond\n`, `${line}\nsecond\n`]], { comparison: 'exact' })
      expect(verdicts).toEqual([['passed']])
    })

    it('draws the same random numbers and set orders for every test', async () => {
      const program = 'import random\nprint(random.random(), {"a", "b", "c", "d"}, input() and "")'
      const { outputs } = await runTable(sandbox.run, [program, `${program}\n`], [['1', ''], ['2', ''], ['3', '']])
      expect(new Set(outputs!.flat()).size).toBe(1)
    })
  })
})
