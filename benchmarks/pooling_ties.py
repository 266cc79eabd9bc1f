"""Where the gradient of a maximum goes when several values share it, and that of ReLU at exactly 0: measured on a CPU.

From the root of the course, in its environment:

    python benchmarks/pooling_ties.py                     # about two minutes
    PYTHONPATH=DIR python benchmarks/pooling_ties.py      # with torch, after: pip install torch --target DIR
    python benchmarks/pooling_ties.py --quick --to DIR    # coursekit only: does it still run?

Writes `pooling_ties.csv`: a row for each case and each function that was asked. The windows' incoming gradients are
1, 2, 4, 8 ..., so that each value's gradient tells from which windows it came. Every case runs in float32 and float64,
operation by operation and compiled (torch: not compiled); where these do not agree there is a row for each answer, and
`when` says whose it is. Each runs alone and in a batch of 2 images with 16 channels, which must not differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from typing import Any

import numpy as np
import recording
from numpy.typing import NDArray

from coursekit.console import console, steps

Array = NDArray[np.floating[Any]]
Place = tuple[int, int]
LOWEST = "lowest"  # stands for the lowest finite number, which depends on the dtype


@dataclass(frozen=True)
class Case:
    """An image of one channel, and the operation whose gradient is asked for.

    Attributes:
        operation: "max pooling", "maximum of all" (what global max pooling does), "relu" or "maximum(x, 0)".
        image: its values; or of one value and a size.
        pool_size: of max pooling.
        strides: of max pooling.
        padding: of max pooling.
    """

    operation: str
    image: Any
    pool_size: int = 2
    strides: int = 2
    padding: str = "valid"

    def inputs(self, dtype: str) -> Array:
        """The image, (height, width)."""
        return np.where(np.asarray(self.image) == LOWEST, np.finfo(dtype).min, self.image).astype(dtype)


def of(value: Any, size: int) -> list[list[Any]]:
    """An image of one value."""
    return [[value] * size] * size


RISING = [[0, 0, 1], [0, 1, 0], [1, 0, 0]]  # the first row by row is not the first column by column
CASES = {
    "all four equal": Case("max pooling", of(1, 2)),
    "two in the lower row": Case("max pooling", [[0, 0], [1, 1]]),
    "a rising diagonal": Case("max pooling", RISING, 3),
    "all zero after ReLU": Case("max pooling", of(0, 2)),
    "-0.0 before 0.0": Case("max pooling", [[-0.0, 0.0], [-1, -1]]),
    "0.0 before -0.0": Case("max pooling", [[0.0, -0.0], [-1, -1]]),
    "all equal, windows overlap, strides 1": Case("max pooling", of(1, 4), 3, 1),
    "all equal, windows overlap, strides 2": Case("max pooling", of(1, 5), 3, 2),
    "all equal, padded": Case("max pooling", of(1, 3), 3, 1, "same"),
    "all -1, padded": Case("max pooling", of(-1, 3), 3, 1, "same"),
    "all the lowest finite number, padded": Case("max pooling", of(LOWEST, 3), 3, 1, "same"),
    "all -inf, padded": Case("max pooling", of("-inf", 3), 3, 1, "same"),
    "all equal, padded below and on the right": Case("max pooling", of(1, 3), 2, 2, "same"),
    "all -inf, padded below and on the right": Case("max pooling", of("-inf", 3), 2, 2, "same"),
    "global: all four equal": Case("maximum of all", of(1, 2)),
    "global: a rising diagonal": Case("maximum of all", RISING),
    "relu at 0.0 and -0.0": Case("relu", [[0.0, -0.0]]),
    "maximum(x, 0) at 0.0 and -0.0": Case("maximum(x, 0)", [[0.0, -0.0]]),
}


@dataclass(frozen=True)
class Route:
    """Who is asked.

    Attributes:
        package: what must be installed.
        keras: whether it is asked through Keras.
        onednn: whether TensorFlow uses oneDNN, as it does on its own; `import coursekit` turns it off.
    """

    package: str
    keras: bool = False
    onednn: bool = False


ROUTES = {
    "coursekit": Route("numpy"),
    "TensorFlow": Route("tensorflow"),
    "Keras on TensorFlow": Route("tensorflow", keras=True),
    "TensorFlow with oneDNN": Route("tensorflow", onednn=True),
    "Keras on TensorFlow with oneDNN": Route("tensorflow", keras=True, onednn=True),
    "JAX": Route("jax"),
    "Keras on JAX": Route("jax", keras=True),
    "torch": Route("torch"),
    "Keras on torch": Route("torch", keras=True),
}

# A function of (tensor, case), and what turns it into a gradient: (function, inputs, incoming gradient, compiled).
Forward = Callable[[Any, Case], Any]
PullBack = Callable[[Callable[[Any], Any], Array, Any, bool], Array]


def coursekit_gradient(case: Case, inputs: Array) -> Array:
    """The course's own functions."""
    from coursekit.backprop import vectorised  # noqa: PLC0415 - one route only

    if case.operation == "max pooling":
        options = (case.pool_size, case.strides, case.padding)
        shape = vectorised.max_pool(inputs, *options).shape
        return np.asarray(vectorised.max_pool_backward(incoming(shape, inputs.dtype), inputs, *options))
    return np.asarray(vectorised.relu_backward(incoming(inputs.shape, inputs.dtype), inputs))


