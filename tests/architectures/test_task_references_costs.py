"""The references of exercise 06's tasks on costs, stacks, dropout and decay against Keras and other calculators."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import architectures, network, parameters, receptive_field
from coursekit.architectures import tasks
from coursekit.architectures.tasks.costs import ALEXNET, POOLED_FIRST, VGG16
from coursekit.checks import Outcome
from coursekit.course.text import read
from coursekit.tree import TOPICS, Course

TOPIC = next(topic for topic in TOPICS if topic.name == "architectures")
COLUMNS = {"parameters": "parameters", "operations": "multiply-accumulates", "activations": "activations"}
KINDS = {"Conv": network.Conv, "MaxPool": network.MaxPool, "Flatten": network.Flatten, "Dense": network.Dense}


def described(input_shape, layers):
    """The same network for the course's own tables."""
    made = [KINDS[layer["layer"]](**{key: layer[key] for key in layer if key != "layer"}) for layer in layers]
    return [network.Input(input_shape), *made]


@pytest.mark.parametrize("what", COLUMNS)
@pytest.mark.parametrize(
    ("input_shape", "layers"),
    [((224, 224, 3), VGG16), ((227, 227, 3), ALEXNET), ((16, 12, 2), POOLED_FIRST)],
    ids=["vgg16", "alexnet", "pooled first"],
)
def test_the_dominating_layer_against_the_table_of_architectures(input_shape, layers, what):
    column = architectures.table(described(input_shape, layers))[COLUMNS[what]].iloc[1:-1].astype(int)
    name, share = tasks.dominating_layer.reference(input_shape, layers, what)
    assert name == column.idxmax()
    assert share == pytest.approx(column.max() / column.sum(), rel=1e-12)


def test_the_networks_of_the_cases_are_the_published_ones():
    assert architectures.table(described((224, 224, 3), VGG16)).loc["total", "parameters"] == 138_357_544
    assert architectures.table(described((227, 227, 3), ALEXNET)).loc["total", "parameters"] == 62_378_344


def test_the_exercises_shapes_are_those_of_the_reference(root):
    text = read(Course(root).solution_text(TOPIC), root, graded=True)
    cell = next(cell for cell in text.cells if cell.name == "shapes")
    namespace = {}
    exec(compile(cell.source, cell.name, "exec"), namespace)  # noqa: S102 - the exercise's own cell
    for input_shape, layers in [((224, 224, 3), VGG16), ((227, 227, 3), ALEXNET), ((16, 12, 2), POOLED_FIRST)]:
        found = [(before, behind) for _, before, behind in namespace["shapes"](input_shape, layers)]
        nodes = network.read(described(input_shape, layers)).nodes[1:]
        assert found == [(node.input_shape, node.output_shape) for node in nodes]


@pytest.mark.parametrize(("kernel_size", "channels"), [(3, 4), (5, 2), (7, 64), (13, 8)])
def test_a_stack_against_the_calculators(kernel_size, channels):
    layers, stacked, single = tasks.stack_weights.reference(kernel_size, channels)
    stack = [network.Input((40, 40, channels)), *[network.Conv(channels, 3) for _ in range(layers)]]
    assert receptive_field.of(stack).size == (kernel_size, kernel_size)
    assert stacked == layers * parameters.conv2d(3, channels, channels, bias=False)
    assert single == parameters.conv2d(kernel_size, channels, channels, bias=False)


def test_dropout_keeps_the_mean_and_the_values_that_keras_keeps(keras):
    values = np.linspace(0.5, 2, 4000)
    for rate in (0.1, 0.5, 0.8):
        draws = np.random.default_rng(5).uniform(size=values.shape)
        draws[0] = rate
        mine = tasks.dropout.reference(values, rate, draws, True)
        theirs = keras.ops.convert_to_numpy(keras.layers.Dropout(rate, seed=3)(values.astype("float32"), training=True))
        assert mine.mean() == pytest.approx(values.mean(), abs=0.1)
        kept = mine != 0
        np.testing.assert_array_equal(kept, draws >= rate)
        assert kept.mean() == pytest.approx((theirs != 0).mean(), abs=0.03)
        ratios = theirs[theirs != 0] / values[theirs != 0]
        np.testing.assert_allclose(mine[kept] / values[kept], ratios.mean(), rtol=1e-5)
        np.testing.assert_array_equal(tasks.dropout.reference(values, rate, draws, False), values)


def test_a_step_with_decay_against_keras_momentum_on_a_penalised_loss(keras):
    rng = np.random.default_rng(8)
    weights, gradients = rng.normal(size=(5,)), rng.normal(size=(4, 5))
    rate, momentum, decay = 0.1, 0.9, 0.05
    variable, velocity = keras.Variable(weights.astype("float32")), np.zeros(5)
    optimizer = keras.optimizers.SGD(rate, momentum=momentum)
    for gradient in gradients:
        # decay / 2 times the sum of squares has the gradient decay * w.
        penalised = gradient + decay * variable.numpy()
        optimizer.apply([keras.ops.convert_to_tensor(penalised.astype("float32"))], [variable])
        weights, velocity = tasks.decay_step.reference(weights, velocity, gradient, rate, momentum, decay)
        np.testing.assert_allclose(weights, variable.numpy(), rtol=0, atol=1e-6)
        np.testing.assert_allclose(velocity, optimizer.momentums[0].numpy(), rtol=0, atol=1e-6)


def test_a_stack_may_not_cost_more_and_must_not_see_less(keras):
    def stack(*widths):
        def build(input_shape, kernel_size, filters):
            layers = [keras.layers.Conv2D(width, 3, padding="same", activation="relu") for width in widths]
            return keras.Sequential([keras.Input(input_shape), *layers])

        return build

    case = [((8, 8, 3), 7, 64)]
    assert tasks.stack_network.evaluate(stack(13, 13, 64), case).outcome is Outcome.RIGHT
    assert tasks.stack_network.evaluate(stack(14, 13, 64), case).mistake == "over budget"
    assert tasks.stack_network.evaluate(stack(13, 64), case).mistake == "too few layers"
