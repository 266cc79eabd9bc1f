"""The committed results of the benchmarks of topic 07 are complete and say what is told."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.augmentation.experiments import SEALIONS
from coursekit.errors import CourseError
from coursekit.transfer_learning import measured
from coursekit.transfer_learning.measurements import Measured

NAMES = Measured.__args__


@pytest.mark.parametrize("name", NAMES)
def test_committed_results_tell_how_they_were_made(name, root):
    results = measured(name)
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert (root / results.attrs["made_by"].split()[1]).is_file()
    assert "--quick" not in results.attrs["made_by"]
    assert len(results)
    assert not results.drop(columns=["chosen", "include_top"], errors="ignore").isna().any(axis=None)


@pytest.mark.parametrize("name", ["accuracy", "real", "folder", "blocks", "preprocessing"])
def test_shares_are_shares_and_no_training_is_there_twice(name):
    results = measured(name)
    assert results["accuracy"].between(0, 1).all()
    what = results.drop(columns=["accuracy", "chosen", "right", "learnt_from", "count"], errors="ignore")
    if name == "real":
        what = what.drop(columns="images")
    assert not what.duplicated().any()


def test_each_patch_is_judged_once_in_a_cross_validation():
    results = measured("real")
    np.testing.assert_allclose(results["accuracy"], results["right"] / results["images"], atol=5e-5)
    keys = ["network", "images_per_class", "augmentation", "views", "repeat"]
    whole = results.groupby([*keys[:-2], "repeat"])["fold"].nunique()
    assert (whole == 5).all()
    plain = results[results["network"] != "tuned"]  # it looks at as many views as it has chosen, fold by fold
    assert (plain.groupby(keys)["images"].sum() == 480).all()
    tuned = results[results["network"] == "tuned"]
    assert (tuned.groupby("repeat")["images"].sum() == 480).all()
    assert (results["learnt_from"] <= 6 * results["images_per_class"]).all()


def test_the_transforms_are_those_of_topic_04():
    assert measured("accuracy").attrs["augment"] == repr(SEALIONS)
    assert measured("real").attrs["transforms"]["with"] == repr(SEALIONS)


def test_three_in_ten_of_the_folders_validation_patches_share_pixels_with_training():
    counts = measured("folder").groupby("images")["count"].unique().map(list).to_dict()
    assert counts == {"all": [120], "others": [84], "overlapping": [36]}


def test_sizes_are_the_published_ones():
    """Those that Keras tells of its own VGG16."""
    sizes = measured("size").set_index("part")
    assert sizes["parameters"].to_dict() == {
        "convolutions": 14_714_688,
        "dense layers": 123_642_856,
        "all": 138_357_544,
    }
    np.testing.assert_allclose(sizes["megabytes"], sizes["parameters"] * 4 / 1e6, atol=0.05)


def test_kept_features_save_time():
    speed = measured("speed").set_index("way")
    expected = speed["once_seconds"] + speed["epochs"] * speed["epoch_seconds"]
    np.testing.assert_allclose(speed["total_seconds"], expected, rtol=0.02, atol=0.01)
    total = speed["total_seconds"]
    assert total["read from the cache"] < total["cached features"] < total["base every epoch"] / 5


def test_the_real_patches_are_told_apart_better_from_more_of_them():
    frozen = measured("real").query("network == 'frozen' and augmentation == 'turns' and views == 8")
    means = frozen.groupby("images_per_class")["accuracy"].mean()
    assert means.is_monotonic_increasing
    assert means[60] > 0.55


def test_views_help_frozen_features():
    for name in ("accuracy", "real"):
        means = measured(name).query("network == 'frozen'").groupby(["images_per_class", "augmentation", "views"])
        table = means["accuracy"].mean().unstack(["augmentation", "views"])
        assert (table["with", 8] > table["none", 1]).all()


def test_the_matching_preprocessing_is_not_the_worst():
    means = measured("preprocessing").groupby(["patches", "preprocessing"])["accuracy"].mean().unstack("patches")
    assert (means.loc["matching"] > means.loc["0 to 1"]).all()


def test_missing_results_are_told_with_the_script_that_makes_them(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "lectures").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, script in (("accuracy", ""), ("folder", "_real"), ("blocks", "_features"), ("size", "_speed")):
        with pytest.raises(CourseError, match=rf"python benchmarks/transfer{script}\.py"):
            measured(name)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="what must be one of 'accuracy', 'real'"):
        measured("sizes")
