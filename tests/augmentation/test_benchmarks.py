"""The committed results of the benchmarks are those of the scripts and say what is told."""

from __future__ import annotations

import pandas as pd
import pytest

from coursekit.augmentation.experiments import STRATEGIES
from coursekit.augmentation.experiments.keeping import DIGITS, SEALIONS_CHANGED, WAFERS
from coursekit.augmentation.measurements import Measured, measured
from coursekit.errors import CourseError

NAMES = Measured.__args__


@pytest.mark.parametrize("name", NAMES)
def test_committed_results_tell_how_they_were_made(name, root):
    results = measured(name)
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert (root / results.attrs["made_by"].split()[1]).is_file()
    assert "--quick" not in results.attrs["made_by"]
    assert results["seed"].nunique() >= 5
    shares = [column for column in results if "accuracy" in column or column.startswith(("recall", "mean_recall"))]
    assert shares
    for column in shares:
        assert results[column].dropna().between(0, 1).all()


def test_one_fused_resampling_is_the_fastest(root):
    """What the README refers to: on one core, all in one run."""
    speeds = pd.read_csv(root / "benchmarks" / "results" / "augmentation_speed.csv")
    fast = speeds.set_index("augmented by")["images_per_second"]
    assert fast.idxmax() == "Augment, OpenCV, uint8"
    assert fast["Augment, OpenCV, uint8"] > 10 * fast["ImageDataGenerator"]
    assert "albumentations, uint8" in fast


def test_few_images_are_learnt_by_heart_and_augmentation_closes_the_gap():
    results = measured("training")
    drawn = results[results["patches"] == "simulated"]
    counts = drawn.groupby(["images", "augmentation"]).size()
    assert counts.to_dict() == {(n, name): 5 for n in (60, 120, 240, 480) for name in ("none", "with")}
    mean = drawn.groupby(["augmentation", "images"])[["train_accuracy", "test_accuracy"]].mean()
    gap = mean["train_accuracy"] - mean["test_accuracy"]
    assert mean.loc["none", "train_accuracy"].min() > 0.99
    assert mean.loc["none", "test_accuracy"].is_monotonic_increasing
    assert (gap["with"] < gap["none"] - 0.15).all()
    # For each number of images, the worst training with is better than the best without.
    found = drawn.groupby(["augmentation", "images"])["test_accuracy"].agg(["min", "max"])
    assert (found.loc["with", "min"] > found.loc["none", "max"]).all()


def test_the_loss_on_new_images_rises_while_a_network_learns_by_heart():
    curves = measured("curves")
    last = curves["step"].max()
    for _, one in curves.groupby("seed"):
        without = one[one["augmentation"] == "none"].set_index("step")["valid_loss"]
        augmented = one[one["augmentation"] == "with"].set_index("step")["valid_loss"]
        assert without.loc[last] > without.min() + 0.05
        assert augmented.loc[last] < without.min()


@pytest.mark.parametrize(("name", "ways"), [("digits", DIGITS), ("sealions", SEALIONS_CHANGED), ("wafers", WAFERS)])
def test_label_results_are_of_the_transforms_as_they_are(name, ways):
    results = measured(name)
    assert results.attrs["augment"] == {way: repr(augment) for way, augment in ways.items()}
    assert results.groupby("transforms").size().to_dict() == dict.fromkeys(ways, 5)


def test_half_turns_make_nines_of_sixes():
    mean = measured("digits").groupby("transforms").mean(numeric_only=True)
    harmful, harmless = ["up to 180°", "flips both ways"], ["none", "up to 10°"]
    assert (mean.loc[harmless, ["6 as 9", "9 as 6"]] == 0).all(axis=None)
    assert (mean.loc[harmful, "9 as 6"] > 0.1).all()
    assert mean.loc[harmful, "accuracy"].max() < mean.loc[harmless, "accuracy"].min() - 0.05


def test_imbalance_results_are_of_the_strategies_as_they_are():
    results = measured("imbalance")
    assert results.attrs["strategies"] == {name: repr(strategy) for name, strategy in STRATEGIES.items()}
    recalls = results[[f"recall {name}" for name in results.attrs["classes"]]]
    assert (recalls.mean(axis=1) - results["mean_recall"]).abs().max() < 1e-3
    for _, own in results.groupby("seed"):
        assert own["strategy"].tolist() == list(STRATEGIES)


def test_accuracy_hides_what_mean_recall_shows():
    mean = measured("imbalance").groupby("strategy").mean(numeric_only=True)
    plain, flips = mean.loc["plain"], mean.loc["balanced sampling, flips"]
    assert plain["accuracy"] > 0.9
    assert plain["recall scratch"] < 0.3
    assert abs(flips["accuracy"] - plain["accuracy"]) < 0.02
    assert flips["mean_recall"] > plain["mean_recall"] + 0.05
    # Free turns blend the dies of good wafers.
    assert mean.loc["balanced sampling, augmentation", "recall none"] < flips["recall none"] - 0.1


def test_where_a_wafer_is_ill_is_lost_by_shifts():
    mean = measured("wafers").groupby("transforms").mean(numeric_only=True)
    assert mean.loc["turns", "accuracy"] > mean.loc["none", "accuracy"] + 0.05
    assert (
        mean.loc["turns and shifts", ["centre", "loc", "edge-loc"]] < mean.loc["none"][["centre", "loc", "edge-loc"]]
    ).all()


def test_copies_on_both_sides_flatter():
    mean = measured("copies").groupby(["transforms", "copies", "order"])[["valid_accuracy", "test_accuracy"]].mean()
    slight = mean.loc[("slight", 5, "augment, then split")]
    assert slight["valid_accuracy"] > slight["test_accuracy"] + 0.4


def test_views_help_where_the_model_was_unsure():
    results = measured("views")
    chosen = results[(results["augmentation"] == "with") & (results["transforms"] == "all")]
    mean = chosen[chosen["combine"] == "mean"].groupby(["images", "views"])["accuracy"].mean()
    assert mean["unsure", 8] > mean["unsure", 1] + 0.05
    assert abs(mean["sure", 8] - mean["sure", 1]) < 0.01


def test_views_add_up():
    results = measured("views")
    groups = results.pivot_table(
        index=["augmentation", "transforms", "seed", "views", "combine"], columns="images", values="count"
    ).fillna(0)
    assert (groups[["unsure", "between", "sure"]].sum(axis=1) == groups["all"]).all()
    assert (results["model_calls"] == results["views"] * results.attrs["test_images"]).all()
    assert results.loc[results["views"] == 1, "changed"].eq(0).all()


def test_missing_results_are_told_with_the_script_that_makes_them(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "lectures").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, script in (("views", "views"), ("copies", "leakage"), ("digits", "labels"), ("curves", "training")):
        with pytest.raises(CourseError, match=rf"python benchmarks/augmentation_{script}\.py"):
            measured(name)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="what must be one of 'training', 'curves'"):
        measured("speed")
