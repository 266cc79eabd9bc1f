"""Small relatives of AlexNet and of the VGG networks, for images of 32x32."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.network.validation import whole

if TYPE_CHECKING:
    import keras

__all__ = ["small_alexnet", "stacked"]

_SMALL = ((8, 5, True), (16, 5, True), (24, 3, False), (24, 3, False), (16, 3, True))  # filters, kernel, pooled


def small_alexnet(
    input_shape: tuple[int, int, int],
    classes: int,
    dropout: float = 0.0,
    activation: Any = "relu",
    kernel_initializer: str = "he_normal",
) -> keras.Model:
    """AlexNet's plan for small images: five convolutions, overlapping pooling, two hidden dense layers, logits.

    A twelfth of its filters and a thirty-second of its dense units. What small images need otherwise: the first
    convolution has 5x5 and no stride. What small networks need otherwise: weights begin as K. He et al. draw them
    (ICCV 2015), as a standard deviation of 0.01 is far too small for few filters. No response normalisation.

    Args:
        input_shape: (height, width, channels), at least 23x23; values in [0, 1].
        classes: how many logits.
        dropout: the fraction of each hidden dense layer's outputs that is set to 0 while training.
        activation: of all layers but the last.
        kernel_initializer: of the same layers.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    layers: list[Any] = [keras.Input(input_shape), keras.layers.Rescaling(4, offset=-2)]
    for filters, kernel, pooled in _SMALL:
        layers.append(_convolution(filters, kernel, activation, kernel_initializer))
        if pooled:
            layers.append(keras.layers.MaxPooling2D(3, strides=2))
    layers.append(keras.layers.Flatten())
    for _ in range(2):
        layers += [keras.layers.Dense(128, activation=activation, kernel_initializer=kernel_initializer)]
        layers += [keras.layers.Dropout(dropout)] if dropout else []
    return keras.Sequential([*layers, keras.layers.Dense(classes)], name="small_alexnet")


def stacked(kernel: int, convolutions: int, width: int, input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Two stacks of equal convolutions behind a first 3x3 one; pooling after each; the mean of each map; logits.

    Nothing is normalised, as in the VGG networks. Weights begin as K. He et al. draw them (ICCV 2015).

    Args:
        kernel: height and width of the stacks' filters.
        convolutions: in each stack.
        width: filters of every convolution.
        input_shape: (height, width, channels); values in [0, 1].
        classes: how many logits.
    """
    import keras  # noqa: PLC0415 - as above

    convolutions = whole(convolutions, "convolutions")
    layers: list[Any] = [keras.Input(input_shape), keras.layers.Rescaling(4, offset=-2)]
    layers += [_convolution(width, 3), keras.layers.MaxPooling2D()]
    for _ in range(2):
        layers += [_convolution(width, kernel) for _ in range(convolutions)]
        layers.append(keras.layers.MaxPooling2D())
    layers += [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(classes)]
    return keras.Sequential(layers, name="stacked")


def _convolution(filters: int, kernel: int, activation: Any = "relu", initializer: str = "he_normal") -> Any:
    from keras.layers import Conv2D  # noqa: PLC0415 - as above

    return Conv2D(filters, kernel, padding="same", activation=activation, kernel_initializer=initializer)
