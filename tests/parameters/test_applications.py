"""Every network that comes with Keras, counted by Keras and by us."""

from __future__ import annotations

from math import prod

import pytest

from coursekit import network
from coursekit.network import Dense
from coursekit.parameters import table

FAST = ["MobileNet", "MobileNetV3Small", "ResNet50", "VGG16"]
SLOW = [
    "ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge", "DenseNet121", "DenseNet169",
    "DenseNet201", "EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3", "EfficientNetB4",
    "EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2",
    "EfficientNetV2B3", "EfficientNetV2L", "EfficientNetV2M", "EfficientNetV2S", "InceptionResNetV2", "InceptionV3",
    "MobileNetV2", "MobileNetV3Large", "NASNetLarge", "NASNetMobile", "ResNet101", "ResNet101V2", "ResNet152",
    "ResNet152V2", "ResNet50V2", "VGG19", "Xception",
]  # fmt: skip


def build(keras, name):
    with network.counting():
        return getattr(keras.applications, name)(weights=None)


def test_none_is_left_out(keras):
    offered = {name for name in dir(keras.applications) if name[0].isupper()}
    assert offered == {*FAST, *SLOW}


@pytest.mark.parametrize("name", [*FAST, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)])
def test_equals_keras(keras, name):
    model = build(keras, name)
    read, found = network.read(model), table(model)
    total = found.iloc[-1]
    assert total["parameters"] == model.count_params()
    assert total["trainable"] == sum(prod(w.shape) for w in model.trainable_weights)
    assert total["non-trainable"] == sum(prod(w.shape) for w in model.non_trainable_weights)
    assert not read.unknown
    for layer in model.layers:
        rows = found.index.str.startswith(f"{layer.name}/") | (found.index == layer.name)
        assert found["parameters"][rows].sum() == layer.count_params(), layer.name
    # Keras' preprocessing owns mean, variance and count, which its description does not promise.
    described = [node for node in read if node.type != "Normalization"]
    for node in described:
        by_formula = sorted((v.shape, v.role) for v in node.layer.variables(*node.input_shapes))
        assert by_formula == sorted((v.shape, v.role) for v in node.variables), node.name
    for column in found.columns.difference(["type", "output shape", "remark", "share"]):
        assert found[column].iloc[:-1].sum() == total[column], column


@pytest.mark.parametrize(
    ("name", "products"),
    [("ResNet50", 3_857_973_248), pytest.param("ResNet50V2", 3_482_255_360, marks=pytest.mark.slow)],
)
def test_operations_of_resnets(keras, name, products):
    assert table(build(keras, name)).loc["total", "multiply-accumulates"] == products


def test_moving_statistics_of_resnet50_are_not_trainable(keras):
    total = table(build(keras, "ResNet50")).iloc[-1]
    assert (total["trainable"], total["statistics"]) == (25_583_592, 25_636_712 - 25_583_592)


@pytest.mark.slow
def test_most_dense_layers_of_convnext_are_no_head(keras):
    model = build(keras, "ConvNeXtTiny")
    read, found = network.read(model), table(model)
    dense = [node.name for node in read if isinstance(node.layer, Dense)]
    assert found.loc[dense, "parameters"].sum() == 26_680_648
    on_vectors = [name for name in dense if not found.loc[name, "remark"]]
    assert found.loc[on_vectors, "parameters"].sum() == 769_000
