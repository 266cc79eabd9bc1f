"""The names of a network's layers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coursekit.backprop.layers.layer import Layer

__all__ = ["named"]


def named(layers: Sequence[Layer]) -> list[Layer]:
    """The layers, each with a name; those without one are numbered as in Keras: dense, dense_1, ...

    Raises:
        TypeError: if an entry is no layer, or stands there twice.
        ValueError: if there are none, or two have the same name.
    """
    found = list(layers)
    if not found:
        raise ValueError("The network has no layers. Give at least one, such as [Flatten(), Dense(10)].")
    for position, layer in enumerate(found):
        if isinstance(layer, type) and issubclass(layer, Layer):
            raise TypeError(f"Entry {position} is the class {layer.__name__}. Write it with brackets and arguments.")
        if not isinstance(layer, Layer):
            raise TypeError(f"Entry {position} is {type(layer).__name__}, not a layer of coursekit.backprop.")
        if any(layer is other for other in found[:position]):
            raise TypeError(f"Entry {position} is a layer that stands in the list before. Make one of its own.")
        if layer.parameters or layer.gradients:
            raise ValueError(f"Entry {position} ({layer.name}) belongs to another network already. Make a new layer.")
    given = [layer.name for layer in found if layer.name]
    if twice := {name for name in given if given.count(name) > 1}:
        raise ValueError(f"Names must be unique, but {', '.join(sorted(twice))} stands there more than once.")
    taken = set(given)
    for layer in found:
        if not layer.name:
            stem = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
            numbered = (f"{stem}_{number}" if number else stem for number in range(len(found) + 1))
            layer.name = next(name for name in numbered if name not in taken)
            taken.add(layer.name)
    return found
