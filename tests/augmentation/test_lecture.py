"""What lecture 04 claims, worked out again: NumPy, SciPy and scikit-learn, and the committed results."""

from __future__ import annotations

import math

import jupytext
import numpy as np
import pytest
import scipy.ndimage
from sklearn.neighbors import KNeighborsClassifier

from coursekit import data
from coursekit.augmentation import figures
from coursekit.augmentation.measurements import measured


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "04_augmentation.py", fmt="py:percent").cells


@pytest.fixture(scope="module")
def told(cells):
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


@pytest.fixture(scope="module")
def code(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.fixture(scope="module")
def survey():
    return data.sealions(count=240)


def test_a_fifth_of_a_bit(told):
    assert 1_200_000 * math.log2(1000) / 60_965_224 == pytest.approx(1 / 5, abs=0.01)
    assert "1.2 million training images" in told
    assert "61 million parameters" in told
    assert "10, 1, or a fifth? A fifth." in told
    assert pytest.approx(50, abs=1) == 60_965_224 / 1_200_000
    assert "fifty times more parameters than images" in told


def test_crops(told):
    image = np.arange(256 * 256).reshape(256, 256)
    places = np.lib.stride_tricks.sliding_window_view(image, (224, 224)).shape[:2]
    assert places == (33, 33)
    assert "2·32·32 = 2,048, by their count (33 places would fit)" in told
    assert 2 * 32 * 32 == 2048
    assert "2,048" not in told.split("How many images does one become?")[0]


def test_marking_takes_a_month(told, survey):
    animals = len(survey.scenes.annotations) / len(survey.scenes)
    days = 1000 * animals * 3 / 3600 / 8
    assert 16 < days < 25, "the working days of a month"
    assert "Three seconds a mark, 1,000 such images" in told
    assert "A month, without a second look." in told


def test_a_half_turn_makes_a_6_a_9(told):
    digits = data.digits(size=28)
    reader = KNeighborsClassifier(3).fit(digits.train.images.reshape(-1, 784), digits.train.labels)
    sixes = digits.test.images[digits.test.labels == 6]
    turned = np.rot90(sixes, 2, axes=(1, 2))
    read = reader.predict(turned.reshape(-1, 784))
    tilted = scipy.ndimage.rotate(sixes, 15, axes=(2, 1), reshape=False, order=1)
    assert (reader.predict(tilted.reshape(-1, 784)) == 6).all()
    assert len(sixes) == 38
    assert (read == 9).sum() == 35
    assert (
        "38 sixes, judged by their nearest neighbours: a tilt leaves them sixes, a half-turn makes 35 of them a 9"
        in told
    )


def test_four_resamplings_lose_more_than_half_of_the_detail(told, code, survey):
    assert "patch = survey.images[60]" in code
    patch = survey.images[60]
    stepwise = patch
    for _ in range(4):
        stepwise = scipy.ndimage.rotate(stepwise, 22.5, reshape=False, order=1, mode="reflect")
    left = figures.detail(stepwise.clip(0, 1)) / figures.detail(patch)
    assert 0.25 < left < 0.5
    assert figures.detail(np.rot90(patch)) == pytest.approx(figures.detail(patch))
    assert "Less than half: each resampling blurs" in told


def test_a_mirrored_point(told):
    image = np.zeros((96, 96))
    image[10, 20] = 1
    assert np.argwhere(np.fliplr(image)).tolist() == [[10, 75]]
    assert "at row 10, column 20." in told
    assert "Column 75. Tempting: 76, as 96 − 20" in told
    assert "olumn 75" not in told.split('fill_mode="reflect"` show?')[0]


def test_two_mirrors_are_a_half_turn(told):
    image = np.random.default_rng(0).random((5, 7))
    np.testing.assert_array_equal(np.flipud(np.fliplr(image)), np.rot90(image, 2))
    assert "Both mirrors: together they are a half-turn." in told


def test_the_images_that_are_shown_are_what_the_text_says(code, survey):
    assert "which = 213  # a female in a crowd" in code
    assert survey.classes[survey.labels[213]] == "adult_females"
    tid, row, column = survey.details.loc[213, ["tid", "row", "col"]]
    marks = survey.scenes.annotations[survey.scenes.annotations["tid"] == tid]
    near = (marks["row"].between(row - 48, row + 47) & marks["col"].between(column - 48, column + 47)).sum()
    assert near == 4
    digits = data.digits(size=28)
    assert digits.labels[6] == 6
    assert "np.rot90(digits.images[6], 2)" in code


# -- what was measured over seeds


def test_turned_digits_teach_less(told):
    means = measured("digits").groupby("transforms")["accuracy"].mean()
    assert f"A CNN that trained with such turns reads {100 * means['up to 180°']:.0f} % of new digits" in told
    assert f"without any {100 * means['none']:.0f} %" in told
    assert means["up to 10°"] - means["none"] < 0.01
    assert "tilts do not help it either" in told
    assert measured("digits").groupby("transforms")["seed"].nunique().min() >= 5


def test_sixty_augmented_patches_are_worth_more_than_480(told):
    trainings = measured("training")
    trainings = trainings[trainings["patches"] == "simulated"]
    reached = {name: own["test_accuracy"].mean() for name, own in trainings.groupby(["augmentation", "images"])}
    assert reached["with", 60] > reached["none", 480]
    gains = [reached["with", images] - reached["none", images] for images in (60, 480)]
    assert gains[0] > 2 * gains[1] > 0
    assert trainings.groupby(["augmentation", "images"])["seed"].nunique().min() >= 5
    assert "five seeds for each point: 60 augmented patches do as well as 480 as they are" in told
    assert "With more patches less is gained." in told


def test_of_a_thousand_wafers(told):
    wafers = data.wafers(1000)
    none = wafers.classes.index("none")
    assert (wafers.labels == none).sum() == 852
    assert (wafers.test.labels == none).mean() == pytest.approx(0.85, abs=0.005)
    assert len(set(wafers.test.labels.tolist())) == len(wafers.classes) == 9
    assert "Of 1,000 wafers, 852 have no defect." in told
    assert "85 %, and a ninth" in told


def test_turned_wafers_teach_more_and_shifted_ones_less(told):
    means = measured("wafers").groupby("transforms")["accuracy"].mean()
    none, turned, shifted = (round(100 * means[name]) for name in ("none", "turns", "turns and shifts"))
    assert f"On wafers turns help, from {none} to {turned} %; with shifts on top it is {shifted} %." in told
    assert measured("wafers").groupby("transforms")["seed"].nunique().min() >= 5


def test_zoomed_sea_lions_teach_less(told):
    means = measured("sealions").groupby("transforms")["accuracy"].mean()
    assert means["none"] < 0.5
    assert means["turns and light"] > 0.7
    gained = means["turns and light"] - means["none"]
    for worse in ("and zoom", "and colour"):
        assert means["turns and light"] - means[worse] > gained / 3
    assert (
        "from less than half right to more than 70 %; zoom or strong colour shifts on top take much of that back"
        in told
    )
    assert measured("sealions").groupby("transforms")["seed"].nunique().min() >= 5


def test_slight_copies_deceive(told):
    copies = measured("copies")
    near = copies[(copies["transforms"] == "slight") & (copies["copies"] == 5)]
    first = near[near["order"] == "augment, then split"]
    assert first["valid_accuracy"].mean() > 0.95
    assert first["test_accuracy"].mean() == pytest.approx(0.5, abs=0.08)
    assert "Nearly all right, says its own test; of new patches, half." in told
    honest = near[near["order"] == "split, then augment"]
    assert 0 < first["test_accuracy"].mean() - honest["test_accuracy"].mean() < 0.06
    assert "A bit above the honest split" in told
    assert abs(honest["valid_accuracy"].mean() - honest["test_accuracy"].mean()) < 0.12
    strong = copies[(copies["transforms"] != "slight") & (copies["copies"] == 20)]
    strong = strong[strong["order"] == "augment, then split"]
    points = 100 * (strong["valid_accuracy"].mean() - strong["test_accuracy"].mean())
    assert f"With 20 strongly changed copies the gap was {points:.0f} points" in told
    assert near.groupby("order")["seed"].nunique().min() >= 5


def test_balance_finds_scratches_but_turns_make_them(told):
    trials = measured("imbalance")
    means = trials.groupby("strategy").mean(numeric_only=True)
    plain, turned, mirrored = (
        means.loc[name] for name in ("plain", "balanced sampling, augmentation", "balanced sampling, flips")
    )
    assert plain["accuracy"] == pytest.approx(0.95, abs=0.005)
    assert f"As they come: 95 % right, {100 * plain['recall scratch']:.0f} % of the scratches found." in told
    assert turned["recall scratch"] > 0.7
    assert 1 - turned["recall none"] == pytest.approx(1 / 3, abs=0.05)
    assert "most are found, but a third of the flawless wafers is reported, too" in told
    assert f"{100 * plain['none_always']:.0f} % without a defect" in told
    assert mirrored["mean_recall"] > max(plain["mean_recall"], turned["mean_recall"])
    assert mirrored["accuracy"] == pytest.approx(plain["accuracy"], abs=0.01)
    assert "mean recall is the best, at the accuracy from before" in told
    unbalanced = means.loc["augmentation"]
    assert (unbalanced[["accuracy", "mean_recall"]] > plain[["accuracy", "mean_recall"]] - 0.01).all()
    assert "Without balance, first row, turns did no harm." in told
    assert trials.groupby("strategy")["seed"].nunique().min() >= 5


def test_more_views_help_where_the_network_is_unsure(told):
    asked = measured("views")
    asked = asked[(asked["augmentation"] == "with") & (asked["transforms"] == "all") & (asked["combine"] == "mean")]
    right = (asked["accuracy"] * asked["count"]).groupby([asked["images"], asked["views"]]).sum()
    right /= asked.groupby(["images", "views"])["count"].sum()
    gains = {images: right[images, 8] - right[images, 1] for images in ("sure", "unsure")}
    assert gains["unsure"] > 0.05
    assert abs(gains["sure"]) < 0.02
    sure = asked[(asked["images"] == "sure") & (asked["views"] == 8)]
    assert sure["changed"].mean() < 0.03
    assert asked.groupby("views")["model_calls"].first()[8] == 8 * asked.groupby("views")["model_calls"].first()[1]
    assert "where it is sure, hardly an answer changes" in told
    assert "That is eight times the work" in told
    assert asked["seed"].nunique() >= 5
