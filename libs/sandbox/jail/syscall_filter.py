"""A seccomp allow-list, assembled by hand, that every program runs under.

What it stops: new processes, exec, sockets, opening anything for writing, signals to other processes, ptrace and
process_vm_*, changing the limits of others, namespaces, mounts, shared memory, keys, bpf, io_uring: all that is not listed.
"""
import ctypes
import errno
import os
import resource
import signal
import struct

# (x86_64, aarch64); None where the architecture has no such call.
_ALLOWED = {
    'read': (0, 63), 'write': (1, 64), 'readv': (19, 65), 'writev': (20, 66), 'pread64': (17, 67), 'pwrite64': (18, 68),
    'close': (3, 57), 'lseek': (8, 62), 'ftruncate': (77, 46), 'fsync': (74, 82), 'dup': (32, 23), 'dup2': (33, None),
    'dup3': (292, 24), 'stat': (4, None), 'fstat': (5, 80), 'lstat': (6, None), 'newfstatat': (262, 79), 'statx': (332, 291),
    'access': (21, None), 'faccessat': (269, 48), 'faccessat2': (439, 439), 'getcwd': (79, 17), 'getdents64': (217, 61),
    'readlink': (89, None), 'readlinkat': (267, 78),
    'mmap': (9, 222), 'mprotect': (10, 226), 'munmap': (11, 215), 'brk': (12, 214), 'mremap': (25, 216), 'madvise': (28, 233),
    'rt_sigaction': (13, 134), 'rt_sigprocmask': (14, 135), 'rt_sigreturn': (15, 139), 'sigaltstack': (131, 132),
    'restart_syscall': (219, 128), 'setitimer': (38, 103), 'getitimer': (36, 102), 'alarm': (37, None), 'pause': (34, None),
    'nanosleep': (35, 101), 'clock_nanosleep': (230, 115), 'clock_gettime': (228, 113), 'clock_getres': (229, 114),
    'gettimeofday': (96, 169), 'time': (201, None), 'times': (100, 153), 'getrusage': (98, 165),
    'poll': (7, None), 'ppoll': (271, 73), 'select': (23, None), 'pselect6': (270, 72),
    'futex': (202, 98), 'set_robust_list': (273, 99), 'rseq': (334, 293), 'arch_prctl': (158, None), 'membarrier': (324, 283),
    'sched_yield': (24, 124), 'sched_getaffinity': (204, 123), 'getcpu': (309, 168), 'exit': (60, 93), 'exit_group': (231, 94),
    'getpid': (39, 172), 'gettid': (186, 178), 'getppid': (110, 173), 'getuid': (102, 174), 'geteuid': (107, 175),
    'getgid': (104, 176), 'getegid': (108, 177), 'uname': (63, 160), 'sysinfo': (99, 179), 'getrandom': (318, 278),
    'getrlimit': (97, 163),
}
_OPEN, _OPENAT, _FCNTL, _IOCTL = (2, None), (257, 56), (72, 25), (16, 29)
_CLONE, _CLONE3, _KILL, _TGKILL, _SETRLIMIT, _PRLIMIT = (56, 220), (435, 435), (62, 129), (234, 131), (160, 164), (302, 261)

_ARCHITECTURES = {'x86_64': (0, 0xC000003E), 'aarch64': (1, 0xC00000B7)}
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_REFUSE, _ABSENT, _READ_ONLY = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x00050000 | errno.EROFS
_CLONE_THREAD = 0x00010000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH = 0, 4
_OWN_PID = 0x7FFFFFFE  # stands for the pid of the process that installs the filter
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 4, 38, 22, 2


def _argument(index):
    """Offset of the low half of an argument in struct seccomp_data (both architectures are little-endian)."""
    return 16 + 8 * index


