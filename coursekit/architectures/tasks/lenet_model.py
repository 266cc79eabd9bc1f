"""LeNet-5 as it is built today, in Keras."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from coursekit.architectures.tasks.building import Slip, model_conditions, one_missing
from coursekit.architectures.tasks.computing import Layers
from coursekit.architectures.tasks.dropout_places import NO_DROPOUT
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.checks import Task
from coursekit.network import AveragePool, Conv, Dense, Flatten, GlobalAveragePool, Input, Layer, MaxPool, Softmax

__all__ = ["build_lenet5"]

_FLATTEN = Flatten()
_RELU = ("relu",) * 4


def _lenet5(
    input_shape: tuple[int, int, int],
    classes: int,
    *,
    padding: str = "valid",
    again: str = "valid",
    activations: Sequence[str | None] = _RELU,
    pool: type[MaxPool | AveragePool] = MaxPool,
    strides: int = 2,
    pool_padding: str = "valid",
    pooled: bool = True,
    end: Layer = _FLATTEN,
    output: str | None = "softmax",
    again_softmax: bool = False,
) -> Layers:
    """The description, with one thing done wrong; each keyword is a mistake."""
    c1, c3, c5, f6 = activations
    return (
        Input(input_shape),
        Conv(6, 5, padding=padding, activation=c1),
        pool(2, strides, pool_padding),
        Conv(16, 5, padding=again, activation=c3),
        *((pool(2, strides, pool_padding),) if pooled else ()),
        end,
        Dense(120, activation=c5),
        Dense(84, activation=f6),
        Dense(classes, activation=output),
        *((Softmax(),) if again_softmax else ()),
    )


def _slip(name: str, message: str, also: Sequence[dict[str, Any]] = (), **changes: Any) -> Slip:
    first, *others = [partial(_lenet5, **each) for each in (changes, *also)]
    return Slip(name, first, message, others)


build_lenet5 = Task(
    "build_lenet5",
    cases=[((32, 32, 1), 10), ((30, 37, 3), 5)],
    arguments=("input_shape", "classes"),
    conditions=[
        *model_conditions(
            _lenet5,
            slips=[
                _slip(
                    "C1 padded",
                    'C1 keeps the size in your model (`padding="same"`). That is done with images of 28×28; here no '
                    "convolution is padded, whatever the size.",
                    padding="same",
                ),
                _slip(
                    "C3 padded",
                    'C3 keeps the size in your model (`padding="same"`). Here no convolution is padded.',
                    also=[{"padding": "same", "again": "same"}],
                    again="same",
                ),
                _slip(
                    "average pooling",
                    "S2 and S4 take the mean of four numbers, as in 1998. The modern ones do something else.",
                    pool=AveragePool,
                ),
                _slip(
                    "pooling slides by one",
                    "The windows of your pooling move by one place and overlap, so that height and width are hardly "
                    "smaller afterwards. Where should the next window begin?",
                    strides=1,
                ),
                _slip(
                    "pooling rounds up",
                    "Your pooling rounds up where a size is odd. A row or column that is left over is dropped.",
                    pool_padding="same",
                ),
                _slip(
                    "S4 forgotten",
                    "C3's maps go to C5 as they are. Which layer of the description is missing?",
                    pooled=False,
                ),
                _slip(
                    "averaged over the maps",
                    "Your C5 gets one number per map, the mean. LeNet-5 keeps every number of every map: which layer "
                    "puts them in a row?",
                    end=GlobalAveragePool(),
                ),
                _slip(
                    "no activation",
                    "No layer but the last bends anything: without activations, three dense layers are no more than "
                    "one. Which function follows C1, C3, C5 and F6?",
                    activations=(None,) * 4,
                ),
                _slip(
                    "convolutions without activation",
                    "The dense layers have their activation. What follows C1 and C3?",
                    activations=(None, None, "relu", "relu"),
                ),
                _slip(
                    "dense layers without activation",
                    "The convolutions have their activation. What follows C5 and F6?",
                    activations=("relu", "relu", None, None),
                ),
                _slip(
                    "one activation forgotten",
                    "One of the four layers C1, C3, C5 and F6 has no activation. Which?",
                    also=[{"activations": one_missing(_RELU, place)} for place in range(3)],
                    activations=one_missing(_RELU, 3),
                ),
                _slip(
                    "tanh as in 1998",
                    "Your activations are tanh, much as in 1998. The description asks for another function.",
                    activations=("tanh",) * 4,
                ),
                _slip(
                    "no softmax",
                    "The numbers at the end are not probabilities yet: which activation makes them positive, with "
                    "sum 1?",
                    output=None,
                ),
                _slip(
                    "softmax twice",
                    "There are two softmax behind each other. The second one makes all classes nearly alike.",
                    again_softmax=True,
                ),
                _slip(
                    "sigmoid at the end",
                    "Each of your outputs is between 0 and 1, but together they are not 1: sigmoid treats every class "
                    "by itself. An image has one class here.",
                    output="sigmoid",
                ),
            ],
        ),
        NO_DROPOUT,
    ],
    forbidden=MODELS,
    instead="Build the network layer by layer with `keras.layers`: that is the task.",
)
