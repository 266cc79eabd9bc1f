"""The Linux system calls that a sandbox is made of and that Python 3.11 does not offer.

Each function raises `OSError` with the kernel's reason. Python has `os.unshare` from 3.12 on.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
from pathlib import Path

__all__ = [
    "CLONE_ALL",
    "die_with_parent",
    "drop_capabilities",
    "mount",
    "set_child_subreaper",
    "set_dumpable",
    "set_no_new_privileges",
    "set_seccomp_filter",
    "unshare",
    "unshare_user",
]

# <linux/sched.h>
_CLONE_NEWNS = 0x00020000
_CLONE_NEWCGROUP = 0x02000000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
CLONE_ALL = (
    _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWCGROUP
)

# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4

_SECCOMP_MODE_FILTER = 2  # <linux/seccomp.h>
_CAPABILITY_VERSION_3 = 0x20080522  # <linux/capability.h>


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(what: str, option: int, argument: int = 0) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc().prctl(option, ctypes.c_ulong(argument), zero, zero, zero), f"prctl({what})")


def unshare(flags: int) -> None:
    """Put this process, and with CLONE_NEWPID its next children, into new namespaces."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def unshare_user() -> None:
    """Put this process into a user namespace of its own."""
    unshare(_CLONE_NEWUSER)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Change what lies where in the file system; empty texts are null pointers to the system call of this name."""
    texts = [text.encode() or None for text in (source, target, kind)]
    result = _libc().mount(*texts, ctypes.c_ulong(flags), data.encode() or None)
    _checked(result, f"mount {kind or source} on {target}")


def set_child_subreaper() -> None:
    """Let descendants whose parent has ended become children of this process, instead of init's."""
    _prctl("PR_SET_CHILD_SUBREAPER", _PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(dumpable: bool) -> None:
    """Say whether processes of the same user may trace this one and read its memory and `/proc` files."""
    _prctl("PR_SET_DUMPABLE", _PR_SET_DUMPABLE, int(dumpable))


def set_no_new_privileges() -> None:
    """Let no program that is started from here on gain rights by being set-uid or having file capabilities."""
    _prctl("PR_SET_NO_NEW_PRIVS", _PR_SET_NO_NEW_PRIVS, 1)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def set_seccomp_filter(instructions: bytes) -> None:
    """Let a program in classic BPF, 8 bytes an instruction, decide on each system call of this thread."""
    program = _Program(len(instructions) // 8, instructions)
    zero = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    _checked(_libc().prctl(_PR_SET_SECCOMP, mode, ctypes.byref(program), zero, zero), "prctl(PR_SET_SECCOMP)")


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends; at once if it is no longer `parent`.

    Call it after any change of user, which takes it back.
    """
    _prctl("PR_SET_PDEATHSIG", _PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def drop_capabilities() -> None:
    """Give up all capabilities for good, those of programs started later included.

    Only the calling thread loses them: call it while there is no other.
    """
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        _prctl("PR_CAPBSET_DROP", _PR_CAPBSET_DROP, capability)
    _prctl("PR_CAP_AMBIENT", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    none = (_Data * 2)()  # two of them hold 64 capabilities
    _checked(_libc().capset(ctypes.byref(_Header(_CAPABILITY_VERSION_3, 0)), none), "capset")
