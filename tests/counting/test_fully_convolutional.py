"""The network for any image size against the classifier, asked about patches one by one."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import counting, receptive_field

# Keras 3.15 reads a variable by an interface that NumPy 2 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

UNPADDED = (
    "lenet5",
    "several dense",
    "global average",
    "global max",
    "flat normalised",
    "pooling drops a row",
    "no convolution",
    "nested",
)
PADDED = ("vgg", "same with steps", "branches")


def said(model, images):
    return np.asarray(model.predict_on_batch(images))


def noise(*shape):
    return np.random.default_rng(7).random(shape, dtype=np.float32)


@pytest.mark.parametrize("name", UNPADDED + PADDED)
def test_the_same_numbers_on_a_patch(classifier, name):
    model = classifier(name)
    patches = noise(3, *model.input_shape[1:])
    maps = said(counting.fully_convolutional(model), patches)
    assert maps.shape == (3, 1, 1, model.output_shape[-1])
    np.testing.assert_allclose(maps[:, 0, 0], said(model, patches), rtol=1e-4, atol=1e-5)
    assert np.ptp(maps, axis=0).max() > 1e-3, "the patches must be told apart, or anything is the same"


@pytest.mark.parametrize("name", UNPADDED)
def test_without_padding_every_patch_of_an_image_by_itself(classifier, one_by_one, name):
    model = classifier(name)
    height, width, channels = model.input_shape[1:]
    network = counting.fully_convolutional(model)
    stride = receptive_field.of(network).stride if name != "no convolution" else (1, 1)
    image = noise(height + 7, width + 10, channels)
    maps = said(network, image[None])[0]
    expected = one_by_one(model, image, (height, width), stride)
    # Where pooling drops the last rows of a patch, one more patch may be told although those rows are not there.
    rows, columns = expected.shape[:2]
    assert 1 < rows <= maps.shape[0] <= rows + (name in ("pooling drops a row", "nested"))
    assert 1 < columns <= maps.shape[1] <= columns + (name in ("pooling drops a row", "nested"))
    np.testing.assert_allclose(maps[:rows, :columns], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", PADDED)
def test_with_padding_the_surroundings_take_the_place_of_the_zeros(classifier, one_by_one, name):
    """As many patches, but other numbers; that the numbers are right is shown on a patch, above."""
    model = classifier(name)
    height, width, channels = model.input_shape[1:]
    network = counting.fully_convolutional(model)
    stride = receptive_field.of(network, input_shape=(height, width, channels)).stride
    image = noise(height + 2 * stride[0], width + 3 * stride[1], channels)
    maps, expected = said(network, image[None])[0], one_by_one(model, image, (height, width), stride)
    assert maps.shape == expected.shape == (3, 4, model.output_shape[-1])
    assert np.abs(maps - expected).max() > 1e-4


def test_the_classifier_stays_as_it_is(classifier):
    model = classifier("several dense")
    before, calls = [w.copy() for w in model.get_weights()], [len(layer._inbound_nodes) for layer in model.layers]
    network = counting.fully_convolutional(model)
    network.set_weights([np.zeros_like(weight) for weight in network.get_weights()])
    for weight, was in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, was)
    assert [len(layer._inbound_nodes) for layer in model.layers] == calls
    assert [layer.name for layer in network.layers[1:3]] == [layer.name for layer in model.layers[:2]]


def test_a_model_for_any_size_needs_the_size_of_its_patches(keras):
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((None, None, 1)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(2)]
    )
    with pytest.raises(ValueError, match=r"Pass patch=\(height, width\)"):
        counting.fully_convolutional(model)
    assert counting.fully_convolutional(model, patch=(9, 8)).layers[2].pool_size == (7, 6)
    fixed = keras.Sequential([keras.Input((9, 9, 1)), layers.Flatten(), layers.Dense(2)])
    with pytest.raises(ValueError, match=r"patch=\(9, 8\) contradicts"):
        counting.fully_convolutional(fixed, patch=(9, 8))


def test_it_can_be_saved_and_loaded(classifier, keras, tmp_path):
    network = counting.fully_convolutional(classifier("several dense"))
    network.save(tmp_path / "network.keras")
    image = noise(1, 15, 16, 2)
    again = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(said(again, image), said(network, image), rtol=1e-6)


def refused(layers):
    """Stacks that cannot be converted, and what is said about each."""
    conv = layers.Conv2D(3, 3)
    return {
        "layer norm flat": ([layers.Flatten(), layers.LayerNormalization(name="n"), layers.Dense(2)], r"n \(LayerNorm"),
        "softmax flat": ([layers.Flatten(), layers.Activation("softmax", name="s"), layers.Dense(2)], r"s \(Activatio"),
        "normalised, bent": (
            [layers.Flatten(), layers.BatchNormalization(), layers.ReLU(name="bent"), layers.Dense(2)],
            r"bent \(ReLU\) stands between a BatchNormalization",
        ),
        "nothing behind": ([conv, layers.Flatten()], "ends with a flattened map"),
        "no flatten": ([conv], "is fully convolutional already"),
        "maps again": ([layers.Flatten(), layers.Reshape((8, 8, 2), name="again")], r"again \(Reshape\)"),
        "wrong axis": (
            [layers.GlobalMaxPooling2D(keepdims=True), layers.Softmax(axis=1, name="a"), layers.Flatten()],
            r"a \(Softmax\) works along axis 1",
        ),
        "resizing": ([layers.Resizing(4, 4, name="shrunk"), layers.Flatten(), layers.Dense(2)], r"shrunk \(Resizing\)"),
        "channels first": (
            [layers.GlobalAveragePooling2D(data_format="channels_first", name="first"), layers.Dense(2)],
            r"first \(GlobalAveragePooling2D\) has its channels first",
        ),
        "a weight a pixel": (
            [layers.LayerNormalization(axis=(1, 2, 3), name="pixels"), layers.Flatten(), layers.Dense(2)],
            r"pixels \(LayerNormalization\)",
        ),
        "whole map": (
            [layers.GroupNormalization(1, name="group"), layers.Flatten(), layers.Dense(2)],
            "group",
        ),
    }


NAMES = (
    "layer norm flat",
    "softmax flat",
    "normalised, bent",
    "nothing behind",
    "no flatten",
    "maps again",
    "wrong axis",
    "resizing",
    "channels first",
    "a weight a pixel",
    "whole map",
)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_converted_is_named(keras, name):
    stack, message = refused(keras.layers)[name]
    with pytest.raises(ValueError, match=message):
        counting.fully_convolutional(keras.Sequential([keras.Input((8, 8, 2)), *stack]))


def test_branches_behind_the_last_map_are_refused(keras):
    image, layers = keras.Input((8, 8, 2)), keras.layers
    pools = [layers.GlobalMaxPooling2D()(image), layers.GlobalAveragePooling2D()(image)]
    model = keras.Model(image, layers.Dense(2)(layers.Concatenate(name="both")(pools)))
    with pytest.raises(ValueError, match=r"both \(Concatenate\) joins branches"):
        counting.fully_convolutional(model)


def test_an_attention_to_the_whole_patch_is_refused(keras):
    image, layers = keras.Input((8, 8, 2)), keras.layers
    weights = layers.Dense(2, "sigmoid")(layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(image))
    model = keras.Model(image, layers.Dense(2)(layers.Flatten()(layers.Multiply(name="excite")([image, weights]))))
    with pytest.raises(ValueError, match=r"excite|squeeze"):
        counting.fully_convolutional(model)


def test_a_layer_that_does_something_else_in_an_image_is_found(keras):
    class Twisted(keras.layers.Activation):
        """Says it is an activation, and mixes the channels by the height of the map."""

        def call(self, inputs):
            return inputs * (1.0 if len(inputs.shape) == 2 else 2.0)

    Twisted.__name__ = "Activation"
    stack = [keras.layers.Flatten(), keras.layers.Dense(2), Twisted("linear")]
    with pytest.raises(ValueError, match="on a patch the result gives"):
        counting.fully_convolutional(keras.Sequential([keras.Input((4, 4, 1)), *stack]))


def test_what_is_no_model_is_refused(keras):
    with pytest.raises(TypeError, match="must be a Keras model, not list"):
        counting.fully_convolutional([])
    with pytest.raises(ValueError, match="not images"):
        counting.fully_convolutional(keras.Sequential([keras.Input((8,)), keras.layers.Dense(2)]))
    two = [keras.Input((8, 8, 1)), keras.Input((8, 8, 1))]
    with pytest.raises(ValueError, match="2 inputs"):
        counting.fully_convolutional(
            keras.Model(two, keras.layers.Dense(2)(keras.layers.Flatten()(keras.layers.Add()(two))))
        )
