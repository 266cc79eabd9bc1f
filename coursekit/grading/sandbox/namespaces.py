"""The inner sandbox: what a child of the fork server does to itself before it runs a student's code.

It gets its own user, mount, pid, network, IPC, UTS and cgroup namespaces inside those that bubblewrap made for the fork
server. So submissions share nothing, whatever they leave behind goes with the namespaces, and killing the first process
of the pid namespace kills all others.
"""

from __future__ import annotations

import os
from pathlib import Path

from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.linux import CLONE_ALL, mount, unshare

__all__ = ["HOME", "TEMPORARY", "WORK", "enter", "set_up"]

# Where no Python environment lies: what is mounted hides what was there.
WORK, HOME, TEMPORARY = "/sandbox/work", "/sandbox/home", "/sandbox/tmp"
_SHARED_MEMORY = "/dev/shm"  # noqa: S108  # the sandbox's own

# <sys/mount.h>
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 32, 0x1000, 0x4000, 0x40000


def enter() -> None:
    """Unshare all namespaces. The next fork makes the first process of the new pid namespace.

    The user stays the same. Call it in a process with one thread.

    Raises:
        OSError: if the kernel refuses, with its reason.
    """
    user, group = os.getuid(), os.getgid()
    unshare(CLONE_ALL)
    Path("/proc/self/setgroups").write_text("deny")  # without it no unprivileged process may write a gid_map
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def set_up(limits: Limits) -> None:
    """Mount what is the child's own.

    Call it in the first process of the pid namespace, which has all capabilities of its user namespace.

    Raises:
        OSError: if the kernel refuses, with its reason.
    """
    user, group = os.getuid(), os.getgid()
    mount("", "/", flags=_MS_REC | _MS_PRIVATE)
    for folder, size in {
        WORK: limits.work,
        HOME: limits.home,
        TEMPORARY: limits.temporary,
        _SHARED_MEMORY: limits.shared_memory,
    }.items():
        # A small file takes a page: more inodes than pages are of no use, and each of them takes kernel memory.
        inodes = max(64, size // 4096)
        mount(
            "tmpfs",
            folder,
            "tmpfs",
            _MS_NOSUID | _MS_NODEV,
            f"size={size},nr_inodes={inodes},mode=700,uid={user},gid={group}",
        )
    mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    # In a user namespace of its own a process has all capabilities again: it could mount a tmpfs of any size.
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    # Some settings there belong to the namespaces and so to the student.
    mount("/proc/sys", "/proc/sys", flags=_MS_BIND)
    mount("", "/proc/sys", flags=_MS_BIND | _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
