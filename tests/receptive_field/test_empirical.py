"""`empirical` on whole networks: what it tells, on which models, and the reference tables."""

from __future__ import annotations

import csv
import inspect
import os
import subprocess
import sys

import numpy as np
import pytest

from coursekit import network
from coursekit.network import Activation, Add, Conv, Dense, Input, MaxPool, UpSample
from coursekit.receptive_field.by_gradients.empirical import empirical
from coursekit.receptive_field.by_gradients.keras_calls import keras_calls

# Keras 3.15 turns tensors of torch into arrays in a way that NumPy 2.4 warns of; nothing here depends on it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def test_result_tells_box_size_and_coverage(keras):
    model = keras.Sequential([keras.Input((12, 10, 1)), keras.layers.Conv2D(2, 3, dilation_rate=2, name="holes")])
    got = empirical(model, "holes", 1, 2)
    assert got.region == (1, 2, 6, 7)
    assert got.size == (5, 5)
    assert got.coverage == pytest.approx(9 / 25)
    assert got.mask.shape == (12, 10)
    assert got.mask.dtype == bool
    assert (got.unit, got.layer, got.input) == ((1, 2), "holes", network.read(model).inputs[0])
    assert "9 pixels" in repr(got)
    assert "36% of the box (1, 2, 6, 7), 5 x 5 pixels" in repr(got)


def test_middle_unit_of_the_last_map_is_the_default(keras):
    model = keras.Sequential(
        [
            keras.Input((12, 10, 1)),
            keras.layers.Conv2D(2, 3, name="map"),
            keras.layers.GlobalAveragePooling2D(keepdims=True),
            keras.layers.Flatten(),
            keras.layers.Dense(2),
        ]
    )
    got = empirical(model)
    assert (got.layer, got.unit) == ("map", (5, 4))
    assert empirical(model, model.layers[-1].name).size == (12, 10)


def test_a_unit_in_the_padding_sees_nothing(keras):
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.ZeroPadding2D(2, name="zeros")])
    got = empirical(model, "zeros", 0, 0)
    assert not got.mask.any()
    assert (got.region, got.size, got.coverage) == ((0, 0, 0, 0), (0, 0), 0.0)


def test_weights_play_no_part(keras):
    """Zero weights and rectifiers that are off hide all pixels from plain gradients, and none from `empirical`."""
    off = {"kernel_initializer": "zeros", "bias_initializer": keras.initializers.Constant(-1), "activation": "relu"}
    model = keras.Sequential([keras.Input((9, 9, 3)), *(keras.layers.Conv2D(4, 3, **off) for _ in range(3))])
    assert empirical(model, row=1, col=0).region == (1, 0, 8, 7)
    assert empirical(model, row=1, col=0).coverage == 1


def test_depth_does_not_wear_gradients_down(keras):
    """The corner pixel's gradient would be 9 ** -60 of the middle one's, far below what float32 holds."""
    with network.counting():
        model = keras.Sequential(
            [keras.Input((121, 121, 1)), *(keras.layers.Conv2D(1, 3, padding="same") for _ in range(60))]
        )
    got = empirical(model)
    assert got.size == (121, 121)
    assert got.coverage == 1


def test_channels_first_is_the_same_with_axes_moved(keras):
    def build(order):
        last = order == "channels_last"
        with network.counting():
            x = keras.Input((9, 8, 2) if last else (2, 9, 8))
            y = keras.layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same", data_format=order)(x)
            z = keras.layers.MaxPooling2D((1, 2), data_format=order)(keras.layers.ReLU()(y))
            z = keras.layers.DepthwiseConv2D(2, data_format=order)(z)
            squeezed = keras.layers.GlobalMaxPooling2D(keepdims=True, data_format=order)(z)
            return keras.Model(x, [keras.layers.Add()([z, z]), keras.layers.Multiply()([z, squeezed])])

    last, first = build("channels_last"), build("channels_first")
    for one, other in zip(last.layers, first.layers, strict=True):
        if not one.name.startswith(("input", "global")):
            for row, col in ((0, 0), (2, 1)):
                expected, got = empirical(last, one.name, row, col), empirical(first, other.name, row, col)
                assert got.unit == (row, col)
                np.testing.assert_array_equal(got.mask, expected.mask)


def test_nested_and_shared_models_are_unfolded_under_the_readers_names(keras):
    layers = keras.layers
    block = keras.Sequential([keras.Input((None, None, 2)), layers.Conv2D(2, 3, name="inside")], name="block")
    outer_input = keras.Input((14, 12, 2), name="image")
    twice = block(block(outer_input))
    pooled = layers.MaxPooling2D(2, name="pool")(twice)
    inner = keras.Model(outer_input, [pooled, twice], name="inner")
    x = keras.Input((14, 12, 2), name="photo")
    left, right = inner(x)
    model = keras.Model(x, [layers.Conv2D(1, 2, name="left")(left), layers.ReLU(name="right")(right)])
    assert [call.name for call in keras_calls(model).all] == [node.name for node in network.read(model)]
    names = {call.name for call in keras_calls(model).all}
    assert {"inner/block/inside", "inner/block#2/inside", "inner/pool", "left"} <= names
    assert empirical(model, "inner/block/inside", 1, 2).region == (1, 2, 4, 5)
    assert empirical(model, "inner/block#2/inside", 1, 2).region == (1, 2, 6, 7)
    assert empirical(model, "inner/pool", 1, 0).region == (2, 0, 8, 6)
    assert empirical(model, "left", 1, 0).region == (2, 0, 10, 8)


