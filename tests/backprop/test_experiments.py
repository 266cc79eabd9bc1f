"""What the experiments are to show: gradients vanish with sigmoid, and large steps kill ReLUs."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.backprop.experiments import dead_relus, handed_back, vanishing_gradients


def test_gradients_vanish_with_sigmoid_only():
    found = {name: vanishing_gradients(8, name, seeds=3) for name in ("sigmoid", "tanh", "relu")}
    for table in found.values():
        assert table.index.tolist() == list(range(1, 9))
        assert (table["lowest"] <= table["median"]).all()
        assert (table["median"] <= table["highest"]).all()
        assert (table["kernel lowest"] <= table["kernel highest"]).all()
    # The slope of sigmoid is at most 1/4: each layer makes the gradient several times smaller.
    ratios = found["sigmoid"]["median"].to_numpy()[1:] / found["sigmoid"]["median"].to_numpy()[:-1]
    assert (ratios > 3).all()
    assert found["sigmoid"].loc[1, "kernel median"] < 1e-4 * found["sigmoid"].loc[8, "kernel median"]
    for name in ("tanh", "relu"):
        assert 0.1 < found[name].loc[1, "median"] / found[name].loc[8, "median"] < 10


def test_one_layer_is_the_gradient_of_keras(keras):
    """The numbers are what they are said to be: against TensorFlow, on the same weights and images, to 1e-4."""
    import tensorflow as tf

    from coursekit import backprop, data

    images, labels = (values[:64] for values in data.digits().train)
    layers = [backprop.Conv2D(8, 3, padding="same", kernel_initializer="he_normal"), backprop.ReLU()]
    network = backprop.Sequential([*layers, backprop.Flatten(), backprop.Dense(10)], (8, 8, 1), seed=0)
    convolution, *others = network.as_keras().layers[1:]
    with tf.GradientTape() as tape:
        before = convolution(images)
        tape.watch(before)
        outputs = before
        for layer in others:
            outputs = layer(outputs)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, outputs)
    gradients = tape.gradient(loss, [before, convolution.kernel])
    expected = [float(np.sqrt((gradient.numpy() ** 2).mean())) for gradient in gradients]
    found = vanishing_gradients(1, "relu", seeds=1).loc[1, ["median", "kernel median"]]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_large_steps_kill_relus():
    found = dead_relus((0.1, 2.0), seeds=3)
    assert found.index.tolist() == [0.1, 2.0]
    assert found.loc[0.1, "highest"] < 0.4
    assert found.loc[2.0, "lowest"] > 0.6
    assert found.loc[0.1, "accuracy"] > 0.6
    assert found.loc[2.0, "accuracy"] < 0.3
    assert found["before"].nunique() == 1  # the same networks to begin with
    again = dead_relus((2.0,), seeds=3)
    assert again.loc[2.0].equals(found.loc[2.0])


def test_what_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="activation must be 'sigmoid' or 'tanh' or 'relu', not 'gelu'"):
        vanishing_gradients(2, "gelu")
    with pytest.raises(ValueError, match="depth must be at least 1"):
        vanishing_gradients(0)
    with pytest.raises(ValueError, match="learning_rate must be above 0"):
        dead_relus((0.0,))


def test_what_keras_hands_back(keras):
    """Where the derivative is known: a mean divides, an overlap adds up, the slope of tanh follows from its value."""
    values = np.array([[0.3, -0.2, 0.1], [0.9, 0.4, -0.5]])
    mean = handed_back(keras.layers.AveragePooling2D((2, 3)), values)
    np.testing.assert_allclose(mean, np.full((2, 3), 1 / 6), rtol=1e-5)
    overlapping = handed_back(keras.layers.MaxPooling2D(2, strides=1), values)
    np.testing.assert_allclose(overlapping, [[0, 0, 0], [1, 1, 0]], atol=1e-6)
    slope = handed_back(keras.layers.Activation("tanh"), values)
    np.testing.assert_allclose(slope, 1 - np.tanh(values) ** 2, rtol=1e-5)
