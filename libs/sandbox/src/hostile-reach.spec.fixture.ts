import type { Attack } from './hostile.spec.fixture.ts'

/** Attacks on the machine and on other processes: files, signals, the kernel's interfaces. */
export const reachAttacks: Attack[] = [
  ['killing the parent', ['runtime-error'], 'import os\nos.kill(os.getppid(), 9)\nprint("in")'],
  ['killing all', ['runtime-error'], 'import os\nos.kill(-1, 9)\nprint("in")'],
  ['killing the group', ['runtime-error'], 'import os\nos.killpg(0, 9)\nprint("in")'],
  ['stopping and continuing others', ['wrong-output'], `
import os
for pid in (*range(1, 500), -1, 0):
    for number in (0, 19, 18, 2):
        try:
            if pid != os.getpid(): os.kill(pid, number); print("in")
        except OSError: pass`],
  ['signals by every other call', ['wrong-output'], `
import ctypes, os
libc = ctypes.CDLL(None)
room = ctypes.create_string_buffer(128)
parent = os.getppid()
print("in" if any(libc.syscall(*call) >= 0 for call in ((200, parent, 9), (234, parent, parent, 9), (129, parent, 9, room), (297, parent, parent, 9, room), (434, parent, 0), (424, 3, 9, 0, 0))) else "out")`],
  ['signals by way of a descriptor\'s owner', ['runtime-error'], 'import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())\nfcntl.fcntl(1, 10, 9)\nprint("in")'],
  ['another\'s limits', ['runtime-error'], 'import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))\nprint("in")'],
  ['raising limits', ['runtime-error'], 'import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nprint("in")'],
  ['lowering its limits to crash the runner', ['runtime-error', 'wrong-output', 'signalled'], `
import resource
for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_STACK, resource.RLIMIT_AS):
    resource.setrlimit(limit, (0, 0))`],
  ['lowering its CPU limit', ['runtime-error'], 'import resource\nresource.setrlimit(resource.RLIMIT_CPU, (0, 0))\nwhile True: pass'],
  ['a higher priority', ['wrong-output'], `
import os
got = []
for attempt in (lambda: os.setpriority(0, 0, -5), lambda: os.nice(-1), lambda: os.sched_setscheduler(0, 1, os.sched_param(1)), lambda: os.sched_setaffinity(os.getppid(), {0})):
    try: got.append(attempt())
    except OSError: pass
print("in" if got else "out")`],

  ['reading /etc/passwd', ['runtime-error'], 'open("/etc/passwd")\nprint("in")'],
  ['reading what only root may', ['runtime-error'], 'open("/etc/shadow")\nprint("in")'],
  ['reading our sources', ['runtime-error'], `open(${JSON.stringify(import.meta.url.replace('file://', ''))})\nprint("in")`],
  ['climbing out of the root', ['wrong-output'], `
import os
got = []
for path in ("/../../", "../../../", "/usr/../..//", "/proc/1/root/", "/proc/self/cwd/", "/proc/self/root/"):
    for name in ("etc", "home", "root", "tmp", "var"):
        try: got.append(os.listdir(path + name))
        except OSError: pass
print("in" if got else "out")`],
  ['reading the parent\'s memory', ['runtime-error'], 'import os\nopen(f"/proc/{os.getppid()}/mem", "rb")\nprint("in")'],
  ['its own memory by /proc', ['runtime-error'], 'open("/proc/self/mem", "r+b")\nprint("in")'],
  ['descriptors, maps and environments by /proc', ['wrong-output'], `
import os
got = []
for path in [f"/proc/{pid}/{name}" for pid in ("self", 1, os.getppid(), "thread-self") for name in ("maps", "environ", "mem", "cmdline", "pagemap")] + [f"/proc/{os.getppid()}/fd/{n}" for n in range(3)] + ["/proc/mounts", "/proc/cpuinfo", "/proc/net/tcp"]:
    try: got.append(open(path, "rb").read(1))
    except OSError: pass
print("in" if got else "out")`],
  ['devices and what the kernel tells', ['wrong-output'], `
import os
got = []
for path in ("/dev/zero", "/dev/full", "/dev/tty", "/dev/kmsg", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/random", "/dev/shm", "/sys/kernel/vmcoreinfo", "/sys/fs/cgroup"):
    try: got.append(os.open(path, os.O_RDONLY))
    except OSError: pass
print("in" if got else "out")`],
  ['reading the environment', ['wrong-output'], 'import os\nprint("in" if set(os.environ) - {"PYTHONHASHSEED", "PWD", "LC_CTYPE"} else "out")'],
  ['the environment as the stack has it', ['wrong-output'], `
import ctypes
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
names, i = set(), 0
while environ[i]:
    names.add(environ[i].split(b"=")[0])
    i += 1
print("in" if names - {b"PYTHONHASHSEED", b"PWD", b"LC_CTYPE"} else "out")`],
  ['being root', ['wrong-output'], 'import os\nprint("in" if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()) else "out")'],
  ['becoming another user', ['runtime-error'], 'import os\nos.setuid(0)\nprint("in")'],
  ['writing a file', ['runtime-error'], 'open("/tmp/cure-left", "w").write("in")\nprint("in")'],
  ['writing into the working folder', ['runtime-error'], 'open("cure-left", "w").write("in")\nprint("in")'],
  ['writing to /usr', ['runtime-error'], 'import os\nos.open("/usr/lib/cure-left", os.O_CREAT | os.O_WRONLY)\nprint("in")'],
  ['files made or changed without opening', ['wrong-output'], `
import os
got = []
for attempt in (lambda: os.symlink("/etc", "/tmp/cure-left"), lambda: os.mkdir("/tmp/cure-left"), lambda: os.mkfifo("/tmp/cure-left"), lambda: os.link("/usr/bin/env", "/tmp/cure-left"),
                lambda: os.chmod("/usr", 0o777), lambda: os.chown("/usr", 1, 1), lambda: os.truncate("/usr/bin/env", 0), lambda: os.rename("/usr/bin/env", "/usr/bin/x"),
                lambda: os.unlink("/usr/bin/env"), lambda: os.utime("/usr"), lambda: os.setxattr("/usr", "user.x", b""), lambda: os.chdir("/usr"), lambda: os.chroot("/usr")):
    try: got.append(attempt())
    except OSError: pass
print("in" if got else "out")`],
  ['a file of usercustomize', ['runtime-error'], 'import os, site\nfolder = site.getusersitepackages()\nos.makedirs(folder)\nopen(folder + "/usercustomize.py", "w").write("")\nprint("in")'],
  ['shared memory', ['runtime-error'], 'from multiprocessing import shared_memory\nshared_memory.SharedMemory("cure-left", create=True, size=9)\nprint("in")'],
  ['System V memory, queues and semaphores', ['wrong-output'], `
import ctypes
libc = ctypes.CDLL(None)
print("in" if any(libc.syscall(*call) >= 0 for call in ((29, 77, 4096, 0o1666), (68, 77, 0o1666), (64, 77, 1, 0o1666), (240, b"cure-left", 0o102, 0o600, 0))) else "out")`],
  ['a socket', ['runtime-error'], 'import socket\nsocket.socket()\nprint("in")'],
  ['a pair of sockets', ['runtime-error'], 'import socket\nsocket.socketpair()\nprint("in")'],
  ['a connection', ['runtime-error'], 'import socket\nsocket.getaddrinfo("localhost", 80)\nsocket.create_connection(("127.0.0.1", 80), 1)\nprint("in")'],

  ['unshare and setns', ['wrong-output'], 'import ctypes\nlibc = ctypes.CDLL(None)\nprint("in" if libc.unshare(0x10000000) == 0 or libc.setns(0, 0) == 0 else "out")'],
  ['a thread in namespaces of its own', ['wrong-output'], 'import ctypes\nprint("in" if any(ctypes.CDLL(None).syscall(56, 0x10D00 | flag, 0, 0, 0, 0) > 0 for flag in (0x10000000, 0x40000000, 0x20000, 0x20000000)) else "out")'],
  ['ptrace', ['wrong-output'], 'import ctypes, os\nlibc = ctypes.CDLL(None)\nprint("in" if libc.ptrace(16, os.getppid(), 0, 0) == 0 or libc.ptrace(0, 0, 0, 0) == 0 else "out")'],
  ['another\'s memory', ['wrong-output'], `
import ctypes, os
room = (ctypes.c_long * 4)(0, 4096, 0, 4096)
print("in" if any(ctypes.CDLL(None).syscall(n, os.getppid(), room, 1, room, 1, 0) >= 0 for n in (310, 311, 312, 438, 440)) else "out")`],
  ['lifting the filter', ['wrong-output'], 'import ctypes\nlibc = ctypes.CDLL(None)\nprint("in" if libc.prctl(22, 0, 0, 0, 0) == 0 or libc.prctl(38, 0, 0, 0, 0) == 0 or libc.syscall(317, 1, 0, 0) == 0 else "out")'],
  ['outliving its parent', ['wrong-output'], 'import ctypes\nlibc = ctypes.CDLL(None)\nprint("in" if libc.prctl(1, 0, 0, 0, 0) == 0 or libc.setsid() > 0 or libc.setpgid(0, 0) == 0 else "out")'],
  ['every system call that is not on the list', ['wrong-output'], `
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
allowed = {*range(0, 2), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 28, 32, 33, 34, 35, 36, 37, 38, 39, 56, 60, 62, 63, 72, 74, 77, 79, 89, 96,
           97, 98, 99, 100, 102, 104, 107, 108, 110, 131, 158, 160, 186, 201, 202, 204, 217, 219, 228, 229, 230, 231, 234, 257, 262, 267, 269, 270, 271, 273, 292, 302, 309, 318, 324, 332, 334, 439,
           335, 336}  # the kernel's probes, which no filter sees and which kill a caller that is none
for number in set(range(512)) - allowed:
    ctypes.set_errno(0)
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS): print("in", number)`],
  ['a call of the x32 table', ['signalled'], 'import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)\nprint("in")'],
  ['a call of the 32-bit table', ['signalled'], `
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3")
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
print("in")`],
]
