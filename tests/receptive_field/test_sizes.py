"""Networks without a fixed input size: for every size what the same network tells when it has that size."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.network import (
    Add,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    DepthwiseConv,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Input,
    MaxPool,
    Multiply,
    Reshape,
    Resize,
    TimeDistributed,
    UpSample,
    ZeroPad,
    read,
    with_input_shape,
)
from coursekit.receptive_field import DependsOnInput, of, table

several = settings(deadline=None, max_examples=40)
pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
steps = st.sampled_from([(1, 1), (2, 2), (2, 1), (1, 2), (3, 3)])
paddings = st.sampled_from(["valid", "same", "same"])
ends = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2)
NUMBERS = ("size", "stride", "padding", "start", "phases", "first_centre")


@st.composite
def layers(draw):
    kind = draw(st.integers(0, 9))
    if kind < 5:
        return Conv(2, draw(pairs), strides=draw(steps), padding=draw(paddings))
    return {
        5: lambda: MaxPool(draw(pairs), strides=draw(steps), padding=draw(paddings)),
        6: lambda: ZeroPad(draw(ends)),
        7: lambda: ConvTranspose(2, draw(pairs), strides=draw(steps), padding=draw(paddings)),
        8: lambda: UpSample(draw(st.sampled_from([2, (1, 2), 3]))),
        9: lambda: Conv(2, draw(pairs), dilation_rate=draw(pairs), padding=draw(paddings)),
    }[kind]()


@st.composite
def networks(draw, height=None, width=None):
    """A chain, or two branches of it that are added."""
    chain = [
        replace(layer, name=f"layer_{at}") for at, layer in enumerate(draw(st.lists(layers(), min_size=1, max_size=3)))
    ]
    network = [Input(shape=(height, width, 2), name="image"), *chain]
    if draw(st.booleans()):
        last = chain[-1].name
        kernels = draw(pairs), draw(pairs)
        network += [
            Conv(2, kernels[0], padding="same", inputs=last, name="left"),
            Conv(2, kernels[1], padding="same", inputs=last, name="right"),
            Add(inputs=("left", "right"), name="sum"),
        ]
    return network


def sized(network, height, width):
    return [replace(network[0], shape=(height, width, 2)), *network[1:]]


def at(value, size):
    return value.at(size) if isinstance(value, DependsOnInput) else value


@several
@given(st.data())
def test_every_size_is_told(data):
    network = data.draw(networks())
    open_field = of(network)
    for _ in range(6):
        size = data.draw(st.tuples(st.integers(60, 140), st.integers(60, 140)))
        field = of(sized(network, *size))
        for name in NUMBERS:
            told = tuple(at(value, along) for value, along in zip(getattr(open_field, name), size, strict=True))
            assert str(told) == str(getattr(field, name)), (name, size)  # as text: nan is not equal to itself
        if open_field.aligned is not None:
            assert open_field.aligned == field.aligned
        if any(isinstance(value, DependsOnInput) for value in open_field.start):
            for ask in (open_field.region, open_field.mask):
                with pytest.raises(ValueError, match="depends on the size of the input"):
                    ask(0, 0, clip=False)
        elif open_field.phases == (1, 1):
            rows, columns = read(sized(network, *size))[field.layer].output_shape[:2]
            unit = min(1, rows - 1), min(2, columns - 1)  # large steps leave few units
            assert open_field.region(*unit, clip=False) == field.region(*unit, clip=False)
            assert str(open_field.centre(*unit)) == str(field.centre(*unit))
            assert open_field.mask(*unit, clip=False).tolist() == field.mask(*unit, clip=False).tolist()


@several
@given(st.data())
def test_one_size_known(data):
    """Height fixed, width not: only what is told of the width may depend on the input."""
    network = data.draw(networks(height=71))
    field = of(network)
    width = data.draw(st.integers(60, 140))
    fixed = of(sized(network, 71, width))
    for name in NUMBERS:
        tall, wide = getattr(field, name)
        assert not isinstance(tall, DependsOnInput)
        assert str((tall, at(wide, width))) == str(getattr(fixed, name))


@several
@given(st.data())
def test_input_shape_in_place_of_the_own_one(data):
    network = data.draw(networks())
    size = data.draw(st.tuples(st.integers(60, 99), st.integers(60, 99)))
    expected, found = of(sized(network, *size)), of(network, input_shape=(*size, 2))
    elsewhere = of(sized(network, 107, 118), input_shape=(*size, 2))
    last = read(sized(network, *size))[expected.layer].output_shape
    for unit in {(0, 0), (last[0] - 1, last[1] - 1), (last[0] // 2, last[1] // 2)}:
        assert found.region(*unit) == expected.region(*unit) == elsewhere.region(*unit)
    for name in NUMBERS:
        assert str(getattr(found, name)) == str(getattr(expected, name))
    shapes = [node.output_shape for node in with_input_shape(read(network), {"image": (*size, 2)})]
    assert shapes == [node.output_shape for node in read(sized(network, *size))]


def test_by_hand():
    """Stride 2 pads an even number of rows with one zero behind, an odd one with one at each end."""
    field = of([Input(shape=(None, None, 1)), Conv(1, 3, strides=2, padding="same")])
    assert field.size == (3, 3)
    assert field.stride == (2, 2)
    assert field.padding == (DependsOnInput((0, 1)),) * 2
    assert field.start == (DependsOnInput((0, -1)),) * 2
    assert str(field.padding[0]) == "0 if even, 1 if odd"
    assert [field.padding[0].at(size) for size in (7, 8, 9)] == [1, 0, 1]
    assert field.aligned is True
    assert "padding 0 if even, 1 if odd" in str(field)


def test_what_is_the_same_for_all_sizes_is_a_number():
    three = of([Input(shape=(None, None, 1)), Conv(1, 2, strides=2, padding="same"), MaxPool(3, 2)])
    assert three.padding == (0, 0)
    assert three.region(2, 3, clip=False) == (8, 12, 14, 18)
    even = of([Input(shape=(None, 8, 1)), Conv(1, 3, strides=(2, 1), padding="same")])
    assert even.padding == (DependsOnInput((0, 1)), 1)


def test_alignment_may_depend_on_the_size():
    """A kernel of 3 with padding "same" and a 1x1, both with stride 2: aligned for odd sizes only."""
    network = [
        Input(shape=(None, None, 1), name="image"),
        Conv(1, 3, strides=2, padding="same", name="a"),
        Conv(1, 1, strides=2, padding="same", inputs="image", name="b"),
        Add(inputs=("a", "b")),
    ]
    assert of(network).aligned is None
    assert "by input size" in str(of(network))
    assert of(sized(network, 9, 9)).aligned is True or of(network, input_shape=(9, 9, 1)).aligned is True
    assert of(network, input_shape=(8, 8, 1)).aligned is False
    assert of(network, input_shape=(9, 8, 1)).aligned is False


UNSIZED = [
    Input(shape=(None, None, 2), name="image"),
    Conv(2, 3, strides=2, padding="same", name="conv"),
    UpSample(2, name="up"),
]


def test_only_sizes_that_fit_count():
    """The skip connection meets a map of the same size only if the size is even."""
    network = [*UNSIZED, Concatenate(inputs=("image", "up"), name="skip"), Conv(2, 3, padding="same", name="out")]
    field = of(network)
    assert field.padding == of(network, input_shape=(32, 64, 2)).padding
    with pytest.raises(ValueError, match=r"skip .* does not fit the new input size"):
        of(network, input_shape=(33, 64, 2))


def test_sizes_that_fit_are_looked_for():
    """The halved map must have an odd number of rows: so the image 1 or 2 rows more than a multiple of 4."""
    network = [
        *UNSIZED[:2],
        MaxPool(2),
        UpSample(2, name="up"),
        Conv(2, 2, inputs="conv", name="short"),
        Add(inputs=("up", "short"), name="sum"),
    ]
    field = of(network, "sum")
    for size in (33, 34, 37, 38):
        fixed = of(network, "sum", input_shape=(size, size, 2))
        assert tuple(value.at(size) for value in field.padding) == fixed.padding
    for size in (35, 36):
        with pytest.raises(ValueError, match="does not fit"):
            of(network, "sum", input_shape=(size, size, 2))


def test_the_first_unit_may_see_nothing():
    field = of([*UNSIZED[:2], ConvTranspose(2, 1, strides=2), Crop(((1, 0), (1, 0)))])
    assert str(field.first_centre) == str(field.centre()) == "(nan, nan)"
    assert field.region(0, 0, clip=False) == (0, 0, 0, 0)


def test_no_size_fits():
    network = read(
        [
            Input(shape=(None, None, 2), name="image"),
            Conv(2, 3, strides=2, padding="same"),
            Reshape((7, 7, 2)),
            Conv(2, 3),
        ]
    )
    with pytest.raises(ValueError, match="does not fit the new input size"):
        of(network)


def test_layers_that_need_the_very_size_are_refused():
    for layer, said in (
        (Resize(32, 32, name="x"), "how far it reads depends on the size"),
        (Concatenate(axis=1, inputs=("conv", "conv"), name="x"), "side by side"),
        (Concatenate(axis=-2, inputs=("conv", "conv"), name="x"), "side by side"),
    ):
        for padding in ("same", "valid"):
            network = [UNSIZED[0], Conv(2, 3, strides=2, padding=padding, name="conv"), layer, Conv(2, 3, name="y")]
            for name in ("x", "y"):
                with pytest.raises(ValueError, match=rf"not known from x .*{said}"):
                    of(network, name)
            assert of(network, "conv").size == (3, 3)
            assert of(network, "y", input_shape=(64, 64, 2)).size[0] > 3


def test_branches_in_different_steps_need_the_very_size():
    network = [
        UNSIZED[0],
        Conv(2, 3, strides=2, name="low"),
        Conv(2, 3, inputs="image", name="high"),
        Add(inputs=("low", "high"), name="sum"),
    ]
    with pytest.raises(ValueError, match=r"not known from sum .*move over the image in different steps"):
        of(network)
    same = [replace(layer, padding="same") if layer.name == "low" else layer for layer in network]
    with pytest.raises(ValueError, match=r"No size of 'image' fits.* sum \(Add\)"):
        of(same)


def test_global_layers_need_no_size():
    network = [*UNSIZED, GlobalAveragePool(name="mean"), Dense(3, name="out")]
    for field in (of(network), of([UNSIZED[0], Conv(2, 3), GlobalMaxPool(name="mean"), Dense(3)])):
        assert field.size == (inf, inf)
        assert field.region(0, 0, clip=False) == (-inf, -inf, inf, inf)
        assert str(field.centre()) == "(nan, nan)"
        with pytest.raises(ValueError, match="fixed size"):
            field.region(0, 0)
        with pytest.raises(ValueError, match="fixed size"):
            field.mask(0, 0, clip=False)
        with pytest.raises(ValueError, match="fixed size"):
            assert field.coverage
    assert of(network, input_shape=(9, 12, 2)).region(0, 0) == (0, 0, 9, 12)
    gate = [*UNSIZED, GlobalAveragePool(keepdims=True, name="mean"), Multiply(inputs=("up", "mean"))]
    assert of(gate).size == (inf, inf)
    assert of(gate).local.size == of(gate, "up").size
    assert of(gate).local.padding == of(gate, "up").padding


def test_borders_need_a_size():
    field = of(UNSIZED)
    for ask in (field.region, field.mask, field.pyramid):
        with pytest.raises(ValueError, match="no fixed size"):
            ask(0, 0)
    fixed = of([Input(shape=(None, 9, 1)), Conv(1, 3)])
    with pytest.raises(ValueError, match="no fixed size"):
        fixed.region(0, 0)
    assert fixed.region(0, 0, clip=False) == (0, 0, 3, 3)


def test_rows_of_unknown_number_may_be_reshaped():
    """Two unknown numbers are the same only if all the rest is."""
    image = Input(shape=(None, 4, 6), name="image")
    behind = (Conv(2, (3, 1), name="conv"), GlobalMaxPool(name="pool"))
    kept = of([image, Conv(6, 3, padding="same"), Reshape((-1, 4, 2, 3)), Reshape((-1, 4, 6)), behind[0]])
    assert (kept.size, kept.padding) == ((5, 3), (1, 1))
    with pytest.raises(ValueError, match=r"conv \(Conv\) on: its input was reshaped, so that neighbours"):
        of([image, Conv(6, 3, padding="same"), Reshape((-1, 4, 3)), behind[0]])
    assert of([image, Reshape((-1, 6)), behind[1]]).size == (inf, inf)


def test_boxes_may_be_the_same_and_their_holes_not():
    """Every second pixel by one branch; three in a row by the other, and where these begin the image size decides."""
    network = [
        Input(shape=(None, 9, 1), name="image"),
        Conv(1, (5, 1), dilation_rate=2, padding="same"),
        MaxPool(1, strides=(2, 1), name="wide"),
        Conv(1, (3, 1), strides=(2, 1), padding="same", inputs="image", name="narrow"),
        Add(inputs=("wide", "narrow"), name="sum"),
    ]
    field = of(network)
    assert (field.size, field.padding) == ((9, 1), (4, 0))
    assert field.region(3, 0, clip=False) == (2, 0, 11, 1)
    assert field.coverage == DependsOnInput((6 / 9, 7 / 9))
    with pytest.raises(ValueError, match="depends on the size of the input"):
        field.mask(3, 0, clip=False)
    for size, seen in ((30, [0, 2, 4, 5, 6, 8]), (31, [0, 2, 3, 4, 5, 6, 8])):
        fixed = of(network, input_shape=(size, 9, 1))
        assert np.flatnonzero(fixed.mask(3, 0)).tolist() == seen
        assert fixed.coverage == field.coverage.at(size)


def test_too_many_cases():
    network = [Input(shape=(None, None, 1)), *[Conv(1, 3, strides=2, padding="same")] * 10]
    with pytest.raises(ValueError, match=r"multiply to 1024.*input_shape"):
        of(network)
    assert of(network[:10]).stride == (512, 512)
    assert of(network, input_shape=(2048, 2048, 1)).stride == (1024, 1024)


def test_layers_applied_to_each_step():
    def film(size):
        return [
            Input(shape=(5, size, 8, 2)),
            TimeDistributed(Conv(2, 3, strides=2, padding="same")),
            Conv(2, (3, 1, 1)),
        ]

    field = of(film(None))
    assert field.size == (3, 3, 3)
    assert field.padding == (0, DependsOnInput((0, 1)), 0)
    assert [of(film(size)).padding[1] for size in (8, 9)] == [0, 1]


def test_input_shape_of_another_length():
    for shape in ((32, 32), (1, 32, 32, 2)):
        with pytest.raises(ValueError, match="must have 3 numbers"):
            of(UNSIZED, input_shape=shape)


def test_depthwise_networks_and_tables():
    network = [Input(shape=(None, None, 4)), DepthwiseConv(5, strides=2, padding="same", name="a"), Flatten(name="b")]
    found = table(network)
    assert found.loc["a", "padding height"] == DependsOnInput((1, 2))
    assert of(network, "b").padding == of(network, "a").padding


def test_values_by_remainder():
    value = DependsOnInput((4, 5, 6, 7))
    assert [value.at(size) for size in (8, 9, 11)] == [4, 5, 7]
    assert str(value) == "4 to 7, by input size modulo 4"
