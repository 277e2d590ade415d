"""Takes from the worker process everything a parser does not need: files, network, programs, other processes.

ctypes only, no privilege needed. On Linux (x86-64, arm64): resource limits, no_new_privs, not dumpable, Landlock with
no path and no TCP, and a seccomp filter. Elsewhere the resource limits that the system has. What holds is not
assumed: `verify` tries each forbidden thing.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import platform
import signal
import socket
import stat
import struct
import sys
from collections.abc import Callable, Iterable

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_SECCOMP, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = {"x86_64": 317, "aarch64": 277}, 444, 445, 446

# Landlock access rights by the ABI that brought them (linux/landlock.h): all are handled, none is granted.
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # ABI: number of rights known
_NET_RIGHTS, _SCOPES = 0b11, 0b11  # bind and connect TCP (ABI 4); abstract sockets and signals (ABI 6)
_EXECUTE, _READ_FILE, _READ_DIR = 1, 4, 8

# System calls a parser never needs, by name: (x86-64, arm64); None where the machine has no such call.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "creat": (85, None), "open_by_handle_at": (304, 265),
    "stat": (4, None), "lstat": (6, None), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
    "faccessat2": (439, 439), "readlink": (89, None), "readlinkat": (267, 78), "getdents": (78, None),
    "getdents64": (217, 61), "chdir": (80, 49), "fchdir": (81, 50), "chroot": (161, 51),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None), "mknodat": (259, 33),
    "truncate": (76, 45), "ftruncate": (77, 46), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "memfd_create": (319, 279),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "recvmsg": (47, 212), "recvmmsg": (299, 243),
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272), "kill": (62, 129),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "setpgid": (109, 154), "setsid": (112, 157),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142),
    "swapon": (167, 224), "sethostname": (170, 161), "personality": (135, 92), "ioperm": (173, None),
    "iopl": (172, None), "setuid": (105, 146), "setgid": (106, 144), "setresuid": (117, 147), "setresgid": (119, 149),
    "inotify_add_watch": (254, 27), "fanotify_mark": (301, 263), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "mq_open": (240, 180), "ioctl": (16, 29),
}  # fmt: skip
# Calls that a program needs to start and to load its libraries; Landlock says which files it may open by them.
_TO_START = frozenset({"open", "openat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2", "readlink",
                       "readlinkat", "getdents", "getdents64", "execve", "ioctl"})  # fmt: skip
_CLONE, _CLONE3, _NEWFSTATAT, _TGKILL, _PRLIMIT = (56, 220), (435, 435), (262, 79), (234, 131), (302, 261)
_NEWEST = 470  # calls younger than this list are answered "no such call"; libraries then use the older ones
_CLONE_THREAD, _AT_EMPTY_PATH = 0x10000, 0x1000
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def lock(memory: int) -> list[str]:
    """Lock this process for good; `memory` is the address space in bytes it may still add. Returns what was put on."""
    used = address_space()
    return _put_on(
        {
            "limits": lambda: _limits(used + memory if used else 0),
            "landlock": _landlock,
            "seccomp": _seccomp,
        }
    )


def lock_program(memory: int, seconds: float, readable: Iterable[str]) -> list[str]:
    """Lock this process for good before it becomes another program.

    Args:
        memory: address space in bytes the program may have.  seconds: of processor time.
        readable: files and folders it may read and run from; nothing else can be opened, and nothing written.
    """

    def limits() -> None:
        _limits(memory)
        allow_cpu(seconds)

    return _put_on(
        {
            "limits": limits,
            "landlock": lambda: _landlock(readable),
            "seccomp": lambda: _seccomp(_TO_START),
        }
    )


def _put_on(parts: dict[str, Callable[[], None]]) -> list[str]:
    held: list[str] = []
    for name, put_on in parts.items():
        with contextlib.suppress(OSError, AttributeError, ValueError, KeyError, NotImplementedError):
            put_on()
            held.append(name)
    return held


def verify() -> dict[str, bool]:
    """Try everything that is forbidden and say for each whether it was indeed refused. Changes nothing."""
    return {
        "open": _refused(lambda: os.close(os.open("/", os.O_RDONLY))),
        "write": _refused(lambda: os.close(os.open(f"/tmp/.binder-{os.getpid()}", os.O_WRONLY | os.O_NOFOLLOW))),
        "list": _refused(lambda: os.listdir("/")),
        "stat": _refused(lambda: os.stat("/")),
        "socket": _refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()),
        "fork": _refused(_fork),
        "exec": _refused(lambda: os.execv("/nowhere/at/all", ["nothing"])),
        "kill": _refused(lambda: os.kill(os.getppid(), 0)),
        "memory": _refused(_take_much),
    }


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except MemoryError:
        return True
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOMEM)
    return False


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _take_much() -> None:
    """Ask for more address space than any document is allowed, without touching it."""
    mmap.mmap(-1, 8 << 30).close()


def _limits(memory: int) -> None:
    """Bound what the system counts; `memory` is the address space in bytes, 0 for no bound."""
    import resource

    for name, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", 16), ("RLIMIT_MEMLOCK", 0)):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def allow_cpu(seconds: float) -> None:
    """Let this process use so many more seconds of processor time; beyond them the system ends it."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def address_space() -> int:
    """Bytes of address space in use now; 0 where the system does not say. Call before locking."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def keep_private() -> None:
    """No core, no look into this process from outside, no new privileges. Linux only; silent elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        libc = _libc()
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _libc() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise NotImplementedError
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def _landlock(readable: Iterable[str] = ()) -> None:
    """Landlock: no path may be opened, made or listed but those given, for reading; no TCP, no signal to others."""
    libc = _libc()
    abi = _checked(libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))
    known = max(count for since, count in _FS_RIGHTS.items() if since <= abi)
    words = [(1 << known) - 1]
    if abi >= 4:
        words.append(_NET_RIGHTS)
    if abi >= 6:
        words.append(_SCOPES)
    rules = struct.pack(f"={len(words)}Q", *words)
    ruleset = _checked(libc.syscall(_LANDLOCK_CREATE, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0)))
    try:
        for path in readable:
            _let_read(libc, ruleset, path)
        _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _checked(libc.syscall(_LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)))
    finally:
        os.close(ruleset)


