"""Every figure of lecture 01 is drawn in the course's style, says what it shows, and leaves others' settings alone."""

from __future__ import annotations

import base64
import io
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from IPython.utils.capture import capture_output
from PIL import Image
from scipy.signal import correlate2d
from scipy.sparse import csr_array

from coursekit import figures as shared
from coursekit import parameters
from coursekit.parameters import charts, figures

IMAGE = np.arange(30).reshape(5, 6) % 7
KERNEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
# The lecture's image; its framed output is 3.
SLID = np.array([[0, 0, 1, 1, 0, 0], [0, 1, 1, 0, 0, 0], [0, 1, 2, 2, 1, 0], [0, 1, 1, 0, 1, 0], [0, 0, 1, 1, 1, 0]])


def texts(figure):
    """Everything written in a figure."""
    found = [text.get_text() for axis in figure.axes for text in [*axis.texts, axis.title, axis.xaxis.label]]
    found += [axis.get_title(loc="left") for axis in figure.axes]
    return [*found, *(text.get_text() for text in figure.texts)]


def unrolled():
    numbers = np.arange(1, 10).reshape(3, 3, 1, 1)
    return figures.unrolled(parameters.as_matrix(numbers, (5, 5, 1)), (3, 3), (5, 5))


def accuracy():
    """Every network with 90, 91 and 92 % over three seeds."""
    rows = [
        (split, network, count, 0.9 + seed / 100)
        for split in ("random", "order")
        for network, count in (("MLP 16", 12_730), ("MLP 32", 25_450), ("CNN 2", 866), ("CNN 4", 2_202))
        for seed in range(3)
    ]
    return charts.accuracy(pd.DataFrame(rows, columns=["split", "network", "parameters", "accuracy"]))


PATCH, KERNELS = np.random.default_rng(0).integers(-3, 4, (2, 5, 5, 3))

EXAMPLES = {
    "channels": lambda: figures.channels(PATCH, KERNELS, 2),
    "grey patch": lambda: figures.channels(PATCH[..., :1], KERNELS[..., :1]),
    "sliding": lambda: figures.sliding(IMAGE, KERNEL, 1, 2),
    "unrolled": unrolled,
    "connectivity": figures.connectivity,
    "pixels": lambda: figures.pixels({"two": np.zeros((2, 8, 8, 1))}),
    "counts": lambda: charts.counts({"dense": 4_821_600, "sparse": 122_304, "convolution": 156}),
    "by kernel": lambda: charts.parameters_by_kernel([1, 2], {"dense": [9, 8], "sparse": [5, 6], "conv": [2, 5]}, 8),
    "shares": lambda: charts.layer_shares({"conv": 25, "fc": 75}, ["fc"], "A network"),
    "accuracy": accuracy,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_becomes_a_picture_that_is_not_blank(name):
    picture = Image.open(io.BytesIO(shared.png(EXAMPLES[name]())))
    grey = np.asarray(picture.convert("L"))
    assert picture.size[0] == 1800
    assert (grey < 128).mean() > 0.002, "nothing dark is drawn"
    border = np.concatenate([grey[:4].ravel(), grey[-4:].ravel(), grey[:, :4].ravel(), grey[:, -4:].ravel()])
    assert border.min() > 250, "something is cut off at the border"


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(mpl.rcParams)
    shared.png(figures.connectivity())
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("colour", [shared.BLUE, shared.ORANGE, shared.VERMILION, shared.GREY, shared.INK])
def test_colours_are_seen_on_white(colour):
    # Contrast as in WCAG 2.1. 2:1 is little, but every colour goes with a shape, a number or a line style.
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    assert 1.05 / (linear @ (0.2126, 0.7152, 0.0722) + 0.05) > 2


def test_sliding_prints_the_sum_that_scipy_gets():
    written = texts(figures.sliding(IMAGE, KERNEL, 1, 2))
    expected = correlate2d(IMAGE, KERNEL, mode="valid")
    assert any(text.endswith(f" = {expected[1, 2]:g}".replace("-", "−")) for text in written), written
    for value in expected.ravel():
        assert f"{value:g}".replace("-", "−") in written


@pytest.mark.parametrize(("row", "column"), [(3, 0), (0, 4), (-1, 0)])
def test_sliding_refuses_an_output_that_is_not_there(row, column):
    with pytest.raises(ValueError, match="The output is 3×4"):
        figures.sliding(IMAGE, KERNEL, row, column)


def test_channels_adds_up_all_products_and_the_bias():
    drawn = figures.channels(PATCH, KERNELS, 2)
    by_channel = [correlate2d(PATCH[..., c], KERNELS[..., c], mode="valid").item() for c in range(3)]
    total = sum(by_channel) + 2
    written = texts(drawn)
    for part in by_channel:
        assert f"sum of products: {part}".replace("-", "−") in written
    assert f"{total}".replace("-", "−") in written
    (sentence,) = [drawn.get_supxlabel()]
    assert sentence.endswith(f"+ 2 = {total}".replace("-", "−"))
    assert sentence in drawn.get_label()
    # 75 inputs, 75 weights, the output and the bias; nothing twice.
    assert sum(len(axis.texts) for axis in drawn.axes) == 2 * 75 + 2


@pytest.mark.parametrize(("patch", "kernels"), [((5, 5, 3), (5, 5, 1)), ((5, 5), (5, 5)), ((3, 3, 5), (3, 3, 5))])
def test_channels_refuses_what_does_not_lie_on_each_other(patch, kernels):
    with pytest.raises(ValueError, match="one to four channels"):
        figures.channels(np.ones(patch), np.ones(kernels))


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"pixels"}))
def test_every_figure_but_photographs_brings_its_words(name):
    assert len(EXAMPLES[name]().get_label().split()) > 8


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sliding", "= 3."),
        ("unrolled", "81 of the 225 entries are letters"),
        ("unrolled", "abc·· def·· ghi·· ····· ·····"),
        ("connectivity", "24 lines"),
        ("connectivity", "12 lines"),
        ("counts", "dense 4,821,600, sparse 122,304, convolution 156"),
        ("by kernel", "dense 9 8; sparse 5 6; conv 2 5"),
        ("shares", "The dense layers, 75.0% of all parameters"),
        ("accuracy", "CNN: 91.0 % (90.0 to 92.0) with 866, 91.0 % (90.0 to 92.0) with 2,202 parameters."),
        ("accuracy", "Split by order: new sheets."),
    ],
)
def test_the_words_hold_the_numbers_of_the_picture(name, told):
    example = figures.sliding(SLID, KERNEL, 1, 2) if name == "sliding" else EXAMPLES[name]()
    assert told in example.get_label()


