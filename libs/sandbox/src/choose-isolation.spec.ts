import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it, jest } from '@jest/globals'
import { inContainer } from './container.spec.fixture.ts'
import { skipWithoutJail } from './table.spec.fixture.ts'

/** Prints `closed` where it can read nothing that is not its own. */
const spy = [
  'import os',
  'def tries(*actions):',
  '    for action in actions:',
  '        try: yield action()',
  '        except (OSError, KeyError): pass',
  'found = list(tries(lambda: open("/etc/passwd").read(), lambda: open("/proc/self/status").read(), lambda: os.listdir("/tmp"), lambda: os.environ["SECRET"], lambda: os.fstat(300)))',
  'print("closed" if not found and os.listdir(".") == [x for x in os.listdir(".") if x in ("usr", "lib", "lib64", "dev")] else found)',
].join('\n')
/** Says which of the ways to a process of the same user are open; none of them stops it. */
const spyOn = (pid: string) => `
import ctypes, os
libc = ctypes.CDLL(None)
pid = ${pid}
room = ctypes.create_string_buffer(64)
with open(f"/proc/{pid}/stat") as stat: assert stat.read()
class Part(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
mine, theirs = Part(ctypes.addressof(room), 8), Part(id(None), 8)
ways = {
    **{name: lambda name=name: open(f"/proc/{pid}/{name}", "rb").read(1) for name in ("mem", "maps", "smaps", "environ", "auxv", "pagemap", "stack", "syscall")},
    **{name: lambda name=name: os.listdir(f"/proc/{pid}/{name}") for name in ("fd", "fdinfo", "map_files")},
    **{name: lambda name=name: os.readlink(f"/proc/{pid}/{name}") for name in ("exe", "cwd", "root", "fd/0")},
    "files through a link": lambda: os.open(f"/proc/{pid}/fd/1", os.O_RDONLY),
    "process_vm_readv": lambda: libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) >= 0 or os.stat("/nowhere"),
    "pidfd_getfd": lambda: libc.syscall(438, os.pidfd_open(pid), 0, 0) >= 0 or os.stat("/nowhere"),
    "ptrace": lambda: libc.ptrace(0x4206, pid, 0, 0) == 0 or os.stat("/nowhere"),
}
found = []
for name, way in ways.items():
    try: way(); found.append(name)
    except OSError: pass
print(found)`
const askLandlock = 'import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1) > 0)'
const hasLandlock = spawnSync('python3', ['-c', askLandlock]).stdout.toString() === 'True\n'
const leftFolders = (pid: number | undefined): string[] => readdirSync(tmpdir()).filter(name => name.startsWith(`cure-jail-${pid}-`))

jest.setTimeout(60_000)

describe.each(process.getuid?.() === 0 ? ['root', 'ordinary'] as const : ['ordinary'] as const)('the level that is chosen for user %s', user => {
  skipWithoutJail(it)('is full where namespaces are allowed', async () => {
    const { chosen, isolation, outputs } = await inContainer([], user, 'auto', [spy])
    expect(chosen).toMatchObject({ isolation: 'full' })
    expect({ isolation, outputs }).toEqual({ isolation: 'full', outputs: [['closed\n']] })
  })

  it('is confined in a container without namespaces, and says why', async () => {
    const { pid, chosen, isolation, outputs } = await inContainer(['namespaces'], user, 'auto', [spy, 'import os\nprint(os.getuid() in (0, os.getppid()))'])
    expect(chosen!.isolation).toBe('confined')
    expect(chosen!.warnings[0]).toMatch(/level full.*(namespaces|bubblewrap)/)
    expect(chosen!.warnings.some(warning => warning.startsWith('Landlock is missing'))).toBe(!hasLandlock)
    expect(isolation).toBe('confined')
    if (hasLandlock) expect(outputs![0]).toEqual(['closed\n'])
    expect(outputs![1]).toEqual(['False\n'])
    expect(pid).toBeGreaterThan(0)
    expect(leftFolders(pid)).toEqual([])
  })
})

describe('a weaker machine', () => {
  it('is confined without Landlock too, and says what that lets through', async () => {
    const { chosen, outputs } = await inContainer(['namespaces', 'landlock'], 'root', 'auto', ['print(open("/etc/hostname") and "read")', 'open("/tmp/cure-hole", "w")\nprint("in")', 'import socket\nsocket.socket()\nprint("in")'])
    expect(chosen!.isolation).toBe('confined')
    expect(chosen!.warnings.join('\n')).toMatch(/Landlock is missing: programs can read what (your|every) user can/)
    expect(outputs).toEqual([['read\n'], [''], ['']])
  })

  it('has no level without a filter of system calls, unless it is asked for by name', async () => {
    const { error } = await inContainer(['namespaces', 'seccomp'], 'ordinary', 'auto', [])
    expect(error).toMatch(/^SandboxError: .*level full.*level confined \(this kernel refuses the filter of system calls \(seccomp\)\).*isolation none/)
    const { chosen, outputs } = await inContainer(['namespaces', 'seccomp'], 'ordinary', 'none', ['print(1)'])
    expect([chosen!.isolation, outputs]).toEqual(['none', [['1\n']]])
  })

  it('keeps a jail\'s server closed to its programs with no filter and no Landlock, though they are of one user', async () => {
    const { outputs } = await inContainer(['namespaces', 'seccomp', 'landlock'], 'ordinary', 'none', [spyOn('os.getppid()'), spyOn('int(open(f"/proc/{os.getppid()}/stat").read().split()[3])')])
    expect(outputs![0]).toEqual(['[]\n'])
    expect(outputs![1]![0]).toContain('process_vm_readv') // Of Node, which can't close itself: so the ways are real ones.
  })
})
