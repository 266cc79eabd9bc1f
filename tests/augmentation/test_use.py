"""Reproducible, serialisable, as a layer, in `fit` and in `tf.data`."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from coursekit.augmentation import Augment
from coursekit.augmentation.transforms.parameters import from_uniform, uniform

EVERYTHING = {
    "rotation_range": 20,
    "width_shift_range": [1, 3],
    "height_shift_range": 0.1,
    "shear_range": 5,
    "zoom_range": 0.2,
    "perspective": 0.05,
    "horizontal_flip": True,
    "fill_mode": "reflect",
    "brightness_range": (0.8, 1.2),
    "contrast_range": (0.8, 1.2),
    "channel_shift_range": 0.1,
    "gamma_range": (0.8, 1.2),
    "blur_range": (0.0, 1.0),
    "noise_range": (0.0, 0.02),
}


def test_import_is_light():
    code = "import sys, coursekit.augmentation; print({'keras','tensorflow','scipy','cv2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_image_does_not_depend_on_its_batch(images):
    augment = Augment(**EVERYTHING)
    together = augment(images, seed=7, epoch=2)
    order = np.array([4, 0, 5])
    assert np.array_equal(augment(images[order], seed=7, epoch=2, indices=order), together[order])
    assert not np.array_equal(augment(images, seed=8, epoch=2), together)
    assert not np.array_equal(augment(images, seed=7, epoch=3), together)
    assert len({tuple(row) for row in augment.draw(500, 8, 8, 7).shift.round(9)}) > 400


def test_the_numbers_of_an_image_are_philox_of_its_index():
    indices = np.array([0, 7, 2**40, 3])
    for seed, epoch in ((5, 3), (0, 1)):
        raw = [np.random.Philox(key=[seed, epoch], counter=[0, int(index), 0, 0]).random_raw(24) for index in indices]
        assert np.array_equal(uniform(seed, epoch, indices, 3), (np.stack(raw) >> np.uint64(11)) / 2**53)


def test_ranges_are_kept_and_used():
    drawn = Augment(**EVERYTHING).draw(4000, 50, 60, seed=1)
    assert set(np.unique(drawn.shift[:, 0])) == {-3, -1, 1, 3}
    for values, low, high in (
        (drawn.rotation, -20, 20),
        (drawn.shift[:, 1], -5, 5),
        (drawn.zoom, 0.8, 1.2),
        (drawn.perspective, -0.05, 0.05),
        (drawn.channel_shift, -0.1, 0.1),
        (drawn.blur, 0, 1),
    ):
        assert low <= values.min() < low + 0.02 * (high - low)
        assert high >= values.max() > high - 0.02 * (high - low)
    assert drawn.flip[:, 0].mean() == pytest.approx(0.5, abs=0.03)
    assert not drawn.flip[:, 1].any()
    assert set(np.unique(Augment(width_shift_range=3).draw(200, 9, 9).shift[:, 0])) == {-2, -1, 0, 1, 2}


def test_config_as_json(images):
    augment = Augment(**EVERYTHING)
    again = Augment.from_config(json.loads(json.dumps(augment.get_config())))
    assert np.array_equal(again(images, seed=3), augment(images, seed=3))
    assert repr(Augment(rotation_range=5)) == "Augment(rotation_range=5)"


@pytest.mark.parametrize("fill_mode", ["constant", "nearest", "reflect", "wrap"])
def test_the_layer_does_the_same(keras, images, fill_mode):
    """`keras.ops` on this backend, in float32, from the same uniform numbers as NumPy."""
    augment = Augment(**EVERYTHING | {"fill_mode": fill_mode, "noise_range": None})
    layer = augment.as_layer(seed=1)
    numbers = np.random.default_rng(8).random((6, 24))
    key = np.zeros((6, 3), np.int64)
    wanted = augment.apply(images, from_uniform(np, numbers, augment.options, 20, 26, key))
    tensor = keras.ops.convert_to_tensor(numbers.astype("float32"))
    drawn = from_uniform(keras.ops, tensor, augment.options, 20, 26, None)
    got = np.asarray(layer.transform(keras.ops.convert_to_tensor(images), drawn))
    np.testing.assert_allclose(got, wanted, atol=2e-4)


# Keras' copying of TensorFlow's variables, as NumPy 2 sees it.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_layer_in_a_model(keras, images, tmp_path):
    layer = Augment(**EVERYTHING).as_layer(seed=1)
    model = keras.Sequential([keras.Input((20, 26, 3)), layer, keras.layers.Flatten(), keras.layers.Dense(2)])
    assert np.array_equal(np.asarray(layer(images)), images)
    first, second = (np.asarray(layer(images, training=True)) for _ in range(2))
    assert first.shape == images.shape
    assert not np.array_equal(first, second)
    assert first.min() >= 0
    assert first.max() <= 1
    model.compile("sgd", "mse")
    model.fit(images, np.zeros((6, 2)), batch_size=4, epochs=1, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(again.predict(images, verbose=0), model.predict(images, verbose=0), atol=1e-6)
    assert again.layers[0].get_config() == layer.get_config()


def test_flow(keras, images):
    labels = np.arange(6)
    augment = Augment(**EVERYTHING)
    flows = [augment.flow(images, labels, batch_size=size, seed=5) for size in (2, 4)]
    for epoch in range(2):
        wanted = augment(images, seed=5, epoch=epoch)
        for flow in flows:
            flow.on_epoch_begin()
            batches = [flow[batch] for batch in range(len(flow))]
            seen = np.concatenate([label for _, label in batches])
            assert sorted(seen) == list(labels)
            assert np.array_equal(np.concatenate([image for image, _ in batches]), wanted[seen])


def test_a_look_and_what_is_drawn_ahead_are_no_epochs(images):
    """What Keras does, call by call: a look before fitting (JAX, torch), batches for later (TensorFlow)."""
    flow = Augment(**EVERYTHING).flow(images, np.arange(6), batch_size=2)
    for batch in range(3):
        flow[batch]  # TensorFlow wants to know types and shapes
    for looked_at in (2, 0):
        flow.on_epoch_begin()
        assert flow[looked_at][0].shape == (2, 20, 26, 3)
        flow.on_epoch_end()
    for epoch in range(3):
        flow.on_epoch_begin()
        assert flow.epoch == epoch
        drawn = [flow[batch] for batch in (2, 0, 1)]
        flow.on_epoch_end()
        ahead = [flow[batch][0] for batch in range(3)]  # for an epoch that is then begun anew
        assert all(np.array_equal(ahead[batch], drawn[place][0]) for place, batch in enumerate((2, 0, 1)))


def test_another_order_each_epoch(images):
    labels = np.arange(6)
    flow = Augment().flow(images, labels, batch_size=6)
    orders = [flow.order(epoch).tolist() for epoch in range(4)]
    assert len({tuple(order) for order in orders}) > 1
    assert all(sorted(order) == list(range(6)) for order in orders)
    still = Augment().flow(images, labels, batch_size=6, shuffle=False)
    assert still.order(3).tolist() == still[0][1].tolist() == list(range(6))


def test_every_epoch_of_fit_is_the_next(keras, images):
    """Keras looks at a batch before it fits, and draws batches ahead: neither is an epoch."""
    labels, augment = np.arange(6), Augment(**EVERYTHING)
    flow = augment.flow(images, labels, batch_size=2, seed=5)
    epochs = []

    class Seen(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            epochs.append(flow.epoch)

    model = keras.Sequential([keras.Input((20, 26, 3)), keras.layers.Flatten(), keras.layers.Dense(6)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(flow, epochs=4, verbose=0, callbacks=[Seen()])
    assert epochs == [0, 1, 2, 3]


def test_a_balanced_flow_repeats_rare_images_but_never_a_view(images):
    labels = np.array([0, 0, 0, 0, 0, 1])
    flow = Augment(**EVERYTHING).flow(images, labels, batch_size=4, balance=1)
    seen, classes = (np.concatenate(part) for part in zip(*(flow[batch] for batch in range(2)), strict=True))
    assert np.bincount(classes).tolist() == [3, 3]
    assert len(np.unique(seen.reshape(6, -1), axis=0)) == 6
    with pytest.raises(ValueError, match="needs the labels"):
        Augment().flow(images, balance=0.5)


@pytest.mark.filterwarnings("ignore:In the future `np.object` will be defined:FutureWarning")
def test_on_a_dataset(images):
    """The same again for the same seed, another round another draw, labels left alone, bytes stay bytes."""
    tf = pytest.importorskip("tensorflow")
    whole, augment = (images * 255).astype(np.uint8), Augment(**EVERYTHING)

    def rounds(values, seed, made=augment):
        batches = tf.data.Dataset.from_tensor_slices((values, np.arange(6))).batch(4)
        dataset = made.on_dataset(batches, seed=seed)
        drawn = []
        for _ in range(2):
            batches = list(dataset.as_numpy_iterator())
            assert np.concatenate([labels for _, labels in batches]).tolist() == list(range(6))
            drawn.append(np.concatenate([batch for batch, _ in batches]))
        return drawn, dataset.element_spec[0]

    (first, second), spec = rounds(images, 1)
    assert spec.dtype == tf.float32
    assert spec.shape.as_list() == [None, 20, 26, 3]
    assert first.shape == images.shape
    assert not np.array_equal(first, second)
    for got, wanted in zip(rounds(images, 1)[0], (first, second), strict=True):
        assert np.array_equal(got, wanted)
    assert not np.array_equal(rounds(images, 2)[0][0], first)
    assert rounds(whole, 1)[0][0].dtype == rounds(whole, 1)[1].dtype.as_numpy_dtype == np.uint8
    rescaled, spec = rounds(whole, 1, Augment(rescale=1 / 255))
    assert spec.dtype == tf.float32
    np.testing.assert_allclose(rescaled[0], whole / 255, atol=1e-6)
    alone = tf.data.Dataset.from_tensor_slices(images).batch(4)
    assert next(iter(Augment().on_dataset(alone))).shape == (4, 20, 26, 3)
    with pytest.raises(ValueError, match="Call its method batch"):
        augment.on_dataset(tf.data.Dataset.from_tensor_slices(images))
