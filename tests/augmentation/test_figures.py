"""What the figures of topic 04 show is true: their pixels and numbers are found again by NumPy and SciPy."""

from __future__ import annotations

import io
import itertools
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import scipy.ndimage
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from coursekit import data
from coursekit import figures as shared
from coursekit.augmentation import Augment, Parameters, Shadow, cut_out
from coursekit.augmentation import figures as drawn_figures
from coursekit.augmentation.figures import paper
from coursekit.data import Dataset

figures = drawn_figures
RNG = np.random.default_rng(0)
COLOUR = RNG.random((24, 24, 3)).astype(np.float32)
GREY = RNG.random((20, 20, 1)).astype(np.float32)
IDENTITY = Parameters.identity(1)
MASK = np.zeros((24, 24), dtype=bool)
MASK[8:15, 6:12] = True
POINTS = [[11.0, 8.0], [2.0, 20.0], [20.0, 3.0]]


def dataset(name, classes, images):
    """Two images of each class, the second one black."""
    images = np.stack([image for first in images for image in (first, np.zeros_like(first))]).astype(np.float32)
    labels = np.repeat(np.arange(len(classes)), 2)
    return Dataset(name, images, labels, classes, np.full(len(labels), "train"))


DIGITS = dataset("digits", ("5", "6"), RNG.random((2, 20, 20, 1)))
ANIMALS = dataset("animals", ("adult_males", "juveniles"), RNG.random((2, 24, 24, 3)))
WAFERS = dataset("wafers", ("none", "centre"), RNG.random((2, 16, 16, 1)))
SHIFTED = {"shifted": IDENTITY._replace(shift=np.array([[5.0, 3.0]]))}
POSTERIORS = np.array([[0.5, 0.3, 0.2, 0.0], [0.1, 0.6, 0.3, 0.0], [0.2, 0.1, 0.7, 0.0]])
CURVES = pd.DataFrame(
    [
        (name, step, 2 / (1 + step), 1 - 0.8 / (1 + step), 2 - 0.1 * step, 0.4 + 0.02 * step)
        for name in ("none", "with")
        for step in range(0, 21, 5)
    ],
    columns=["augmentation", "step", "train_loss", "train_accuracy", "valid_loss", "valid_accuracy"],
)
TRAININGS = pd.DataFrame(
    [
        (name, images, 0.2 + images / 1000 + seed / 10)
        for name in ("none", "with")
        for images in (60, 480)
        for seed in (0, 1)
    ],
    columns=["augmentation", "images", "test_accuracy"],
)
ASKED = pd.DataFrame(
    [
        (images, views, combine, seed, count, accuracy + (views > 1) * (combine == "mean") * (images != "sure") / 10)
        for images, accuracy, counts in (("all", 0.7, (20, 20)), ("unsure", 0.4, (5, 15)), ("sure", 0.9, (15, 5)))
        for views in (1, 8)
        for combine in ("mean", "vote")
        for seed, count in enumerate(counts)
    ],
    columns=["images", "views", "combine", "seed", "count", "accuracy"],
)
CLASSES = ("one", "two", "three_and_more", "never")

PICTURES = {
    "samples": lambda: figures.samples(ANIMALS, 2),
    "samples of one channel": lambda: figures.samples(DIGITS, 2),
    "crops": lambda: figures.crops(RNG.random((64, 64, 3))),
    "labels": lambda: figures.labels_kept_and_lost(DIGITS, ANIMALS, WAFERS),
    "order": lambda: figures.turn_and_shift(GREY),
    "resampled": lambda: figures.resampled({"as it is": COLOUR, "softer": COLOUR / 2, "softest": COLOUR / 4}),
    "following": lambda: figures.following(COLOUR, POINTS, MASK, SHIFTED),
    "pasted": lambda: figures.pasted(COLOUR, MASK, COLOUR[::-1], 3, 4, Shadow(2, 2)),
    "composites": lambda: figures.composites([COLOUR] * 2, [POINTS, []], [[0, 1, 2], []], CLASSES),
    "learning": lambda: figures.learning(CURVES),
    "hunger": lambda: figures.hunger(TRAININGS, 1 / 6),
    "by certainty": lambda: figures.by_certainty(ASKED),
    "runs": lambda: figures.runs({"plain": [0.5, 0.6], "augmented": [0.7, 0.72]}, "accuracy", 1 / 6),
    "recalls": lambda: figures.recalls({"none": 900, "scratch": 1}, {"plain": [1.0, 0.0], "balanced": [0.9, 0.5]}),
    "views": lambda: figures.views([COLOUR] * 3, POSTERIORS, CLASSES, 1),
    "drawn": lambda: figures.drawn([COLOUR], [[COLOUR, COLOUR / 2]], ["adult_males"], "Augment(" + "option=1, " * 20),
}


