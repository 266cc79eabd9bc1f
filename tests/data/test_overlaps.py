"""Overlaps are found exactly where pixels were shared, and a split by them lets none through."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.fft
from PIL import Image

from coursekit import data
from coursekit.data import matching
from coursekit.errors import CourseError

SIZE = 24


def dataset(images, split=None, labels=None, **more):
    count = len(images)
    return data.Dataset(
        name="Cut patches",
        images=np.asarray(images, dtype=np.float32),
        labels=np.zeros(count, np.int64) if labels is None else np.asarray(labels),
        classes=("a", "b", "c"),
        split=np.full(count, "train") if split is None else np.asarray(split),
        **more,
    )


def cut_from_noise(pictures=3, count=40, seed=0):
    """Patches at known places of pictures of noise, and the number of each pixel that a patch shows."""
    random = np.random.default_rng(seed)
    noise = random.integers(0, 256, (pictures, 90, 130, 3)) / 255
    # A clipped highlight: flat areas that are equal wherever they lie.
    noise[:, 20:60, 30:80] = 1
    ids = np.arange(noise[..., 0].size).reshape(noise.shape[:3])
    tid = random.integers(0, pictures, count)
    top, left = random.integers(0, 90 - SIZE + 1, count), random.integers(0, 130 - SIZE + 1, count)

    def window(t, r, c):
        return (t, slice(r, r + SIZE), slice(c, c + SIZE))

    cuts = [window(*place) for place in zip(tid, top, left, strict=True)]
    details = pd.DataFrame({"tid": tid, "row": top + SIZE // 2, "col": left + SIZE // 2})
    return dataset([noise[cut] for cut in cuts], details=details), [ids[cut] for cut in cuts], cuts


def truly_shared(ids, cuts):
    """By brute force: for each pair, how many pixel numbers both show, and where b's corner lies in a."""
    shared = {}
    for a, first in enumerate(ids):
        for b in range(a + 1, len(ids)):
            common = np.intersect1d(first, ids[b])
            if common.size:
                shift = tuple(int(cuts[b][axis].start - cuts[a][axis].start) for axis in (1, 2))
                shared[a, b] = (*shift, common.size / SIZE**2)
    return shared


def as_dict(table):
    return {
        (row.a, row.b): (row.row_shift, row.col_shift, pytest.approx(row.share))
        for row in table.itertuples(index=False)
    }


@pytest.mark.parametrize("seed", [0, 1])
def test_places_and_pixels_both_find_what_brute_force_finds(seed):
    patches, ids, cuts = cut_from_noise(seed=seed)
    truth = truly_shared(ids, cuts)
    assert as_dict(data.overlaps(patches)) == truth
    found = as_dict(data.overlaps(patches, "pixels"))
    assert found.items() <= truth.items(), "nothing is found that is not there"

    def plain_to_see(pair):
        """At least 6 pixels high and wide, and beside the highlight."""
        down, right, _ = truth[pair]
        shown = patches.images[pair[0]][max(0, down) : SIZE + min(0, down), max(0, right) : SIZE + min(0, right)]
        return min(shown.shape[:2]) >= matching.LEAST_STRIP and not (shown == 1).all(axis=-1).any()

    wanted = {pair for pair in truth if plain_to_see(pair)}
    assert len(wanted) >= 15, "the example is to hold enough of them"
    assert wanted <= found.keys()
    narrow = {pair for pair in truth if SIZE - max(abs(truth[pair][0]), abs(truth[pair][1])) < matching.LEAST_STRIP}
    assert narrow, "the example is to hold strips that are too narrow"
    assert not narrow & found.keys()


def test_the_table_is_sorted_and_tells_parts_and_files():
    patches, _, _ = cut_from_noise()
    files = pd.DataFrame({"file": [f"{n}.png" for n in range(40)], "format": "PNG", "height": SIZE, "width": SIZE})
    split = np.where(np.arange(40) % 2, "train", "valid")
    table = data.overlaps(dataset(patches.images, split, details=files))
    assert table.columns.tolist() == [
        *("a", "b", "row_shift", "col_shift", "share", "split_a", "split_b", "file_a", "file_b")
    ]
    assert table["share"].is_monotonic_decreasing
    assert (table["a"] < table["b"]).all()
    assert (table["split_a"] == split[table["a"]]).all()
    assert (table["file_b"] == table["b"].astype(str) + ".png").all()


def test_copies_are_found_and_flat_images_are_no_evidence():
    noise = np.random.default_rng(0).random((2, SIZE, SIZE, 1))
    white, half = np.ones((SIZE, SIZE, 1)), np.repeat(np.linspace(0, 1, SIZE)[:, None], SIZE, axis=1)[..., None]
    # 70 copies: more than the places at which a block counts as texture.
    images = [noise[0]] * 70 + [white, white, noise[1], half, half]
    table = data.overlaps(dataset(images))
    assert len(table) == 70 * 69 / 2
    assert (table["b"] < 70).all()
    assert (table["share"] == 1).all()


