"""Stacks that reach a size, against the calculators and against trying everything."""

from __future__ import annotations

from itertools import combinations_with_replacement, pairwise

import pytest

from coursekit import parameters, receptive_field
from coursekit.network import Conv, Input, MaxPool


def as_layers(stack, channels, size=256):
    """A stack as it is written, as layers on an image with so many channels."""
    layers = [Input(shape=(size, size, channels))]
    for part in stack.split(", "):
        count, word = part.split(" of ") if " of " in part else ("1", part)
        layer = MaxPool(2) if word == "pool" else Conv(channels, int(word.split("×")[0]), padding="same")
        layers += [layer] * int(count)
    return layers


def test_three_small_kernels_against_a_large_one():
    found = receptive_field.stacks(7, channels=1).set_index("stack")
    assert found["weights per channel pair"].to_dict() == {"3×3, 3×3, 3×3": 27, "3×3, 5×5": 34, "7×7": 49}
    assert found["layers"].tolist() == [3, 2, 1]


@pytest.mark.parametrize(("size", "poolings"), [(7, 0), (15, 0), (20, 1), (40, 2)])
def test_numbers_equal_the_calculators(size, poolings):
    found = receptive_field.stacks(size, channels=4, poolings=poolings)
    assert len(found) > 2
    for row in found.iloc[:: max(1, len(found) // 20)].itertuples():
        layers = as_layers(row.stack, 4)
        field = receptive_field.of(layers)
        assert field.size == (row.size, row.size)
        assert row.size >= size
        assert field.stride == (row.stride, row.stride) == (2**poolings, 2**poolings)
        total = parameters.table(layers).loc["total"]
        assert total["parameters"] == row.parameters
        assert total["multiply-accumulates"] / 256**2 == row[-1]


@pytest.mark.parametrize("size", [2, 7, 12, 19])
def test_all_stacks_without_pooling_are_there(size):
    needed = set()
    for count in range(1, 11):
        for kernels in combinations_with_replacement((3, 5, 7), count):
            reach = 1 + sum(k - 1 for k in kernels)
            less = [reach - (k - 1) for k in kernels] + [reach - 2 for k in kernels if k > 3]
            if reach >= size > max(less):
                needed.add(kernels)
    found = receptive_field.stacks(size)["stack"]
    assert {tuple(int(layer.kernel_size) for layer in as_layers(stack, 1)[1:]) for stack in found} == needed


def test_nothing_listed_could_be_smaller():
    for stack in receptive_field.stacks(30, poolings=2, kernel_sizes=(3, 5))["stack"]:
        layers = as_layers(stack, 1)
        for place, layer in enumerate(layers):
            if isinstance(layer, Conv):
                shorter = layers[:place] + layers[place + 1 :]
                assert receptive_field.of(shorter).size[0] < 30
        assert not isinstance(layers[1], MaxPool)
        assert not any(isinstance(a, MaxPool) and isinstance(b, MaxPool) for a, b in pairwise(layers))


@pytest.mark.parametrize("column", ["parameters", "multiply-accumulates", "layers"])
def test_sorted_by_what_is_asked_for(column):
    assert receptive_field.stacks(20, poolings=1, sort=column)[column].is_monotonic_increasing


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"size": 1}, ValueError, "size must be at least 2"),
        ({"size": 7.5}, TypeError, "size must be a whole number"),
        ({"size": 7, "kernel_sizes": ()}, ValueError, "kernel_sizes is empty"),
        ({"size": 7, "kernel_sizes": (1, 3)}, ValueError, "each kernel size must be at least 2"),
        ({"size": 500}, ValueError, "No stack of up to 10 convolutions.*Allow more layers"),
        ({"size": 7, "sort": "speed"}, ValueError, "sort must be 'parameters' or"),
    ],
)
def test_impossible_requests_say_why(arguments, error, said):
    with pytest.raises(error, match=said):
        receptive_field.stacks(**arguments)