def tensorflow() -> tuple[Forward, PullBack]:
    """TensorFlow's own functions."""
    import tensorflow as tf  # noqa: PLC0415 - one route only

    def forward(x: Any, case: Case) -> Any:
        return {
            "max pooling": lambda: tf.nn.max_pool2d(x, case.pool_size, case.strides, case.padding.upper()),
            "maximum of all": lambda: tf.reduce_max(x, axis=(1, 2), keepdims=True),
            "relu": lambda: tf.nn.relu(x),
            "maximum(x, 0)": lambda: tf.maximum(x, 0),
        }[case.operation]()

    def pull_back(function: Callable[[Any], Any], inputs: Array, to: Any, compiled: bool) -> Array:
        def gradient(x: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(x)
                outputs = function(x)
            return tape.gradient(outputs, x, tf.constant(to(tuple(outputs.shape))))

        run = tf.function(gradient, autograph=False, jit_compile=False) if compiled else gradient
        return np.asarray(run(tf.constant(inputs)))

    return forward, pull_back


def jax() -> tuple[Forward, PullBack]:
    """JAX's own functions."""
    import jax  # noqa: PLC0415 - one route only
    from jax import lax  # noqa: PLC0415
    from jax import numpy as jnp  # noqa: PLC0415

    def pool(x: Any, case: Case) -> Any:
        window, step = ((1, size, size, 1) for size in (case.pool_size, case.strides))
        return lax.reduce_window(x, -jnp.inf, lax.max, window, step, case.padding.upper())

    def forward(x: Any, case: Case) -> Any:
        asked: dict[str, Callable[[], Any]] = {
            "max pooling": lambda: pool(x, case),
            "maximum of all": lambda: jnp.max(x, axis=(1, 2), keepdims=True),
            "relu": lambda: jax.nn.relu(x),
            "maximum(x, 0)": lambda: jnp.maximum(x, 0),
        }
        return asked[case.operation]()

    def pull_back(function: Callable[[Any], Any], inputs: Array, to: Any, compiled: bool) -> Array:
        def gradient(x: Any) -> Any:
            outputs, back = jax.vjp(function, x)
            return back(jnp.asarray(to(outputs.shape)))[0]

        run = jax.jit(gradient) if compiled else gradient
        return np.asarray(run(jnp.asarray(inputs)))

    return forward, pull_back


def torch() -> tuple[Forward, PullBack]:
    """PyTorch's own functions; it puts channels before rows and columns."""
    import torch  # noqa: PLC0415 - one route only

    def forward(x: Any, case: Case) -> Any:
        padding = (case.pool_size - 1) // 2 if case.padding == "same" else 0
        channels_first = x.permute(0, 3, 1, 2)
        outputs = {
            "max pooling": lambda: torch.nn.functional.max_pool2d(
                channels_first, case.pool_size, case.strides, padding
            ),
            "maximum of all": lambda: torch.amax(channels_first, dim=(2, 3), keepdim=True),
            "relu": lambda: torch.relu(channels_first),
            "maximum(x, 0)": lambda: torch.maximum(channels_first, torch.zeros_like(channels_first)),
        }[case.operation]()
        return outputs.permute(0, 2, 3, 1)

    def pull_back(function: Callable[[Any], Any], inputs: Array, to: Any, compiled: bool) -> Array:
        del compiled  # needs a C++ compiler, which a laptop may not have
        x = torch.tensor(inputs, requires_grad=True)
        outputs = function(x)
        gradient = torch.autograd.grad(outputs, x, torch.tensor(to(tuple(outputs.shape))))[0]
        return np.asarray(gradient.numpy())

    return forward, pull_back


def keras_forward(x: Any, case: Case) -> Any:
    """The functions of Keras, whatever it runs on."""
    from keras import ops  # noqa: PLC0415 - after KERAS_BACKEND is set

    return {
        "max pooling": lambda: ops.max_pool(x, case.pool_size, case.strides, case.padding),
        "maximum of all": lambda: ops.max(x, axis=(1, 2), keepdims=True),
        "relu": lambda: ops.relu(x),
        "maximum(x, 0)": lambda: ops.maximum(x, 0),
    }[case.operation]()


def incoming(shape: tuple[int, ...], dtype: Any) -> Array:
    """1, 2, 4, 8 ... for the windows of a map in reading order, the same in every channel and image."""
    powers = 2.0 ** np.arange(shape[1] * shape[2])
    return np.broadcast_to(powers.reshape(1, shape[1], shape[2], 1), shape).astype(dtype)


def answers(route: str, name: str, case: Case, quick: bool) -> Iterator[tuple[str, str]]:
    """The gradients that a route gives, as text, each with the circumstances; in float32 and not compiled if quick."""
    compiling = ("", "compiled") if ROUTES[route].package in ("tensorflow", "jax") and not quick else ("",)
    if route == "coursekit" and case.operation in ("maximum of all", "maximum(x, 0)"):
        return  # topic 03 has no such layer
    if route == "coursekit" and "-inf" in np.asarray(case.image):
        return  # refused: what is pooled has to be finite
    if route == "torch" and "on the right" in name:
        return  # pads all sides alike
    for dtype, compiled in product(("float32",) if quick else ("float32", "float64"), compiling):
        both = {}
        for images, channels in ((1, 1), (2, 16)):
            image = case.inputs(dtype)[None, :, :, None]
            inputs = np.repeat(np.repeat(image, images, axis=0), channels, axis=3)
            found = gradient_of(route, case, inputs, bool(compiled))
            if found.dtype != dtype or not (found == found[:1, :, :, :1]).all():
                raise AssertionError(f"{route}: {found.dtype} for {dtype}, or images and channels differ: {found}")
            both[as_text(found[0, :, :, 0])] = " ".join(filter(None, (dtype, compiled)))
        if len(both) != 1:
            raise AssertionError(f"{route}: one image and a batch differ: {both}")
        yield from both.items()


def gradient_of(route: str, case: Case, inputs: Array, compiled: bool) -> Array:
    """The gradient of a case, by a route, for a batch of images."""
    if route == "coursekit":
        return coursekit_gradient(case, inputs)
    forward, pull_back = {"tensorflow": tensorflow, "jax": jax, "torch": torch}[ROUTES[route].package]()
    ask = keras_forward if ROUTES[route].keras else forward
    return pull_back(lambda x: ask(x, case), inputs, lambda shape: incoming(shape, inputs.dtype), compiled)


def as_text(values: Array) -> str:
    """A map in one line: rows between bars."""
    return " | ".join(" ".join(f"{value:.4g}" for value in row) for row in values)


def by_rule(case: Case) -> dict[str, str]:
    """What the gradient would be by each rule, worked out by looping over the windows; the first that fits is named."""
    image = case.inputs("float64")
    if case.operation in ("relu", "maximum(x, 0)"):
        ahead = incoming((1, *image.shape, 1), "float64")[0, :, :, 0]
        return {f"slope {slope:g} at 0": as_text(ahead * slope) for slope in (0, 0.5, 1)}
    whole = case.operation == "maximum of all"
    pool, step = (image.shape[0], 1) if whole else (case.pool_size, case.strides)
    before, after = same_padding(case) if case.padding == "same" else (0, 0)
    starts = range(-before, image.shape[0] + after - pool + 1, step)
    # Which of the winners (places in reading order, those of the padding too) get the gradient.
    rules: dict[str, Callable[[list[Place]], list[Place]]] = {
        "the first, row by row": lambda winners: inside(winners)[:1],
        "the first, column by column": lambda winners: sorted(inside(winners), key=lambda place: place[::-1])[:1],
        "the last, row by row": lambda winners: inside(winners)[-1:],
        "all, in full": lambda winners: [*inside(winners)],
        "all, in equal shares": lambda winners: [*inside(winners)],
        "the first, row by row, the padding included": lambda winners: winners[:1],
    }

    def inside(places: list[Place]) -> list[Place]:
        return [(row, column) for row, column in places if 0 <= row < image.shape[0] and 0 <= column < image.shape[1]]

    found = {name: np.zeros_like(image) for name in rules}
    padded = np.pad(image, (before, after), constant_values=image.min())  # as if it could tie
    for number, (top, left) in enumerate(product(starts, starts)):
        window = padded[top + before :, left + before :][:pool, :pool]
        winners = [(top + row, left + column) for row, column in np.argwhere(window == window.max()).tolist()]
        for name, choose in rules.items():
            for place in inside(choose(winners)):
                found[name][place] += 2.0**number / (len(inside(winners)) if "shares" in name else 1)
    return {name: as_text(values) for name, values in found.items()}


def same_padding(case: Case) -> tuple[int, int]:
    """Before and after each axis of the square image; the odd one after, as Keras documents it."""
    size = len(case.image)
    windows = -(-size // case.strides)
    missing = max((windows - 1) * case.strides + case.pool_size - size, 0)
    return missing // 2, missing - missing // 2


def measured(route: str, quick: bool) -> list[dict[str, object]]:
    """All cases by one route, in this process."""
    rows: list[dict[str, object]] = []
    for name, case in CASES.items():
        circumstances: dict[str, list[str]] = {}
        for gradient, when in answers(route, name, case, quick):
            circumstances.setdefault(gradient, []).append(when)
        rules = by_rule(case)
        for gradient, when_all in circumstances.items():
            rows.append(
                {
                    "case": name,
                    "asked": route,
                    "gradient": gradient,
                    "goes to": next((rule for rule, by in rules.items() if by == gradient), "none of these"),
                    "when": "always" if len(circumstances) == 1 else ", ".join(when_all),
                }
            )
    return rows


def in_process_of_its_own(routes: Sequence[str], quick: bool = False) -> list[dict[str, object]]:
    """All cases by one or more routes, in a new process: no two backends of Keras live in one.

    Args:
        routes: of one package, all with oneDNN or all without.
        quick: as for `answers`.
    """
    (package,), (onednn,) = {ROUTES[route].package for route in routes}, {ROUTES[route].onednn for route in routes}
    if find_spec(package) is None:
        return [{"case": "", "asked": name, "gradient": "", "goes to": "not installed", "when": ""} for name in routes]
    settings = {
        "TF_ENABLE_ONEDNN_OPTS": str(int(onednn)),
        "CUDA_VISIBLE_DEVICES": "-1",
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
        "KERAS_BACKEND": package,
    }
    command = [sys.executable, __file__, *(["--quick"] if quick else []), "--ask", *routes]
    done = subprocess.run(  # noqa: S603 - this very script
        command, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{', '.join(routes)} failed:\n{done.stdout}{done.stderr}")
    rows: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def main(arguments: list[str]) -> None:
    """Measure every route and write it down."""
    parser = recording.options(__doc__)
    parser.add_argument("--ask", choices=ROUTES, nargs="+", help="measure these in this process and print JSON")
    chosen = parser.parse_args(arguments)
    if chosen.ask:
        print(json.dumps([row for route in chosen.ask for row in measured(route, chosen.quick)]))
        return
    chosen = recording.parsed(parser, arguments)
    routes = ["coursekit"] if chosen.quick else list(ROUTES)
    rows = []
    with steps("Measuring", len(routes)) as progress:
        for route in routes:
            rows += in_process_of_its_own([route], chosen.quick)
            progress.advance(route)
    rows.sort(key=lambda row: [*CASES, ""].index(str(row["case"])))
    recording.write("pooling_ties", rows, recording.machine(("keras", "tensorflow", "jax", "torch", "numpy")), chosen)
    for row in rows:
        console.print(f"{row['case']}, {row['asked']}: {row['goes to']} ({row['gradient']})", soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])
