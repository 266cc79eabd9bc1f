"""What the tasks of exercise 08 compare answers with, against other ways to the same numbers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from coursekit import counting
from coursekit.checks import CheckFailed
from coursekit.counting import tasks
from coursekit.counting.tasks import building, drafting, mosaics, patches, pipeline
from coursekit.data.sealion_classes import ANIMALS
from coursekit.data.simulator import draw_scenes

SOLUTION = Path(__file__).resolve().parents[2] / "solutions" / "08_counting.py"
_COUNT_CELLS = ("check", "hidden_first", "hidden_second", "hidden_third")


def _cell_function(name):
    """A function of the exercise's text, without running the rest of it."""
    tree = ast.parse(SOLUTION.read_text(encoding="utf-8"))
    node = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    namespace = {"np": np}
    exec(compile(ast.Module([node], []), name, "exec"), namespace)  # noqa: S102 - the exercise's own text
    return namespace[name]


def test_the_draft_of_the_exercise_is_the_one_that_the_task_knows():
    draft = _cell_function("draft_counts")
    for case in tasks.animals_in_area.cases:
        np.testing.assert_array_equal(draft(*case), drafting.counted(*case, **pipeline._DRAFT))


def test_each_case_of_the_bug_hunt_shows_one_mistake_and_no_other():
    for place, option in enumerate(["background", "strides", "order", "same_class", "place", "area_first"]):
        case = tasks.animals_in_area.cases[place]
        right = drafting.counted(*case)
        for repaired in pipeline._DRAFT:
            rest = {name: value for name, value in pipeline._DRAFT.items() if name != repaired}
            assert np.array_equal(drafting.counted(*case, **rest), right) == (repaired == option), (place, repaired)


