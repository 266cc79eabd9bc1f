"""Test-time augmentation: the views, their mean, spread and votes, and ties."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.augmentation import Augment, predict

VIEWS = {"rotation_range": 30, "horizontal_flip": True, "brightness_range": (0.5, 1.5), "noise_range": (0, 0.1)}


def softmax(batch):
    """A model without parts: the posterior by the mean colour of the upper left."""
    logits = 20 * batch[:, :8, :8].mean(axis=(1, 2))
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("batch_size", [1, 4, 7, 64])
@pytest.mark.parametrize("combine", ["mean", "vote"])
def test_views_one_by_one(images, combine, batch_size):
    """Whatever is batched together: as if each view were made and asked about by itself."""
    augment, n = Augment(**VIEWS), 5
    said = np.empty((n, 6, 3))
    for image in range(6):
        said[0, image] = softmax(images[image : image + 1])
        for view in range(1, n):
            one = augment(images[image : image + 1], seed=3, epoch=view, indices=[image])
            said[view, image] = softmax(one)
    got = predict(softmax, images, augment, n=n, combine=combine, batch_size=batch_size, seed=3, progress=False)
    np.testing.assert_allclose(got.posteriors, said.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(got.spread, said.std(axis=0), atol=1e-6)
    votes = np.array([np.bincount(said[:, image].argmax(axis=1), minlength=3) for image in range(6)])
    assert got.votes.tolist() == votes.tolist()
    wanted = said.mean(axis=0).argmax(axis=1)
    if combine == "vote":
        wanted = [max(range(3), key=lambda k: (votes[i, k], said[:, i, k].mean())) for i in range(6)]
    assert got.classes.tolist() == list(wanted)


def test_mean_and_vote_can_differ():
    """Two views lean to class 0, one is sure of class 1."""
    posteriors = np.array([[0.0, 0.9, 0.1], [0.6, 0.4, 0.0], [0.6, 0.4, 0.0]])
    image = np.zeros((1, 4, 4, 3), np.float32)
    for combine, wanted in (("mean", 1), ("vote", 0)):
        got = predict(lambda batch: posteriors, image, Augment(), n=3, combine=combine)
        assert got.votes.tolist() == [[2, 1, 0]]
        assert got.classes.tolist() == [wanted]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [([0.6, 0.4], [0.1, 0.9], 1), ([0.9, 0.1], [0.4, 0.6], 0), ([0.75, 0.25], [0.25, 0.75], 0)],
)
def test_tied_votes(images, first, second, wanted):
    decided = predict(lambda batch: np.array([first, second]), images[:1], Augment(), n=2, combine="vote")
    assert decided.votes.tolist() == [[1, 1]]
    assert decided.classes.tolist() == [wanted]


def test_a_sigmoid_and_the_size_of_batches(images):
    sizes = []

    def model(batch):
        sizes.append(len(batch))
        return np.full((len(batch), 1), 0.75)

    decided = predict(model, images, Augment(**VIEWS), n=2, batch_size=5)
    assert decided.posteriors.tolist() == [[0.25, 0.75]] * 6
    assert sizes == [4, 4, 4]
    sizes.clear()
    predict(model, images[:1], Augment(**VIEWS), n=7, batch_size=5)
    assert sizes == [5, 2]


def test_a_keras_model(keras, images):
    layers = [keras.Input((20, 26, 3)), keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax")]
    model, augment = keras.Sequential(layers), Augment(**VIEWS)
    got = predict(model, images, augment, n=2, seed=1)
    views = images, augment(images, seed=1, epoch=1)
    wanted = np.mean([model.predict(view, verbose=0) for view in views], axis=0)
    np.testing.assert_allclose(got.posteriors, wanted, atol=1e-6)


def test_long_work_says_how_far_it_is(images, capsys):
    predict(softmax, np.concatenate([images] * 4), Augment(), n=8, batch_size=8)
    assert "Views: 24/24" in "".join(capsys.readouterr())


def test_what_is_refused(images):
    with pytest.raises(ValueError, match="logits"):
        predict(lambda batch: np.full((len(batch), 2), 3.0), images, Augment())
    with pytest.raises(ValueError, match="must give posteriors of shape"):
        predict(lambda batch: np.full((2, 2), 0.5), images, Augment())
    with pytest.raises(ValueError, match="'mean' or 'vote'"):
        predict(softmax, images, Augment(), combine="median")
    with pytest.raises(ValueError, match="n must be"):
        predict(softmax, images, Augment(), n=0)