def test_unrolled_writes_each_weight_as_often_as_the_matrix_has_it():
    written = texts(unrolled())
    for letter in "abcdefghi":
        # Once in the kernel, and once for each of the nine outputs.
        assert written.count(letter) == 10


def test_unrolled_refuses_what_it_has_no_letters_for():
    with pytest.raises(ValueError, match="26 weights"):
        figures.unrolled(csr_array(np.ones((1, 36))), (6, 6), (6, 6))
    with pytest.raises(ValueError, match="numbers, 1 to 4"):
        figures.unrolled(csr_array(np.ones((1, 4))), (2, 2), (2, 2))


def test_connectivity_draws_as_many_lines_as_it_says():
    drawn = figures.connectivity(inputs=7, kernel=2)
    lines = [len(axis.lines) for axis in drawn.axes]
    assert lines == [7 * 6, 2 * 6, 2 * 6]
    looks = [{(line.get_color(), line.get_linestyle()) for line in axis.lines} for axis in drawn.axes[2:]]
    assert len(looks[0]) == 2, "a line style for each of the two shared weights"
    for weights in (7 * 6, 2 * 6, 2):
        assert any(f": {weights} weights" in text for text in texts(drawn))


def test_connectivity_refuses_a_kernel_that_does_not_fit():
    with pytest.raises(ValueError, match="between 1 and 3"):
        figures.connectivity(kernel=4)


def test_shares_add_up():
    legend = EXAMPLES["shares"]().axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["convolutions: 25.0%", "dense layers: 75.0%"]


def test_accuracy_draws_mean_worst_and_best():
    axis = accuracy().axes[0]
    for container in axis.containers:
        line, _, (bars,) = container
        np.testing.assert_allclose(line.get_ydata().astype(float), 91)
        for segment in bars.get_segments():
            np.testing.assert_allclose(segment[:, 1], [90, 92])


def test_show_gives_alt_text_to_everybody(shell):
    alt = 'Bars: "dense" > sparse.'
    with capture_output() as captured:
        shared.show(charts.counts({"dense": 20, "sparse": 10}), alt=alt)
    (output,) = captured.outputs
    assert output.data["text/plain"] == alt
    assert 'alt="Bars: &quot;dense&quot; &gt; sparse."' in output.data["text/html"]
    inside = re.search(r'src="data:image/png;base64,([^"]+)"', output.data["text/html"])[1]
    assert inside == output.data["image/png"]
    assert Image.open(io.BytesIO(base64.b64decode(inside))).format == "PNG"


def test_show_finds_the_words_that_a_figure_brings(shell):
    with capture_output() as captured:
        shared.show(figures.connectivity())
    (output,) = captured.outputs
    assert output.data["text/plain"] == figures.connectivity().get_label()


def test_show_refuses_a_picture_without_words():
    with pytest.raises(ValueError, match="alt text"):
        shared.show(charts.counts({"dense": 20}), alt=" ")
    with pytest.raises(ValueError, match="alt text"):
        shared.show(EXAMPLES["pixels"]())