def _let_read(libc: ctypes.CDLL, ruleset: int, path: str) -> None:
    """Add a rule: what lies at or beneath this path may be read and run. A path that is not there is left out."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _EXECUTE | _READ_FILE | (_READ_DIR if stat.S_ISDIR(os.fstat(place).st_mode) else 0)
        rule = struct.pack("=Qi", rights, place)
        _checked(libc.syscall(_LANDLOCK_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0)))
    finally:
        os.close(place)


def _seccomp(spared: frozenset[str] = frozenset()) -> None:
    """A filter over system calls: the ones above fail with EPERM, unknown ones with ENOSYS, the rest pass."""
    machine = platform.machine()
    libc, column = _libc(), ("x86_64", "aarch64").index(machine)
    program = _filter(_ARCH[machine], column, spared)
    code = ctypes.create_string_buffer(b"".join(program), len(program) * 8)
    header = struct.pack("@HxxxxxxP", len(program), ctypes.addressof(code))
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    mode_filter, all_threads = ctypes.c_uint32(1), ctypes.c_uint32(1)
    _checked(libc.syscall(_SECCOMP[machine], mode_filter, all_threads, header))


def _filter(arch: int, column: int, spared: frozenset[str] = frozenset()) -> list[bytes]:
    """Assemble the filter as classic BPF: each instruction is (code, jump if true, jump if false, operand)."""

    def load(offset: int) -> bytes:
        return struct.pack("=HBBI", 0x20, 0, 0, offset)

    def skip_unless(value: int, over: int, code: int = 0x15) -> bytes:
        return struct.pack("=HBBI", code, 0, over, value)

    def give(result: int) -> bytes:
        return struct.pack("=HBBI", 0x06, 0, 0, result)

    equal, at_least, has_bits = 0x15, 0x35, 0x45
    refuse, unknown = give(_ERRNO | errno.EPERM), give(_ERRNO | errno.ENOSYS)
    program = [load(4), struct.pack("=HBBI", equal, 1, 0, arch), give(_KILL), load(0)]
    program += [skip_unless(_NEWEST, 1, at_least), unknown]  # also catches the x32 calls of x86-64
    program += [skip_unless(_CLONE3[column], 1), unknown]
    for name, numbers in _DENIED.items():
        number = numbers[column]
        if number is not None and name not in spared:
            program += [skip_unless(number, 1), refuse]
    # A new thread is allowed, a new process is not; a stat of an open file is, of a path is not.
    masked = [(_CLONE[column], 16, _CLONE_THREAD)]
    if "stat" not in spared:
        masked.append((_NEWFSTATAT[column], 40, _AT_EMPTY_PATH))
    for number, offset, bits in masked:
        program += [skip_unless(number, 4), load(offset), skip_unless(bits, 1, has_bits), give(_ALLOW), refuse]
    # A signal to one's own threads is how abort() ends a process; limits may be set for oneself only (process 0).
    for number, process in ((_TGKILL[column], os.getpid()), (_PRLIMIT[column], 0)):
        program += [skip_unless(number, 4), load(16), skip_unless(process, 1), give(_ALLOW), refuse]
    return [*program, give(_ALLOW)]
