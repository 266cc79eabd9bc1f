"""Every unit of small random models against brute force: one pixel after the other is changed, and Keras is run.

Only layers are drawn that a large enough pixel can change whatever the others are: all weights are positive, and no
minimum is taken, for min(max(a, b), a) is a whatever b.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from coursekit import network, receptive_field

# Models are built in the tests and not in strategies: Keras draws seeds from `random`, which Hypothesis refuses there.
several = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),  # no shrinking: building the models again and again takes minutes
)
small = st.integers(1, 3)
pairs = st.tuples(small, small)
ends = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2)
paddings = st.sampled_from(["valid", "same"])
LARGEST = 14


def sliding(draw, brute):
    """A convolution of any kind, or a pooling."""
    layers, options = brute.layers, {"kernel_size": draw(pairs), "padding": draw(paddings)}
    strides, dilation = draw(st.sampled_from([((1, 1), (1, 1)), (draw(pairs), (1, 1)), ((1, 1), draw(pairs))]))
    kind = draw(st.sampled_from(["conv", "depthwise", "separable", "transposed", "max", "average"]))
    positive = brute.positive
    if kind == "conv":
        return brute.conv(2, strides=strides, dilation_rate=dilation, **options)
    # TensorFlow's depthwise convolutions take one stride and one dilation for both axes only.
    if kind == "depthwise":
        options |= {"depthwise_initializer": positive, "dilation_rate": max(dilation)}
        return layers.DepthwiseConv2D(strides=max(strides), **options)
    if kind == "separable":
        options |= {"depthwise_initializer": positive, "pointwise_initializer": positive}
        return layers.SeparableConv2D(2, strides=max(strides), dilation_rate=max(dilation), **options)
    if kind == "transposed":
        strides = draw(pairs)
        extra = tuple(draw(st.integers(0, stride - 1)) for stride in strides)
        # With an even kernel and padding "same" TensorFlow refuses the smallest of the sizes that Keras computes.
        short = options["padding"] == "same" and any(
            size % 2 == 0 and not more for size, more in zip(options["kernel_size"], extra, strict=True)
        )
        options |= {"kernel_initializer": positive, "output_padding": None if short or draw(st.booleans()) else extra}
        return layers.Conv2DTranspose(2, strides=strides, **options)
    pool = {"pool_size": draw(pairs), "strides": draw(st.none() | pairs), "padding": options["padding"]}
    return (layers.MaxPooling2D if kind == "max" else layers.AveragePooling2D)(**pool)


def changing_size(draw, brute, shape):
    layers = brute.layers
    kind = draw(st.sampled_from(["pad", "crop", "repeat", "interpolate", "nearest", "bilinear"]))
    if kind == "pad":
        return layers.ZeroPadding2D(draw(ends))
    if kind == "crop":
        return layers.Cropping2D(draw(ends))
    if kind == "repeat":
        return layers.UpSampling2D(draw(pairs))
    if kind == "interpolate":  # by two: TensorFlow computes in float32 where between two pixels a point lies
        return layers.UpSampling2D(2, interpolation="bilinear")
    if kind == "nearest":
        return layers.Resizing(draw(st.integers(1, 13)), draw(st.integers(1, 13)), interpolation="nearest")
    return layers.Resizing(*(2 * size if draw(st.booleans()) else size for size in shape[:2]), interpolation="bilinear")


def pointwise(draw, brute):
    layers = brute.layers
    if draw(st.booleans()):
        return layers.BatchNormalization()
    return layers.Dense(2, kernel_initializer=brute.positive, activation="leaky_relu")


def apply(layer, *tensors):
    """The layer's output; None where the layer does not fit or the map becomes empty or large."""
    try:
        result = layer(*tensors)
    except ValueError:
        return None
    return result if all(0 < size <= LARGEST for size in result.shape[1:3]) else None


def joined(draw, brute, one, other):
    """Two maps joined, after they were brought to the same size."""
    layers = brute.layers
    if other.shape[3] != one.shape[3]:
        other = brute.conv(one.shape[3], 1)(other)
    kind = draw(st.sampled_from(["join", "join", "concatenate", "gate", "one axis", "beside"]))
    if kind == "gate":  # squeeze-and-excitation
        pooled = draw(st.sampled_from([layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D]))
        gate = pooled(keepdims=draw(st.booleans()))(other)
        return layers.Multiply()([one, layers.Dense(one.shape[3], kernel_initializer=brute.positive)(gate)])
    if kind == "one axis":
        along = draw(st.integers(1, 2))
        if other.shape[3 - along] == one.shape[3 - along]:
            size = tuple(other.shape[axis] if axis == along else 1 for axis in (1, 2))
            return layers.Add()([one, layers.AveragePooling2D(size)(other)])
    if kind == "beside":
        along = draw(st.integers(1, 2))
        if other.shape[3 - along] == one.shape[3 - along]:
            return layers.Concatenate(axis=along)([one, other])
    sizes = tuple(min(one.shape[axis], other.shape[axis]) for axis in (1, 2))
    if sizes != one.shape[1:3] and draw(st.booleans()):
        other = layers.Resizing(*one.shape[1:3], interpolation="nearest")(other)
    else:
        one, other = (cropped(draw, brute, each, sizes) for each in (one, other))
    if kind == "concatenate":
        return brute.conv(2, 1)(layers.Concatenate()([one, other]))
    join = draw(st.sampled_from([layers.Add, layers.Multiply, layers.Maximum, layers.Average]))
    return join()([one, other])


