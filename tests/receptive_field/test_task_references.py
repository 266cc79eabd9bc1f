"""The references of topic 02's tasks against brute force: every pixel is lit alone, to see which units it changes."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import network, parameters
from coursekit.receptive_field import tasks

RANDOM = np.random.default_rng(2)
BIG = 400


def lit(layers, image_size):
    """A row for each unit behind the layers, a column for each pixel: does the pixel change the unit?

    Every pixel is lit alone in an image of its own, and all images go through the layers with all weights 1.
    """
    maps = np.eye(image_size, dtype=bool)
    for kernel, stride, padding, dilation in layers:
        padded = np.pad(maps, ((0, 0), (padding, padding)))
        reach = (kernel - 1) * dilation + 1
        firsts = range(0, padded.shape[1] - reach + 1, stride)
        maps = np.stack([padded[:, first : first + reach : dilation].any(axis=1) for first in firsts], axis=1)
    return maps.T


def inner(layers):
    """Size, jump and start by a unit in the middle of a large image and the unit behind it."""
    units = lit(layers, BIG)
    middle = len(units) // 2
    here, behind = (np.flatnonzero(units[unit]) for unit in (middle, middle + 1))
    assert here[0] > 0
    assert behind[-1] < BIG - 1
    jump = behind[0] - here[0]
    return int(here[-1] - here[0] + 1), int(jump), int(here[0] - middle * jump)


def some_layers(dilations=(1, 1, 2, 3), count=None):
    layers = []
    for _ in range(count or int(RANDOM.integers(1, 5))):
        kernel, dilation = int(RANDOM.integers(1, 5)), int(RANDOM.choice(dilations))
        # No more padding than the kernel is wide: else a unit may see nothing at all.
        padding = int(RANDOM.integers(0, (kernel - 1) * dilation + 1))
        layers.append((kernel, int(RANDOM.integers(1, 3)), padding, dilation))
    return layers


STACKS = [some_layers() for _ in range(40)]
PLAIN_STACKS = [some_layers(dilations=(1,)) for _ in range(40)]


def _names(layers):
    return " ".join("-".join(map(str, layer)) for layer in layers)


@pytest.mark.parametrize("layers", STACKS, ids=_names)
def test_size_jump_start_and_centre(layers):
    size, jump, start = inner(layers)
    assert tasks.size_and_jump.reference(layers) == (size, jump)
    assert tasks.start_and_centre.reference(layers) == (start, start + (size - 1) / 2)
    dictionaries = [
        {"layer": "Conv", "kernel_size": k, "strides": s, "padding": p, "dilation_rate": d} for k, s, p, d in layers
    ]
    assert tasks.network_field.reference(dictionaries) == (size, jump, start)


@pytest.mark.parametrize("layers", PLAIN_STACKS, ids=_names)
def test_sizes_and_jumps_of_stacks_without_dilation(layers):
    kinds = [(("conv", "pool")[place % 2], kernel, stride) for place, (kernel, stride, *_) in enumerate(layers)]
    size = inner(layers)[0]
    assert tasks.receptive_field_size.reference(kinds) == size
    behind = [inner(layers[: place + 1])[1] for place in range(len(layers))]
    assert tasks.jumps.reference([stride for _, stride, *_ in layers]) == behind
    *front, (kernel, *_) = layers
    assert tasks.one_layer_more.reference(*inner(front)[:2], kernel) == size


@pytest.mark.parametrize("layers", STACKS, ids=_names)
def test_seen_pixels_of_every_unit(layers):
    units = lit(layers, 50)
    for unit, pixels in enumerate(units):
        assert np.array_equal(tasks.seen_pixels.reference(layers, 50, unit), pixels), unit


@pytest.mark.parametrize("layers", PLAIN_STACKS, ids=_names)
def test_boxes_of_every_unit(layers):
    down, across = lit(layers, 37), lit(layers, 52)
    for row, rows in enumerate(down):
        for column, columns in enumerate(across):
            (ys,), (xs,) = np.nonzero(rows), np.nonzero(columns)
            box = (int(ys[0]), int(xs[0]), int(ys[-1]) + 1, int(xs[-1]) + 1)
            assert tasks.unit_box.reference(layers, (37, 52), row, column) == box


@pytest.mark.parametrize("seed", range(20))
def test_joined_branches(seed):
    branches = [[(k, 1, p, d) for k, _, p, d in some_layers(count=count)] for count in (1, 2, 3)[: 2 + seed % 2]]
    stretches = [(start, start + size - 1) for size, _, start in map(inner, branches)]
    seen = set().union(*(range(first, last + 1) for first, last in stretches))
    centres = {(first + last) / 2 for first, last in stretches}
    right = (max(seen) - min(seen) + 1, min(seen), len(centres) == 1)
    assert tasks.joined_field.reference(branches) == right


@pytest.mark.parametrize("pooling", [False, True])
@pytest.mark.parametrize("kernel", [2, 3, 5])
def test_enough_convolutions_and_no_fewer(kernel, pooling):
    convolution, pool = (kernel, 1, 0, 1), (3, 2, 0, 1)
    sizes = [
        inner(([convolution, pool] * number)[: 2 * number - 1] if pooling else [convolution] * number)[0]
        for number in range(1, 5)
    ]
    for wanted in range(2, sizes[-1] + 1):
        number = 1 + next(place for place, size in enumerate(sizes) if size >= wanted)
        assert tasks.convolutions_needed.reference(wanted, kernel, pooling) == number


@pytest.mark.parametrize("layers", [layers for layers in STACKS if any(d > 1 for *_, d in layers)], ids=_names)
def test_holes_are_found_in_a_design(layers):
    """Whatever else is wrong with it: a network passes the question for holes if the middle of an image shows none."""
    network = [
        {"layer": "Conv", "filters": 8, "kernel_size": k, "strides": s, "dilation_rate": d} for k, s, _, d in layers
    ]
    units = lit(layers, BIG)
    seen = np.flatnonzero(units[len(units) // 2])
    holes = next(condition for condition in tasks.design_network.conditions if condition.name == "holes")
    assert holes.holds(network, 1, 1, 1) == (len(seen) == seen[-1] - seen[0] + 1)


@pytest.mark.parametrize("layers", STACKS[:10], ids=_names)
def test_a_budget_is_met_to_the_parameter(layers):
    described = [
        {"layer": "Conv", "filters": 8 + place, "kernel_size": k, "strides": s, "dilation_rate": d}
        for place, (k, s, _, d) in enumerate(layers)
    ]
    built = [network.Conv(each["filters"], each["kernel_size"]) for each in described]
    right = parameters.table([network.Input((99, 99, 3)), *built])["parameters"].iloc[-1]
    over = next(condition for condition in tasks.design_network.conditions if condition.name == "over budget")
    pooled = [{"layer": "MaxPool", "pool_size": 2}, *described]
    assert over.holds(pooled, 1, 1, right)
    assert not over.holds(pooled, 1, 1, right - 1)
