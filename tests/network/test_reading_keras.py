"""Reading Keras models: graphs, nested and shared ones, and layers nobody has heard of."""

from __future__ import annotations

import subprocess
import sys
from math import prod

import pytest

from coursekit import network
from coursekit.network import Add, Conv, Identity, Rescaling, TimeDistributed, Window, read


def count(nodes, trainable=None):
    return sum(v.size for node in nodes for v in node.own if trainable is None or v.trainable == trainable)


def keras_counts(model):
    """Keras' own three numbers."""
    sizes = [sum(prod(w.shape) for w in weights) for weights in (model.trainable_weights, model.non_trainable_weights)]
    return (model.count_params(), *sizes)


def assert_counts_as_keras(model):
    found = read(model)
    assert (count(found), count(found, True), count(found, False)) == keras_counts(model)
    return found


@pytest.fixture
def layers(keras):
    with network.counting():
        yield keras.layers


def test_sequential(keras, layers):
    model = keras.Sequential(
        [keras.Input((32, 32, 1)), layers.Conv2D(6, 5, activation="relu", name="c1"), layers.Flatten(), layers.Dense(3)]
    )
    found = assert_counts_as_keras(model)
    assert [node.type for node in found] == ["InputLayer", "Conv2D", "Flatten", "Dense"]
    assert found["c1"].layer == Conv(6, (5, 5), (1, 1), "valid", (1, 1), activation="relu", name="c1")
    assert found["c1"].windows == (Window(kernel=5), Window(kernel=5))
    assert found["c1"].output_shape == (28, 28, 6)


def test_branches_several_inputs_and_outputs(keras, layers):
    image, more = keras.Input((8, 8, 3), name="image"), keras.Input((8, 8, 2), name="more")
    left = layers.Conv2D(4, 3, padding="same", name="left")(image)
    right = layers.Conv2D(4, 3, padding="same", name="right")(more)
    both = layers.Add(name="both")([right, left])
    model = keras.Model({"more": more, "image": image}, [both, layers.Flatten(name="flat")(left)])
    found = assert_counts_as_keras(model)
    assert found["both"].inbound == ("right", "left")
    assert found.outputs == ("both", "flat")
    assert set(found.inputs) == {"image", "more"}
    places = {node.name: place for place, node in enumerate(found)}
    assert all(places[source] < places[node.name] for node in found for source in node.inbound)


def test_a_shared_layer_is_counted_once(keras, layers):
    one, two = keras.Input((8,)), keras.Input((8,))
    shared = layers.Dense(4, name="shared")
    first, second = shared(one), shared(two)
    model = keras.Model([one, two], layers.Dense(4, name="last")(layers.Subtract()([second, first])))
    found = assert_counts_as_keras(model)
    again = found["shared#2"]
    assert (again.own, again.shared_with) == ((), "shared")
    assert again.variables == found["shared"].variables
    assert "counted there" in again.remark


def test_a_layer_called_on_its_own_result(keras, layers):
    entry = keras.Input((8,))
    twice = layers.Dense(8, name="twice")
    found = assert_counts_as_keras(keras.Model(entry, twice(twice(entry))))
    assert found["twice#2"].inbound == ("twice",)


def test_nested_models_are_unfolded(keras, layers):
    inner = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, name="c"), layers.ReLU(name="r")], name="inner"
    )
    middle_in = keras.Input((8, 8, 3))
    middle = keras.Model(middle_in, layers.BatchNormalization(name="bn")(inner(middle_in)), name="middle")
    outer_in = keras.Input((8, 8, 3), name="in")
    model = keras.Model(outer_in, layers.Flatten(name="flat")(middle(outer_in)))
    found = assert_counts_as_keras(model)
    assert [node.name for node in found] == ["in", "middle/inner/c", "middle/inner/r", "middle/bn", "flat"]
    assert found["flat"].inbound == ("middle/bn",)
    assert found["middle/inner/c"].inbound == ("in",)


def test_a_nested_model_used_twice_is_counted_once(keras, layers):
    tower = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="d")], name="tower")
    one, two = keras.Input((8,)), keras.Input((8,))
    found = assert_counts_as_keras(keras.Model([one, two], layers.Add()([tower(one), tower(two)])))
    assert found["tower#2/d"].shared_with == "tower/d"
    assert found["tower#2/d"].inbound != found["tower/d"].inbound


def test_a_nested_model_without_fixed_sizes_gets_those_of_its_place(keras, layers):
    base = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Conv2D(4, 3, 2, padding="same", name="c")], name="base"
    )
    image = keras.Input((31, 40, 3))
    found = assert_counts_as_keras(keras.Model(image, base(image)))
    assert found["base/c"].output_shape == (16, 20, 4)
    assert found["base/c"].windows == (Window(3, 2, 1, 1, 1), Window(3, 2, 1, 0, 1))


