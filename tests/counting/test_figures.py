"""What the figures of topic 08 show is true: windows, tiles, heat, marks and bars are found again without them."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from PIL import Image

from coursekit import counting
from coursekit.counting import Maps, figures
from coursekit.counting.figures.backdrop import backdrop
from coursekit.counting.figures.sliding import looks
from coursekit.counting.marks import colours, letters, on_colour, sorted_points
from coursekit.figures import BLUE, ORANGE

RNG = np.random.default_rng(0)
IMAGE = RNG.integers(0, 256, (300, 480, 3), dtype=np.uint8)
CLASSES = ("adult_males", "pups", "backgrounds")
MAPS = Maps(
    RNG.dirichlet(np.ones(3), size=(26, 49)).astype(np.float32), stride=(8, 8), offset=(0, 0), patch=(96, 96),
    image_shape=(300, 480),
)  # fmt: skip


def table(*rows):
    return pd.DataFrame(rows, columns=["class_name", "row", "col"])


FOUND = table(("adult_males", 100, 100), ("pups", 200, 300), ("pups", 50, 400))
TRUTH = table(("adult_males", 104, 103), ("pups", 202, 301), ("adult_males", 250, 50), ("pups", 120, 450))
MATCHED = counting.match(FOUND, TRUTH, 20, classes=CLASSES[:2])


@pytest.fixture(scope="module")
def pictures(classifier):
    network = counting.fully_convolutional(classifier("lenet5"))
    return {
        "sliding": figures.sliding_window(IMAGE, 96, 8),
        "dense": figures.dense_as_convolution(),
        "dense, small": figures.dense_as_convolution(2, 3, 3),
        "tiles": figures.tiles(network, (200, 300, 1), 16, (28, 28)),
        "heat": figures.heat_maps(IMAGE, MAPS, CLASSES),
        "heat in a window": figures.heat_maps(IMAGE, MAPS, CLASSES, (60, 100, 220, 400)),
        "points": figures.points(IMAGE, FOUND, TRUTH, MATCHED, CLASSES[:2]),
        "counts": figures.counts(MATCHED.table),
        "runs": figures.runs({"plain": [0.5, 0.6], "mined": [0.7, 0.72]}, "recall"),
    }


NAMES = (
    "sliding", "dense", "dense, small", "tiles", "heat", "heat in a window", "points", "counts", "runs",
)  # fmt: skip


# -- what holds for each of them


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_can_be_read(name, pictures):
    before = dict(mpl.rcParams)
    figure = pictures[name]
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
        marks = [text for text in axis.texts if len(text.get_text()) > 1]  # letters in marks are small
        words = [text for text in [*marks, axis.title, axis._left_title] if text.get_text().strip()]
        assert min((text.get_fontsize() for text in words), default=10) >= 10
        areas = [text.get_window_extent(renderer).padded(-1) for text in words]
        for (one, here), (other, there) in itertools.combinations(zip(words, areas, strict=True), 2):
            assert not here.overlaps(there), (one.get_text(), other.get_text())
    alt = figure.get_label()
    assert len(alt.split()) > 10
    assert any(letter.isdigit() for letter in alt)
    assert "\n" not in alt


def test_every_function_is_offered():
    # What a function is called and the module that holds it may not be the same.
    assert set(figures.__all__) == {name for name in vars(figures) if callable(getattr(figures, name))}


# -- one by one


@pytest.mark.parametrize(("pixels", "patch", "stride"), [(96, 96, 8), (300, 96, 8), (301, 50, 7), (40, 9, 20)])
def test_looks_are_counted_window_by_window(pixels, patch, stride):
    expected = np.zeros(pixels, dtype=int)
    for start in range(0, pixels - patch + 1, stride):
        expected[start : start + patch] += 1
    np.testing.assert_array_equal(looks(pixels, patch, stride), expected)


def test_sliding_windows_say_how_many_there_are(pictures):
    count = len(range(0, 300 - 96 + 1, 8)) * len(range(0, 480 - 96 + 1, 8))
    assert f"{count:,} fit" in pictures["sliding"].get_label()
    assert "144 at most" in pictures["sliding"].get_label()  # 12 each way
    with pytest.raises(ValueError, match="smaller than a patch"):
        figures.sliding_window(IMAGE[:50], 96, 8)


def test_a_dense_layer_has_a_weight_a_line(pictures):
    (plot,) = pictures["dense"].axes
    assert len([line for line in plot.lines if to_rgb(line.get_color()) == to_rgb(ORANGE)]) == 9 + 2
    cells = [patch for patch in plot.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 9 + 5 * 7 + 3 * 5
    assert sum(to_rgb(cell.get_facecolor()) == to_rgb(ORANGE) for cell in cells) == 9 + 9
    assert sum(to_rgb(cell.get_facecolor()) == to_rgb(BLUE) for cell in cells) == 1
    with pytest.raises(ValueError, match="room"):
        figures.dense_as_convolution(5)


def test_tiles_lie_as_predict_reads_them(pictures, classifier):
    # The row of each tile's first and last pixel, from a network that counts the calls.
    model = classifier("lenet5")
    image = RNG.random((200, 300, 1)).astype(np.float32)
    seen = []
    counting.predict(
        model, image, tile=16, progress=False, preprocess=lambda piece: (seen.append(piece.shape[:2]), piece)[1]
    )
    (plot,) = pictures["tiles"].axes
    frames = [patch for patch in plot.patches if not patch.get_fill() and to_rgb(patch.get_edgecolor()) == to_rgb(BLUE)]
    assert sorted((frame.get_height(), frame.get_width()) for frame in frames) == sorted(seen)
    covered = np.zeros((200, 300), dtype=int)
    for frame in frames:
        top, left = int(frame.get_y()), int(frame.get_x())
        covered[top : top + int(frame.get_height()), left : left + int(frame.get_width())] += 1
    assert covered.min() >= 1
    assert covered.max() >= 4


def test_heat_lies_where_the_patches_have_their_middle(pictures):
    plots = pictures["heat in a window"].axes[:4]
    assert [plot.get_title(loc="left") for plot in plots] == ["the image", "adult males", "pups", "backgrounds"]
    rows, columns = MAPS.centres()
    inside = np.ix_((rows >= 60) & (rows < 220), (columns >= 100) & (columns < 400))
    for number, plot in enumerate(plots[1:]):
        heat = plot.images[1]
        np.testing.assert_allclose(heat.get_array(), MAPS.maps[..., number][inside], atol=0.5 / 15 + 1e-6)
        left, _, _, top = heat.get_extent()
        assert (top + 4, left + 4) == (rows[rows >= 60][0] - 60, columns[columns >= 100][0] - 100)
    share = np.mean(MAPS.maps[..., 1][inside] > 0.5)
    assert f"pups {share:.1%}" in pictures["heat in a window"].get_label()


def test_heat_needs_what_belongs_together():
    with pytest.raises(ValueError, match="3 maps"):
        figures.heat_maps(IMAGE, MAPS, CLASSES[:2])
    with pytest.raises(ValueError, match="lie in"):
        figures.heat_maps(IMAGE, MAPS, CLASSES, (0, 0, 301, 480))
    with pytest.raises(ValueError, match="middle in the window"):
        figures.heat_maps(IMAGE, MAPS, CLASSES, (0, 0, 20, 20))


def test_points_have_the_shape_of_what_they_are(pictures):
    (plot,) = pictures["points"].axes
    drawn = [each for each in plot.collections if isinstance(each, PathCollection)]
    corners = {len(each.get_paths()[0].vertices): [] for each in drawn}
    for each in drawn:
        corners[len(each.get_paths()[0].vertices)].append(tuple(each.get_offsets()[0]))
    by_size = [sorted(places) for _, places in sorted(corners.items())]
    # Triangle, square, circle: x is the column.
    assert by_size == [[(400, 50)], [(50, 250), (450, 120)], [(100, 100), (300, 200)]]
    assert [text.get_text() for text in plot.texts] == ["M", "P", "P", "M", "P"]
    assert "false alarm: 1 pups; missed: 1 adult males, 1 pups" in pictures["points"].get_label()


def test_points_of_a_window_are_those_inside():
    drawn = figures.points(IMAGE, FOUND, TRUTH, MATCHED, CLASSES[:2], (90, 80, 210, 320))
    assert "found: 1 adult males, 1 pups; false alarm: none; missed: none" in drawn.get_label()
    first = next(each for each in drawn.axes[0].collections if isinstance(each, PathCollection))
    assert tuple(first.get_offsets()[0]) == (100 - 80, 100 - 90)
    with pytest.raises(ValueError, match="does not lie"):
        figures.points(IMAGE, FOUND, TRUTH, MATCHED, CLASSES[:2], (0, 0, 300, 500))


def test_bars_are_as_long_as_the_counts(pictures):
    (plot,) = pictures["counts"].axes
    widths = [bar.get_width() for bars in plot.containers for bar in bars]
    rows = [MATCHED.table.loc[name] for name in ("adult_males", "pups", "total")]
    assert widths == [value for row in rows for value in (row["truth"], row["matched"], row["found"] - row["matched"])]
    assert "total: 4 there, 3 found, of which 2 right, error −1" in pictures["counts"].get_label()
    with pytest.raises(ValueError, match="lacks the columns matched"):
        figures.counts(MATCHED.table.drop(columns="matched"))


# -- what they share


def test_letters_and_colours_tell_classes_apart():
    sea_lions = ("adult_males", "subadult_males", "adult_females", "juveniles", "pups")
    assert "".join(letters(sea_lions).values()) == "MSFJP"
    odd = letters(["a", "aa", "aaa"])
    assert len(set(odd.values())) == 3
    assert len(set(colours(sea_lions).values())) == 5


@pytest.mark.parametrize("colour", [*colours("abcdefg").values()])
def test_letters_on_colours_can_be_read(colour):
    def luminance(rgb):  # WCAG 2.1
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    one, other = sorted([luminance(to_rgb(colour)), luminance(to_rgb(on_colour(colour)))])
    assert (other + 0.05) / (one + 0.05) >= 3  # large or bold letters


def test_points_are_sorted_by_what_they_are():
    found = sorted_points(FOUND, TRUTH, MATCHED)
    assert found["found"] == [("adult_males", 100, 100), ("pups", 200, 300)]
    assert found["false alarm"] == [("pups", 50, 400)]
    assert found["missed"] == [("adult_males", 250, 50), ("pups", 120, 450)]


def test_a_backdrop_has_the_means_of_blocks():
    small = backdrop(IMAGE, 160)
    assert small.shape == (100, 160, 3)
    expected = IMAGE[3:6, 6:9].reshape(-1, 3).mean(axis=0) / 255
    np.testing.assert_allclose(small[1, 2], expected, atol=0.5 / 31 + 1e-9)
    faint = backdrop(IMAGE, 160, grey=True)
    assert (faint[..., 0] == faint[..., 2]).all()
    np.testing.assert_allclose(backdrop(IMAGE / 255, 160), small, atol=1 / 31 + 1e-9)
    with pytest.raises(ValueError, match="shape"):
        backdrop(IMAGE[..., 0], 160)
