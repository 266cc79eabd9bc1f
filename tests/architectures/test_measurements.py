"""The committed results are those of the scripts, say how they were made, and carry what is told of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from statistics import mean

import numpy as np
import pytest

from coursekit.architectures.experiments import ACTIVATIONS, DIGITS, NETWORKS, REGULARISATIONS, TARGETS
from coursekit.architectures.measurements import PUBLISHED, Measured, measured, ranges
from coursekit.errors import CourseError

NAMES = Measured.__args__


def rows_of(root, name):
    """The results by Python's own reader."""
    with (root / "benchmarks" / "results" / f"architectures_{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", NAMES)
def test_committed_results_tell_how_they_were_made(name, root):
    results = measured(name)
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert (root / results.attrs["made_by"].split()[1]).is_file()
    assert "--quick" not in results.attrs["made_by"]
    for column in results:
        if "accuracy" in column and "epochs" not in column:
            assert results[column].between(0, 1).all()


@pytest.mark.parametrize("name", NAMES)
def test_results_are_read_as_they_stand_in_the_file(name, root):
    results, rows = measured(name), rows_of(root, name)
    assert list(results) == list(rows[0])
    assert len(results) == len(rows)
    for column in results:
        for found, written in zip(results[column], (row[column] for row in rows), strict=True):
            if written == "":
                assert np.isnan(found)
            else:
                assert found == (written if isinstance(found, str) else float(written))


def test_ranges_are_those_by_hand(root):
    found = ranges(measured("lenet"), ["split", "augmentation"])
    by_hand = defaultdict(list)
    for row in rows_of(root, "lenet"):
        by_hand[row["split"], row["augmentation"]].append(float(row["test_accuracy"]))
    assert list(found.index) == list(by_hand)
    assert list(found) == ["mean", "lowest", "highest", "runs"]
    for name, values in by_hand.items():
        assert tuple(found.loc[name]) == pytest.approx((mean(values), min(values), max(values), len(values)))


def test_ranges_take_one_name_and_leave_out_what_was_not_reached():
    import pandas as pd

    results = pd.DataFrame({"a": ["y", "x", "y", "y"], "took": [1.0, 5.0, np.nan, 4.0]})
    found = ranges(results, "a", "took")
    assert found.to_dict("index") == {
        "y": {"mean": 2.5, "lowest": 1.0, "highest": 4.0, "runs": 2},
        "x": {"mean": 5.0, "lowest": 5.0, "highest": 5.0, "runs": 1},
    }
    with pytest.raises(KeyError):
        ranges(results, "a", "no such")


@pytest.mark.parametrize("name", ["activations", "regularisation", "depth"])
def test_what_has_chosen_a_setting_is_not_counted(name):
    results = measured(name)
    assert set(results["purpose"]) == {"tuning", "measured"}
    value = "epochs_to_loss" if name == "activations" else "test_accuracy"
    with pytest.raises(ValueError, match="some rows have only chosen a setting"):
        ranges(results, "seed", value)
    assert set(ranges(results, "purpose", value).index) == {"tuning", "measured"}
    kept = results[results["purpose"] == "measured"]
    assert ranges(kept, "seed", value)["runs"].sum() == kept[value].count()
    assert not set(kept["seed"]) & set(results.loc[results["purpose"] == "tuning", "seed"])


def test_lenet_is_measured_with_the_transforms_as_they_are():
    results = measured("lenet")
    assert results.attrs["augment"] == repr(DIGITS)
    runs = results.groupby(["variant", "split", "augmentation"]).size()
    assert len(runs) == 8
    assert (runs == 5).all()
    assert not results.duplicated(["variant", "split", "augmentation", "seed"]).any()


