"""The committed results are those of the scripts, say how they were made, and add up."""

from __future__ import annotations

from typing import get_args

import pytest

from coursekit.counting.measurements import Measured, measured
from coursekit.data.sealion_classes import ANIMALS
from coursekit.errors import CourseError


@pytest.mark.parametrize("name", get_args(Measured))
def test_committed_results_tell_how_they_were_made(name, root):
    results = measured(name)
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert (root / results.attrs["made_by"].split()[1]).is_file()
    assert "--quick" not in results.attrs["made_by"]
    for share in {"precision", "recall"} & set(results.select_dtypes("number")):  # of "speed" it is that of floats
        assert results[share].dropna().between(0, 1).all()


@pytest.mark.parametrize("name", ["sealions", "settings", "real"])
def test_counts_precision_and_recall_fit_together(name):
    results = measured(name)
    assert (results["count_error"] == results["found"] - results["truth"]).all()
    assert (results["matched"] <= results[["found", "truth"]].min(axis=1)).all()
    there = results[results["found"] > 0]
    assert there["precision"].to_list() == pytest.approx((there["matched"] / there["found"]).to_list(), abs=1e-4)
    there = results[results["truth"] > 0]
    assert there["recall"].to_list() == pytest.approx((there["matched"] / there["truth"]).to_list(), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("sealions", ["seed", "backgrounds"]),
        ("settings", ["seed", "backgrounds", "distance", "smooth", "threshold"]),
        ("density", ["seed", "method"]),
        ("real", ["model", "seed"]),
    ],
)
def test_classes_add_up_to_the_total(name, keys):
    for _, rows in measured(name).groupby(keys):
        by_class = rows.set_index("class")
        for column in {"truth", "found", "matched"} & set(rows):
            assert by_class.loc[list(ANIMALS), column].sum() == pytest.approx(by_class.loc["total", column], abs=0.01)


def test_detection_is_the_same_in_both_tables():
    detection = measured("sealions").query("backgrounds == 'mined'")
    density = measured("density").query("method == 'detection'")
    both = density.merge(detection, on=["seed", "class"], how="left", suffixes=("", "_too"))
    assert len(both) == len(density)
    for column in ("truth", "found", "absolute_error"):
        assert both[column].to_list() == pytest.approx(both[f"{column}_too"].to_list(), abs=1e-3)


def test_another_name_and_missing_results(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="'example', 'sealions'"):
        measured("elephants")
    monkeypatch.setattr("coursekit.tree.Course.find", lambda: type("Nowhere", (), {"root": tmp_path}))
    with pytest.raises(CourseError, match="not there"):
        measured("real")


def test_speed_says_what_is_told_of_a_scene():
    """The issue's scene: tiles give the same classes in little memory, and one look beats a million."""
    speed = measured("speed").query("network == 'two poolings'")
    assert set(speed["outputs"]) == {(((3328 - 96) // 4) + 1) * (((4992 - 96) // 4) + 1)}
    assert speed["animals"].iloc[0] > 1000, "a classifier that always says the same would hide what precision changes"
    plain = speed[(speed["precision"] == "float32") & ~speed["onednn"]].set_index(["way", "tile"]).sort_index()
    tiles = plain.loc["tiles"]
    assert (tiles["changed"] == 0).all()
    assert (tiles["peak_MB"] < 500).all()
    whole = plain.loc["whole image"].iloc[0]
    assert whole["peak_MB"] > 3000
    assert (tiles["seconds"] < 1.5 * whole["seconds"]).all()
    assert plain.loc["patch by patch", "seconds"].iloc[0] > 50 * whole["seconds"]
    assert (plain["teraflop"].drop("patch by patch") == 2.07).all()
