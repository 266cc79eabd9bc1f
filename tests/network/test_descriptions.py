"""Layer descriptions: Keras' order of arguments, and bad input refused where it is written."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from coursekit import network
from coursekit.network import (
    Activation,
    Add,
    AveragePool,
    BatchNorm,
    Concatenate,
    Conv,
    ConvTranspose,
    Crop,
    Dense,
    DepthwiseConv,
    Dropout,
    GroupNorm,
    Input,
    MaxPool,
    Multiply,
    Permute,
    Reshape,
    SeparableConv,
    Softmax,
    TimeDistributed,
    UpSample,
    ZeroPad,
)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: Conv(0, 3), ValueError, "^Conv: filters must be at least 1, not 0"),
        (lambda: Conv(-4, 3, name="c1"), ValueError, "^Conv 'c1': filters must be at least 1, not -4"),
        (lambda: Conv(4, 0), ValueError, "kernel_size must be at least 1"),
        (lambda: Conv(4, (3, -1)), ValueError, r"each number in kernel_size=\(3, -1\) must be at least 1"),
        (lambda: Conv(4, (3, 3), strides=(1, 1, 1)), ValueError, "numbers"),
        (lambda: Conv(4, 3, strides=0), ValueError, "strides must be at least 1"),
        (lambda: Conv(4, 3, strides=2, dilation_rate=2), ValueError, "strides=2 cannot be combined"),
        (lambda: Conv(4, 3, strides=(2, 1), dilation_rate=(1, 2)), ValueError, "cannot be combined"),
        (lambda: Conv(4, 3, padding="full"), ValueError, "padding must be 'valid' or 'same'"),
        (lambda: Conv(4, 3, padding=1), TypeError, "put a ZeroPad layer before it"),
        (lambda: Conv(6, 3, groups=4), ValueError, "6 filters cannot be shared out among 4 groups"),
        (lambda: Conv(6, 3, groups=0), ValueError, "groups must be at least 1"),
        (lambda: Conv(6.0, 3), TypeError, "filters must be a whole number, not 6.0"),
        (lambda: Conv(6, 3, use_bias=1), TypeError, "use_bias must be True or False"),
        (lambda: Conv(6, 3, activation=max), TypeError, "activation must be a name"),
        (lambda: Conv(6, 3, data_format="nchw"), ValueError, "data_format must be"),
        (lambda: Conv(6, 3, name=""), TypeError, "name must be a text"),
        (lambda: Conv(6, 3, trainable="no"), TypeError, "trainable must be True or False"),
        (lambda: DepthwiseConv(3, depth_multiplier=0), ValueError, "depth_multiplier must be at least 1"),
        (lambda: SeparableConv(0, 3), ValueError, "filters must be at least 1"),
        (lambda: ConvTranspose(3, 3, strides=2, output_padding=2), ValueError, "must be smaller than strides"),
        (lambda: MaxPool(0), ValueError, "pool_size must be at least 1"),
        (lambda: MaxPool(2, -1), ValueError, "strides must be at least 1"),
        (lambda: AveragePool((2, 2), (1, 1, 1)), ValueError, "numbers"),
        (lambda: Dense(0), ValueError, "^Dense: units must be at least 1"),
        (lambda: Dense(units="10"), TypeError, "units must be a whole number"),
        (Input, ValueError, "shape is missing"),
        (lambda: Input(shape=28), TypeError, "shape must be a tuple"),
        (lambda: Input(shape=(28, 0, 1)), ValueError, "at least 1, not 0"),
        (lambda: Input(shape=(28, -3, 1)), ValueError, "at least 1, not -3"),
        (lambda: ZeroPad(-1), ValueError, "padding must be at least 0"),
        (lambda: ZeroPad(((1, 2, 3), (1, 2))), ValueError, "two numbers per axis"),
        (lambda: Crop((1, -2)), ValueError, "cropping must be at least 0"),
        (lambda: UpSample(0), ValueError, "size must be at least 1"),
        (lambda: UpSample(2, "cubic"), ValueError, "interpolation must be"),
        (lambda: Dropout(1.5), ValueError, "rate must be from 0 to 1"),
        (lambda: Dropout("half"), TypeError, "rate must be a number"),
        (Activation, ValueError, "activation is missing"),
        (lambda: BatchNorm(axis=0), ValueError, "axis=0 is the batch"),
        (lambda: GroupNorm(groups=0), ValueError, "groups must be at least 1"),
        (lambda: Concatenate(0), ValueError, "axis=0 is the batch"),
        (lambda: Reshape((-1, -1)), ValueError, "more than one size"),
        (lambda: Permute((1, 3)), ValueError, "must name each axis"),
        (lambda: TimeDistributed(3), TypeError, "layer must be a layer description"),
        (lambda: TimeDistributed(Add()), TypeError, "must take one input"),
    ],
)
def test_bad_arguments_are_refused_where_they_are_written(make, error, said):
    with pytest.raises(error, match=said):
        make()


@pytest.mark.parametrize(
    ("layer", "shapes", "said"),
    [
        (Conv(4, 5), [(4, 4, 1)], "kernel of 5 spans 5 inputs, but there are only 4"),
        (Conv(4, 3, groups=2), [(8, 8, 3)], "3 channels, which 2 groups do not divide"),
        (Conv(4, 3), [(400,)], "height, width and channels are needed"),
        (Conv(4, (3, 3, 3)), [(8, 8, 3)], "kernel_size"),
        (Conv(4, 3, padding="causal"), [(8, 8, 3)], "for sequences"),
        (Conv(4, 3), [(8, 8, None)], "number of channels"),
        (MaxPool(3), [(2, 9, 1)], "no position is left"),
        (Crop(4), [(8, 8, 1)], "leaves nothing"),
        (Concatenate(), [(8, 8, 1), (4, 8, 1)], "cannot be put together along axis -1"),
        (Concatenate(), [(8, 8, 1), (8, 8)], "different numbers of axes"),
        (Concatenate(5), [(8, 8, 1), (8, 8, 1)], "axis=5 does not exist"),
        (Add(), [(8, 8, 4), (8, 8, 3)], "do not match"),
        (Reshape((3, 3)), [(8,)], "do not fit into the shape"),
        (GroupNorm(groups=3), [(8, 8, 4)], "3 groups do not divide 4 channels"),
        (Permute((2, 1)), [(8, 8, 4)], "has 2 axes, the input 3"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_with_the_reason(layer, shapes, said):
    with pytest.raises(ValueError, match=said):
        layer.output_shape(*shapes)


def test_a_dense_layer_must_know_how_many_values_it_gets():
    with pytest.raises(ValueError, match="must know how many values"):
        Dense(3).variables((None,))


PAIRS = {
    "Conv2D": Conv,
    "DepthwiseConv2D": DepthwiseConv,
    "SeparableConv2D": SeparableConv,
    "Conv2DTranspose": ConvTranspose,
    "MaxPooling2D": MaxPool,
    "AveragePooling2D": AveragePool,
    "Dense": Dense,
    "ZeroPadding2D": ZeroPad,
    "Cropping2D": Crop,
    "UpSampling2D": UpSample,
    "Reshape": Reshape,
    "Permute": Permute,
    "Dropout": Dropout,
    "Concatenate": Concatenate,
    "Activation": Activation,
    "Softmax": Softmax,
}


@pytest.mark.parametrize("name", PAIRS)
def test_arguments_have_keras_names_order_and_defaults(keras, name):
    theirs = [
        parameter
        for parameter in inspect.signature(getattr(keras.layers, name).__init__).parameters.values()
        if parameter.name != "self" and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    ours = {
        parameter.name: parameter
        for parameter in inspect.signature(PAIRS[name]).parameters.values()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    assert list(ours) == [parameter.name for parameter in theirs if parameter.name in ours]
    for parameter in theirs:
        if parameter.name in ours and parameter.default is not parameter.empty and name != "Cropping2D":
            assert same_for_all_axes(ours[parameter.name].default) == same_for_all_axes(parameter.default), parameter


def same_for_all_axes(value):
    """2 for (2, 2): written either way it means the same."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def test_descriptions_are_values():
    assert Conv(6, [5, 5]) == Conv(6, (5, 5))
    assert len({Conv(6, 5), Conv(6, 5), Conv(6, 5, name="other")}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        Conv(6, 5).filters = 7


def test_joining_repeats_axes_of_size_one():
    assert Multiply().output_shape((8, 8, 4), (1, 1, 4)) == (8, 8, 4)
    assert Add().output_shape((None, 8, 4), (8, 8, 4)) == (8, 8, 4)


def test_everything_public_is_documented():
    for name in network.__all__:
        assert inspect.getdoc(getattr(network, name)) or name == "Shape", name