def test_images_smaller_than_a_block_and_no_pairs():
    tiny = np.random.default_rng(0).random((3, 3, 5, 1))
    table = data.overlaps(dataset(tiny))
    assert len(table) == 0
    assert data.overlap_groups(dataset(tiny), table).tolist() == [0, 1, 2]
    assert data.leakage(dataset(tiny), table).loc["train", "overlapping"] == 0


def test_where_pixels_cannot_tell_it_says_so(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / "a" / f"{number}.png")
    with pytest.raises(CourseError, match="3 were resampled"):
        data.overlaps(data.from_directory(tmp_path, size=12))
    with pytest.raises(CourseError, match="Nobody knows where"):
        data.overlaps(data.from_directory(tmp_path), by="places")
    assert len(data.overlaps(data.from_directory(tmp_path))) == 0
    Image.fromarray(noise).save(tmp_path / "a" / "4.jpg")
    with pytest.raises(CourseError, match="1 come from JPEG"):
        data.overlaps(data.from_directory(tmp_path))
    with pytest.raises(ValueError, match='"auto", "pixels" or "places"'):
        data.overlaps(data.from_directory(tmp_path), by="eye")


# --- groups, leakage, splits ---


def test_leakage_counts_images_and_not_pairs():
    """Counted by hand: 0-1 and 1-2 in training, 3 touches 0 and 1, 4 touches only 3, 5 only slightly 2, 6 nothing."""
    split = ["train", "train", "train", "valid", "valid", "test", "test"]
    brightness = np.array([0.25, 0.5, 0.75, 1, 0.5, 0, 0.25])
    images = np.ones((7, 8, 8, 3)) * brightness[:, None, None, None]
    pairs = pd.DataFrame(
        [(0, 1, 0.5), (1, 2, 0.5), (0, 3, 0.4), (1, 3, 0.4), (3, 4, 0.9), (2, 5, 0.1)], columns=["a", "b", "share"]
    )
    table = data.leakage(dataset(images, split), pairs)
    assert table.index.tolist() == ["train", "valid", "test"]
    assert table["images"].tolist() == [3, 2, 2]
    assert table["brightness"].tolist() == [0.5, 0.75, 0.125]
    assert table["overlapping"].tolist() == [3, 1, 1]
    assert table["share_overlapping"].tolist() == [1, 0.5, 0.5]
    assert data.leakage(dataset(images, split), pairs, least_share=0.2)["overlapping"].tolist() == [3, 1, 0]
    groups = data.overlap_groups(dataset(images, split), pairs)
    assert groups.tolist() == [0, 0, 0, 0, 0, 0, 1]


def test_a_split_by_groups_shares_no_pixel_and_a_random_one_does():
    patches, ids, _ = cut_from_noise(pictures=12, count=90)
    patches = dataset(patches.images, labels=np.arange(90) % 3, details=patches.details)
    for seed in range(5):
        divided = data.resplit(patches, valid=0.2, test=0.15, seed=seed)
        seen = {part: set(np.concatenate([ids[n].ravel() for n in np.flatnonzero(divided.split == part)]))
                for part in ("train", "valid", "test")}  # fmt: skip
        assert not seen["train"] & seen["valid"]
        assert not seen["train"] & seen["test"]
        assert not seen["valid"] & seen["test"]
        # One group can be a dozen images: near the share, not on it.
        assert 10 <= len(divided.valid.labels) <= 26
        assert 6 <= len(divided.test.labels) <= 21
        assert np.bincount(divided.valid.labels, minlength=3).min() >= 2
        assert data.leakage(divided).loc[["valid", "test"], "overlapping"].tolist() == [0, 0]
    random = data.resplit(patches, "random", valid=0.2, seed=0)
    assert np.bincount(random.valid.labels).tolist() == [6, 6, 6]
    assert data.leakage(random).loc["valid", "overlapping"] >= 12


def test_a_split_is_repeatable_and_changes_nothing_else():
    patches, _, _ = cut_from_noise(pictures=12, count=90)
    first, again, other = (data.resplit(patches, seed=seed) for seed in (0, 0, 3))
    assert (first.split == again.split).all()
    assert (first.split != other.split).any()
    assert first.images is patches.images
    assert set(patches.split) == {"train"}
    assert set(data.resplit(patches, valid=0).split) == {"train"}


def test_the_division_nearest_to_the_wanted_mixture_is_taken():
    """A third of the images hangs together: the fold that holds it is none for a validation part of a fifth."""
    images = np.random.default_rng(0).random((90, 8, 8, 1))
    labels = np.r_[np.zeros(30, int), np.arange(60) % 3]
    chain = pd.DataFrame({"a": np.arange(29), "b": np.arange(1, 30), "share": 0.5})
    for seed in range(6):
        divided = data.resplit(dataset(images, labels=labels), valid=0.2, seed=seed, pairs=chain)
        valid = np.flatnonzero(divided.split == "valid")
        assert 12 <= len(valid) <= 18
        assert valid.min() >= 30


