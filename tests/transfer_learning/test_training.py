"""`grouped_optimizer` against optimizers of one part each, and `fit_two_phases`."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from coursekit.transfer_learning import classifier, fit_two_phases, grouped_optimizer

RATES = {"head": 0.1, "block1": 0.001, "block2": 0.01}


@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_as_optimizers_of_one_part_each(keras, base, images, labels, weights, kind):
    """Three models from the same weights, in each only one part learns, one step each: the same steps, put together."""
    model = classifier(base, 3, units=(4,), dropout=0.0, unfreeze="all")
    start = model.get_weights()
    before = weights(model)

    def step(optimizer, part=None):
        model.set_weights(start)
        for layer in [*model.get_layer("backbone").layers, model.get_layer("head")]:
            if "conv" in layer.name or layer.name == "head":
                layer.trainable = part is None or layer.name.startswith(part)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.train_on_batch(images, labels)
        return {path: value - before[path] for path, value in weights(model).items()}

    together = step(grouped_optimizer(model, RATES, kind))
    moved = 0
    for part, rate in RATES.items():
        optimizer = keras.optimizers.get(kind)
        optimizer.learning_rate = rate
        alone = step(optimizer, part)
        for path in alone:
            if path.startswith(part) or (part == "head" and "block" not in path):
                np.testing.assert_allclose(together[path], alone[path], rtol=1e-3, atol=1e-7)
                moved += np.abs(alone[path]).max() > 0
    assert moved == 8  # kernel and bias of two convolutions and two dense layers


def test_several_epochs_from_fit(keras, base, images, labels):
    """SGD with momentum of the same rate in all groups is plain SGD with momentum."""
    results = []
    model = classifier(base, 3, units=(), unfreeze="all")
    start = model.get_weights()
    for grouped in (True, False):
        model.set_weights(start)
        plain = keras.optimizers.SGD(0.01, momentum=0.9)
        optimizer = grouped_optimizer(model, {"head": 0.01, "backbone": 0.01}, plain) if grouped else plain
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.fit(images, labels, epochs=3, batch_size=4, shuffle=False, verbose=0)
        results.append(model.get_weights())
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_a_compiled_classifier_is_saved_with_its_groups(keras, base, images, labels, tmp_path):
    model = classifier(base, 3, units=(), unfreeze="block2")
    model.compile(grouped_optimizer(model, {"head": 0.01, "block2": 0.001}), "sparse_categorical_crossentropy")
    model.train_on_batch(images, labels)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    for each in (model, again):
        each.train_on_batch(images, labels)
    for ours, theirs in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("rates", "error", "message"),
    [
        ({"head": 0.1}, ValueError, "backbone has no learning rate"),
        ({"backbone": 0.1}, ValueError, "head has no learning rate"),
        ({"head": 0.1, "block2": 0.1, "block2_conv1": 0.1}, ValueError, "leave it in one"),
        ({"head": 0.1, "block2": 0.1, "backbone": 0.1}, ValueError, "nothing learns in 'backbone'"),
        ({"head": 0.1, "block2": 0.1, "block1": 0.1}, ValueError, "nothing learns in 'block1'"),
        ({"head": 0.1, "block7": 0.1}, ValueError, "no layer or block 'block7'"),
        ({"head": 0.1, "block2": 0}, TypeError, "positive number"),
        ({"head": True, "block2": 0.1}, TypeError, "positive number"),
    ],
)
def test_rates_that_do_not_fit(keras, base, rates, error, message):
    model = classifier(base, 3, unfreeze="block2")
    with pytest.raises(error, match=message):
        grouped_optimizer(model, rates)


def test_two_layers_of_one_name_are_refused(keras, base):
    top = keras.Sequential([keras.Input((4, 4, 6)), keras.layers.Flatten(), keras.layers.Dense(3, name="block2_conv1")])
    model = classifier(base, head=top, unfreeze="block2")
    with pytest.raises(ValueError, match="name your layers differently"):
        grouped_optimizer(model, {"head": 0.1, "block2": 0.1})


def test_two_phases(keras, base, images, labels, weights):
    """First the head alone, then block2 with it: seen from inside of fit, at the end of every epoch."""
    model = classifier(base, 3, units=(), dropout=0.0)
    seen = [weights(model)]
    note = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(weights(model)))
    history = fit_two_phases(
        model,
        images,
        labels,
        unfreeze="block2",
        epochs=(2, 3),
        learning_rates=(0.1, {"head": 0.01, "block2": 0.001}),
        validation_data=(images, labels),
        callbacks=[note],
        verbose=0,
    )
    changes = [
        {path.split("/")[0] for path in now if np.abs(now[path] - then[path]).max() > 0}
        for then, now in itertools.pairwise(seen)
    ]
    assert changes == [{"predictions"}] * 2 + [{"predictions", "block2_conv1"}] * 3
    assert history.unfrozen == ("block2_conv1",)
    assert [len(part["val_accuracy"]) for part in (history.head, history.fine)] == [2, 3]
    assert list(history.table["phase"]) == ["head"] * 2 + ["fine"] * 3
    assert list(history.table["epoch"]) == [1, 2, 3, 4, 5]
    assert list(history.table["loss"]) == history.head["loss"] + history.fine["loss"]


def test_the_rates_of_the_phases(keras, base, images, labels):
    """Gradient descent with one batch: a step is the rate times a gradient, so that its size gives the rate away."""
    rates = []

    class Note(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            rates.append({round(float(each.learning_rate), 6) for each in self.model.optimizer.optimizers})

    model = classifier(base, 3)
    fit_two_phases(
        model,
        images,
        labels,
        unfreeze="all",
        epochs=(1, 1),
        learning_rates=(0.05, 0.002),
        callbacks=[Note()],
        verbose=0,
    )
    assert rates == [{0.05}, {0.002}]


def test_early_stopping_ends_one_phase(keras, base, images, labels):
    seen = []

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append(epoch)
            self.model.stop_training = epoch == 1

    history = fit_two_phases(
        classifier(base, 3), images, labels, unfreeze="all", epochs=(4, 3), callbacks=[Stop()], verbose=0
    )
    assert list(history.table["phase"]) == ["head"] * 2 + ["fine"] * 3
    assert seen == [0, 1, 2, 3, 4], "the second phase goes on where the first one stopped"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"unfreeze": "block9"}, ValueError, "no layer or block"),
        ({"unfreeze": None}, ValueError, "no second phase"),
        ({"epochs": 3}, TypeError, r"\(first phase, second phase\)"),
        ({"epochs": (1, 0)}, ValueError, "epochs must be at least 1"),
        ({"learning_rates": (0.1, {"head": 0.1})}, ValueError, "backbone has no learning rate"),
        ({"learning_rates": (0.1, -1)}, TypeError, "positive"),
        ({"learning_rates": (-1, 0.1)}, TypeError, "positive"),
        ({"initial_epoch": 2}, TypeError, "initial_epoch"),
    ],
)
def test_refused_before_anything_is_trained(keras, base, images, labels, arguments, error, message):
    model = classifier(base, 3)
    before = model.get_weights()
    with pytest.raises(error, match=message):
        fit_two_phases(model, images, labels, **{"unfreeze": "block2", "verbose": 0, **arguments})
    for then, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(then, now)
    assert not model.get_layer("backbone").trainable_variables
