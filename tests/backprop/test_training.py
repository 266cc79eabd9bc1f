"""Networks and their training: against Keras on the same batches, and what happens when something is not right."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import backprop, data, parameters, receptive_field
from coursekit.backprop import live_curve
from coursekit.backprop.history import Epoch
from coursekit.backprop.vectorised import (
    binary_cross_entropy,
    hinge,
    mean_squared_error,
    softmax_cross_entropy,
)
from coursekit.errors import CourseError


def small(seed=0, **options):
    """A network for 6x6 images and three classes that trains in no time."""
    layers = [
        backprop.Conv2D(4, 3),
        backprop.ReLU(),
        backprop.MaxPooling2D(),
        backprop.Flatten(),
        backprop.Dense(3),
    ]
    return backprop.Sequential(layers, input_shape=(6, 6, 1), seed=seed, **options)


def everything(**options):
    """A network with all kinds of layers."""
    layers = [
        backprop.Conv2D(4, (3, 2), padding="same", use_bias=False),
        backprop.BatchNormalization(momentum=0.75, epsilon=0.125),
        backprop.ReLU(),
        backprop.Conv2D(6, 3, padding=((1, 0), (2, 1)), strides=(1, 2), groups=2),
        backprop.Tanh(),
        backprop.MaxPooling2D((2, 1), padding="same"),
        backprop.Conv2D(5, 2, dilation_rate=2, padding="same", kernel_initializer="he_normal"),
        backprop.Sigmoid(),
        backprop.AveragePooling2D(2, strides=1, padding="same"),
        backprop.Flatten(),
        backprop.Dropout(0.25),
        backprop.Dense(3, use_bias=False),
    ]
    return backprop.Sequential(layers, input_shape=(7, 6, 2), seed=1, **options)


def images_and_labels(count=40, shape=(6, 6, 1), seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=count)
    # Something to be learned: the brightness tells the class.
    return (rng.normal(size=(count, *shape)) + labels.reshape(-1, *[1] * len(shape)) - 1).astype("float32"), labels


def same(weights, others):
    return all(np.array_equal(array, other) for array, other in zip(weights, others, strict=True))


@pytest.fixture
def keras64(keras):
    """Keras in float64, so that only a different formula makes a difference."""
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield keras
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])


def train_both(keras, network, kind, settings):
    """Three epochs here and in Keras from the same weights on the same batches: the losses, and the Keras model."""
    images, labels = images_and_labels()
    model = network.as_keras()
    model.compile(getattr(keras.optimizers, kind)(**settings), keras.losses.SparseCategoricalCrossentropy(True))
    rng, theirs = np.random.default_rng(5), []
    for _ in range(3):
        total = 0.0
        for batch in backprop.batches(len(images), 16, rng):
            total += len(batch) * float(model.train_on_batch(images[batch], labels[batch]))
            model.reset_metrics()
        theirs.append(total / len(images))
    optimizer = {"SGD": backprop.SGD, "Adam": backprop.Adam}[kind](**settings)
    history = network.fit(images, labels, optimizer=optimizer, epochs=3, batch_size=16, seed=5, progress=False)
    return [epoch.loss for epoch in history.epochs], theirs, model


# Settings with few binary digits, because Keras keeps them as float32.
@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("SGD", {"learning_rate": 0.0625, "momentum": 0.875}),
        (
            "Adam",
            {"learning_rate": 2**-8, "beta_1": 0.875, "beta_2": 1 - 2**-9, "epsilon": 2**-20, "weight_decay": 0.5},
        ),
    ],
)
def test_three_epochs_are_those_of_keras(keras64, kind, settings):
    """The same weights, batches and steps: the same losses and weights, to 1e-7."""
    network = small(dtype="float64")
    ours, theirs, model = train_both(keras64, network, kind, settings)
    np.testing.assert_allclose(ours, theirs, rtol=1e-7)
    assert theirs[2] < theirs[0]
    for array, expected in zip(network.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(array, expected, rtol=1e-8, atol=1e-8)


def test_float32_stays_close_to_keras(keras):
    """With seven digits the sums round differently, and each step builds on the one before: 1e-4."""
    ours, theirs, _ = train_both(keras, small(), "SGD", {"learning_rate": 0.05, "momentum": 0.9})
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)


def test_all_layers_are_those_of_keras(keras64):
    """Outputs, one step of training, and the moving statistics, with every kind of layer: to 1e-10."""
    images, labels = images_and_labels(8, (7, 6, 2))
    network = everything(dtype="float64")
    network.forward(images, training=True)  # so that the moving statistics are not just 0 and 1
    model = network.as_keras()
    assert [layer.name for layer in network.layers] == [
        layer.name for layer in model.layers[1:] if not layer.name.endswith("padding")
    ]
    np.testing.assert_allclose(network(images), model.predict(images, verbose=0), rtol=1e-10, atol=1e-12)
    assert [array.shape for array in network.get_weights()] == [array.shape for array in model.get_weights()]
    other = everything(dtype="float64")
    other.set_weights(model.get_weights())
    np.testing.assert_array_equal(other(images), network(images))
    # Nobody's dropout is the other's.
    network.layers[-2].rate = 0.0
    model.get_layer("dropout").rate = 0.0
    model.compile(keras64.optimizers.SGD(0.125), keras64.losses.SparseCategoricalCrossentropy(True))
    theirs = float(model.train_on_batch(images, labels))
    ours = network.loss_and_gradients(images, labels)
    assert ours == pytest.approx(theirs, rel=1e-10)
    backprop.SGD(0.125).apply(network.parameters, network.gradients)
    for array, expected in zip(network.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(array, expected, rtol=1e-9, atol=1e-11)


def test_gradients_of_all_layers_agree_with_differences():
    images, labels = images_and_labels(2, (7, 6, 2))
    network = everything()
    before = network.get_weights()
    checks = network.check_gradients(images, labels)
    assert set(checks) == {"inputs", *network.parameters}
    for check in checks.values():
        check.raise_if_wrong()
        assert not check.kinks.any()
        assert check.expected_error.max() < 1e-8
    assert same(network.get_weights(), before)
    assert network(images).dtype == np.float32


def test_a_wrong_backward_step_is_found(monkeypatch):
    images, labels = images_and_labels(4)
    backward = backprop.Conv2D.backward

    def flipped(layer, gradient):
        found = backward(layer, gradient)
        layer.gradients["kernel"] = layer.gradients["kernel"][::-1]
        return found

    monkeypatch.setattr(backprop.Conv2D, "backward", flipped)
    checks = small().check_gradients(images, labels)
    assert {name for name, check in checks.items() if not check.passed} == {"conv2d/kernel"}
    with pytest.raises(AssertionError, match=r"conv2d/kernel: 24 of 36 entries are wrong"):
        checks["conv2d/kernel"].raise_if_wrong()


def test_plain_functions_train_the_same_network():
    images, labels = images_and_labels(12)
    fast, slow = small(dtype="float64"), small(dtype="float64", functions=backprop.plain)
    assert slow.layers[0].functions is backprop.plain
    for network in (fast, slow):
        network.fit(images, labels, epochs=1, batch_size=6, progress=False)
    for array, other in zip(fast.get_weights(), slow.get_weights(), strict=True):
        np.testing.assert_allclose(array, other, rtol=1e-10, atol=1e-12)


def test_digits_are_learned():
    """A small CNN, NumPy alone: more than 95 % of the images that it was not trained on, in seconds."""
    digits = data.digits()
    network = backprop.Sequential(
        [
            backprop.Conv2D(16, 3, padding="same"),
            backprop.ReLU(),
            backprop.MaxPooling2D(),
            backprop.Conv2D(32, 3, padding="same"),
            backprop.ReLU(),
            backprop.MaxPooling2D(),
            backprop.Flatten(),
            backprop.Dense(10),
        ],
        input_shape=(8, 8, 1),
    )
    network.fit(*digits.train, optimizer=backprop.Adam(0.003), epochs=10, progress=False)
    assert network.evaluate(*digits.test).accuracy > 0.95


def test_the_same_seeds_give_the_same_network():
    images, labels = images_and_labels()
    runs = []
    for seed, order in ((3, 0), (3, 0), (4, 0), (3, 1)):
        network = small(seed)
        network.fit(images, labels, epochs=2, seed=order, progress=False)
        runs.append(network.get_weights())
    assert same(runs[0], runs[1])
    assert not same(runs[0], runs[2])
    assert not same(runs[0], runs[3])


def test_history_tells_what_happened(capsys):
    images, labels = images_and_labels()
    network, validation = small(), images_and_labels(10, seed=1)
    history = network.fit(images, labels, epochs=4, validation_data=validation)
    assert list(history.table.columns) == [
        "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds",
    ]  # fmt: skip
    assert history.table.epoch.tolist() == [1, 2, 3, 4]
    assert history.stopped == "all 4 epochs done"
    last = history.epochs[-1]
    assert (last.validation_loss, last.validation_accuracy) == network.evaluate(*validation)
    assert f"Training: 4/4 {last}\n" in capsys.readouterr().out
    assert str(last).startswith(f"loss {last.loss:.4f}, {100 * last.accuracy:.1f} % right (")
    assert f"(validation {last.validation_loss:.4f}, " in str(last)
    without = small().fit(images, labels, epochs=1, progress=False)
    assert without.table[["validation_loss", "validation_accuracy"]].isna().all(axis=None)
    assert not capsys.readouterr().out


@pytest.mark.parametrize(
    ("loss", "outputs", "labels", "accuracy"),
    [
        (softmax_cross_entropy, [[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]], [1, 1, 1], 2 / 3),
        (softmax_cross_entropy, [[1.0, 2.0], [3.0, 0.0]], [[0.0, 1.0], [0.9, 0.1]], 1),
        (binary_cross_entropy, [[0.3], [-0.3], [2.0]], [[1], [1], [1]], 2 / 3),
        (hinge, [[0.3], [-0.3], [0.1], [-0.1]], [[1], [-1], [-1], [-1]], 3 / 4),
        (mean_squared_error, [[0.3, 1.0]], [[1.0, 1.0]], float("nan")),
    ],
)
def test_accuracy_counts_what_the_loss_means(loss, outputs, labels, accuracy):
    network = backprop.Sequential([backprop.Flatten()], input_shape=(len(outputs[0]),), dtype="float64")
    found = network.evaluate(np.array(outputs), np.array(labels), loss=loss, batch_size=2)
    assert found.accuracy == pytest.approx(accuracy, nan_ok=True)
    assert found.loss == pytest.approx(loss(np.array(outputs), np.array(labels)).value)


def test_early_stop_goes_back_to_the_best_weights():
    images, labels = images_and_labels()
    validation = images, np.roll(labels, 1)  # what is learned is wrong there, so that its loss rises
    network = small()
    history = network.fit(
        images, labels, optimizer=backprop.SGD(0.1), epochs=50, validation_data=validation, patience=3, progress=False
    )
    losses = history.table.validation_loss
    best = int(losses.idxmin())
    assert len(losses) == best + 1 + 3 < 50
    assert network.evaluate(*validation).loss == losses[best]
    assert history.stopped == (
        f"no lower validation loss for 3 epochs; the weights are those of epoch {best + 1}, the best one"
    )


def test_interrupt_keeps_weights_and_history():
    images, labels = images_and_labels()
    network = small()
    calls = []

    def interrupted(outputs, targets):
        calls.append(network.get_weights())
        if len(calls) == 1 + 2 * 2 + 2:  # one call checks the labels, two batches an epoch: in the third epoch
            raise KeyboardInterrupt
        return softmax_cross_entropy(outputs, targets)

    history = network.fit(images, labels, loss=interrupted, epochs=9, progress=False)
    assert len(history.epochs) == 2
    assert history.stopped == "interrupted in epoch 3 of 9; the weights are those of then"
    assert same(network.get_weights(), calls[-1])
    assert not same(calls[-1], calls[-2])
    assert network.fit(images, labels, epochs=1, progress=False).stopped == "all 1 epochs done"


@pytest.mark.parametrize("good", [0, 2])
def test_a_loss_that_explodes_says_what_to_do(good):
    """Warnings are errors here: nothing but the message comes."""
    images, labels = images_and_labels()
    network, optimizer = small(), backprop.SGD(0.01)
    seen = []

    def loss(outputs, targets):
        seen.append(network.get_weights())
        if len(seen) > 1 + 2 * good:
            optimizer.learning_rate = 1e30
        return softmax_cross_entropy(outputs, targets)

    with pytest.raises(CourseError, match=rf"infinite in epoch {good + 1}.*\n.*smaller learning rate"):
        network.fit(images, labels, loss=loss, optimizer=optimizer, epochs=9, progress=False)
    assert same(network.get_weights(), seen[1 + 2 * good])


IMAGES, LABELS = images_and_labels()
BAD = IMAGES.copy()
BAD[3, 0, 0, 0] = np.nan


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": IMAGES[:-1]}, "39 images, but 40 labels"),
        ({"images": BAD}, "1 of 40 hold NaN or infinity, such as number 3"),
        ({"images": (255 * IMAGES).astype("uint8")}, "must be floating-point numbers, not uint8.* 255"),
        ({"images": IMAGES[..., 0]}, r"shape \(40, 6, 6\), but the network takes \(n, 6, 6, 1\).*np.newaxis"),
        ({"images": IMAGES[0]}, r"single image: write image\[np.newaxis\]"),
        ({"images": IMAGES[:0], "labels": LABELS[:0]}, "n at least 1"),
        ({"labels": np.where(LABELS == 2, 7, LABELS)}, "classes from 0 to 2, as there are 3 logits: 7"),
        ({"labels": np.where(LABELS == 2, -1, LABELS)}, "-1"),
        ({"labels": 1}, "40 images, but one number instead of a list of labels"),
        ({"labels": LABELS + 0.5}, "whole"),
        ({"batch_size": 0}, "batch_size must be at least 1, not 0"),
        ({"epochs": 1.5}, "epochs must be a whole number, not 1.5"),
        ({"optimizer": 0.1}, "optimizer must be one of this package"),
        ({"patience": 2}, "patience watches the validation loss: give validation_data"),
        ({"validation_data": IMAGES}, r"must be a pair: \(images, labels\)"),
        ({"validation_data": (IMAGES, LABELS[1:])}, "40 images, but 39 validation labels"),
        ({"validation_data": (BAD, LABELS)}, "validation images must be finite"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_changes(changes, message):
    network = small()
    before = network.get_weights()
    arguments = {"images": IMAGES, "labels": LABELS, "epochs": 1, "progress": False, **changes}
    with pytest.raises((ValueError, TypeError), match=message):
        network.fit(arguments.pop("images"), arguments.pop("labels"), **arguments)
    assert same(network.get_weights(), before)


def test_networks_that_cannot_be_built():
    dense = backprop.Dense(3)
    for layers, message in [
        ([], "has no layers"),
        ([backprop.Dense], "the class Dense. Write it with brackets"),
        ([dense, dense], "Entry 1 is a layer that stands in the list before"),
        ([backprop.Dense(3), "relu"], "Entry 1 is str, not a layer"),
        ([backprop.Flatten(), backprop.Conv2D(2, 3)], r"conv2d \(input \(36,\)\)"),
        ([backprop.Conv2D(2, 9)], r"conv2d \(input \(6, 6, 1\)\): .*9"),
    ]:
        with pytest.raises((ValueError, TypeError), match=message):
            backprop.Sequential(layers, input_shape=(6, 6, 1))
    backprop.Sequential([dense], input_shape=(6,))
    with pytest.raises(ValueError, match="belongs to another network already"):
        backprop.Sequential([dense], input_shape=(6,))
    with pytest.raises(ValueError, match="dtype must be 'float32' or 'float64', not 'float16'"):
        small(dtype="float16")


def test_the_calculators_read_it():
    network = everything()
    table = network.summary()
    # 3*2*2*4 + 2*4 (+ 2*4 statistics) + 3*3*2*6 + 6 + 2*2*6*5 + 5 + 3*(4*3*5)... Keras' own count:
    assert table.loc["total", "parameters"] == sum(array.size for array in network.get_weights())
    assert table.loc["total", "trainable"] == sum(array.size for array in network.parameters.values())
    assert table.loc["conv2d", "output shape"] == (7, 6, 4)
    layers = small().description()
    assert receptive_field.of(layers, "max_pooling2d").size == (4, 4)
    assert parameters.table(layers).loc["total", "parameters"] == 4 * 9 + 4 + 16 * 3 + 3
    with pytest.raises(ValueError, match="but the network needs"):
        network.set_weights(network.get_weights()[1:])


def test_batches_hold_each_image_once():
    sizes, seen = [], []
    for batch in backprop.batches(10, 4, np.random.default_rng(0)):
        sizes.append(len(batch))
        seen += batch.tolist()
    assert sizes == [4, 4, 2]
    assert sorted(seen) == list(range(10)) != seen
    assert np.concatenate(list(backprop.batches(5, 2))).tolist() == [0, 1, 2, 3, 4]


def test_live_curve_is_drawn_once_a_second(monkeypatch):
    shown, now = [], [100.0]

    class Handle:
        def update(self, data, **options):
            shown.append(data["text/plain"])

    def display(data, **options):
        shown.append(data["text/plain"])
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(live_curve.time, "monotonic", lambda: now[0])
    curve = live_curve.LiveCurve(9)
    history = backprop.History()
    for number in range(1, 10):
        history.epochs.append(Epoch(number, 1 / number, 0.5, float("nan"), float("nan"), 0.3))
        curve.update(history)
        now[0] += 0.3
    curve.update(history, last=True)
    curve.update(history, last=True)
    names = [text.split(",")[0].split(". ")[1] for text in shown]
    assert names == ["epoch 1 of 9", "epoch 5 of 9", "epoch 9 of 9", "after 9 epochs"]
    assert "loss 1 to 0.111" in shown[-1]


def test_live_picture_replaces_the_lines(monkeypatch, capsys):
    drawn = []
    monkeypatch.setattr(
        live_curve.LiveCurve, "update", lambda self, history, last=False: drawn.append(len(history.epochs))
    )
    small().fit(IMAGES, LABELS, epochs=3, live=True)
    assert drawn == [1, 2, 3, 3]
    assert not capsys.readouterr().out
    assert not live_curve.in_notebook()
