"""A system call filter: memory that no limit counts, and parts of the kernel that no notebook needs.

`memfd_create` and System V shared memory take memory that belongs to no process's data and no folder of limited size.
With `sched_setaffinity` a process would leave the cores that its worker has for itself. Keyrings outlive a process and
are shared by all processes of a user. The others have opened ways out of sandboxes before. They answer "not
implemented", as an older kernel would, and programs fall back on something else.
"""

from __future__ import annotations

import errno
import platform
import struct

from coursekit.grading.sandbox.linux import set_seccomp_filter

__all__ = ["install_filter"]

# For each machine, what <linux/audit.h> calls it, and the numbers of system calls (<asm/unistd.h>).
_MACHINES = {
    "x86_64": (
        0xC000003E,
        {
            "shmget": 29,
            "sched_setaffinity": 203,
            "add_key": 248,
            "request_key": 249,
            "keyctl": 250,
            "perf_event_open": 298,
            "memfd_create": 319,
            "bpf": 321,
            "userfaultfd": 323,
            "io_uring_setup": 425,
            "memfd_secret": 447,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "sched_setaffinity": 122,
            "shmget": 194,
            "add_key": 217,
            "request_key": 218,
            "keyctl": 219,
            "perf_event_open": 241,
            "memfd_create": 279,
            "bpf": 280,
            "userfaultfd": 282,
            "io_uring_setup": 425,
            "memfd_secret": 447,
        },
    ),
}
_X32 = 0x40000000  # on x86_64, numbers from here on are the same calls for another ABI

# <linux/filter.h>: load a word, jump if equal, jump if greater or equal, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # <linux/seccomp.h>
_NUMBER_AT, _MACHINE_AT = 0, 4  # offsets in struct seccomp_data


def install_filter() -> None:
    """Filter the system calls of this process and all that it starts. Call it after `set_no_new_privileges`.

    It applies to the calling thread: call it while there is no other.

    Raises:
        OSError: if the kernel has no filters, or this machine is neither x86_64 nor aarch64.
    """
    if platform.machine() not in _MACHINES:
        raise OSError(errno.ENOSYS, f"there is no system call filter for {platform.machine()}")
    machine, numbers = _MACHINES[platform.machine()]
    set_seccomp_filter(_program(machine, sorted(numbers.values())))


def _program(machine: int, numbers: list[int]) -> bytes:
    """The filter in classic BPF: instructions of (code, steps if true, steps if false, operand)."""
    deny = len(numbers) + 2  # steps from the first comparison of a number to the last instruction
    instructions = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 0, deny + 1, machine),  # the calls of a 32-bit program have other numbers
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, deny - 1, 0, _X32),
    ]
    instructions += [(_EQUAL, deny - 2 - place, 0, number) for place, number in enumerate(numbers)]
    instructions += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
