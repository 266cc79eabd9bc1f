"""Tiles against the whole image and against patches one by one; what is kept on disk; what is refused."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from coursekit import counting
from coursekit.counting.geometry import forward_bytes
from coursekit.errors import CourseError

# Keras 3.15 reads a variable by an interface that NumPy 2 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def noise(*shape):
    return np.random.default_rng(5).random(shape, dtype=np.float32)


@pytest.mark.parametrize(("name", "size"), [("lenet5", (57, 46)), ("several dense", (31, 40)), ("nested", (25, 24))])
def test_tiles_give_what_each_patch_gives_by_itself(classifier, one_by_one, name, size):
    model = classifier(name)
    patch, channels = model.input_shape[1:3], model.input_shape[3]
    image = noise(*size, channels)
    found = counting.predict(model, image, tile=(3, 4))
    expected = one_by_one(model, image, patch, found.stride)
    assert found.maps.shape == expected.shape
    np.testing.assert_allclose(found.maps, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("size", [(41, 47), (40, 50), (42, 45)])
@pytest.mark.parametrize("name", ["vgg", "same with steps", "branches"])
def test_no_seams_with_padding_that_depends_on_the_size(classifier, name, size):
    """The whole image in one go, by the network itself, is the other route."""
    network = counting.fully_convolutional(classifier(name))
    image = noise(*size, network.input_shape[-1])
    whole = np.asarray(network.predict_on_batch(image[None]))[0]
    for tile in (1, (2, 3), 5, 1000):
        if tile == 1 and name == "branches":
            continue  # a tile for each pixel: nothing new, and slow
        found = counting.predict(network, image, tile=tile)
        assert found.maps.shape == whole.shape
        np.testing.assert_allclose(found.maps, whole, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("size", [(40, 47), (41, 44)])
def test_no_seams_where_borders_are_cropped(keras, size):
    """Cropping leaves pixels out that no output sees; each tile has to bring its own."""
    layers, image = keras.layers, keras.Input((None, None, 2))
    maps = layers.MaxPooling2D(2)(layers.Conv2D(3, 3)(layers.Cropping2D(((9, 4), (0, 7)))(image)))
    network = keras.Model(image, layers.Conv2D(2, 2)(maps))
    pixels = noise(*size, 2)
    whole = np.asarray(network.predict_on_batch(pixels[None]))[0]
    for tile in ((2, 3), 5, 1000):
        found = counting.predict(network, pixels, tile=tile)
        np.testing.assert_allclose(found.maps, whole, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(found.offset, (9, 0))


def test_padded_steps_from_odd_and_even_sizes_differ(classifier):
    """What the test above is there for: a tile of another parity would be padded elsewhere."""
    network = counting.fully_convolutional(classifier("same with steps"))
    image = noise(40, 40, 2)
    even, odd = (np.asarray(network.predict_on_batch(image[None, :size]))[0] for size in (40, 39))
    assert np.abs(even[3:9] - odd[3:9]).max() > 1e-3


def test_bytes_are_divided_by_255_and_preprocessed(classifier):
    model = classifier("several dense")
    image = np.random.default_rng(6).integers(0, 256, (20, 21, 2), dtype=np.uint8)
    expected = counting.predict(model, (image / 255 * 2 - 1).clip(0, 1), tile=3).maps
    found = counting.predict(model, image, tile=3, preprocess=lambda values: (values * 2 - 1).clip(0, 1)).maps
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert np.abs(counting.predict(model, image, tile=3).maps - expected).max() > 1e-3


def test_where_the_patches_lie(classifier):
    model = classifier("several dense")  # patches of 10×13
    image = noise(24, 30, 2)
    found = counting.predict(model, image)
    top, left, bottom, right = found.region(3, 2)
    answer = np.asarray(model.predict_on_batch(image[None, top:bottom, left:right]))[0]
    np.testing.assert_allclose(found.maps[3, 2], answer, rtol=1e-4, atol=1e-5)
    rows, columns = found.centres()
    assert (rows[3], columns[2]) == (top + 5, left + 6)
    assert (len(rows), len(columns)) == found.labels.shape == found.maps.shape[:2]
    assert found.labels[3, 2] == answer.argmax()
    last = found.region(len(rows) - 1, len(columns) - 1)
    assert 24 - 2 < last[2] <= 24
    assert 30 - 2 < last[3] <= 30
    assert "8×9 outputs, 3 classes: patches of 10×13 every 2×2 pixels" in repr(found)
    with pytest.raises(IndexError, match=r"none at \(8, 0\)"):
        found.region(8, 0)


def test_a_network_tells_its_receptive_fields_or_the_patches_it_is_told(classifier):
    model = classifier("vgg")  # patches of 16×12, padded
    network = counting.fully_convolutional(model)
    image = noise(28, 24, 3)
    free = counting.predict(network, image)
    # 3×3 twice at step 2, pooled at 2, 3×3 at step 1, pooled: 16 + 2 * (1 + 2 + 2) along the height.
    assert (free.patch, free.offset) == ((26, 22), (-5, -5))
    told, made = counting.predict(network, image, patch=(16, 12)), counting.predict(model, image)
    assert (told.patch, told.offset) == (made.patch, made.offset) == ((16, 12), (0, 0))
    np.testing.assert_array_equal(told.maps, made.maps)
    np.testing.assert_array_equal(free.centres(), told.centres())


def test_the_tile_is_chosen_by_memory(classifier, monkeypatch):
    model = classifier("lenet5")
    network = counting.fully_convolutional(model)
    image = noise(200, 180, 1)
    sizes = []
    real = network.predict_on_batch
    monkeypatch.setattr(network, "predict_on_batch", lambda images: sizes.append(images.shape) or real(images))
    maps = [counting.predict(network, image, memory=memory, progress=False).maps for memory in (100, 1)]
    np.testing.assert_allclose(maps[0], maps[1], rtol=1e-4, atol=1e-5)
    assert sizes[0] == (1, 200, 180, 1)
    assert len(set(sizes[1:])) == 1, "tiles of one shape are compiled once"
    assert sizes[1][1] < 100
    with pytest.raises(CourseError, match="Even a single output"):
        counting.predict(network, image, memory=0.01)


def test_a_tile_larger_than_memory_is_refused_and_a_smaller_one_chosen(classifier, monkeypatch):
    import psutil

    network, image, sizes = counting.fully_convolutional(classifier("lenet5")), noise(200, 180, 1), []
    real = network.predict_on_batch
    monkeypatch.setattr(network, "predict_on_batch", lambda images: sizes.append(images.shape) or real(images))
    expected = counting.predict(network, image, progress=False).maps
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1_000_000))
    with pytest.raises(CourseError, match=r"A tile of 40×39 outputs needs about .* MB, and 1 MB are free"):
        counting.predict(network, image, tile=40)
    sizes.clear()
    found = counting.predict(network, image, progress=False)
    np.testing.assert_allclose(found.maps, expected, rtol=1e-4, atol=1e-5)
    assert len(sizes) > 1
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1000))
    with pytest.raises(CourseError, match=r"Even a single output .* 0 MB are free"):
        counting.predict(network, image)


def test_memory_is_counted_from_the_layer_that_makes_a_map_to_the_last_that_reads_it(keras):
    """By hand, on 10×10 pixels: one channel in, maps of 2 that wait for the sum while 3 and then 2 more are there."""
    layers, image = keras.layers, keras.Input((None, None, 1))
    early = layers.Conv2D(2, 1)(image)
    late = layers.Conv2D(2, 1)(layers.Conv2D(3, 1)(early))
    network = keras.Model(image, layers.Add()([early, late]))
    # At most early, the 3 in between and late (2 + 3 + 2), before the 3 are let go; the image once more; all twice.
    assert forward_bytes(network, (10, 10, 1)) == 2 * 4 * 100 * (2 + 3 + 2 + 1)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of a process' memory")
def test_tiles_keep_to_the_memory_that_they_may_take(root):
    """The system's own account of a process of its own, and the whole image at once for comparison."""
    program = """
import gc, json, sys
from pathlib import Path
import numpy as np
from coursekit import counting, device
device.start()
import keras

def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

def most(call):
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = status("VmRSS")
    result = call()
    return status("VmHWM") - before, result

layers = keras.layers
keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((96, 96, 3)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2), layers.GlobalAveragePooling2D(),
    layers.Dense(6, activation="softmax"),
])
network = counting.fully_convolutional(model)
image = np.random.default_rng(0).integers(0, 256, (1600, 1600, 3), dtype=np.uint8)
ask = lambda **how: counting.predict(network, image, patch=(96, 96), progress=False, **how)
counting.predict(network, image[:104, :104], progress=False)  # libraries load what they need for themselves
tiled, one = most(lambda: ask(memory=20))
whole, other = most(lambda: ask(tile=1000))
print(json.dumps([tiled, whole, one.maps.shape, float(np.abs(one.maps - other.maps).max())]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    tiled, whole, shape, difference = json.loads(done.stdout.splitlines()[-1])
    assert tuple(shape) == (377, 377, 6)
    assert difference < 1e-5
    assert whole > 300e6, "the measure sees what a tile takes"
    assert tiled < (20 + 60) * 1e6, "what a tile may take, and what libraries take besides"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed there in another way")
def test_a_run_that_was_killed_goes_on_and_gives_the_same(classifier, root, tmp_path):
    """Killed in the middle of writing a tile: nothing could be tidied up."""
    program = f"""
