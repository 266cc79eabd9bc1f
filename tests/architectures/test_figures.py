"""What the figures of topic 06 show is true: sizes, scales, colours and numbers are found again without them."""

from __future__ import annotations

import itertools
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from coursekit import architectures, network
from coursekit.architectures import figures
from coursekit.architectures.figures.boxes import RUN
from coursekit.architectures.figures.chain import chain
from coursekit.architectures.figures.maps import coloured
from coursekit.figures import BLUE, ORANGE

RNG = np.random.default_rng(0)
SMALL = [
    network.Input(shape=(20, 12, 3), name="image"),
    network.Conv(8, 3, padding="same", name="conv1"),
    network.Conv(8, 3, padding="same", name="conv2"),
    network.BatchNorm(name="norm"),
    network.MaxPool(2, name="pool"),
    network.Flatten(name="flatten"),
    network.Dense(40, name="hidden"),
    network.Dropout(0.5, name="dropout"),
    network.Dense(10, name="output"),
]
TWO_STREAMS = [
    network.Input(shape=(32, 32, 3), name="image"),
    network.Conv(8, 3, name="conv1"),
    network.MaxPool(2, name="pool1"),
    network.Conv(12, 3, groups=2, name="conv2"),
    network.Conv(16, 3, name="conv3"),
    network.Conv(16, 3, groups=2, name="conv4"),
    network.Flatten(name="flatten"),
    network.Dense(10, name="output"),
]
CURVES = pd.DataFrame(
    [
        (net, kind, seed, epoch, rate * epoch + seed / 50)
        for net in ("LeNet-5", "small AlexNet")
        for kind, rate in (("ReLU", 0.3), ("tanh", 0.1))
        for seed in range(3)
        for epoch in np.arange(0.0, 2.6 + seed / 4, 0.5)
    ],
    columns=["network", "activation", "seed", "epoch", "train_accuracy"],
)
LEVELS = {"LeNet-5": 0.6, "small AlexNet": 0.3}
TOGETHER = pd.DataFrame(
    [(ensemble, networks, 0.7 + networks / 50 + ensemble / 100) for ensemble in range(4) for networks in range(1, 6)],
    columns=["ensemble", "networks", "accuracy"],
)
KERNEL = RNG.normal(size=(5, 5, 1, 6))

PICTURES = {
    "LeNet-5 of 1998": lambda: figures.volumes(architectures.lenet5, "LeNet-5, 1998"),
    "AlexNet": lambda: figures.volumes(architectures.alexnet, "AlexNet, 2012"),
    "VGG16": lambda: figures.volumes(architectures.vgg16, "VGG16, 2014"),
    "without dense layers": lambda: figures.volumes(SMALL[:4], "four layers"),
    "layers": lambda: figures.by_layer(architectures.table(architectures.vgg16), "VGG16"),
    "few layers": lambda: figures.by_layer(architectures.table(SMALL), "a small network"),
    "filters": lambda: figures.filters({"before": KERNEL, "after": 2 * KERNEL}),
    "colour filters": lambda: figures.filters({"first layer": RNG.normal(size=(7, 7, 3, 40))}),
    "maps": lambda: figures.activation_maps(
        RNG.random((32, 32, 1)), {"C1": KERNEL[:, :, 0], "C3": RNG.random((9, 9, 20))}
    ),
    "two lines of maps": lambda: figures.activation_maps(
        RNG.random((32, 32, 3)), {"conv": RNG.random((9, 9, 20))}, range(4, 20)
    ),
    "activations": lambda: figures.activations(CURVES, LEVELS),
    "ensembles": lambda: figures.ensembles(TOGETHER),
    "runs": lambda: figures.runs({"plain": [0.5, 0.6], "deeper": [0.7, 0.72]}, "accuracy", 1 / 6),
}


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
        words = [text for text in [*axis.texts, axis.title, axis._left_title] if text.get_text().strip()]
        assert min((text.get_fontsize() for text in words), default=10) >= 10
        areas = [text.get_window_extent(renderer).padded(-1) for text in words]
        for (one, here), (other, there) in itertools.combinations(zip(words, areas, strict=True), 2):
            assert not here.overlaps(there), (one.get_text(), other.get_text())
        if not axis.axison:  # a sheet: what is beyond its edge is cut off
            inside = axis.get_window_extent(renderer).padded(1)
            for text, area in zip(words, areas, strict=True):
                assert inside.x0 - 8 <= area.x0, text.get_text()
                assert area.x1 <= inside.x1 + 8, text.get_text()

    alt = figure.get_label()
    assert len(alt.split()) > 10
    assert any(letter.isdigit() for letter in alt)
    assert "\n" not in alt


