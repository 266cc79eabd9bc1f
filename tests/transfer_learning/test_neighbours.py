"""Nearest neighbours: the same as scikit-learn's and as by hand; what the widget shows and says is true."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from coursekit import transfer_learning
from coursekit.transfer_learning.neighbours import by_chance

RNG = np.random.default_rng(0)
COUNT = 30
IMAGES = RNG.random((COUNT, 8, 8, 3)).astype(np.float32)
LABELS = np.arange(COUNT) % 3
GROUPS = np.arange(COUNT) // 6
FEATURES = {"block1": RNG.normal(size=(COUNT, 4)), "block2": RNG.normal(size=(COUNT, 6)) + 3 * np.eye(3, 6)[LABELS]}
CLASSES = ("adult_males", "pups", "backgrounds")


@pytest.fixture
def shown():
    return transfer_learning.explore(
        IMAGES, LABELS, FEATURES, classes=CLASSES, groups=GROUPS, group_name="scene", block="block1"
    )


# -- the neighbours


@pytest.mark.parametrize("block", FEATURES)
def test_neighbours_are_those_of_scikit_learn(block):
    found = transfer_learning.nearest(FEATURES[block], 7)
    by_them = NearestNeighbors(n_neighbors=8, metric="cosine", algorithm="brute").fit(FEATURES[block])
    distances, indices = by_them.kneighbors(FEATURES[block])
    np.testing.assert_array_equal(found.indices, indices[:, 1:])  # the first one is the image itself
    np.testing.assert_allclose(found.distances, distances[:, 1:], atol=1e-12)


def test_an_image_is_no_neighbour_of_its_own_nor_its_twin_lost():
    twins = np.repeat(RNG.normal(size=(5, 3)), 2, axis=0)
    found = transfer_learning.nearest(twins, 1)
    np.testing.assert_array_equal(found.indices[:, 0], [1, 0, 3, 2, 5, 4, 7, 6, 9, 8])
    np.testing.assert_allclose(found.distances, 0, atol=1e-12)


def test_neighbours_from_other_groups_by_hand():
    values = FEATURES["block1"]
    found = transfer_learning.nearest(values, 4, GROUPS)
    for image in range(COUNT):
        allowed = [other for other in range(COUNT) if GROUPS[other] != GROUPS[image]]
        lengths = np.linalg.norm(values[allowed], axis=1) * np.linalg.norm(values[image])
        order = np.argsort(1 - values[allowed] @ values[image] / lengths)
        assert found.indices[image].tolist() == [allowed[place] for place in order[:4]]


def test_the_share_of_right_neighbours_by_hand():
    found = transfer_learning.nearest(FEATURES["block2"], 5)
    for image in range(COUNT):
        same = sum(LABELS[other] == LABELS[image] for other in found.indices[image])
        assert found.right(LABELS)[image] == same / 5


@pytest.mark.parametrize("groups", [None, GROUPS])
def test_chance_is_what_random_neighbours_give(groups):
    random = np.random.default_rng(1)
    labels = np.array([0] * 15 + [1] * 10 + [2] * 5)
    own = np.arange(COUNT) if groups is None else groups
    drawn = []
    for image in range(COUNT):
        others = np.flatnonzero(own != own[image])
        drawn.append(np.mean(labels[random.choice(others, 2000)] == labels[image]))
    assert by_chance(labels, groups) == pytest.approx(np.mean(drawn), abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((IMAGES,), "Pool maps first"),
        ((np.full((4, 2), np.nan),), "finite"),
        ((FEATURES["block1"], COUNT), "only 29 others"),
        ((FEATURES["block1"], 25, GROUPS), "only 24 others"),
        ((FEATURES["block1"], 2, GROUPS[:5]), "one for each image"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        transfer_learning.nearest(*arguments)


# -- the picture


def tiles(shown):
    """The neighbours on the page: number, mark, name, distance, and whether they are of the same scene."""
    found = re.findall(
        r"data-image='(\d+)'.*?border: 3px (solid|dashed).*?>"
        r"(✓|✗) ([\w ]+)<br>distance ([\d.]+)(<br>same scene)?</div>",
        shown._shown.value,
    )
    return [(int(image), frame, mark, name, float(far), bool(same)) for image, frame, mark, name, far, same in found]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_page_holds_the_neighbours(shown, elsewhere):
    shown.change(block="block2", image=13, count=9, elsewhere=elsewhere)
    found = transfer_learning.nearest(FEATURES["block2"], 9, GROUPS if elsewhere else None)
    seen = tiles(shown)
    assert [tile[0] for tile in seen] == found.indices[13].tolist() == list(shown.picture.neighbours)
    for (image, frame, mark, name, far, same), distance in zip(seen, found.distances[13], strict=True):
        right = LABELS[image] == LABELS[13]
        assert (frame, mark) == (("solid", "✓") if right else ("dashed", "✗"))
        assert name == CLASSES[LABELS[image]].replace("_", " ")
        assert far == pytest.approx(distance, abs=6e-4)
        assert same == (GROUPS[image] == GROUPS[13])


def test_what_is_said_is_true(shown):
    shown.change(block="block2", image=4, count=5)
    found = transfer_learning.nearest(FEATURES["block2"], 5)
    right = int((LABELS[found.indices[4]] == LABELS[4]).sum())
    together = int((GROUPS[found.indices[4]] == GROUPS[4]).sum())
    said = repr(shown)
    assert said.startswith(f"Patch 4, pups, by the features of block2: {right} of its 5 nearest neighbours have")
    assert f" {together} of them {'is' if together == 1 else 'are'} from the same scene." in said
    over_all = 100 * (LABELS[found.indices] == LABELS[:, None]).mean()
    assert f"Over all 30 patches {over_all:.0f} % of the neighbours are right; by chance {100 * 9 / 29:.0f} %." in said
    assert html.escape(said) in shown._shown.value
    shown.change(elsewhere=True)
    assert "all from other scenes" in repr(shown)
    assert "from the same scene." not in repr(shown)


def test_bars_are_the_shares_of_all_blocks(shown):
    shown.change(count=6)
    widths = re.findall(r"height: 100%; width: ([\d.]+)%", shown._shown.value)
    for width, values in zip(widths, FEATURES.values(), strict=True):
        found = transfer_learning.nearest(values, 6)
        assert float(width) == pytest.approx(100 * (LABELS[found.indices] == LABELS[:, None]).mean(), abs=0.06)
    (line,) = set(re.findall(r"left: ([\d.]+)%; height: 100%", shown._shown.value))
    assert float(line) == pytest.approx(100 * 9 / 29, abs=0.06)


# -- the controls


def test_controls_moved_by_hand(shown):
    shown.controls["block"].value = "block2"
    shown.controls["image"].value = 20
    shown.controls["count"].value = 3
    shown.controls["elsewhere"].value = True
    state = shown.state
    assert (state.block, state.image, state.count, state.elsewhere) == ("block2", 20, 3, True)
    assert len(tiles(shown)) == 3
    assert not any(GROUPS[tile[0]] == GROUPS[20] for tile in tiles(shown))


def test_a_neighbour_that_is_clicked_becomes_the_patch(shown):
    clicked = shown.picture.neighbours[2]
    shown._pointer.value = json.dumps([clicked, 1])
    assert shown.state.image == shown.controls["image"].value == clicked
    stranger = next(image for image in range(COUNT) if image not in {*shown.picture.neighbours, clicked})
    shown._pointer.value = json.dumps([stranger, 2])  # of a picture that is no longer shown
    assert shown.state.image == clicked


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"block": "block9"}, "no 'block9'; there are block1, block2"),
        ({"image": COUNT}, "image must be from 0 to 29, not 30"),
        ({"count": 0}, "count must be from 1 to 12, not 0"),
        ({"count": 13}, "count must be from 1 to 12"),
        ({"page": 1}, "no 'page' to change"),
        ({"image": 5.0}, "image must be a whole number"),
        ({"image": True}, "image must be a whole number"),
        ({"count": 3.0}, "count must be a whole number"),
        ({"elsewhere": "yes"}, "elsewhere must be True or False"),
    ],
)
def test_what_is_not_there_is_refused_and_changes_nothing(shown, values, reason):
    before = shown.state, shown._shown.value
    with pytest.raises((ValueError, TypeError), match=reason):
        shown.change(**values)
    assert (shown.state, shown._shown.value) == before


def test_the_figure_has_room_for_eight(shown):
    shown.change(count=12)
    assert "of 8" in shown.figure().get_label()


def test_without_groups_there_is_no_elsewhere():
    shown = transfer_learning.explore(IMAGES[..., :1], LABELS, FEATURES)
    assert shown.controls["elsewhere"].disabled
    assert "scene" not in repr(shown)
    assert "same group" not in repr(shown)
    with pytest.raises(ValueError, match="needs groups"):
        shown.change(elsewhere=True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"images": IMAGES[0]}, "images must be two or more"),
        ({"labels": LABELS[:4]}, "labels must be 30 class ids"),
        ({"labels": LABELS / 2}, "labels must be 30 class ids"),
        ({"classes": CLASSES[:2]}, "between 0 and 1"),
        ({"features": {}}, "no features"),
        ({"features": {"block1": FEATURES["block1"][:7]}}, "features of 7 images, but there are 30"),
        ({"groups": np.zeros(COUNT)}, "All images are of one group"),
        ({"block": "block9"}, "no 'block9'"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, reason):
    given = {"images": IMAGES, "labels": LABELS, "features": FEATURES, "classes": CLASSES, "groups": GROUPS}
    with pytest.raises(ValueError, match=reason):
        transfer_learning.explore(**{**given, **arguments})


def test_as_a_figure_it_tells_the_same(shown):
    shown.change(image=4, count=5)
    for elsewhere in (False, True):
        shown.change(elsewhere=elsewhere)
        alt = shown.figure().get_label()
        for block, values in FEATURES.items():
            found = transfer_learning.nearest(values, 5, GROUPS if elsewhere else None).indices[4]
            assert f"{block}: {(LABELS[found] == LABELS[4]).sum()} of 5" in alt


def test_the_topic_stays_light():
    heavy = "{'keras', 'tensorflow', 'matplotlib', 'sklearn', 'scipy', 'ipywidgets'}"
    code = f"import sys; from coursekit import transfer_learning; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
