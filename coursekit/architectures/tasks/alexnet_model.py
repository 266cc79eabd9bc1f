"""A small AlexNet in Keras."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from coursekit.architectures.tasks.alexnet import GROUPED, KERNELS, POOLED
from coursekit.architectures.tasks.building import Slip, model_conditions, one_missing
from coursekit.architectures.tasks.computing import Layers
from coursekit.architectures.tasks.dropout_places import dropout_conditions
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.checks import Task
from coursekit.network import AveragePool, Conv, Dense, Dropout, Flatten, GlobalAveragePool, Input, Layer, MaxPool

__all__ = ["build_alexnet"]

_FLATTEN = Flatten()
_RELU = ("relu",) * 7


def _alexnet(
    input_shape: tuple[int, int, int],
    filters: Sequence[int],
    units: Sequence[int],
    classes: int,
    groups: int,
    rate: float,
    *,
    grouped: Sequence[int] = GROUPED,
    first: tuple[int, str] = (4, "valid"),
    padding: str = "same",
    pool: tuple[int, int] = (3, 2),
    pool_padding: str = "valid",
    pooling: type[MaxPool | AveragePool] = MaxPool,
    pooled: Sequence[int] = POOLED,
    activations: Sequence[str | None] = _RELU,
    end: Layer = _FLATTEN,
    output: str | None = "softmax",
) -> Layers:
    """The description, with one thing done wrong; each keyword is a mistake."""
    layers: list[Layer] = [Input(input_shape)]
    for place, (width, kernel) in enumerate(zip(filters, KERNELS, strict=True)):
        layers.append(
            Conv(
                width,
                kernel,
                strides=1 if place else first[0],
                padding=padding if place else first[1],
                groups=groups if place in grouped else 1,
                activation=activations[place],
            )
        )
        if place in pooled:
            layers.append(pooling(*pool, padding=pool_padding))
    layers.append(end)
    for width, activation in zip(units, activations[5:], strict=True):
        layers += [Dense(width, activation=activation), Dropout(rate)]
    return (*layers, Dense(classes, activation=output))


def _slip(name: str, message: str, also: Sequence[dict[str, Any]] = (), **changes: Any) -> Slip:
    first, *others = [partial(_alexnet, **each) for each in (changes, *also)]
    return Slip(name, first, message, others)


build_alexnet = Task(
    "build_alexnet",
    cases=[
        ((195, 195, 3), (4, 8, 12, 6, 10), (14, 9), 5, 1, 0.25),
        ((67, 75, 1), (6, 10, 8, 14, 4), (11, 16), 3, 2, 0.5),
    ],
    arguments=("input_shape", "filters", "units", "classes", "groups", "rate"),
    conditions=[
        *model_conditions(
            _alexnet,
            slips=[
                _slip(
                    "groups ignored",
                    "Every filter of your convolutions sees all maps. In which of them should it see only those of its "
                    "own group?",
                    grouped=(),
                ),
                _slip(
                    "every convolution but the first in groups",
                    "Your third convolution is in groups as well. There each filter sees the maps of both.",
                    grouped=range(1, 5),
                ),
                _slip(
                    "pooling of 2×2",
                    "Your windows of pooling are 2×2. AlexNet's are 3×3 and overlap.",
                    pool=(2, 2),
                ),
                _slip(
                    "pooling does not overlap",
                    "Your windows of pooling are 3×3 and touch: without `strides` Keras steps as far as they are wide.",
                    pool=(3, 3),
                ),
                _slip(
                    "pooling padded",
                    "Your pooling is padded, and so a window may lie partly outside of the map. Here it may not.",
                    pool_padding="same",
                ),
                _slip(
                    "average pooling",
                    "Your pooling takes means. The description asks for another kind.",
                    pooling=AveragePool,
                ),
                _slip(
                    "last pooling forgotten",
                    "Between the fifth convolution and the dense layers something is missing: look at the table again.",
                    pooled=(0, 1),
                ),
                _slip(
                    "first convolution padded",
                    "Your first convolution is padded. The description has no padding there.",
                    first=(4, "same"),
                ),
                _slip(
                    "first convolution with step 1",
                    "Your first convolution moves by one pixel. What step does the description give?",
                    first=(1, "valid"),
                ),
                _slip(
                    "later convolutions without padding",
                    "Convolutions 2 to 5 should keep height and width. What is their `padding`?",
                    padding="valid",
                ),
                _slip(
                    "averaged over the maps",
                    "Your first dense layer gets one number per map, the mean. Which layer keeps them all and puts "
                    "them in a row?",
                    end=GlobalAveragePool(),
                ),
                _slip(
                    "no activation",
                    "No layer but the last bends anything: without activations in between, many layers are no more "
                    "than one. Which function follows each of them?",
                    activations=(None,) * 7,
                ),
                _slip(
                    "convolutions without activation",
                    "The dense layers have their activation. What follows each convolution?",
                    activations=(None,) * 5 + ("relu",) * 2,
                ),
                _slip(
                    "dense layers without activation",
                    "The convolutions have their activation. What follows the two hidden dense layers?",
                    activations=("relu",) * 5 + (None,) * 2,
                ),
                _slip(
                    "one activation forgotten",
                    "All layers but one have their activation. Which of the seven hidden ones has none?",
                    also=[{"activations": one_missing(_RELU, place)} for place in range(6)],
                    activations=one_missing(_RELU, 6),
                ),
                _slip(
                    "no softmax",
                    "The numbers at the end are not probabilities yet: which activation makes them positive, with "
                    "sum 1?",
                    output=None,
                ),
            ],
        ),
        *dropout_conditions(_alexnet),
    ],
    forbidden=MODELS,
    instead="Build the network layer by layer with `keras.layers`: that is the task.",
)
