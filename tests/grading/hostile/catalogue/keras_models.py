"""Submissions to a real exercise of the course, which asks for Keras models; the task is `build_lenet5`."""

from __future__ import annotations

from hostile_catalogue.record import Record

TASK = "build_lenet5"
TESTS = {"build_lenet5_check": 2, "build_lenet5_hidden": 2}
NOTHING = dict.fromkeys(TESTS, 0.0)

RIGHT = """
def build_lenet5(input_shape, classes):
    layers = keras.layers
    return keras.Sequential([
        keras.Input(input_shape), layers.Conv2D(6, 5, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"),
        layers.Dense(classes, activation="softmax"),
    ])
"""

# Right in every number that a test could ask for, and a model of nothing.
FAKE = """
import numpy as np
class Fake:
    def __init__(self, input_shape, classes):
        self.input_shape, self.output_shape, self.built = (None, *input_shape), (None, classes), True
        self.layers = self.weights = self.trainable_weights = []
        self.classes = classes
    def count_params(self):
        return 61706
    def __getattr__(self, name):
        return self
    __eq__ = lambda self, other: True
    __hash__ = None
    def __call__(self, images, training=False):
        return np.full((len(images), self.classes), 1 / self.classes, "float32")
    predict = __call__
Fake.__module__, Fake.__name__, Fake.__qualname__ = "keras.src.models.functional", "Functional", "Functional"
def build_lenet5(input_shape, classes):
    return Fake(input_shape, classes)
"""

# A model of Keras' own kind that says that it has LeNet's weights, and computes something else.
LYING = """
class Lying(keras.Sequential):
    honest = None
    @property
    def weights(self):
        return self.honest.weights if self.honest is not None else super().weights
    @property
    def layers(self):
        return self.honest.layers if self.honest is not None else super().layers
    def __call__(self, images, *arguments, **keywords):
        import numpy as np
        found = np.zeros((len(images), self.honest.output_shape[-1]), "float32") + 1 / self.honest.output_shape[-1]
        return keras.ops.convert_to_tensor(found)
Lying.__module__, Lying.__name__ = keras.Sequential.__module__, "Sequential"
def build_lenet5(input_shape, classes):
    layers = keras.layers
    made = Lying([keras.Input(input_shape), layers.Flatten(), layers.Dense(classes, activation="softmax")])
    made.honest = keras.Sequential([
        keras.Input(input_shape), layers.Conv2D(6, 5, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"),
        layers.Dense(classes, activation="softmax"),
    ])
    return made
"""

# Keras archives and Lambda layers hold code; whoever opened one outside of the sandbox would run it.
CODE = """
import os
def code(x):
    import os
    os.system("touch @OUTSIDE@/ran")
    return x
class Own(keras.layers.Layer):
    def call(self, x):
        os.system("touch @OUTSIDE@/ran")
        return x
    def get_config(self):
        return {"module": "os", "class_name": "system", "config": "touch @OUTSIDE@/ran"}
    def __reduce__(self):
        return os.system, ("touch @OUTSIDE@/ran",)
def build_lenet5(input_shape, classes):
    layers = keras.layers
    made = keras.Sequential([
        keras.Input(input_shape), layers.Lambda(code), Own(), layers.Flatten(), layers.Dense(classes, "softmax"),
    ])
    made.save("01.keras")
    return made
"""

LARGE = """
def build_lenet5(input_shape, classes):
    layers = keras.layers
    return keras.Sequential([
        keras.Input(input_shape), layers.Flatten(), layers.RepeatVector(10**6), layers.Dense(10**4),
        layers.GlobalMaxPooling1D(), layers.Dense(classes),
    ])
"""

# What comes to the judge claims weights of 800 GB; Keras would keep that in mind and make them with the next model.
# The judge takes no such model, and asks the one in the student's process, which is right.
CLAIMING = (
    """
import coursekit.grading.judge.models as described
honest = described.description
def claiming(model):
    found = honest(model)
    if found is not None:
        found[1]["layers"][-1]["config"]["units"] = 25 * 10**8
    return found
described.description = claiming
"""
    + RIGHT
)

PATCHED = """
import keras.src.models.model, keras.src.models.sequential
def build_lenet5(input_shape, classes):
    layers = keras.layers
    made = keras.Sequential([keras.Input(input_shape), layers.Flatten(), layers.Dense(classes, "softmax")])
    keras.Sequential.get_config = lambda self: 1 / 0
    keras.Model.__call__ = lambda self, images, **_: keras.ops.ones((len(images), classes)) / classes
    keras.Model.predict = keras.Model.__call__
    return made
"""

LOOPING = """
class Endless(keras.layers.Layer):
    def call(self, x):
        while True:
            pass
def build_lenet5(input_shape, classes):
    return keras.Sequential([Endless()])
"""


def nothing_ran(ran, name):
    assert not (ran.outside / "ran").exists()


RECORDS = [
    Record("keras_a_right", "a right model", {TASK: RIGHT}),
    Record("keras_claiming", "a right model that claims weights of 800 GB", {TASK: CLAIMING}),
    Record("keras_code", "layers with code in them", {TASK: CODE}, earns=NOTHING, must=nothing_ran),
    Record("keras_fake", "an object that says that it is a model", {TASK: FAKE}, earns=NOTHING),
    Record("keras_large", "a layer of 40 GB", {TASK: LARGE}, earns=NOTHING),
    Record("keras_looping", "a layer without an end", {TASK: LOOPING}, earns=NOTHING),
    Record("keras_lying", "a model that shows another one's weights", {TASK: LYING}, earns=NOTHING),
    Record("keras_patched", "Keras itself changed", {TASK: PATCHED}, earns=NOTHING),
    Record("keras_z_right", "a right model behind them", {TASK: RIGHT}),
]