def cropped(draw, brute, tensor, sizes):
    left = tuple(tensor.shape[axis] - size for axis, size in zip((1, 2), sizes, strict=True))
    starts = tuple(draw(st.integers(0, more)) for more in left)
    if not any(left):
        return tensor
    cuts = tuple((start, more - start) for start, more in zip(starts, left, strict=True))
    return brute.layers.Cropping2D(cuts)(tensor)


def chain(draw, brute):
    image = tensor = brute.keras.Input((draw(st.integers(4, 9)), draw(st.integers(4, 9)), 2))
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.integers(0, 9))
        if kind < 6:
            layer = sliding(draw, brute)
        elif kind < 8:
            layer = changing_size(draw, brute, tensor.shape[1:])
        elif kind < 9:
            layer = pointwise(draw, brute)
        else:
            layer = brute.layers.Permute((2, 1, 3))
        result = apply(layer, tensor)
        tensor = tensor if result is None else result
    return brute.keras.Model(image, brute.layers.ReLU()(tensor))


def graph(draw, brute):
    """Branches that part and meet, with layers shared and models nested at random."""
    layers, keras = brute.layers, brute.keras
    image = keras.Input((draw(st.integers(4, 8)), draw(st.integers(4, 8)), 2))
    inner_image = keras.Input((None, None, 2))
    inner = brute.conv(2, draw(pairs), padding="same")(inner_image)
    nested = keras.Model(inner_image, layers.MaxPooling2D(draw(pairs), strides=1)(inner))
    shared = brute.conv(2, draw(pairs), strides=draw(pairs), padding=draw(paddings))
    made = [image]
    for _ in range(draw(st.integers(2, 7))):
        source = draw(st.sampled_from(made))
        kind = draw(st.integers(0, 9))
        if kind < 3:
            result = apply(sliding(draw, brute), source)
        elif kind < 4:
            result = apply(changing_size(draw, brute, source.shape[1:]), source)
        elif kind < 5:
            result = apply(pointwise(draw, brute), source)
        elif kind < 7:
            result = apply(draw(st.sampled_from([nested, shared])), source) if source.shape[3] == 2 else None
        else:
            result = joined(draw, brute, source, draw(st.sampled_from(made)))
        if result is not None:
            made.append(result)
    assume(len(made) > 1)
    outputs = draw(st.lists(st.sampled_from(made[1:]), min_size=1, max_size=3, unique_by=id))
    return keras.Model(image, outputs)


@several
@given(st.data())
def test_chains(brute_force, data):
    assert brute_force.assert_exact(chain(data.draw, brute_force))


@several
@given(st.data())
def test_graphs(brute_force, data):
    assert brute_force.assert_exact(graph(data.draw, brute_force))


@pytest.mark.slow
@settings(several, max_examples=120)
@given(st.data())
def test_more_chains(brute_force, data):
    assert brute_force.assert_exact(chain(data.draw, brute_force))


@pytest.mark.slow
@settings(several, max_examples=120)
@given(st.data())
def test_more_graphs(brute_force, data):
    assert brute_force.assert_exact(graph(data.draw, brute_force))


@settings(several, max_examples=10)
@given(st.data())
def test_boxes_on_the_way(brute_force, data):
    """`pyramid`: each map on the way is taken for the input, and its places are changed one by one."""
    model = chain(data.draw, brute_force)
    assume(
        not any("permute" in layer.name for layer in model.layers)
    )  # boxes are told in rows and columns of the image
    field = receptive_field.of(model)
    rows, columns = network.read(model)[field.layer].output_shape[:2]
    tensors = brute_force.tensors(model)
    pyramids = {unit: field.pyramid(*unit) for unit in np.ndindex(rows, columns)}
    for name, tensor in tensors.items():
        if name == field.layer:
            continue
        rest = brute_force.keras.Model(tensor, model.output)
        (change,) = brute_force.changes(rest, rest.outputs)
        for unit, pyramid in pyramids.items():
            mask = change.any(axis=-1)[:, :, *unit]
            assert pyramid.get(name, (0, 0, 0, 0)) == brute_force.box_of(mask), (name, unit)
    for unit, pyramid in pyramids.items():
        assert pyramid[field.layer] == (*unit, unit[0] + 1, unit[1] + 1)
        assert pyramid.get(field.input, (0, 0, 0, 0)) == field.region(*unit)
