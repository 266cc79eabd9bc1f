"""The table of VGG16 without its weights: time and memory, against building the network as usual.

From the root of the course, in its environment:

    python benchmarks/parameters_table.py                     # about a minute
    python benchmarks/parameters_table.py --quick --to DIR    # one repetition: does it still run?

Each way is measured in a process of its own, after its imports: the first time, the median of further times
(both without tracing), the peak of Python's own allocations (tracemalloc, in a repetition of its own) and the growth
of the process's largest resident size (which also has what TensorFlow allocates; Linux and macOS).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

import recording

from coursekit import network, parameters
from coursekit.console import console, steps

REPETITIONS = 15
VGG16 = 138_357_544


def layer_list() -> list[network.Layer]:
    """VGG16 written down with the layers of `coursekit.network`."""
    layers: list[network.Layer] = [network.Input(shape=(224, 224, 3))]
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        layers += [network.Conv(filters, 3, padding="same", activation="relu") for _ in range(count)]
        layers += [network.MaxPool(2)]
    top = [network.Dense(4096, "relu"), network.Dense(4096, "relu"), network.Dense(1000, "softmax")]
    return [*layers, network.Flatten(), *top]


def from_list() -> int:
    """The table of the list."""
    return int(parameters.table(layer_list())["parameters"].iloc[-1])


def from_counting() -> int:
    """A Keras model built for counting, and its table."""
    import keras  # noqa: PLC0415 - the ways without Keras are measured without it

    with network.counting():
        model = keras.applications.VGG16(weights=None)
    return int(parameters.table(model)["parameters"].iloc[-1])


def from_keras() -> int:
    """What one does without this package: build the network and ask Keras."""
    import keras  # noqa: PLC0415

    return int(keras.applications.VGG16(weights=None).count_params())


WAYS: dict[str, tuple[str, Callable[[], int]]] = {
    "list": ("table of a layer list", from_list),
    "counting": ("table of a Keras model built for counting", from_counting),
    "keras": ("plain Keras build and count_params", from_keras),
}


def measure(way: str, repetitions: int) -> dict[str, object]:
    """Time and memory of one way, in this process."""
    name, run = WAYS[way]
    import pandas as pd  # noqa: PLC0415 - what is imported is not measured

    pd.DataFrame({"warm": [1]})
    if way != "list":
        import keras  # noqa: PLC0415

        keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3)])
    before = peak_resident()
    times = []
    for _ in range(1 + repetitions):
        start = time.perf_counter()
        counted = run()
        times.append(time.perf_counter() - start)
        if counted != VGG16:
            raise AssertionError(f"{name} counted {counted:,} parameters, not {VGG16:,}")
        if len(times) == 1:
            after = peak_resident()
    tracemalloc.start()
    run()
    allocated = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "way": name,
        "first_ms": round(1e3 * times[0], 1),
        "median_ms": round(1e3 * statistics.median(times[1:]), 1),
        "python_peak_MB": round(allocated / 1e6, 2),
        "resident_growth_MB": "" if before is None or after is None else round((after - before) / 1e6, 1),
        "repetitions": repetitions,
    }


def peak_resident() -> int | None:
    """Largest resident size of this process so far, in bytes; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def main(arguments: list[str]) -> None:
    """Measure every way and write it down."""
    parser = recording.options(__doc__)
    parser.add_argument("--one", choices=WAYS, help="measure one way in this process and print it as JSON")
    chosen = parser.parse_args(arguments)
    repetitions = 1 if chosen.quick else REPETITIONS
    if chosen.one:
        print(json.dumps(measure(chosen.one, repetitions)))
        return
    chosen = recording.parsed(parser, arguments)
    rows = []
    with steps("Measuring", len(WAYS)) as progress:
        for way, (name, _) in WAYS.items():
            command = [sys.executable, __file__, "--one", way, *(["--quick"] if chosen.quick else [])]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this very script
            rows.append(json.loads(done.stdout.splitlines()[-1]))
            progress.advance(name)
    recording.write("parameters_table", rows, recording.machine(("keras", "tensorflow", "numpy", "pandas")), chosen)
    for row in rows:
        console.print(
            f"{row['way']}: first {row['first_ms']} ms, median {row['median_ms']} ms, "
            f"Python's peak {row['python_peak_MB']} MB, resident growth {row['resident_growth_MB']} MB",
            soft_wrap=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