def test_a_model_cut_out_of_another(keras, layers):
    image = keras.Input((8, 8, 3))
    middle = layers.Conv2D(4, 3, name="kept")(layers.Conv2D(4, 3, name="cut")(image))
    inside = keras.Model(middle, layers.Conv2D(2, 1, name="top")(middle))
    assert [node.name for node in assert_counts_as_keras(inside)][1:] == ["top"]


def test_frozen_layers_and_models(keras, layers):
    base = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.BatchNormalization()], name="base")
    entry = keras.Input((8,))
    model = keras.Model(entry, layers.Dense(2, name="head")(base(entry)))
    base.trainable = False
    found = assert_counts_as_keras(model)
    assert count(found, True) == 10
    base.layers[0].trainable = True
    assert count(assert_counts_as_keras(model), True) == 10 + 36
    model.trainable = False
    base.layers[0].trainable = True  # inside a frozen model, which trains nothing
    assert count(assert_counts_as_keras(model), True) == 0


def test_wrappers(keras, layers):
    film = keras.Input((5, 8, 8, 3))
    frames = layers.TimeDistributed(layers.Conv2D(4, 3), name="frames")(film)
    flat = layers.TimeDistributed(layers.Flatten())(frames)
    normal = layers.SpectralNormalization(layers.Dense(3), name="spectral")(flat)
    both = layers.Bidirectional(layers.LSTM(2), name="both")(normal)
    found = assert_counts_as_keras(keras.Model(film, both))
    inner = found["frames"].layer.layer
    assert found["frames"].layer == TimeDistributed(
        Conv(4, (3, 3), (1, 1), "valid", (1, 1), name=inner.name), name="frames"
    )
    assert found["frames"].output_shape == (5, 6, 6, 4)
    assert {v.name: v.role for v in found["spectral"].variables}.items() >= {("kernel", "weight"), ("bias", "bias")}
    assert [v.role for v in found["spectral"].variables].count("statistic") == 1
    assert [node.name for node in found.unknown] == ["both"]


def test_operations_without_a_layer(keras, layers):
    image = keras.Input((8, 8, 3))
    left, right = layers.Conv2D(4, 3)(image / 255.0 + 1), layers.Conv2D(4, 3)(image)
    model = keras.Model(image, [keras.ops.relu(left + right)[:, :2], 1 / right, keras.ops.average(right, axis=-1)])
    found = assert_counts_as_keras(model)
    kinds = {node.type: node for node in found}
    assert isinstance(kinds["Relu"].layer, network.Activation)
    assert sorted(node.type for node in found.unknown) == ["Average", "GetItem", "TrueDivide"]  # 1 / x is no rescaling
    assert kinds["GetItem"].output_shape == (2, 6, 4)
    adds = [node.layer for node in found if node.type == "Add"]
    assert [type(layer) for layer in adds] == [Rescaling, Add]


def test_layers_of_somebody_s_own(keras, layers):
    class Renamed(keras.layers.Conv2D):
        """Only a new name: still a convolution."""

    class Squared(keras.layers.Conv2D):
        """Computes something else."""

        def call(self, inputs):
            return super().call(inputs) ** 2

    class Strange(keras.layers.Layer):
        """Has weights, a frozen one among them."""

        def build(self, shape):
            self.table = self.add_weight(shape=(shape[-1], 5), name="table")
            self.seen = self.add_weight(shape=(), name="seen", trainable=False)

        def call(self, inputs):
            return keras.ops.matmul(inputs, self.table)

    image = keras.Input((8, 8, 3))
    model = keras.Model(image, Strange(name="s")(Squared(4, 3, name="q")(Renamed(4, 3, name="r")(image))))
    found = assert_counts_as_keras(model)
    assert [node.name for node in found.unknown] == ["q", "s"]
    assert isinstance(found["r"].layer, Conv)
    assert found["r"].type == "Renamed"
    assert all("unknown layer" in node.remark for node in found.unknown)
    assert found["s"].output_shape == (6 - 2, 4, 5)


def test_recurrent_and_attention_layers_are_counted(keras, layers):
    words = keras.Input((12,))
    vectors = layers.Embedding(100, 16)(words)
    seen = layers.MultiHeadAttention(2, 8, name="attention")(vectors, vectors)
    sequence, *state = layers.LSTM(4, return_state=True, name="lstm")(seen)
    model = keras.Model(words, layers.Concatenate()([sequence, *state]))
    found = assert_counts_as_keras(model)
    assert len(found["lstm"].output_shapes) == 3
    assert {node.type for node in found.unknown} == {"Embedding", "MultiHeadAttention", "LSTM"}


def test_weights_outside_the_graph_are_not_forgotten(keras, layers):
    entry = keras.Input((8,))
    model = keras.Model(entry, layers.Dense(3)(entry))
    model.extra = layers.Dense(2)
    model.extra.build((None, 7))
    found = assert_counts_as_keras(model)
    assert "outside the graph" in found.nodes[-1].name
    assert count(found.nodes[-1:]) == 16


