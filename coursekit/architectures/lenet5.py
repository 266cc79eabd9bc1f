"""LeNet-5, as published in 1998 and as it is built today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.architectures.codes import digit_codes
from coursekit.architectures.validation import image_shape
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    import keras

__all__ = ["CONNECTIONS", "lenet5"]

CONNECTIONS = (
    *(tuple((first + step) % 6 for step in range(3)) for first in range(6)),  # three neighbours in the ring of six
    *(tuple((first + step) % 6 for step in range(4)) for first in range(6)),  # four neighbours
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),  # two and two
    tuple(range(6)),
)
"""Which of S2's six maps each of C3's sixteen sees: 60 of 96 pairs (table I of the paper)."""


def lenet5(
    variant: str = "1998",
    *,
    classes: int = 10,
    input_shape: tuple[int, int, int] = (32, 32, 1),
    codes: Any = None,
    activation: Any = None,
    pooling: str | None = None,
    output: str | None = None,
    name: str = "lenet5",
) -> keras.Model:
    """LeNet-5 (Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning..., Proc. IEEE 86(11), 1998).

    Both variants have the layers C1, S2, C3, S4, C5, F6 and an output. The paper's images are 28x28 digits in a
    field of 32x32, with -0.1 for paper and 1.175 for ink, so that the mean is about 0 and the variance about 1.

    ======  =======================================================  ======================================
    layer   "1998": trainable parameters                             "modern"
    ======  =======================================================  ======================================
    C1      6 filters of 5x5: 156                                    the same: 156
    S2      trained subsampling, a coefficient and a bias a map: 12  pooling: 0
    C3      16 filters of 5x5, each on some maps (60 pairs): 1,516   on all maps (96 pairs): 2,416
    S4      trained subsampling: 32                                  pooling: 0
    C5      120 filters of 5x5 on all of 5x5: 48,120                 the same numbers, as a dense layer: 48,120
    F6      84 dense units: 10,164                                   the same: 10,164
    output  distance to 10 fixed codes of 84 values: 0               10 dense units: 850
    sum     60,000                                                   61,706
    ======  =======================================================  ======================================

    All layers of "1998" up to F6 are squashed by 1.7159 tanh(2x/3). Its 840 numbers in the codes are weights that are
    not trained: `count_params()` gives 60,840 with them. Weights begin as in the paper, biases with 0.

    Args:
        variant: "1998" or "modern".
        classes: how many classes. "1998" has codes for the ten digits; for others pass `codes`.
        input_shape: (height, width, channels). "1998" takes 32x32 with one channel only, as published; "modern" what is
            at least 16x16 (28x28 without padding gives 44,426 parameters).
        codes: of "1998": an array (classes, 84) of 1 and -1; by default pictures of the digits.
        activation: of "modern": "relu" unless given.
        pooling: of "modern": "max" unless given, or "average".
        output: of "1998" "distances" (published; the *smallest* is the answer) or "logits" (minus the distances);
            of "modern" "probabilities" (softmax) or "logits". The first is taken unless given. Train with
            "logits" and `keras.losses.SparseCategoricalCrossentropy(from_logits=True)`; for "1998" it is the
            paper's second criterion (maximum a posteriori) without its class of rubbish.
        name: of the model.

    Raises:
        ValueError, TypeError: if an argument is impossible or belongs to the other variant.
    """
    chosen = one_of(variant, "variant", ("1998", "modern"))
    classes = whole(classes, "classes")
    theirs = {"activation": activation, "pooling": pooling} if chosen == "1998" else {"codes": codes}
    for argument, value in theirs.items():
        if value is not None:
            other = "modern" if chosen == "1998" else "1998"
            raise ValueError(f'{argument}= belongs to the variant "{other}". Leave it out, or take that variant.')
    if chosen == "modern":
        return _modern(classes, input_shape, activation or "relu", pooling or "max", output or "probabilities", name)
    return _published(classes, input_shape, codes, output or "distances", name)


def _published(classes: int, input_shape: Any, codes: Any, output: str, name: str) -> keras.Model:
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it
    import numpy as np  # noqa: PLC0415 - with Keras

    from coursekit.architectures import layers  # noqa: PLC0415 - with Keras

    output = one_of(output, 'output of the variant "1998"', ("distances", "logits"))
    if tuple(image_shape(input_shape, "LeNet-5", 32)) != (32, 32, 1):
        raise ValueError(
            f"LeNet-5 as published takes images of 32x32 with one channel, not {tuple(input_shape)}. Pad digits of "
            '28x28 by 2 on each side (data.digits(size=32) has them so), or take variant="modern".'
        )
    targets = np.asarray(digit_codes() if codes is None else codes, dtype="float32")
    if targets.shape != (classes, 84):
        raise ValueError(
            f"There are codes of shape {targets.shape}, but {classes} classes need ({classes}, 84). "
            "Pass codes= with a row of 84 values, 1 or -1, for each class."
        )
    begin, squash = layers.FanInUniform, layers.scaled_tanh
    image = keras.Input((32, 32, 1), name="image")
    x = _conv(6, "C1", squash, begin())(image)
    x = layers.Subsampling(2, activation=squash, name="S2")(x)
    x = layers.SparseConv2D(CONNECTIONS, 5, activation=squash, name="C3")(x)
    x = layers.Subsampling(2, activation=squash, name="S4")(x)
    x = _conv(120, "C5", squash, begin())(x)
    x = keras.layers.Flatten(data_format="channels_last", name="flatten")(x)
    x = keras.layers.Dense(84, activation=squash, kernel_initializer=begin(), name="F6")(x)
    x = layers.RadialBasis(targets, negative=output == "logits", name="output")(x)
    return keras.Model(image, x, name=name)


def _modern(classes: int, input_shape: Any, activation: Any, pooling: str, output: str, name: str) -> keras.Model:
    import keras  # noqa: PLC0415 - as above

    output = one_of(output, 'output of the variant "modern"', ("probabilities", "logits"))
    averaged = one_of(pooling, "pooling", ("max", "average")) == "average"
    pool = keras.layers.AveragePooling2D if averaged else keras.layers.MaxPooling2D
    image = keras.Input(image_shape(input_shape, "LeNet-5", 16), name="image")
    x = _conv(6, "C1", activation)(image)
    x = pool(2, data_format="channels_last", name="S2")(x)
    x = _conv(16, "C3", activation)(x)
    x = pool(2, data_format="channels_last", name="S4")(x)
    x = keras.layers.Flatten(data_format="channels_last", name="flatten")(x)
    x = keras.layers.Dense(120, activation=activation, name="C5")(x)
    x = keras.layers.Dense(84, activation=activation, name="F6")(x)
    x = keras.layers.Dense(classes, activation=None if output == "logits" else "softmax", name="output")(x)
    return keras.Model(image, x, name=name)


def _conv(filters: int, name: str, activation: Any, initializer: Any = "glorot_uniform") -> Any:
    import keras  # noqa: PLC0415 - as above

    return keras.layers.Conv2D(
        filters, 5, activation=activation, kernel_initializer=initializer, data_format="channels_last", name=name
    )