def test_augmentation_lifts_the_modern_network_on_both_splits():
    """Seed by seed. Of "1998" nothing is claimed: with augmentation it needs more than these epochs."""
    results = measured("lenet")
    modern = results[results["variant"] == "modern"]
    pairs = modern.pivot_table(index=["split", "seed"], columns="augmentation", values="test_accuracy").dropna()
    assert (pairs["with"] > pairs["none"]).all()
    assert pairs.groupby("split").size().to_dict().keys() == {"order", "random"}
    found = ranges(modern, ["augmentation", "split"])
    for augmentation in ("none", "with"):
        assert found.loc[(augmentation, "order"), "highest"] < found.loc[(augmentation, "random"), "lowest"]


def test_the_settings_were_chosen_by_the_tuning_rows():
    results = measured("regularisation")
    tuning, kept = (results[results["purpose"] == purpose] for purpose in ("tuning", "measured"))
    settings = {"both": (0.5, tuning.loc[tuning["test_loss"].idxmin(), "weight_decay"])}
    for name, (dropouts, decays) in REGULARISATIONS.items():
        own = tuning[tuning["regularisation"] == name]
        tried = {(dropout, decay) for dropout in dropouts for decay in decays}
        assert set(zip(own["dropout"], own["weight_decay"], strict=True)) == (tried if len(tried) > 1 else set())
        settings[name] = (0.0, settings["both"][1]) if len(tried) > 1 else tried.pop()
    used = kept[["regularisation", "dropout", "weight_decay"]].drop_duplicates().set_index("regularisation")
    assert dict(zip(used.index, map(tuple, used.to_numpy()), strict=True)) == settings

    results = measured("activations")
    tuning, kept = (results[results["purpose"] == purpose] for purpose in ("tuning", "measured"))
    for (network, activation), own in kept.groupby(["network", "activation"]):
        tried = tuning[(tuning["network"] == network) & (tuning["activation"] == activation)]
        assert set(tried["learning_rate"]) == set(TARGETS[network].rates)
        first = tried.loc[tried["epochs_to_loss"].idxmin(), "learning_rate"]
        assert own["learning_rate"].unique().tolist() == [first]

    results = measured("depth")
    tuning, kept = (results[results["purpose"] == purpose] for purpose in ("tuning", "measured"))
    for (images, network), own in kept.groupby(["images", "network"]):
        tried = tuning[(tuning["images"] == images) & (tuning["network"] == network)]
        assert own["learning_rate"].unique().tolist() == [tried.loc[tried["test_loss"].idxmin(), "learning_rate"]]


def test_activations_are_measured_with_the_targets_as_they_are():
    results, curves = measured("activations"), measured("curves")
    wanted = {name: target._asdict() | {"rates": list(target.rates)} for name, target in TARGETS.items()}
    assert results.attrs["targets"] == wanted
    kept = results[results["purpose"] == "measured"].set_index(["network", "activation", "seed"])
    assert set(kept.index.get_level_values("activation")) == set(ACTIVATIONS)
    for name, looks in curves.groupby(["network", "activation", "seed"]):
        target = TARGETS[name[0]]
        for column, reached in (
            ("epochs_to_accuracy", looks["train_accuracy"] >= target.accuracy),
            ("epochs_to_loss", looks["train_loss"] <= target.loss),
        ):
            first = looks.loc[reached, "epoch"].min()
            assert kept.loc[name, column] == pytest.approx(first, nan_ok=True)


def test_tanh_is_not_slower_here():
    """What the lecture says against the common belief: for LeNet-5 on digits, in every run."""
    results = measured("activations")
    kept = results[(results["purpose"] == "measured") & (results["network"] == "LeNet-5")]
    found = ranges(kept, "activation", "epochs_to_accuracy")
    assert (found["runs"] == 5).all()
    assert found.loc["tanh", "highest"] < found.loc["ReLU", "lowest"]
    assert found.loc["scaled tanh", "highest"] < found.loc["ReLU", "lowest"]
    # The start is a part of it, not all: ReLU from weights made for it is sooner on average, and still behind.
    assert found.loc["ReLU, He start", "mean"] < found.loc["ReLU", "mean"] - 0.5
    assert found.loc["tanh", "highest"] < found.loc["ReLU, He start", "lowest"]


