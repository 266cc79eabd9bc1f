"""The references of topic 04's second half of tasks against Pillow, SciPy, scikit-learn and NumPy's own routes.

Tolerance: 1e-9 where both routes are sums of a few products; half a level where Pillow rounds to bytes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import stats
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.utils.class_weight import compute_sample_weight

from coursekit import augmentation, data
from coursekit.augmentation.tasks import combining, draft, effects, label_maps, pasting, safety, weights
from coursekit.checks import Case, compare
from coursekit.course.text import read
from coursekit.data.simulator.bodies import BODIES

RNG = np.random.default_rng(4)
ROOT = Path(__file__).parents[2]
TRIALS = range(12)


def close(found, right, tolerance=1e-9):
    found, right = np.asarray(found, dtype=float), np.asarray(right, dtype=float)
    assert found.shape == right.shape
    np.testing.assert_allclose(found, right, rtol=0, atol=tolerance)


def placed():
    """Sizes of an image and a target, and a place where some, all or nothing of the target lies on the image."""
    image, target = RNG.integers(2, 8, size=2), RNG.integers(1, 6, size=2)
    row, column = (int(RNG.integers(-size - 1, whole + 2)) for size, whole in zip(target, image, strict=True))
    return tuple(image.tolist()), tuple(target.tolist()), row, column


@pytest.mark.parametrize("trial", TRIALS)
def test_pasting_against_pillow(trial):
    size, target_size, row, column = placed()
    background, target = (RNG.integers(0, 256, size=(*shape, 3), dtype=np.uint8) for shape in (size, target_size))
    mask = RNG.integers(0, 256, size=target_size, dtype=np.uint8)
    picture = Image.fromarray(background)
    picture.paste(Image.fromarray(target), (column, row), Image.fromarray(mask))
    found = pasting.paste.reference(background / 255, target / 255, mask / 255, row, column)
    close(found * 255, np.asarray(picture), 0.5 + 1e-6)


@pytest.mark.parametrize("trial", TRIALS)
def test_label_maps_against_pillow(trial):
    size, target_size, row, column = placed()
    labels, mask = RNG.integers(0, 6, size=size), RNG.integers(0, 5, size=target_size) / 4
    picture = Image.fromarray(labels.astype(np.uint8))
    picture.paste(5, (column, row, column + target_size[1], row + target_size[0]), Image.fromarray(mask >= 0.5))
    found = label_maps.paste_labels.reference(labels, mask, 5, row, column)
    close(found, np.asarray(picture))


@pytest.mark.parametrize("trial", TRIALS)
def test_sampling_weights_against_scikit_learn(trial):
    labels = RNG.choice([0, 2, 3, 7], size=20, p=[0.6, 0.25, 0.1, 0.05])
    found = weights.sampling_weights.reference(labels)
    close(found, compute_sample_weight("balanced", labels) / len(labels))
    present = np.unique(labels)
    close([found[labels == label].sum() for label in present], np.full(len(present), 1 / len(present)))


@pytest.mark.parametrize("trial", TRIALS)
def test_votes_and_means_against_scipy(trial):
    views, images, classes = 5, 30, 4
    posteriors = RNG.dirichlet(np.full(classes, 0.7), size=(views, images))
    close(combining.combine.reference(posteriors, "mean"), posteriors.sum(axis=0).argmax(axis=1))
    voted = combining.combine.reference(posteriors, "vote")
    chosen = posteriors.argmax(axis=2)
    mode = stats.mode(chosen, axis=0)
    counts = np.stack([(chosen == label).sum(axis=0) for label in range(classes)])
    alone = (counts == mode.count).sum(axis=0) == 1
    assert 5 < alone.sum() < images  # both kinds occur
    close(voted[alone], mode.mode[alone])
    for image in np.flatnonzero(~alone):
        tied = [label for label in range(classes) if counts[label, image] == mode.count[image]]
        assert voted[image] == tied[int(np.argmax(posteriors[:, image, tied].mean(axis=0)))]


def test_the_exercise_decides_as_the_package_does():
    """The same rule at ties, also where means are equal: a student meets both."""
    sixteenths = np.array([[8, 8, 0], [9, 7, 0], [4, 6, 6]])[RNG.integers(0, 3, size=(4, 200))]
    posteriors = RNG.permuted(sixteenths, axis=2) / 16
    for how in ("mean", "vote"):
        asked = np.zeros(200, dtype=int)

        def model(images, asked=asked):
            """Knows an image by its value, and tells its posteriors view after view."""
            said = []
            for number in np.rint(images[:, 0, 0, 0] * 200).astype(int):
                said.append(posteriors[asked[number], number])
                asked[number] += 1
            return np.array(said)

        images = np.broadcast_to(np.arange(200).reshape(-1, 1, 1, 1) / 200, (200, 2, 2, 1))
        found = augmentation.predict(model, images, augmentation.Augment(), n=4, combine=how, progress=False)
        assert (asked == 4).all()
        close(combining.combine.reference(posteriors, how), found.classes)


@pytest.mark.parametrize("trial", TRIALS)
def test_training_data_against_marked_pixels_and_scikit_learn(trial):
    count, size, test_count = int(RNG.integers(3, 8)), int(RNG.integers(2, 6)), int(RNG.integers(1, 3))
    images = RNG.uniform(size=(count, size, size)) * RNG.uniform(0.5, 2, size=(count, 1, 1))
    points, order = RNG.integers(0, size, size=(count, 2)), RNG.permutation(count)
    images[np.arange(count), points[:, 0], points[:, 1]] = 9
    turns = RNG.integers(0, 4, size=count)
    parts = draft.training_data.reference(images, points, order, turns, test_count)
    for name, expected in (("train", 2 * (count - test_count)), ("test", test_count)):
        pictures = parts[f"{name}_images"]
        assert len(pictures) == expected
        # Wherever an image went, its only 9 went with it.
        close(np.argwhere(pictures == pictures.max(axis=(1, 2), keepdims=True))[:, 1:], parts[f"{name}_points"])
    kept, held_back = order[: count - test_count], order[count - test_count :]
    scaler = StandardScaler().fit(images[kept].reshape(-1, 1))
    close(parts["test_images"].ravel(), scaler.transform(images[held_back].reshape(-1, 1)).ravel())
    originals, copies = np.split(parts["train_images"], 2)
    close(originals.ravel(), scaler.transform(images[kept].reshape(-1, 1)).ravel())
    for original, copy, turn in zip(originals, copies, turns, strict=False):
        turned = original
        for _ in range(turn):
            turned = turned.T[::-1]  # the transpose, upside down: a quarter-turn counter-clockwise
        close(copy, turned)


# What the exercise says of the three datasets -------------------------------------------------------------------------


def test_what_the_exercise_says_of_sea_lions():
    """Lengths in the text are those of the animals that are drawn, and a size alone can change a class."""
    assert {name: body.length for name, body in BODIES.items()} == {
        "adult_males": (80, 100),
        "subadult_males": (62, 76),
        "adult_females": (62, 74),
        "juveniles": (42, 54),
        "pups": (19, 27),
    }
    low, high = BODIES["juveniles"].length
    assert 62 <= 1.4 * (low + high) / 2 <= 76
    assert round(BODIES["pups"].width * BODIES["pups"].length[0]) >= 8
    assert round(BODIES["pups"].width * BODIES["pups"].length[1]) <= 11


def test_no_animal_is_near_the_middle_of_a_background():
    """So the small shift, of 3 pixels, brings none into it: the text says 50 pixels."""
    survey = data.sealions(count=120)
    empty = survey.details[survey.labels == survey.classes.index("backgrounds")]
    marked = survey.scenes.annotations
    assert len(empty) >= 10
    for tid, row, column in empty[["tid", "row", "col"]].itertuples(index=False):
        there = marked[marked["tid"] == tid]
        assert np.hypot(there["row"] - row, there["col"] - column).min() >= 50


@pytest.fixture(scope="module")
def maps():
    """Maps of dies that failed, their labels, the names of the classes, and which dies are on the wafer."""
    wafers = data.wafers(900, imbalance=0)
    pictures = wafers.images[..., 0]
    return pictures == 1, wafers.labels, wafers.classes, (pictures > 0).any(axis=0)


def features(failed, on_wafer):
    """Shares of failed dies at seven distances from the middle, and in how far they are on one side: for any angle."""
    rows, columns = np.indices(on_wafer.shape)
    middle = (np.array(on_wafer.shape) - 1) / 2
    radius = np.hypot(rows - middle[0], columns - middle[1]) / (on_wafer.shape[0] / 2)
    rings = [on_wafer & (radius >= low) & (radius < low + 1 / 7) for low in np.arange(7) / 7]
    found = []
    for picture in failed:
        shares = [picture[ring].mean() for ring in rings]
        places = np.argwhere(picture & on_wafer)
        off = np.hypot(*(places.mean(axis=0) - middle)) / on_wafer.shape[0] if len(places) else 0.0
        found.append([*shares, off, *np.quantile(shares, [0, 1])])
    return np.array(found)


@pytest.mark.parametrize(
    ("transform", "of", "becomes"),
    [
        ("large shift", "centre", {"loc", "edge-loc"}),
        ("any size", "edge-ring", {"none", "loc", "scratch"}),  # stray failures are twice as large, too
        ("swap", "none", {"near-full"}),
        ("noise", "none", {"random"}),
    ],
)
def test_unsafe_transforms_change_labels_of_wafers(maps, transform, of, becomes):
    """A classifier that is blind to angles takes most of the changed maps for the class that the text has in mind."""
    failed, labels, classes, on_wafer = maps
    judge = KNeighborsClassifier(5).fit(features(failed, on_wafer), labels)
    chosen = failed[labels == classes.index(of)]
    size = on_wafer.shape[0]
    if transform == "large shift":
        changed = np.zeros_like(chosen)
        changed[:, size // 4 :] = chosen[:, : size - size // 4]
    elif transform == "any size":
        quarter = slice(size // 4, size - size // 4)
        changed = chosen[:, quarter, quarter].repeat(2, axis=1).repeat(2, axis=2)
    elif transform == "swap":
        changed = ~chosen & on_wafer
    else:
        changed = (chosen | (RNG.random(chosen.shape) < 0.3)) & on_wafer
    taken_for = [classes[label] for label in judge.predict(features(changed, on_wafer))]
    assert effects.EFFECTS["wafers"][transform] != ""
    assert taken_for.count(of) < 0.1 * len(taken_for)
    assert sum(name in becomes for name in taken_for) > 0.6 * len(taken_for)
    turned = [classes[label] for label in judge.predict(features(np.rot90(chosen, axes=(1, 2)), on_wafer))]
    assert turned.count(of) > 0.7 * len(turned)


def test_safe_and_unsafe_transforms_are_both_on_offer():
    for dataset, told in effects.EFFECTS.items():
        assert 3 <= len(effects.safe(dataset)) <= len(told) - 3
        report = safety.safe_transforms.evaluate(lambda dataset: effects.EFFECTS[dataset].keys(), [(dataset,)])
        assert not report.right
        for name in effects.offered(dataset):
            wrong = [*effects.safe(dataset), name]
            message = safety.safe_transforms.evaluate(lambda dataset, wrong=wrong: wrong, [(dataset,)]).message
            assert message.startswith("Right") == (effects.effect(dataset, name) == "")
            # The words on one transform name no other one.
            assert not any(f"“{other}”" in message for other in effects.offered(dataset) if other != name)


# What the exercise's text shows ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells():
    """The names that the locked cells define."""
    namespace = {}
    for cell in read(ROOT / "solutions" / "04_augmentation.py", ROOT, graded=True).cells:
        if cell.role == "locked" and cell.kind == "code":
            exec(compile(cell.source, cell.name, "exec"), namespace)  # noqa: S102 - the cell's own text
    return namespace


def test_the_exercise_offers_what_the_check_knows(cells):
    assert cells["candidates"] == {dataset: effects.offered(dataset) for dataset in effects.EFFECTS}
    assert {name for names in cells["candidates"].values() for name in names} == set(cells["transforms"])


def test_the_draft_makes_the_mistakes_that_are_told(cells):
    task = draft.training_data
    as_it_was = next(known for known in task.mistakes if known.name == "the draft as it was")
    for case in task.cases:
        drafted = cells["draft_training_data"](*Case.of(case).arguments)
        assert compare(drafted, as_it_was.wrong(*case)).agrees
        assert not compare(drafted, task.reference(*case)).agrees


def test_each_visible_case_shows_one_mistake_more():
    """A to D show one mistake each, E the fifth beside the fourth, F all of them."""
    known = {mistake.name: mistake for mistake in draft.training_data.mistakes}
    names = (
        "points not shuffled",
        "points of copies not turned",
        "the same turn for all",
        "copies of test images",
        "statistics of all images",
    )
    shows = [{0}, {1}, {2}, {3}, {3, 4}]
    for case, mistakes in zip(draft.training_data.cases[:5], shows, strict=True):
        right = draft.training_data.reference(*case)
        assert {place for place, name in enumerate(names) if not compare(known[name].wrong(*case), right).agrees} == (
            mistakes
        )
    last = draft.training_data.cases[5]
    right = draft.training_data.reference(*last)
    assert all(not compare(known[name].wrong(*last), right).agrees for name in names)


def test_turned_point_of_the_exercise_is_right(cells):
    """Against the rotation about the middle, as complex numbers have it: i times is a quarter-turn."""
    for size in range(1, 7):
        for row, column, turns in np.ndindex(size, size, 4):
            middle = (size - 1) / 2
            place = complex(column - middle, middle - row) * 1j**turns
            found = cells["turned_point"](np.array([row, column]), turns, size)
            close(found, [middle - place.imag, place.real + middle])


def test_numbers_in_the_hints():
    one = np.ones((1, 1))
    close(pasting.paste.reference(one[..., None] * 0.4, one[..., None] * 0.8, one * 0.25, 0, 0), [[[0.5]]])
    labels, mask = np.array([[2, 2, 0]]), np.array([[0.25, 0.5, 1]])
    for column, right in ((0, [2, 4, 4]), (1, [2, 2, 4]), (-1, [4, 4, 0])):
        assert label_maps.paste_labels.reference(labels, mask, 4, 0, column).tolist() == [right]
    found = weights.sampling_weights.reference(np.array([0] * 9 + [4]))
    close(found, [1 / 18] * 9 + [1 / 2])
    tie = np.array(
        [[0.42, 0.28, 0.30], [0.42, 0.22, 0.36], [0.22, 0.42, 0.36], [0.24, 0.43, 0.33], [0.20, 0.25, 0.55]]
    )[:, None]
    close(tie.mean(axis=0), [[0.30, 0.32, 0.38]])
    assert [combining.combine.reference(tie, how).tolist() for how in ("mean", "vote")] == [[2], [1]]