def test_a_split_by_scene_keeps_scenes_whole():
    patches, _, _ = cut_from_noise(pictures=12, count=90)
    divided = data.resplit(patches, "scene", valid=0.25)
    tid = patches.details["tid"].to_numpy()
    assert not set(tid[divided.split == "train"]) & set(tid[divided.split == "valid"])
    assert 12 <= (divided.split == "valid").sum() <= 32


def test_splits_that_cannot_be_are_refused():
    patches, _, _ = cut_from_noise(pictures=3)
    with pytest.raises(CourseError, match="3 scenes cannot be divided"):
        data.resplit(patches, "scene", valid=0.2)
    with pytest.raises(CourseError, match="Nobody knows from which scenes"):
        data.resplit(dataset(patches.images), "scene")
    few = dataset(patches.images[:6], labels=[0, 1, 2, 0, 1, 2])
    with pytest.raises(CourseError, match="No class has 5 images left, so one in 5 cannot be taken out of each"):
        data.resplit(few, "random", valid=0.2)
    with pytest.raises(ValueError, match='"groups", "scene" or "random"'):
        data.resplit(patches, "class")
    for shares in ({"valid": 0.6}, {"test": -0.1}, {"valid": float("nan")}):
        with pytest.raises(ValueError, match=r"between 0 and 0\.5"):
            data.resplit(patches, **shares)


# --- the real patches ---


@pytest.fixture(scope="module")
def real(shared_data):
    return data.sealions(shared_data / "sealions")


@pytest.fixture(scope="module")
def real_pairs(real):
    return data.overlaps(real)


def test_a_fifth_of_the_real_validation_patches_lies_largely_in_training_patches(real, real_pairs):
    """The survey's own split, measured: also the bright scenes that training has not seen."""
    any_pixel, a_fifth = data.leakage(real, real_pairs), data.leakage(real, real_pairs, least_share=0.2)
    assert (len(real_pairs), any_pixel.loc["valid", "overlapping"]) == (365, 36)
    assert a_fifth.loc["valid", ["images", "overlapping"]].tolist() == [120, 25]
    assert any_pixel["brightness"].round(3).tolist() == [0.474, 0.534]
    # The same pixels under another label: more than half of the pairs.
    assert (real.labels[real_pairs["a"]] != real.labels[real_pairs["b"]]).sum() == 192


def test_real_overlaps_are_those_of_a_search_over_all_shifts(real, real_pairs):
    """By Fourier transform: at which shift is the sum of squared differences of the shared part zero?"""
    chosen = np.flatnonzero(real.labels == 3)[np.r_[30:80]]  # 50 juveniles of both parts
    grey = np.rint(real.images[chosen] * 255) @ np.array([1.0, 2.0, 4.0])  # whole numbers: sums are exact
    height, width = grey.shape[1:]
    shape = (2 * height, 2 * width)
    values, squares = scipy.fft.rfft2(grey, shape), scipy.fft.rfft2(grey**2, shape)
    ones = scipy.fft.rfft2(np.ones((height, width)), shape)
    rows, cols = (np.r_[0:n, -n:0] for n in (height, width))
    large = (height - abs(rows) >= 6)[:, None] & (width - abs(cols) >= 6)
    pixels = np.maximum((height - abs(rows))[:, None] * (width - abs(cols)), 1)
    own = scipy.fft.irfft2(squares * ones.conj(), shape)
    others = scipy.fft.irfft2(ones * squares.conj(), shape)
    varied = own - scipy.fft.irfft2(values * ones.conj(), shape) ** 2 / pixels > 50
    found = set()
    for a in range(len(chosen) - 1):
        product = scipy.fft.irfft2(values[a] * values[a + 1 :].conj(), shape)
        equal = np.abs(own[a] + others[a + 1 :] - 2 * product) < 0.5
        for offset, row, col in np.argwhere(equal & large & varied[a]):
            found.add((int(chosen[a]), int(chosen[a + 1 + offset]), int(rows[row]), int(cols[col])))
    inside = real_pairs[real_pairs["a"].isin(chosen) & real_pairs["b"].isin(chosen)]
    assert len(found) >= 30
    assert found == set(map(tuple, inside[["a", "b", "row_shift", "col_shift"]].to_numpy().tolist()))


def test_a_split_by_groups_of_the_real_patches_leaks_nothing(real, real_pairs):
    for seed in range(3):
        divided = data.resplit(real, valid=0.25, seed=seed, pairs=real_pairs)
        assert data.leakage(divided, real_pairs).loc["valid", "overlapping"] == 0
        assert len(divided.valid.labels) == pytest.approx(120, abs=6)
        assert np.bincount(divided.valid.labels) == pytest.approx(20, abs=4)
