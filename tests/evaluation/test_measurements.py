"""The committed results of the benchmarks are those of the scripts and say what is told."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from coursekit.augmentation.experiments import SEALIONS
from coursekit.errors import CourseError
from coursekit.evaluation.experiments import choosing, judged, small_tests
from coursekit.evaluation.measurements import Measured, measured

NAMES = Measured.__args__


@pytest.fixture(scope="module")
def subadult_males():
    """True or not, the posterior, and the scene of the 1,200 kept test patches."""
    kept = measured("posteriors").query("part == 'test' and augmentation == 'with'")
    label = kept.attrs["classes"].index("subadult_males")
    return (kept["label"] == label).to_numpy().astype(int), kept["subadult_males"].to_numpy(), kept["scene"].to_numpy()


@pytest.mark.parametrize("name", NAMES)
def test_committed_results_tell_how_they_were_made(name, root):
    results = measured(name)
    assert {"processor", "cores", "versions", "run_time_s", "made_by", "date"} <= results.attrs.keys()
    assert (root / results.attrs["made_by"].split()[1]).is_file()
    assert "--quick" not in results.attrs["made_by"]
    assert len(results)


def test_trainings_are_five_of_each_kind():
    results = measured("sealions")
    counts = results.groupby(["patches", "augmentation"]).size().to_dict()
    assert counts == {(patches, way): 5 for patches in ("real", "simulated") for way in ("none", "with")}
    assert results.attrs["augment"] == repr(SEALIONS)
    for column in results.columns[3:]:
        assert results[column].dropna().between(0, 1).all()


@pytest.mark.parametrize("way", ["none", "with"])
def test_the_first_training_is_the_one_whose_posteriors_are_kept(way):
    kept = measured("posteriors")
    own = kept[(kept["part"] == "test") & (kept["augmentation"] == way)]
    classes = kept.attrs["classes"]
    rows = measured("sealions").query(f"patches == 'simulated' and seed == 0 and augmentation == '{way}'")
    row = judged(own["label"].to_numpy(), own[classes].to_numpy(), classes)
    for name, value in row.items():
        assert rows[name].item() == pytest.approx(value, abs=2e-3), name


def test_posteriors_are_posteriors_of_all_classes_alike():
    kept = measured("posteriors")
    classes = kept.attrs["classes"]
    assert np.allclose(kept[classes].sum(axis=1), 1, atol=5e-4)
    test, valid = (kept[(kept["part"] == part) & (kept["augmentation"] == "none")] for part in ("test", "valid"))
    assert np.bincount(test["label"]).tolist() == [200] * 6
    assert np.bincount(valid["label"]).tolist() == [20] * 6


def test_small_tests_are_drawn_from_the_kept_posteriors(subadult_males):
    true, scores, _ = subadult_males
    kept = measured("small_tests")
    assert kept["true_auc"].iloc[0] == pytest.approx(metrics.roc_auc_score(true, scores), abs=5e-5)
    again = small_tests(true, scores, sizes=(60,), draws=5)
    own = kept[(kept["drawn"] == "patches") & (kept["size"] == 60)].head(5)
    np.testing.assert_allclose(own[["auc", "low", "high"]], again[["auc", "low", "high"]], atol=5e-5)


def test_intervals_of_ten_positives_promise_too_much():
    coverage = measured("coverage").set_index(["drawn", "size"])
    assert (coverage["sets"] == 2000).all()
    held = coverage.loc["patches", "held"]
    assert held[60] < 0.9
    assert held[480] > 0.92
    assert coverage.loc["patches", "width"].is_monotonic_decreasing


def test_thresholds_are_chosen_on_the_kept_posteriors(subadult_males):
    true, scores, _ = subadult_males
    kept = measured("choosing").query("scores == 'network' and criterion == 'youden' and size == 30").head(4)
    again = choosing(true, scores, sizes=(30,), draws=4)
    for column in ("threshold", "promised", "kept", "best"):
        np.testing.assert_allclose(kept[column], again[column], atol=5e-5)


def test_what_is_promised_is_not_kept():
    means = measured("choosing").groupby(["criterion", "scores", "size"])[["promised", "kept"]].mean()
    assert (means["promised"] > means["kept"]).all()
    gap = (means["promised"] - means["kept"]).loc["youden"]
    assert gap["network", 30] > 0.15
    assert gap["network", 480] < 0.06
    assert abs(means.loc[("youden", "noise", 30), "kept"]) < 0.05
    assert means.loc[("youden", "noise", 30), "promised"] > 0.2


def test_missing_results_are_told_with_the_script_that_makes_them(tmp_path, monkeypatch):
    (tmp_path / "course.py").touch()
    (tmp_path / "lectures").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, script in (("posteriors", "sealions"), ("choosing", "small_tests"), ("coverage", "small_tests")):
        with pytest.raises(CourseError, match=rf"python benchmarks/evaluation_{script}\.py"):
            measured(name)


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="what must be one of 'sealions', 'posteriors'"):
        measured("calibration")
