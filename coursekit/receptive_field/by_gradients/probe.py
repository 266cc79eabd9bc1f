"""What one layer of Keras makes of its inputs, found out by running a stand-in for it.

The stand-in of a layer has the same geometry, taken from the layer's own configuration, and otherwise as little as
possible: one channel, a kernel of ones, no bias, no activation, an average instead of a maximum. Its gradient is
positive exactly where the output depends on the input, whatever the weights are. Keras itself runs it; nothing here
calculates with windows, strides or padding.

Masks are boolean arrays with the axes of the tensor they belong to, the batch left out. An axis of length 1 stands for
all places along that axis, as in NumPy's broadcasting: most masks are the same for all channels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.receptive_field.by_gradients.backends import pull_back
from coursekit.receptive_field.by_gradients.keras_calls import Call

__all__ = [
    "Mask",
    "Passage",
    "any_along",
    "channelwise",
    "concatenated",
    "convolved",
    "dense",
    "elementwise",
    "mixed",
    "rearranged",
]

Mask = NDArray[np.bool_]
Sizes = tuple[int, ...]

# Below this part of the largest gradient lies what rounding leaves of zero. Interpolation needs more room: it works out
# in float32 where between two pixels a point lies.
_ROUNDING = 1e-6
_INTERPOLATION = 1e-4

# What of a layer's configuration says nothing about its geometry.
_ABOUT_WEIGHTS = ("_initializer", "_regularizer", "_constraint")
_DROPPED = frozenset((
    "activation", "data_format", "depth_multiplier", "dtype", "filters", "groups", "lora_alpha", "lora_rank", "name",
    "quantization_config", "trainable", "use_bias",
))  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """A call through which a mask is to be pulled back.

    Attributes:
        call: the call.
        inputs: shapes of its inputs, without the batch.
        output: shape of the result that the mask belongs to.
        number: which of its results that is.
    """

    call: Call
    inputs: tuple[Sizes, ...]
    output: Sizes
    number: int = 0


def any_along(mask: Mask, *axes: int) -> Mask:
    """A mask with one place along each of some axes: whether any place along them is in it."""
    return np.asarray(mask.any(axis=axes, keepdims=True))


def elementwise(passage: Passage, seen: Mask) -> list[Mask]:
    """Each value depends on the values at its own place only, of every input; single places are repeated."""
    return [_unrepeated(seen, shape) for shape in passage.inputs]


def mixed(*axes: int) -> Callable[[Passage, Mask], list[Mask]]:
    """Each value depends on all values along some axes of the tensor (the batch not counted) that it lies on."""

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        return elementwise(passage, any_along(seen, *axes))

    return rule


def dense(passage: Passage, seen: Mask) -> list[Mask]:
    """Each value depends on all values of the last axis."""
    del passage
    return [any_along(seen, -1)]


def convolved(groups: int = 1, **changes: Any) -> Callable[[Passage, Mask], list[Mask]]:
    """A layer that slides over the map and mixes channels, those of each group among themselves."""

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        return _through_stand_in(passage, seen, groups, None, changes)

    return rule


def channelwise(stand_in: str | None = None, **changes: Any) -> Callable[[Passage, Mask], list[Mask]]:
    """A layer that treats each channel alone; `stand_in` is another class of Keras, with the same arguments."""

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        return _through_stand_in(passage, seen, None, stand_in, changes)

    return rule


def rearranged(function: Callable[[list[Any]], Any] | None = None) -> Callable[[Passage, Mask], list[Mask]]:
    """An operation without weights, run as it is with all inputs at one; or `function` of its inputs instead of it."""

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        def result(tensors: list[Any]) -> Any:
            return function(tensors) if function else passage.call.run(tensors)[passage.number]

        found = []
        whole = np.broadcast_to(seen, passage.output)[None]
        ones = [np.ones((1, *shape), dtype="float32") for shape in passage.inputs]
        for number in range(len(ones)):
            others = [*ones[:number], *ones[number + 1 :]]

            def run(point: Any, *rest: Any, at: int = number) -> Any:
                return result([*rest[:at], point, *rest[at:]])

            found.append(_shrunk(_binary(pull_back(run, compiled=False), ones[number], whole, others)[0]))
        return found

    return rule


def concatenated(axis: int) -> Callable[[Passage, Mask], list[Mask]]:
    """Inputs side by side along an axis of the tensor (the batch not counted)."""

    def rule(passage: Passage, seen: Mask) -> list[Mask]:
        if seen.shape[axis] == 1 and passage.output[axis] != 1:
            return [seen for _ in passage.inputs]
        ends = np.cumsum([shape[axis] for shape in passage.inputs])[:-1]
        return [_shrunk(part) for part in np.split(seen, ends, axis=axis)]

    return rule


def _through_stand_in(
    passage: Passage, seen: Mask, groups: int | None, stand_in: str | None, changes: dict[str, Any]
) -> list[Mask]:
    layer = passage.call.operation
    channels_first = getattr(layer, "data_format", "channels_last") == "channels_first"
    shape = _channels_last(passage.inputs[0]) if channels_first else passage.inputs[0]
    output = _channels_last(passage.output) if channels_first and len(passage.output) > 1 else passage.output
    if channels_first and seen.ndim > 1:
        seen = np.moveaxis(seen, 0, -1)
    maps, which = _distinct(seen, output, shape[-1] if groups is None else groups)
    config = {
        key: value
        for key, value in layer.get_config().items()
        if key not in _DROPPED and not key.endswith(_ABOUT_WEIGHTS)
    }
    product = _stand_in(stand_in or _keras_class(layer), _hashable(config | changes), shape[:-1])
    point = np.ones((1, *shape[:-1], 1), dtype="float32")
    tolerance = _INTERPOLATION if "interpolation" in config else _ROUNDING
    found = [_binary(product, point, each[None, ..., None], tolerance=tolerance)[0, ..., 0] for each in maps]
    result = np.stack([found[number] for number in which], axis=-1)
    if len(which) > 1:
        result = np.repeat(result, shape[-1] // len(which), axis=-1)
    return [np.moveaxis(result, -1, 0) if channels_first else result]


@lru_cache(maxsize=1024)
def _stand_in(kind: str, config: tuple[tuple[str, Any], ...], sizes: tuple[int, ...]) -> Callable[..., Any]:
    """The differentiated stand-in; one for each size of map, since it is compiled for a shape."""
    del sizes
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    layer = getattr(keras.layers, kind)(**dict(config), dtype="float32")
    return pull_back(lambda point: layer(point, training=False))


def _distinct(seen: Mask, output: Sizes, groups: int) -> tuple[list[Mask], list[int]]:
    """The different maps among those of all groups of channels, and which of them each group has."""
    seen = np.broadcast_to(seen, (*output[:-1], seen.shape[-1]))
    if seen.shape[-1] == 1:
        return [seen[..., 0]], [0]
    per_group = np.moveaxis(any_along(seen.reshape(*output[:-1], groups, -1), -1)[..., 0], -1, 0)
    numbers: dict[bytes, int] = {}
    which = [numbers.setdefault(each.tobytes(), len(numbers)) for each in per_group]
    maps = [per_group[which.index(number)] for number in range(len(numbers))]
    return maps, (which if len(maps) > 1 else [0])


def _binary(product: Callable[..., Any], point: Any, seen: Mask, more: Any = (), tolerance: float = _ROUNDING) -> Mask:
    """Where a gradient is not zero, if it starts from the places in `seen`."""
    # Numbers drawn at random, not ones: where a layer has weights of both signs, as bicubic interpolation has, ones
    # could cancel.
    start = seen * (1 + np.random.default_rng(0).random(size=seen.shape, dtype="float32"))
    gradient = np.abs(product(point, start, *more))
    found: Mask = gradient > tolerance * gradient.max(initial=0)
    return found


def _unrepeated(seen: Mask, shape: Sizes) -> Mask:
    """A mask of a result, for an input of this shape that broadcasting has brought to the result's."""
    extra = seen.ndim - len(shape)
    if extra > 0:
        seen = any_along(seen, *range(extra)).reshape(seen.shape[extra:])
    single = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return any_along(seen, *single)


def _shrunk(mask: Mask) -> Mask:
    """The same mask, with one channel if all are alike."""
    if mask.ndim and mask.shape[-1] > 1 and (mask == mask[..., :1]).all():
        return mask[..., :1]
    return mask


def _channels_last(shape: Sizes) -> Sizes:
    return (*shape[1:], shape[0])


def _keras_class(layer: Any) -> str:
    return next(cls.__name__ for cls in type(layer).__mro__ if cls.__module__.startswith("keras.src."))


def _hashable(config: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    def frozen(value: Any) -> Any:
        return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value

    return tuple(sorted((key, frozen(value)) for key, value in config.items()))
