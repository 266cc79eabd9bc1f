"""What the figures of topic 07 show is true: places, colours and numbers are found again without them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from coursekit import transfer_learning
from coursekit.figures import BLUE, INK, ORANGE, VERMILION, mime_bundle
from coursekit.transfer_learning import figures
from coursekit.transfer_learning.figures.decision import ADVICE

RNG = np.random.default_rng(3)
LABELS = np.arange(24) % 4
FEATURES = {"block1": RNG.normal(size=(24, 5)), "block2": RNG.normal(size=(24, 7)) + 4 * np.eye(4, 7)[LABELS]}
IMAGES = RNG.random((24, 8, 8, 3))
REACHED = {"scratch": {10: [0.2, 0.4], 30: [0.5, 0.6, 0.7]}, "frozen": {10: [0.3, 0.5], 30: [0.4, 0.6]}}
TABLE = pd.DataFrame(
    {
        "phase": ["head"] * 3 + ["fine"] * 2,
        "epoch": range(1, 6),
        "accuracy": [0.2, 0.3, 0.4, 0.7, 0.9],
        "val_accuracy": [0.2, 0.25, 0.3, 0.4, 0.35],
    }
)


def texts(drawn):
    return [text.get_text() for plot in drawn.axes for text in plot.texts]


def test_every_figure_has_alt_text_and_can_be_shown(keras, base):
    model = transfer_learning.classifier(base, 3)
    for drawn in (
        figures.separation(FEATURES, LABELS),
        figures.neighbours(IMAGES, LABELS, FEATURES),
        figures.frozen(model, {"head": None}),
        figures.phases(TABLE),
        figures.by_images(REACHED, "right", 1 / 6),
        figures.when_to_use(),
    ):
        data, _ = mime_bundle(drawn)
        assert len(data["text/plain"]) > 60


# -- what is separated


@pytest.mark.parametrize("classes", ["abcd", ["one", "two", "three", "four"]])
def test_points_of_pca_are_those_of_scikit_learn(classes):
    drawn = figures.separation(FEATURES, LABELS, classes, methods=["PCA"])
    for plot, (block, values) in zip(drawn.axes, FEATURES.items(), strict=True):
        flat = PCA(2, random_state=0).fit_transform(StandardScaler().fit_transform(values))
        for label, points in enumerate(plot.collections):
            np.testing.assert_allclose(points.get_offsets(), flat[label == LABELS], atol=1e-6)
            assert points.get_label() == classes[label]
        near = NearestNeighbors(n_neighbors=6, metric="cosine").fit(values).kneighbors(values)[1][:, 1:]
        share = (LABELS[near] == LABELS[:, None]).mean()
        assert plot.get_title(loc="left") == f"{block}\n{100 * share:.0f} % right"
        assert f"{block} {share:.0%}" in drawn.get_label()


def test_t_sne_keeps_clusters_together():
    drawn = figures.separation({"block2": 10 * np.eye(4, 7)[LABELS] + RNG.normal(size=(24, 7)) / 10}, LABELS,
                               methods=["t-SNE"])  # fmt: skip
    points = np.concatenate([each.get_offsets() for each in drawn.axes[0].collections])
    own = np.repeat(np.arange(4), 6)
    near = NearestNeighbors(n_neighbors=2).fit(points).kneighbors(points)[1][:, 1]
    assert (own[near] == own).all()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"features": {}}, "1 to 5 blocks"),
        ({"classes": "abcdefghijklm"}, "up to 10 classes"),
        ({"methods": ["UMAP"]}, "methods must be some of"),
        ({"features": {"block1": IMAGES}}, "must have shape"),
        ({"features": {"block1": IMAGES[:4, 0, 0]}, "labels": LABELS[:4]}, "too few"),
    ],
)
def test_what_cannot_be_separated_is_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        figures.separation(**{"features": FEATURES, "labels": LABELS, **arguments})


# -- neighbours


def test_neighbours_stand_in_order_and_are_marked():
    drawn = figures.neighbours(IMAGES, LABELS, FEATURES, image=3, classes="abcd", count=4)
    (plot,) = drawn.axes
    pictures = [np.asarray(image.get_array()) for image in plot.images]
    frames = [to_hex(patch.get_edgecolor()).upper() for patch in plot.patches]
    names = [text for text in texts(drawn) if re.fullmatch(r"([✓✗] )?[abcd]", text)]
    for row, values in enumerate(FEATURES.values()):
        expected = [3, *transfer_learning.nearest(values, 4).indices[3]]
        for place, image in enumerate(expected):
            at = 5 * row + place
            np.testing.assert_allclose(pictures[at], IMAGES[image])
            right = LABELS[image] == LABELS[3]
            assert frames[at] == (INK if not place else BLUE if right else VERMILION).upper()
            mark = "" if not place else "✓ " if right else "✗ "
            assert names[at] == mark + "abcd"[LABELS[image]]


def test_neighbours_that_are_not_there_are_refused():
    for wrong, reason in (({"image": 24}, "24 one of them"), ({"count": 9}, "1 to 8"), ({"features": {}}, "1 to 8")):
        with pytest.raises(ValueError, match=reason):
            figures.neighbours(**{"images": IMAGES, "labels": LABELS, "features": FEATURES, **wrong})


# -- which layers learn


def test_colours_are_what_keras_would_train(keras):
    names = ("block1_conv1", "block1_conv2", "block2_conv1")
    layers = [keras.layers.Conv2D(4, 3, padding="same", name=name) for name in names]
    model = transfer_learning.classifier(keras.Sequential([keras.Input((8, 8, 3)), *layers]), 3, units=(5,))
    before = [layer.trainable for layer in model.get_layer("backbone").layers]
    choices = {"head": None, "one layer": "block1_conv2", "block": "block1", "all of it": "all"}
    drawn = figures.frozen(model, choices)
    assert [layer.trainable for layer in model.get_layer("backbone").layers] == before
    boxes = drawn.axes[0].patches
    said = texts(drawn)
    for row, (title, choice) in enumerate(choices.items()):
        transfer_learning.unfreeze(model, choice)
        own = boxes[4 * row : 4 * row + 4]
        learning = [layer.trainable and bool(layer.weights) for layer in model.get_layer("backbone").layers[-3:]]
        assert [to_hex(box.get_facecolor()).upper() == BLUE for box in own[:3]] == learning
        assert [box.get_hatch() is None for box in own[:3]] == learning
        assert to_hex(own[3].get_facecolor()).upper() == ORANGE
        count = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        assert f"{count:,} learn" in said
        assert f"the head learn, {count:,} parameters" in drawn.get_label()
        assert title in said
    with pytest.raises(ValueError, match="nothing to draw"):
        figures.frozen(model, {})
    with pytest.raises(ValueError, match="no layer or block 'block9'"):
        figures.frozen(model, {"wrong": "block9"})


# -- trainings


def test_phases_show_both_lines_and_where_the_second_begins():
    drawn = figures.phases(TABLE, guessing=1 / 6)
    lines = {line.get_label(): line for line in drawn.axes[0].lines}
    np.testing.assert_allclose(lines["patches to learn from"].get_ydata(), 100 * TABLE["accuracy"])
    np.testing.assert_allclose(lines["other patches"].get_ydata(), 100 * TABLE["val_accuracy"])
    assert [3.5, 3.5] in [list(line.get_xdata()) for line in drawn.axes[0].lines]
    assert "after 3 epochs of the head alone 40% of the patches to learn from, 30% of others" in drawn.get_label()
    assert "after the last epoch 90% of the patches to learn from, 35% of others" in drawn.get_label()
    for wrong in (TABLE.drop(columns="val_accuracy"), TABLE[TABLE["phase"] == "head"]):
        with pytest.raises(ValueError, match="both phases and the columns"):
            figures.phases(wrong)


def test_means_and_ranges_by_images():
    drawn = figures.by_images(REACHED, "right", 1 / 6)
    (plot,) = drawn.axes
    ranges = [[sorted(segment[:, 1]) for segment in lines.get_segments()] for lines in plot.collections]
    for number, (way, own) in enumerate(REACHED.items()):
        line = next(line for line in plot.lines if line.get_label() == way)
        np.testing.assert_allclose(line.get_ydata(), [100 * np.mean(runs) for runs in own.values()])
        np.testing.assert_allclose(ranges[number], [[100 * min(runs), 100 * max(runs)] for runs in own.values()])
        np.testing.assert_allclose(np.round(line.get_xdata()), [0, 1])
    assert "frozen: 40 % with 10 (30 to 50, 2 runs)" in drawn.get_label()
    for wrong in ({}, {"a": {}}, {letter: {1: [0.5]} for letter in "abcdef"}):
        with pytest.raises(ValueError, match="1 to 5 ways"):
            figures.by_images(wrong, "right")


def test_the_map_has_advice_in_each_field():
    drawn = figures.when_to_use()
    said = texts(drawn)
    fields = {patch.get_xy(): patch for patch in drawn.axes[0].patches}
    assert len(fields) == len(ADVICE) == 4
    for first, how in ADVICE.values():
        assert first in said
        assert how in said
        assert how in drawn.get_label()
