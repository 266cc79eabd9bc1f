"""The digits are scikit-learn's, unharmed, and the two splits are what they say."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from coursekit import data


def test_images_are_those_of_scikit_learn():
    digits, original = data.digits(), load_digits()
    assert digits.images.dtype == np.float32
    assert digits.images.shape == (1797, 8, 8, 1)
    # Sixteenths are exact in float32: no tolerance is needed.
    np.testing.assert_array_equal(digits.images[..., 0] * 16, original.images)
    np.testing.assert_array_equal(digits.labels, original.target)
    assert digits.classes == tuple(str(name) for name in original.target_names)


@pytest.mark.parametrize("size", [28, 32])
def test_larger_images_are_the_same_digits(size):
    large = data.digits(size=size)
    assert large.images.shape == (1797, size, size, 1)
    assert large.images.dtype == np.float32
    assert large.images.min() >= 0
    assert large.images.max() <= 1
    # Back by area means: what was resampled is still the same picture.
    back = np.stack(
        [np.asarray(Image.fromarray(image[..., 0]).resize((8, 8), Image.Resampling.BOX)) for image in large.images]
    )
    original = load_digits().images / 16
    assert np.abs(back - original).mean() < 0.06
    correlation = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(back, original, strict=True)]
    assert min(correlation) > 0.95
    np.testing.assert_array_equal(large.labels, load_digits().target)


@pytest.mark.parametrize("split", ["random", "order"])
def test_parts_share_no_image_and_leave_none_out(split):
    digits = data.digits(split=split)
    train, test = digits.train, digits.test
    assert (len(train.images), len(test.images)) == (1415, 382)
    assert sorted([*train.labels, *test.labels]) == sorted(load_digits().target)
    rows = {image.tobytes() for image in train.images} & {image.tobytes() for image in test.images}
    assert not rows, "an image is in both parts"


def test_random_split_depends_on_the_seed_only_and_is_stratified():
    first, again, other = data.digits(seed=1), data.digits(seed=1), data.digits(seed=2)
    np.testing.assert_array_equal(first.split, again.split)
    assert (first.split != other.split).any()
    share = np.bincount(first.test.labels) / np.bincount(first.labels)
    np.testing.assert_allclose(share, 382 / 1797, atol=0.01)


def test_order_split_cuts_between_two_sheets():
    digits = data.digits(split="order")
    cut = int(np.argmax(digits.split == "test"))
    assert (digits.split[:cut] == "train").all()
    assert (digits.split[cut:] == "test").all()
    # Every sheet begins with 0 to 9 three times: the first one shows it, and so must the one after the cut.
    begin = np.tile(np.arange(10), 3)
    np.testing.assert_array_equal(load_digits().target[:30], begin)
    np.testing.assert_array_equal(load_digits().target[cut : cut + 30], begin)


def test_parts_are_copies():
    digits = data.digits()
    digits.train.images[:] = 0
    assert digits.train.images.max() == 1


def test_repr_tells_what_it_is():
    assert repr(data.digits(28, "order")) == (
        "<Handwritten digits (order split): 1,797 images of 28×28×1, 10 classes, 1,415 train, 382 test>"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"size": 16}, "8, 28 or 32"),
        ({"size": "28"}, "8, 28 or 32"),
        ({"size": True}, "8, 28 or 32"),
        ({"split": "writer"}, "mixes the sheets"),
        ({"split": None}, "mixes the sheets"),
        ({"seed": -1}, "whole number"),
        ({"seed": 1.5}, "whole number"),
        ({"seed": "0"}, "whole number"),
    ],
)
def test_bad_arguments_are_refused_with_the_remedy(arguments, says):
    with pytest.raises(ValueError, match=says):
        data.digits(**arguments)


def test_importing_data_imports_neither_scikit_learn_nor_pillow():
    code = "import sys, coursekit.data; print(sorted({'sklearn', 'PIL', 'keras', 'tensorflow'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
