"""Between which layers a model drops values while it trains, found by what it does, and at which rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.architectures.tasks.computing import Layers, image_shape, matched, outputs, run, weight_shapes
from coursekit.checks import Condition
from coursekit.checks.models import layers_of
from coursekit.network import Dropout

__all__ = ["NO_DROPOUT", "dropout_conditions", "drops_between"]

_COPIES = 24
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


NO_DROPOUT = Condition(
    "dropout not asked for",
    lambda model, *_: not _rates(model),
    "When it predicts, the network is right. But while it trains, it drops values, and the description has no dropout.",
)
"""For a model that is to have none; to be asked once the function at inference is known to be right."""


def dropout_conditions(describe: Callable[..., Layers]) -> list[Condition]:
    """Conditions on dropout, to be asked once the function at inference is known to be right.

    Args:
        describe: the description, from the arguments of the task; its dropout layers all have one rate.
    """
    return [
        Condition(
            "no dropout",
            lambda model, *arguments: bool(_rates(model)) or not any(_described(describe(*arguments))),
            "When it predicts, the network is right. What the description has for the training is missing: `Dropout`.",
        ),
        Condition(
            "another rate",
            lambda model, *arguments: _rates(model) == _wanted_rates(describe(*arguments)),
            lambda model, *arguments: _rate_problem(model, describe(*arguments)),
        ),
        Condition(
            "dropout in another place",
            lambda model, *arguments: not _place_problem(model, describe(*arguments)),
            lambda model, *arguments: _place_problem(model, describe(*arguments)),
        ),
    ]


def drops_between(model: Any, layers: Layers, first: int, last: int) -> bool:
    """Whether a model drops values, while it trains, in some of the gaps between its layers with weights.

    Gap 0 lies between the image and the first of these layers, the last one behind all of them. The layer in front of
    the gaps is made to give 1 whatever comes in, those inside and right behind to take means, all later ones to hand on
    a single value. What comes out for many copies of an image is then the same, or nothing where that value was dropped
    later. A third result can only come from the gaps.

    Args:
        model: a model that computes the function of the description, and drops nothing behind its last layer unless
            that is what is asked.
        layers: the description; the layers in front of a gap must give at least a few values.
        first: number of the first gap.
        last: number of the last gap; the same for a single one.
    """
    shapes = weight_shapes(layers)
    count = sum(len(shape) > 1 for shape in shapes)
    weights = model.weights
    order = matched([tuple(weight.shape) for weight in weights], shapes)
    before = model.get_weights()
    copies = np.ones((_COPIES, *image_shape(layers)), dtype="float32")
    try:
        for place, value in zip(order, _weights_around(shapes, first, last), strict=True):
            weights[place].assign(value.reshape(weights[place].shape))
        results = outputs(model, copies, training=True)
    finally:
        model.set_weights(before)
    # Nothing comes behind the last gap that could make a second result.
    return len(np.unique(results.round(5), axis=0)) > (2 if last < count else 1)


def _weights_around(shapes: list[tuple[int, ...]], first: int, last: int) -> list[npt.NDArray[np.float32]]:
    """All weights for a try of some gaps; as many layers with weights lie in front of a gap as its number says."""
    weights = [np.zeros(shape, dtype="float32") for shape in shapes]
    kernels = [place for place, shape in enumerate(shapes) if len(shape) > 1]
    for number, place in enumerate(kernels):
        kernel, bias = weights[place], weights[place + 1]
        if number == first - 1:
            # Different numbers at the end of a network: softmax makes nothing of equal ones.
            bias[:] = 1 if first < len(kernels) else np.arange(len(bias))
        elif first <= number <= last:
            kernel[..., : 1 if number == last else None] = 1 / np.prod(kernel.shape[:-1])
        elif number > last:
            middle = tuple(size // 2 for size in kernel.shape[:-2])
            kernel[(*middle, 0, 0)] = 1
    return weights


def _described(layers: Layers) -> list[bool]:
    """For each gap whether the description drops values there."""
    found, shape = [False], layers[0].output_shape()
    for layer in layers[1:]:
        if isinstance(layer, Dropout):
            found[-1] = True
        elif layer.variables(shape):
            found.append(False)
        shape = layer.output_shape(shape)
    return found


def _place_problem(model: Any, layers: Layers) -> str:
    """Where dropout is missing or too much, as a sentence; empty if it is in its places."""
    known = run(model, image_shape(layers)).dropout
    if layers not in known:
        wanted = _described(layers)
        known[layers] = next((told for gaps in _tries(wanted) if (told := _told(model, layers, *gaps, wanted))), "")
    return known[layers]


def _tries(wanted: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last gap of each try: behind everything first, because the others rely on it; then from the front."""
    end = len(wanted) - 1
    yield end, end
    first = 0
    for last in range(end):
        # Neighbouring gaps without dropout are tried together: a run costs most where convolutions have groups.
        if wanted[last] or last + 1 == end or wanted[last + 1]:
            yield first, last
            first = last + 1


def _told(model: Any, layers: Layers, first: int, last: int, wanted: list[bool]) -> str:
    found = drops_between(model, layers, first, last)
    if found == wanted[last]:
        return ""
    where = "behind the image" if last == 0 else f"behind the {_ORDINALS[last - 1]} layer with weights"
    where = f"in front of the {_ORDINALS[last]} layer with weights" if first < last else where
    told = "drops values" if found else "drops no value"
    return f"While it trains, your model {told} {where}. Look at the description: where does dropout belong?"


def _rates(model: Any) -> set[float]:
    """Rates of all dropout layers of a model; one of rate 0 does nothing."""
    return {float(layer.rate) for layer in layers_of(model) if type(layer).__name__ == "Dropout" and layer.rate}


def _rate_problem(model: Any, layers: Layers) -> str:
    """What is wrong with the rates of dropout, as a sentence."""
    found = sorted(_rates(model))
    told = f"Rates of dropout in your model: {', '.join(f'{rate:g}' for rate in found)}."
    kept = sorted(1 - rate for rate in _wanted_rates(layers))
    if len(found) == len(kept) and np.allclose(found, kept):
        return f"{told} In Keras the rate is the fraction that is set to 0, not the one that is kept."
    return f"{told} Which one does the description give, and where does it stand in the arguments?"


def _wanted_rates(layers: Layers) -> set[float]:
    return {float(layer.rate) for layer in layers if isinstance(layer, Dropout)}