def assemble(machine):
    """The filter's bytes, for `install`; raises KeyError on an architecture that has no table."""
    column, arch = _ARCHITECTURES[machine]
    code = []

    def emit(op, k, jump_true=0, jump_false=0):
        code.append(struct.pack('HBBI', op, jump_true, jump_false, k))

    def rule(call, *body):
        """Runs `body` for one call; it must end in a return. Bodies load arguments, so the number is loaded anew before."""
        number = call[column]
        if number is not None:
            emit(_LOAD, _NUMBER)
            emit(_EQUAL, number, 0, len(body))
            for instruction in body:
                emit(*instruction)

    def only(argument, *values):
        """Allows the call if the argument is one of the values."""
        tests = [(_EQUAL, value, len(values) - i, 0) for i, value in enumerate(values)]
        return [(_LOAD, _argument(argument)), *tests, (_RETURN, _REFUSE), (_RETURN, _ALLOW)]

    def refused(argument, value):
        """Refuses the call if the argument is the value; else what follows decides."""
        return [(_LOAD, _argument(argument)), (_EQUAL, value, 0, 1), (_RETURN, _REFUSE)]

    emit(_LOAD, _ARCH)
    emit(_EQUAL, arch, 1, 0)
    emit(_RETURN, _KILL_PROCESS)
    emit(_LOAD, _NUMBER)
    emit(_AT_LEAST, 0x40000000, 0, 1)  # the x32 calls of x86_64
    emit(_RETURN, _KILL_PROCESS)
    for call in _ALLOWED.values():
        if call[column] is not None:
            emit(_EQUAL, call[column], 0, 1)
            emit(_RETURN, _ALLOW)
    for call, flags in ((_OPEN, 1), (_OPENAT, 2)):
        rule(call, (_LOAD, _argument(flags)), (_ANY_BIT, _WRITING, 0, 1), (_RETURN, _READ_ONLY), (_RETURN, _ALLOW))
    rule(_CLONE, (_LOAD, _argument(0)), (_ANY_BIT, _CLONE_THREAD, 0, 1), (_RETURN, _ALLOW), (_RETURN, _REFUSE))
    rule(_CLONE3, (_RETURN, _ABSENT))  # its flags lie in memory, where a filter can't look; libc falls back to clone
    rule(_FCNTL, *only(1, 0, 1, 2, 3, 4, 1030))  # F_DUPFD to F_SETFL, F_DUPFD_CLOEXEC: no F_SETOWN, which sends signals
    rule(_IOCTL, *only(1, 0x5401, 0x5413, 0x5450, 0x5451))  # TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX
    # Nothing that ends in a SIGKILL: so one is always the machine's doing, and never a way to pass for a fault of ours.
    rule(_KILL, *refused(1, signal.SIGKILL), *only(0, _OWN_PID))
    rule(_TGKILL, *refused(2, signal.SIGKILL), *only(0, _OWN_PID))
    rule(_SETRLIMIT, *refused(0, resource.RLIMIT_CPU), (_RETURN, _ALLOW))
    rule(_PRLIMIT, *refused(1, resource.RLIMIT_CPU), *only(0, 0, _OWN_PID))
    emit(_RETURN, _REFUSE)
    return b''.join(code)


class _Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('code', ctypes.c_char_p)]


_prctl = ctypes.CDLL(None, use_errno=True).prctl
_prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]


def forbid_new_privileges():
    """Needed before a filter; kept across fork and exec."""
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1, None, 0, 0):
        raise OSError(ctypes.get_errno(), 'no_new_privs')


def install(code):
    """Puts the calling process under the filter, for good; raises OSError where the kernel refuses it."""
    code = code.replace(struct.pack('I', _OWN_PID), struct.pack('I', os.getpid()))
    program = _Program(len(code) // 8, code)
    if _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0):
        raise OSError(ctypes.get_errno(), 'seccomp')


def die_with_parent():
    """SIGKILL for the caller when the thread that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, None, 0, 0)


def hide_memory():
    """Lets no other process of the same user trace the caller, or see its memory, environment or descriptors; kept across fork."""
    if _prctl(_PR_SET_DUMPABLE, 0, None, 0, 0):
        raise OSError(ctypes.get_errno(), 'dumpable')
