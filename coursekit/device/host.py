"""The CPU: its cores, its free memory, and whether it multiplies bfloat16."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

__all__ = ["bfloat16_units", "cores", "free_memory"]

# Linux' names for instructions that multiply bfloat16: Intel's tiles, and vectors of x86 and of Arm.
_BFLOAT16_FLAGS = ("amx_bf16", "avx512_bf16", "bf16", "svebf16")
_GROUPS = Path("/sys/fs/cgroup")


def cores() -> int:
    """Number of CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory(groups: Path = _GROUPS) -> tuple[int, str]:
    """Bytes that this process may still take without swapping, and how they were found out.

    In a container the container's limit counts, if it is lower.

    Args:
        groups: where Linux shows the limits of groups of processes.
    """
    free, source = int(psutil.virtual_memory().available), "free on this machine"
    left = _left_in_container(groups)
    return (left, "left in this container") if left is not None and left < free else (free, source)


def _left_in_container(groups: Path) -> int | None:
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            allowed, taken = (groups / limit).read_text().strip(), (groups / used).read_text().strip()
        except OSError:  # another version of cgroups, or no Linux
            continue
        return max(int(allowed) - int(taken), 0) if allowed.isdigit() else None
    return None


def bfloat16_units(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, ...] | None:
    """The processor's instructions that multiply bfloat16, by Linux' names; None where it cannot be found out.

    Args:
        cpuinfo: what Linux tells about its processors.
    """
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, words = line.partition(":")
        if name.strip() in ("flags", "Features"):
            flags = set(words.split())
            return tuple(flag for flag in _BFLOAT16_FLAGS if flag in flags)
    return None
