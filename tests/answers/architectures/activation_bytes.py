"""Answers to `activation_bytes(layers, batch, in_place)`."""

import math

import numpy as np


def _bytes(layers, batch, in_place, skip=("flatten", "dropout"), over=("relu", "softmax"), size=4, of=math.prod):
    kept = [shape for kind, shape in layers if kind not in skip and not (in_place and kind in over)]
    return batch * size * sum(of(shape) for shape in kept)


def right_sum(layers, batch, in_place):
    return _bytes(layers, batch, in_place)


def right_with_arrays(layers, batch, in_place):
    total = 0
    for kind, shape in layers:
        match kind:
            case "input" | "conv" | "pool" | "dense":
                total += np.zeros((batch, *shape), dtype="float32").nbytes
            case "relu" | "softmax" if not in_place:
                total += np.zeros((batch, *shape), dtype="float32").nbytes
    return total


def right_as_a_float(layers, batch, in_place):
    return float(_bytes(layers, batch, in_place))


def wrong_numbers(layers, batch, in_place):
    """504 is how many numbers there are."""
    return _bytes(layers, batch, in_place, size=1)


def wrong_bits(layers, batch, in_place):
    """is how many bits there are"""
    return _bytes(layers, batch, in_place, size=32)


def wrong_double(layers, batch, in_place):
    """as in NumPy's float64"""
    return sum(
        np.zeros((batch, *shape)).nbytes
        for kind, shape in layers
        if kind not in ("flatten", "dropout") and not (in_place and kind in ("relu", "softmax"))
    )


def wrong_no_image(layers, batch, in_place):
    """You left out the image."""
    return _bytes(layers[1:], batch, in_place)


def wrong_in_place_ignored(layers, batch, in_place):
    """with `in_place=True` as well"""
    return _bytes(layers, batch, False)


def wrong_always_in_place(layers, batch, in_place):
    """You never count the results of activations."""
    return _bytes(layers, batch, True)


def wrong_way_round(layers, batch, in_place):
    """the other way round"""
    return _bytes(layers, batch, not in_place)


def wrong_softmax_kept(layers, batch, in_place):
    """It is an activation as ReLU is."""
    return _bytes(layers, batch, in_place, over=("relu",))


def wrong_flatten_counted(layers, batch, in_place):
    """You count what `flatten` gives."""
    return _bytes(layers, batch, in_place, skip=("dropout",))


def wrong_dropout_counted(layers, batch, in_place):
    """dropout hands on what it gets"""
    return _bytes(layers, batch, in_place, skip=("flatten",))


def wrong_everything(layers, batch, in_place):
    """Which of these two make new numbers"""
    return _bytes(layers, batch, in_place, skip=())


def wrong_no_pooling(layers, batch, in_place):
    """You left out what pooling gives."""
    return _bytes(layers, batch, in_place, skip=("flatten", "dropout", "pool"))


def wrong_sizes_added(layers, batch, in_place):
    """How many numbers are in 2 maps of 3×4?"""
    return _bytes(layers, batch, in_place, of=sum)


def wrong_one_map(layers, batch, in_place):
    """How many maps of that size are there?"""
    return _bytes(layers, batch, in_place, of=lambda shape: math.prod(shape[:2]) if len(shape) == 3 else shape[0])


def wrong_one_image(layers, batch, in_place):
    """Here 32 go through at the same time."""
    return _bytes(layers, 1, in_place)


def wrong_largest(layers, batch, in_place):
    """everything is kept until the end"""
    return max(_bytes([layer], batch, in_place) for layer in layers)


def wrong_unknown_kind(layers, batch, in_place):
    """stopped with KeyError"""
    factor = {"input": 1, "conv": 1, "relu": 0 if in_place else 1, "dense": 1}
    return 4 * batch * sum(factor[kind] * math.prod(shape) for kind, shape in layers)


def refused_library(layers, batch, in_place):
    """coursekit"""
    from coursekit import network

    network.read([network.Input(layers[0][1]), network.Conv(6, 5)])
    return _bytes(layers, batch, in_place)