def test_every_function_is_offered():
    assert set(figures.__all__) == {name for name in vars(figures) if callable(getattr(figures, name))}


# -- networks to scale


def test_what_is_drawn_of_a_network():
    assert [(volume.name, volume.kind, volume.shape) for volume in chain(SMALL)] == [
        ("image", "input", (20, 12, 3)),
        ("conv1", "convolution", (20, 12, 8)),
        ("conv2", "convolution", (20, 12, 8)),
        ("pool", "other", (10, 6, 8)),
        ("hidden", "dense", (40,)),
        ("output", "dense", (10,)),
    ]


@pytest.mark.parametrize("builder", [architectures.alexnet, architectures.vgg16, architectures.lenet5])
def test_drawn_is_what_keras_makes(builder):
    with network.counting():
        model = builder()
    found = {volume.name: volume.shape for volume in chain(builder)}
    assert found.pop("image") == model.input_shape[1:]
    for name, shape in found.items():
        assert model.get_layer(name).output.shape[1:] == shape
    left_out = {type(layer).__name__ for layer in model.layers if layer.name not in found}
    assert left_out <= {"InputLayer", "Flatten", "Dropout", "LocalResponseNormalization"}
    assert {layer.name for layer in model.layers if layer.weights} <= set(found)


def test_global_pooling_is_no_flattening():
    layers = [*SMALL[:2], network.GlobalAveragePool(name="global"), network.Dense(5, name="output")]
    assert [volume.name for volume in chain(layers)] == ["image", "conv1", "global", "output"]


def fronts(figure):
    """(left, width, height) of the front of each box, in the order of drawing."""
    corners = [patch.get_xy() for patch in figure.axes[0].patches if type(patch).__name__ == "Polygon"][::3]
    return [(xy[:, 0].min(), np.ptp(xy[:, 0]), np.ptp(xy[:, 1])) for xy in (np.asarray(corner) for corner in corners)]


def bars(figure):
    return [patch.get_width() for patch in figure.axes[0].patches if type(patch).__name__ == "Rectangle"]


@pytest.mark.parametrize("builder", [architectures.vgg16, lambda: architectures.alexnet("one stream")])
def test_boxes_are_to_scale(builder):
    figure = figures.volumes(builder, "a network")
    volumes = chain(builder)
    maps = [volume for volume in volumes if len(volume.shape) == 3]
    boxes = fronts(figure)
    heights = [height / volume.shape[0] for (_, _, height), volume in zip(boxes, maps, strict=True)]
    lengths = [length / volume.shape[2] for (_, length, _), volume in zip(boxes, maps, strict=True)]
    units = [length / volume.shape[0] for length, volume in zip(bars(figure), volumes[len(maps) :], strict=True)]
    assert np.ptp(heights) < 1e-9
    assert np.ptp([*lengths, *units]) < 1e-9
    (said,) = re.findall(r"channels drawn (\d+) times smaller", figure.get_label())
    assert heights[0] / lengths[0] == pytest.approx(int(said))
    edges = [left for left, _, _ in boxes]
    assert edges == sorted(edges)
    for volume in maps:
        assert f"{volume.name} " in figure.get_label()
        assert volume.size in figure.get_label()


def test_depth_is_the_width_of_the_map():
    figure = figures.volumes(SMALL[:2], "two")
    polygons = [patch.get_xy() for patch in figure.axes[0].patches]
    top, side = np.asarray(polygons[1]), np.asarray(polygons[2])
    assert np.ptp(side[:, 0]) > 0
    (_, _, height), *_ = fronts(figure)
    run = np.ptp(side[:, 0])
    assert run / RUN == pytest.approx(height * 12 / 20)
    assert np.ptp(top[:, 1]) > 0


def test_two_streams_have_half_of_the_channels_each_and_meet_where_groups_do():
    figure = figures.volumes(TWO_STREAMS, "two streams")
    boxes = fronts(figure)
    assert len(boxes) == 1 + 2 * 5
    image, *halves = boxes
    for upper, lower in zip(halves[::2], halves[1::2], strict=True):
        assert upper == pytest.approx(lower)
    assert halves[0][1] / image[1] == pytest.approx(4 / 3)
    wires = [line for line in figure.axes[0].lines if line.get_color() == "#D55E00"]
    assert len(wires) == 4
    conv3 = halves[6][0]
    assert all(line.get_xdata()[1] < conv3 < line.get_xdata()[1] + 0.2 for line in wires)
    assert "which see each other only at conv3 and the bars" in figure.get_label()
    assert "conv2 (convolution) 2 × 13×13×6" in figure.get_label()


