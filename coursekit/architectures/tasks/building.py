"""Conditions for tasks whose answer is a Keras model: what can be seen, then known slips, then the function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import network
from coursekit.architectures.tasks.computing import (
    Layers,
    ModelStops,
    as_matrix,
    computes,
    image_shape,
    run,
    weight_shapes,
)
from coursekit.checks import Condition
from coursekit.checks.models import layers_of
from coursekit.checks.plain import is_model

__all__ = ["Slip", "model_conditions", "one_missing", "own_layer"]

Describe = Callable[..., Layers]
"""The description that a model has to follow, from the arguments of the task."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Slip:
    """A known way to build another network than the one described.

    Args:
        name: what is wrong, in three or four words.
        describe: the description of what comes out then, from the arguments of the task.
        message: what to tell the student; a format text with the names of the arguments.
        also: descriptions of other networks that the message fits as well.
    """

    name: str
    describe: Describe
    message: str
    also: Sequence[Describe] = ()


def model_conditions(describe: Describe, slips: Sequence[Slip]) -> list[Condition]:
    """What a model must have to be right, the easily seen first.

    Args:
        describe: the right description, from the arguments of the task.
        slips: known mistakes, the likelier first. Each is named if a model computes what comes out of it and not what
            was asked for.
    """
    return [
        Condition("not a Keras model", lambda model, *_: is_model(model), "That is no Keras model."),
        Condition(
            "not stock layers",
            lambda model, *_: not own_layer(model),
            lambda model, *_: (
                f"{own_layer(model)} is not one of Keras' own layers. Build the model of layers of `keras.layers`."
            ),
        ),
        Condition(
            "another input",
            lambda model, *arguments: not _input_problem(model, describe(*arguments)),
            lambda model, *arguments: _input_problem(model, describe(*arguments)),
        ),
        *(_never(slip, describe) for slip in slips),
        Condition(
            "another output",
            lambda model, *arguments: not _output_problem(model, describe(*arguments)),
            lambda model, *arguments: _output_problem(model, describe(*arguments)),
        ),
        Condition(
            "no biases",
            lambda model, *arguments: not _biases_missing(model, describe(*arguments)),
            "All kernels are as described, but not all biases are there. Leave `use_bias` as Keras has it.",
        ),
        Condition(
            "another number of layers",
            lambda model, *arguments: (
                _layer_count(model, describe(*arguments)) == len(_kernels(weight_shapes(describe(*arguments))))
            ),
            lambda model, *arguments: (
                f"Layers with weights in your model: {_layer_count(model, describe(*arguments))}. Count those of the "
                "description, the last one included."
            ),
        ),
        Condition(
            "another kernel",
            lambda model, *arguments: not _kernel_problem(model, describe(*arguments)),
            lambda model, *arguments: _kernel_problem(model, describe(*arguments)),
        ),
        Condition(
            "another function",
            lambda model, *arguments: computes(model, describe(*arguments)),
            lambda model, *arguments: _function_problem(model, describe(*arguments)),
        ),
    ]


def one_missing(activations: Sequence[str | None], place: int) -> tuple[str | None, ...]:
    """The activations of some layers without the one at a place."""
    return (*activations[:place], None, *activations[place + 1 :])


def own_layer(model: Any) -> str:
    """Class name of the first layer of a model that is not Keras' own; empty if there is none.

    The class of the model itself and operations such as `keras.ops.relu` do not count.
    """
    import keras  # noqa: PLC0415 - 4 s; loaded already when there is a model to judge

    names = ((layer, type(layer).__name__) for layer in layers_of(model) if isinstance(layer, keras.layers.Layer))
    return next((name for layer, name in names if getattr(keras.layers, name, None) is not type(layer)), "")


def _never(slip: Slip, describe: Describe) -> Condition:
    """The condition that a model does not make a slip."""

    def holds(model: Any, *arguments: Any) -> bool:
        ways = (slip.describe, *slip.also)
        return computes(model, describe(*arguments)) or not any(computes(model, way(*arguments)) for way in ways)

    return Condition(slip.name, holds, slip.message)