def test_names_are_those_of_the_reader_for_a_real_model(keras):
    with network.counting():
        model = keras.applications.ConvNeXtTiny(weights=None)
    assert [call.name for call in keras_calls(model).all] == [node.name for node in network.read(model)]


def test_rounding_is_no_reading(keras):
    """Every seventh point lies on a pixel and takes it alone; in float32 its neighbour has a weight up to 4e-6."""
    with network.counting():
        model = keras.Sequential([keras.Input((50, 4, 1)), keras.layers.UpSampling2D((7, 1), interpolation="bilinear")])
    for number in range(50):
        assert empirical(model, row=7 * number + 3, col=0).region == (number, 0, number + 1, 1)
    assert empirical(model, row=3 + 1, col=0).region == (0, 0, 2, 1)


def test_several_inputs(keras):
    a, b = keras.Input((8, 8, 1), name="a"), keras.Input((8, 8, 1), name="b")
    joined = keras.layers.Add(name="joined")([keras.layers.Conv2D(1, 3, padding="same", name="left")(a), b])
    model = keras.Model([a, b], joined)
    assert empirical(model, "joined", 2, 2, input="a").region == (1, 1, 4, 4)
    assert empirical(model, "joined", 2, 2, input="b").region == (2, 2, 3, 3)
    with pytest.raises(ValueError, match=r"left \(Conv2D\) sees nothing of the input 'b'"):
        empirical(model, "left", input="b")
    with pytest.raises(ValueError, match=r"has several inputs\. Name one: input='a' or input='b'"):
        empirical(model, "joined")


def test_another_input_size(keras):
    with network.counting():
        free = keras.applications.MobileNet(weights=None, include_top=False)
        fixed = keras.applications.MobileNet(weights=None, include_top=False, input_shape=(96, 64, 3))
    expected = empirical(fixed, "conv_pw_5_relu")
    got = empirical(free, "conv_pw_5_relu", input_shape=(96, 64, 3))
    assert got.unit == expected.unit == (6, 4)
    np.testing.assert_array_equal(got.mask, expected.mask)
    assert empirical(fixed, "conv_pw_5_relu", input_shape=(224, 224, 3)).mask.shape == (224, 224)


def test_a_list_of_layers(keras):
    layers = [
        Input(shape=(20, 16, 3)),
        Conv(4, 3, activation="relu", name="a"),
        Conv(4, (1, 3), padding="same", name="b"),
        Add(inputs=("a", "b"), name="sum"),
        MaxPool(2, name="pool"),
        Activation("relu"),
        UpSample(2, name="up"),
    ]
    assert empirical(layers, "sum", 1, 1).region == (1, 0, 4, 5)
    assert empirical(layers, "pool", 1, 1).region == (2, 1, 6, 7)
    assert empirical(layers, "up", 2, 3).region == (2, 1, 6, 7)
    assert empirical([*layers, network.Flatten(), Dense(2, name="dense")], "dense").size == (20, 16)


def test_attention_reads_its_own_query_and_everything_else(keras):
    x = keras.Input((4, 3, 8))
    tokens = keras.layers.Reshape((12, 8), name="tokens")(x)
    other = keras.layers.Reshape((12, 8))(keras.layers.Conv2D(8, 2, padding="same")(x))
    attended = keras.layers.MultiHeadAttention(2, 4, name="attention")(tokens, tokens)
    crossed = keras.layers.Attention(name="crossed")([tokens, other[:, :6]])
    model = keras.Model(x, [attended, crossed])
    assert empirical(model, "tokens", 4).region == (1, 1, 2, 2)
    assert empirical(model, "attention", 4).size == (4, 3)
    expected = np.zeros((4, 3), dtype=bool)
    expected[:3] = True  # what the first six places of the convolution see
    expected[3, 2] = True  # the query's own
    np.testing.assert_array_equal(empirical(model, "crossed", 11).mask, expected)


def test_layers_that_cannot_be_probed_are_named(keras):
    class Own(keras.layers.Layer):
        def call(self, x):
            return x

    class OwnConvolution(keras.layers.Conv2D):
        def call(self, x):
            return super().call(x[:, ::-1])

    def wild(x):
        return x - keras.ops.mean(x)

    x = keras.Input((8, 8, 2))
    for layer in (
        Own(name="odd"),
        OwnConvolution(2, 3, name="odd"),
        keras.layers.Lambda(lambda x: x[:, ::-1], output_shape=(8, 8, 2), name="odd"),
        keras.layers.Conv2D(2, 3, activation=wild, name="odd"),
        keras.layers.Activation(wild, name="odd"),
    ):
        model = keras.Model(x, keras.layers.Conv2D(2, 3, name="after")(layer(keras.layers.ReLU(name="before")(x))))
        with pytest.raises(ValueError, match=rf"It is not known what odd \({type(layer).__name__}\) can read"):
            empirical(model, "after")
        assert empirical(model, "before", 1, 1).region == (1, 1, 2, 2)