def shown(figure):
    """The images on a figure, in the order in which they were laid down."""
    return [np.asarray(each.get_array()) for each in figure.axes[0].images]


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

    alt = figure.get_label()
    assert len(alt.split()) > 10
    assert any(letter.isdigit() for letter in alt)
    assert "\n" not in alt


def test_a_figure_can_be_saved_as_the_notebook_does():
    picture = Image.open(io.BytesIO(shared.png(PICTURES["labels"]())))
    assert 1000 < picture.size[0] <= 1810


def test_every_function_is_offered():
    assert set(figures.__all__) == {name for name in vars(figures) if callable(getattr(figures, name))}


# -- images


def test_samples_are_the_first_of_each_class():
    figure = figures.samples(ANIMALS, 2)
    for image, expected in zip(shown(figure), ANIMALS.images, strict=True):
        np.testing.assert_allclose(image, expected, atol=1e-6)
    assert "2 of adult males, 2 of juveniles" in figure.get_label()


def test_one_channel_is_ink_on_paper():
    assert shown(figures.samples(DIGITS, 2))[1].min() == 1, "an empty image is not white paper"


def test_large_images_in_small_tiles_are_averaged():
    big = RNG.random((96, 96, 3))
    tile = shown(figures.samples(dataset("big", ("one",), [big]), 2))[0]
    blocks = [[big[i : i + 2, j : j + 2].mean(axis=(0, 1)) for j in range(0, 96, 2)] for i in range(0, 96, 2)]
    np.testing.assert_allclose(tile, blocks, atol=1e-6)


def test_the_crops_are_ten():
    image = RNG.random((64, 64, 3))  # a crop of 224 of 256 is one of 56 of 64
    whole, *ten = shown(figures.crops(image))
    np.testing.assert_allclose(whole, image)
    starts = [(0, 0), (0, 8), (4, 4), (8, 0), (8, 8)]
    expected = []
    for row, column in starts:
        crop = image[row : row + 56, column : column + 56]
        expected += [crop, np.fliplr(crop)]
    assert len(ten) == 10
    for found, wanted in zip(ten, expected, strict=True):
        np.testing.assert_allclose(found, wanted)
    (dots,) = figures.crops(image).axes[0].collections
    assert len(dots.get_offsets()) * 2 == 2048


def test_labels_are_kept_and_lost_as_it_says():
    images = shown(figures.labels_kept_and_lost(DIGITS, ANIMALS, WAFERS))
    six, juvenile, wafer, light = (images[start : start + 3] for start in (0, 3, 6, 9))
    np.testing.assert_allclose(six[2], np.rot90(six[0], 2), atol=1e-6)
    np.testing.assert_allclose(juvenile[1], np.rot90(juvenile[0], 2), atol=1e-6)
    closer = scipy.ndimage.affine_transform(
        juvenile[0][..., 0], np.eye(2) / 1.7, 11.5 - np.full(2, 11.5) / 1.7, order=1, mode="nearest"
    )
    np.testing.assert_allclose(juvenile[2][..., 0], closer, atol=0.02)  # OpenCV knows 32 places between two pixels
    np.testing.assert_allclose(wafer[1], np.rot90(wafer[0]), atol=1e-6)
    np.testing.assert_allclose(wafer[2][:, 4:], wafer[0][:, :-4], atol=1e-6)
    assert wafer[2][:, :4].min() == 1, "what comes from outside is no wafer"
    np.testing.assert_allclose(light[1], 0.65 * light[0], atol=1e-6)
    middle, corner = light[2][24, 24], light[2][0, 0]
    assert light[0][24, 24].argmax() == 0
    assert middle.argmax() == 1
    np.testing.assert_allclose(corner, light[0][0, 0], atol=1e-3)


def test_detail_is_the_laplacian_in_a_disc():
    image = RNG.random((40, 52, 3))
    second = scipy.ndimage.laplace(image.mean(axis=2))[1:-1, 1:-1]
    rows, columns = np.mgrid[:38, :50]
    disc = (rows - 18.5) ** 2 + (columns - 24.5) ** 2 < 17**2
    assert figures.detail(image) == pytest.approx(second[disc].std())
    assert figures.detail(np.full((12, 12, 1), 0.4)) == pytest.approx(0, abs=1e-12)
    # Inside of the disc a rotation changes nothing.
    assert figures.detail(np.rot90(image[:40, :40])) == pytest.approx(figures.detail(image[:40, :40]))


