"""The recurrence as text: every line must calculate, and end in what `of` says."""

from __future__ import annotations

import re

import pytest

from coursekit.network import (
    Add,
    BatchNorm,
    Conv,
    ConvTranspose,
    GlobalAveragePool,
    Input,
    MaxPool,
    Multiply,
    UpSample,
    ZeroPad,
)
from coursekit.receptive_field import explain, of

STACK = [
    Input(shape=(64, 64, 1)),
    ZeroPad(((2, 1), (2, 1)), name="pad"),
    Conv(4, 3, name="a"),
    BatchNorm(name="bn"),
    MaxPool(2, name="b"),
    Conv(4, 3, dilation_rate=2, padding="same", name="c"),
    MaxPool(3, 2, "same", name="d"),
]


def said(capsys, *arguments, **keywords):
    explain(*arguments, **keywords)
    return capsys.readouterr().out


def test_every_line_calculates(capsys):
    text = said(capsys, STACK)
    lines = re.findall(r"^    ([rjuc]) = (.*) = (\S+)$", text, re.MULTILINE)
    assert len(lines) == 4 * 5  # batch normalisation changes nothing and has no lines
    before = {"r": 1.0, "j": 1.0, "u": 0.0, "c": 0.0}
    for symbol, formula, result in lines:
        calculated = eval(formula.replace("·", "*"))  # noqa: S307 - text that was just made, by our own code
        assert calculated == float(result), (symbol, formula)
        assert float(formula.split()[0].strip("()").split("·")[0]) == before[symbol]
        before[symbol] = float(result)
    field = of(STACK)
    assert (before["r"], before["j"], before["u"], before["c"]) == (
        field.size[0],
        field.stride[0],
        field.start[0],
        field.centre()[0],
    )


def test_axes_are_told_apart_only_where_they_differ(capsys):
    assert "along height and width" in said(capsys, STACK)
    text = said(capsys, [Input(shape=(9, 9, 1)), Conv(1, (3, 5))])
    assert text.index("along height\n") < text.index("r = 1 + (3-1)") < text.index("along width\n")
    assert "r = 1 + (5-1)" in text


def test_branches_are_listed_with_their_union(capsys):
    layers = [
        Input(shape=(16, 16, 1)),
        Conv(1, 3, padding="same", name="a"),
        Conv(1, 5, padding="same", name="b"),
        Add(inputs=("a", "b"), name="sum"),
        GlobalAveragePool(keepdims=True, name="squeeze"),
        Multiply(inputs=("sum", "squeeze"), name="gate"),
    ]
    text = said(capsys, layers)
    assert "sum (Add) joins 2 branches" in text
    assert "    a: r = 3, j = 1, u = -1, c = 0\n    b: r = 7, j = 1, u = -3, c = 0\n    together: r = 7" in text
    assert "squeeze (GlobalAveragePool) reads everything along this axis" in text


def test_up_sampling_names_its_kinds_of_units(capsys):
    layers = [Input(shape=(8, 8, 1)), Conv(1, 3, name="a"), UpSample(2, name="up"), ConvTranspose(1, 4, 2, name="t")]
    text = said(capsys, layers)
    assert "up (UpSample)" in text
    assert "j = 1/2" in text
    assert "j = 1/4" in text


def test_the_pixel_origin_is_named_and_moves_the_centre(capsys):
    points, squares = said(capsys, STACK), said(capsys, STACK, pixel_origin=0.5)
    assert "middle of the first at 0;" in points
    assert "middle of the first at 0.5;" in squares
    assert "c = 0.5\n" in squares


def test_what_depends_on_the_input_size_is_not_guessed(capsys):
    layers = [Input(shape=(None, None, 1)), Conv(1, 3, 2, "same")]
    with pytest.raises(ValueError, match="depends on the size of the input"):
        explain(layers)
    assert "k=3 s=2 d=1 p=0" in said(capsys, layers, input_shape=(8, 8, 1))
