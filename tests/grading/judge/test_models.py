"""Keras models: of stock layers they are rebuilt, others are asked where they are; claims take no memory."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest

from coursekit.grading.judge import codec, models

pytestmark = pytest.mark.slow


def _functional(keras):
    layers, ops = keras.layers, keras.ops
    image = keras.Input((8, 8, 3))
    inner = keras.Sequential([layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization()])
    x = inner(image)
    y = layers.Conv2D(4, 1)(image)
    x = ops.relu(layers.Add()([x, y])) / 2
    x = layers.Dropout(0.5)(x[:, 1:, ..., :3])
    x = layers.Dense(5, activation=keras.activations.softmax, kernel_regularizer="l2")(ops.mean(x, axis=(1, 2)))
    model = keras.Model(image, x)
    inner.trainable = False
    return model


def _sequential(keras):
    return keras.Sequential(
        [
            keras.Input((None, None, 1)),
            keras.layers.Conv2D(3, 3, dilation_rate=2),
            keras.layers.PReLU(shared_axes=(1, 2)),
        ]
    )


def there_and_back(model):
    return models.rebuilt(codec.decode(codec.encode(models.description(model))))


@pytest.mark.parametrize("make", [_functional, _sequential])
def test_a_rebuilt_model_computes_the_same_and_learns_the_same(keras, make):
    model = make(keras)
    model.set_weights([np.random.default_rng(1).uniform(0.1, 1, weight.shape) for weight in model.weights])
    found = there_and_back(model)
    images = np.random.default_rng(0).normal(size=(2, 8, 8, model.input_shape[-1])).astype("float32")
    assert np.array_equal(found(images, training=False), model(images, training=False))
    kept = [[(weight.name, weight.shape) for weight in each.trainable_weights] for each in (found, model)]
    assert kept[0] == kept[1] != []
    assert type(found) is type(model)


def _layers(keras, change):
    described = models.description(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.ReLU()]))
    layers = described[1]["layers"]
    change(layers[1], layers)
    return described


HOSTILE = {
    "a trillion units": lambda dense, _: dense["config"].update(units=10**9),
    "more than an int may be": lambda dense, _: dense["config"].update(units=10**12),
    "other units than weights": lambda dense, _: dense["config"].update(units=4),
    "a lambda": lambda _, layers: layers.append(
        {"module": "keras.layers", "class_name": "Lambda", "config": {"function": "x"}, "registered_name": None}
    ),
    "a Python function": lambda dense, _: dense["config"].update(
        activation={"class_name": "function", "module": "os", "config": "system", "registered_name": "function"}
    ),
    "a marshalled function": lambda dense, _: dense["config"].update(
        activation={"class_name": "__lambda__", "config": {"value": ["4wEAAAA=", None, None]}}
    ),
    "another module": lambda dense, _: dense.update(module="subprocess", class_name="Popen"),
    "a layer under another registered name": lambda dense, _: dense.update(registered_name="package>Mine"),
    "a saved model": lambda _, layers: layers.append(
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/"}, "registered_name": None}
    ),
    "a layer that gives a terabyte": lambda _, layers: layers.insert(
        1,
        {"module": "keras.layers", "class_name": "RepeatVector", "config": {"n": 10**9}, "registered_name": None},
    ),
    "a name that is no text": lambda dense, _: dense.update(class_name=["Dense"]),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_configurations_are_not_built(keras, change):
    there_and_back(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]))  # what is loaded on first use
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert models.rebuilt(_layers(keras, change)) is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


def test_what_a_refused_model_has_claimed_is_not_made_with_the_next_one(keras, monkeypatch):
    made, initialize = [], keras.initializers.GlorotUniform.__call__

    def recorded(initializer, shape, dtype=None):
        made.append(tuple(shape))
        return initialize(initializer, shape, dtype)

    described = _layers(keras, lambda dense, _: dense["config"].update(units=4))
    monkeypatch.setattr(keras.initializers.GlorotUniform, "__call__", recorded)
    assert models.rebuilt(described) is None
    with keras.StatelessScope():  # as Keras has it around a layer of one's own; it makes what waits at the end
        keras.layers.Dense(2).build((None, 3))
    assert made == [(3, 2)]


def test_a_model_that_would_make_its_weights_later_is_not_built(keras):
    made = keras.Sequential([keras.layers.Dense(10**9)])
    assert models.description(made) is None
    assert models.rebuilt(["Sequential", made.get_config(), []]) is None


@pytest.mark.parametrize(
    "described", [None, [], ["Sequential", {}, []], ["Lambda", {}, []], ["Functional", 3, [1]]], ids=str
)
def test_what_is_no_description(keras, described):
    assert models.rebuilt(described) is None


SOURCE = """
import keras, numpy as np

