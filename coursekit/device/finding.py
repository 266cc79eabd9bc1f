"""What can be found out about the device that Keras computes on."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.device.accelerators import accelerators
from coursekit.device.host import bfloat16_units, cores, free_memory
from coursekit.device.starting import start
from coursekit.device.timing import bfloat16_speedup

__all__ = ["Facts", "facts"]


@dataclass(frozen=True)
class Facts:
    """What is known about a device; what could not be found out is None.

    Attributes:
        backend: `tensorflow`, `jax` or `torch`.
        place: where Keras computes unless told otherwise: `cpu`, `gpu:0` and the like.
        name: what its maker calls it, or `CPU`.
        memory: bytes that are free on it.
        memory_source: where that number is from, or why there is none.
        cores: CPU cores that this process may use.
        gpus: how many GPUs the backend sees.
        compute_capability: NVIDIA's number for a GPU's generation, such as (8, 0).
        bfloat16_units: instructions of the CPU that multiply bfloat16, by Linux' names; empty if there are none.
        bfloat16_speedup: how many times as fast as float32 a mixed_bfloat16 training step was here; None if nobody
            measured it.
    """

    backend: str
    place: str = "cpu"
    name: str = "CPU"
    memory: int | None = None
    memory_source: str = "nobody asked how much memory is free"
    cores: int = 1
    gpus: int = 0
    compute_capability: tuple[int, int] | None = None
    bfloat16_units: tuple[str, ...] | None = None
    bfloat16_speedup: float | None = None

    @property
    def on_cpu(self) -> bool:
        """Whether Keras computes on the CPU."""
        return self.place == "cpu"


def facts(*, measure: bool = False) -> Facts:
    """Find out about the device that Keras uses; Keras is started if it is not yet.

    Args:
        measure: whether to try bfloat16 out where it may be faster: some training steps of a small network, which take
            a few seconds. Not on a CPU without instructions for it.
    """
    backend = start().backend
    found = accelerators(backend)
    if found:
        memory, source = found[0].free()
        units, place, name = None, found[0].place, found[0].name
        capability = found[0].compute_capability
    else:
        memory, source = free_memory()
        units, place, name, capability = bfloat16_units(), "cpu", "CPU", None
    speedup = bfloat16_speedup(compiled=bool(found)) if measure and units != () else None
    return Facts(backend, place, name, memory, source, cores(), len(found), capability, units, speedup)
