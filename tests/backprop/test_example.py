"""The example of the lecture, against Keras, and the properties that its numbers were chosen for."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.backprop.example import Example


def by_keras(keras, example):
    """Maps and gradients of the example by Keras and TensorFlow."""
    import tensorflow as tf

    def variable(values):
        return tf.Variable(np.asarray(values, dtype="float64"))

    inputs = variable(example.inputs[np.newaxis, :, :, np.newaxis])
    kernel, bias = variable(example.kernel[:, :, np.newaxis, np.newaxis]), variable([example.bias])
    with tf.GradientTape(persistent=True) as tape:
        convolved = keras.ops.conv(inputs, kernel, padding=example.padding) + bias
        tape.watch(convolved)
        rectified = keras.ops.relu(convolved)
        tape.watch(rectified)
        pooled = keras.ops.max_pool(rectified, 2)
        total = tf.reduce_sum(pooled * example.gradient[np.newaxis, :, :, np.newaxis])
    maps = (inputs, convolved, rectified, pooled)
    gradients = tape.gradient(total, [inputs, convolved, rectified, pooled, kernel, bias])
    return [np.squeeze(values.numpy()) for values in maps], [np.squeeze(values.numpy()) for values in gradients]


@pytest.mark.parametrize(
    "example",
    [
        Example.default(),
        Example.by_hand(),
        Example.default().replace(padding="valid", gradient=[[-3]]),
        Example(
            # An even kernel with "same" (odd zero at the end), and a last row and column that no window holds.
            inputs=np.random.default_rng(3).normal(size=(5, 7)),
            kernel=np.random.default_rng(4).normal(size=(2, 4)),
            bias=0.5,
            padding="same",
            gradient=np.arange(1.0, 7.0).reshape(2, 3),
        ),
    ],
    ids=["default", "by hand", "valid", "even kernel, odd map"],
)
def test_maps_and_gradients_are_those_of_keras(keras, example):
    maps, (*of_maps, of_kernel, of_bias) = by_keras(keras, example)
    run = example.run()
    for stage, values, gradient in zip(run.stages, maps, of_maps, strict=True):
        np.testing.assert_allclose(np.squeeze(stage.values), values, rtol=1e-12, atol=1e-12, err_msg=stage.name)
        np.testing.assert_allclose(np.squeeze(stage.gradient), gradient, rtol=1e-12, atol=1e-12, err_msg=stage.name)
    np.testing.assert_allclose(run.kernel_gradient, of_kernel, rtol=1e-12, atol=1e-12)
    assert run.bias_gradient == pytest.approx(float(of_bias), rel=1e-12)


def test_default_shows_every_story():
    run = Example.default().run()
    convolved, gradient = run["convolution"].values, run["pooling"].gradient
    everything = [convolved, run["input"].gradient, run.kernel_gradient, Example.default().kernel]
    assert all((array == np.round(array)).all() and np.abs(array).max() <= 9 for array in everything)
    assert (convolved != 0).all()
    assert (gradient != 0).all()
    windows = {(row, col): convolved[2 * row :, 2 * col :][:2, :2] for row in (0, 1) for col in (0, 1)}
    assert all(len(np.unique(window)) == 4 for window in windows.values())
    blocked = [place for place, window in windows.items() if window.max() < 0]
    assert len(blocked) == 1
    assert len({int(window.argmax()) for place, window in windows.items() if place not in blocked}) == 3
    # A gradient reaches ReLU's outputs in each window, and only the convolution of the other three.
    assert np.count_nonzero(run["relu"].gradient) == 4
    assert np.count_nonzero(run["convolution"].gradient) == 3
    assert (run.active & ~run.winners).any()  # positive, but not the largest
    # A forgotten flip, or one too many, changes what comes out.
    flipped = Example.default().replace(kernel=Example.default().kernel[::-1, ::-1]).run()
    assert (flipped["input"].gradient != run["input"].gradient).any()
    assert not any(np.signbit(stage.gradient[stage.gradient == 0]).any() for stage in run.stages)  # no "-0" to show


def test_step_by_hand():
    example = Example.by_hand()
    run = example.run()
    # By hand: 2·2 + 0 + 1·1 of the first row ... the largest of 3, 5, 2, -1 is 5, the target 3.
    assert run["convolution"].values.tolist() == [[3, 5], [2, -1]]
    assert run["pooling"].gradient.tolist() == [[2]]
    assert run.loss == 2
    assert run.kernel_gradient.tolist() == [[4, 0, 0], [0, 2, 2], [2, 2, 2]]
    assert run.bias_gradient == 2
    after = example.step(0.05)
    np.testing.assert_allclose(after.kernel, [[1.8, -1, -1], [1, 0.9, -0.1], [-0.1, -1.1, -0.1]], atol=1e-15)
    assert after.bias == pytest.approx(0.9)
    np.testing.assert_allclose(after.run()["convolution"].values, [[2, 4], [0.9, -1.9]], atol=1e-12)
    assert after.run().loss == pytest.approx(0.5)


def test_first_of_equal_maxima_wins():
    run = Example(inputs=np.ones((4, 4)), kernel=np.ones((3, 3)), gradient=[[1]]).run()
    assert run.winners.tolist() == [[True, False], [False, False]]


def test_changes_make_a_new_example():
    example = Example.by_hand()
    assert example.with_input(0, 0, 7).inputs[0, 0] == 7
    assert example.inputs[0, 0] == 2
    assert example.with_input(1, 2, 2).run().loss != example.run().loss  # the gradient follows the target
    assert example.replace(gradient=[[1]]).run().loss is None
    with pytest.raises(ValueError, match="read-only"):
        example.inputs[0, 0] = 7
    with pytest.raises(KeyError, match="input, convolution, relu, pooling"):
        example.run()["pool"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"padding": "causal"}, "padding must be 'valid' or 'same'"),
        ({"inputs": np.zeros((1, 4, 4))}, r"inputs must be a matrix .* shape \(1, 4, 4\)"),
        ({"inputs": np.zeros((3, 3))}, r"leave a map of 1 x 1, too small .* padding="),
        ({"gradient": np.ones((4, 4))}, r"gradient has shape \(4, 4\), but the pooled outputs have shape \(1, 1\)"),
        ({"target": np.ones(4)}, "target must be a matrix"),
        ({"kernel": np.full((3, 3), np.nan)}, "kernel must be made of finite numbers"),
        ({"gradient": None}, r"Give a gradient or a target of shape \(1, 1\)"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Example.by_hand().replace(**changes)
