"""Reference rows: measured by brute force, told by google-research/receptive_field, and published.

The published rows are from RECEPTIVE_FIELD_TABLE.md and README.md of github.com/google-research/receptive_field
(Apache License 2.0), which belong to Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural
networks", Distill. They are of TF-Slim's networks, which are written down here as lists of layers; TF-Slim's ResNets
put a stride at the end of a block and pad by hand, so their padding is not that of Keras' ResNets.
"""

from __future__ import annotations

import csv

import pytest

from coursekit import network
from coursekit.network import Add, Conv, Input, Layer, MaxPool, ZeroPad
from coursekit.receptive_field import DependsOnInput, of, table

FIXED = ("google-research/receptive_field 1.1", "bruteforce keras", "published: google-research/receptive_field")


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "reference" / "receptive_fields.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def application(keras):
    """Networks of Keras, each built once and without weights."""
    built = {}

    def build(name, size):
        if (name, size) not in built:
            with network.counting():
                kind = getattr(keras.applications, name)
                built[name, size] = kind(weights=None, include_top=False, input_shape=(size, size, 3))
        return built[name, size]

    return build


def alexnet_v2(size):
    return [
        Input(shape=(size, size, 3)),
        Conv(64, 11, strides=4, name="conv1"),
        MaxPool(3, 2, name="pool1"),
        Conv(192, 5, padding="same", name="conv2"),
        MaxPool(3, 2, name="pool2"),
        Conv(384, 3, padding="same", name="conv3"),
        Conv(384, 3, padding="same", name="conv4"),
        Conv(256, 3, padding="same", name="conv5"),
        MaxPool(3, 2, name="pool5"),
    ]


def vgg_16(size):
    layers: list[Layer] = [Input(shape=(size, size, 3))]
    for block, count in enumerate((2, 2, 3, 3, 3), start=1):
        layers += [Conv(8, 3, padding="same", name=f"conv{block}/conv{block}_{at}") for at in range(1, count + 1)]
        layers.append(MaxPool(2, name=f"pool{block}"))
    return layers


def resnet_v1(size, units):
    """TF-Slim's: the last unit of a block steps, a convolution with a stride is padded by hand with the same zeros."""
    layers: list[Layer] = [
        Input(shape=(size, size, 3)),
        ZeroPad(3),
        Conv(64, 7, strides=2),
        MaxPool(3, 2, "same", name="pool1"),
    ]
    last = "pool1"
    for block, count in enumerate(units, start=1):
        for unit in range(1, count + 1):
            stride = 2 if unit == count and block < len(units) else 1
            name = f"block{block}" if unit == count else f"block{block}/{unit}"
            middle = [ZeroPad(1), Conv(8, 3, strides=2)] if stride == 2 else [Conv(8, 3, padding="same")]
            layers += [
                Conv(8, 1, inputs=last),
                *middle,
                Conv(64, 1, name=f"{name} long"),
                MaxPool(1, stride, inputs=last, name=f"{name} short")
                if unit > 1
                else Conv(64, 1, strides=stride, inputs=last, name=f"{name} short"),
                Add(inputs=(f"{name} long", f"{name} short"), name=name),
            ]
            last = name
    return layers


def resnet50_of_torchvision(size):
    """The first 3x3 convolution of a stage steps (not the 1x1 before it), and all padding is the same on both sides."""
    layers: list[Layer] = [
        Input(shape=(size, size, 3)),
        ZeroPad(3),
        Conv(64, 7, strides=2),
        ZeroPad(1),
        MaxPool(3, 2, name="pool"),
    ]
    last = "pool"
    for stage, count in enumerate((3, 4, 6, 3), start=1):
        for unit in range(1, count + 1):
            stride = 2 if unit == 1 and stage > 1 else 1
            name = f"layer{stage}" if unit == count else f"layer{stage}/{unit}"
            layers += [
                Conv(8, 1, inputs=last),
                ZeroPad(1),
                Conv(8, 3, strides=stride),
                Conv(64, 1, name=f"{name} long"),
            ]
            if unit == 1:
                layers.append(Conv(64, 1, strides=stride, inputs=last, name=f"{name} short"))
            layers.append(Add(inputs=(f"{name} long", f"{name} short" if unit == 1 else last), name=name))
            last = name
    return layers


SLIM = {
    "tf-slim/alexnet_v2": alexnet_v2,
    "tf-slim/vgg_16": vgg_16,
    "tf-slim/resnet_v1_50": lambda size: resnet_v1(size, (3, 4, 6, 3)),
}


def test_no_row_is_left_out(rows):
    """All rows are of networks that are rebuilt here; none is marked as written from memory."""
    assert {row["model"] for row in rows} == {*SLIM, "VGG16", "ResNet50", "MobileNet"}
    assert all(row["source"].startswith(FIXED) for row in rows)


def numbers(row):
    return tuple((int(row[f"{what}_h"]), int(row[f"{what}_w"])) for what in ("rf", "stride"))


def padding(row):
    return (int(row["pad_h"]), int(row["pad_w"])) if row["pad_h"] else None


def resolution(row):
    return None if row["input_resolution"] == "None" else int(row["input_resolution"])


@pytest.mark.parametrize("model", SLIM)
def test_networks_of_tf_slim(rows, model):
    for row in (row for row in rows if row["model"] == model):
        field = of(SLIM[model](resolution(row)), row["layer"].split("/", 1)[1])
        assert_row(field, row)


