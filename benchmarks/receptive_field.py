"""Receptive fields by arithmetic, against receptive fields by gradients; and every network that comes with Keras.

From the root of the course, in its environment:

    python benchmarks/receptive_field.py                     # about ten minutes
    python benchmarks/receptive_field.py --quick --to DIR    # two networks, one repetition: does it still run?

Writes `receptive_field.csv`: each `keras.applications` network at its own input size with the field of its last map,
and the median time of `receptive_field.of` from the Keras model. And `receptive_field_methods.csv`: for some of them
the same field by gradients, in the same run: of the whole network at once, as the usual recipe goes (float32, the
network's own random weights, max pooling and all), and by `receptive_field.empirical`, which goes back layer by layer.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import recording

from coursekit import device, network, receptive_field
from coursekit.console import console, steps
from coursekit.receptive_field.by_gradients.backends import pull_back

device.start()
import keras  # noqa: E402 (after device.start)

REPETITIONS = 15
# Networks that are also measured by gradients, with an input that holds all of the field.
COMPARED = {"VGG16": 320, "ResNet50": 576, "MobileNetV2": 576, "InceptionV3": 1408}


def names() -> list[str]:
    """All networks of `keras.applications`."""
    return sorted(name for name in dir(keras.applications) if name[0].isupper())


def times(run: Callable[[], Any], repetitions: int) -> list[float]:
    """Milliseconds of each repetition."""
    found = []
    for _ in range(repetitions):
        start = time.perf_counter()
        run()
        found.append(1e3 * (time.perf_counter() - start))
    return found


def field_of(name: str, repetitions: int) -> dict[str, object]:
    """The field of the last map of one network, and how long it takes from the Keras model."""
    keras.utils.clear_session()  # names of layers count from the start, whatever was built before
    with network.counting():
        model = getattr(keras.applications, name)(weights=None)
        if model.input_shape[1] is None:
            model = getattr(keras.applications, name)(weights=None, input_shape=(224, 224, 3))
    base = last_map(model)
    field = receptive_field.of(model, base)
    local = field.local
    assert local is not None  # noqa: S101 - convolutions all the way
    return {
        "network": name,
        "layers": len(network.read(model)),
        "input": model.input_shape[1],
        "layer": base,
        "size": field.size[0],
        "without global branches": local.size[0],
        "stride": local.stride[0],
        "padding": local.padding[0],
        "aligned": field.aligned,
        "median_ms": round(statistics.median(times(lambda: receptive_field.of(model, base), repetitions)), 1),
    }


def last_map(model: Any) -> str:
    """Name of the last layer that still has rows and columns of more than one."""
    found = [node.name for node in network.read(model) if len(node.output_shape) == 3 and node.output_shape[0] != 1]
    return found[-1]


def compared(name: str, input_size: int, repetitions: int) -> dict[str, object]:
    """The same field by arithmetic and in two ways by gradients, on an image that holds all of it."""
    model = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(input_size, input_size, 3))
    layer = last_map(model)
    start = time.perf_counter()
    plain = at_once(model, layer)
    at_once_s = time.perf_counter() - start
    start = time.perf_counter()
    by_layers = receptive_field.empirical(model, layer)
    by_layers_s = time.perf_counter() - start
    return {
        "network": name,
        "input": input_size,
        "layer": layer,
        "size": receptive_field.of(model, layer).size[0],
        "median_ms": round(statistics.median(times(lambda: receptive_field.of(model, layer), repetitions)), 1),
        "gradient layer by layer: size": by_layers.size[0],
        "gradient layer by layer: s": round(by_layers_s, 1),
        "gradient at once: size": plain,
        "gradient at once: s": round(at_once_s, 1),
    }


def at_once(model: Any, layer: str) -> int:
    """Height of the box in which the gradient of the middle unit is not zero: the usual recipe."""
    until = keras.Model(model.input, model.get_layer(layer).output)
    row, column = until.output_shape[1] // 2, until.output_shape[2] // 2
    image = np.random.default_rng(0).normal(size=(1, *model.input_shape[1:])).astype("float32")
    one = np.zeros((1, *until.output_shape[1:]), dtype="float32")
    one[0, row, column] = 1
    gradient = pull_back(until)(image, one)
    rows = np.flatnonzero(np.abs(gradient).sum(axis=(0, 2, 3)))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    repetitions = 1 if chosen.quick else REPETITIONS
    listed = ["MobileNet", "VGG16"] if chosen.quick else names()
    pairs = {"VGG16": 64} if chosen.quick else COMPARED
    fields, methods = [], []
    with steps("Measuring", len(listed) + len(pairs)) as progress:
        for name in listed:
            fields.append(field_of(name, repetitions))
            progress.advance(name)
        for name, size in pairs.items():
            methods.append(compared(name, size, repetitions))
            progress.advance(f"{name} by gradients")
    about = recording.machine(("keras", "tensorflow", "numpy"))
    recording.write("receptive_field", fields, about, chosen)
    recording.write("receptive_field_methods", methods, about, chosen, script="receptive_field")
    for row in fields + methods:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])
