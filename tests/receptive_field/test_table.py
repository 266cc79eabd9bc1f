"""The table of a network: one row per layer, each the same as asking for that layer."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from coursekit.network import Add, AveragePool, Conv, Dense, Flatten, GlobalMaxPool, Input, MaxPool, Other, UpSample
from coursekit.receptive_field import DependsOnInput, of, table

BRANCHES = [
    Input(shape=(32, 40, 1), name="image"),
    Conv(4, (3, 5), padding="same", name="a"),
    MaxPool((2, 1), name="b"),
    Conv(4, 3, padding="same", name="c"),
    Conv(4, 2, padding="same", inputs="b", name="d"),
    Add(inputs=("c", "d"), name="e"),
    Flatten(name="f"),
]


def test_rows_equal_single_fields():
    found = table(BRANCHES)
    assert found.index.tolist() == ["image", "a", "b", "c", "d", "e", "f"]
    for name, row in found.iterrows():
        field = of(BRANCHES, name)
        for column in ("size", "stride", "padding", "start"):
            assert (row[f"{column} height"], row[f"{column} width"]) == getattr(field, column)
        assert (row["centre height"], row["centre width"]) == field.centre()
        assert row["aligned"] == field.aligned
    # by hand: the even kernel of d begins at its own place and ends one further on, c's reaches one to each side
    assert not found.loc["e", "aligned"]
    assert "along height the centres of its branches lie 1 pixel apart" in found.loc["e", "remark"]
    assert "along width the centres of its branches lie 0.5 pixels apart" in found.loc["e", "remark"]


def test_by_hand():
    found = table([Input(shape=(32, 32, 1)), Conv(6, 5, name="c1"), AveragePool(2, name="s2"), Conv(16, 5, name="c3")])
    assert found["size height"].tolist() == [1, 5, 6, 14]
    assert found["stride height"].tolist() == [1, 1, 2, 2]
    assert found["centre height"].tolist() == [0, 2, 2.5, 6.5]


def test_only_what_a_layer_depends_on():
    assert table(BRANCHES, layer="d").index.tolist() == ["image", "a", "b", "d"]


def test_pixel_origin_moves_centres_only():
    points, squares = table(BRANCHES), table(BRANCHES, pixel_origin=0.5)
    assert (squares["centre height"] - points["centre height"] == 0.5).all()
    assert (squares["size width"] == points["size width"]).all()
    assert "middle of the first at 0.5" in squares.attrs["conventions"]


def test_fractions_whole_inputs_and_what_depends_on_the_size():
    up = table([Input(shape=(8, 8, 1)), UpSample(4, name="up")])
    assert up.loc["up", "stride height"] == Fraction(1, 4)
    unsized = table([Input(shape=(None, 9, 1)), Conv(1, 3, 2, "same", name="c")])
    assert unsized.loc["c", "padding height"] == DependsOnInput((0, 1))
    assert unsized.loc["c", "centre height"] == DependsOnInput((1.0, 0.0))
    assert unsized.loc["c", "padding width"] == 1
    whole = table([Input(shape=(9, 9, 1)), Conv(2, 3), GlobalMaxPool(name="g"), Dense(2, name="d")])
    assert whole.loc["d", "size height"] == inf
    assert whole.loc["d", "centre height"] == 4
    assert "reads its whole input along height and width" in whole.loc["g", "remark"]


def test_unknown_layers_stop_the_table_and_the_part_before_is_offered():
    layers = [Input(shape=(8, 8, 1)), Conv(2, 3, name="c"), Other(kind="Strange", name="odd"), Conv(2, 3, name="last")]
    with pytest.raises(ValueError, match=r"from odd \(Strange\) on.*table\(model, layer="):
        table(layers)
    with pytest.raises(ValueError, match=r"from odd \(Strange\) on"):
        table(layers, layer="last")
    assert table(layers, layer="c").index.tolist() == ["input_1", "c"]
