import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { runTable, skipWithoutJail } from './table.spec.fixture.ts'

/** Python that finds the page which the server shares with the child. */
const findPage = [
  'import sys', 'frame, seen = sys._getframe(), {}',
  'while frame:', '    seen.update(frame.f_globals)', '    frame = frame.f_back',
  'page = next(value.page for value in seen.values() if hasattr(value, "page"))',
].join('\n')

/**
 * Each attack prints `in` if it gets what it wants, so that `passed` is a hole; it also ends with one of the given verdicts.
 * Its siblings run before and after it in the same table.
 */
const attacks: [name: string, verdicts: string[], program: string][] = [
  ['an endless loop', ['timed-out'], 'while True: pass'],
  ['a loop that ignores signals', ['timed-out'], 'import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass'],
  ['a sleep', ['timed-out'], 'import time\ntime.sleep(100)'],
  ['a loop in C', ['timed-out'], 'pow(7, 7 ** 9, 10 ** 4000 + 7)\nsum(range(10 ** 12))'],
  ['a compile bomb', ['timed-out', 'out-of-memory', 'compile-error'], `x = [${'[[]],'.repeat(2_000_000)}]`],
  ['stopping itself', ['timed-out'], 'import os\nos.kill(os.getpid(), 19)'],
  ['limits moved by progress records', ['timed-out'], `import time\n${findPage}\nn = 0\nwhile True:\n    n += 1\n    page[0], page[2], page[3] = n, 2 ** 62, 2 ** 62\n    time.sleep(0.001)`],
  ['a memory bomb', ['out-of-memory'], 'x = []\nwhile True: x.append(bytearray(10**8))'],
  ['an mmap bomb', ['runtime-error', 'out-of-memory'], 'import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 10**8))'],
  ['an output flood', ['output-limit'], 'import os\nwhile True: os.write(1, b"x" * 100000)'],
  ['a flood of the error stream', ['timed-out'], 'import sys\nwhile True: print("x" * 1000, file=sys.stderr)'],
  ['a fork bomb', ['runtime-error'], 'import os\nwhile True: os.fork()'],
  ['a fork', ['runtime-error'], 'import os\nos.fork()\nprint("in")'],
  ['a subprocess', ['runtime-error'], 'import subprocess\nprint(subprocess.run(["/usr/bin/echo", "in"], capture_output=True, text=True).stdout)'],
  ['an exec', ['runtime-error'], 'import os\nos.execv("/usr/bin/echo", ["echo", "in"])'],
  ['500 threads', ['runtime-error', 'timed-out', 'out-of-memory'], 'import threading, time\nthreading.stack_size(65536)\nfor _ in range(500): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()\nprint("in")'],
  ['killing the parent', ['runtime-error'], 'import os\nos.kill(os.getppid(), 9)\nprint("in")'],
  ['killing all', ['runtime-error'], 'import os\nos.kill(-1, 9)\nprint("in")'],
  ['killing the group', ['runtime-error'], 'import os\nos.killpg(0, 9)\nprint("in")'],
  ['killing each process', ['wrong-output'], 'import os\nfor pid in range(1, 500):\n    try:\n        if pid != os.getpid(): os.kill(pid, 9); print("in")\n    except OSError: pass'],
  ['reading /etc/passwd', ['runtime-error'], 'open("/etc/passwd")\nprint("in")'],
  ['reading our sources', ['runtime-error'], `open(${JSON.stringify(import.meta.url.replace('file://', ''))})\nprint("in")`],
  ['reading the parent\'s memory', ['runtime-error'], 'import os\nopen(f"/proc/{os.getppid()}/mem", "rb")\nprint("in")'],
  ['reading the environment', ['wrong-output'], 'import os\nprint("in" if set(os.environ) - {"PYTHONHASHSEED", "PWD", "LC_CTYPE"} else "out")'],
  ['a socket', ['runtime-error'], 'import socket\nsocket.socket()\nprint("in")'],
  ['a name look-up', ['runtime-error'], 'import socket\nsocket.getaddrinfo("localhost", 80)\nsocket.create_connection(("127.0.0.1", 80), 1)\nprint("in")'],
  ['writing a file', ['runtime-error'], 'open("/tmp/x", "w").write("in")\nprint("in")'],
  ['writing into the working folder', ['runtime-error'], 'open("x", "w").write("in")\nprint("in")'],
  ['writing to /usr', ['runtime-error'], 'import os\nos.open("/usr/lib/x", os.O_CREAT | os.O_WRONLY)\nprint("in")'],
  ['a symlink', ['runtime-error'], 'import os\nos.symlink("/etc", "/x")\nprint("in")'],
  ['a folder', ['runtime-error'], 'import os\nos.mkdir("/x")\nprint("in")'],
  ['shared memory', ['runtime-error'], 'from multiprocessing import shared_memory\nshared_memory.SharedMemory("x", create=True, size=9)\nprint("in")'],
  ['raising limits', ['runtime-error'], 'import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nprint("in")'],
  ['another\'s limits', ['runtime-error'], 'import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))\nprint("in")'],
  ['unshare', ['wrong-output'], 'import ctypes\nprint("in" if ctypes.CDLL(None).unshare(0x10000000) == 0 else "out")'],
  ['ptrace', ['wrong-output'], 'import ctypes, os\nprint("in" if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0 else "out")'],
  ['lifting the filter', ['wrong-output'], 'import ctypes\nprint("in" if ctypes.CDLL(None).prctl(22, 0, 0, 0, 0) == 0 else "out")'],
  ['closing all descriptors', ['runtime-error', 'wrong-output', 'signalled'], 'import os\nos.closerange(0, 1000)'],
  ['frames forged on every descriptor', ['wrong-output', 'runtime-error'], 'import os\nfor fd in range(2, 64):\n    try: os.write(fd, b"\\0\\0\\0\\x20{\\"cells\\":[[0,0,2]],\\"end\\":null}in")\n    except OSError: pass'],
  ['spoilt progress records', ['wrong-output', 'timed-out'], `${findPage}\nwhile True:\n    for i in range(1, len(page)): page[i] = 2 ** 62`],
  ['passing for a fault of the sandbox', ['wrong-output'], `${findPage}\nimport os\nfor i in range(len(page)): page[i] = 0\npage[0] = -1\nos._exit(0)`],
  ['flags and offsets left on the shared files', ['wrong-output'], 'import fcntl, os\nfor fd in range(6):\n    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)\n    os.lseek(fd, 10**6, 0)'],
  ['a walk of all objects for the answer', ['wrong-output'], 'import gc\nprint("in" if any("".join(reversed("terces24")) in str(o) for o in gc.get_objects() if type(o) in (str, bytes, list, tuple)) else "out")'],
  ['a walk of all frames for the answer', ['wrong-output'], 'import sys\nframe = sys._getframe()\nseen = []\nwhile frame:\n    seen += [str(frame.f_locals), str(frame.f_globals)]\n    frame = frame.f_back\nprint("in" if "".join(reversed("terces24")) in "".join(seen) else "out")'],
  ['importing the runner', ['runtime-error'], 'import server\nprint("in")'],
  ['a crash', ['signalled'], 'import ctypes\nctypes.string_at(0)'],
  ['leaving with everything open', ['wrong-output'], 'import os\nos._exit(0)'],
]

