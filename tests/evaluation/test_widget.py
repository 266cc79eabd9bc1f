"""The explorer of a threshold: what it draws and says is what scikit-learn counts; no front end is needed to see it."""

from __future__ import annotations

import html
import itertools
import re
import sys
import warnings

import ipywidgets
import numpy as np
import pytest
from scipy.stats import norm
from sklearn import metrics

from coursekit import evaluation
from coursekit.evaluation.threshold_explorer.picture import render
from coursekit.evaluation.threshold_explorer.state import DISTANCES, IMAGES, SHARES, State, changed, scores


@pytest.fixture
def explorer():
    return evaluation.explore()


def labelled(found):
    """True classes and scores, positives first."""
    positives, negatives = found.curve.positive_scores, found.curve.negative_scores
    return np.repeat([1, 0], [len(positives), len(negatives)]), np.concatenate([positives, negatives])


def attributes(shown, tag):
    """The attributes of every element of a kind."""
    return [dict(re.findall(r"([\w-]+)='([^']*)'", text)) for text in re.findall(rf"<{tag} (.*?)/>", shown)]


# -- the scores


def test_scores_are_two_normal_distributions_that_far_apart():
    found = scores(2.0, 0.5, 3)
    logits = [np.log(s / (1 - s)) for s in (found.curve.positive_scores, found.curve.negative_scores)]
    assert logits[0].mean() - logits[1].mean() == pytest.approx(2, abs=0.2)
    assert [each.std() for each in logits] == pytest.approx([1, 1], abs=0.1)
    # Of two such normal variables, the first is larger with this probability.
    assert found.auc == pytest.approx(norm.cdf(2 / np.sqrt(2)), abs=0.02)


@pytest.mark.parametrize("share", SHARES)
def test_every_share_has_its_number_of_positives(share):
    found = scores(1.5, share, 0)
    assert len(found.curve.positive_scores) == round(IMAGES * share)
    assert len(found.curve.negative_scores) == IMAGES - round(IMAGES * share)


def test_balance_does_not_move_the_curve_but_for_luck():
    areas = [scores(1.5, share, seed).auc for share in (0.5, 0.1) for seed in range(8)]
    assert np.mean(areas[:8]) == pytest.approx(np.mean(areas[8:]), abs=0.02)


def test_classes_at_one_place_know_nothing():
    assert scores(0.0, 0.5, 0).auc == pytest.approx(0.5, abs=0.05)


