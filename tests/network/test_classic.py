"""Layers of LeNet-5 and AlexNet as descriptions: equal to what Keras builds of them, and refused when impossible."""

from __future__ import annotations

from math import prod

import pytest

from coursekit import architectures, receptive_field
from coursekit.augmentation import Augment
from coursekit.network import (
    Dense,
    Flatten,
    Identity,
    Input,
    LocalResponseNorm,
    RadialBasis,
    SparseConv,
    Subsampling,
    counting,
    read,
)
from coursekit.network.keras_builder import as_keras
from coursekit.parameters import table


def test_each_describes_itself(keras):
    layers = architectures.layers
    with counting():
        image = keras.Input((9, 8, 3))
        x = layers.SparseConv2D([(0, 2), (1,)], (2, 3), activation=layers.scaled_tanh, name="sparse")(image)
        x = layers.Subsampling((2, 3), activation="tanh", name="sub")(x)
        x = layers.LocalResponseNormalization(n=3, name="norm")(x)
        x = keras.layers.Flatten(name="flat")(x)
        model = keras.Model(image, layers.RadialBasis([[1.0] * 16, [0.5] * 16], name="codes")(x))
    network = read(model)
    assert network.unknown == ()
    assert [node.layer for node in network][1:] == [
        SparseConv(((0, 2), (1,)), (2, 3), "scaled_tanh", name="sparse"),
        Subsampling((2, 3), activation="tanh", name="sub"),
        LocalResponseNorm(3, name="norm"),
        Flatten(name="flat"),
        RadialBasis(2, name="codes", trainable=False),
    ]
    for node in network:
        weights = model.get_layer(node.name).weights
        described = node.layer.variables(*node.input_shapes)
        assert [(each.shape, each.trainable) for each in described] == [
            (tuple(weight.shape), weight.trainable) for weight in weights
        ]
        roles = {"kernel": "weight", "coefficient": "weight", "codes": "weight", "bias": "bias"}
        assert [each.role for each in described] == [roles[weight.name] for weight in weights]
        assert node.output_shape == tuple(model.get_layer(node.name).output.shape[1:])


def test_augmentation_inside_a_model_changes_nothing_at_inference(keras):
    model = keras.Sequential([keras.Input((8, 8, 1)), Augment(rotation_range=20).as_layer(), keras.layers.Conv2D(2, 3)])
    assert isinstance(list(read(model))[1].layer, Identity)
    assert receptive_field.of(model).size == (3, 3)


def test_whole_networks_are_read(keras):
    with counting():
        lenet5, alexnet = architectures.lenet5(), architectures.alexnet()
    # By hand: 5; 5 + 1; 6 + 4 * 2; 14 + 1 * 2.
    assert [receptive_field.of(lenet5, name).size[0] for name in ("C1", "S2", "C3", "S4")] == [5, 6, 14, 16]
    assert len(receptive_field.table(lenet5)) == len(lenet5.layers)
    found = receptive_field.of(alexnet, "norm1")
    assert (found.size, found.stride) == ((11, 11), (4, 4))
    assert receptive_field.of(alexnet, "pool5").size == (195, 195)


def test_a_subclass_that_computes_something_else_is_not_taken_for_its_parent(keras):
    class Twisted(architectures.layers.Subsampling):
        def call(self, inputs):
            return keras.ops.flip(super().call(inputs), axis=1)

    model = keras.Sequential([keras.Input((4, 4, 1)), Twisted()])
    assert [node.name for node in read(model).unknown] == ["twisted"]


def test_a_description_must_be_one(keras):
    class Wrong(keras.layers.Layer):
        def call(self, inputs):
            return inputs

        def network_layer(self):
            return "identity"

    model = keras.Sequential([keras.Input((4,)), Wrong()])
    with pytest.raises(TypeError, match=r"Wrong\.network_layer\(\) must return a layer of coursekit\.network"):
        read(model)


def test_costs_of_a_list(keras):
    found = table(
        [
            Input(shape=(9, 8, 3), name="image"),
            SparseConv([(0, 2), (1,)], (2, 3), name="sparse"),
            Subsampling((2, 3), activation="tanh", name="sub"),
            LocalResponseNorm(3, name="norm"),
            Flatten(name="flatten"),
            RadialBasis(5, trainable=False, name="codes"),
        ],
        bytes_per_value=1,
    )
    products = found["multiply-accumulates"]
    # Every output of a filter takes a product for each weight that the filter has.
    assert products["sparse"] == prod((8, 6)) * (2 * 3 * 2 + 2 * 3 * 1)
    assert (products["sub"], products["norm"], products["codes"]) == (4 * 2 * 2, 0, 5 * 16)
    assert found["parameters"].to_dict() == {
        "image": 0, "sparse": 18 + 2, "sub": 4, "norm": 0, "flatten": 0, "codes": 80, "total": 104,
    }  # fmt: skip
    # The coefficient's derivative reads the means' patches, tanh's its result, which the normalisation reads as well.
    kept = found["backward bytes"]
    assert (kept["image"], kept["sparse"], kept["sub"]) == (9 * 8 * 3, 8 * 6 * 2, 16)
    alone = table([Input(shape=(9, 8, 3)), SparseConv([(0,)], 3, "scaled_tanh"), Dense(1)], bytes_per_value=1)
    assert alone["backward bytes"].iloc[1] == 7 * 6  # its result serves its own derivative and the dense layer's
    # Its own divisors, and its result: the distances' derivative reads the input.
    assert (kept["norm"], kept["codes"]) == (16 + 16, 0)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SparseConv([], 3), "table of connections is empty"),
        (lambda: SparseConv([(0,), ()], 3), "Filter 1 sees no channel"),
        (lambda: SparseConv([(1, 1)], 3), "Filter 0 sees a channel twice"),
        (lambda: SparseConv([(0, 3)], 3).output_shape((8, 8, 3)), r"channel 3, but the input has 3 \(0 to 2\)"),
        (lambda: SparseConv([(0,)], 9).output_shape((8, 8, 3)), "no position is left"),
        (lambda: LocalResponseNorm(4), "n must be odd"),
        (lambda: RadialBasis(0), "units must be at least 1"),
        (lambda: RadialBasis(3).variables((None,)), "last size must be known"),
    ],
)
def test_the_impossible_is_refused_with_the_reason(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_connections_are_lists_of_numbers():
    with pytest.raises(TypeError, match="for each filter, the channels that it sees"):
        SparseConv(3, 3)


def test_keras_itself_has_no_such_layer(keras):
    with pytest.raises(TypeError, match=r"Keras has no such layer as norm \(LocalResponseNorm\)"):
        as_keras(read([Input(shape=(4, 4, 3)), LocalResponseNorm(name="norm")]))