def test_a_subclass_that_changes_nothing_about_reading_is_its_layer(keras):
    class Named(keras.layers.Conv2D):
        """A convolution with its own defaults."""

        def __init__(self, filters, **more):
            super().__init__(filters, 3, padding="same", **more)

    model = keras.Sequential([keras.Input((8, 8, 2)), Named(2, name="own")])
    assert empirical(model, "own", 4, 4).region == (3, 3, 6, 6)


def test_what_is_wrong_is_said(keras):
    convolution = keras.layers.Conv2D(2, 3, name="map")
    model = keras.Sequential([keras.Input((8, 6, 2)), convolution])
    with pytest.raises(KeyError, match=r"There is no layer 'mop' in .* Similar: map"):
        empirical(model, "mop")
    with pytest.raises(ValueError, match="row=6 is outside the map of map: row goes from 0 to 5"):
        empirical(model, "map", row=6)
    with pytest.raises(ValueError, match="col=-1 is outside"):
        empirical(model, "map", col=-1)
    with pytest.raises(ValueError, match=r"has no fixed size: \(None, None, 3\)"):
        empirical(keras.Sequential([keras.Input((None, None, 3)), keras.layers.Conv2D(2, 3)]))
    with pytest.raises(ValueError, match=r"\(8, 6, 3\) is no shape for the input .*, whose own is \(8, 6, 2\)"):
        empirical(model, input_shape=(8, 6, 3))
    with pytest.raises(ValueError, match="does not fit the size of the input"):
        empirical(model, input_shape=(2, 2, 2))
    with pytest.raises(ValueError, match="height, width and channels are needed"):
        empirical(keras.Sequential([keras.Input((20, 3)), keras.layers.Conv1D(2, 3)]))
    with pytest.raises(TypeError, match="single layer"):
        empirical(convolution)
    with pytest.raises(ValueError, match="is not built"):
        empirical(keras.Sequential([keras.layers.Conv2D(2, 3)]))


def rows_of(path, **wanted):
    with path.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    return [row for row in rows if all(row[key].startswith(value) for key, value in wanted.items())]


def test_published_regions_of_vgg16(keras, shared_data):
    rows = rows_of(shared_data / "reference" / "regions.csv", model="VGG16")
    with network.counting():
        model = keras.applications.VGG16(weights=None)
    assert len(rows) == 55
    for row in rows:
        got = empirical(model, row["layer"], int(row["unit_y"]), int(row["unit_x"]))
        # The table's last row and column are the last ones that are seen.
        assert got.region == (int(row["y0"]), int(row["x0"]), int(row["y1"]) + 1, int(row["x1"]) + 1), row
        assert got.coverage == pytest.approx(float(row["fill"]))


@pytest.mark.slow
def test_sizes_that_brute_force_has_found(keras, shared_data):
    rows = rows_of(shared_data / "reference" / "receptive_fields.csv", source="bruteforce")
    assert len(rows) == 32
    models = {}
    for row in rows:
        name, size = row["model"], int(row["input_resolution"])
        if name not in models:
            with network.counting():
                models[name] = getattr(keras.applications, name)(weights=None, include_top=False)
        got = empirical(models[name], row["layer"], input_shape=(size, size, 3))
        assert got.size == (int(row["rf_h"]), int(row["rf_w"])), row
        starts = [
            at * int(row[f"stride_{axis}"]) - int(row[f"pad_{axis}"]) for at, axis in zip(got.unit, "hw", strict=True)
        ]
        assert list(got.region[:2]) == starts, row


@pytest.mark.slow
def test_every_architecture_of_keras_applications(keras):
    families = {}
    for name, build in sorted(vars(keras.applications).items()):
        if inspect.isfunction(build):
            families.setdefault(build.__module__, (name, build))
    assert len(families) >= 14
    for name, build in families.values():
        with network.counting():
            model = build(weights=None)
        shape = tuple(size or 224 for size in model.inputs[0].shape[1:])
        got = empirical(model, input_shape=shape)
        assert got.mask.shape == shape[:2], name
        assert got.mask.mean() > 0.8, (name, got)


@pytest.mark.slow
def test_onednn_does_not_kill_the_kernel():
    """TensorFlow 2.21 with oneDNN can crash in gradients of 1x1 kernels with strides, if they are computed at all."""
    program = """
import keras
from coursekit import network
from coursekit.receptive_field.by_gradients.effective import effective
from coursekit.receptive_field.by_gradients.empirical import empirical
with network.counting():
    model = keras.applications.ResNet50(weights=None)
print(empirical(model))
x = keras.Input((128, 128, 4))
small = keras.Model(x, keras.layers.Conv2D(8, 1, strides=2)(x))
for _ in range(20):
    found = effective(small, batch_size=32, images=keras.ops.convert_to_numpy(keras.random.normal((32, 128, 128, 4))))
print(found)
"""
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("Unit") == 2
