"""The GPUs that a backend of Keras sees, and what each backend can tell about them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

__all__ = ["Accelerator", "accelerators", "smallest_free"]

_MEBIBYTE = 2**20


@dataclass(frozen=True)
class Accelerator:
    """A GPU.

    Attributes:
        name: what its maker calls it; what the backend calls it where it does not know.
        place: its name, such as `gpu:0`.
        compute_capability: NVIDIA's number for the generation, such as (9, 0); None for other makers, or if not known.
        free: a function that gives the bytes that are free on it, None where nobody can tell, and how it was found out.
    """

    name: str
    place: str
    compute_capability: tuple[int, int] | None
    free: Callable[[], tuple[int | None, str]]


def accelerators(backend: str) -> tuple[Accelerator, ...]:
    """The GPUs that the backend sees, the one that Keras uses first.

    Args:
        backend: `tensorflow`, `jax` or `torch`. It is imported.
    """
    known = {"tensorflow": _of_tensorflow, "jax": _of_jax, "torch": _of_torch}
    return known[backend]() if backend in known else ()


def _of_tensorflow() -> tuple[Accelerator, ...]:
    import tensorflow as tf  # noqa: PLC0415 - the backend in use only

    devices = tf.config.list_physical_devices("GPU")
    if devices:
        # TensorFlow takes all free memory with its first computation, and tells nobody how much that was.
        _asked_of_the_driver()
    found = []
    for number, device in enumerate(devices):
        details = tf.config.experimental.get_device_details(device)
        capability = details.get("compute_capability")
        free = _asked_of_the_driver if capability else _unknown
        found.append(Accelerator(details.get("device_name", device.name), f"gpu:{number}", capability, free))
    return tuple(found)


def _of_jax() -> tuple[Accelerator, ...]:
    import jax  # noqa: PLC0415 - the backend in use only

    return tuple(
        Accelerator(
            device.device_kind,
            f"{device.platform}:{device.id}",
            _two_numbers(getattr(device, "compute_capability", "")),
            partial(_left_in_pool, device),
        )
        for device in jax.local_devices()
        if device.platform != "cpu"
    )


def _of_torch() -> tuple[Accelerator, ...]:
    import torch  # noqa: PLC0415 - the backend in use only
    from keras.src.backend.torch.core import DEFAULT_DEVICE  # noqa: PLC0415 - no public name says where Keras computes

    if not DEFAULT_DEVICE.startswith("cuda"):
        return () if DEFAULT_DEVICE == "cpu" else (Accelerator(DEFAULT_DEVICE, f"{DEFAULT_DEVICE}:0", None, _unknown),)
    nvidia = torch.version.hip is None  # AMD's GPUs go by the name of cuda too
    return tuple(
        Accelerator(
            torch.cuda.get_device_name(number),
            f"gpu:{number}",
            torch.cuda.get_device_capability(number) if nvidia else None,
            partial(_free_for_torch, torch.cuda, number),
        )
        for number in range(torch.cuda.device_count())
    )


def _free_for_torch(cuda: Any, number: int) -> tuple[int, str]:
    """What nobody has, and what PyTorch holds without using it."""
    held = cuda.memory_reserved(number) - cuda.memory_allocated(number)
    return int(cuda.mem_get_info(number)[0]) + held, "free on the GPU, says PyTorch"


def _left_in_pool(device: Any) -> tuple[int | None, str]:
    """What is left of the pool that JAX takes when it starts, three quarters of the GPU unless told otherwise."""
    stats = device.memory_stats()
    if not stats or "bytes_limit" not in stats:
        return _unknown()
    return stats["bytes_limit"] - stats.get("bytes_in_use", 0), "left of JAX's pool on the GPU"


def _unknown() -> tuple[int | None, str]:
    return None, "how much memory is free on this GPU cannot be found out"


@cache
def _asked_of_the_driver() -> tuple[int | None, str]:
    """Free memory by `nvidia-smi`, as it was before this process took any."""
    command = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)  # noqa: S603 - no input of anybody's
    except (OSError, subprocess.SubprocessError) as error:
        return None, f"how much memory is free on the GPU could not be found out: nvidia-smi failed ({error})"
    return smallest_free(run.stdout.splitlines())


def smallest_free(lines: Sequence[str]) -> tuple[int | None, str]:
    """Bytes from what `nvidia-smi` prints, a line of MiB for each GPU.

    It numbers GPUs in another order than CUDA does: of several, the smallest number holds for all.
    """
    numbers = [int(line) for line in lines if line.strip().isdigit()]
    if not numbers:
        return None, "how much memory is free on the GPU could not be found out: nvidia-smi gave no number"
    among = f" (the least of {len(numbers)} GPUs)" if len(numbers) > 1 else ""
    return min(numbers) * _MEBIBYTE, f"free on the GPU when Keras was started, says nvidia-smi{among}"


def _two_numbers(capability: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d+)\.(\d+)", str(capability))
    return (int(found[1]), int(found[2])) if found else None
