"""What the figures of topic 03 show is true: their numbers are those of SciPy and of central differences."""

from __future__ import annotations

import io
import itertools

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from scipy.signal import correlate2d

from coursekit import figures as shared
from coursekit.backprop import figures
from coursekit.backprop.example import Example
from coursekit.backprop.figures import writing

RNG = np.random.default_rng(0)
WHOLE = {"default": Example.default(), "by hand": Example.by_hand()}
REAL = Example(
    inputs=RNG.normal(size=(4, 4)),
    kernel=RNG.normal(size=(3, 3)),
    bias=0.123,
    padding="same",
    gradient=1e-3 * RNG.normal(size=(2, 2)),
)
EVEN = Example(
    inputs=RNG.integers(-3, 4, (4, 5)),
    kernel=[[1, -2], [3, 0.5]],
    bias=0.25,
    padding="same",
    gradient=RNG.integers(-3, 4, (2, 2)),
)
BY_NAME = {**WHOLE, "real": REAL, "even": EVEN}
EPOCHS = np.arange(1, 13)
HISTORY = {
    "epoch": EPOCHS,
    "loss": 2 / EPOCHS,
    "accuracy": 1 - 0.7 / EPOCHS,
    "validation_loss": 2.2 / EPOCHS + 0.02 * EPOCHS,
    "validation_accuracy": 0.9 - 0.6 / EPOCHS,
}
KERAS = {name.replace("validation_", "val_"): values for name, values in HISTORY.items() if name != "epoch"}

PICTURES = {
    "flow": lambda: figures.flow(WHOLE["default"]),
    "flow by hand": lambda: figures.flow(WHOLE["by hand"]),
    "flow of real numbers": lambda: figures.flow(REAL),
    "flow up to ReLU": lambda: figures.flow(WHOLE["default"], "relu"),
    "graph": lambda: figures.computation_graph(WHOLE["default"]),
    "graph by hand": lambda: figures.computation_graph(WHOLE["by hand"]),
    "graph of real numbers": lambda: figures.computation_graph(REAL),
    "shared weights": lambda: figures.shared_weights(WHOLE["default"]),
    "shared weights of real numbers": lambda: figures.shared_weights(REAL),
    "flipped kernel": lambda: figures.flipped_kernel(WHOLE["default"]),
    "flipped kernel by hand": lambda: figures.flipped_kernel(WHOLE["by hand"]),
    "gradient descent": figures.gradient_descent,
    "noisy descent": figures.noisy_descent,
    "activations": figures.activations_and_derivatives,
    "loss curves": lambda: figures.loss_curves({"NumPy": HISTORY, "Keras": KERAS}),
    "vanishing gradients": lambda: figures.vanishing(SIZES),
    "dead units": lambda: figures.dead_relus(SHARES),
    "ties": lambda: figures.pooling_ties(TIES, CASE),
}


# -- what holds for each of them


@pytest.mark.parametrize("name", PICTURES)
def test_every_figure_can_be_read(name):
    before = dict(mpl.rcParams)
    figure = PICTURES[name]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert dict(mpl.rcParams) == before, "someone's settings are changed"
    assert figure.get_figwidth() <= 9

    grey = np.asarray(Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("L"))
    assert (grey < 128).mean() > 0.002, "nothing dark is drawn"
    border = np.concatenate([grey[:3].ravel(), grey[-3:].ravel(), grey[:, :3].ravel(), grey[:, -3:].ravel()])
    assert border.min() > 250, "something is cut off at the border"

    renderer = canvas.get_renderer()
    for axis in figure.axes:
        words = [text for text in [*axis.texts, axis.title, axis._left_title] if text.get_text().strip()]
        assert min(text.get_fontsize() for text in words) >= 10
        areas = [text.get_window_extent(renderer).padded(-1) for text in words]
        for (one, here), (other, there) in itertools.combinations(zip(words, areas, strict=True), 2):
            assert not here.overlaps(there), (one.get_text(), other.get_text())

    alt = figure.get_label()
    assert len(alt.split()) > 15
    assert any(letter.isdigit() for letter in alt)
    assert "-" not in [word[0] for word in alt.split()], "true minus signs"