def test_regularisation_narrows_the_gap_and_can_be_too_much():
    results = measured("regularisation")
    kept = results[results["purpose"] == "measured"].copy()
    kept["gap"] = kept["train_accuracy"] - kept["test_accuracy"]
    gap, loss, accuracy = (ranges(kept, "regularisation", value) for value in ("gap", "test_loss", "test_accuracy"))
    assert (gap["highest"].drop("none") < gap.loc["none", "lowest"]).all()
    assert (loss["highest"].drop("none") < loss.loc["none", "lowest"]).all()
    # Of weight decay the ranges overlap: seed by seed, on the same images, it is ahead in every run.
    pairs = kept.pivot_table(index="seed", columns="regularisation", values="test_accuracy")
    assert len(pairs) == 5
    assert (pairs["weight decay"] > pairs["none"]).all()
    assert accuracy.loc["dropout", "highest"] < accuracy.loc["none", "lowest"]
    assert accuracy.loc["both", "highest"] < accuracy.loc["dropout", "highest"]


def test_seven_networks_beat_the_best_of_them():
    results = measured("ensemble").pivot_table(
        index=["patches", "ensemble"], columns="networks", values=["accuracy", "highest"]
    )
    assert len(results) >= 3
    assert (results["accuracy", 7] > results["accuracy", 1] + 0.04).all()
    assert (results["accuracy", 7] > results["accuracy", 5]).all()


def test_ensembles_add_up(root):
    results = measured("ensemble")
    for _, own in results.groupby(["patches", "ensemble"]):
        assert own["networks"].tolist() == [1, 2, 3, 4, 5, 6, 7]
        assert own["choices"].tolist() == [7, 21, 35, 35, 21, 7, 1]
        assert (own["lowest"] <= own["accuracy"] + 1e-4).all()
        assert (own["accuracy"] <= own["highest"] + 1e-4).all()
        assert own["lowest"].iloc[-1] == own["accuracy"].iloc[-1] == own["highest"].iloc[-1]
        # The logarithm is concave: a mean posterior has at most the mean loss.
        assert own["log_loss"].is_monotonic_decreasing


def test_the_paper_is_quoted_as_it_stands():
    """Table 2 of the paper, each more networks, each fewer errors."""
    assert [(row.networks, row.validation) for row in PUBLISHED] == [(1, 18.2), (5, 16.4), (7, 15.4)]
    assert [row.test for row in PUBLISHED] == [None, 16.4, 15.3]
    assert [row.pretrained for row in PUBLISHED] == [0, 0, 2]


def test_depth_is_measured_with_the_networks_as_they_are():
    results = measured("depth")
    assert results.attrs["networks"] == {name: stack._asdict() for name, stack in NETWORKS.items()}
    for _, own in results.groupby("images"):
        assert set(own["network"]) == set(NETWORKS)
        assert len(set(own["receptive_field"])) == 1
        counts = own.groupby("network")["parameters"].first()
        assert abs(counts["three 3×3, same parameters"] / counts["one 7×7"] - 1) < 0.02


def test_at_equal_parameters_the_deeper_network_knows_more_sea_lions_in_every_run():
    """Of the digits nothing of that kind is claimed."""
    results = measured("depth")
    kept = results[(results["purpose"] == "measured") & (results["images"] == "sea lions, simulated")]
    pairs = kept.pivot_table(index="seed", columns="network", values="test_accuracy").dropna()
    assert len(pairs) >= 2
    assert (pairs["three 3×3, same parameters"] > pairs["one 7×7"]).all()


def test_missing_results_are_told_with_the_script_that_makes_them(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "lectures").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, script in (("lenet", "lenet"), ("curves", "activations"), ("depth", "depth")):
        with pytest.raises(CourseError, match=rf"python benchmarks/architectures_{script}\.py"):
            measured(name)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="what must be one of 'lenet', 'activations'"):
        measured("speed")
