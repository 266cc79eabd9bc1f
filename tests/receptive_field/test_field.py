"""What a field tells: numbers by hand, conventions, and what is refused with which words."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from math import inf, isnan

import numpy as np
import pytest

from coursekit import network, receptive_field
from coursekit.network import (
    Activation,
    Add,
    AveragePool,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Input,
    LayerNorm,
    MaxPool,
    Multiply,
    Other,
    Reshape,
    Resize,
    Softmax,
    UpSample,
    ZeroPad,
)
from coursekit.receptive_field import of

LENET = [
    Input(shape=(32, 32, 1), name="image"),
    Conv(6, 5, name="c1"),
    AveragePool(2, name="s2"),
    Conv(16, 5, name="c3"),
    AveragePool(2, name="s4"),
    Conv(120, 5, name="c5"),
    Flatten(name="flat"),
    Dense(10, name="out"),
]


@pytest.mark.parametrize(
    ("layer", "size", "stride", "centre"),
    [
        ("image", 1, 1, 0),
        ("c1", 5, 1, 2),
        ("s2", 6, 2, 2.5),
        ("c3", 14, 2, 6.5),
        ("s4", 16, 4, 7.5),
        ("c5", 32, 4, 15.5),
    ],
)
def test_lenet_by_hand(layer, size, stride, centre):
    field = of(LENET, layer)
    assert (field.layer, field.input) == (layer, "image")
    assert field.size == (size, size)
    assert field.stride == (stride, stride)
    assert field.padding == field.start == (0, 0)
    assert field.centre() == field.first_centre == (centre, centre)
    assert of(LENET, layer, pixel_origin=0.5).centre() == (centre + 0.5, centre + 0.5)
    assert field.region(0, 0) == field.region(0, 0, clip=False) == (0, 0, size, size)
    assert field.mask(0, 0).all()
    assert (field.coverage, field.phases, field.whole, field.aligned) == (1.0, (1, 1), (False, False), True)
    assert field.reasons == field.own_reasons == ()
    assert field.local is field


def test_dense_layers_see_everything():
    """Here it is one unit that is flattened; with more of them, all of the image."""
    assert of(LENET).layer == "out"
    assert of(LENET).size == (32, 32)
    larger = of(LENET, input_shape=(40, 36, 1))
    assert larger.size == (inf, inf)
    assert larger.region(0, 0) == (0, 0, 40, 36)
    assert larger.reasons == ("out (Dense) reads its whole input along height and width",)
    assert larger.local is None
    assert of(LENET, "flat", input_shape=(40, 36, 1)).region(2, 1) == of(LENET, "c5", input_shape=(40, 36, 1)).region(
        2, 1
    )


def test_dilation_leaves_holes():
    network = [
        Input(shape=(20, 20, 1)),
        Conv(1, 3, dilation_rate=(1, 2), name="a"),
        Conv(1, 3, dilation_rate=(4, 2), name="b"),
    ]
    one, two = of(network, "a"), of(network, "b")
    assert (one.size, one.coverage) == ((3, 5), 3 / 5)
    assert one.mask(0, 0).tolist() == [[True, False, True, False, True]] * 3
    assert (two.size, two.centre()) == ((11, 9), (5.0, 4.0))
    assert two.mask(0, 0).any(axis=1).tolist() == [True] * 3 + [False] + [True] * 3 + [False] + [True] * 3
    assert two.coverage == 9 / 11 * 5 / 9


def test_where_nothing_of_the_image_is_seen():
    field = of([Input(shape=(4, 4, 1)), ZeroPad(((0, 3), (2, 0))), Conv(1, 2)])
    assert field.region(5, 3) == (0, 0, 0, 0)
    assert field.region(5, 3, clip=False) == (5, 1, 7, 3)
    assert field.region(0, 0) == (0, 0, 0, 0)
    assert field.region(3, 2) == (3, 0, 4, 2)
    assert field.mask(5, 3).shape == (0, 0)
    assert field.padding == (0, 2)
    gaps = of([Input(shape=(4, 4, 1)), ConvTranspose(1, 1, strides=2)])
    assert gaps.region(1, 0, clip=False) == (0, 0, 0, 0)
    assert all(isnan(number) for number in gaps.centre(1, 1))
    assert (gaps.size, gaps.stride, gaps.phases) == ((1, 1), (Fraction(1, 2),) * 2, (2, 2))


def test_up_sampling_has_kinds_of_units():
    field = of([Input(shape=(8, 8, 1)), UpSample(2), Conv(1, 3, padding="same")])
    assert field.stride == (Fraction(1, 2), Fraction(1, 2))
    assert (field.size, field.phases) == ((2, 2), (2, 2))
    assert [field.region(at, at, clip=False) for at in range(4)] == [
        (-1, -1, 1, 1),
        (0, 0, 2, 2),
        (0, 0, 2, 2),
        (1, 1, 3, 3),
    ]
    again = of([Input(shape=(8, 8, 1)), UpSample(4), MaxPool(2), Conv(1, 3, strides=2)])
    assert again.stride == (1, 1)
    assert isinstance(again.stride[0], int)
    assert again.phases == (1, 1)
    assert of([Input(shape=(9, 8, 1)), Resize(6, 8)]).stride == (Fraction(3, 2), 1)


def test_a_repeated_row_has_no_step():
    row = [Input(shape=(1, 8, 2), name="a"), Input(shape=(6, 8, 2), name="b"), Add(inputs=("a", "b"))]
    field = of(row, input="a")
    assert field.stride == (0, 1)
    assert field.region(5, 3) == (0, 3, 1, 4)
    assert of(row, input="b").region(5, 3) == (5, 3, 6, 4)


MISALIGNED = [
    Input(shape=(16, 16, 1), name="image"),
    Conv(1, (3, 2), padding="same", name="a"),
    Conv(1, 1, inputs="image", name="b"),
    Add(inputs=("a", "b"), name="sum"),
    Conv(1, 3, name="after"),
]


def test_branches_that_are_not_aligned_are_told():
    """The zero too many of an even kernel stands at the end, so its centre lies half a pixel further on."""
    field = of(MISALIGNED, "after")
    assert field.aligned is False
    assert field.reasons == ("sum (Add): along width the centres of its branches lie 0.5 pixels apart",)
    assert field.own_reasons == ()
    assert "branches not aligned" in str(field)
    assert of(MISALIGNED, "a").aligned is of(MISALIGNED, "b").aligned is True
    assert field.size == (5, 4)


def test_branches_in_other_steps_are_told():
    layers = [
        Input(shape=(12, 12, 1), name="image"),
        MaxPool((2, 1), name="a"),
        Conv(1, (7, 1), inputs="image", name="b"),
        Add(inputs=("a", "b"), name="sum"),
        Conv(1, (3, 1), padding="same", name="after"),
    ]
    field = of(layers, "sum")
    assert (field.stride, field.phases, field.aligned) == ((None, 1), (None, 1), False)
    assert field.reasons == (
        "sum (Add): along height its branches move in different steps: 2, 1 pixels from unit to unit",
    )
    assert [field.region(row, 0)[0::2] for row in range(6)] == [(0, 7), (1, 8), (2, 9), (3, 10), (4, 11), (5, 12)]
    assert field.size[0] == 7
    after = of(layers)
    for row in range(6):
        assert after.region(row, 3, clip=False)[1::2] == (3, 4)
    assert after.region(0, 0, clip=False) == (-2, 0, 8, 1)
    assert after.region(0, 0) == (0, 0, 8, 1)
    assert "no common step" not in str(field)
    sum_again = of(
        [*layers[:4], Conv(1, 1, name="c"), Conv(1, (7, 1), inputs="image", name="d"), Add(inputs=("c", "d"))]
    )
    assert "its branches have no common step" in " ".join(sum_again.reasons)


def test_squeeze_and_excitation_has_a_local_field():
    layers = [
        Input(shape=(16, 12, 4), name="image"),
        Conv(4, 3, strides=2, padding="same", name="conv"),
        GlobalAveragePool(name="squeeze"),
        Dense(4, activation="sigmoid", name="excite"),
        Multiply(inputs=("conv", "excite"), name="gated"),
        Conv(4, 3, padding="same", name="last"),
    ]
    field = of(layers)
    assert (field.size, field.stride, field.padding, field.start) == ((inf,) * 2, (None,) * 2, (None,) * 2, (None,) * 2)
    assert field.whole == (True, True)
    assert field.centre() == (7.5, 5.5)
    assert field.region(0, 0) == (0, 0, 16, 12)
    assert field.region(0, 0, clip=False) == (-inf, -inf, inf, inf)
    assert field.mask(2, 2).all()
    assert field.coverage == 1.0
    assert field.reasons == ("squeeze (GlobalAveragePool) reads its whole input along height and width",)
    local = field.local
    assert (local.size, local.stride, local.padding) == ((7, 7), (2, 2), (2, 2))
    assert (local.whole, local.only_local) == ((False, False), True)
    assert local.region(0, 0) == of([*layers[:2], layers[-1]]).region(0, 0) == (0, 0, 5, 5)
    assert local.local is local
    assert "local branches only" in str(local)
    assert "the whole input" in str(field)
    assert of(layers, "squeeze").local is None


def test_a_branch_over_one_axis_is_not_local():
    """Only what slides counts: not the columns beside that are brought in by way of a whole column."""
    layers = [
        Input(shape=(6, 8, 4), name="image"),
        Conv(4, (1, 5), padding="same", name="wide"),
        Softmax(axis=1, name="columns"),
        Add(inputs=("image", "columns"), name="sum"),
    ]
    field = of(layers)
    assert (field.size, field.stride, field.whole) == ((inf, 5), (None, 1), (True, False))
    assert field.region(2, 3, clip=False) == (-inf, 1, inf, 6)
    assert (field.local.size, field.local.mask(2, 3, clip=False).shape) == ((1, 5), (1, 5))
    rows = [*layers[:2], Reshape((6, 32), name="rows"), LayerNorm(name="norm")]
    with pytest.raises(ValueError, match=r"norm .* which values stand along its axis is not known"):
        of(rows)
    # a convolution whose only way on is through a whole axis adds nothing
    around = [*layers[:3], Add(inputs=("columns", "image"))]
    assert of(around).local.size == of(layers).local.size
    both = [*layers[:3], Add(inputs=("columns", "wide"))]
    assert of(both).local.size == (1, 5)


def test_pyramid():
    pyramid = of(LENET, "c3").pyramid(3, 4)
    assert list(pyramid) == ["image", "c1", "s2", "c3"]
    assert pyramid == {"image": (6, 8, 20, 22), "c1": (6, 8, 16, 18), "s2": (3, 4, 8, 9), "c3": (3, 4, 4, 5)}
    assert of(MISALIGNED, "sum").pyramid(15, 15) == {
        "image": (14, 15, 16, 16),
        "a": (15, 15, 16, 16),
        "b": (15, 15, 16, 16),
        "sum": (15, 15, 16, 16),
    }


def test_text_of_a_field():
    assert str(of(LENET, "s4")).splitlines() == [
        "Receptive field of 's4' in 'image'",
        "  height and width: size 16, stride 4, padding 0",
        "  (pixels from 0, middle of the first at 0; padding at the top and left, as Keras pads)",
    ]
    lines = repr(of([Input(shape=(9, 8, 1)), Conv(1, (3, 5), padding="same")], pixel_origin=0.5)).splitlines()
    assert lines[1:3] == ["  height: size 3, stride 1, padding 1", "  width: size 5, stride 1, padding 2"]
    assert "middle of the first at 0.5" in lines[-1]
    many = [Input(shape=(64, 64, 1), name="x0")]
    for at in range(6):
        many += [
            Conv(1, 2, padding="same", inputs=f"x{at}", name=f"y{at}"),
            Add(inputs=(f"x{at}", f"y{at}"), name=f"x{at + 1}"),
        ]
    assert len(of(many).reasons) == 12
    assert str(of(many)).count("centres") == 4
    assert "and 8 more in .reasons" in str(of(many))


UNKNOWN = [
    Input(shape=(16, 16, 4), name="image"),
    Conv(4, 3, name="before"),
    Other(kind="Mystery", shapes=((14, 14, 4),), name="strange"),
    Conv(4, 3, name="behind"),
    GlobalMaxPool(name="pool"),
]


def test_unknown_layers_are_named_and_never_passed():
    for layer in ("strange", "behind", "pool", None):
        with pytest.raises(ValueError, match=r"not known from strange \(Mystery\) on: .* Ask for a layer before it"):
            of(UNKNOWN, layer)
    assert of(UNKNOWN, "before").size == (3, 3)
    around = [*UNKNOWN[:3], Add(inputs=("before", "strange"))]
    with pytest.raises(ValueError, match="strange"):
        of(around)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Activation("mine", name="x"), "what the activation 'mine' reads is not known"),
        (Activation("glu", name="x"), "'glu'"),
        (Conv(4, 1, activation="mine", name="x"), "what its activation 'mine' reads is not known"),
        (Dense(4, activation="main.<lambda>", name="x"), "'main.<lambda>'"),
        (Conv(4, 1, activation="softmax", data_format="channels_first", name="x"), "'softmax'"),
        (UpSample(2, "area", name="x"), 'interpolation="area"'),
        (Resize(4, 4, "area", name="x"), 'interpolation="area"'),
    ],
)
def test_layers_whose_reach_is_not_known(layer, said):
    layers = [
        Input(shape=(8, 8, 4), name="image"),
        Conv(4, 3, data_format=getattr(layer, "data_format", "channels_last"), name="before"),
        layer,
    ]
    with pytest.raises(ValueError, match=rf"^The receptive field is not known from x \({layer.type}\) on: ") as refused:
        of(layers)
    assert said in str(refused.value)
    assert of(layers, "before").size == (3, 3)


def test_layers_of_keras_that_are_not_known(keras):
    def flipped(x):
        return x[:, ::-1]

    class Mine(keras.layers.Conv2D):
        def call(self, inputs):
            return super().call(flipped(inputs))

    layers = keras.layers
    for layer, name in (
        (layers.Lambda(flipped, output_shape=(6, 6, 4), name="lambda"), "lambda"),
        (Mine(4, 3, name="mine"), "mine"),
        (layers.Conv2D(4, 3, activation=flipped, name="flipped"), "flipped"),
        (layers.Activation(flipped, name="function"), "function"),
        (layers.Conv2D(4, 3, activation=layers.Softmax(axis=1), name="softmax"), "softmax"),
        (layers.TimeDistributed(layers.LSTM(4), name="rows"), "rows"),
        (layers.Resizing(4, 4, antialias=True, name="smooth"), "smooth"),
        (layers.CenterCrop(4, 4, name="crop"), "crop"),
        (layers.LayerNormalization(axis=(1, 2), name="norm"), "norm"),
        (layers.MultiHeadAttention(2, 4, attention_axes=(1,), name="attention"), "attention"),
    ):
        image = keras.Input((8, 8, 4))
        inner = layers.Conv2D(4, 3, name="before")(image)
        result = layer(inner, inner) if name == "attention" else layer(inner)
        model = keras.Model(image, layers.Dense(3, name="behind")(result))
        for asked in (None, name):
            with pytest.raises(ValueError, match=rf"not known from {name} \("):
                of(model, asked)
        assert of(model, "before").size == (3, 3)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([Input(shape=(784,), name="x"), Dense(10)], r"'x' has shape \(784,\), without height and width"),
        ([Input(shape=(784,), name="x"), Reshape((28, 28, 1)), Conv(1, 3)], "without height and width"),
    ],
)
def test_inputs_without_places(layers, said):
    with pytest.raises(ValueError, match=said):
        of(layers)


def test_units_that_are_not_there():
    field = of(LENET, "c3")
    for unit, said in (
        ((10, 0), "has units from 0 to 9 along its height, and none at 10"),
        ((0, 10), "along its width, and none at 10"),
        ((-1, 0), "none at -1"),
    ):
        for ask in (field.region, field.mask, field.pyramid, field.centre):
            with pytest.raises(IndexError, match=said):
                ask(*unit)
        with pytest.raises(IndexError, match=said):
            field.region(*unit, clip=False)
    for unit in ((0,), (0, 0, 0)):
        with pytest.raises(TypeError, match=r"has 2 numbers \(height, width\)"):
            field.region(*unit)
    with pytest.raises(TypeError, match="float"):
        field.region(1.5, 2)
    free = of(LENET[:3], input_shape=(None, None, 1))
    assert free.region(1000, 0, clip=False) == (2000, 0, 2006, 6)
    with pytest.raises(IndexError, match="has units from 0 along its height, and none at -1"):
        free.region(-1, 0, clip=False)
    assert field.region(np.int64(2), np.int64(3)) == field.region(2, 3)
    assert all(type(number) is int for number in field.region(np.int64(2), np.int64(3), clip=False))
    assert of(LENET, "flat").region(0, 0) == (0, 0, 32, 32)
    with pytest.raises(IndexError, match="from 0 to 0"):
        of(LENET, "flat").region(0, 1)


def test_what_is_asked_for_must_be_there(keras):
    with pytest.raises(KeyError, match=r"There is no layer 'c4'.*Similar: "):
        of(LENET, "c4")
    with pytest.raises(ValueError, match=r"pixel_origin is 0 .* or 0.5 .* not 1"):
        of(LENET, pixel_origin=1)
    with pytest.raises(ValueError, match=r"has no input 'c1'. Name one: input='image'"):
        of(LENET, input="c1")
    with pytest.raises(TypeError, match="single layer"):
        of(Conv(1, 3))
    with pytest.raises(ValueError, match="must have 3 numbers"):
        of(LENET, input_shape=(32, 32))
    several = [*LENET[:2], Conv(1, 3, name="left"), Conv(1, 3, inputs="c1", name="right")]
    with pytest.raises(ValueError, match=r"has several outputs. Name a layer: layer='left'"):
        of(several)
    assert of(several, "right").size == (7, 7)
    inputs = [keras.Input((8, 8, 1), name=name) for name in "ab"]
    model = keras.Model(inputs, keras.layers.Add()(inputs))
    with pytest.raises(ValueError, match=r"has several inputs. Name one: input='a' or input='b'"):
        of(model)


def test_a_network_may_be_read_before():
    read = network.read(LENET)
    assert of(read, "c3").region(1, 1) == of(LENET, "c3").region(1, 1)


SHAPED = [
    (Conv(2, (3, 2), strides=(2, 1), padding="same"), "Conv2D"),
    (MaxPool((2, 3), strides=(1, 2), padding="same"), "MaxPooling2D"),
    (ZeroPad(((1, 0), (0, 2))), "ZeroPadding2D"),
    (Crop(((0, 1), (1, 0))), "Cropping2D"),
    (UpSample((1, 2)), "UpSampling2D"),
    (ConvTranspose(2, 3, strides=(1, 2)), "Conv2DTranspose"),
    (Softmax(axis=1), None),
    (GlobalAveragePool(), None),
]


def test_channels_first_is_the_same_with_the_axes_elsewhere():
    for last, (layer, _) in enumerate(SHAPED, start=1):
        chain = [each for each, _ in SHAPED[:last]]
        behind = [Input(shape=(11, 13, 2)), *chain]
        front = [Input(shape=(2, 11, 13)), *map(in_front, chain)]
        fields = of(behind), of(front)
        for name in ("size", "stride", "padding", "start", "centre", "whole", "phases", "coverage"):
            values = [getattr(field, name) for field in fields]
            assert values[0] == values[1] if name != "centre" else values[0]() == values[1](), (layer, name)
        sizes = fields[0].analyses[0].seen[fields[0].layer].place.sizes
        assert fields[1].analyses[0].seen[fields[1].layer].place.sizes == sizes
        for unit in np.ndindex(*sizes):
            assert fields[0].region(*unit) == fields[1].region(*unit)
            assert np.array_equal(fields[0].mask(*unit), fields[1].mask(*unit))


def in_front(layer):
    if isinstance(layer, Softmax):
        return Softmax(axis=2)
    return replace(layer, data_format="channels_first")


def test_channels_first_in_keras(keras):
    """TensorFlow runs none of these on a CPU, so they are read, not run."""
    layers, first = keras.layers, {"data_format": "channels_first"}
    with network.counting():
        image = keras.Input((3, 20, 24))
        conv = layers.Conv2D(4, (3, 5), strides=2, padding="same", **first)(image)
        norm = layers.BatchNormalization(axis=1)(conv)
        branches = [norm, layers.DepthwiseConv2D(3, padding="same", **first)(norm)]
        model = keras.Model(image, layers.Concatenate(axis=1)(branches))
        film = keras.Input((4, 3, 20, 24))
        frames = keras.Model(film, layers.TimeDistributed(layers.Conv2D(4, (3, 5), **first))(film))
    assert (of(model).size, of(model).stride, of(model).padding) == ((7, 9), (2, 2), (2, 3))
    assert of(model).region(9, 11) == (16, 19, 20, 24)
    assert of(frames).size == (1, 3, 5)


def test_layer_lists_and_keras_models_agree(keras):
    with network.counting():
        for name in ("MobileNetV2", "EfficientNetV2B0"):
            model = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(96, 128, 3))
            read = network.read(model)
            written = [replace(node.layer, name=node.name, inputs=node.inbound or None) for node in read]
            for layer in read.outputs:
                one, other = of(model, layer).local, of(written, layer).local
                assert one.region(1, 1, clip=False) == other.region(1, 1, clip=False)
                assert np.array_equal(one.mask(1, 1), other.mask(1, 1))


def test_three_layers_of_three_and_one_of_seven():
    three = of([Input(shape=(16, 16, 8)), *[Conv(8, 3)] * 3])
    seven = of([Input(shape=(16, 16, 8)), Conv(8, 7)])
    assert three.size == seven.size == (7, 7)
    assert three.centre() == seven.centre()


def test_volumes_and_sequences_have_their_own_axes():
    sound = of([Input(shape=(50, 2)), Conv(1, 5, padding="causal")])
    assert (sound.size, sound.padding, sound.region(7)) == ((5,), (4,), (3, 8))
    assert "length: size 5" in str(sound)
    volume = of([Input(shape=(9, 9, 9, 1)), Conv(1, (1, 2, 3), strides=(1, 2, 1))])
    assert (volume.size, volume.stride, volume.region(1, 2, 3)) == ((1, 2, 3), (1, 2, 1), (1, 4, 3, 2, 6, 6))
    assert "  depth: size 1" in str(volume)


def test_nested_models_and_shared_layers(keras):
    with network.counting():
        patch = keras.Input((None, None, 3))
        inner = keras.Model(
            patch, keras.layers.Conv2D(3, 3, strides=2, padding="same", name="conv")(patch), name="inner"
        )
        image = keras.Input((32, 32, 3))
        shared = keras.layers.Conv2D(3, 2, name="shared")
        model = keras.Model(image, shared(inner(shared(inner(image)))))
    sizes = {name: of(model, name).size[0] for name in ("inner/conv", "shared", "inner#2/conv", "shared#2")}
    assert sizes == {"inner/conv": 3, "shared": 5, "inner#2/conv": 9, "shared#2": 13}
    assert of(model).layer == "shared#2"
    assert of(model).padding == (2, 2)


def test_the_input_itself():
    field = of(LENET, "image")
    assert (field.size, field.region(3, 4), field.pyramid(3, 4)) == ((1, 1), (3, 4, 4, 5), {"image": (3, 4, 4, 5)})


def test_lists_are_analysed_without_keras():
    code = (
        "import sys; from coursekit import receptive_field as rf; from coursekit.network import *;"
        "f = rf.of([Input(shape=(32, 32, 1)), Conv(6, 3), MaxPool(2)]); f.region(1, 1); f.mask(1, 1); str(f);"
        "assert not {'keras', 'tensorflow', 'pandas', 'matplotlib'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_public_names():
    assert {"of", "table", "Field", "DependsOnInput"} <= set(receptive_field.__all__)
    assert set(receptive_field.__all__) <= set(dir(receptive_field))
    for name in receptive_field.__all__:
        assert getattr(receptive_field, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = receptive_field.nothing


def test_beside_each_other_nothing_is_shared():
    """Two maps below each other: what a unit of one of them sees has nothing to do with the other, borders or not."""
    layers = [
        Input(shape=(6, 8, 1), name="image"),
        Conv(1, (3, 5), padding="same", name="wide"),
        Concatenate(axis=1, inputs=("image", "wide"), name="both"),
    ]
    field = of(layers)
    assert field.region(2, 3, clip=False) == field.region(2, 3) == (2, 3, 3, 4)
    assert field.region(6, 0, clip=False) == (-1, -2, 2, 3)
    assert field.region(6, 0) == (0, 0, 2, 3)
    assert field.centre(6, 1) == (0.0, 1.0)
    assert np.array_equal(field.mask(6, 0, clip=False), np.ones((3, 5), dtype=bool))
