"""How much memory training a network takes, worked out without allocating its weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import ceil
from types import FunctionType
from typing import Any, cast

from coursekit import parameters
from coursekit.network import Network, counting, read
from coursekit.parameters.costs import values

__all__ = ["Demand", "demand", "readable"]


@dataclass(frozen=True)
class Demand:
    """Memory for training a network, in bytes.

    At the beginning of the backward pass weights, the optimizer's values and what the forward pass must keep are there
    together; gradients come as activations go, but all are added up here. Backends take more than this: see `planned`.

    Attributes:
        network: its name.
        weights: the parameters in float32, as Keras keeps them under every policy of mixed precision.
        gradients: one for each parameter that is trained, in float32.
        optimizer: what the optimizer keeps besides.
        copies: of the parameters in 16 bits, under a policy of mixed precision.
        image: for each image in the batch: what the gradients need of the forward pass (`parameters.table`'s "backward
            bytes"), and twice the largest output of a layer, for the gradients on their way back.
        image_16_bit: the same under a policy of mixed precision.
        remark: what is not in it; empty if everything is.
    """

    network: str
    weights: int
    gradients: int
    optimizer: int
    copies: int
    image: int
    image_16_bit: int
    remark: str = ""

    def fixed(self, dtype_policy: str = "float32") -> int:
        """Bytes that do not depend on the size of the batch."""
        return self.weights + self.gradients + self.optimizer + (self.copies if _halved(dtype_policy) else 0)

    def each(self, dtype_policy: str = "float32") -> int:
        """Bytes for each image of the batch."""
        return self.image_16_bit if _halved(dtype_policy) else self.image

    def total(self, batch_size: int, dtype_policy: str = "float32") -> int:
        """Bytes for a training step with so many images."""
        return self.fixed(dtype_policy) + batch_size * self.each(dtype_policy)


def demand(model: Any, optimizer: Any = "adam") -> Demand:
    """Work out what training a network takes.

    Args:
        model: as for `plan`.
        optimizer: a Keras optimizer, or its name.

    Raises:
        ValueError: if the images' size is open, or there is nothing to train.
        TypeError: if the model cannot be read, or the optimizer is none.
    """
    network, name = _read(model)
    for node in network:
        if any(None in shape for shape in node.output_shapes):
            raise ValueError(
                f"The size of the images is open: {node.name} gives {node.output_shape}. How much memory that takes "
                "depends on it: build the network with an input_shape of whole numbers."
            )
    variables = [variable for node in network for variable in node.own]
    weights, trained = (4 * sum(v.size for v in variables if v.trainable or every) for every in (True, False))
    if not trained:
        raise ValueError("Nothing in this network is trained: all of its layers are frozen, or have no weights.")
    return Demand(
        network=name,
        weights=weights,
        gradients=trained,
        optimizer=ceil(trained * _kept_by(optimizer)),
        copies=weights // 2,
        image=_per_image(network, 4),
        image_16_bit=_per_image(network, 2),
        remark=_left_out(network),
    )


def _read(model: Any) -> tuple[Network, str]:
    if isinstance(model, FunctionType | partial):
        with counting():
            model = model()
    network = read(model)
    return network, str(getattr(model, "name", "") or network.name or "the network")


def _per_image(network: Network, size: int) -> int:
    """What the backward pass needs of the forward pass for one image, and the two largest tensors on the way back."""
    # TensorFlow and JAX keep input and output of max pooling, PyTorch notes positions of 8 bytes: the larger counts.
    kept = max(
        int(cast("int", parameters.table(network, bytes_per_value=size, index_bytes=index)["backward bytes"].iloc[-1]))
        for index in (0, 8)
    )
    # Of a layer that nobody knows nothing is counted above; its output is the least that it keeps.
    kept += sum(size * (values(node.output_shape) or 0) for node in network.unknown)
    images = sum(values(node.output_shape) or 0 for node in network if node.is_input)
    largest = max(values(node.output_shape) or 0 for node in network)
    # The batch itself comes in float32, whatever the layers compute in.
    return kept + 2 * size * largest + (4 - size) * images


def _left_out(network: Network) -> str:
    if not network.unknown:
        return ""
    names = ", ".join(f"{node.name} ({node.type})" for node in network.unknown)
    return f"of {names} only the output is counted, because nobody knows what else they keep"


def _kept_by(optimizer: Any) -> float:
    """How many values an optimizer keeps for each weight: counted on an array of 64x64 that is thrown away."""
    import keras  # noqa: PLC0415 - slow, and only wanted here

    given = keras.optimizers.get(optimizer)
    if not isinstance(given, keras.optimizers.Optimizer):
        raise TypeError(f"optimizer must be a Keras optimizer or its name, not {optimizer!r}.")
    own = type(given).from_config(given.get_config())
    weight = keras.Variable(keras.ops.zeros((64, 64)))
    own.build([weight])
    return sum(_count(variable.shape) for variable in own.variables if len(variable.shape)) / 64**2


def _count(shape: tuple[int, ...]) -> int:
    return values(tuple(shape)) or 0


def _halved(dtype_policy: str) -> bool:
    return dtype_policy in ("mixed_bfloat16", "mixed_float16")


def readable(count: float) -> str:
    """Bytes with the unit that suits them: 1 MB is 10^6 bytes."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}" if count < 100 * size else f"{count / size:,.0f} {unit}"
    return f"{count:.0f} bytes"
