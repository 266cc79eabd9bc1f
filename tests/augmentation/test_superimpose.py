"""Cutting out, pasting, other grounds and composites: against Pillow, SciPy and counted pixels."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from coursekit import data
from coursekit.augmentation import Augment, Shadow, Superimpose, Target, cut_out, foreground, paste, replace_background


@pytest.fixture
def ground():
    return np.random.default_rng(1).random((20, 26, 3)).astype(np.float32)


@pytest.fixture
def thing():
    rng = np.random.default_rng(2)
    return Target(rng.random((6, 8, 3)).astype(np.float32), rng.random((6, 8)).astype(np.float32))


def by_pillow(ground, thing, row, column):
    """The same mixture by `Image.paste`, in bytes."""
    image = Image.fromarray(np.rint(255 * ground).astype(np.uint8))
    over, mask = (Image.fromarray(np.rint(255 * part).astype(np.uint8)) for part in thing)
    image.paste(over, (column, row), mask)
    return np.asarray(image)


@pytest.mark.parametrize(("row", "column"), [(7, 9), (-3, 4), (17, 22), (0, -7), (-5, 25)])
def test_pasting_is_pillows(ground, thing, row, column):
    before = ground.copy()
    done, mask = paste(ground, thing, row, column, feather=0)
    assert np.array_equal(ground, before)
    assert np.abs(255 * done - by_pillow(ground, thing, row, column)).max() < 1.6  # three roundings there
    assert mask.shape == (20, 26)
    assert mask.sum() == pytest.approx(
        thing.mask[max(-row, 0) : 20 - row, max(-column, 0) : 26 - column].sum(), rel=1e-5
    )
    whole = np.rint(255 * ground).astype(np.uint8)
    in_bytes = paste(whole, thing, row, column, feather=0).image
    assert in_bytes.dtype == np.uint8
    assert np.abs(in_bytes.astype(int) - by_pillow(ground, thing, row, column)).max() <= 1


def test_hard_edges_mix_nothing(ground, thing):
    done, mask = paste(ground, thing, 3, 5, blend="hard")
    assert set(np.unique(mask)) == {0, 1}
    over = ground.copy()
    over[3:9, 5:13] = thing.image
    assert np.array_equal(done, np.where(mask[..., None] > 0, over, ground))
    assert np.array_equal(mask[3:9, 5:13], thing.mask > 0.5)


def test_a_feathered_edge_is_a_gaussian(ground):
    solid = Target(np.ones((6, 8, 3), np.float32), np.ones((6, 8), np.float32))
    done, mask = paste(ground, solid, 6, 8, feather=1.0)
    full = np.zeros((20, 26))
    full[6:12, 8:16] = 1
    np.testing.assert_allclose(mask, ndimage.gaussian_filter(full, 1.0, mode="constant"), atol=2e-3)
    np.testing.assert_allclose(done[6:12, 8:16], (ground + mask[..., None] * (1 - ground))[6:12, 8:16], atol=1e-6)


def test_a_shadow_darkens_the_ground_where_it_falls(thing):
    light = np.full((20, 26, 3), 0.8, np.float32)
    solid = thing._replace(mask=np.ones((6, 8), np.float32))
    done = paste(light, solid, 4, 4, feather=0, shadow=Shadow(rows=6, columns=0, strength=0.5, blur=0)).image
    np.testing.assert_allclose(done[10:16, 4:12], 0.4, atol=1e-6)
    np.testing.assert_allclose(done[4:10, 4:12], solid.image, atol=1e-6)
    away = np.ones((20, 26), bool)
    away[4:16, 4:12] = False
    assert (done[away] == np.float32(0.8)).all()


def test_poisson_keeps_gradients_and_takes_the_grounds_colour():
    rng = np.random.default_rng(5)
    texture = 0.1 * rng.random((20, 20, 3)).astype(np.float32)
    mask = np.zeros((20, 20), np.float32)
    mask[4:16, 4:16] = 1
    ground = np.full((40, 50, 3), [0.2, 0.4, 0.7], np.float32)
    done = paste(ground, Target(0.8 + texture, mask), 9, 13, blend="poisson").image
    inside = done[15:23, 19:27]
    assert np.abs(inside.mean(axis=(0, 1)) - [0.2, 0.4, 0.7]).max() < 0.05
    # Poisson's equation: the same curvature at every pixel (in bytes, so nearly).
    got, wanted = (ndimage.laplace(image, axes=(0, 1))[1:-1, 1:-1].ravel() for image in (inside, texture[6:14, 6:14]))
    assert np.corrcoef(got, wanted)[0, 1] > 0.97
    # A part of an image pasted where it was changes nothing: the place is right to the pixel.
    photo = ndimage.gaussian_filter(rng.random((40, 50, 3)), (2, 2, 0)).astype(np.float32)
    for height, width in ((12, 14), (13, 15)):
        piece = Target(photo[10 : 10 + height, 12 : 12 + width], np.ones((height, width), np.float32))
        assert np.abs(paste(photo, piece, 10, 12, blend="poisson").image - photo).max() < 2.5 / 255
    sliver = paste(photo, piece, -11, 20, blend="poisson").image
    assert np.isfinite(sliver).all()


def test_cutting_out(ground):
    mask = np.zeros((20, 26), bool)
    mask[5:9, 10] = mask[7, 8:14] = True
    image, parts = cut_out(ground, mask, margin=2)
    assert np.array_equal(image, ground[3:11, 6:16])
    assert np.array_equal(parts, mask[3:11, 6:16])
    assert np.array_equal(paste(np.zeros_like(ground), Target(image, parts), 3, 6, feather=0).image[mask], ground[mask])
    corner = np.zeros((20, 26))
    corner[0, 25] = 1
    assert cut_out(ground, corner, margin=3).mask.shape == (4, 4)


def test_other_grounds(ground):
    images, others = np.stack([ground, ground[::-1]]), np.zeros((2, 20, 26, 3), np.float32)
    masks = np.zeros((2, 20, 26))
    masks[:, 4:9, 4:9] = 1
    done = replace_background(images, masks, others, feather=0)
    np.testing.assert_allclose(done, images * masks[..., None])
    # Removed and put back onto its own ground, nothing has changed.
    np.testing.assert_allclose(replace_background(images, masks, images), images, atol=1e-6)


def test_foreground_is_the_piece_in_the_middle_even_if_another_comes_first():
    image = np.random.default_rng(0).normal(0.3, 0.02, (96, 96, 3))
    rows, columns = np.mgrid[:96, :96]
    middle = np.hypot(rows - 48, columns - 48) < 12
    corner = np.hypot(rows - 30, columns - 36) < 4  # inside of the box as well, and of the same colour
    image[middle | corner] += 0.5
    found = foreground(image.clip(0, 1).astype(np.float32))
    assert not (found & corner).any()
    assert (found & middle).sum() > 0.9 * middle.sum()


def test_foreground_finds_a_disc_and_some_sea_lions():
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:96, :96]
    disc = np.hypot(rows - 50, columns - 44) < 17
    image = np.where(disc[..., None], [0.8, 0.6, 0.4], [0.3, 0.3, 0.35]) + rng.normal(0, 0.03, (96, 96, 3))
    found = foreground(image.clip(0, 1).astype(np.float32))
    assert (found & disc).sum() / (found | disc).sum() > 0.95
    assert np.array_equal(found, foreground(image.clip(0, 1).astype(np.float32)))
    with pytest.raises(ValueError, match="nothing stands out"):
        foreground(np.full((96, 96, 3), 0.5, np.float32) + rng.normal(0, 0.01, (96, 96, 3)).astype(np.float32))
    survey = data.sealions(count=30, seed=1)
    sizes = {}
    for image, label in zip(survey.images, survey.labels, strict=True):
        if survey.classes[label] in {"adult_males", "juveniles"}:
            sizes.setdefault(survey.classes[label], []).append(foreground(image).mean())
    assert np.median(sizes["adult_males"]) > 1.5 * np.median(sizes["juveniles"]) > 0


@pytest.mark.parametrize("blend", ["hard", "feather", "poisson"])
def test_composites_are_labelled_right(blend):
    """Things of one colour each, so that image, mask, point and label can be told to agree."""
    colours = np.array([[0.9, 0.1, 0.1], [0.1, 0.9, 0.1], [0.1, 0.1, 0.9]], np.float32)
    mask = np.zeros((9, 13), np.float32)
    mask[2:7, 2:11] = 1
    targets = [Target(np.broadcast_to(colour, (9, 13, 3)).copy(), mask) for colour in colours]
    turn = Augment(rotation_range=180, zoom_range=0.1, fill_mode="nearest")
    made = Superimpose(targets, [5, 2, 0], augment=turn, count=(0, 3), blend=blend, feather=0.5)
    grounds = np.full((40, 48, 64, 3), 0.5, np.float32)
    images, points, labels, masks = made(grounds, seed=3)
    assert (grounds == 0.5).all()
    assert {len(found) for found in labels} == {0, 1, 2, 3}
    order = {5: 0, 2: 1, 0: 2}
    alone = 0
    for image, places, found, classes in zip(images, points, labels, masks, strict=True):
        assert len(places) == len(found)
        assert set(np.unique(classes)) <= {0, *(1 + found)}
        for (row, column), label in zip(places, found, strict=True):
            assert -0.5 <= row < 47.5
            assert -0.5 <= column < 63.5
            if (found == label).sum() > 1 or blend == "poisson":
                continue
            where = classes == 1 + label
            shrunk = ndimage.binary_erosion(where, iterations=2)
            assert np.abs(image[shrunk] - colours[order[label]]).max(initial=0) < 0.02
            if len(found) == 1 and 8 < row < 40 and 8 < column < 56:
                alone += 1
                assert np.abs(np.array(ndimage.center_of_mass(where)) - (row, column)).max() < 0.6
                assert 30 < where.sum() < 62  # 45 pixels, zoomed by 0.9 to 1.1 both ways
    assert alone >= 4 or blend == "poisson"


def test_mask_and_picture_of_a_thing_turn_together():
    """A white thing in black surroundings: wherever the mask is, the picture must be white."""
    mask = np.zeros((15, 31), np.float32)
    mask[5:10, 3:28] = 1
    bar = Target(np.repeat(mask[..., None], 3, axis=2), mask)
    made = Superimpose([bar], augment=Augment(rotation_range=180, zoom_range=(0.9, 1.4)), blend="hard")
    images, _, _, masks = made(np.full((20, 48, 48, 3), 0.5, np.float32), seed=2)
    tall = 0
    for image, where in zip(images, masks == 1, strict=True):
        inner = ndimage.binary_erosion(where, border_value=1)
        assert image[inner].min(initial=1) > 0.9
        assert (image[~where] == 0.5).all()
        rows, columns = (np.ptp(places) for places in np.nonzero(where))
        tall += rows > columns
    assert 3 < tall < 17


def test_turning_cuts_no_corner_off():
    square = Target(np.ones((21, 21, 3), np.float32), np.ones((21, 21), np.float32))
    made = Superimpose([square], augment=Augment(rotation_range=45), blend="hard")
    masks = made(np.zeros((20, 90, 90, 3), np.float32), seed=0).masks
    whole = [mask for mask in masks if not (mask[[0, -1]].any() or mask[:, [0, -1]].any())]
    assert len(whole) > 5
    np.testing.assert_allclose([mask.sum() for mask in whole], 21 * 21, rtol=0.03)


def test_each_thing_of_an_image_has_transforms_of_its_own():
    grey = Target(np.full((3, 3, 3), 0.5, np.float32), np.ones((3, 3), np.float32))
    made = Superimpose([grey], augment=Augment(brightness_range=(0.2, 1.8)), count=(2, 2), blend="hard")
    images = made(np.zeros((20, 30, 30, 3), np.float32), seed=0).images
    shades = [len(np.unique(image.round(4))) - 1 for image in images]  # without the black ground
    assert set(shades) <= {1, 2}
    assert shades.count(2) > 15  # but where one hides the other


def test_composites_come_from_the_seed(thing):
    made = Superimpose([thing], augment=Augment(rotation_range=90), count=(1, 2), shadow=Shadow(1, 2))
    grounds = np.random.default_rng(0).integers(0, 256, (4, 30, 30, 3), np.uint8)
    target = thing._replace(image=np.rint(255 * thing.image).astype(np.uint8))
    for superimpose in (made, Superimpose([target], count=(1, 1))):
        first = superimpose(grounds, seed=1)
        assert first.images.dtype == np.uint8
        assert np.array_equal(superimpose(grounds, seed=1).images, first.images)
        assert np.array_equal(superimpose(grounds[:2], seed=1).images, first.images[:2])
        assert not np.array_equal(superimpose(grounds, seed=2).images, first.images)
        assert not np.array_equal(superimpose(grounds, seed=1, epoch=1).images, first.images)


def test_what_is_refused(ground, thing):
    for says, call in {
        "nothing of the target": lambda: paste(ground, thing, 20, 0),
        "blend must be": lambda: paste(ground, thing, 0, 0, blend="alpha"),
        "same channels": lambda: paste(ground[..., :1], thing, 0, 0),
        "three channels": lambda: paste(
            ground[..., :1], Target(thing.image[..., :1], thing.mask), 0, 0, blend="poisson"
        ),
        "strength of a shadow": lambda: paste(ground, thing, 0, 0, shadow=Shadow(1, 1, 2.0)),
        "mask is empty": lambda: cut_out(ground, np.zeros((20, 26))),
        "height and width": lambda: cut_out(ground, np.ones((26, 20))),
        "Divide by 255": lambda: cut_out(ground, np.full((20, 26), 255)),
        "box must be": lambda: foreground(ground, (0, 0, 21, 26)),
        "colour image": lambda: foreground(ground[..., :1]),
        "targets is empty": lambda: Superimpose([]),
        "one for each of the 1": lambda: Superimpose([thing], [0, 1]),
        "reversed": lambda: Superimpose([thing], count=(3, 1)),
        "backgrounds must be": lambda: replace_background(ground[None], np.ones((1, 20, 26)), ground[None, :5]),
        "one for each of the 1 images": lambda: replace_background(ground[None], np.ones((2, 20, 26)), ground[None]),
    }.items():
        with pytest.raises(ValueError, match=says):
            call()
    with pytest.raises(TypeError, match="row"):
        paste(ground, thing, 1.5, 0)
