"""In which precision a network answers: what was chosen and why, and whether classes changed by it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.errors import CourseError

if TYPE_CHECKING:
    import keras

    from coursekit.device import Facts

__all__ = ["CHANGED", "PRECISIONS", "Precision", "Trial", "choose", "in_bfloat16", "own", "tried"]

PRECISIONS = ("float32", "bfloat16", "auto")

CHANGED = 0.01
"""The share of outputs that may have another class in bfloat16 for "auto" to take it."""

_FASTER = 1.1  # as `coursekit.device` asks of bfloat16 in training: less is within what times differ by anyway


@dataclass(frozen=True)
class Trial:
    """Some tiles of an image, asked about in float32 and in bfloat16.

    Attributes:
        outputs: how many were compared.
        changed: how many of them have another class in bfloat16.
        speedup: how many times as fast as float32 bfloat16 was, by the fastest tile of each.
    """

    outputs: int
    changed: int
    speedup: float

    @property
    def share(self) -> float:
        """The part of the outputs with another class, from 0 to 1."""
        return self.changed / self.outputs

    def __str__(self) -> str:
        return (
            f"{self.changed:,} of {self.outputs:,} outputs compared ({self.share:.2%}) have another class in bfloat16; "
            f"it was {self.speedup:.2f} times as fast as float32"
        )


@dataclass(frozen=True)
class Precision:
    """The precision that maps were computed in.

    Attributes:
        dtype: "float32" or "bfloat16"; another one if the model was built so.
        reason: why.
        trial: the comparison with float32, where there was one.
    """

    dtype: str
    reason: str
    trial: Trial | None = None

    def __str__(self) -> str:
        return f"{self.dtype}: {self.reason}" + (f"; {self.trial}." if self.trial else ".")


def own(network: keras.Model) -> str:
    """The precision that a network's layers with weights compute in; "float32" if they differ or there are none."""
    found = {layer.compute_dtype for layer in network.layers if layer.weights}
    return str(found.pop()) if len(found) == 1 else "float32"


def in_bfloat16(network: keras.Model) -> keras.Model:
    """A copy of a network that multiplies in bfloat16, the last layer excepted, whose posteriors stay apart in float32.

    bfloat16 has the range of float32 and 8 significant bits instead of 24. Weights are kept in float32.

    Raises:
        CourseError: if Keras cannot copy a layer.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who converts a model pays for it

    last = network.layers[-1]

    def copied(layer: Any) -> Any:
        config = layer.get_config()
        if layer is not last and layer.compute_dtype == "float32":
            config["dtype"] = "mixed_bfloat16"
        return type(layer).from_config(config)

    try:
        copy = keras.models.clone_model(network, clone_function=copied, recursive=True)
        copy.set_weights(network.get_weights())
    except (TypeError, ValueError, NotImplementedError) as error:
        raise CourseError(
            f"The model {network.name!r} cannot be copied in bfloat16: {error}",
            'Take precision="float32", or give layers of your own a get_config() that tells all their arguments.',
        ) from error
    return copy


def tried(network: keras.Model, halved: keras.Model, tiles: Iterable[npt.NDArray[np.float32]]) -> Trial:
    """Ask a network and its copy in bfloat16 about the same tiles.

    Args:
        network: in float32.
        halved: what `in_bfloat16` made of it.
        tiles: at least one, each (height, width, channels), all of one shape.
    """
    both = {"float32": network, "bfloat16": halved}
    fastest = dict.fromkeys(both, float("inf"))
    outputs = changed = 0
    for number, tile in enumerate(tiles):
        labels = {}
        for dtype, asked in both.items():
            if number == 0:
                asked.predict_on_batch(tile[None])  # compiles
            start = time.perf_counter()
            maps = np.asarray(asked.predict_on_batch(tile[None]))[0]
            fastest[dtype] = min(fastest[dtype], time.perf_counter() - start)
            labels[dtype] = maps.argmax(axis=-1)
        outputs += labels["float32"].size
        changed += int((labels["float32"] != labels["bfloat16"]).sum())
    return Trial(outputs, changed, fastest["float32"] / fastest["bfloat16"])


def choose(
    asked: str, network: keras.Model, facts: Facts, tiles: Iterable[npt.NDArray[np.float32]]
) -> tuple[keras.Model, Precision]:
    """The network to ask, and its precision with the reason.

    "auto" takes bfloat16 where the device has units that multiply it, and it was faster on the tiles, and hardly any
    class changed. Units alone do not tell: libraries may leave a processor's instructions for bfloat16 unused, as
    TensorFlow does without oneDNN.

    Args:
        asked: "float32", "bfloat16" or "auto".
        network: as it is.
        facts: about the device, as `coursekit.device.facts` finds them.
        tiles: a sample of the image, for `tried`; not touched where nothing is to be tried.
    """
    built = own(network)
    if built != "float32":
        return network, Precision(built, "the model was built so")
    if asked == "float32":
        return network, Precision("float32", "asked for")
    there, why = _units(facts)
    if asked == "auto" and not there:
        return network, Precision("float32", why)
    halved = in_bfloat16(network)
    trial = tried(network, halved, tiles)
    if asked == "bfloat16":
        return halved, Precision("bfloat16", f"asked for; {why}", trial)
    if trial.share > CHANGED:
        return network, Precision("float32", f"{why}, but too many classes change", trial)
    if trial.speedup < _FASTER:
        return network, Precision("float32", f"{why}, but bfloat16 is not faster here", trial)
    return halved, Precision("bfloat16", why, trial)


def _units(facts: Facts) -> tuple[bool, str]:
    """Whether the device multiplies bfloat16 by itself, in words too."""
    if facts.on_cpu:
        if facts.bfloat16_units:
            return True, f"this processor has {', '.join(facts.bfloat16_units)}"
        if facts.bfloat16_units is None:
            return False, "whether this processor multiplies bfloat16 cannot be found out"
        return False, "this processor has no instructions that multiply bfloat16"
    if facts.compute_capability is None:
        return False, f"whether {facts.name} multiplies bfloat16 is not known"
    generation = "{}.{}".format(*facts.compute_capability)
    if facts.compute_capability >= (8, 0):
        return True, f"{facts.name} has tensor cores for bfloat16 (compute capability {generation})"
    return (
        False,
        f"{facts.name} has no tensor cores for bfloat16 (compute capability {generation}; they begin with 8.0)",
    )
