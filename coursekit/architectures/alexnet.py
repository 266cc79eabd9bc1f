"""AlexNet, in two streams as on its two GPUs, and in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coursekit.architectures.validation import image_shape, not_negative
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    import keras

__all__ = ["alexnet"]

# Kernel, what the biases begin with, and whether normalisation and pooling follow.
_CONVOLUTIONS = (
    (11, 0, True, True),
    (5, 1, True, True),
    (3, 0, False, False),
    (3, 1, False, False),
    (3, 1, False, True),
)
_IN_STREAMS = (2, 4, 5)
_SMALLEST = 67


def alexnet(
    variant: str = "two streams",
    *,
    classes: int = 1000,
    input_shape: tuple[int, int, int] = (227, 227, 3),
    filters: Sequence[int] = (96, 256, 384, 384, 256),
    units: int = 4096,
    dropout: float = 0.5,
    weight_decay: float = 5e-4,
    classifier_activation: Any = "softmax",
    name: str = "alexnet",
) -> keras.Model:
    """AlexNet (A. Krizhevsky, I. Sutskever, G. Hinton: ImageNet classification..., NIPS 2012).

    Five convolutions, the first two with local response normalisation and pooling, the last with pooling; windows of
    pooling overlap (3x3, step 2). Then two dense layers with dropout, and the classifier.

    ===============  =============  ============
    parameters       "two streams"  "one stream"
    ===============  =============  ============
    convolutions         2,334,080     3,747,200
    dense layers        58,631,144    58,631,144
    sum                 60,965,224    62,378,344
    ===============  =============  ============

    In two streams, the second, fourth and fifth convolution see only the maps on their own GPU (`groups=2`). The
    normalisation runs over all maps in order; the paper does not say whether it crossed from one GPU to the other.
    Weights begin with a standard deviation of 0.01, biases with 1 in the second, fourth and fifth convolution and in
    the hidden dense layers, elsewhere with 0, as in the paper.

    Args:
        variant: "two streams" or "one stream".
        classes: how many classes.
        input_shape: (height, width, channels). The paper says 224, but 55x55 positions of an 11x11 filter with step 4
            without padding need 227. At least 67.
        filters: of the five convolutions; even numbers for two streams. Smaller ones give a smaller network.
        units: of the two hidden dense layers.
        dropout: the fraction of their outputs that is set to 0 while training. Keras scales up the others then; the
            paper halved all of them afterwards.
        weight_decay: the paper's, for all weights but the biases: each step takes learning rate x weight_decay x weight
            off. It is a penalty of weight_decay / 2 times the sum of squares, which Keras adds to the loss; 0 for none.
        classifier_activation: of the last layer; None for logits.
        name: of the model.

    Raises:
        ValueError, TypeError: if an argument is impossible; 224 is told apart from 227.
    """
    streams = 2 if one_of(variant, "variant", ("two streams", "one stream")) == "two streams" else 1
    classes, units, decay = whole(classes, "classes"), whole(units, "units"), not_negative(weight_decay, "weight_decay")
    shape, widths = _checked_shape(input_shape), _checked_filters(filters, streams)

    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    from coursekit.architectures.layers import LocalResponseNormalization  # noqa: PLC0415 - with Keras

    def learned(bias: int) -> dict[str, Any]:
        return {
            "kernel_initializer": keras.initializers.RandomNormal(stddev=0.01),
            "bias_initializer": keras.initializers.Constant(bias),
            # Keras' L2 is factor * w^2, whose derivative is 2 * factor * w.
            "kernel_regularizer": keras.regularizers.L2(decay / 2) if decay else None,
        }

    x = image = keras.Input(shape, name="image")
    for number, (width, (kernel, bias, normalised, pooled)) in enumerate(
        zip(widths, _CONVOLUTIONS, strict=True), start=1
    ):
        x = keras.layers.Conv2D(
            width,
            kernel,
            strides=4 if number == 1 else 1,
            padding="valid" if number == 1 else "same",
            groups=streams if number in _IN_STREAMS else 1,
            activation="relu",
            data_format="channels_last",
            name=f"conv{number}",
            **learned(bias),
        )(x)
        if normalised:
            x = LocalResponseNormalization(name=f"norm{number}")(x)
        if pooled:
            x = keras.layers.MaxPooling2D(3, strides=2, data_format="channels_last", name=f"pool{number}")(x)
    x = keras.layers.Flatten(data_format="channels_last", name="flatten")(x)
    for number in (6, 7):
        x = keras.layers.Dense(units, activation="relu", name=f"fc{number}", **learned(1))(x)
        x = keras.layers.Dropout(dropout, name=f"dropout{number}")(x)
    x = keras.layers.Dense(classes, activation=classifier_activation, name="fc8", **learned(0))(x)
    return keras.Model(image, x, name=name)


def _checked_shape(input_shape: Any) -> tuple[int | None, int | None, int]:
    shape = image_shape(input_shape, "AlexNet", _SMALLEST)
    if 224 in shape[:2]:
        raise ValueError(
            "AlexNet's input is 227x227: an 11x11 filter with step 4 without padding then has (227 - 11) / 4 + 1 = 55 "
            "positions, as the paper draws them. The 224 in its text gives 54 (the last step leaves the image's edge "
            "over) and 5x5 instead of 6x6 before the dense layers. Cut images to 227x227, or pad 224 by 1 and 2."
        )
    return shape


def _checked_filters(filters: Any, streams: int) -> tuple[int, ...]:
    if not isinstance(filters, Sequence) or isinstance(filters, str) or len(filters) != len(_CONVOLUTIONS):
        raise ValueError(f"filters must be five numbers, one for each convolution, not {filters!r}.")
    widths = tuple(whole(number, "each number in filters") for number in filters)
    if any(number % streams for number in widths):
        raise ValueError(f'filters={widths}: in two streams each must be even. Take even numbers, or "one stream".')
    return widths