@pytest.mark.slow
def test_the_classifier_in_numpy_says_what_keras_says():
    import keras
    from keras import layers

    weights = patches.drawn_weights(2, 5, 3, 9, 4, 18, 7)
    model = keras.Sequential(
        [
            keras.Input((18, 18, 2)),
            layers.Conv2D(5, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(3, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(9, activation="relu"),
            layers.Dense(4, activation="softmax"),
        ]
    )
    model.set_weights(weights)
    image = np.random.default_rng(1).uniform(size=(1, 27, 31, 2)).astype("float32")
    maps = patches.maps_by_patch(weights, 18, image)
    assert maps.shape == (1, 3, 4, 4)
    for row in range(3):
        for column in range(4):
            patch = image[:, 4 * row : 4 * row + 18, 4 * column : 4 * column + 18]
            np.testing.assert_allclose(maps[0, row, column], np.asarray(model(patch))[0], atol=1e-6)


def test_a_twin_without_a_slip_says_what_the_classifier_says_of_each_patch():
    weights = patches.drawn_weights(3, 4, 6, 5, 3, 22, 3)
    image = np.random.default_rng(2).uniform(size=(1, 33, 40, 3)).astype("float32")
    by_patch = patches.maps_by_patch(weights, 22, image)
    np.testing.assert_allclose(patches.maps_of_draft(weights, 22, image), by_patch, atol=1e-6)


@pytest.mark.parametrize("patch", range(14, 27, 2))
def test_a_twin_has_an_output_for_each_patch_in_the_images_of_the_check(patch):
    weights = patches.drawn_weights(1, 2, 2, 3, 2, patch, 4)
    for image in building._images(patch, 1):
        by_patch = patches.maps_by_patch(weights, patch, image)
        np.testing.assert_allclose(patches.maps_of_draft(weights, patch, image), by_patch, atol=1e-6)


def test_matched_makes_as_many_pairs_as_an_assignment():
    from scipy.optimize import linear_sum_assignment

    random = np.random.default_rng(3)
    for _ in range(50):
        found, truth = (random.integers(0, 40, size=(random.integers(0, 15), 2)) for _ in range(2))
        near = np.hypot(*np.moveaxis(found[:, None] - truth[None], -1, 0)) <= 9
        assert tasks.matched.reference(found, truth, 9.0) == near[linear_sum_assignment(near, maximize=True)].sum()


@pytest.mark.slow
def test_a_mosaic_knows_what_is_in_its_pieces():
    pieces = ((60717355, 768, 1536), (2634789, 384, 384), (68161301, 640, 128), (42315791, 384, 512))
    (drawn,) = tasks.count.of(pieces)
    inside = []
    for seed, top, left in pieces:
        (scene,) = draw_scenes(1, 1536, 2304, seed)
        inside += [
            animal.class_name
            for animal in scene.annotations.itertuples()
            if top <= animal.row < top + 640 and left <= animal.col < left + 640
        ]
    truth = mosaics.truth_of(drawn.maps)
    assert sum(truth.values()) == len(inside) > 20
    assert all(inside.count(name) == number for name, number in truth.items())
    # Every output is the middle of a patch in the mosaic: the first one of its first pixel, the last one of its last.
    assert [drawn.offset[at] + drawn.patch[at] // 2 for at in (0, 1)] == [0, 0]
    assert [drawn.stride[at] * (drawn.maps.shape[at] - 1) for at in (0, 1)] == [1280, 1280]
    np.testing.assert_allclose(drawn.maps.sum(axis=-1), 1, atol=1e-5)


@pytest.mark.slow
def test_the_true_counts_are_right_and_bounds_are_kept():
    by_maps = {case.maps.tobytes(): truth for case, truth in tasks.count.given()}

    def told(share):
        return lambda maps, *_: {name: share * number for name, number in by_maps[maps.tobytes()].items()}

    assert tasks.count.within(0.0).evaluate(told(1)).passed
    assert tasks.count.within(0.251).evaluate(told(0.75)).passed
    assert not tasks.count.within(0.249).evaluate(told(0.75)).passed
    assert not tasks.count.within(0.249).evaluate(told(1.25)).passed


@pytest.mark.slow
def test_bounds_on_the_mean_are_kept_whatever_the_single_errors():
    given = tasks.count.given()
    cases = [case for case, _ in given]
    by_maps = {case.maps.tobytes(): (truth, share) for (case, truth), share in zip(given, (1, 1.9, 0.7), strict=True)}

    def told(maps, *_):
        truth, share = by_maps[maps.tobytes()]
        return {name: share * number for name, number in truth.items()}

    # The errors are 0, 0.9 and 0.3.
    assert tasks.count.on_average(0.401).evaluate(told, cases).passed
    report = tasks.count.on_average(0.399).evaluate(told, cases)
    assert not report.passed
    assert "0.0%, 90.0%, 30.0%" in report.message
    assert "40.0% on average, and at most 40% is allowed" in report.message
    assert (report.right, report.cases) == (2, 3)
    # What is no count at all is told as in every other check.
    assert "no animal" in tasks.count.on_average(0.5).evaluate(lambda *_: dict.fromkeys(ANIMALS, 0), cases).message


def _patches_divided(maps, classes):
    seen = np.bincount(maps.argmax(axis=2)[maps.max(axis=2) >= 0.5], minlength=len(classes))
    return dict(zip(classes[:-1], seen / 8, strict=False))


def _detected(maps, classes, *, smooth, threshold, share):
    """Peaks of smoothed maps, no two of them too near to each other."""
    from scipy.ndimage import gaussian_filter
    from scipy.spatial.distance import cdist

    smoothed = gaussian_filter(maps, (smooth / 8, smooth / 8, 0))
    labels, scores = smoothed.argmax(axis=2), smoothed.max(axis=2)
    at = np.argwhere((labels < len(classes) - 1) & (scores >= threshold))
    at = at[np.argsort(-scores[tuple(at.T)], kind="stable")]
    found = labels[tuple(at.T)]
    lengths = np.array([counting.LENGTHS[name] for name in classes[:-1]])[found]
    near = cdist(at, at) * 8 < share * (lengths[:, None] + lengths) / 2
    kept: list[int] = []
    for place in range(len(at)):
        if not near[place, kept].any():
            kept.append(place)
    return {name: int((found[kept] == number).sum()) for number, name in enumerate(classes[:-1])}


@pytest.mark.slow
def test_the_credit_of_the_open_task_follows_from_how_well_it_counts():
    text = SOLUTION.read_text(encoding="utf-8")
    cells = [re.search(rf'test="count_{name}" points=(\d)\n(.*?)\n# %%', text, re.DOTALL) for name in _COUNT_CELLS]
    shares = dict.fromkeys(ANIMALS, 0.0)

    def earned(count):
        points = 0
        for cell in cells:
            try:
                exec(compile(cell[2], "cell", "exec"), {"tasks": tasks, "count": count})  # noqa: S102 - the exercise's own text
            except CheckFailed:
                continue
            points += int(cell[1])
        return points

    def tuned(smooth, threshold, share):
        return lambda maps, *case: _detected(maps, case[-1], smooth=smooth, threshold=threshold, share=share)

    assert earned(lambda *_: shares) == 0
    assert earned(lambda maps, *case: _patches_divided(maps, case[-1])) == 3
    assert earned(tuned(4, 0.5, 1 / 3)) == 5  # the beginning in the last hint
    assert {earned(tuned(*setting)) for setting in ((6, 0.4, 0.5), (6, 0.3, 0.35), (5, 0.45, 0.6), (5, 0.5, 0.5))} == {
        6
    }
