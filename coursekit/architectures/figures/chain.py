"""A network as what flows through it, layer by layer: what the drawings to scale are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import prod
from types import FunctionType
from typing import Any

from coursekit.architectures.table import table
from coursekit.network import Conv, Network, counting, read

__all__ = ["Volume", "chain"]


@dataclass(frozen=True)
class Volume:
    """The output of one layer.

    Attributes:
        name: of the layer; "image" for the input.
        kind: "input", "convolution", "dense" or "other".
        shape: (height, width, channels), or (units,) of a dense layer.
        groups: of a convolution: in how many parts its maps are computed that do not see each other.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    groups: int = 1

    @property
    def size(self) -> str:
        """The shape in words, such as 28×28×6."""
        return "×".join(f"{length:,}" for length in self.shape)


def chain(model: Any) -> list[Volume]:
    """The volumes that a network makes one from another, the image first.

    Layers that leave the shape as it is and learn nothing are left out, such as normalisation and dropout, and so is
    flattening.

    Args:
        model: a Keras model; or a list of layers from `coursekit.network`; or a function without arguments that
            builds a model, such as `architectures.vgg16`: then no weight is allocated.

    Raises:
        TypeError: if it is no network.
        ValueError: if it branches, has other than two spatial axes, or a size that is not fixed.
    """
    if isinstance(model, FunctionType | partial):
        with counting():
            model = model()
    network, kinds = read(model), table(model)["kind"].to_dict()
    found: list[Volume] = []
    for node, shape in zip(network, _fixed_shapes(network), strict=True):
        kind = str(kinds[node.name])
        before = found[-1].shape if found else ()
        flattens = kind == "other" and len(shape) == 1 and shape[0] == prod(before)
        if not found:
            found.append(Volume("image", "input", shape))
        elif kind != "other" or (shape != before and not flattens):
            groups = node.layer.groups if isinstance(node.layer, Conv) else 1
            found.append(Volume(node.name, kind, shape, groups))
    return found


def _fixed_shapes(network: Network) -> list[tuple[int, ...]]:
    """The output shapes of a network without branches."""
    used: list[str] = [name for node in network for name in node.inbound]
    if len(network.inputs) != 1 or len(set(used)) != len(used) or any(len(node.inbound) > 1 for node in network):
        raise ValueError(f"{network.name!r} branches. Only a network whose layers follow one another can be drawn.")
    shapes = []
    for node in network:
        shape = tuple(length for length in node.output_shape if length is not None)
        if len(shape) not in {1, 3} or len(shape) != len(node.output_shape):
            raise ValueError(
                f"{node.name} gives {node.output_shape}. Drawn can be (height, width, channels) and (units,), all of "
                "them fixed: begin with an input of fixed size, such as (224, 224, 3)."
            )
        shapes.append(shape)
    return shapes
