"""Every backward step against differences of its forward step, each entry within its own expected error.

What `check_gradient` itself promises is tested in `test_gradient_check.py`; here it is the judge.
"""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import backprop
from coursekit.backprop import check_gradient, plain, vectorised

BOTH = (plain, vectorised)


def random(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def apart(seed, *shape):
    """Numbers that differ from each other and from 0 by 0.1 at least: no kink is near."""
    count = int(np.prod(shape))
    numbers = np.arange(count) * 0.1 - 0.05 * count + 0.025
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)


INPUTS, KERNEL, BIAS = random(1, 2, 5, 4, 4), random(2, 3, 2, 2, 4), random(3, 4)
CONV = {"strides": (2, 1), "padding": ((1, 0), (0, 2)), "dilation_rate": (1, 2), "groups": 2}
POOL = {"pool_size": (2, 3), "strides": (1, 2), "padding": "same"}
MASK = np.random.default_rng(4).random((3, 4)) > 0.3

# Function and backward step of some arguments, by their names: forward(functions, **arguments), and
# backward(functions, gradient, **arguments) with the gradients in the order of the arguments.
STEPS = {
    "conv2d": (
        {"inputs": INPUTS, "kernel": KERNEL, "bias": BIAS},
        lambda f, inputs, kernel, bias: f.conv2d(inputs, kernel, bias, **CONV),
        lambda f, g, inputs, kernel, bias: f.conv2d_backward(g, inputs, kernel, **CONV),
    ),
    "max_pool": (
        {"inputs": apart(5, 2, 4, 5, 2)},
        lambda f, inputs: f.max_pool(inputs, **POOL),
        lambda f, g, inputs: [f.max_pool_backward(g, inputs, **POOL)],
    ),
    "average_pool": (
        {"inputs": random(6, 2, 4, 5, 2)},
        lambda f, inputs: f.average_pool(inputs, **POOL),
        lambda f, g, inputs: [f.average_pool_backward(g, inputs, **POOL)],
    ),
    "relu": (
        {"inputs": apart(7, 4, 5)},
        lambda f, inputs: f.relu(inputs),
        lambda f, g, inputs: [f.relu_backward(g, inputs)],
    ),
    "tanh": (
        {"inputs": random(8, 4, 5)},
        lambda f, inputs: f.tanh(inputs),
        lambda f, g, inputs: [f.tanh_backward(g, f.tanh(inputs))],
    ),
    "sigmoid": (
        {"inputs": random(9, 4, 5)},
        lambda f, inputs: f.sigmoid(inputs),
        lambda f, g, inputs: [f.sigmoid_backward(g, f.sigmoid(inputs))],
    ),
    "dense": (
        {"inputs": random(10, 3, 5), "kernel": random(11, 5, 4), "bias": random(12, 4)},
        lambda f, inputs, kernel, bias: f.dense(inputs, kernel, bias),
        lambda f, g, inputs, kernel, bias: f.dense_backward(g, inputs, kernel),
    ),
    "batch_norm": (
        {"inputs": random(13, 2, 3, 2, 3), "gamma": random(14, 3), "beta": random(15, 3)},
        lambda f, inputs, gamma, beta: f.batch_norm(inputs, gamma, beta).outputs,
        lambda f, g, inputs, gamma, beta: f.batch_norm_backward(g, inputs, gamma),
    ),
    "dropout": (
        {"inputs": random(16, 3, 4)},
        lambda f, inputs: f.dropout(inputs, MASK, 0.3),
        lambda f, g, inputs: [f.dropout_backward(g, MASK, 0.3)],
    ),
    "flatten": (
        {"inputs": random(17, 2, 3, 2, 2)},
        lambda f, inputs: f.flatten(inputs),
        lambda f, g, inputs: [f.flatten_backward(g, inputs.shape)],
    ),
}
LOSSES = {
    "softmax_cross_entropy": (random(18, 4, 3), np.array([0, 2, 1, 2])),
    "binary_cross_entropy": (random(19, 4, 2), np.array([[0, 1], [1, 1], [0, 0], [1, 0]])),
    "mean_squared_error": (random(20, 4, 2), random(21, 4, 2)),
    "hinge": (3 * apart(22, 4, 2), np.array([[0, 1], [1, 1], [0, 0], [1, 0]])),
}


