"""Start Keras, and tell on what it will compute."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from coursekit.device.accelerators import accelerators
from coursekit.device.host import cores

__all__ = ["Device", "held_back_stderr", "start"]


@dataclass(frozen=True)
class Device:
    """What Keras computes on.

    Attributes:
        backend: Keras' backend: `tensorflow`, `jax` or `torch`.
        keras: version of Keras.
        accelerators: names of the GPUs that the backend sees; empty on a CPU.
        cores: number of CPU cores that this process may use.
    """

    backend: str
    keras: str
    accelerators: tuple[str, ...]
    cores: int

    def __str__(self) -> str:
        place = ", ".join(self.accelerators) or f"the CPU ({self.cores} core{'s' * (self.cores != 1)})"
        return f"Keras {self.keras} with {self.backend} on {place}"


def start() -> Device:
    """Import Keras and its backend, find its devices, and return what was found.

    Importing takes some seconds. TensorFlow prints log lines about drivers that a laptop does not have,
    and obeys no setting that would stop it; they are held back here, and shown if the import fails.

    Must not be called in a process that is to be forked afterwards: it initialises the backend.
    """
    with held_back_stderr():
        import keras  # noqa: PLC0415  (slow, and only wanted here)

        found = accelerators(keras.backend.backend())
    return Device(keras.backend.backend(), keras.__version__, tuple(one.name for one in found), cores())


@contextmanager
def held_back_stderr() -> Iterator[None]:
    """Keep what C code writes to file descriptor 2, and write it only if the body raises."""
    sys.stderr.flush()
    with tempfile.TemporaryFile() as kept:
        saved = os.dup(2)
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except BaseException:
            kept.seek(0)
            os.write(saved, kept.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
