"""What each kind of layer reads: for every input and every spatial axis the places that an output depends on."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from coursekit.network import (
    Activation,
    Add,
    Attention,
    Average,
    AveragePool,
    BatchNorm,
    ChannelScale,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    DepthwiseConv,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    GroupNorm,
    Identity,
    Layer,
    LayerNorm,
    Maximum,
    MaxPool,
    Minimum,
    Multiply,
    Permute,
    PReLU,
    Rescaling,
    Reshape,
    Resize,
    SeparableConv,
    Shape,
    Softmax,
    SpatialDropout,
    Subtract,
    TimeDistributed,
    UpSample,
    ZeroPad,
)
from coursekit.network.layer import SpatialLayer
from coursekit.receptive_field.joining import attended, concatenated, elementwise
from coursekit.receptive_field.place import Place, Reach, Unanalysable, everything
from coursekit.receptive_field.taps import EVERYTHING, HERE, Reading, resized, up_sampled, windowed

__all__ = ["reach"]

# Activation functions of Keras that act on each value by itself; any other name may stand for any function.
_POINTWISE = frozenset(
    (
        *(
            "celu",
            "elu",
            "exponential",
            "gelu",
            "leaky_relu",
            "mish",
            "relu",
            "relu6",
            "selu",
            "sigmoid",
            "silu",
            "swish",
        ),
        *(
            "hard_shrink",
            "hard_sigmoid",
            "hard_silu",
            "hard_swish",
            "hard_tanh",
            "linear",
            "log_sigmoid",
            "soft_shrink",
        ),
        *("softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus", "tanh", "tanh_shrink", "threshold"),
    )
)
_ALONG_AN_AXIS = ("softmax", "log_softmax", "sparsemax")


def reach(layer: Layer, shapes: tuple[Shape, ...], places: tuple[Place | None, ...], output: Shape) -> Reach:
    """What a layer reads, and where the spatial axes are afterwards.

    Args:
        layer: its description.
        shapes: shapes of its inputs, without the batch.
        places: where in them the spatial axes are; None for inputs that see nothing of the network's input.
        output: shape of its output.

    Raises:
        Unanalysable: if that is not known; the message says why.
    """
    kind = type(layer)
    if kind in _JOINING:
        return _JOINING[kind](layer, shapes, places, output)
    place = places[0]
    if kind not in _SINGLE or place is None:
        raise Unanalysable("the course does not know what it computes")
    activation = getattr(layer, "activation", None)
    if activation is not None and activation not in _POINTWISE and not isinstance(layer, Activation):
        _refuse_unless_per_place(str(activation), shapes[0], place, output)
    return _SINGLE[kind](layer, shapes[0], place, output)


def _refuse_unless_per_place(activation: str, shape: Shape, place: Place, output: Shape) -> None:
    # A convolution or a dense layer with softmax as its activation: along the last axis, which must hold channels.
    last = len(output) - 1
    if activation in _ALONG_AN_AXIS and (len(shape) != len(output) or last not in place.axes):
        return
    raise Unanalysable(
        f"what its activation {activation!r} reads is not known. "
        "Put the activation into a layer of its own, or take one of Keras' pointwise functions"
    )


def _pointwise(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del layer, shape
    return Reach.of([HERE] * len(place.axes), place.resized(output))


def _sliding(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, SpatialLayer)  # noqa: S101 - by the table below
    windows = layer.windows(shape)
    assert windows is not None  # noqa: S101 - by the table below
    channels: Reading = EVERYTHING if isinstance(layer, Conv | SeparableConv | ConvTranspose) else HERE
    if isinstance(layer, DepthwiseConv) and layer.depth_multiplier > 1:
        channels = up_sampled(layer.depth_multiplier, "nearest")  # several filters read the same channel
    return _along(layer, shape, place, output, [windowed(window) for window in windows], channels)


def _up_sampling(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, UpSample)  # noqa: S101 - by the table below
    sizes = layer.spatial(shape)
    times = layer.size if isinstance(layer.size, tuple) else (layer.size,) * len(sizes)
    return _along(layer, shape, place, output, [_or_refused(up_sampled, n, layer.interpolation) for n in times])


def _resizing(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, Resize)  # noqa: S101 - by the table below
    readings = []
    for size, new_size in zip(layer.spatial(shape), (layer.height, layer.width), strict=True):
        if size is None:
            raise Unanalysable("how far it reads depends on the size of the input. Give the model's Input a fixed size")
        readings.append(_or_refused(resized, size, new_size, layer.interpolation))
    return _along(layer, shape, place, output, readings)


def _along(
    layer: SpatialLayer,
    shape: Shape,
    place: Place,
    output: Shape,
    readings: list[Reading],
    channels: Reading = HERE,
) -> Reach:
    """One reading for each spatial axis of the layer, given to the spatial axes of the input that lie there.

    Args:
        layer: the layer.
        shape: of its input.
        place: where the spatial axes are in it.
        output: shape of its output.
        readings: what it reads along each of its own spatial axes.
        channels: what it reads along its channels, should these be an axis of the image.
    """
    if place.scattered:
        raise Unanalysable("its input was reshaped, so that neighbours there are no neighbours in the image")
    first = 0 if layer.data_format == "channels_last" else 1
    channel_axis = len(shape) - 1 if first == 0 else 0
    found: list[Reading] = []
    after = place
    for at, (axis, size) in enumerate(zip(place.axes, place.sizes, strict=True)):
        if axis is None:
            found.append(HERE)
        elif axis != channel_axis:
            found.append(readings[axis - first])
        elif channels is EVERYTHING:
            found.append(everything(size))
            after = after.gathered(at)
        else:
            found.append(channels)
    return Reach.of(found, after.resized(output))


def _global_pool(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del output
    assert isinstance(layer, SpatialLayer)  # noqa: S101 - by the table below
    channels = len(shape) - 1 if layer.data_format == "channels_last" else 0
    if place.scattered and not (place.channels_last and channels == len(shape) - 1):
        raise Unanalysable("its input was reshaped: which values are pooled together is not known")
    if channels in place.axes:
        raise Unanalysable("it pools over everything but an axis of the image. Check its data_format")
    return _gathering(place)


def _dense(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    last = len(shape) - 1
    if place.scattered:
        if place.channels_last:
            return _pointwise(layer, shape, place, output)
        if len(shape) > 1:
            raise Unanalysable("its input was reshaped: which values stand along the last axis is not known")
        return _gathering(place)
    if last not in place.axes:
        return _pointwise(layer, shape, place, output)
    at = place.axes.index(last)
    readings: list[Reading] = [HERE] * len(place.axes)
    readings[at] = everything(place.sizes[at])
    return Reach.of(readings, place.gathered(at).resized(output))


def _flattening(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del layer, output
    return Reach.of([HERE] * len(place.axes), place.flattened(shape, channels_last=False))


def _reshaping(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del layer
    here: list[Reading] = [HERE] * len(place.axes)
    axes = [axis for axis, size in zip(place.axes, place.sizes, strict=True) if axis is not None and size != 1]
    if place.scattered:
        kept = place.channels_last and output[-1:] == shape[-1:]
        return Reach.of(here, place.flattened(shape, channels_last=kept))
    if not axes:
        return Reach.of(here, place.flattened(shape, channels_last=False))
    # All axes up to the last one with places as they were, or all from the first one on; one with a single place may
    # be gone.
    behind, before, more = max(axes) + 1, min(axes), len(output) - len(shape)
    if _same(shape[:behind], output[:behind], shape[behind:], output[behind:]):
        kept_axes = tuple(axis if axis is not None and axis < behind else None for axis in place.axes)
        return Reach.of(here, place.moved(kept_axes, output))
    if before + more >= 0 and _same(shape[before:], output[before + more :], shape[:before], output[: before + more]):
        kept_axes = tuple(axis + more if axis is not None and axis >= before else None for axis in place.axes)
        return Reach.of(here, place.moved(kept_axes, output))
    channels_last = len(shape) - 1 not in place.axes and output[-1] == shape[-1]
    return Reach.of(here, place.flattened(shape, channels_last))


def _same(sizes: Shape, new_sizes: Shape, rest: Shape, new_rest: Shape) -> bool:
    """Whether reshaping left these sizes as they are, given the rest of both shapes."""
    if None not in sizes:
        return sizes == new_sizes
    # A size that is not known is the same only if all others hold as many values as before.
    return sizes == new_sizes and None not in (*rest, *new_rest) and prod(rest) == prod(new_rest)  # type: ignore[arg-type]  # None is out


def _permuting(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del shape
    assert isinstance(layer, Permute)  # noqa: S101 - by the table below
    if place.scattered:
        raise Unanalysable("its input was reshaped before: where its rows and columns are is not known")
    axes = tuple(None if axis is None else layer.dims.index(axis + 1) for axis in place.axes)
    return Reach.of([HERE] * len(axes), place.moved(axes, output))


def _activating(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, Activation)  # noqa: S101 - by the table below
    if layer.activation is None or layer.activation in _POINTWISE:
        return _pointwise(layer, shape, place, output)
    if layer.activation not in _ALONG_AN_AXIS:
        raise Unanalysable(f"what the activation {layer.activation!r} reads is not known: it is none of Keras' own")
    return _across(place, shape, layer.along if isinstance(layer, Softmax) else (-1,))


def _normalising(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    del output
    if isinstance(layer, GroupNorm):  # mean and variance over all places of a group of channels
        if place.scattered and not place.channels_last:
            raise Unanalysable("its input was reshaped: which values are normalised together is not known")
        if _at(layer.axis, shape) in place.axes:
            raise Unanalysable("it groups along an axis of the image. Check its axis")
        return _here_and([everything(size) for size in place.sizes], place)
    assert isinstance(layer, LayerNorm)  # noqa: S101 - by the table below
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


def _gathering(place: Place) -> Reach:
    """All places of all axes are brought into one."""
    after = place
    for at in range(len(place.axes)):
        after = after.gathered(at)
    return Reach.of([everything(size) for size in place.sizes], after)


def _each_step(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, TimeDistributed)  # noqa: S101 - by the table below
    if place.scattered:
        raise Unanalysable("its input was reshaped, so that its steps are no neighbours in the image")
    inner = Place(tuple(axis - 1 if axis else None for axis in place.axes), place.sizes)
    found = reach(layer.layer, (shape[1:],), (inner,), output[1:])
    if found.place.scattered:
        raise Unanalysable("it reshapes each step. Put the reshaping outside of it")
    steps = [axis == 0 for axis in place.axes]
    readings = tuple(
        tuple(HERE if step else reading for step, reading in zip(steps, each, strict=True)) for each in found.readings
    )
    axes = tuple(
        0 if step else None if axis is None else axis + 1 for step, axis in zip(steps, found.place.axes, strict=True)
    )
    return Reach(readings, found.place.moved(axes, output), found.sources)


def _or_refused(make: Callable[..., Reading], *arguments: int | str) -> Reading:
    try:
        return make(*arguments)
    except ValueError as error:
        raise Unanalysable(str(error)) from None


_Single = Callable[[Layer, Shape, Place, Shape], Reach]
_SINGLE: dict[type[Layer], _Single] = {
    Dense: _dense,
    Flatten: _flattening,
    Reshape: _reshaping,
    Permute: _permuting,
    Activation: _activating,
    Softmax: _activating,
    LayerNorm: _normalising,
    GroupNorm: _normalising,
    UpSample: _up_sampling,
    Resize: _resizing,
    TimeDistributed: _each_step,
    GlobalAveragePool: _global_pool,
    GlobalMaxPool: _global_pool,
    **dict.fromkeys((Conv, DepthwiseConv, SeparableConv, ConvTranspose, MaxPool, AveragePool, ZeroPad, Crop), _sliding),
    # At inference, that is: while training, batch normalisation reads the whole batch.
    **dict.fromkeys((BatchNorm, ChannelScale, Dropout, Identity, PReLU, Rescaling, SpatialDropout), _pointwise),
}

_Joining = Callable[[Layer, tuple[Shape, ...], tuple[Place | None, ...], Shape], Reach]
_JOINING: dict[type[Layer], _Joining] = {
    Concatenate: concatenated,
    Attention: attended,
    **dict.fromkeys((Add, Average, Maximum, Minimum, Multiply, Subtract), elementwise),
}