def check(functions, step, changed=None):
    """`check_gradient` for each argument of a step; `changed` alters the gradients before."""
    arguments, forward, backward = STEPS[step]
    weights = random(30, *forward(functions, **arguments).shape)
    gradients = dict(zip(arguments, backward(functions, weights, **arguments), strict=True))
    if changed:
        changed(gradients)
    return {
        name: check_gradient(
            lambda x, name=name: float((weights * forward(functions, **(arguments | {name: x}))).sum()),
            value,
            gradients[name],
            name=name,
        )
        for name, value in arguments.items()
    }


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("step", STEPS)
def test_every_backward_step(functions, step):
    for found in check(functions, step).values():
        found.raise_if_wrong()
        assert not found.kinks.any(), "nothing was left unjudged"
        assert found.expected_error.max() < 1e-6, "the judge is a sharp one"


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("name", LOSSES)
def test_every_loss(functions, name):
    outputs, labels = LOSSES[name]
    loss = getattr(functions, name)
    found = check_gradient(lambda x: loss(x, labels).value, outputs, loss(outputs, labels).gradient)
    found.raise_if_wrong()
    assert not found.kinks.any()
    assert found.expected_error.max() < 1e-6


@pytest.mark.parametrize("name", ["inputs", "kernel", "bias"])
def test_a_wrong_entry_is_named(name):
    """One entry of one gradient, off by a millionth: its index and by how much."""
    place = tuple(size // 2 for size in STEPS["conv2d"][0][name].shape)

    def plant(gradients):
        gradients[name] = np.array(gradients[name])
        gradients[name][place] += 1e-6

    found = check(vectorised, "conv2d", plant)
    assert [key for key, one in found.items() if not one.passed] == [name]
    assert found[name].worst == place
    assert found[name].wrong.sum() == 1
    with pytest.raises(AssertionError, match=r"1\.0e-06") as raised:
        found[name].raise_if_wrong()
    assert f"{name}[{', '.join(map(str, place))}]" in str(raised.value)


def every_layer():
    """A network with every kind of layer, small enough for two values of the loss for each of its weights."""
    return backprop.Sequential(
        [
            backprop.Conv2D(3, 3, strides=(1, 2), padding="same", use_bias=False),  # its mean is taken away again
            backprop.BatchNormalization(),
            backprop.ReLU(),
            backprop.MaxPooling2D(2),
            backprop.Conv2D(3, 2, groups=3, dilation_rate=(1, 2), padding="same"),
            backprop.Tanh(),
            backprop.AveragePooling2D(2, strides=1, padding="same"),
            backprop.Dropout(0.5),
            backprop.Flatten(),
            backprop.Dense(4),
            backprop.Sigmoid(),
            backprop.Dense(3),
        ],
        input_shape=(4, 8, 1),
        seed=1,
        dtype="float64",
    )


def test_a_network_with_every_kind_of_layer():
    network = every_layer()
    images, labels = random(1, 3, 4, 8, 1), np.array([0, 2, 1])
    weights = network.get_weights()
    moving = [{name: value.copy() for name, value in layer.state.items()} for layer in network.layers]
    checks = network.check_gradients(images, labels)
    assert len(checks) == len(network.parameters) + 1, "each parameter, and the images"
    for name, found in checks.items():
        found.raise_if_wrong()
        assert found.given.any(), name
        assert found.kinks.sum() <= 0.1 * found.given.size, name
    for before, after in zip(weights, network.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)  # looked at, not changed
    for before, layer in zip(moving, network.layers, strict=True):
        for name, value in before.items():
            np.testing.assert_array_equal(layer.state[name], value)


def test_a_wrong_layer_is_found_in_a_network(monkeypatch):
    """A convolution that forgets to turn its kernel: only the gradient of what lies before it is wrong."""
    network = every_layer()
    images, labels = random(1, 3, 4, 8, 1), np.array([0, 2, 1])
    backward = vectorised.conv2d_backward

    def unturned(gradient, inputs, kernel, *settings):
        right = backward(gradient, inputs, kernel, *settings)
        return right._replace(inputs=backward(gradient, inputs, kernel[::-1, ::-1], *settings).inputs)

    first = network.layers[0]
    monkeypatch.setattr(first, "functions", _with(vectorised, conv2d_backward=unturned))
    wrong = [name for name, found in network.check_gradients(images, labels).items() if not found.passed]
    assert len(wrong) == 1
    assert wrong[0] not in network.parameters


def _with(module, **changed):
    """A module with some functions exchanged."""
    from types import SimpleNamespace

    return SimpleNamespace(**(vars(module) | changed))
