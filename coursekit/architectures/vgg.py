"""The VGG networks: nothing but 3x3 convolutions and pooling, then three dense layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from coursekit.architectures.saved import load_weights
from coursekit.architectures.validation import existing, image_shape
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    import keras

__all__ = ["vgg", "vgg11", "vgg13", "vgg16", "vgg19"]

_ANY_SIZE = (None, None, 3)


class _Arguments(TypedDict, total=False):
    """What the four published networks take: all arguments of `vgg` but the number of convolutions."""

    filters: Sequence[int]
    units: Sequence[int]
    include_top: bool
    weights: str | Path | None
    input_shape: tuple[int | None, int | None, int] | None
    pooling: str | None
    classes: int
    classifier_activation: Any
    name: str


def vgg(
    convolutions: Sequence[int],
    *,
    filters: Sequence[int] = (64, 128, 256, 512, 512),
    units: Sequence[int] = (4096, 4096),
    include_top: bool = True,
    weights: str | Path | None = None,
    input_shape: tuple[int | None, int | None, int] | None = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "vgg",
) -> keras.Model:
    """A network of the VGG kind (K. Simonyan, A. Zisserman: Very deep convolutional networks..., ICLR 2015).

    In each block some 3x3 convolutions with padding and ReLU, then a 2x2 pooling that halves height and width.
    Layers are named and ordered as in `keras.applications.VGG16`, so that its weights fit.

    Args:
        convolutions: how many in each block, such as (2, 2, 3, 3, 3).
        filters: of the convolutions in each block.
        units: of the hidden dense layers.
        include_top: whether dense layers follow; without them any size of image goes through.
        weights: None for random ones, or a file: `.weights.h5`, `.h5` or `.keras`, of this very network (or, without
            the top, of the whole one). Nothing is ever downloaded.
        input_shape: (height, width, channels); by default (224, 224, 3), and (None, None, 3) without the top.
        pooling: without the top: None (maps come out), "avg" or "max" (over each map: a vector comes out).
        classes: how many classes.
        classifier_activation: of the last layer; None for logits.
        name: of the model.

    Raises:
        ValueError, TypeError: if an argument is impossible; the message about a small image says the smallest.
        CourseError: if the file of weights is missing or holds those of another network.
    """
    counts, widths = _numbers(convolutions, "convolutions"), _numbers(filters, "filters")
    if len(counts) != len(widths):
        raise ValueError(f"convolutions={counts} and filters={widths} must have a number for each block.")
    hidden = _numbers(units, "units", least=0)
    classes = whole(classes, "classes")
    if pooling is not None:
        one_of(pooling, "pooling", ("avg", "max"))
    shape = image_shape(
        input_shape or ((224, 224, 3) if include_top else _ANY_SIZE), name, 2 ** len(counts), fixed=include_top
    )
    file = _checked_weights(weights, name)

    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    x = image = keras.Input(shape)
    for block, (count, width) in enumerate(zip(counts, widths, strict=True), start=1):
        for number in range(1, count + 1):
            x = keras.layers.Conv2D(
                width,
                3,
                padding="same",
                activation="relu",
                data_format="channels_last",
                name=f"block{block}_conv{number}",
            )(x)
        x = keras.layers.MaxPooling2D(2, strides=2, data_format="channels_last", name=f"block{block}_pool")(x)
    if include_top:
        x = keras.layers.Flatten(data_format="channels_last", name="flatten")(x)
        for number, width in enumerate(hidden, start=1):
            x = keras.layers.Dense(width, activation="relu", name=f"fc{number}")(x)
        x = keras.layers.Dense(classes, activation=classifier_activation, name="predictions")(x)
    elif pooling:
        kind = keras.layers.GlobalAveragePooling2D if pooling == "avg" else keras.layers.GlobalMaxPooling2D
        x = kind(data_format="channels_last", name="pool")(x)
    model = keras.Model(image, x, name=name)
    if file is not None:
        load_weights(model, file)
    return model


def vgg11(**arguments: Unpack[_Arguments]) -> keras.Model:
    """VGG11, column A of the paper: 132,863,336 parameters. Arguments as of `vgg`, which see."""
    arguments.setdefault("name", "vgg11")
    return vgg((1, 1, 2, 2, 2), **arguments)


def vgg13(**arguments: Unpack[_Arguments]) -> keras.Model:
    """VGG13, column B of the paper: 133,047,848 parameters. Arguments as of `vgg`, which see."""
    arguments.setdefault("name", "vgg13")
    return vgg((2, 2, 2, 2, 2), **arguments)


def vgg16(**arguments: Unpack[_Arguments]) -> keras.Model:
    """VGG16, column D of the paper: 138,357,544 parameters. Arguments as of `vgg`, which see."""
    arguments.setdefault("name", "vgg16")
    return vgg((2, 2, 3, 3, 3), **arguments)


def vgg19(**arguments: Unpack[_Arguments]) -> keras.Model:
    """VGG19, column E of the paper: 143,667,240 parameters. Arguments as of `vgg`, which see."""
    arguments.setdefault("name", "vgg19")
    return vgg((2, 2, 4, 4, 4), **arguments)


def _numbers(values: Any, what: str, least: int = 1) -> tuple[int, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise TypeError(f"{what} must be a tuple of whole numbers, not {values!r}.")
    if len(values) < least:
        raise ValueError(f"{what} is empty. Give a number for each block.")
    return tuple(whole(value, f"each number in {what}") for value in values)


def _checked_weights(weights: Any, name: str) -> Path | None:
    if weights is None:
        return None
    if weights == "imagenet":
        raise ValueError(
            'weights="imagenet" would be a download, and nothing is downloaded here. Where there is a network, '
            f"`keras.applications` has them for VGG16 and VGG19: save them once with save_weights, then pass the file "
            f"to {name} as weights=."
        )
    return existing(weights, "weights")
