"""What lecture 03 claims, worked out again: SciPy forward, and every gradient by trying."""

from __future__ import annotations

import jupytext
import numpy as np
import pytest
import scipy.signal
from sklearn.datasets import load_digits

from coursekit.backprop.example import Example


def output_map(inputs, kernel, bias, padding):
    return scipy.signal.correlate2d(inputs, kernel, "same" if padding == "same" else "valid") + bias


def pooled(values):
    """The largest of each window of 2x2, after ReLU."""
    rows, columns = values.shape[0] // 2, values.shape[1] // 2
    return np.array(
        [[max(0, values[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()) for j in range(columns)] for i in range(rows)]
    )


def forward(example, kernel=None, bias=None, inputs=None):
    """What comes out, with other numbers where they are given."""
    return pooled(
        output_map(
            example.inputs if inputs is None else inputs,
            example.kernel if kernel is None else kernel,
            example.bias if bias is None else bias,
            example.padding,
        )
    )


def slopes(function, values, step=1e-6):
    """The slope for each entry, by trying it a little larger and a little smaller."""
    found = np.zeros(values.shape)
    for at in np.ndindex(values.shape):
        nudge = np.zeros(values.shape)
        nudge[at] = step
        found[at] = (function(values + nudge) - function(values - nudge)) / (2 * step)
    return found


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "03_backprop.py", fmt="py:percent").cells


@pytest.fixture(scope="module")
def told(cells):
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


@pytest.mark.parametrize(
    ("learning_rate", "factor", "says"), [(0.02, 0.96, "0.96 creeps"), (0.4, 0.2, "0.2 arrives"), (1.05, -1.1, "−1.1")]
)
def test_each_step_multiplies_the_distance(learning_rate, factor, says, told):
    slope = slopes(lambda w: ((w - 1) ** 2).item(), np.array([3.0])).item()
    assert (3 - learning_rate * slope - 1) / (3 - 1) == pytest.approx(factor)
    assert says in told


def test_a_weight_of_zero_has_a_gradient(told):
    example = Example.by_hand()
    assert example.kernel[2, 0] == 0
    assert output_map(example.inputs, example.kernel, example.bias, "valid")[0, 1] == 5
    found = slopes(lambda kernel: ((forward(example, kernel) - 3) ** 2).item() / 2, example.kernel)
    assert found[2, 0] == pytest.approx(2)
    assert "2: the error is 2, and the pixel 1. Tempting: 0" in told


def test_the_step_on_paper(told):
    example = Example.by_hand()
    values = output_map(example.inputs, example.kernel, example.bias, "valid")
    assert values.tolist() == [[3, 5], [2, -1]]
    assert forward(example).item() == 5
    assert "The map is 3 5 over 2 −1, the output 5, the loss 2." in told

    to_kernel = slopes(lambda kernel: ((forward(example, kernel) - 3) ** 2).item() / 2, example.kernel)
    to_bias = slopes(lambda bias: ((forward(example, bias=bias) - 3) ** 2).item() / 2, np.array(1.0))
    np.testing.assert_allclose(to_kernel, 2 * example.inputs[0:3, 1:4], atol=1e-6)
    assert to_bias == pytest.approx(2)
    assert "the kernel's is twice the winner's patch, the bias' 2" in told

    after = forward(example, example.kernel - 0.05 * to_kernel, example.bias - 0.05 * to_bias).item()
    assert after == pytest.approx(4)
    assert (after - 3) ** 2 / 2 == pytest.approx(0.5)
    assert "After the step the output is 4, the loss ½." in told
    before_it_is_shown = told.split("Then a step with $\\eta$ = 0.05")[0]
    assert "output is 4" not in before_it_is_shown


def test_one_of_four_gradients_never_reaches_the_kernel(told):
    example = Example.default()
    assert example.gradient.tolist() == [[1, -2], [3, 2]]
    reach = [np.abs(slopes(lambda k, at=at: forward(example, k)[at], example.kernel)).max() for at in np.ndindex(2, 2)]
    assert [size > 0.5 for size in reach] == [True, True, False, True]
    assert "gradients 1, −2, 3, 2. Which of them never reaches the kernel?" in told
    windows = output_map(example.inputs, example.kernel, example.bias, "same").reshape(2, 2, 2, 2).swapaxes(1, 2)
    for window in windows.reshape(4, 4):
        assert " ".join(f"{value:.0f}".replace("-", "−") for value in window) in told
    assert "The 3: its whole window is negative." in told


def test_the_middle_weight_gets_the_sum_over_its_places(told):
    example = Example.default()
    values = output_map(example.inputs, example.kernel, example.bias, "same")
    to_values = slopes(lambda map_: (example.gradient * pooled(map_)).sum(), values)
    arrived = sorted(to_values[np.abs(to_values) > 0.5].round(6).tolist())
    assert arrived == [-2, 1, 2]
    assert "Three of them get a gradient: 1, −2 and 2." in told
    to_kernel = slopes(lambda kernel: (example.gradient * forward(example, kernel)).sum(), example.kernel)
    assert to_kernel[1, 1] == pytest.approx((to_values * example.inputs).sum())


def test_what_the_widget_is_asked(told):
    example = Example.default()
    assert example.inputs[2, 1] == -1
    woken = example.inputs.copy()
    woken[2, 1] = 0
    values = output_map(woken, example.kernel, example.bias, "same")
    to_values = slopes(lambda map_: (example.gradient * pooled(map_)).sum(), values)
    assert to_values[2, 1] == pytest.approx(3)
    assert "Raise the pixel in row 2, column 1 from −1 to 0." in told

    largest = output_map(example.inputs, example.kernel, 0, "same").max()
    assert largest == 5  # so that a bias of -5 shuts the last gate
    assert example.bias == -1
    assert "lower the bias, from −1." in told
    assert "At −5 all gates are shut." in told


def test_nine_sigmoids_leave_four_millionths_at_best(told):
    x = np.linspace(-4, 4, 801)
    steepest = slopes(lambda values: (1 / (1 + np.exp(-values))).sum(), x).max()
    assert steepest == pytest.approx(1 / 4)
    assert round(1e6 * steepest**9) == 4
    assert "At most ¼, so behind nine at most ¼⁹, four millionths" in told


def test_the_numbers_of_the_digits(told, cells):
    from coursekit import data

    digits = data.digits()
    train, test = len(digits.train.labels), len(digits.test.labels)
    assert train + test == len(load_digits().target)
    assert f"{train - 1200} of the {train:,} training images only say when to stop" in told
    assert any("images[:1200]" in cell.source for cell in cells if cell.cell_type == "code")
