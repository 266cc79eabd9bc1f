"""Every network that comes with Keras: analysed whole, and unit by unit against gradients that Keras computes."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from coursekit import network, receptive_field
from coursekit.receptive_field.by_gradients.empirical import empirical

FAST = ["MobileNet", "MobileNetV3Small", "ResNet50", "VGG16"]
SLOW = [
    "ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge", "DenseNet121", "DenseNet169",
    "DenseNet201", "EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3", "EfficientNetB4",
    "EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2",
    "EfficientNetV2B3", "EfficientNetV2L", "EfficientNetV2M", "EfficientNetV2S", "InceptionResNetV2", "InceptionV3",
    "MobileNetV2", "MobileNetV3Large", "NASNetLarge", "NASNetMobile", "ResNet101", "ResNet101V2", "ResNet152",
    "ResNet152V2", "ResNet50V2", "VGG19", "Xception",
]  # fmt: skip
# One or two of each family; in the others there is more of the same.
FAMILIES = {
    "ConvNeXtTiny", "DenseNet121", "EfficientNetB0", "EfficientNetV2B0", "InceptionResNetV2", "InceptionV3",
    "MobileNet", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small", "NASNetMobile", "ResNet50", "ResNet50V2",
    "VGG16", "Xception",
}  # fmt: skip
ALL = [*FAST, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


def build(keras, name, **options):
    with network.counting():
        return getattr(keras.applications, name)(weights=None, **options)


def test_none_is_left_out(keras):
    assert {name for name in dir(keras.applications) if name[0].isupper()} == {*FAST, *SLOW}


@pytest.mark.parametrize("name", ALL)
def test_all_layers_are_analysed(keras, name):
    model = build(keras, name)
    found = receptive_field.table(model)
    assert found.index.tolist() == [node.name for node in network.read(model)]
    last = found.iloc[-1]
    assert (last["size height"], last["size width"]) == (inf, inf)
    assert any("reads its whole input along height and width" in remark for remark in found["remark"])
    sliding = found[found["size height"] != inf]
    assert sliding["size height"].iloc[0] == 1
    assert (sliding["stride height"] >= 1).all()
    # fields of one size all through the image, although branches meet: no network of these has an irregular map
    assert sliding["stride height"].notna().all()


@pytest.mark.parametrize("name", ALL)
def test_units_equal_what_gradients_find(keras, name):
    """On images of odd sizes, where padding is not the same at both ends; at the borders and in the middle."""
    model = build(keras, name, include_top=False, input_shape=(97, 118, 3))
    read = network.read(model)
    maps = [node.name for node in read if len(node.output_shape) == 3 and node.output_shape[0] > 1]
    chosen = {maps[len(maps) // 3], maps[len(maps) // 8], maps[-1]} if name in FAMILIES else {maps[len(maps) // 5]}
    for layer in chosen:
        field = receptive_field.of(read, layer)
        rows, columns = read[layer].output_shape[:2]
        for unit in {(0, columns - 1), (rows // 2, columns // 3)}:
            seen = empirical(model, layer, *unit).mask
            top, left, bottom, right = field.region(*unit)
            mask = np.zeros_like(seen)
            mask[top:bottom, left:right] = field.mask(*unit)
            assert np.array_equal(mask, seen), (layer, unit)


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("VGG16", {"block3_conv3": 40, "block5_conv3": 196}),
        pytest.param("ResNet50", {"conv3_block4_out": 99}, marks=pytest.mark.slow),
        pytest.param("MobileNetV2", {"block_3_expand_relu": 19, "block_6_project_BN": 75}, marks=pytest.mark.slow),
        pytest.param("DenseNet121", {"pool2_conv": 59}, marks=pytest.mark.slow),
        pytest.param("Xception", {"block3_pool": 43}, marks=pytest.mark.slow),
        pytest.param("ConvNeXtTiny", {"convnext_tiny_stage_0_block_2_identity": 76}, marks=pytest.mark.slow),
    ],
)
def test_inner_units_see_all_of_their_field(keras, name, layers):
    """Where no border is near, the box is the one told without borders: size, stride, start and centre in one."""
    model = build(keras, name, include_top=False, input_shape=(224, 260, 3))
    for layer, size in layers.items():
        field = receptive_field.of(model, layer)
        assert field.size == (size, size)
        rows, columns = network.read(model)[layer].output_shape[:2]
        for unit in ((rows // 2, columns // 2), (rows // 2 - 1, columns // 2 + 1)):
            box = empirical(model, layer, *unit).region
            assert box == field.region(*unit, clip=False) == field.region(*unit)
            start = tuple(first + at * step for first, at, step in zip(field.start, unit, field.stride, strict=True))
            assert box == (*start, *(first + size for first in start))
            assert field.centre(*unit) == tuple(first + (size - 1) / 2 for first in start)


# What is known of them: the largest field of all local branches, and whether branches are aligned.
KNOWN = {
    "MobileNet": (315, True),
    "VGG16": (212, True),
    "MobileNetV3Small": (639, True),
    "InceptionV3": (1311, True),
    "InceptionResNetV2": (3039, True),
    "ResNet50": (483, True),
    "Xception": (1083, False),
}


@pytest.mark.parametrize(
    "name",
    [name if name in ("MobileNet", "VGG16") else pytest.param(name, marks=pytest.mark.slow) for name in KNOWN],
)
def test_networks_without_a_fixed_size(keras, name):
    """For each size what the same network says when it has that size."""
    size, aligned = KNOWN[name]
    read = network.read(build(keras, name, include_top=False, input_shape=(None, None, 3)))
    free = receptive_field.of(read).local
    assert free.size == (size, size)
    for sizes in ((224, 224), (299, 320), (331, 225)):
        fixed = receptive_field.of(read, input_shape=(*sizes, 3)).local
        assert (free.size, free.stride) == (fixed.size, fixed.stride)
        told = (
            value.at(along) if isinstance(value, receptive_field.DependsOnInput) else value
            for value, along in zip(free.padding, sizes, strict=True)
        )
        assert tuple(told) == fixed.padding
        assert fixed.aligned in (aligned, free.aligned)
    again = receptive_field.of(build(keras, name, include_top=False, input_shape=(224, 224, 3))).local
    assert again.padding == receptive_field.of(read, input_shape=(224, 224, 3)).local.padding
    assert again.aligned is aligned


def test_nasnet_without_a_size_does_not_fit_together(keras):
    """Keras leaves a reduction out where it cannot compare sizes, so that maps of 8 and 4 pixels a step are added."""
    model = build(keras, "NASNetMobile", include_top=False, input_shape=(None, None, 3))
    with pytest.raises(ValueError, match=r"from reduction_add_2_stem_2 \(Add\) on: its branches move .* in different"):
        receptive_field.of(model)


def test_squeeze_and_excitation_sees_everything(keras):
    model = build(keras, "EfficientNetB0", include_top=False, input_shape=(224, 224, 3))
    field = receptive_field.of(model)
    assert (field.size, field.stride, field.padding) == ((inf, inf), (None, None), (None, None))
    assert field.local.size == (851, 851)
    assert field.region(0, 0) == (0, 0, 224, 224)
    assert field.local.region(0, 0)[2:] < (224 + 851, 224 + 851)
    assert any("se_squeeze" in reason for reason in field.reasons)
    assert receptive_field.of(model, "stem_conv").size == (3, 3)