def _input_problem(model: Any, layers: Layers) -> str:
    """What happens to an image of the size asked for, as a sentence; empty if it goes through."""
    shape = image_shape(layers)
    taken = getattr(model, "input_shape", None)
    taken = taken[0] if isinstance(taken, list) and len(taken) == 1 else taken
    if isinstance(taken, tuple) and not _fits(taken[1:], shape):
        return f"It takes images of shape {taken[1:]}; here they are {shape}. Begin with `keras.Input(input_shape)`."
    try:
        run(model, shape)
    except ModelStops as reason:
        return str(reason)
    return ""


def _fits(taken: tuple[int | None, ...], shape: tuple[int, ...]) -> bool:
    return len(taken) == len(shape) and all(one in (None, other) for one, other in zip(taken, shape, strict=True))


def _output_problem(model: Any, layers: Layers) -> str:
    """What is wrong with the shape of the result, as a sentence; empty if nothing is."""
    found = run(model, image_shape(layers)).outputs.shape[1:]
    wanted = network.read(layers).nodes[-1].output_shape
    if found == wanted:
        return ""
    told = f"For one image the model gives the shape {found}"
    if len(wanted) > 1:
        return f"{told}; another one is wanted. What do padding, steps and pooling leave of height and width?"
    told += f"; {wanted[0]} numbers are wanted."
    return f"{told} What turns maps into a vector, and where does that belong?" if len(found) > 1 else told


def _layer_count(model: Any, layers: Layers) -> int:
    return len(_kernels(run(model, image_shape(layers)).shapes))


def _kernels(shapes: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [shape for shape in shapes if len(shape) > 1]


def _biases_missing(model: Any, layers: Layers) -> bool:
    found, wanted = run(model, image_shape(layers)).shapes, weight_shapes(layers)
    same = sorted(map(as_matrix, _kernels(found))) == sorted(map(as_matrix, _kernels(wanted)))
    return same and len(found) < len(wanted)


def _kernel_problem(model: Any, layers: Layers) -> str:
    """Which layer has the first kernel that is not as described, and in which of its axes; empty if there is none."""
    kernels = _kernels(run(model, image_shape(layers)).shapes), _kernels(weight_shapes(layers))
    # A class of its own may list its layers in another order than it calls them in.
    if sorted(map(as_matrix, kernels[0])) == sorted(map(as_matrix, kernels[1])):
        return ""
    for place, (found, wanted) in enumerate(zip(*kernels, strict=True)):
        if as_matrix(found) == as_matrix(wanted):
            continue
        which = f"Your {_ORDINALS[place]} layer with weights"
        if len(found) == 4 and len(wanted) == 4:
            axes = {
                "its kernel is {0}×{1}": found[:2] != wanted[:2],
                "it has {3} filters": found[3] != wanted[3],
                "each of its filters sees {2} channels": found[2] != wanted[2],
            }
            told = next(text for text, other in axes.items() if other)
            return f"{which} is not as described: {told.format(*found)}."
        if found[-1] != wanted[-1]:
            return f"{which} is not as described: it gives {found[-1]} numbers (filters or units)."
        return (
            f"{which} gets {int(np.prod(found[:-1])):,} numbers. Work out how many there should be: what do padding, "
            "steps and pooling leave of height and width, and how many maps are there?"
        )
    return ""


def _function_problem(model: Any, layers: Layers) -> str:
    """Of a model with the right kernels: whether other weights are the matter, or how they are used."""
    if len(run(model, image_shape(layers)).shapes) > len(weight_shapes(layers)):
        return (
            "The kernels and biases are there, but your model has weights besides, as batch normalisation has. "
            "The description has no such layer."
        )
    return (
        "The kernels and biases have the right shapes, but with the same numbers in them your model computes something "
        "else than the network described. Compare it with the description line by line: activations, padding, pooling, "
        "and what follows what."
    )
