"""How much one submission may use."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

__all__ = ["Limits"]

_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What one kernel or judge, with all the processes that it starts, may use. Time is the engine's business.

    A process that meets a limit gets Python's ordinary error (`MemoryError`, `OSError`); the whole tree is
    killed only when its memory together is over `memory`.

    Args:
        memory: bytes; for private data of each process (`RLIMIT_DATA`), and for all processes of the tree
            together as far as it is resident (watched four times a second). What lies in the folders below is memory
            too and comes on top.
        processes: processes and threads of the user that runs the tree; not enforced for root.
        file_size: bytes that a single file may have.
        open_files: open file descriptors of each process.
        work: bytes that the working folder may hold; enforced where there are namespaces, as the next three.
        home: bytes that the home folder may hold.
        temporary: bytes that `/tmp` may hold.
        shared_memory: bytes that `/dev/shm` may hold.
    """

    memory: int = 3072 * _MIB
    processes: int = 256
    file_size: int = 128 * _MIB
    open_files: int = 512
    work: int = 256 * _MIB
    home: int = 64 * _MIB
    temporary: int = 128 * _MIB
    shared_memory: int = 64 * _MIB

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
                raise ValueError(f"{name} must be a positive whole number, not {value!r}")

    def apply(self) -> None:
        """Set the limits of this process and all that it will start; they cannot be raised again without privileges."""
        for limit, value in {
            resource.RLIMIT_DATA: self.memory,
            resource.RLIMIT_NPROC: self.processes,
            resource.RLIMIT_FSIZE: self.file_size,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_MSGQUEUE: 0,
        }.items():
            hard = resource.getrlimit(limit)[1]
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (allowed, allowed))
        os.umask(0o077)