def test_lora_and_tied_weights(keras):
    entry = keras.Input((8,))
    dense = keras.layers.Dense(4, name="adapted")
    model = keras.Model(entry, dense(entry))
    dense.enable_lora(2)
    found = assert_counts_as_keras(model)
    assert count(found, True) == 4 + 16 + 8

    tied = keras.layers.ReversibleEmbedding(10, 4, name="tied")
    words = keras.Input((3,), dtype="int32")
    model = keras.Model(words, tied(tied(words), reverse=True))
    assert count(assert_counts_as_keras(model)) == 40


def test_data_augmentation_does_nothing_at_inference(keras, layers):
    image = keras.Input((8, 8, 3))
    model = keras.Model(image, layers.Conv2D(2, 3)(layers.RandomRotation(0.1)(layers.RandomFlip()(image))))
    assert [type(node.layer) for node in assert_counts_as_keras(model)][1:3] == [Identity, Identity]


def test_channels_first(keras, layers):
    image = keras.Input((3, 10, 8))
    conv = layers.Conv2D(4, 3, data_format="channels_first", name="c")(image)
    pool = layers.MaxPooling2D(data_format="channels_first", name="p")(conv)
    pad = layers.ZeroPadding2D(((1, 0), (0, 2)), data_format="channels_first", name="z")(pool)
    model = keras.Model(image, layers.GlobalAveragePooling2D(data_format="channels_first", name="g")(pad))
    found = assert_counts_as_keras(model)
    assert not found.unknown
    assert [node.output_shape for node in found] == [(3, 10, 8), (4, 8, 6), (4, 4, 3), (4, 5, 5), (4,)]
    assert found["z"].windows == (Window(before=1, after=0), Window(before=0, after=2))


def test_one_and_three_axes(keras, layers):
    sound, volume = keras.Input((50, 2)), keras.Input((9, 9, 9, 1))
    wave = layers.Conv1D(4, 5, padding="causal", name="causal")(sound)
    cube = layers.Conv3D(2, (3, 2, 1), name="cube")(layers.ZeroPadding3D(1)(volume))
    outputs = [
        layers.GlobalMaxPooling1D()(layers.ZeroPadding1D(2)(wave)),
        layers.MaxPooling3D()(layers.Cropping3D(1)(cube)),
    ]
    found = assert_counts_as_keras(keras.Model([sound, volume], outputs))
    assert not found.unknown
    outputs = layers.Cropping1D((1, 2))(layers.UpSampling1D(3)(layers.SpatialDropout1D(0.5)(sound)))
    assert not assert_counts_as_keras(keras.Model(sound, outputs)).unknown
    assert found["causal"].windows == (Window(5, before=4, after=0),)
    assert found["cube"].output_shape == (9, 10, 11, 2)


@pytest.mark.parametrize("mode", ["unbuilt", "empty", "subclassed", "identity", "layer", "list"])
def test_models_that_cannot_be_read_say_what_to_do(keras, mode):
    class Own(keras.Model):
        def call(self, x):
            return x

    entry = keras.Input((4,))
    model, error, said = {
        "unbuilt": (
            keras.Sequential([keras.layers.Dense(3)]),
            ValueError,
            "not built.*Begin its layers with keras.Input",
        ),
        "empty": (keras.Sequential(), ValueError, "has no layers"),
        "subclassed": (Own(), ValueError, r"subclassed \(Own\).*keras.Model\(x, model.call\(x\)\)"),
        "identity": (keras.Model(entry, entry), ValueError, "no layers: its output is its input"),
        "layer": (keras.layers.Dense(3), TypeError, "single layer"),
        "list": ([keras.Input((4,)), keras.layers.Dense(3)], TypeError, "put them into keras.Sequential"),
    }[mode]
    with pytest.raises(error, match=said):
        read(model)


def test_models_of_keras_2_are_told_apart():
    old = type("Sequential", (), {"__module__": "tf_keras.src.engine.sequential"})()
    with pytest.raises(TypeError, match="belongs to Keras 2"):
        read(old)


def test_the_advice_for_subclassed_models_works(keras):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = keras.layers.Conv2D(4, 3), keras.layers.Dense(2)

        def call(self, x):
            return self.second(keras.ops.mean(self.first(x), axis=(1, 2)))

    model = Own()
    x = keras.Input((8, 8, 3))
    assert count(assert_counts_as_keras(keras.Model(x, model.call(x)))) == 112 + 10
    # inside another model it is one layer, unknown but counted
    outer = keras.Model(x, keras.layers.Dense(1)(model(x)))
    assert [node.type for node in assert_counts_as_keras(outer).unknown] == ["Own"]


def test_a_functional_model_with_a_call_of_its_own_is_not_taken_for_its_graph(keras):
    class Doubled(keras.Model):
        def call(self, inputs):
            return 2 * super().call(inputs)

    entry = keras.Input((4,))
    with pytest.raises(ValueError, match="subclassed"):
        read(Doubled(entry, keras.layers.Dense(3)(entry)))


def test_importing_and_reading_lists_does_not_import_keras():
    program = (
        "import sys; from coursekit import network, parameters;"
        "parameters.table([network.Input(shape=(8, 8, 1)), network.Conv(2, 3)]);"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