def test_resampled_tells_which_part_of_the_detail_is_left():
    soft = scipy.ndimage.gaussian_filter(COLOUR, (1, 1, 0))
    figure = figures.resampled({"as it is": COLOUR, "soft": soft})
    left = re.search(r"soft: (\d+)% of the detail", figure.get_label())[1]
    assert int(left) == round(100 * figures.detail(soft) / figures.detail(COLOUR))
    first, part, *_ = shown(figure)
    np.testing.assert_allclose(part, first[8:16, 8:16])


def test_the_order_of_turn_and_shift_decides_where_the_middle_is():
    said = figures.turn_and_shift(RNG.random((28, 28, 1)), 90, 7).get_label()
    # The middle stays where it is when turned. Shifted to the right first, it is turned upwards, counter-clockwise.
    assert "Turned and then shifted, its middle is at row 13.5, column 20.5" in said
    assert "shifted and then turned, its middle is at row 6.5, column 13.5" in said


def test_points_and_mask_follow_their_image():
    figure = figures.following(COLOUR, POINTS, MASK, SHIFTED)
    # 5 to the right and 3 down: (11, 8) and (20, 3) stay on 24×24, (2, 20) leaves it.
    assert "shifted, 2 of 3 points" in figure.get_label()
    np.testing.assert_allclose(shown(figure)[1][3:, 5:], COLOUR[:-3, :-5], atol=1e-6)
    reflected = np.pad(MASK, ((3, 0), (5, 0)), mode="symmetric")[:24, :24]
    assert f"shifted, 2 of 3 points and {reflected.sum()} pixels" in figure.get_label()


def test_a_hard_edge_keeps_every_pixel_of_the_thing():
    ground = np.full((24, 24, 3), 0.5, np.float32)
    images = shown(figures.pasted(COLOUR, MASK, ground, 3, 4, Shadow(2, 2)))
    target = cut_out(COLOUR, MASK)
    hard = ground.copy()
    height, width = target.mask.shape
    place = hard[3 : 3 + height, 4 : 4 + width]
    place[target.mask > 0.5] = target.image[target.mask > 0.5]
    np.testing.assert_allclose(images[1], hard, atol=1e-6)
    assert images[3].sum() < images[2].sum(), "no shadow has fallen"


def test_what_was_drawn_is_shown_as_it_was_drawn():
    augment = Augment(rotation_range=30, fill_mode="reflect")
    draws = augment(np.stack([COLOUR] * 3))
    images = shown(figures.drawn([COLOUR], [draws], ["adult_males"], repr(augment)))
    for image, expected in zip(images, [COLOUR, *draws], strict=True):
        np.testing.assert_allclose(image, expected, atol=1e-6)


# -- numbers


def test_runs_are_dots_with_their_mean():
    reached = [0.5, 0.62, 0.58]
    figure = figures.runs({"plain": reached, "other": [0.9]}, "accuracy", 0.1)
    dots = figure.axes[0].collections[1].get_offsets()
    np.testing.assert_allclose(np.sort(dots[:, 0]), np.sort(reached) * 100)
    assert "plain: mean 56.7%, 3 runs from 50.0% to 62.0%" in figure.get_label()
    assert "guessing 10%" in figure.get_label()
    low, high = figure.axes[0].get_xlim()
    assert low < 10
    assert high > 90


def test_learning_curves_are_those_of_the_table():
    figure = figures.learning(CURVES)
    train, valid = (line.get_ydata() for line in figure.axes[1].lines[:2])
    np.testing.assert_allclose(train, CURVES["train_accuracy"][:5])
    np.testing.assert_allclose(valid, CURVES["valid_accuracy"][:5])
    assert "augmented, 5 looks, at the end after 20 steps: accuracy 96% on the training images and 80%" in (
        figure.get_label()
    )


def test_the_lines_of_hunger_are_means():
    figure = figures.hunger(TRAININGS)
    marks, line, *_ = figure.axes[0].lines
    np.testing.assert_allclose(marks.get_ydata(), [26, 36, 68, 78])
    np.testing.assert_allclose(line.get_ydata(), [31, 73])
    assert "augmented: 60 images 31%, 480 images 73% (means of 2 trainings or more)" in figure.get_label()


