"""What the figures of topic 05 show is true: lines, marks and numbers are found again by scikit-learn and NumPy."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from scipy.stats import binomtest
from sklearn import metrics

from coursekit import evaluation
from coursekit import figures as shared
from coursekit.evaluation import EXAMPLES, best_threshold, figures
from coursekit.evaluation.figures.reliability import wilson

RNG = np.random.default_rng(0)
TRUE = np.repeat([1, 0], [40, 60])
SCORES = np.concatenate([RNG.beta(3, 2, 40), RNG.beta(2, 4, 60)])
CURVE = evaluation.roc(TRUE, SCORES)
OTHER = evaluation.roc(TRUE, 1 - SCORES**2)
RECALLED = evaluation.precision_recall(TRUE, SCORES)
CALIBRATED = evaluation.calibration(TRUE, SCORES)
CLASSES = ("adult_males", "pups", "never_there")
SEEN = evaluation.confusion([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2], classes=CLASSES)
TWO = evaluation.from_rates(0.85, 0.1, 0.5, count=200)
TABLES = {name: evaluation.across_balance(*rates, [0.5, 0.1, 0.01]) for name, rates in EXAMPLES.items()}
TESTS = pd.DataFrame(
    [(0.8, 0.7, 0.9, 0.85), (0.9, 0.86, 0.94, 0.85), (0.84, 0.8, 0.88, 0.85)],
    columns=["auc", "low", "high", "true_auc"],
)
CHOICES = pd.DataFrame(
    [("youden", size, 0.8 - size / 1000 + draw / 10, 0.4 + size / 1000, 0.6) for size in (30, 60) for draw in (0, 1)],
    columns=["criterion", "size", "promised", "kept", "best"],
)
CHOSEN = [
    best_threshold(CURVE, criterion="closest"),
    best_threshold(CURVE, criterion="youden"),
    best_threshold(CURVE, criterion="fpr", fpr=0.1),
    best_threshold(CURVE, criterion="cost", false_negative_cost=10),
]

PICTURES = {
    "matrices": lambda: figures.matrices({"one": SEEN, "other": dataclasses.replace(SEEN, normalize="predicted")}),
    "a matrix of counts": lambda: figures.matrices({"counted": dataclasses.replace(SEEN, normalize=None)}),
    "matrices of two": lambda: figures.matrices({"A": TWO, "B": TWO}),
    "roc": lambda: figures.roc({"one": CURVE, "other": OTHER}, EXAMPLES),
    "precision and recall": lambda: figures.precision_recall({"one": RECALLED}),
    "both": lambda: figures.roc_and_precision_recall({"one": CURVE}, {"one": RECALLED}),
    "threshold": lambda: figures.threshold(CURVE, 0.5, "adult_males"),
    "threshold of logits": lambda: figures.threshold(evaluation.roc(TRUE, 10 * SCORES - 3), 1.0),
    "choices": lambda: figures.choices(CURVE, CHOSEN),
    "balance": lambda: figures.balance(TABLES),
    "reliability": lambda: figures.reliability({"one": CALIBRATED, "other": CALIBRATED}),
    "intervals": lambda: figures.intervals({"3 patches": TESTS, "others": TESTS}),
    "promised": lambda: figures.promised({"network": CHOICES, "noise": CHOICES}),
}


def numbers(axis):
    """The numbers written on a matrix, row by row."""
    return [text.get_text() for text in axis.texts]


# -- what holds for each of them


@pytest.mark.parametrize("name", PICTURES)
def test_every_figure_can_be_read(name):
    before = dict(mpl.rcParams)
    figure = PICTURES[name]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert dict(mpl.rcParams) == before, "someone's settings are changed"
    assert figure.get_figwidth() <= 9.01

    grey = np.asarray(Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("L"))
    assert (grey < 128).mean() > 0.002, "nothing dark is drawn"
    border = np.concatenate([grey[:3].ravel(), grey[-3:].ravel(), grey[:, :3].ravel(), grey[:, -3:].ravel()])
    assert border.min() > 250, "something is cut off at the border"

    renderer = canvas.get_renderer()
    for axis in figure.axes:
        ticks = [*axis.get_xticklabels(), *axis.get_yticklabels()] if axis.get_xticks().size < 7 else []
        level = [text for text in ticks if text.get_rotation() in {0, 90}]
        words = [
            text
            for text in [*axis.texts, axis.title, axis._left_title, axis.xaxis.label, axis.yaxis.label, *level]
            if text.get_text().strip() and text.get_visible()
        ]
        assert min((text.get_fontsize() for text in words), default=10) >= 10
        areas = [text.get_window_extent(renderer).padded(-1) for text in words]
        for (one, here), (other, there) in itertools.combinations(zip(words, areas, strict=True), 2):
            assert not here.overlaps(there), (one.get_text(), other.get_text())

    alt = figure.get_label()
    assert len(alt.split()) > 10
    assert any(letter.isdigit() for letter in alt)
    assert "\n" not in alt
    assert "_" not in alt


def test_a_figure_can_be_saved_as_the_notebook_does():
    picture = Image.open(io.BytesIO(shared.png(PICTURES["threshold"]())))
    assert 1000 < picture.size[0] <= 1810


def test_every_function_is_offered():
    assert set(figures.__all__) == {name for name in vars(figures) if callable(getattr(figures, name))}


# -- matrices


def test_a_matrix_is_written_as_scikit_learn_counts_it():
    true, said = [0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2]
    rows = 100 * metrics.confusion_matrix(true, said, normalize="true")[:2]
    shown = numbers(PICTURES["matrices"]().axes[0])
    assert [float(text) for text in shown[:6]] == rows.ravel().tolist()
    assert shown[6:] == ["–"] * 3, "a class without images has no percentages"
    counted = numbers(PICTURES["a matrix of counts"]().axes[0])
    assert [int(text) for text in counted] == metrics.confusion_matrix(true, said, labels=[0, 1, 2]).ravel().tolist()


@pytest.mark.parametrize("start", range(0, 101, 10))
def test_every_number_can_be_read_on_its_ground(start):
    shares = np.minimum(np.arange(start, start + 10), 100)
    seen = evaluation.Confusion(np.eye(10) * shares[:, None] + np.roll(np.eye(10), 1, 1) * (100 - shares)[:, None],
                                tuple(range(10)))  # fmt: skip
    axis = figures.matrices({"shares": seen}).axes[0]
    (picture,) = axis.images
    for text, value in zip(axis.texts, np.asarray(picture.get_array()).ravel(), strict=True):
        ground, ink = (np.array(mpl.colors.to_rgb(colour)) for colour in (picture.to_rgba(value)[:3], text.get_color()))
        light = [
            float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])
            for c in (ground, ink)
        ]
        assert (max(light) + 0.05) / (min(light) + 0.05) >= 4.5, (text.get_text(), light)


def test_what_is_small_is_not_written_as_nothing():
    seen = evaluation.confusion([0] * 400 + [1], [0] * 398 + [1, 1] + [1])
    assert numbers(figures.matrices({"": seen}).axes[0])[:2] == ["100", "0.5"]


def test_the_matrix_is_told_row_by_row():
    said = figures.matrices({"A": TWO}).get_label()
    assert "True positive: predicted 85 positive, 15 negative." in said
    assert "True negative: predicted 10 positive, 90 negative." in said
    assert "% of the true class" in said
    assert "True never there: predicted never seen." in PICTURES["a matrix of counts"]().get_label()


# -- curves


def test_the_roc_curve_is_scikit_learns():
    figure = figures.roc({"one": CURVE}, EXAMPLES)
    _, line, a, b = figure.axes[0].lines
    fpr, tpr, _ = metrics.roc_curve(TRUE, SCORES, drop_intermediate=False)
    np.testing.assert_allclose(line.get_xdata(), fpr)
    np.testing.assert_allclose(line.get_ydata(), tpr)
    assert [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in (a, b)] == [(0.1, 0.85), (0.02, 0.6)]
    assert f"AUC {metrics.roc_auc_score(TRUE, SCORES):.3f}" in figure.get_label()
    low, high, _ = CURVE.interval()
    assert f"(95 %: {low:.3f} to {high:.3f})" in figure.axes[0].get_legend().texts[0].get_text()


def test_the_area_under_the_drawn_steps_is_the_average_precision():
    line, _ = figures.precision_recall({"one": RECALLED}).axes[0].lines
    assert line.get_drawstyle() == "steps-pre"
    recall, precision = line.get_xdata(), line.get_ydata()
    area = float(np.sum(np.diff(recall) * precision[1:]))  # a step "pre" has the height of its right end
    assert area == pytest.approx(metrics.average_precision_score(TRUE, SCORES))


def test_the_base_line_is_the_share_of_positives():
    _, base = figures.precision_recall({"one": RECALLED}).axes[0].lines
    assert set(base.get_ydata()) == {0.4}


def test_lines_differ_in_more_than_colour():
    lines = PICTURES["roc"]().axes[0].lines[1:3]
    assert len({line.get_linestyle() for line in lines}) == 2


# -- thresholds


def test_one_threshold_three_times():
    figure = figures.threshold(CURVE, 0.5, "pups")
    called = SCORES >= 0.5
    tpr, fpr = called[TRUE == 1].mean(), called[TRUE == 0].mean()
    left, middle, right = figure.axes
    assert [float(text) for text in numbers(middle)] == [round(100 * v) for v in (tpr, 1 - tpr, fpr, 1 - fpr)]
    point = right.lines[-1]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (pytest.approx(fpr), pytest.approx(tpr))
    (line,) = [each for each in left.lines if len(set(each.get_xdata())) == 1]
    assert set(line.get_xdata()) == {0.5}
    heights = np.array([bar.get_height() for bar in left.patches])
    assert heights[heights > 0].sum() == pytest.approx(100)
    assert heights[heights < 0].sum() == pytest.approx(-100)
    said = figure.get_label()
    assert f"{called[TRUE == 1].sum()} of the first (TPR {tpr:.1%})" in said
    assert f"{called[TRUE == 0].sum()} of the others (FPR {fpr:.1%})" in said


def test_bars_are_of_the_class_they_say():
    bars = figures.threshold(CURVE, 0.5).axes[0].patches
    up = [bar.get_height() for bar in bars if bar.get_height() > 0]
    counts = np.histogram(SCORES[TRUE == 1], np.linspace(0, 1, 21))[0]
    np.testing.assert_allclose(up, 100 * counts[counts > 0] / 40)


def test_choices_are_marked_where_they_are():
    figure = figures.choices(CURVE, CHOSEN)
    marks = [line for line in figure.axes[0].lines if line.get_marker() not in {"None", "", None}]
    assert [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in marks] == [(b.fpr, b.tpr) for b in CHOSEN]
    assert len({mark.get_marker() for mark in marks}) == 4
    for best in CHOSEN:
        assert best.why in figure.get_label()


def test_the_circle_of_the_closest_point_touches_the_curve_and_crosses_it_nowhere():
    figure = figures.choices(CURVE, CHOSEN[:1])
    circle = next(line for line in figure.axes[0].lines if len(line.get_xdata()) == 90)
    radius = np.hypot(circle.get_xdata(), circle.get_ydata() - 1)
    assert radius == pytest.approx(np.hypot(CURVE.fpr, 1 - CURVE.tpr).min())


def test_youdens_line_is_as_long_as_j():
    figure = figures.choices(CURVE, CHOSEN[1:2])
    lengths = [np.ptp(line.get_ydata()) for line in figure.axes[0].lines if len(set(line.get_xdata())) == 1]
    assert pytest.approx((CURVE.tpr - CURVE.fpr).max()) == max(lengths)


# -- tables


def test_balance_draws_accuracy_precision_and_the_commoner_class():
    left, right = figures.balance(TABLES).axes
    shares = np.array([0.5, 0.1, 0.01])
    majority, a, b = (line.get_ydata() for line in left.lines)
    np.testing.assert_allclose(majority, [50, 90, 99])
    np.testing.assert_allclose(a, 100 * (shares * 0.85 + (1 - shares) * 0.9))
    np.testing.assert_allclose(b, 100 * (shares * 0.6 + (1 - shares) * 0.98))
    np.testing.assert_allclose(right.lines[0].get_ydata(), 100 * shares * 0.85 / (shares * 0.85 + (1 - shares) * 0.1))


def test_reliability_draws_each_bin_with_its_interval():
    left, right = figures.reliability({"one": CALIBRATED}).axes
    table = CALIBRATED.table.dropna()
    drawn = left.lines[1]
    np.testing.assert_allclose(drawn.get_xdata(), table["mean score"])
    np.testing.assert_allclose(drawn.get_ydata(), table["positive share"])
    ends = np.array([segment[:, 1] for segment in left.collections[0].get_segments()])
    wanted = [
        binomtest(round(row["positive share"] * row["count"]), int(row["count"])).proportion_ci(method="wilson")
        for _, row in table.iterrows()
    ]
    np.testing.assert_allclose(ends, wanted, atol=1e-6)
    assert sum(bar.get_height() for bar in right.patches) == len(TRUE)


def test_reliability_says_what_the_scores_are_about():
    figure = figures.reliability({"one": CALIBRATED}, event="right")
    assert "share that is right" in figure.axes[0].get_ylabel()
    assert figure.get_label().endswith("% are right.")
    assert figures.reliability({"one": CALIBRATED}).get_label().endswith("% are positive.")


def test_wilsons_interval_is_scipys():
    for hits, count in ((0, 3), (3, 3), (17, 40)):
        low, high = wilson(np.array([hits / count]), np.array([count]))
        wanted = binomtest(hits, count).proportion_ci(method="wilson")
        assert (low[0], high[0]) == (pytest.approx(wanted.low, abs=1e-6), pytest.approx(wanted.high, abs=1e-6))


def test_intervals_that_miss_the_truth_stand_out():
    figure = figures.intervals({"sets": TESTS})
    colours = {}
    for line in figure.axes[0].lines:
        if len(line.get_ydata()) == 2 and len(set(line.get_xdata())) == 1:
            colours[tuple(line.get_ydata())] = line.get_color()
    assert colours[0.7, 0.9] == colours[0.8, 0.88] == shared.BLUE
    assert colours[0.86, 0.94] == shared.VERMILION
    assert "2 of 3 hold the truth" in figure.axes[0]._left_title.get_text()
    assert "2 of 3 intervals hold it, 1 lie above it, 0 below; mean width 0.12" in figure.get_label()


def test_promised_and_kept_are_means():
    figure = figures.promised({"network": CHOICES})
    promised, kept, best = figure.axes[0].lines
    np.testing.assert_allclose(promised.get_ydata(), [0.82, 0.79])
    np.testing.assert_allclose(kept.get_ydata(), [0.43, 0.46])
    assert set(best.get_ydata()) == {0.6}
    assert "30 images 0.82 and 0.43" in figure.get_label()
    assert re.search(r"TPR − FPR", figure.axes[0].get_ylabel())


# -- what cannot be drawn


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (lambda: figures.matrices({}), "1 to 3 matrices, not for 0"),
        (lambda: figures.matrices(dict.fromkeys("abcd", SEEN)), "not for 4"),
        (lambda: figures.roc({}), "1 to 4 curves"),
        (lambda: figures.precision_recall(dict.fromkeys("abcde", RECALLED)), "not for 5"),
        (lambda: figures.roc_and_precision_recall({"a": CURVE}, {"b": RECALLED}), "the same names"),
        (lambda: figures.threshold(CURVE, float("nan")), "not NaN"),
        (lambda: figures.choices(CURVE, []), "1 to 4 criteria"),
        (lambda: figures.balance({"A": TABLES["A"], "B": TABLES["B"].iloc[:2]}), "same shares"),
        (lambda: figures.balance({"A": evaluation.across_balance(0.8, 0.1, [0.0, 0.5])}), "above 0"),
        (lambda: figures.reliability({}), "1 to 4 curves"),
        (lambda: figures.intervals({"a": TESTS.drop(columns="low")}), "column"),
        (lambda: figures.promised({"a": CHOICES.assign(criterion=["youden", "accuracy"] * 2)}), "one criterion"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, reason):
    with pytest.raises(ValueError, match=reason):
        draw()