@pytest.mark.parametrize("model", ["VGG16", "ResNet50", "MobileNet"])
def test_networks_of_keras(rows, application, model):
    for row in (row for row in rows if row["model"] == model):
        field = of(application(model, resolution(row)), row["layer"])
        assert_row(field, row)
        if "fill of box" in row["note"]:
            assert field.coverage == float(row["note"].rsplit("fill of box ", 1)[1])


def assert_row(field, row):
    assert (field.size, field.stride) == numbers(row), row
    assert field.aligned is True
    if padding(row) is None:  # the other tool leaves it open where it depends on the size of the input
        assert resolution(row) is None
        assert all(isinstance(value, DependsOnInput) for value in field.padding), row
    else:
        assert field.padding == padding(row), row


def test_regions_measured_by_brute_force(shared_data, application):
    with (shared_data / "reference" / "regions.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert found
    for row in found:
        field = of(application(row["model"], int(row["input_size"])), row["layer"])
        unit = int(row["unit_y"]), int(row["unit_x"])
        top, bottom, left, right = (int(row[name]) for name in ("y0", "y1", "x0", "x1"))  # both ends are inside
        assert field.region(*unit) == (top, left, bottom + 1, right + 1), row
        assert field.mask(*unit).mean() == float(row["fill"])


@pytest.mark.parametrize(
    ("units", "size", "paddings"),
    [
        ((3, 4, 6, 3), 483, {224: 239, 321: 241}),
        ((3, 4, 23, 3), 1027, {224: 511}),
        ((3, 8, 36, 3), 1507, {224: 751}),
        ((3, 24, 36, 3), 1763, {224: 879}),
    ],
)
def test_published_resnets(units, size, paddings):
    for resolution, padding in paddings.items():
        field = of(resnet_v1(resolution, units))
        assert (field.size, field.stride, field.padding) == ((size, size), (32, 32), (padding, padding))
    unsized = of(resnet_v1(None, units))
    assert (unsized.size, unsized.padding[0].at(224)) == ((size, size), paddings[224])


# Layers of Keras' networks and what is published for the end points of TF-Slim's: size, stride, padding at 224. Keras'
# Inceptions and MobileNet pad as TF-Slim's do. (Its VGG16 is among the rows above, its ResNets pad otherwise.)
PUBLISHED = {
    "InceptionV3": {
        "max_pooling2d": (15, 4, 2),
        "max_pooling2d_1": (31, 8, 2),
        "mixed0": (63, 8, 18),
        "mixed1": (95, 8, 34),
        "mixed2": (127, 8, 50),
        "mixed3": (159, 16, 58),
        "mixed4": (351, 16, 154),
        "mixed5": (543, 16, 250),
        "mixed6": (735, 16, 346),
        "mixed7": (927, 16, 442),
        "mixed8": (1055, 32, 490),
        "mixed9": (1183, 32, 554),
        "mixed10": (1311, 32, 618),
    },
    "InceptionResNetV2": {
        "mixed_5b": (63, 8, 18),
        "mixed_6a": (415, 16, 186),
        "block17_20_ac": (2335, 16, 1146),
        "mixed_7a": (2399, 32, 1162),
        "conv_7b_ac": (3039, 32, 1482),
    },
    "MobileNet": {
        "conv_pw_4_relu": (27, 8, 6),
        "conv_pw_8_relu": (123, 16, 46),
        "conv_pw_13_relu": (315, 32, 126),
    },
}


@pytest.mark.parametrize(
    "model", ["InceptionV3", pytest.param("InceptionResNetV2", marks=pytest.mark.slow), "MobileNet"]
)
def test_published_end_points(application, model):
    built = application(model, 224)
    found = table(built)
    names = dict(zip(_without_numbers(found.index), found.index, strict=True))
    for layer, row in PUBLISHED[model].items():
        for title in ("height", "width"):
            columns = [f"{what} {title}" for what in ("size", "stride", "padding")]
            assert tuple(found.loc[names[layer], columns]) == row, layer
    assert found["aligned"].all()


def _without_numbers(names):
    """Names as in the first model of a process: Keras goes on counting from one model to the next."""
    counts: dict[str, int] = {}
    for name in names:
        if "max_pooling2d" in (name, name.rpartition("_")[0]):
            counts["max_pooling2d"] = counts.get("max_pooling2d", -1) + 1
            yield f"max_pooling2d_{counts['max_pooling2d']}".removesuffix("_0")
        else:
            yield name


def test_conventions_differ_from_library_to_library(application):
    """Three ResNet50: where the stride is, and on which side the odd zero is, decide."""
    keras_field = of(application("ResNet50", 224))
    slim = of(resnet_v1(224, (3, 4, 6, 3)))
    torchvision = of(resnet50_of_torchvision(224))
    assert [field.size for field in (keras_field, slim, torchvision)] == [(483, 483), (483, 483), (427, 427)]
    assert [field.padding for field in (keras_field, slim, torchvision)] == [(241, 241), (239, 239), (213, 213)]
    assert keras_field.centre() == torchvision.centre() == (0.0, 0.0)  # padded the same on both sides
    assert slim.centre() == (2.0, 2.0)
    assert of(application("ResNet50", 224), pixel_origin=0.5).centre() == (0.5, 0.5)


@pytest.mark.slow
def test_deeper_resnets_of_keras(application):
    deeper = [of(application(name, 224)) for name in ("ResNet101", "ResNet152")]
    assert [(field.size[0], field.padding[0]) for field in deeper] == [(1027, 513), (1507, 753)]
