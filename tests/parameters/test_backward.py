"""What is kept for the backward pass, counted by hand on networks small enough for that."""

from __future__ import annotations

import pytest

from coursekit.network import (
    Activation,
    Add,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GroupNorm,
    Input,
    LayerNorm,
    MaxPool,
    Multiply,
    SeparableConv,
    SpatialDropout,
)
from coursekit.parameters import table

IMAGE = Input(shape=(8, 8, 1), name="image")


def backward(*layers, **units):
    column = table([IMAGE, *layers], **units)["backward bytes"]
    return {name: int(kept) for name, kept in column.items()}


def test_a_layer_that_learns_keeps_its_input_and_a_linear_one_no_output():
    assert backward(Conv(2, 3, name="c")) == {"image": 4 * 64, "c": 0, "total": 4 * 64}


def test_a_built_in_relu_keeps_its_result_and_the_next_layer_reads_the_same_tensor():
    kept = backward(Conv(2, 3, activation="relu", name="a"), Conv(2, 3, activation="relu", name="b"))
    assert kept == {"image": 4 * 64, "a": 4 * 72, "b": 4 * 32, "total": 4 * 168}


def test_a_relu_in_a_layer_of_its_own_keeps_no_more():
    kept = backward(Conv(2, 3, name="a"), Activation("relu", name="r"), Conv(2, 3, name="b"))
    assert kept == {"image": 4 * 64, "a": 0, "r": 4 * 72, "b": 0, "total": 4 * 136}


def test_swish_needs_the_value_before_it():
    built_in = backward(Conv(2, 3, activation="silu", name="a"), Conv(2, 3, name="b"))
    assert built_in["a"] == 2 * 4 * 72  # before, for the derivative; after, as input of b
    separate = backward(Conv(2, 3, name="a"), Activation("silu", name="r"), Conv(2, 3, name="b"))
    assert (separate["a"], separate["r"]) == (4 * 72, 4 * 72)


def test_max_pooling_keeps_positions_or_its_input_and_output():
    layers = [Conv(2, 3, name="c"), MaxPool(2, name="p")]
    assert backward(*layers) == {"image": 256, "c": 0, "p": 8 * 18, "total": 256 + 8 * 18}
    assert backward(*layers, index_bytes=0) == {"image": 256, "c": 4 * 72, "p": 4 * 18, "total": 256 + 4 * 90}


def test_flattening_keeps_nothing_of_its_own():
    kept = backward(Conv(2, 3, name="c"), MaxPool(2, name="p"), Flatten(name="f"), Dense(3, name="d"))
    assert (kept["p"], kept["f"]) == ((4 + 8) * 18, 0)


def test_dropout_keeps_a_mask_and_its_result_where_that_is_read():
    kept = backward(Flatten(name="f"), Dense(5, name="a"), Dropout(0.5, name="o"), Dense(3, name="d"))
    assert (kept["image"], kept["a"], kept["o"]) == (4 * 64, 0, 5 + 4 * 5)
    assert backward(Conv(2, 3, name="c"), SpatialDropout(name="o"))["o"] == 2


def test_normalisation_keeps_its_input_and_two_numbers_for_each_group():
    assert backward(Conv(4, 3, name="c"), BatchNorm(name="n"))["n"] == 4 * 2 * 4
    assert backward(Conv(4, 3, name="c"), BatchNorm(name="n"))["c"] == 4 * 144
    assert backward(Conv(4, 3, name="c"), GroupNorm(groups=2, name="n"))["n"] == 4 * 2 * 2
    assert backward(Conv(4, 3, name="c"), LayerNorm(name="n"))["n"] == 4 * 2 * 36
    frozen = backward(Conv(4, 3, name="c"), BatchNorm(name="n", trainable=False))
    assert (frozen["c"], frozen["n"]) == (0, 0)


def test_nothing_is_kept_before_the_first_layer_that_learns():
    frozen = [Conv(2, 3, activation="relu", trainable=False, name="a"), MaxPool(2, name="p"), Flatten()]
    kept = backward(*frozen, Dense(3, name="d"))
    assert (kept["image"], kept["a"], kept["p"]) == (0, 0, 4 * 18)
    assert backward(*frozen)["total"] == 0


def test_a_frozen_layer_further_up_passes_the_gradient_on_without_its_input():
    kept = backward(Conv(2, 3, name="a"), Conv(2, 3, trainable=False, name="b"), Conv(2, 3, name="c"))
    assert (kept["a"], kept["b"]) == (0, 4 * 32)


def test_a_sum_keeps_nothing_and_a_product_its_factors():
    branches = [Conv(2, 3, name="a"), Conv(2, 3, inputs="image", name="b")]
    assert backward(*branches, Add(inputs=("a", "b"), name="s"))["total"] == 256
    kept = backward(*branches, Multiply(inputs=("a", "b"), name="m"))
    assert (kept["a"], kept["b"], kept["m"]) == (4 * 72, 4 * 72, 0)
    gate = backward(Conv(1, 1, name="a"), Multiply(inputs=("a", "image"), name="m"))
    assert (gate["image"], gate["a"]) == (
        256,
        0,
    )  # the derivative by the gate is the image, which itself learns nothing
    assert backward(Conv(2, 3, name="a"), Multiply(inputs=("a", "a"), name="m"))["a"] == 4 * 72


def test_a_separable_convolution_keeps_what_lies_between_its_steps():
    assert backward(SeparableConv(5, 3, depth_multiplier=2, name="s"))["s"] == 4 * 36 * 2


@pytest.mark.parametrize(("layers", "in_place", "forward"), [
    ([Conv(2, 3, activation="relu")], 64 + 72, 64 + 144),
    ([Conv(2, 3), Activation("relu")], 64 + 72, 64 + 144),
    ([Activation("relu")], 128, 128),  # the image is not overwritten
    ([Conv(2, 3, name="a"), Activation("relu", name="r"), Add(inputs=("a", "r"))], 64 + 3 * 72, 64 + 3 * 72),
    ([Flatten(), Dropout(), Dense(3)], 64 + 3, 64 + 3),
])  # fmt: skip
def test_forward_memory_by_hand(layers, in_place, forward):
    total = table([IMAGE, *layers]).loc["total"]
    assert (total["forward bytes in place"], total["forward bytes"]) == (4 * in_place, 4 * forward)