def test_classes_that_do_not_overlap_have_no_interval():
    apart = next(found for seed in range(50) if (found := scores(4.0, 0.01, seed)).auc == 1)
    assert apart.interval is None
    seed = next(seed for seed in range(50) if scores(4.0, 0.01, seed).auc == 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = render(State(distance=4.0, positive_share=0.01, seed=seed)).summary
    assert "AUC 1.000 (no interval, as the classes do not overlap)" in said


# -- what is shown and said


@pytest.mark.parametrize("values", [{}, {"threshold": 0.8, "positive_share": 0.1}, {"threshold": 0.0}])
def test_matrix_point_and_words_are_scikit_learns(explorer, values):
    explorer.change(**values)
    true, values_of = labelled(explorer.picture.found)
    called = values_of >= explorer.state.threshold
    (rejected, alarms), (missed, hits) = metrics.confusion_matrix(true, called)
    assert explorer.picture.seen.counts.tolist() == [[hits, missed], [alarms, rejected]]
    cells = re.findall(r"<td [^>]*>([\d.]+)% <span [^>]*>\((\d+)\)", explorer.picture.html)
    assert [int(count) for _, count in cells] == [hits, missed, alarms, rejected]
    rates = metrics.confusion_matrix(true, called, labels=[1, 0], normalize="true").ravel()
    assert [float(percent) for percent, _ in cells] == pytest.approx(100 * rates, abs=0.051)
    said = explorer.picture.summary
    assert f"{hits} of {hits + missed} positives found (TPR {rates[0]:.1%})" in said
    assert f"{alarms} of {alarms + rejected} negatives called positive (FPR {rates[2]:.1%})" in said
    assert f"Accuracy {metrics.accuracy_score(true, called):.1%}" in said
    assert f"Precision {metrics.precision_score(true, called):.1%}" in said
    assert f"AUC {metrics.roc_auc_score(true, values_of):.3f}" in said
    assert f"commoner class: {max(true.mean(), 1 - true.mean()):.1%}" in said
    assert html.escape(said) in explorer._shown.value


def test_the_point_lies_on_the_drawn_curve(explorer):
    explorer.change(threshold=0.7)
    shown = explorer.picture.html
    circles = [each for each in attributes(shown, "circle") if each.get("fill") == "#222222"]
    (path,) = [each for each in attributes(shown, "path") if each.get("stroke") == "#0072B2"]
    corners = np.array([[float(v) for v in pair.split()] for pair in path["d"][1:].split("L")])
    place = np.array([float(circles[0]["cx"]), float(circles[0]["cy"])])
    assert len(circles) == 1
    parts = itertools.pairwise(corners)
    between = [np.linalg.norm(place - a) + np.linalg.norm(place - b) - np.linalg.norm(b - a) for a, b in parts]
    assert min(between) < 0.2, "the point is not on the curve"
    # The square of the plane is 214 wide and begins at 44, 12.
    point = explorer.picture.point
    assert place == pytest.approx([44 + 214 * point.fpr, 12 + 214 * (1 - point.tpr)], abs=0.06)


def test_the_drawn_curve_has_the_area(explorer):
    (path,) = [each for each in attributes(explorer.picture.html, "path") if each.get("stroke") == "#0072B2"]
    corners = np.array([[float(v) for v in pair.split()] for pair in path["d"][1:].split("L")])
    area = metrics.auc((corners[:, 0] - 44) / 214, 1 - (corners[:, 1] - 12) / 214)
    assert area == pytest.approx(explorer.picture.found.auc, abs=1e-3)


def test_bars_are_the_histogram(explorer):
    bars = attributes(explorer.picture.html, "rect")
    up, down = (
        sorted((float(b["x"]), float(b["height"])) for b in bars if b["fill"] == colour)
        for colour in ("#0072B2", "#E69F00")
    )
    curve = explorer.picture.found.curve
    for shown, values in ((up, curve.positive_scores), (down, curve.negative_scores)):
        counts = np.histogram(values, np.linspace(0, 1, 51))[0]
        counts = counts[counts > 0]
        heights = np.array([height for _, height in shown])
        assert len(heights) == len(counts)
        tall = counts > 3  # the least ones are drawn two pixels high
        np.testing.assert_allclose((heights / heights.max())[tall], (counts / counts.max())[tall], atol=0.02)


def test_the_marks_are_the_best_points(explorer):
    explorer.change(positive_share=0.2)
    curve = explorer.picture.found.curve
    accuracy = 0.2 * curve.tpr + 0.8 * (1 - curve.fpr)
    values = {
        "closest": -np.hypot(curve.fpr, 1 - curve.tpr),
        "youden": curve.tpr - curve.fpr,
        "accuracy": accuracy,
    }
    # Of those that are equal but for rounding, the highest threshold.
    best = {name: np.flatnonzero(value >= value.max() - 1e-9)[0] for name, value in values.items()}
    for criterion, index in best.items():
        assert explorer.picture.found.best[criterion].threshold == curve.thresholds[index]
    for mark, criterion in (("○", "closest"), ("□", "youden"), ("△", "accuracy")):
        line = re.search(rf"{mark} [^:<]*: at (\d\.\d\d)", explorer.picture.html)
        assert float(line[1]) == pytest.approx(curve.thresholds[best[criterion]], abs=0.0051)


def test_where_positives_are_rare_the_best_accuracy_finds_nothing(explorer):
    explorer.change(positive_share=0.02)
    assert explorer.picture.found.best["accuracy"].tpr == 0
    assert "△ best accuracy: nothing is positive" in explorer.picture.html


def test_nothing_called_positive_has_no_precision(explorer):
    explorer.change(threshold=1.0)
    assert "Precision not defined, as nothing is called positive" in repr(explorer)


def test_the_table_and_the_drawings_can_be_heard(explorer):
    shown = explorer.picture.html
    assert shown.count("scope='col'") == shown.count("scope='row'") == 2
    assert "<caption" in shown
    assert shown.count("role='img'") == shown.count("aria-label=") == 2
    assert "role='status'" in shown


# -- the controls


def test_a_slider_moved_by_hand_draws_anew(explorer):
    before = explorer._shown.value
    explorer.controls["threshold"].value = 0.62
    assert explorer.state.threshold == 0.62
    assert explorer._shown.value != before
    explorer.controls["threshold"].value = 0.5
    assert explorer._shown.value == before
    explorer.controls["distance"].value = 3.0
    assert explorer.picture.found.auc > 0.95
    explorer.controls["positive_share"].value = 0.05
    assert len(explorer.picture.found.curve.positive_scores) == 50


def test_other_images_are_others_of_the_same_classes(explorer):
    first = explorer.picture.found
    explorer.controls["other_images"].click()
    assert explorer.state == State(seed=1)
    assert explorer.picture.found.auc != first.auc
    explorer.change(seed=0)
    assert explorer.picture.found.auc == first.auc


def test_controls_follow_a_change_and_draw_once(explorer, monkeypatch):
    drawn = []
    module = sys.modules["coursekit.evaluation.threshold_explorer.widget"]
    monkeypatch.setattr(module, "render", lambda state: drawn.append(state) or render(state))
    explorer.change(threshold=0.25, distance=2.5, positive_share=0.3)
    assert [explorer.controls[name].value for name in ("threshold", "distance", "positive_share")] == [0.25, 2.5, 0.3]
    assert len(drawn) == 1


def test_it_can_start_elsewhere():
    explorer = evaluation.explore(threshold=0.3, positive_share=0.1, distance=2.0, seed=4)
    assert explorer.state == State(0.3, 2.0, 0.1, 4)
    assert explorer.controls["threshold"].value == 0.3


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"threshold": 1.2}, "between 0 and 1"),
        ({"distance": 0.3}, "no position 0.3; it has 0, 0.25"),
        ({"positive_share": 0.15}, "no position 0.15; it has 0.01"),
        ({"overlap": 1}, "no control 'overlap'; there are threshold"),
    ],
)
def test_what_is_no_setting_is_refused_and_changes_nothing(explorer, values, reason):
    before = explorer.state, explorer._shown.value
    with pytest.raises(ValueError, match=reason):
        explorer.change(**values)
    assert (explorer.state, explorer._shown.value) == before


def test_every_position_can_be_shown():
    for distance in DISTANCES:
        for share in SHARES[:3]:
            assert changed(State(), distance=distance, positive_share=share)
            assert render(State(distance=distance, positive_share=share)).summary


# -- in a notebook and without one


def test_in_a_notebook_it_is_a_widget_and_in_words(explorer):
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(explorer) == explorer.picture.summary
    assert all(isinstance(control, ipywidgets.Widget) for control in explorer.controls.values())


def test_its_figure_shows_the_same(explorer):
    explorer.change(threshold=0.6, positive_share=0.1)
    (hits, _), (alarms, _) = explorer.picture.seen.counts.tolist()
    said = explorer.figure().get_label()
    assert "a threshold at 0.60" in said
    assert f"{hits} of the first" in said
    assert f"{alarms} of the others" in said


def test_committed_moves_take_less_than_50_ms(root):
    rows = (root / "benchmarks" / "results" / "evaluation_explorer.csv").read_text("utf-8").splitlines()[1:]
    assert [float(row.split(",")[2]) < 50 for row in rows] == [True] * 3
