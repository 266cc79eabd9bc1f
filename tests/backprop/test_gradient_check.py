"""Gradients by differences: against derivatives in closed form, with errors that the check must and must not find."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.backprop.gradient_check import check_gradient, numerical_gradient

RNG = np.random.default_rng(5)

SMOOTH = {
    # name: function, gradient, point
    "linear": (lambda x: float((3 * x).sum()), lambda x: np.full_like(x, 3.0), RNG.normal(size=(2, 3))),
    "constant": (lambda x: 7.5, np.zeros_like, RNG.normal(size=3)),
    "exp": (lambda x: float(np.exp(x).sum()), np.exp, RNG.normal(size=7) * 3),
    "sin(30x)": (lambda x: float(np.sin(30 * x).sum()), lambda x: 30 * np.cos(30 * x), RNG.normal(size=20)),
    "even": (lambda x: float(np.cos(x).sum()), lambda x: -np.sin(x), np.zeros(4)),
    "large x": (lambda x: float((x**2).sum()), lambda x: 2 * x, 1e6 * RNG.normal(size=5)),
    # Values of 1e4 cancel: the noise is far above eps times the result.
    "cancelling": (lambda x: float((1e4 + np.tanh(x)).sum() - 4e4), lambda x: 1 / np.cosh(x) ** 2, RNG.normal(size=4)),
}


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("step", [None, 1e-3, 1e-8])
def test_right_gradients_pass_and_wrong_ones_do_not(name, step):
    function, gradient, point = SMOOTH[name]
    right = gradient(point)
    check = check_gradient(function, point, right, step)
    assert check.passed, str(check)
    assert not check.kinks.any()
    # The error that was expected is honest: neither exceeded by far, nor so large that it would let anything pass.
    assert (check.error <= 3 * check.expected_error).all()
    index = np.unravel_index(point.size // 2, point.shape)
    wrong = right.copy()
    wrong[index] += 50 * check.expected_error[index]
    found = check_gradient(function, point, wrong, step)
    assert np.argwhere(found.wrong).tolist() == [list(index)]
    assert found.worst == tuple(index)


def test_numerical_gradient_is_as_exact_as_differences_can_be():
    point = RNG.normal(size=(3, 2))
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sin(x).sum(), point), np.cos(point), atol=1e-9)
    # The default step is the best one: a hundred times larger or smaller is worse.
    errors = [np.abs(numerical_gradient(lambda x: np.sin(x).sum(), point, h) - np.cos(point)).max()
              for h in (6e-8, 6e-6, 6e-4)]  # fmt: skip
    assert errors[1] < errors[0]
    assert errors[1] < errors[2]
    large = 1e6 * point
    np.testing.assert_allclose(numerical_gradient(lambda x: (x**2).sum(), large), 2 * large, rtol=1e-8)
    scalar = numerical_gradient(lambda x: x**2, np.array(3.0))
    assert scalar.shape == ()
    assert scalar == pytest.approx(6.0)


@pytest.mark.parametrize("step", [None, 1e-3])
@pytest.mark.parametrize("place", [1e-6, -3e-6, 5e-6, 9e-6, -1.1e-5, 1e-3, -1.3e-3])
def test_a_kink_close_by_does_not_matter(place, step):
    """ReLU with its corner within two steps, not at the point: there is one right slope."""

    def function(x):
        return float(np.maximum(x - 1 - place, 0)[0] + x[1] ** 2)

    point, slope = np.array([1.0, 2.0]), float(place < 0)
    for claimed in (-1.0, 0.0, 0.5, 1.0, 2.0):
        check = check_gradient(function, point, np.array([claimed, 4.0]), step)
        assert check.wrong.tolist() == [claimed != slope, False], str(check)
        assert not check.kinks.any()


@pytest.mark.parametrize("step", [None, 1e-3, 1e-8])
def test_at_a_kink_any_slope_between_is_let_through(step):
    def function(x):
        return float(3 * np.maximum(x - 1, 0)[0] + x[1] ** 2)

    point = np.array([1.0, 2.0])
    for claimed in (0.0, 1.0, 3.0):
        check = check_gradient(function, point, np.array([claimed, 4.0]), step)
        assert check.passed, str(check)
        assert check.kinks.tolist() == [True, False]
    for claimed in (-3.0, 6.0):
        assert check_gradient(function, point, np.array([claimed, 4.0]), step).wrong.tolist() == [True, False]
    assert check_gradient(function, point, np.array([0.0, 4.1]), step).wrong.tolist() == [False, True]


def test_kinks_are_told():
    check = check_gradient(lambda x: float(np.maximum(x, 0).sum()), np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert check.passed
    assert check.kinks.tolist() == [True, False]
    assert check.worst == (1,)
    assert "1 of 2 entries agree" in str(check)
    assert "1 more lies at a kink, such as x[0]" in str(check)


def test_report_lists_the_worst_entries():
    point = RNG.normal(size=(3, 3, 2, 4))
    wrong = 2 * point
    wrong[0, 2, 1, 3] += 5
    check = check_gradient(lambda x: float((x**2).sum()), point, wrong, name="kernel")
    assert check.worst == (0, 2, 1, 3)
    lines = str(check).splitlines()
    assert lines[0] == "kernel: 1 of 72 entries is wrong."
    assert lines[1].startswith("  kernel[0, 2, 1, 3]: given ")
    assert len(lines) == 2
    with pytest.raises(AssertionError, match=r"kernel\[0, 2, 1, 3\]"):
        check.raise_if_wrong()
    negated = str(check_gradient(lambda x: float((x**2).sum()), point, -2 * point, name="kernel"))
    assert len(negated.splitlines()) == 1 + 5 + 1 + 1
    assert "and 67 more" in negated
    assert "Each of them is -1 times the numerical one." in negated
    assert "Each of them" not in str(check_gradient(lambda x: float((x**2).sum()), point, point + 1, name="kernel"))
    right = check_gradient(lambda x: float((x**2).sum()), point, 2 * point, name="kernel")
    right.raise_if_wrong()
    assert str(right).startswith("kernel: all 72 entries agree with central differences.")


def test_what_cannot_be_checked_is_refused():
    point = np.ones(3)

    def total(x):
        return x.sum()

    with pytest.raises(TypeError, match="x must be float64, not float32: float32 keeps about seven digits"):
        numerical_gradient(total, point.astype("float32"))
    with pytest.raises(TypeError, match="bias must be float64, not int64"):
        check_gradient(total, np.ones(3, dtype="int64"), point, name="bias")
    with pytest.raises(TypeError, match="the gradient of bias must be float64, not float32"):
        check_gradient(total, point, point.astype("float32"), name="bias")
    with pytest.raises(ValueError, match=r"gradient of x has shape \(2,\), but x has shape \(3,\)"):
        check_gradient(total, point, np.ones(2))
    with pytest.raises(TypeError, match=r"must give one number, not ndarray of shape \(3,\)"):
        numerical_gradient(lambda x: x, point)
    with pytest.raises(ValueError, match="The function gave nan"):
        numerical_gradient(lambda x: float("nan"), point)
    with pytest.raises(ValueError, match="another value each time, for the same bias"):
        check_gradient(lambda x: x.sum() * RNG.random(), point, point, name="bias")
    for step in (0, -1e-5, float("nan")):
        with pytest.raises(ValueError, match="step must be a finite number above 0"):
            numerical_gradient(total, point, step)
    with pytest.raises(ValueError, match="step=1e-20 is too small"):
        numerical_gradient(total, point, 1e-20)
