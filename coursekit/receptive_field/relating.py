"""What layers read that relate values to each other without sliding: activation functions and normalisation."""

from __future__ import annotations

from coursekit.network import Activation, GroupNorm, Layer, LayerNorm, LocalResponseNorm, Shape, Softmax
from coursekit.receptive_field.place import Place, Reach, Unanalysable, everything
from coursekit.receptive_field.taps import HERE, Reading

__all__ = ["activated", "normalised", "pointwise", "refuse_unless_per_place"]

# Activation functions of Keras, and that of LeNet-5, that act on each value by itself; any other name may stand for any
# function.
_POINTWISE = frozenset((
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "mish", "relu", "relu6", "scaled_tanh", "selu", "sigmoid", "silu",
    "soft_shrink", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus", "swish", "tanh",
    "tanh_shrink", "threshold",
))  # fmt: skip
_ALONG_AN_AXIS = ("softmax", "log_softmax", "sparsemax")


def pointwise(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """Each value at its own place: activation functions, batch normalisation, dropout and the like."""
    del layer, shape
    return Reach.of([HERE] * len(place.axes), place.resized(output))


def refuse_unless_per_place(activation: str | None, shape: Shape, place: Place, output: Shape) -> None:
    """Check the activation function of a convolution or a dense layer: it must act on each place by itself.

    Args:
        activation: its name.
        shape: of the layer's input.
        place: where in it the spatial axes are.
        output: shape of the layer's output.

    Raises:
        Unanalysable: if it does not, or that is not known.
    """
    if activation is None or activation in _POINTWISE:
        return
    last = len(output) - 1  # softmax and its kin act along the last axis, which must hold channels
    if activation in _ALONG_AN_AXIS and (len(shape) != len(output) or last not in place.axes):
        return
    raise Unanalysable(
        f"what its activation {activation!r} reads is not known. "
        "Put the activation into a layer of its own, or take one of Keras' pointwise functions"
    )


def activated(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """An activation function: each value by itself, or all values along an axis.

    Raises:
        Unanalysable: if it is none of Keras' own, or acts on values whose places are not known.
    """
    assert isinstance(layer, Activation)  # noqa: S101 - by the table of layers
    if layer.activation is None or layer.activation in _POINTWISE:
        return pointwise(layer, shape, place, output)
    if layer.activation not in _ALONG_AN_AXIS:
        raise Unanalysable(f"what the activation {layer.activation!r} reads is not known: it is none of Keras' own")
    return _across(place, shape, layer.along if isinstance(layer, Softmax) else (-1,))


def normalised(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    """Layer, group and local response normalisation: each value, and all those that it is set in relation to.

    Raises:
        Unanalysable: if the places of these are not known.
    """
    del output
    if isinstance(layer, GroupNorm):  # mean and variance over all places of a group of channels
        if place.scattered and not place.channels_last:
            raise Unanalysable("its input was reshaped: which values are normalised together is not known")
        if _at(layer.axis, shape) in place.axes:
            raise Unanalysable("it groups along an axis of the image. Check its axis")
        return _here_and([everything(size) for size in place.sizes], place)
    if isinstance(layer, LocalResponseNorm):
        return _across(place, shape, (-1,))
    assert isinstance(layer, LayerNorm)  # noqa: S101 - by the table of layers
    return _across(place, shape, (layer.axis,))


def _across(place: Place, shape: Shape, axes: tuple[int, ...]) -> Reach:
    """All values along these axes of the tensor are read; the shape stays."""
    along = {_at(axis, shape) for axis in axes}
    if place.scattered:
        if len(shape) == 1:
            return _here_and([everything(size) for size in place.sizes], place)
        if not place.channels_last or along != {len(shape) - 1}:
            raise Unanalysable("its input was reshaped: which values stand along its axis is not known")
    pairs = zip(place.axes, place.sizes, strict=True)
    return _here_and([everything(size) if axis in along else HERE for axis, size in pairs], place)


def _at(axis: int, shape: Shape) -> int:
    """Keras' number of an axis, which counts the batch, as a place in the shape without it."""
    return axis - 1 if axis > 0 else axis + len(shape)


def _here_and(readings: list[Reading], place: Place) -> Reach:
    """A value at its own place, related to those at all places along some axes, as normalisation does."""
    here = (HERE,) * len(readings)
    if tuple(readings) == here:
        return Reach((here,), place)
    return Reach((here, tuple(readings)), place, sources=(0, 0))
