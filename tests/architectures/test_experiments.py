"""The experiments do what they say: so many steps, the networks that are told, and all counted right."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import accuracy_score, log_loss

from coursekit import data, receptive_field
from coursekit.architectures import experiments
from coursekit.architectures.experiments import activations, depth, lenet, regularisation, training
from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import few
from coursekit.data import Dataset, Part


@pytest.fixture(scope="module")
def digits():
    return data.digits(size=32)


@pytest.fixture
def dense(keras):
    """The smallest network there is, with logits."""
    return lambda: keras.Sequential([keras.Input((32, 32, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])


def test_training_is_that_of_fit(digits, keras, dense):
    """The same batches and the same rule in Keras' own loop, with the softmax in the network: the same weights."""
    own, augment = few(digits.train, 60), Augment(rotation_range=10)
    model = training.fitted(dense, lambda: training.adam(3e-3, 6), own, augment, steps=6, batch_size=20, seed=2)
    keras.utils.set_random_seed(2)
    fit = dense()
    rate = keras.optimizers.schedules.CosineDecay(3e-3, 6)
    fit.compile(
        keras.optimizers.Adam(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    flow = augment.flow(own.images, own.labels, batch_size=20, seed=2)
    fit.fit(flow, epochs=2, verbose=0, shuffle=False)
    for mine, theirs in zip(model.get_weights(), fit.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=2e-5)


def test_a_training_ends_after_its_steps_or_when_its_watcher_says_so(digits, dense):
    own, seen = few(digits.train, 90), []
    options = {"batch_size": 30, "seed": 0}
    training.fitted(dense, lambda: training.adam(1e-3, 4), own, steps=4, watch=lambda n, _: seen.append(n), **options)
    assert seen == [0, 1, 2, 3, 4]
    model = training.fitted(dense, lambda: training.adam(1e-3, 9), own, steps=9, watch=lambda n, _: n == 2, **options)
    assert int(model.optimizer.iterations) == 2
    model = training.fitted(dense, lambda: training.adam(1e-3, 9), own, steps=9, watch=lambda n, _: n == 0, **options)
    assert int(model.optimizer.iterations) == 0


def test_weight_decay_shrinks_weights_and_no_biases(keras):
    optimizer = training.adam(0.1, 10, weight_decay=0.5)
    kernel, bias = keras.Variable([2.0], name="kernel"), keras.Variable([2.0], name="bias")
    optimizer.build([kernel, bias])
    optimizer.apply([keras.ops.zeros(1), keras.ops.zeros(1)], [kernel, bias])
    assert kernel.numpy() == pytest.approx(2 - 0.1 * 0.5 * 2)
    assert bias.numpy() == 2


def test_models_are_judged_as_scipy_and_scikit_learn_do(digits, dense):
    model, part = dense(), Part(digits.test.images[:300], digits.test.labels[:300])
    logits = part.images.reshape(300, -1).astype(float) @ model.get_weights()[0].astype(float)
    expected = softmax(logits, axis=1)
    np.testing.assert_allclose(experiments.posteriors(model, part.images), expected, rtol=1e-4)
    found = experiments.judged(model, part)
    assert found.accuracy == accuracy_score(part.labels, expected.argmax(axis=1))
    assert found.loss == pytest.approx(log_loss(part.labels, expected, labels=range(10)), rel=1e-4)


def test_the_small_alexnet_has_alexnets_plan(keras):
    model = experiments.small_alexnet((32, 32, 3), 6, dropout=0.5)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == [
        "Rescaling", "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Conv2D", "Conv2D", "Conv2D", "MaxPooling2D",
        "Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense",
    ]  # fmt: skip
    # 32 -> 15 -> 7 -> 3 by 3x3 windows with step 2; twelve times fewer filters than 96, 256 and so on would be 8, 21.
    assert model.get_layer(index=9).output.shape == (None, 3 * 3 * 16)
    by_hand = (75 + 1) * 8 + (25 * 8 + 1) * 16 + (9 * 16 + 1) * 24 + (9 * 24 + 1) * 24 + (9 * 24 + 1) * 16
    by_hand += (144 + 1) * 128 + (128 + 1) * 128 + (128 + 1) * 6
    assert model.count_params() == by_hand
    without = experiments.small_alexnet((32, 32, 3), 6)
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in without.layers)
    assert without.count_params() == by_hand


@pytest.mark.parametrize(("shape", "classes"), [((32, 32, 3), 6), ((32, 32, 1), 10)])
def test_the_stacks_see_the_same_with_as_many_parameters(keras, shape, classes):
    models = {name: experiments.stacked(*stack, shape, classes) for name, stack in experiments.NETWORKS.items()}
    seen = {receptive_field.of(model, model.layers[-3].name).size for model in models.values()}
    # By hand: 3x3, pooling (4, step 2), 7x7 at step 2 (+12), pooling (+2), 7x7 at step 4 (+24), pooling (+4).
    assert seen == {(46, 46)}
    counts = {name: model.count_params() for name, model in models.items()}
    large = counts["one 7×7"]
    assert abs(counts["three 3×3, same parameters"] / large - 1) < 0.02
    # The stacks alone, weights without biases, in the shares that the lecture tells: 27 to 49.
    one, three = (
        sum(
            int(np.prod(kernel.shape))
            for kernel in (layer.kernel for layer in models[name].layers[3:-2] if layer.weights)
        )
        for name in ("one 7×7", "three 3×3, same width")
    )
    assert three * 49 == one * 27
    assert counts["three 3×3, same width"] < 0.6 * large


def test_every_choice_of_networks_is_averaged():
    random = np.random.default_rng(3)
    said = softmax(random.normal(size=(4, 50, 3)), axis=2)
    labels = random.integers(0, 3, 50)
    rows = experiments.averaged(said, labels)
    assert [row["networks"] for row in rows] == [1, 2, 3, 4]
    for row in rows:
        found, losses = [], []
        for some in combinations(range(4), row["networks"]):
            mean = sum(said[one] for one in some) / len(some)
            found.append(accuracy_score(labels, mean.argmax(axis=1)))
            losses.append(log_loss(labels, mean, labels=range(3)))
        assert row["choices"] == len(found)
        assert row["accuracy"] == pytest.approx(np.mean(found))
        assert (row["lowest"], row["highest"]) == (min(found), max(found))
        assert row["log_loss"] == pytest.approx(np.mean(losses))


@pytest.mark.parametrize(("said", "labels"), [((5, 3), 5), ((2, 5, 3), 4)])
def test_posteriors_that_do_not_fit_are_refused(said, labels):
    with pytest.raises(ValueError, match=r"posteriors must have shape \(networks, n, classes\)"):
        experiments.averaged(np.ones(said) / 3, np.zeros(labels, dtype=int))


def test_activations_are_put_where_they_belong(keras, digits):
    from coursekit.architectures.layers import scaled_tanh

    known = {"ReLU": keras.activations.relu, "tanh": keras.activations.tanh, "scaled tanh": scaled_tanh}
    known["ReLU, He start"] = keras.activations.relu
    assert set(known) == set(experiments.ACTIVATIONS)
    for network in experiments.TARGETS:
        for name, function in known.items():
            model = activations._network(network, name.lower(), digits.train)
            learned = [layer for layer in model.layers if layer.weights]
            assert {layer.activation for layer in learned[:-1]} == {function}
            assert learned[-1].activation is keras.activations.linear
            assert model.output_shape == (None, 10)


@pytest.mark.parametrize("network", ["LeNet-5", "small AlexNet"])
def test_he_starts_with_twice_the_variance_of_the_fan_in(network, digits, keras):
    keras.utils.set_random_seed(7)
    model = activations._network(network, "relu, he start", digits.train)
    *hidden, last = [layer.kernel.numpy() for layer in model.layers if layer.weights]
    for kernel in hidden:
        inputs = kernel.size // kernel.shape[-1]
        assert kernel.std() == pytest.approx(np.sqrt(2 / inputs), rel=0.2)
        assert np.abs(kernel).max() > np.sqrt(6 / (inputs + kernel.size / inputs))  # beyond Glorot's uniform
    assert np.abs(last).max() <= np.sqrt(6 / sum(last.shape))


def test_learning_is_watched_until_both_targets_are_reached(monkeypatch, digits):
    own = few(digits.train, 130)  # three batches an epoch
    losses = iter([2.0, 1.0, 0.15, 0.1])
    shares = iter([0.1, 0.96, 0.9, 0.97])
    monkeypatch.setattr(activations, "judged", lambda *_: training.Judged(next(losses), next(shares)))
    found, looks = experiments.until_learnt("LeNet-5", "tanh", 1e-3, own, every=2)
    assert [look["step"] for look in looks] == [0, 2, 4]
    assert found == {"epochs_to_accuracy": pytest.approx(2 / 3), "epochs_to_loss": pytest.approx(4 / 3)}
    assert looks[1] == {"step": 2, "epoch": pytest.approx(2 / 3), "train_loss": 1.0, "train_accuracy": 0.96}


def test_what_diverges_is_given_up(monkeypatch, digits):
    own = few(digits.train, 130)
    monkeypatch.setattr(activations, "judged", lambda *_: training.Judged(float("nan"), 0.1))
    found, looks = experiments.until_learnt("LeNet-5", "ReLU", 1e-3, own, every=1)
    assert len(looks) == 1
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("network", "activation", "what"), [("VGG", "ReLU", "network"), ("LeNet-5", "gelu", "activation")]
)
def test_other_networks_and_activations_are_refused(network, activation, what, digits):
    with pytest.raises(ValueError, match=f"{what} must be"):
        experiments.until_learnt(network, activation, 0.1, digits.train)


