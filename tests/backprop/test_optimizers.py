"""The optimizers, step by step against those of Keras, and against a paper's formula by hand."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.backprop.optimizers import SGD, Adam

SETTINGS = {
    "SGD": [
        {"learning_rate": 0.1},
        {"learning_rate": 0.1, "momentum": 0.9},
        {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        {"learning_rate": 0.1, "nesterov": True},
        {"learning_rate": 0.1, "weight_decay": 0.02},
        {"learning_rate": 0.1, "momentum": 0.5, "nesterov": True, "weight_decay": 0.3},
    ],
    "Adam": [
        {},
        {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.99},
        {"learning_rate": 0.1, "epsilon": 0.5, "weight_decay": 0.3},
        {"beta_1": 0.0, "beta_2": 0.0},
    ],
}
CASES = [(kind, settings) for kind, all_settings in SETTINGS.items() for settings in all_settings]


@pytest.mark.parametrize(("kind", "settings"), CASES, ids=[f"{kind} {settings}" for kind, settings in CASES])
def test_steps_are_those_of_keras(keras, kind, settings):
    # Keras keeps its hyperparameters and states as float32, whatever the variables are: 2e-6 after eight steps.
    rng = np.random.default_rng(0)
    parameters = {"dense/kernel": rng.normal(size=(3, 4)), "dense/bias": rng.normal(size=4)}
    parameters = {name: values.astype("float32") for name, values in parameters.items()}
    variables = [keras.Variable(values, dtype="float32") for values in parameters.values()]
    ours = {"SGD": SGD, "Adam": Adam}[kind](**settings)
    theirs = getattr(keras.optimizers, kind)(**settings)
    kept = list(parameters.values())
    for step in range(8):
        gradients = {
            name: (10.0 ** (step % 3 - 2) * rng.normal(size=values.shape)).astype("float32")
            for name, values in parameters.items()
        }
        ours.apply(parameters, gradients)
        theirs.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients.values()], variables)
        for values, variable in zip(parameters.values(), variables, strict=True):
            np.testing.assert_allclose(values, variable.numpy(), rtol=2e-6, atol=2e-7)
    assert ours.steps == 8
    # In place, and in the precision that the parameters have.
    assert all(values is before for values, before in zip(parameters.values(), kept, strict=True))
    assert all(values.dtype == np.float32 for values in parameters.values())


def test_first_step_of_adam_is_the_learning_rate():
    """Kingma and Ba 2015, section 2.1: the step is bounded by the learning rate, whatever the gradient's size."""
    for size in (1e-3, 1.0, 1e6):
        parameters = {"w": np.array([1.0, 2.0])}
        Adam(learning_rate=0.25, epsilon=1e-30).apply(parameters, {"w": np.array([size, -size])})
        np.testing.assert_allclose(parameters["w"], [0.75, 2.25], rtol=1e-12)


def test_each_parameter_has_a_memory_of_its_own():
    optimizer = SGD(learning_rate=1.0, momentum=0.5)
    parameters = {"a": np.zeros(1), "b": np.zeros(1)}
    optimizer.apply(parameters, {"a": np.ones(1), "b": -np.ones(1)})
    optimizer.apply(parameters, {"a": np.zeros(1), "b": np.zeros(1)})
    assert (parameters["a"], parameters["b"]) == (-1.5, 1.5)


def test_what_does_not_fit_is_refused_before_anything_changes():
    optimizer = SGD(momentum=0.9)
    parameters = {"a": np.zeros(2), "b": np.zeros(3)}
    with pytest.raises(ValueError, match="only one of them has b"):
        optimizer.apply(parameters, {"a": np.ones(2)})
    with pytest.raises(ValueError, match=r"gradient of b has shape \(4,\), the parameter \(3,\)"):
        optimizer.apply(parameters, {"a": np.ones(2), "b": np.ones(4)})
    assert not parameters["a"].any()
    assert optimizer.steps == 0
    optimizer.apply(parameters, {"a": np.ones(2), "b": np.ones(3)})
    with pytest.raises(ValueError, match=r"b had another shape .* Make a new one"):
        optimizer.apply({"b": np.zeros(1)}, {"b": np.ones(1)})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(learning_rate=0), "learning_rate must be above 0, not 0"),
        (lambda: Adam(learning_rate=float("nan")), "learning_rate must be above 0"),
        (lambda: SGD(momentum=1), "momentum must be 0 or more and below 1, not 1"),
        (lambda: Adam(beta_2=1.5), "beta_2 must be 0 or more and below 1"),
        (lambda: Adam(epsilon=0), "epsilon must be above 0"),
        (lambda: SGD(weight_decay=-1), "weight_decay must be 0 or more"),
        (lambda: SGD(learning_rate="0.1"), "learning_rate must be a number, not '0.1'"),
    ],
)
def test_impossible_settings_are_refused(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_settings_are_shown():
    assert repr(SGD(0.1, momentum=0.9)) == "SGD(learning_rate=0.1, weight_decay=0.0, momentum=0.9, nesterov=False)"