import os, signal
import numpy as np
from coursekit import counting, device
device.start()
import keras
from coursekit.counting import prediction
model = keras.models.load_model({str(tmp_path / "model.keras")!r})
image, count, real = np.load({str(tmp_path / "image.npy")!r}), 0, prediction.piece

def piece(*arguments):
    global count
    count += 1
    if count == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)

prediction.piece = piece
counting.predict(model, image, tile=3, to={str(tmp_path / "run")!r}, progress=False)
"""
    model, image = classifier("several dense"), noise(26, 33, 2)
    model.save(tmp_path / "model.keras")
    np.save(tmp_path / "image.npy", image)
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    note = json.loads((tmp_path / "run" / "progress.json").read_text())
    assert note["done"] == 5 < note["of"]
    expected = counting.predict(model, image, tile=3, progress=False).maps
    again = counting.predict(model, image, tile=3, to=tmp_path / "run", progress=False).maps
    np.testing.assert_array_equal(again, expected)


class Interruption(Exception):
    """Raised in the middle of a run."""


@pytest.fixture
def interrupted(classifier, monkeypatch):
    """A run that stops in its fourth tile; gives a call to go on with, and the tiles that were asked about."""
    network, image, asked = counting.fully_convolutional(classifier("several dense")), noise(26, 33, 2), []
    real = network.predict_on_batch

    def once(images):
        asked.append(images)
        if len(asked) == 4:
            raise Interruption
        return real(images)

    monkeypatch.setattr(network, "predict_on_batch", once)

    def go_on(folder, pixels=image, model=network, **settings):
        return counting.predict(model, pixels, to=folder, **{"tile": 3, "progress": False, **settings})

    return network, image, asked, go_on


def test_an_interrupted_run_goes_on(interrupted, tmp_path):
    network, image, asked, go_on = interrupted
    with pytest.raises(Interruption):
        go_on(tmp_path / "run")
    note = json.loads((tmp_path / "run" / "progress.json").read_text())
    tiles = note["of"]
    assert note["done"] == 3 < tiles
    found = go_on(tmp_path / "run")
    assert len(asked) == tiles + 1, "only the one that was interrupted is asked about again"
    expected = counting.predict(network, image, tile=3, progress=False)
    np.testing.assert_allclose(found.maps, expected.maps, rtol=1e-5)
    np.testing.assert_allclose(np.load(tmp_path / "run" / "maps.npy"), expected.maps, rtol=1e-5)
    before = len(asked)
    again = go_on(tmp_path / "run", tile=None)
    assert len(asked) == before, "a finished run is only read, in the tiles that it had"
    np.testing.assert_array_equal(again.maps, found.maps)


def test_a_run_with_other_settings_is_refused(interrupted, classifier, tmp_path):
    network, image, _, go_on = interrupted
    with pytest.raises(Interruption):
        go_on(tmp_path)
    other = image.copy()
    other[20, 20, 0] = 0.5
    changed = counting.fully_convolutional(classifier("several dense"))
    changed.set_weights([weight * 1.01 for weight in changed.get_weights()])
    for settings, named in (
        ({"pixels": other}, "image"),
        ({"model": changed}, "model"),
        ({"tile": 4}, "tile"),
        ({"dtype": "float16"}, "dtype"),
        ({"preprocess": np.square}, "preprocess"),
    ):
        with pytest.raises(CourseError, match=f"other settings: {named}\\."):
            go_on(tmp_path, **settings)
    again = counting.fully_convolutional(classifier("several dense"))
    assert [layer.name for layer in again.layers] == [layer.name for layer in network.layers]
    assert go_on(tmp_path, model=again).maps.shape == (9, 11, 3)


def test_files_that_are_not_ours_are_left_alone(classifier, tmp_path):
    model, image = classifier("several dense"), noise(14, 15, 2)
    (tmp_path / "maps.npy").write_text("mine")
    with pytest.raises(CourseError, match=r"no progress\.json"):
        counting.predict(model, image, to=tmp_path)
    assert (tmp_path / "maps.npy").read_text() == "mine"
    (tmp_path / "progress.json").write_text("{")
    with pytest.raises(CourseError, match=r"progress\.json cannot be read"):
        counting.predict(model, image, to=tmp_path)


def test_an_image_on_disk_is_read_tile_by_tile(classifier, tmp_path):
    model = classifier("several dense")
    image = np.random.default_rng(8).integers(0, 256, (24, 31, 2), dtype=np.uint8)
    np.save(tmp_path / "image.npy", image)
    on_disk = np.load(tmp_path / "image.npy", mmap_mode="r")
    found = counting.predict(model, on_disk, tile=3, to=tmp_path / "run", dtype="float16")
    assert isinstance(found.maps, np.memmap)
    np.testing.assert_allclose(found.maps, counting.predict(model, image).maps, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda image: image[:9], ValueError, r"9×20 pixels and is smaller than a patch of 10×13"),
        (lambda image: image[..., 0], ValueError, r"no channels \(greyscale\)"),
        (lambda image: image[..., :1], ValueError, r"np\.repeat\(image, 2"),
        (
            lambda image: np.concatenate([image, image[..., :1]], -1),
            ValueError,
            r"alpha, leave it out: image\[..., :2\]",
        ),
        (lambda image: image[None], ValueError, "One image"),
        (lambda image: (image * 9).astype(np.uint16), TypeError, "holds uint16"),
        (lambda image: image * 255, ValueError, "from 0 to 1, but in rows"),
        (lambda image: image - 0.5, ValueError, "from 0 to 1, but in rows"),
        (lambda image: image / np.float32(0), ValueError, "no numbers"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")  # that is the image's fault here
def test_what_is_no_image_for_the_model_is_refused(classifier, change, error, message):
    with pytest.raises(error, match=message):
        counting.predict(classifier("several dense"), change(noise(20, 20, 2)))


def test_what_cannot_be_used_in_tiles_is_refused(keras):
    layers, image = keras.layers, keras.Input((None, None, 1))
    attention = layers.Multiply()([image, layers.GlobalAveragePooling2D(keepdims=True)(image)])
    with pytest.raises(ValueError, match="cannot be used in tiles"):
        counting.predict(keras.Model(image, attention), noise(9, 9, 1))
    larger = layers.UpSampling2D(2)(layers.MaxPooling2D(2)(image))
    with pytest.raises(ValueError, match="Up-sampling"):
        counting.predict(keras.Model(image, larger), noise(8, 8, 1))
    fixed = keras.Input((8, 8, 1))
    with pytest.raises(ValueError, match=r"\(None, None, channels\)"):
        counting.predict(keras.Model(fixed, layers.Conv2D(2, 3)(fixed)), noise(9, 9, 1))
    with pytest.raises(TypeError, match="must be a Keras model"):
        counting.predict(len, noise(9, 9, 1))


def test_settings_that_make_no_sense_are_refused(classifier):
    model, image = classifier("several dense"), noise(20, 20, 2)
    for settings, message in (
        ({"tile": 0}, "tile must be at least 1"),
        ({"tile": (1, 2, 3)}, "tile must be a number of outputs"),
        ({"memory": 0}, "memory must be"),
        ({"dtype": "int8"}, "dtype"),
        ({"preprocess": lambda values: values[:-1]}, "preprocess gives an array of shape"),
    ):
        with pytest.raises(ValueError, match=message):
            counting.predict(model, image, **settings)
