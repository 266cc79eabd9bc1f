"""`features` against the model called by hand, and a cache that is never wrong."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.augmentation import Augment, predict
from coursekit.errors import CourseError
from coursekit.transfer_learning import BGRMinusMean, cache_file, features


@pytest.fixture
def augment():
    return Augment(rotation_range=30, horizontal_flip=True, brightness_range=(0.7, 1.2))


@pytest.fixture
def calls(base, monkeypatch):
    """The sizes of the batches that have gone through the backbone."""
    sizes = []
    whole = base.predict_on_batch

    def noted(batch):
        sizes.append(len(batch))
        return whole(batch)

    monkeypatch.setattr(base, "predict_on_batch", noted)
    return sizes


@pytest.mark.parametrize(
    ("pooling", "pooled"),
    [
        ("average", lambda maps: maps.mean(axis=(1, 2))),
        ("max", lambda maps: maps.max(axis=(1, 2))),
        (None, lambda maps: maps),
    ],
)
def test_as_the_model_called_by_hand(keras, base, images, pooling, pooled, tmp_path):
    expected = pooled(np.asarray(base(images, training=False)))[:, None]
    for cache in (False, tmp_path, tmp_path):
        found = features(base, images, pooling=pooling, cache=cache, batch_size=5)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("batch_size", [1, 3, 8, 100])
def test_variants_are_those_of_test_time_augmentation(keras, base, images, augment, batch_size):
    """The model that `predict` asks is given the views, and keeps what the backbone makes of them."""
    seen = []

    def model(views):
        seen.append(np.asarray(base(views, training=False)).mean(axis=(1, 2)))
        return np.ones((len(views), 1))

    predict(model, images, augment, n=4, seed=9, batch_size=4)  # the views of one image at a time
    expected = np.stack(seen)
    found = features(base, images, augment=augment, variants=4, seed=9, cache=False, batch_size=batch_size)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert np.abs(found[:, 1] - found[:, 0]).max() > 0.01


def test_a_hit_asks_no_model(keras, base, images, augment, calls, tmp_path):
    question = {"augment": augment, "variants": 3, "seed": 4, "cache": tmp_path, "batch_size": 6}
    first = np.array(features(base, images, **question))
    assert calls == [6] * 6
    calls.clear()
    np.testing.assert_array_equal(features(base, images, **question), first)
    assert calls == []
    np.testing.assert_array_equal(features(base, images, **{**question, "cache": False}), first)
    assert [file.suffix for file in tmp_path.iterdir()] == [".npy"]


def test_whatever_changes_is_computed_anew(keras, base, images, augment, calls, tmp_path):
    """One question after the other, each differing from the first in one thing."""
    question = {"augment": augment, "variants": 2, "seed": 4, "cache": tmp_path}

    def asked(model=base, given=images, **changed):
        calls.clear()
        features(model, given, **{**question, **changed})
        return bool(calls)

    assert asked()
    assert not asked(batch_size=5)
    assert not asked(progress=False)
    other = images.copy()
    other[3, 2, 1, 0] = 0.5
    assert asked(given=other)
    assert asked(given=images[::-1])
    assert asked(given=(images * 255).astype(np.uint8))
    assert asked(given=np.concatenate([images, images[:1]]))
    assert asked(given=images.reshape(len(images), 8, 32, 3)), "the same numbers as images of another shape"
    assert asked(augment=Augment(rotation_range=31, horizontal_flip=True, brightness_range=(0.7, 1.2)))
    assert asked(variants=3)
    assert asked(seed=5)
    assert asked(pooling="max")
    assert asked(augment=None, variants=1)
    assert not asked(augment=None, variants=1, seed=8)  # without augmentation there is nothing to draw
    kernel, bias = base.get_layer("block1_conv1").get_weights()
    base.get_layer("block1_conv1").set_weights([kernel, bias + 1e-3])
    assert asked()
    base.get_layer("block1_conv1").set_weights([kernel, bias])
    assert not asked()


def test_another_preprocessing_is_another_question(keras, images, tmp_path):
    for bgr in (True, False, True):
        x = image = keras.Input((16, 16, 3), name="image")
        x = BGRMinusMean(bgr=bgr, name="preprocessing")(x)
        model = keras.Model(image, x, name="m")
        values = features(model, images, cache=tmp_path)
        np.testing.assert_allclose(values[:, 0], np.asarray(model(images)).mean(axis=(1, 2)), rtol=1e-4, atol=1e-4)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("value_range", [(0, 1), (0, 255), (-1, 1)])
def test_values_as_the_preprocessing_asks_for(keras, images, value_range):
    """Images of 0 to 255 and of 0 to 1 give the same, whatever range the backbone takes."""
    model = keras.Sequential([keras.Input((16, 16, 3)), BGRMinusMean(value_range=value_range)])
    whole = np.rint(images * 255).astype(np.uint8)
    expected = keras.applications.vgg16.preprocess_input(whole.astype(np.float32)).mean(axis=(1, 2))
    for given in (whole, whole / np.float32(255)):
        np.testing.assert_allclose(features(model, given, cache=False)[:, 0], expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("damage", ["flip", "cut", "longer", "empty"])
def test_damage_is_noticed(keras, base, images, calls, tmp_path, damage, capsys):
    first = np.array(features(base, images, cache=tmp_path))
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    if damage == "flip":
        content[200] ^= 1
    new = {"flip": content, "cut": content[:-3], "longer": content + b"x", "empty": b""}[damage]
    file.write_bytes(new)
    calls.clear()
    np.testing.assert_array_equal(features(base, images, cache=tmp_path), first)
    assert calls
    assert "damaged" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == 1
    assert cache_file.is_whole(file)


def test_what_is_interrupted_leaves_nothing(keras, base, images, monkeypatch, tmp_path):
    whole, done = base.predict_on_batch, []

    def stopped(batch):
        done.append(1)
        if len(done) == 2:
            raise KeyboardInterrupt
        return whole(batch)

    monkeypatch.setattr(base, "predict_on_batch", stopped)
    with pytest.raises(KeyboardInterrupt):
        features(base, images, cache=tmp_path, batch_size=4)
    assert list(tmp_path.iterdir()) == []


def test_pieces_are_computed_while_they_are_written(tmp_path):
    """Bounded memory: no piece is asked for before the one in front of it is on its way to the disk."""
    alive = []

    class Piece(np.ndarray):
        def __del__(self):
            alive.remove(self.number)

    def pieces():
        for number in range(4):
            piece = np.full((2, 3), number, np.float32).view(Piece)
            piece.number = number
            alive.append(number)
            assert len(alive) <= 2
            yield piece
            del piece

    cache_file.write(tmp_path / "a.npy", pieces(), 8)
    expected = np.repeat(np.arange(4, dtype=np.float32), 6).reshape(8, 3)
    np.testing.assert_array_equal(cache_file.read(tmp_path / "a.npy"), expected)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), expected)
    assert cache_file.is_whole(tmp_path / "a.npy")


def test_the_cache_cannot_be_written_to(keras, base, images, tmp_path):
    found = features(base, images, cache=tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 0


def test_progress_is_shown_where_there_is_much_to_do(keras, base, images, capsys, tmp_path):
    features(base, images, cache=False, batch_size=1)
    assert "Features: 12/12" in capsys.readouterr().out
    features(base, images, cache=False, batch_size=1, progress=False)
    features(base, images, cache=False, batch_size=2)
    assert capsys.readouterr().out == ""


def test_the_folder_of_the_course_is_the_users(keras, base, images, monkeypatch, tmp_path):
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, appauthor: tmp_path / name)
    features(base, images)
    assert len(list((tmp_path / "coursekit" / "features").iterdir())) == 1


def test_a_folder_that_cannot_be(keras, base, images, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="cannot be made"):
        features(base, images, cache=tmp_path / "file")


def test_a_full_disk_is_told(keras, base, images, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache_file, "write", full)
    with pytest.raises(CourseError, match="No space left"):
        features(base, images, cache=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"variants": 2}, ValueError, "needs augment"),
        ({"variants": 0}, ValueError, "variants"),
        ({"augment": Augment(rescale=1 / 255)}, ValueError, "rescale out"),
        ({"augment": Augment(preprocessing_function=lambda image: image)}, ValueError, "preprocessing is"),
        ({"pooling": "mean"}, ValueError, "pooling must be"),
        ({"cache": 3}, TypeError, "a folder, True or False"),
        ({"seed": -1}, ValueError, "seed"),
        ({"batch_size": 0}, ValueError, "batch_size"),
    ],
)
def test_what_is_refused(keras, base, images, arguments, error, message):
    with pytest.raises(error, match=message):
        features(base, images, **{"cache": False, **arguments})


def test_models_and_images_that_are_none(keras, base, images):
    with pytest.raises(TypeError, match="Keras model"):
        features("vgg16", images)
    with pytest.raises(ValueError, match="0 to 1"):
        features(base, images * 255)
    with pytest.raises(ValueError, match="batch"):
        features(base, images[0])
