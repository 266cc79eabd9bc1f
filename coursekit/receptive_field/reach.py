"""What each kind of layer reads: for every input and every spatial axis the places that an output depends on."""

from __future__ import annotations

from collections.abc import Callable

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
    LocalResponseNorm,
    Maximum,
    MaxPool,
    Minimum,
    Multiply,
    Permute,
    PReLU,
    RadialBasis,
    Rescaling,
    Reshape,
    Resize,
    SeparableConv,
    Shape,
    Softmax,
    SparseConv,
    SpatialDropout,
    Subsampling,
    Subtract,
    TimeDistributed,
    UpSample,
    ZeroPad,
)
from coursekit.network.layer import SpatialLayer
from coursekit.receptive_field.joining import attended, concatenated, elementwise
from coursekit.receptive_field.place import Place, Reach, Unanalysable, everything
from coursekit.receptive_field.rearranging import flattened, permuted, reshaped
from coursekit.receptive_field.relating import activated, normalised, pointwise, refuse_unless_per_place
from coursekit.receptive_field.taps import EVERYTHING, HERE, Reading, resized, up_sampled, windowed

__all__ = ["reach"]


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
    if not isinstance(layer, Activation):
        refuse_unless_per_place(getattr(layer, "activation", None), shapes[0], place, output)
    return _SINGLE[kind](layer, shapes[0], place, output)


def _sliding(layer: Layer, shape: Shape, place: Place, output: Shape) -> Reach:
    assert isinstance(layer, SpatialLayer)  # noqa: S101 - by the table below
    windows = layer.windows(shape)
    assert windows is not None  # noqa: S101 - by the table below
    channels: Reading = EVERYTHING if isinstance(layer, Conv | SeparableConv | SparseConv | ConvTranspose) else HERE
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
            return pointwise(layer, shape, place, output)
        if len(shape) > 1:
            raise Unanalysable("its input was reshaped: which values stand along the last axis is not known")
        return _gathering(place)
    if last not in place.axes:
        return pointwise(layer, shape, place, output)
    at = place.axes.index(last)
    readings: list[Reading] = [HERE] * len(place.axes)
    readings[at] = everything(place.sizes[at])
    return Reach.of(readings, place.gathered(at).resized(output))


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
    RadialBasis: _dense,
    Flatten: flattened,
    Reshape: reshaped,
    Permute: permuted,
    Activation: activated,
    Softmax: activated,
    LayerNorm: normalised,
    GroupNorm: normalised,
    LocalResponseNorm: normalised,
    UpSample: _up_sampling,
    Resize: _resizing,
    TimeDistributed: _each_step,
    GlobalAveragePool: _global_pool,
    GlobalMaxPool: _global_pool,
    **dict.fromkeys((Conv, DepthwiseConv, SeparableConv, SparseConv, ConvTranspose), _sliding),
    **dict.fromkeys((MaxPool, AveragePool, Subsampling, ZeroPad, Crop), _sliding),
    # At inference, that is: while training, batch normalisation reads the whole batch.
    **dict.fromkeys((BatchNorm, ChannelScale, Dropout, Identity, PReLU, Rescaling, SpatialDropout), pointwise),
}

_Joining = Callable[[Layer, tuple[Shape, ...], tuple[Place | None, ...], Shape], Reach]
_JOINING: dict[type[Layer], _Joining] = {
    Concatenate: concatenated,
    Attention: attended,
    **dict.fromkeys((Add, Average, Maximum, Minimum, Multiply, Subtract), elementwise),
}