skipWithoutJail(describe)('a hostile program', () => {
  let sandbox: Sandbox
  beforeAll(() => { sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 2, maxOutputBytes: 1_000_000, idleLimitMs: 300 })) })
  afterAll(() => sandbox.close())

  it.each(attacks)('is contained: %s', async (_, allowed, program) => {
    const good = 'print({"1": "42secret", "2": "in"}[input()])'
    const { verdicts, execution } = await runTable(sandbox.run, [good, program, `${good}\n`], [['1', '42secret'], ['2', 'in']], { timeLimitMs: 300, memoryLimitBytes: 2 ** 27 })
    expect([verdicts[0], verdicts[2]]).toEqual([['passed', 'passed'], ['passed', 'passed']])
    for (const verdict of verdicts[1]!) expect(allowed).toContain(verdict)
    expect(execution.sandboxDeaths).toBe(0)
  })

  it('finds no file of another program, and no other program', async () => {
    const spy = 'import os\nprint(sorted({"etc", "home", "proc", "root", "tmp", "work"} & set(os.listdir("/"))), [n for n in range(1, 1000) if os.path.exists(f"/proc/{n}")])'
    const { verdicts } = await runTable(sandbox.run, ['open("/tmp/left", "w")', spy], [['', '[] []']])
    expect(verdicts).toEqual([['runtime-error'], ['passed']])
  })
})
