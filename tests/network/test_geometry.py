"""Sizes along one axis, against counting positions by hand and against Keras."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.network import Window, output_size, window


def positions_by_hand(size, kernel, stride, dilation, before, after):
    """Slide the kernel over the padded axis and count where all of it fits."""
    padded = before + size + after
    return sum(1 for start in range(0, padded, stride) if start + (kernel - 1) * dilation < padded)


sizes = st.integers(1, 40)
small = st.integers(1, 5)


@given(sizes, st.integers(1, 9), small, small, st.integers(0, 5), st.integers(0, 5))
def test_window_equals_counting_positions(size, kernel, stride, dilation, before, after):
    expected = positions_by_hand(size, kernel, stride, dilation, before, after)
    if expected < 1:
        with pytest.raises(ValueError, match="no position is left"):
            window(size, kernel, stride, (before, after), dilation)
    else:
        assert window(size, kernel, stride, (before, after), dilation).output(size) == expected


@given(sizes, st.integers(1, 9), small, small)
def test_same_pads_just_enough_for_every_start(size, kernel, stride, dilation):
    found = window(size, kernel, stride, "same", dilation)
    outputs = -(-size // stride)
    assert found.output(size) == outputs
    assert 0 <= found.after - found.before <= 1 or found.after == found.before == 0
    if found.before + found.after:
        # one zero less would lose the last output
        assert positions_by_hand(size, kernel, stride, dilation, 0, found.before + found.after - 1) == outputs - 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((32, 5), 28),
        ((28, 2, 2), 14),
        ((227, 11, 4), 55),
        ((224, 11, 4), 54),
        ((224, 11, 4, 2), 55),
        ((7, 3, 2, "same"), 4),
    ],
)
def test_sizes_everyone_knows(arguments, expected):
    assert output_size(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((4, 7), ValueError, "kernel of 7 spans 7 inputs, but there are only 4: no position"),
        ((4, 7, 1, 1), ValueError, "only 4 and 2 zeros of padding"),
        ((10, 7, 1, "valid", 2), ValueError, "kernel of 7 with dilation 2 spans 13 inputs"),
        ((10, 3, 2, "valid", 2), ValueError, "strides=2 cannot be combined with dilation_rate=2"),
        ((10, 0), ValueError, "kernel_size must be at least 1, not 0"),
        ((10, 3, 0), ValueError, "strides must be at least 1, not 0"),
        ((10, 3, -2), ValueError, "strides must be at least 1, not -2"),
        ((10, 3, 1, "valid", 0), ValueError, "dilation_rate must be at least 1, not 0"),
        ((0, 3), ValueError, "input size must be at least 1, not 0"),
        ((-5, 3), ValueError, "input size must be at least 1, not -5"),
        ((10, 3, 1, (-1, 0)), ValueError, "padding before must be at least 0, not -1"),
        ((10, 3, 1, (1, 2, 3)), ValueError, "two numbers, before and after, not 3"),
        ((10, 3, 1, "full"), ValueError, "padding must be 'valid' or 'same'"),
        ((10, 2.5), TypeError, "kernel_size must be a whole number, not 2.5"),
        ((10, True), TypeError, "kernel_size must be a whole number, not True"),
        (("ten", 3), TypeError, "input size must be a whole number"),
    ],
)
def test_impossible_combinations_say_why(arguments, error, said):
    with pytest.raises(error, match=said):
        output_size(*arguments)


def test_what_depends_on_an_unknown_size_stays_unknown():
    assert window(None, 3, 1, "same") == Window(kernel=3, before=1, after=1)
    strided = window(None, 3, 2, "same")
    assert (strided.before, strided.after) == (None, 1)  # an even row gets one zero, at its end; an odd row two
    assert strided.output(None) is None


def test_padding_is_told_for_any_size_where_all_sizes_agree():
    for kernel in range(1, 8):
        for stride in range(1, 6):
            fixed = [window(size, kernel, stride, "same") for size in range(20, 80)]
            told = window(None, kernel, stride, "same")
            for end in ("before", "after"):
                amounts = {getattr(each, end) for each in fixed}
                assert getattr(told, end) == (amounts.pop() if len(amounts) == 1 else None), (kernel, stride, end)


def test_keras_computes_the_same_sizes(keras):
    from itertools import product

    for size, kernel, stride, padding, dilation in product(
        (5, 8, 13), (1, 2, 3, 5), (1, 2, 3), ("valid", "same"), (1, 2)
    ):
        if stride > 1 and dilation > 1:
            with pytest.raises(ValueError, match="not supported in conjunction"):
                keras.layers.Conv1D(1, kernel, stride, padding, dilation_rate=dilation)
            continue
        layer = keras.layers.Conv1D(1, kernel, stride, padding, dilation_rate=dilation)
        try:
            expected = layer.compute_output_shape((None, size, 1))[1]
        except ValueError:
            expected = None
        if expected is None:
            with pytest.raises(ValueError, match="no position is left"):
                output_size(size, kernel, stride, padding, dilation)
        else:
            assert output_size(size, kernel, stride, padding, dilation) == expected