def test_learning_starts_as_keras_does(monkeypatch, digits, keras):
    """One step of until_learnt is one step of SGD with momentum by Keras' own loop on the same network."""
    own, kept = few(digits.train, 60), {}
    monkeypatch.setattr(activations, "judged", lambda model, _: kept.update(model=model) or training.Judged(1.0, 0.0))
    monkeypatch.setitem(activations.TARGETS, "LeNet-5", activations.Target(0.9, 0.1, (0.1,), 2))
    experiments.until_learnt("LeNet-5", "scaled tanh", 0.05, own, seed=4)
    keras.utils.set_random_seed(4)
    model = activations._network("LeNet-5", "scaled tanh", own)
    model.compile(
        keras.optimizers.SGD(0.05, momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(*own, batch_size=64, epochs=2, shuffle=False, verbose=0)
    # Both see all 60 images in each of two steps: the order within a batch changes no gradient.
    for mine, theirs in zip(kept["model"].get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-4)


@pytest.mark.slow
def test_lenet_reads_a_digit_as_the_paper_scales_it(monkeypatch, digits, keras):
    images, labels = digits.images[:130], digits.labels[:130]
    few_digits = Dataset("Few digits", images, labels, digits.classes, np.repeat(["train", "test"], [100, 30]))
    monkeypatch.setattr(data, "digits", lambda **asked: few_digits if asked["split"] == "order" else None)
    for variant in ("modern", "1998"):
        found = experiments.digits_learnt(variant, "order", epochs=3, progress=False)
        assert [layer.name for layer in found.network.layers if layer.name[0] in "CF"] == ["C1", "C3", "C5", "F6"]
        assert int(found.model.optimizer.iterations) == 3 * 2
        # 1.275 wide, from -0.1 for paper: the network itself is shown what the model makes of the pixels.
        direct = keras.ops.convert_to_numpy(found.network(images[:9] * 1.275 - 0.1, training=False))
        whole = keras.ops.convert_to_numpy(found.model(images[:9], training=False))
        np.testing.assert_allclose(whole, direct, rtol=1e-4, atol=1e-4)
        guesses = experiments.posteriors(found.model, images[100:]).argmax(axis=1)
        assert found.test.accuracy == accuracy_score(labels[100:], guesses)
        assert found.digits is few_digits
        assert found.seconds > 0


def test_digits_stay_digits():
    options = lenet.DIGITS.get_config()
    assert options["rotation_range"] <= 15
    assert not options["horizontal_flip"]
    assert not options["vertical_flip"]


def test_the_regularised_networks_differ_in_what_is_told(monkeypatch, digits):
    own, test = few(digits.train, 20), Part(digits.test.images[:50], digits.test.labels[:50])
    seen = {}

    def stand_in(build, optimizer, part, augment, **options):
        seen.update(model=build(), optimizer=optimizer(), augment=augment, **options)
        return seen["model"]

    monkeypatch.setattr(regularisation, "fitted", stand_in)
    found = experiments.regularised(own, test, 10, dropout=0.25, weight_decay=0.7, steps=9, seed=5)
    assert (seen["steps"], seen["seed"], seen["batch_size"], seen["augment"]) == (9, 5, 30, None)
    assert [layer.rate for layer in seen["model"].layers if type(layer).__name__ == "Dropout"] == [0.25, 0.25]
    assert seen["optimizer"].weight_decay == 0.7
    assert found["images"] == 20
    for name, part in (("train", own), ("test", test)):
        judged = experiments.judged(seen["model"], part)
        assert (found[f"{name}_loss"], found[f"{name}_accuracy"]) == judged
    experiments.regularised(own, test, 10)
    assert seen["optimizer"].weight_decay is None


def test_depth_reports_the_network_it_has_trained(monkeypatch, digits):
    own, test = few(digits.train, 20), Part(digits.test.images[:50], digits.test.labels[:50])
    seen = {}

    def stand_in(build, optimizer, part, **options):
        seen.update(model=build(), optimizer=optimizer(), part=part, **options)
        return seen["model"]

    monkeypatch.setattr(depth, "fitted", stand_in)
    found = experiments.depth_learnt("three 3×3, same width", own, test, 10, learning_rate=0.02, steps=7, seed=3)
    assert (seen["steps"], seen["seed"]) == (7, 3)
    assert float(seen["optimizer"].learning_rate) == pytest.approx(0.02)
    assert sum(type(layer).__name__ == "Conv2D" for layer in seen["model"].layers) == 1 + 2 * 3
    assert (found["width"], found["parameters"], found["receptive_field"]) == (12, seen["model"].count_params(), 46)
    for name, part in (("train", own), ("test", test)):
        judged = experiments.judged(seen["model"], part)
        assert (found[f"{name}_loss"], found[f"{name}_accuracy"]) == judged