def test_a_figure_can_be_saved_as_the_notebook_does():
    picture = Image.open(io.BytesIO(shared.png(PICTURES["flow"]())))
    assert 1000 < picture.size[0] <= 1800


# -- the numbers, found once more: by SciPy forward, by central differences back


def forward(inputs, kernel, bias, padding):
    """Convolution, ReLU and pooling; SciPy's correlation, and a loop over the windows."""
    rows, columns = kernel.shape
    if padding == "same":
        top, left = (rows - 1) // 2, (columns - 1) // 2
        inputs = np.pad(inputs, ((top, rows - 1 - top), (left, columns - 1 - left)))
    convolved = correlate2d(inputs, kernel, mode="valid") + bias
    return convolved, *after(convolved)


def after(convolved):
    rectified = convolved * (convolved > 0)
    return rectified, pool(rectified)


def pool(rectified):
    height, width = (size // 2 for size in rectified.shape)
    return np.array(
        [[rectified[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max() for j in range(width)] for i in range(height)]
    )


def slopes(function, at, incoming):
    """Central differences of the sum of outputs times incoming gradient; exact but for rounding, away from kinks."""
    found = np.zeros_like(at, dtype=float)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(found)
        step[place] = 1e-4
        found[place] = ((function(at + step) - function(at - step)) * incoming).sum() / 2e-4
    return found


def gradients(example):
    """Of kernel, bias, input and convolution."""
    kernel, inputs, bias, padding = example.kernel, example.inputs, example.bias, example.padding
    convolved = forward(inputs, kernel, bias, padding)[0]
    return {
        "kernel": slopes(lambda k: forward(inputs, k, bias, padding)[-1], kernel, example.gradient),
        "bias": slopes(lambda b: forward(inputs, kernel, b[0], padding)[-1], np.array([bias]), example.gradient)[0],
        "input": slopes(lambda x: forward(x, kernel, bias, padding)[-1], inputs, example.gradient),
        "convolution": slopes(lambda z: after(z)[-1], convolved, example.gradient),
    }


def shown(figure, name, shape):
    """The numbers in a map's squares, read from the figure."""
    texts = {text.get_gid(): text.get_text().replace("−", "-") for text in figure.axes[0].texts}
    return np.array([[float(texts[f"{name}[{i},{j}]"]) for j in range(shape[1])] for i in range(shape[0])])


def marked(figure, name, mark):
    """The squares that are hatched or framed."""
    ends = (patch.get_gid() or "" for patch in figure.axes[0].patches)
    found = (gid.removeprefix(f"{name}[").removesuffix(f"] {mark}").split(",") for gid in ends
             if gid.startswith(f"{name}[") and gid.endswith(mark))  # fmt: skip
    return {(int(row), int(column)) for row, column in found}


def words(figure):
    return "\n".join(text.get_text() for text in figure.axes[0].texts)


@pytest.mark.parametrize(
    ("value", "full", "brief"),
    [
        (0, "0", "0"), (-0.0, "0", "0"), (-7, "−7", "−7"), (100, "100", "100"), (9999, "9999", "9999"),
        (-12345, "−1.2e4", "−1e4"), (99.96, "100", "100"), (150.4, "150", "150"), (10.06, "10.1", "10.1"),
        (0.5, "0.5", "0.5"), (-0.5, "−0.5", "−0.5"), (2.345, "2.35", "2.35"), (-2.347, "−2.35", "−2.3"),
        (-0.13, "−0.13", "−.13"), (0.0012, "1.2e−3", "≈0"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_short_as_their_square_needs(value, full, brief):
    assert writing.number(value) == full
    assert writing.short(value) == brief


def test_what_is_not_finite_has_no_place_in_a_figure():
    with pytest.raises(ValueError, match="no way to draw the value nan"):
        writing.number(float("nan"))


# -- flow


@pytest.mark.parametrize("name", BY_NAME)
def test_flow_shows_the_numbers_of_scipy_and_of_central_differences(name):
    example = BY_NAME[name]
    figure = figures.flow(example)
    # Squares have room for two or three digits; gradients of `REAL` are written in thousandths.
    rounding, unit = (0.06, 1e-3) if name == "real" else (0.06, 1) if name == "even" else (1e-6, 1)
    convolved, rectified, pooled = forward(example.inputs, example.kernel, example.bias, example.padding)
    back = gradients(example)
    for title, values in {
        "input": example.inputs, "kernel": example.kernel, "convolution": convolved, "relu": rectified,
        "pooling": pooled, "gradient of pooling": example.gradient / unit, "gradient of input": back["input"] / unit,
        "gradient of convolution": back["convolution"] / unit, "gradient of kernel": back["kernel"] / unit,
    }.items():  # fmt: skip
        np.testing.assert_allclose(shown(figure, title, values.shape), values, rtol=0, atol=rounding, err_msg=title)
    assert ("10^{-3}" in words(figure)) == (name == "real")
    assert marked(figure, "convolution", "hatched") == set(map(tuple, np.argwhere(convolved <= 0).tolist()))
    winners = marked(figure, "relu", "framed")
    assert len(winners) == pooled.size
    assert all(rectified[place] == pooled[place[0] // 2, place[1] // 2] for place in winners)
    back_to_relu = shown(figure, "gradient of relu", rectified.shape)
    assert {place for place in np.ndindex(back_to_relu.shape) if back_to_relu[place]} <= winners


def test_flow_tells_its_numbers_in_words():
    drawn = figures.flow(WHOLE["by hand"])
    back = gradients(WHOLE["by hand"])
    rows = "; ".join(" ".join(f"{value:.0f}" for value in row) for row in back["kernel"].round(6) + 0.0)
    assert f"kernel {rows.replace('-', '−')}; bias {back['bias']:.0f}" in drawn.get_label()
    assert "target: 3\nloss: 2" in words(drawn)


def test_flow_reveals_step_by_step():
    empty = []
    for step, name in enumerate(figures.STEPS):
        drawn = figures.flow(WHOLE["by hand"], step)
        maps = {str(text.get_gid()).split("[")[0] for text in drawn.axes[0].texts if text.get_gid()}
        expected = {"kernel", "key", *figures.STEPS[: step + 1]}
        if "gradient of kernel and bias" in expected:
            expected = expected - {"gradient of kernel and bias"} | {"gradient of kernel"}
        assert maps == expected
        if name in ("relu", "gradient of kernel and bias"):
            assert drawn.get_label() == figures.flow(WHOLE["by hand"], name).get_label()
        empty.append(len(drawn.get_label()))
    assert empty == sorted(set(empty)), "each step tells more than the one before"


@pytest.mark.parametrize("step", [9, -1, True, "backward"])
def test_flow_refuses_a_step_that_there_is_not(step):
    with pytest.raises(ValueError, match="step must be a number from 0 to 8 or one of input"):
        figures.flow(WHOLE["default"], step)


# -- the chain rule


@pytest.mark.parametrize("name", BY_NAME)
def test_the_paths_of_the_graph_add_up_to_the_gradient_of_the_weight(name):
    example = BY_NAME[name]
    expected = gradients(example)["kernel"]
    for weight in ((0, 0), (1, 1), (1, 0)):
        drawn = figures.computation_graph(example, weight)
        paths = {}
        for text in drawn.axes[0].texts:
            if str(text.get_gid()).startswith("slope"):
                position = text.get_gid()[6:-2]
                value = float(text.get_text().split("= ")[1].replace("−", "-"))
                paths[position] = paths.get(position, 1.0) * value
        assert len(paths) == example.gradient.size
        rounding = {"real": 2e-5, "even": 0.05}.get(name, 1e-6)  # slopes are written with two or three digits
        assert sum(paths.values()) == pytest.approx(expected[weight], abs=rounding)


def test_the_graph_writes_the_sum_of_products():
    drawn = figures.computation_graph(WHOLE["default"], (1, 1))
    convolved = forward(WHOLE["default"].inputs, WHOLE["default"].kernel, WHOLE["default"].bias, "same")[0]
    back = gradients(WHOLE["default"])
    result = f"{back['kernel'][1, 1]:.0f}".replace("-", "−")
    assert f"= {result}." in drawn.get_label()
    # The middle weight meets at each position the input of the same place.
    for row, column in np.argwhere(back["convolution"].round(6)).tolist():
        given, slope = (
            f"({text})" if "−" in text else text
            for text in (f"{value:.0f}".replace("-", "−") for value in
                         (WHOLE["default"].inputs[row, column], back["convolution"][row, column]))
        )  # fmt: skip
        assert f"{given}·1·1·{slope}" in words(drawn)
        assert f"at position ({row}, {column}) convolution {convolved[row, column]:.0f}" in drawn.get_label().lower()


def test_long_slopes_stay_out_of_the_box_of_the_loss():
    drawn = figures.computation_graph(REAL)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    (axis,) = drawn.axes
    box = min(patch.get_window_extent().x0 for patch in axis.patches if patch.get_window_extent().x1 > 0.95 * 900)
    last = [text for text in axis.texts if str(text.get_gid()).startswith("slope") and text.get_gid().endswith(" p")]
    assert len(last) == 4
    assert all(text.get_window_extent(canvas.get_renderer()).x1 < box for text in last)


def test_the_graph_refuses_what_it_cannot_draw():
    with pytest.raises(IndexError, match=r"The kernel is 3×3: it has no weight \(3, 0\)"):
        figures.computation_graph(WHOLE["default"], (3, 0))
    large = Example(inputs=np.eye(8), kernel=np.eye(3), padding="same", gradient=np.ones((4, 4)))
    with pytest.raises(ValueError, match="16 pooling windows"):
        figures.computation_graph(large)
    with pytest.raises(ValueError, match="have no room beside each other"):
        figures.flow(large.replace(inputs=np.eye(16), gradient=np.ones((8, 8))))


# -- the two sums


@pytest.mark.parametrize("name", BY_NAME)
def test_the_products_of_a_shared_weight_add_up_to_its_gradient(name):
    example = BY_NAME[name]
    back = gradients(example)
    for weight in ((0, 0), (1, 1)):
        drawn = figures.shared_weights(example, weight)
        unit = 10.0 ** int(words(drawn).split("10^{")[1].split("}")[0]) if "10^{" in words(drawn) else 1
        products = unit * shown(drawn, "products", back["convolution"].shape)
        rounding = 0.06 * unit * products.size if name in ("real", "even") else 1e-6
        assert products.sum() == pytest.approx(back["kernel"][weight], abs=rounding)
        assert shown(drawn, "gradient of kernel", back["kernel"].shape)[weight] * unit == pytest.approx(
            back["kernel"][weight], abs=0.06 * unit
        )
    frame = next(patch for patch in drawn.axes[0].patches if patch.get_gid() == "input block")
    # As many squares are framed as the map of the convolution has.
    side = next(patch.get_width() for patch in drawn.axes[0].patches if not patch.get_gid())
    assert (frame.get_height() / side, frame.get_width() / side) == pytest.approx(back["convolution"].shape)


def test_the_sum_of_a_shared_weight_is_written_out():
    example = WHOLE["default"]
    back = gradients(example)
    drawn = figures.shared_weights(example, (1, 1))
    (sentence,) = [text.get_text() for text in drawn.axes[0].texts if text.get_text().startswith("weight (1, 1): ")]
    terms, result = sentence.removeprefix("weight (1, 1): ").replace("−", "-").split(" = ")
    factors = [tuple(float(factor.strip("()")) for factor in term.split("·")) for term in terms.split(" + ")]
    at = np.argwhere(back["convolution"].round(6)).tolist()
    assert factors == [(example.inputs[i, j], pytest.approx(back["convolution"][i, j])) for i, j in at]
    assert float(result) == pytest.approx(back["kernel"][1, 1])
    assert sentence.removeprefix("weight (1, 1): ") in drawn.get_label()


@pytest.mark.parametrize("name", [*WHOLE, "even"])
def test_one_pixel_under_the_turned_kernel_adds_up_to_its_gradient(name):
    example = BY_NAME[name]
    back = gradients(example)
    rows, columns = example.kernel.shape
    # With the zeros of "same" on both sides there is one output for each input, without them fewer.
    wide = np.add(back["convolution"].shape, (rows - 1, columns - 1))
    wide += (rows - 1, columns - 1) if example.padding == "valid" else (0, 0)
    written = "{:.2f}" if name == "even" else "{:.0f}"
    for entry in ((0, 0), (1, 3)):
        drawn = figures.flipped_kernel(example, entry)
        turned = shown(drawn, "turned kernel", (rows, columns))
        assert (turned == example.kernel[::-1, ::-1]).all()
        gradient = shown(drawn, "gradient of convolution", wide)
        frame = next(patch for patch in drawn.axes[0].patches if patch.get_gid() == "gradient of convolution block")
        texts = {text.get_gid(): text for text in drawn.axes[0].texts}
        left, top = texts["gradient of convolution[0,0]"].get_position()
        side = texts["gradient of convolution[0,1]"].get_position()[0] - left
        column, row = round((frame.get_x() - left) / side + 0.5), round((frame.get_y() - top) / side + 0.5)
        total = (gradient[row : row + rows, column : column + columns] * turned).sum()
        assert total == pytest.approx(back["input"][entry], abs=1e-6)
        text = written.format(total)
        text = text.rstrip("0").rstrip(".") if "." in text else text
        assert f"= {text}.".replace("-", "−") in drawn.get_label()
        found = shown(drawn, "gradient of input", example.inputs.shape)
        np.testing.assert_allclose(found, back["input"], atol=0.06 if name == "even" else 1e-6)


def test_the_sums_refuse_what_there_is_not():
    with pytest.raises(IndexError, match=r"no weight \(0, 3\)"):
        figures.shared_weights(WHOLE["default"], (0, 3))
    with pytest.raises(IndexError, match=r"The input is 4×4: it has no pixel \(4, 0\)"):
        figures.flipped_kernel(WHOLE["default"], (4, 0))


# -- gradient descent


def test_steps_of_gradient_descent_follow_the_slope_of_the_loss():
    rates = (0.05, 0.3, 0.7, 1.05)
    drawn = figures.gradient_descent(rates, start=3, optimum=1, steps=6)
    for axis, rate, verdict in zip(drawn.axes, rates, ("too small", "good", "good", "diverges"), strict=True):
        (path,) = [line for line in axis.lines if str(line.get_gid()).startswith("path")]
        weight = 3.0
        for x, y in path.get_xydata():
            assert (x, y) == pytest.approx((weight, (weight - 1) ** 2))
            slope = ((weight + 1e-5 - 1) ** 2 - (weight - 1e-5 - 1) ** 2) / 2e-5
            weight -= rate * slope
        assert len(path.get_xdata()) == 7
        assert f"{verdict}: loss 4 → " in axis._left_title.get_text()
    assert f"diverges: loss 4 → {4 * 1.1**12:.3g}" in drawn.get_label()


def test_batches_tremble_and_all_data_do_not():
    drawn = figures.noisy_descent(steps=48)
    smooth, trembling = (next(line for line in axis.lines if line.get_gid()).get_xydata() for axis in drawn.axes)
    optimum = drawn.axes[0].lines[-1].get_xydata()[0]
    assert len(smooth) == len(trembling) == 49
    assert (smooth[0] == trembling[0]).all()
    distances = [np.linalg.norm(path - optimum, axis=1) for path in (smooth, trembling)]
    assert (np.diff(distances[0]) < 0).all(), "with all data each step comes closer"
    assert (np.diff(distances[1]) > 0).any(), "with a few, some lead away"
    # With inputs of variance 1 the Hessian is about 2 in each direction: a step leaves 1 − 0.12 · 2 of the distance.
    assert np.mean(distances[0][1:] / distances[0][:-1]) == pytest.approx(0.76, abs=0.06)
    assert f"{distances[1][-12:].mean():.2f} away" in drawn.get_label()
    # Batches of everything are all data, whatever their order.
    whole = figures.noisy_descent(batch_size=64)
    one, other = (next(line for line in axis.lines if line.get_gid()).get_xydata() for axis in whole.axes)
    np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: figures.gradient_descent(()), "room for 1 to 4 learning rates, not for 0"),
        (lambda: figures.gradient_descent((0.1, -1)), "above 0, not -1"),
        (lambda: figures.gradient_descent(start=1.0), "Nothing would move"),
        (lambda: figures.noisy_descent(65), "from 1 to the 64 examples, not 65"),
        (lambda: figures.noisy_descent(steps=0), "steps must be 1 or more"),
        (lambda: figures.activations_and_derivatives(0), "limit must be a number above 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# -- activations


def test_derivatives_are_the_slopes_of_the_functions_beside_them():
    drawn = figures.activations_and_derivatives()
    left, right = drawn.axes
    for function, derivative in zip(left.lines, right.lines, strict=False):
        assert function.get_label() == derivative.get_label()
        x, y = function.get_data()
        at, slope = derivative.get_xydata()[np.isfinite(derivative.get_ydata())].T
        assert (at == x).all()
        measured = np.gradient(y, x)
        away = np.abs(x) > 0.05 if function.get_label() == "ReLU" else np.ones(len(x), dtype=bool)
        away[[0, -1]] = False  # one-sided there
        np.testing.assert_allclose(slope[away], measured[away], atol=1e-4)
        largest = {"ReLU": 1, "sigmoid": 0.25, "tanh": 1}[function.get_label()]
        assert slope.max() == pytest.approx(largest, abs=1e-4)
    assert "at most 0.25, at 0; that of tanh is at most 1" in drawn.get_label()
    assert "sigmoid: at most ¼" in [text.get_text() for text in right.texts]


# -- curves of a training


class Kept:
    """As Keras' History: what it knows is its attribute `history`."""

    def __init__(self, history):
        self.history = history


def test_loss_curves_draw_what_the_histories_hold():
    drawn = figures.loss_curves({"NumPy": HISTORY, "Keras": Kept(KERAS)})
    for axis, quantity in zip(drawn.axes, ("loss", "accuracy"), strict=True):
        curves = {line.get_label(): line.get_xydata() for line in axis.lines}
        assert list(curves) == ["NumPy, training", "NumPy, validation", "Keras, training", "Keras, validation"]
        for name, points in curves.items():
            column = quantity if name.endswith("training") else f"validation_{quantity}"
            np.testing.assert_array_equal(points, np.stack([EPOCHS, HISTORY[column]], axis=1))
    best = 1 + int(np.argmin(HISTORY["validation_loss"]))
    assert f"{HISTORY['validation_loss'].min():.3g}, after epoch {best}" in drawn.get_label()
    assert "loss 2 to 0.167 (validation 2.22 to 0.423)" in drawn.get_label()


def test_loss_curves_take_what_there_is_and_refuse_the_rest():
    (axis,) = figures.loss_curves({"only loss": {"loss": [3.0, 2.0, float("nan")]}}).axes
    assert [line.get_label() for line in axis.lines] == ["only loss, training"]
    with pytest.raises(ValueError, match="room for 1 to 3 histories, not for 0"):
        figures.loss_curves({})
    with pytest.raises(ValueError, match="'x' has no column \"loss\""):
        figures.loss_curves({"x": {"accuracy": [1]}})
    with pytest.raises(TypeError, match="'x' is a list, not a history"):
        figures.loss_curves({"x": [1, 2]})


# -- what experiments have measured


def sizes(*falls):
    """A table as of `experiments.vanishing_gradients`: the medians, half and three times of it; kernels ten times."""
    medians = np.array(falls)
    columns = {"median": medians, "lowest": medians / 2, "highest": 3 * medians}
    columns |= {f"kernel {name}": 10 * values for name, values in columns.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(falls) + 1, name="layer"))


SIZES = {
    "sigmoid": sizes(1e-9, 1e-7, 1e-5, 1e-3),
    "tanh": sizes(5e-4, 6e-4, 8e-4, 1e-3),
    "relu": sizes(0, 0, 7e-4, 1e-3),
}
SHARES = pd.DataFrame(
    {
        "median": [0.025, 0.2, 0.9],
        "lowest": [0.0, 0.1, 0.3],
        "highest": [0.05, 0.4, 1.0],
        "accuracy": [0.91, 0.5, 0.1],
        "before": [0.025, 0.0, 0.0],
    },
    index=pd.Index([0.01, 0.5, 2.0], name="learning_rate"),
)
TIES = pd.DataFrame(
    [
        ("all four equal", "one", "1 0 | 0 0", "always"),
        ("all four equal", "another", "1 0 | 0 0", "always"),
        ("all four equal", "a third", "0.25 0.25 | 0.25 0.25", "float32"),
        ("all four equal", "a third", "1 0 | 0 0", "float64"),
        ("padded", "one", "1 0 | 0 0", "always"),
    ],
    columns=["case", "asked", "gradient", "when"],
)
CASE = {"all four equal": ("max pooling", [[1, 1], [1, 1]])}


@pytest.mark.parametrize(("of", "factor"), [("outputs", 1), ("kernel", 10)])
def test_vanishing_gradients_are_drawn_as_they_were_measured(of, factor):
    drawn = figures.vanishing(SIZES, of)
    (axis,) = drawn.axes
    assert axis.get_yscale() == "log"
    for line, band, (name, table) in zip(axis.lines, axis.collections, SIZES.items(), strict=True):
        drawable = table["median"] > 0  # no 0 on a logarithmic axis
        assert line.get_label() == name
        points = line.get_xydata()[np.isfinite(line.get_ydata())]
        np.testing.assert_allclose(points[:, 0], table.index[drawable])
        np.testing.assert_allclose(points[:, 1], factor * table["median"][drawable])
        edges = np.concatenate([path.vertices[:, 1] for path in band.get_paths()])
        np.testing.assert_allclose([edges.min(), edges.max()],
                                   factor * np.array([table["median"][drawable].min() / 2, 3e-3]))  # fmt: skip
    assert sorted(text.get_text() for text in axis.texts) == sorted(SIZES)
    size = {1: "1.0e−9", 10: "1.0e−8"}[factor]
    assert f"{size} in layer 1" in drawn.get_label()
    assert "1.0e6 times smaller" in drawn.get_label()
    assert "0 in layer 1 (range 0 to 0)." in drawn.get_label()


def test_dead_relus_are_drawn_as_they_were_measured():
    drawn = figures.dead_relus(SHARES)
    left, right = drawn.axes
    np.testing.assert_allclose([bar.get_height() for bar in left.patches], SHARES["median"])
    np.testing.assert_allclose([bar.get_height() for bar in right.patches], SHARES["accuracy"])
    ranges = [segment[:, 1].tolist() for collection in left.collections for segment in collection.get_segments()]
    np.testing.assert_allclose(ranges, SHARES[["lowest", "highest"]])
    assert [label.get_text() for label in left.get_xticklabels()] == ["0.01", "0.5", "2"]
    assert "2: 90% (30% to 100%), accuracy 10%" in drawn.get_label()


def test_ties_are_told_with_who_answers_what():
    drawn = figures.pooling_ties(TIES, CASE)
    assert (shown(drawn, "answer 0", (2, 2)) == [[1, 0], [0, 0]]).all()
    assert (shown(drawn, "answer 1", (2, 2)) == 0.25).all()
    assert "0.25 0.25 | 0.25 0.25: a third (float32)" in drawn.get_label()
    assert "1 0 | 0 0: one, another, a third (float64)" in drawn.get_label()
    only = figures.pooling_ties(TIES, CASE, asked=["one"]).get_label()
    assert "another" not in only
    assert "third" not in only


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: figures.vanishing({}), "looks for 1 to 5 tables, not for 0"),
        (lambda: figures.vanishing(SIZES, "inputs"), 'of must be "outputs" or "kernel"'),
        (lambda: figures.vanishing({"relu": SHARES}, "kernel"), "'relu' has no column 'kernel median'"),
        (lambda: figures.vanishing({"relu": -SIZES["relu"]}), "'relu', median: sizes of gradients are finite"),
        (lambda: figures.dead_relus(SIZES["relu"]), "no column 'accuracy'"),
        (lambda: figures.dead_relus(100 * SHARES), "from 0 to 1, not in percent"),
        (lambda: figures.dead_relus(SHARES[:0]), "no row"),
        (lambda: figures.pooling_ties(SHARES), "no column 'case'"),
        (lambda: figures.pooling_ties(TIES, {"padding": ("", [[1]])}), "no answer for the case 'padding'"),
        (lambda: figures.pooling_ties(TIES, {"padded": ("", [[1]])}), "another shape than the values"),
    ],
)
def test_tables_that_do_not_fit_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_ties_that_the_benchmark_has_measured_can_be_drawn(root):
    path = root / "benchmarks" / "results" / "pooling_ties.csv"
    if not path.is_file():
        pytest.skip("benchmarks/pooling_ties.py has not been run on this machine")
    measured = pd.read_csv(path)
    alt = figures.pooling_ties(measured).get_label()
    answers = measured[measured["case"] == "all four equal"]
    assert all(f"{gradient}: " in alt for gradient in answers["gradient"])