def test_each_image_counts_once_by_certainty():
    table = ASKED.copy()
    first = (table["images"] == "unsure") & (table["seed"] == 0)
    table.loc[first, "accuracy"] = 0.8
    figure = figures.by_certainty(table)
    unsure = next(line for line in figure.axes[0].lines if line.get_label().startswith("unsure"))
    np.testing.assert_allclose(unsure.get_ydata(), [100 * (5 * 0.8 + 15 * 0.4) / 20, 100 * (5 * 0.8 + 15 * 0.5) / 20])
    assert "unsure: below 50 % (50% of all): 1 view 50.0%, 8 views 57.5%" in figure.get_label()


def test_recalls_stand_beside_their_class():
    figure = figures.recalls({"none": 900, "near_full": 1}, {"plain": [0.99, 0.0], "balanced": [0.8, 0.6]})
    plain, balanced = (line.get_xdata() for line in figure.axes[1].lines)
    np.testing.assert_allclose(plain, [99, 0])
    np.testing.assert_allclose(balanced, [80, 60])
    assert "near full, 1 training images: plain 0%, balanced 60%" in figure.get_label()


def test_the_mean_of_the_views_decides():
    said = figures.views([COLOUR] * 3, POSTERIORS, CLASSES, 2).get_label()
    assert "as it came: one with 50%, wrong" in said
    assert "view 3: three and more with 70%, right" in said
    assert f"the mean: three and more with {1.2 / 3:.0%}, right" in said
    assert "(right)" in " ".join(
        text.get_text() for text in figures.views([COLOUR] * 3, POSTERIORS, CLASSES, 3).axes[0].texts
    ), "the right class is not shown when it is the least likely"


def test_a_class_that_only_one_view_has_first_is_shown():
    said = np.array([[0.0, 0.0, 0.4, 0.6], [0.6, 0.4, 0.0, 0.0], [0.6, 0.0, 0.4, 0.0], [0.6, 0.4, 0.0, 0.0]])
    texts = [text.get_text() for text in figures.views([COLOUR] * 4, said, CLASSES, 0).axes[0].texts]
    assert "never" in texts
    assert "two" not in texts, "no view has it first"


# -- what cannot be drawn


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (lambda: figures.samples(ANIMALS, 13), "room for 12"),
        (lambda: figures.samples(ANIMALS, 1), "per_class"),
        (lambda: figures.crops(np.zeros((20, 24, 3))), "square, not 20×24"),
        (lambda: figures.crops(np.zeros((20, 20))), r"not \(20, 20\)"),
        (lambda: figures.crops(np.full((20, 20, 3), 255.0)), "from 0 to 1"),
        (lambda: figures.labels_kept_and_lost(ANIMALS, ANIMALS, WAFERS), "no image of a class '6'"),
        (lambda: figures.resampled({"one": COLOUR}), "2 to 4"),
        (lambda: figures.resampled({"one": COLOUR, "other": GREY}), "same shape"),
        (lambda: figures.detail(np.zeros((4, 9, 1))), "at least 8×8"),
        (lambda: figures.following(COLOUR, POINTS, MASK, {}), "1 to 4 draws"),
        (lambda: figures.following(COLOUR, POINTS, MASK[:5], SHIFTED), "mask must have shape"),
        (lambda: figures.composites([COLOUR], [], [], CLASSES), "points and labels for each"),
        (lambda: figures.learning(CURVES.drop(columns="step")), "no column 'step'"),
        (lambda: figures.learning(CURVES.replace("none", "some")), "'none' and 'with'"),
        (lambda: figures.hunger(CURVES), "no column 'images'"),
        (lambda: figures.hunger(TRAININGS[:0]), "no rows"),
        (lambda: figures.by_certainty(CURVES), "no column 'images'"),
        (lambda: figures.by_certainty(ASKED[ASKED["combine"] == "vote"]), "no rows"),
        (lambda: figures.runs({}, "accuracy"), "1 to 10 settings"),
        (lambda: figures.runs({"percent": [57.0]}, "accuracy"), "from 0 to 1"),
        (lambda: figures.recalls({"none": 1}, {"plain": [0.1, 0.2]}), "each of the 1 classes"),
        (lambda: figures.views([COLOUR], POSTERIORS, CLASSES, 0), "posteriors must have shape"),
        (lambda: figures.drawn([COLOUR], [], [], ""), "draws and a name for each"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(draw, reason):
    with pytest.raises(ValueError, match=reason):
        draw()


def test_bytes_are_shown_as_floats_are():
    whole = np.rint(255 * COLOUR).astype(np.uint8)
    np.testing.assert_allclose(paper.checked_image(whole), paper.checked_image(whole / 255))


def test_the_real_datasets_have_what_the_figure_of_labels_needs():
    figure = figures.labels_kept_and_lost(data.digits(size=28), data.sealions(count=30), data.wafers(200))
    assert len(shown(figure)) == 12