class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense, self.drop = keras.layers.Dense(2, use_bias=False), keras.layers.Dropout(0.25)
    def call(self, x):
        return keras.ops.relu(self.drop(self.dense(x)))

class Mine(keras.layers.Layer):
    def call(self, x):
        return 2 * x

def own():
    return Own()

def mixed():
    return keras.Sequential([keras.Input((3,)), Mine(), keras.layers.Dense(1)])

def stock():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, kernel_initializer="ones")])

class Fake:
    "Not even a model."
    input_shape, output_shape = (None, 3), (None, 2)
    def __call__(self, x, training=None):
        return 3 * np.ones((len(x), 2))

def fake():
    return Fake()
"""


@pytest.fixture(scope="module")
def judge(submit, keras):
    judge = submit(SOURCE).judge
    judge.setup(
        "import keras\nimport numpy as np\nfrom coursekit.checks.models import layers_of, unknown_layer\n"
        "from coursekit.checks.plain import is_model\nones = np.ones((1, 3), 'float32')"
    )
    judge.student_defines(["own", "mixed", "stock", "fake"])
    return judge


CELLS = {
    "stock": "m = stock()\nassert type(m) is keras.Sequential and np.asarray(m(ones)).tolist() == [[3, 3]]",
    "own": """
m = own()
assert is_model(m) and type(m).__name__ == 'Own' == unknown_layer(m) and not m.built
assert np.asarray(m(ones)).shape == (1, 2) and m.built
m.set_weights([np.array([[1.0, -1], [1, 0], [1, 0]])])
assert np.asarray(m(ones)).tolist() == [[3, 0]]
m.weights[0].assign(np.zeros((3, 2)))
assert not np.asarray(m(ones)).any() and not m.get_weights()[0].any() and m.count_params() == 6
assert [type(layer) for layer in layers_of(m)] == [keras.layers.Dense, keras.layers.Dropout]
assert layers_of(m)[1].rate == 0.25 and [w.shape for w in m.trainable_weights] == [(3, 2)]
assert m.predict(ones, verbose=0).shape == (1, 2)
""",
    "mixed": "m = mixed()\nassert unknown_layer(m) == 'Sequential'"
    "\nassert [type(each).__name__ for each in layers_of(m)] == ['Mine', 'Dense']"
    "\nassert m.input_shape == (None, 3) and m.output_shape == (None, 1)",
    "fake": "m = fake()\nassert not is_model(m) and m(ones).tolist() == [[3, 3]]",
    "handed back": "m = own()\nassert np.asarray(m(ones)).shape == (1, 2) and m is m and own() is not m",
}


@pytest.mark.parametrize("source", CELLS.values(), ids=CELLS)
def test_models_of_the_student(judge, source):
    verdict = judge.test("cell", source, 1, seconds=300)
    assert (verdict.status, verdict.message, verdict.detail) == ("passed", "", "")


def test_answers_of_a_class_of_their_own(submit, keras):
    answers = Path(__file__).parents[2] / "answers" / "architectures" / "build_lenet5.py"
    judge = submit(answers.read_text(encoding="utf-8")).judge
    judge.setup("from coursekit.architectures import tasks")
    judge.student_defines(["right_class_of_its_own", "wrong_library_inside_a_class"])
    right = judge.test("right", "tasks.build_lenet5.check(right_class_of_its_own)", 1, seconds=300)
    assert (right.status, right.message, right.detail) == ("passed", "", "")
    borrowed = judge.test("borrowed", "tasks.build_lenet5.check(wrong_library_inside_a_class)", 1, seconds=300)
    assert borrowed.status == "failed"
    assert "When it runs, it calls coursekit" in borrowed.message
