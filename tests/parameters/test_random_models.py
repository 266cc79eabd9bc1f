"""Random Keras models: the description of every layer against what Keras itself built."""

from __future__ import annotations

import dataclasses
from math import prod

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coursekit import network
from coursekit.parameters import table

# Models are built in the tests and not in strategies: Keras draws seeds from `random`, which Hypothesis refuses there.
several = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.sampled_from(["valid", "same"])
activations = st.sampled_from([None, "relu", "tanh", "swish"])


def sliding(draw, layers):
    """One of the layers that slide, with strides or dilation."""
    strides, dilation = draw(st.sampled_from([((1, 1), (1, 1)), (draw(pairs), (1, 1)), ((1, 1), draw(pairs))]))
    common = {
        "kernel_size": draw(pairs),
        "strides": strides,
        "padding": draw(paddings),
        "use_bias": draw(st.booleans()),
    }
    common["activation"] = draw(activations)
    groups = draw(st.sampled_from([1, 1, 2]))
    kind = draw(st.sampled_from(["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"]))
    if kind == "Conv2D":
        return layers.Conv2D(2 * draw(st.integers(1, 3)), groups=groups, dilation_rate=dilation, **common)
    if kind == "DepthwiseConv2D":
        # TensorFlow's depthwise convolution takes one stride and one dilation for both axes only.
        common["strides"], common["depth_multiplier"] = (max(strides),) * 2, 2
        return layers.DepthwiseConv2D(dilation_rate=max(dilation), **common)
    if kind == "SeparableConv2D":
        common["strides"] = (max(strides),) * 2
        return layers.SeparableConv2D(2 * draw(st.integers(1, 3)), depth_multiplier=2, **common)
    return layers.Conv2DTranspose(2 * draw(st.integers(1, 3)), **common)


def any_layer(draw, layers):
    """One layer of any kind that maps an image to an image."""
    kind = draw(st.integers(0, 11))
    if kind <= 3:
        return sliding(draw, layers)
    pool = {"pool_size": draw(pairs), "strides": draw(st.none() | pairs), "padding": draw(paddings)}
    ends = draw(st.tuples(*[st.tuples(st.integers(0, 1), st.integers(0, 1))] * 2))
    return {
        4: lambda: layers.MaxPooling2D(**pool),
        5: lambda: layers.AveragePooling2D(**pool),
        6: lambda: layers.BatchNormalization(scale=draw(st.booleans()), center=draw(st.booleans())),
        7: lambda: layers.ZeroPadding2D(ends),
        8: lambda: layers.UpSampling2D(draw(st.integers(1, 2))),
        9: lambda: layers.PReLU(shared_axes=draw(st.sampled_from([None, [1, 2]]))),
        10: layers.ReLU,
        11: layers.LayerNormalization,
    }[kind]()


def apply(layer, tensor):
    """The layer's output; the tensor itself where the layer does not fit on it."""
    try:
        return layer(tensor)
    except ValueError:
        return tensor


def sequential(draw, keras):
    shape = (draw(st.integers(6, 14)), draw(st.integers(6, 14)), draw(st.sampled_from([2, 4])))
    image = tensor = keras.Input(shape)
    for _ in range(draw(st.integers(1, 7))):
        tensor = apply(any_layer(draw, keras.layers), tensor)
    for _ in range(draw(st.integers(0, 1))):
        tensor = keras.layers.Dense(draw(st.integers(1, 9)), activation="softmax")(keras.layers.Flatten()(tensor))
    tensor = keras.layers.Activation("relu")(tensor)
    return keras.Model(image, tensor)


def graphs(draw, keras):
    """Branches of the same size that are joined again, with layers shared and models nested at random."""
    layers = keras.layers
    shape = (draw(st.integers(4, 9)), draw(st.integers(4, 9)), 4)
    image = keras.Input(shape)
    inner_image = keras.Input(shape)
    inner = keras.Model(inner_image, layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(inner_image)))
    shared = layers.Conv2D(4, draw(pairs), padding="same", groups=draw(st.sampled_from([1, 2])))
    made = [image]
    for _ in range(draw(st.integers(1, 8))):
        source = draw(st.sampled_from(made))
        kind = draw(st.integers(0, 6))
        if kind == 0:
            made.append(inner(source))
        elif kind == 1:
            made.append(shared(source))
        elif kind == 2:
            made.append(layers.Conv2D(4, 1)(layers.Concatenate()([source, draw(st.sampled_from(made))])))
        elif kind == 3:
            join = draw(st.sampled_from([layers.Add, layers.Multiply, layers.Maximum, layers.Average, layers.Subtract]))
            made.append(join()([source, draw(st.sampled_from(made))]))
        elif kind == 4:
            gate = layers.Dense(4, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(source))
            made.append(layers.Multiply()([source, gate]))
        elif kind == 5:
            made.append(layers.SeparableConv2D(4, 3, padding="same", activation="relu")(source))
        else:
            made.append(source + draw(st.sampled_from(made)))
    outputs = draw(st.lists(st.sampled_from(made[1:]), min_size=1, max_size=3))
    model = keras.Model(image, outputs)
    inner.trainable = draw(st.booleans())
    return model


def assert_described(keras, model):
    found, read = table(model), network.read(model)
    assert not read.unknown
    total = found.loc["total"] if (found.index == "total").sum() == 1 else found.iloc[-1]
    assert total["parameters"] == model.count_params()
    assert total["trainable"] == sum(prod(w.shape) for w in model.trainable_weights)
    assert total["non-trainable"] == sum(prod(w.shape) for w in model.non_trainable_weights)
    operations = {operation.name: operation for operation in model.operations}
    for node in read:
        by_formula = [(v.shape, v.role) for v in node.layer.variables(*node.input_shapes)]
        assert sorted(by_formula) == sorted((v.shape, v.role) for v in node.variables), node
        assert node.layer.output_shape(*node.input_shapes) == node.output_shape
        if node.name in operations:
            assert operations[node.name].output.shape[1:] == node.output_shape
        if node.windows is not None:
            sizes, outputs = node.layer.spatial(node.input_shape), node.layer.spatial(node.output_shape)
            assert tuple(axis.output(size) for axis, size in zip(node.windows, sizes, strict=True)) == outputs


def assert_same_as_a_list(model):
    """Written down as a list of descriptions the network has the same table, up to what is shared or frozen."""
    read = network.read(model)
    written = [dataclasses.replace(n.layer, name=n.name, inputs=n.inbound or None) for n in read]
    columns = ["output shape", "multiply-accumulates", "forward bytes", "forward bytes in place"]
    if not any(node.shared_with for node in read):
        columns += ["weights", "biases", "statistics", "parameters", "as dense layer", "without sharing", "share"]
    pd.testing.assert_frame_equal(table(written)[columns].iloc[:-1], table(model)[columns].iloc[:-1])


@several
@given(st.data())
def test_sequential_models(keras, data):
    with network.counting():
        model = sequential(data.draw, keras)
    assert_described(keras, model)
    assert_same_as_a_list(model)


@several
@given(st.data())
def test_graphs(keras, data):
    with network.counting():
        model = graphs(data.draw, keras)
    assert_described(keras, model)
    assert_same_as_a_list(model)
