"""The references of topic 03's tasks against SciPy, differences of a loss, TensorFlow's gradients and Keras' training.

Tolerance: 1e-9 of the largest value where both routes are exact sums; 1e-6 where differences of a curved loss are
taken; 2e-5 for Keras' training, which is in float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage, signal

from coursekit.backprop import tasks, vectorised
from coursekit.checks import Case, Mistake, compare
from coursekit.course.text import read

RNG = np.random.default_rng(3)
ROOT = Path(__file__).parents[2]
TRIALS = range(8)


def close(found, right, tolerance=1e-9):
    found, right = np.asarray(found, dtype=float), np.asarray(right, dtype=float)
    assert found.shape == right.shape
    np.testing.assert_allclose(found, right, rtol=0, atol=tolerance * max(np.abs(right).max(initial=0), 1))


def differences(function, x, step=1e-4):
    """Slope of a number for every entry of an array, by central differences."""
    slopes = np.zeros(np.shape(x))
    for place in np.ndindex(slopes.shape):
        ends = []
        for move in (step, -step):
            moved = np.array(x, dtype=float)
            moved[place] += move
            ends.append(function(moved))
        slopes[place] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def shape(low=1, high=5):
    return tuple(int(size) for size in RNG.integers(low, high, size=2))


def reference(name):
    return getattr(tasks, name).reference


@pytest.mark.parametrize("w", [-3.0, 0.75, 4.0])
def test_one_step_is_one_of_the_mean_loss(w):
    x, t = RNG.normal(size=6), RNG.normal(size=6)
    slope = differences(lambda w: ((w * x - t) ** 2 / 2).mean(), w)
    close(reference("descent_step")(w, list((w * x - t) * x), 0.3), w - 0.3 * slope, 1e-6)


@pytest.mark.parametrize("trial", TRIALS)
def test_the_chain_against_differences(trial):
    x, target, *weights = RNG.normal(size=4)
    slopes = differences(lambda w: (w[1] * max(w[0] * x, 0.0) - target) ** 2 / 2, weights)
    close(reference("chain_gradients")(x, *weights, target), slopes, 1e-6)


def test_relu_against_differences_and_at_its_kink():
    inputs, gradient = RNG.normal(size=(3, 4, 2)), RNG.normal(size=(3, 4, 2))
    close(
        reference("relu_backward")(gradient, inputs),
        differences(lambda x: (gradient * np.maximum(x, 0)).sum(), inputs),
        1e-9,
    )
    assert not reference("relu_backward")(gradient, np.zeros((3, 4, 2))).any()


@pytest.mark.parametrize("trial", TRIALS)
def test_max_pooling_both_ways(trial):
    (pool_size, strides), (height, width) = shape(1, 4), shape(4, 8)
    image = RNG.permutation(height * width).reshape(height, width) / 4.0 - 6  # far from any tie, and of both signs

    def pooled(image):
        largest = ndimage.maximum_filter(image, size=pool_size, origin=-(pool_size // 2))
        return largest[: height - pool_size + 1 : strides, : width - pool_size + 1 : strides]

    close(reference("max_pool")(image, pool_size, strides), pooled(image))
    gradient = RNG.normal(size=pooled(image).shape)
    slopes = differences(lambda x: (gradient * pooled(x)).sum(), image, step=0.05)
    close(reference("max_pool_backward")(gradient, image, pool_size, strides), slopes)


def test_at_a_tie_the_first_maximum_in_reading_order_wins():
    for image in np.ndindex(3, 3, 3, 3):
        won = reference("max_pool_backward")(np.array([[1.0]]), np.array(image, dtype=float).reshape(2, 2), 2, 2)
        assert won.ravel().tolist().index(1.0) == image.index(max(image))
        assert won.sum() == 1


@pytest.mark.parametrize("trial", TRIALS)
def test_gradients_of_a_convolution_against_scipy(trial):
    gradient, kernel = RNG.normal(size=shape()), RNG.normal(size=shape())
    image = RNG.normal(size=np.add(gradient.shape, kernel.shape) - 1)
    of_kernel = signal.correlate(image, gradient, mode="valid", method="direct")
    close(reference("kernel_gradient")(gradient, image), of_kernel)
    close(reference("input_gradient")(gradient, kernel), signal.convolve(gradient, kernel, method="direct"))

    # As the loss is a sum of products, differences are exact, too: the two routes above agree on what is asked for.
    def loss(kernel):
        return (gradient * signal.correlate(image, kernel, mode="valid", method="direct")).sum()

    close(of_kernel, differences(loss, kernel), 1e-8)


@pytest.mark.parametrize("trial", TRIALS)
def test_numerical_gradient_against_the_formula(trial):
    target, kernel = RNG.normal(size=shape()), RNG.normal(size=shape())
    image = RNG.normal(size=np.add(target.shape, kernel.shape) - 1)
    error = signal.correlate(image, kernel, mode="valid", method="direct") - target
    right = signal.correlate(image, 2 * error / error.size, mode="valid", method="direct")
    for step in (0.5, 1e-3):  # exact however large the step: the loss is quadratic
        close(reference("numerical_gradient")(kernel, image, target, step), right)
    whole = np.round(3 * kernel).astype(int)
    found = reference("numerical_gradient")(whole, image, target, 0.25)
    close(found, reference("numerical_gradient")(whole.astype(float), image, target, 0.25))


@pytest.mark.parametrize("trial", TRIALS)
def test_wrong_entries_against_products(trial):
    numerical = RNG.choice([-2.0, -1e-6, 0.0, 3.0, 500.0], size=(3, 4))
    given = numerical * RNG.choice([1.0, 1.001, 0.902, 1.108, 1.2, -1.0, 0.0], size=(3, 4))
    # Without any division: wrong if a · tolerance and b · tolerance are both below the difference.
    wrong = (abs(given - numerical) > 0.1 * abs(given)) & (abs(given - numerical) > 0.1 * abs(numerical))
    assert reference("wrong_entries")(given, numerical, 0.1) == [tuple(i) for i in np.argwhere(wrong).tolist()]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS)
def test_a_convolutional_layer_against_tensorflow(trial):
    import tensorflow as tf

    strides, (channels, filters), (height, width) = int(RNG.integers(1, 4)), shape(1, 4), shape(1, 4)
    rows, columns = shape(1, 4)
    left_over = RNG.integers(0, strides, size=2)
    sizes = (rows - 1) * strides + height + left_over[0], (columns - 1) * strides + width + left_over[1]
    images = RNG.normal(size=(2, *sizes, channels))
    kernel = RNG.normal(size=(height, width, channels, filters))
    gradient = RNG.normal(size=(2, rows, columns, filters))
    variables = [tf.Variable(values) for values in (images, kernel, np.zeros(filters))]
    with tf.GradientTape() as tape:
        outputs = tf.nn.conv2d(variables[0], variables[1], strides, "VALID") + variables[2]
        loss = tf.reduce_sum(outputs * gradient)
    for found, right in zip(
        reference("conv_backward")(gradient, images, kernel, strides), tape.gradient(loss, variables), strict=True
    ):
        close(found, right.numpy())


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS)
def test_a_network_against_tensorflow(trial):
    import tensorflow as tf

    (pool_size, strides), kernel_shape = shape(1, 4), shape(1, 4) if trial else (3, 3)
    images = RNG.normal(size=(3, 7, 6))
    labels = RNG.integers(0, 3, size=3)
    kernel, bias = RNG.normal(size=kernel_shape), float(RNG.normal())
    pooled = [(size - part + 1 - pool_size) // strides + 1 for size, part in zip((7, 6), kernel_shape, strict=True)]
    dense_kernel, dense_bias = RNG.normal(size=(pooled[0] * pooled[1], 3)), RNG.normal(size=3)
    variables = [tf.Variable(values) for values in (kernel, np.float64(bias), dense_kernel, dense_bias)]
    with tf.GradientTape() as tape:
        outputs = tf.nn.conv2d(images[..., None], variables[0][:, :, None, None], 1, "VALID") + variables[1]
        features = tf.reshape(tf.nn.max_pool2d(tf.nn.relu(outputs), pool_size, strides, "VALID"), (3, -1))
        logits = features @ variables[2] + variables[3]
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    found = reference("network_gradients")(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides)
    names = ("kernel", "bias", "dense_kernel", "dense_bias")
    for name, right in zip(names, tape.gradient(loss, variables), strict=True):
        close(found[name], right.numpy())


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [1, 3, 4, 7, 10])
def test_training_against_keras(batch_size):
    import keras

    images, labels = RNG.normal(size=(7, 4)), RNG.integers(0, 3, size=7)
    weights, bias = RNG.normal(size=(4, 3)), RNG.normal(size=3)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.set_weights([weights, bias])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.2), loss)
    history = model.fit(images, labels, batch_size, 3, shuffle=False, verbose=0)
    found = reference("train")(images, labels, weights, bias, 0.2, batch_size, 3)
    for mine, right in zip(found, [*model.get_weights(), history.history["loss"]], strict=True):
        close(mine, right, 2e-5)


def test_the_exercise_asks_for_what_the_package_computes():
    """The same rule at ties and kinks, the same order of arguments: a student meets both."""
    images = RNG.integers(-2, 3, size=(2, 6, 5, 2)).astype(float)  # many ties, and zeros
    kernel, gradient = RNG.normal(size=(3, 2, 2, 3)), RNG.normal(size=(2, 2, 2, 3))
    for mine, right in zip(
        reference("conv_backward")(gradient, images, kernel, 2),
        vectorised.conv2d_backward(gradient, images, kernel, strides=2),
        strict=True,
    ):
        close(mine, right)
    close(reference("relu_backward")(images, images[::-1]), vectorised.relu_backward(images, images[::-1]))
    for pool_size, strides in ((2, 2), (3, 1), (2, 3)):
        pooled = vectorised.max_pool(images, pool_size, strides)
        gradient = RNG.normal(size=pooled.shape)
        back = vectorised.max_pool_backward(gradient, images, pool_size, strides)
        for n, channel in np.ndindex(2, 2):
            case = (images[n, :, :, channel], pool_size, strides)
            close(reference("max_pool")(*case), pooled[n, :, :, channel])
            close(reference("max_pool_backward")(gradient[n, :, :, channel], *case), back[n, :, :, channel])


# What the exercise's text shows ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def draft():
    """The locked cell of the bug hunt."""
    text = read(ROOT / "solutions" / "03_backprop.py", ROOT, graded=True)
    namespace = {"np": np}
    for cell in text.cells:
        if cell.name == "draft" or "def by_nudging" in cell.source:
            source = cell.source.partition("\nfor letter")[0]
            exec(compile(source, cell.name or "nudging", "exec"), namespace)  # noqa: S102 - the cell's own text
    return namespace


def test_the_draft_makes_the_mistakes_that_are_told(draft):
    as_it_was = next(known for known in tasks.network_gradients.mistakes if known.name == "the draft as it was")
    assert isinstance(as_it_was, Mistake)
    for case in tasks.network_gradients.cases:
        arguments = Case.of(case).arguments
        drafted = draft["draft_gradients"](*arguments)
        assert compare(drafted, as_it_was.wrong(*arguments)).agrees
        assert not compare(drafted, reference("network_gradients")(*arguments)).agrees


def test_each_visible_network_shows_one_mistake_only(draft):
    """A, B, C and D are each explained by one of the four mistakes, and the other three change nothing there."""
    known = {mistake.name: mistake for mistake in tasks.network_gradients.mistakes}
    names = ("not averaged over the batch", "gate by the gradient", "overlaps overwritten", "kernel's gradient turned")
    for place, case in enumerate(tasks.network_gradients.cases):
        right = reference("network_gradients")(*case)
        shown = [not compare(known[name].wrong(*case), right).agrees for name in names]
        assert shown == [place == own for own in range(4)]


def test_nudging_in_the_notebook_shows_the_truth_and_is_no_answer(draft):
    """Its step is small enough to read the right gradients, and too large to hand them in."""
    names = ("kernel", "bias", "dense_kernel", "dense_bias")
    for case in tasks.network_gradients.cases:
        right = reference("network_gradients")(*case)
        for name in names:
            close(draft["by_nudging"](case, name), right[name], 1e-3)

    def nudged(*case):
        return {name: draft["by_nudging"](case, name) for name in names}

    assert tasks.network_gradients.evaluate(nudged).right == 0


def test_numbers_in_the_hints():
    assert reference("descent_step")(1.0, [6.0, -2.0], 0.1) == pytest.approx(0.8)
    assert reference("descent_step")(2.0, [-1.0, 4.0], 0.5) == 1.25
    assert reference("chain_gradients")(4.0, 0.5, 3.0, 5.0) == (12, 2)
    assert reference("relu_backward")(np.array([-7.0, -7, -7, 2]), np.array([4.0, -4, 0, 1])).tolist() == [-7, 0, 0, 2]
    row = np.array([[1.0, 5, 2, 0, 3, 4, 9, 8]])
    assert [row[0, begin : begin + 3].max() for begin in (0, 2, 4)] == [5, 3, 9]
    assert reference("input_gradient")(np.array([[10.0, 1]]), np.array([[3.0, 4]])).tolist() == [[30, 43, 4]]
    assert reference("kernel_gradient")(np.array([[10.0, 1]]), np.array([[2.0, 3, 5]])).tolist() == [[23, 35]]
    assert reference("wrong_entries")(np.array([-4.0, 4]), np.array([-5.0, -4]), 0.2) == [(1,)]