def test_alexnet_meets_at_its_third_convolution():
    assert "see each other only at conv3 and the bars" in PICTURES["AlexNet"]().get_label()


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        ([network.Input(shape=(None, None, 3)), network.Conv(4, 3)], "fixed size"),
        ([network.Input(shape=(9, 9, 3)), network.Conv(9, 3, groups=3)], "one stream or in two"),
        ([network.Input(shape=(9,)), network.Dense(3)], "networks of images"),
        ([network.Input(shape=(9, 3)), network.Conv(4, 3)], r"gives \(9, 3\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused(layers, reason):
    with pytest.raises(ValueError, match=reason):
        figures.volumes(layers, "nothing")


def test_branches_are_refused(keras):
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(3, 3, padding="same")(image)
    with pytest.raises(ValueError, match="branches"):
        figures.volumes(keras.Model(image, keras.layers.Add()([x, image])), "a skip")


# -- layer by layer


def test_bars_have_the_lengths_of_the_counts():
    table = architectures.table(SMALL)
    left, middle, right = figures.by_layer(table, "a small network").axes
    shown = [label.get_text() for label in left.get_yticklabels()]
    assert shown == ["image", "conv1", "conv2", "norm", "pool", "hidden", "output"]
    for plot, column in ((left, "parameters"), (middle, "multiply-accumulates"), (right, "activations")):
        lengths = {round(bar.get_y() + bar.get_height() / 2): bar.get_width() for bar in plot.patches}
        assert [lengths[row] for row in range(len(shown))] == table.loc[shown, column].tolist()
    dense = {round(bar.get_y() + bar.get_height() / 2) for bar in left.patches if bar.get_hatch()}
    assert dense == {5, 6}


def test_numbers_are_short_and_right():
    texts = [text.get_text() for text in PICTURES["layers"]().axes[0].texts]
    assert "102.8 M" in texts
    titles = [axis.get_title(loc="left") for axis in PICTURES["layers"]().axes]
    assert titles == ["parameters: 138.4 M", "multiply-accumulates: 15.5 G", "activations: 15.2 M"]


def test_the_words_say_where_most_is():
    told = PICTURES["layers"]().get_label()
    assert "parameters, 138,357,544 in all (convolution 10.6%, dense 89.4%, other 0.0%), most in fc1" in told
    assert "activations, 15,237,608 in all" in told
    assert "most in block1_conv1, block1_conv2 with 3,211,264 each" in told


def test_a_table_of_something_else_is_refused():
    with pytest.raises(ValueError, match="no column 'kind'"):
        figures.by_layer(pd.DataFrame({"parameters": [1]}), "x")
    many = [network.Input(shape=(8, 8, 1)), *(network.Conv(1, 1) for _ in range(40))]
    with pytest.raises(ValueError, match="1 to 30 layers"):
        figures.by_layer(architectures.table(many), "x")


# -- weights and maps as colours


def test_colours_are_white_at_0_and_full_at_the_largest():
    colours = coloured([[0.0, 2.0], [-2.0, 1.0]], 2.0)
    np.testing.assert_allclose(colours[0, 0], 1)
    np.testing.assert_allclose(colours[0, 1], to_rgb(BLUE), atol=1e-9)
    np.testing.assert_allclose(colours[1, 0], to_rgb(ORANGE), atol=1e-9)
    np.testing.assert_allclose(colours[1, 1], (1 + np.array(to_rgb(BLUE))) / 2)
    np.testing.assert_allclose(coloured(9.0, 2.0), to_rgb(BLUE))


def shown(figure):
    return [np.asarray(each.get_array()) for each in figure.axes[0].images]


def test_filters_are_drawn_one_by_one_in_one_scale_a_row():
    kernel = np.zeros((2, 2, 1, 2))
    kernel[0, 1, 0, 0], kernel[1, 0, 0, 1] = 4, -2
    first, second, *tripled = shown(figures.filters({"a": kernel, "b": 3 * kernel}))
    np.testing.assert_allclose(tripled, [first, second], atol=0.005)
    np.testing.assert_allclose(first[0, 1], to_rgb(BLUE), atol=0.005)
    np.testing.assert_allclose(first[1, 1], 1)
    np.testing.assert_allclose(second[1, 0], (1 + np.array(to_rgb(ORANGE))) / 2, atol=0.005)


def test_colour_filters_are_grey_at_0():
    kernel = np.zeros((3, 3, 3, 1))
    kernel[1, 1, 0, 0] = 5
    (image,) = shown(figures.filters({"a": kernel}))
    np.testing.assert_allclose(image[0, 0], 0.5)
    np.testing.assert_allclose(image[1, 1], [1, 0.5, 0.5])


@pytest.mark.parametrize("kernels", [{}, {"deep": np.zeros((3, 3, 16, 4))}, {"flat": np.zeros((3, 3))}])
def test_kernels_that_cannot_be_seen_are_refused(kernels):
    with pytest.raises(ValueError, match=r"no kernels|must have shape"):
        figures.filters(kernels)


def test_maps_are_drawn_in_one_scale_a_layer():
    image = RNG.random((8, 8, 1))
    maps = np.zeros((4, 4, 3))
    maps[0, 0, 0], maps[1, 1, 1] = 2, -1
    figure = figures.activation_maps(image, {"conv": maps})
    ink, first, second, third = shown(figure)
    np.testing.assert_allclose(ink, np.repeat(1 - image, 3, axis=2))
    np.testing.assert_allclose(first[0, 0], to_rgb(BLUE), atol=0.005)
    np.testing.assert_allclose(second[1, 1], (1 + np.array(to_rgb(ORANGE))) / 2, atol=0.005)
    np.testing.assert_allclose(third, 1)
    assert "conv, 4×4, channels 0 to 2, 1 of them all 0" in figure.get_label()


def test_only_the_channels_that_are_asked_for_and_are_there():
    maps = {"a": np.ones((2, 2, 3)), "b": np.ones((2, 2, 30))}
    figure = figures.activation_maps(np.zeros((4, 4, 3)), maps, [2, 5, 29])
    assert len(shown(figure)) == 1 + 1 + 3
    with pytest.raises(ValueError, match="no layer has such a channel"):
        figures.activation_maps(np.zeros((4, 4, 3)), maps, [30])
    with pytest.raises(ValueError, match="must have shape"):
        figures.activation_maps(np.zeros((4, 4, 3)), {"dense": np.zeros(10)})
    with pytest.raises(ValueError, match="image must have shape"):
        figures.activation_maps(np.zeros((4, 4)), maps)


# -- what was measured


def test_a_line_a_run_and_when_the_level_is_reached():
    figure = figures.activations(CURVES, LEVELS)
    for plot, (net, level) in zip(figure.axes, LEVELS.items(), strict=True):
        *lines, across = plot.lines
        own = CURVES[CURVES["network"] == net]
        runs = [run for kind in ("ReLU", "tanh") for _, run in own[own["activation"] == kind].groupby("seed")]
        for line, run in zip(lines, runs, strict=True):
            np.testing.assert_allclose(line.get_xdata(), run["epoch"])
            np.testing.assert_allclose(line.get_ydata(), 100 * run["train_accuracy"])
        assert across.get_ydata() == [100 * level] * 2
    told = figure.get_label()
    assert "LeNet-5, ReLU: 60% reached by 3 of 3 runs, after 2.0 to 2.0 epochs" in told
    assert "LeNet-5, tanh: 60% reached by 0 of 3 runs, never" in told
    assert "small AlexNet, tanh: 30% reached by 1 of 3 runs, after 3.0 to 3.0 epochs" in told


def test_what_is_no_training_is_refused():
    with pytest.raises(ValueError, match="no column 'train_accuracy'"):
        figures.activations(CURVES.drop(columns="train_accuracy"), LEVELS)
    with pytest.raises(ValueError, match="level for each network"):
        figures.activations(CURVES, {"LeNet-5": 0.5})


def test_ensembles_are_averaged():
    figure = figures.ensembles(TOGETHER)
    thick = figure.axes[0].lines[-1]
    np.testing.assert_allclose(thick.get_ydata(), 100 * TOGETHER.groupby("networks")["accuracy"].mean())
    assert len(figure.axes[0].lines) == 4 + 1
    assert "mean over 4 ensembles" in figure.get_label()
    assert "5: 81.5 % (80.0 to 83.0)" in figure.get_label()
    with pytest.raises(ValueError, match="no column 'networks'"):
        figures.ensembles(TOGETHER.drop(columns="networks"))
    with pytest.raises(ValueError, match="no ensemble"):
        figures.ensembles(TOGETHER.iloc[:0])
