"""The activation browser: what it shows is what Keras computes, what it says is true, and misfits are refused."""

from __future__ import annotations

import base64
import gc
import html
import io
import json
import re
import subprocess
import sys
import weakref

import ipywidgets
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from coursekit import architectures, network
from coursekit.architectures import activations
from coursekit.architectures.activation_browser.scene import PAGE
from coursekit.figures import BLUE, ORANGE

RNG = np.random.default_rng(0)
IMAGES = RNG.random((5, 16, 20, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def model(keras):
    """Maps with negative values, ReLU, padding, pooling, twenty channels, and dense layers at the end."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((16, 20, 1), name="image"),
            layers.Conv2D(4, 3, padding="same", name="linear"),
            layers.ReLU(name="relu"),
            layers.MaxPooling2D(name="pool"),
            layers.Conv2D(20, 3, activation="relu", name="conv"),
            layers.Flatten(name="flatten"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(10, activation="softmax", name="output"),
        ]
    )


@pytest.fixture
def browser(model):
    return architectures.browse(model, IMAGES, titles="abcde", classes=tuple("0123456789"))


def by_keras(model, layer, image):
    """What one layer gives, by a Keras model that ends there."""
    import keras  # only where a test has imported it already

    part = keras.Model(model.inputs[0], model.get_layer(layer).output)
    return np.asarray(keras.ops.convert_to_numpy(part(image[None], training=False)))[0]


def pictures(shown):
    """Alt text and RGB pixels of every image on the page."""
    found = re.findall(r"<img alt='(.*?)'.*?src='data:image/png;base64,(.*?)'", shown._shown.value)
    return {
        html.unescape(alt): np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGB")) / 255
        for alt, content in found
    }


# -- one image through the model


def test_every_layer_gives_what_keras_computes(model):
    found = activations(model, IMAGES[2])
    assert list(found) == [node.name for node in network.read(model)]
    np.testing.assert_allclose(found.pop("image"), IMAGES[2])
    for name, values in found.items():
        np.testing.assert_allclose(values, by_keras(model, name, IMAGES[2]), atol=1e-6)


def test_nested_and_shared_layers_have_the_names_of_the_reader(keras):
    layers = keras.layers
    inner = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(3, 3, padding="same", name="c")], name="block")
    image = keras.Input((8, 8, 3), name="image")
    twice = inner(inner(image))
    joined = layers.Add(name="add")([twice, image])
    model = keras.Model(image, layers.GlobalAveragePooling2D(name="mean")(joined) * 2.0)
    given = RNG.random((8, 8, 3)).astype(np.float32)
    found = activations(model, given)
    assert list(found) == [node.name for node in network.read(model)]
    once = keras.ops.convert_to_numpy(inner(given[None]))
    np.testing.assert_allclose(found["block/c"], once[0], atol=1e-6)
    np.testing.assert_allclose(found["block#2/c"], keras.ops.convert_to_numpy(inner(once))[0], atol=1e-6)
    np.testing.assert_allclose(list(found.values())[-1], keras.ops.convert_to_numpy(model(given[None]))[0], atol=1e-6)


def test_dropout_is_off(model):
    found = activations(model, IMAGES[0])
    np.testing.assert_array_equal(found["dropout"], found["flatten"])


def test_an_image_goes_through_once(model, monkeypatch):
    from coursekit.architectures.activation_browser import scene

    through = []
    monkeypatch.setattr(scene, "activations", lambda *given: (through.append(1), activations(*given))[1])
    browser = architectures.browse(model, IMAGES)
    for layer in ("conv", "pool", "output", "linear"):
        browser.change(layer=layer)
    assert len(through) == 1
    browser.change(image=1)
    browser.change(image=0)
    assert len(through) == 2


# -- what is shown


def test_it_begins_with_the_first_maps(browser):
    assert browser.state.layer == "linear"
    assert browser.controls["layer"].options[1] == ("linear (Conv2D)", "linear")


def expected(values, largest):
    parts = np.clip(values / largest, -1, 1)[..., None]
    full = np.where(parts > 0, to_rgb(BLUE), to_rgb(ORANGE))
    return 1 - np.abs(parts) * (1 - full)


@pytest.mark.parametrize("own_scale", [False, True])
def test_the_page_holds_the_maps_of_the_layer(browser, model, own_scale):
    browser.change(image=3, channel=2, own_scale=own_scale)
    values = by_keras(model, "linear", IMAGES[3])
    assert (values < 0).any()
    shown = pictures(browser)
    for channel in range(4):
        own = values[..., channel]
        (alt,) = [alt for alt in shown if alt.startswith(f"channel {channel}: ")]
        np.testing.assert_allclose(shown[alt], expected(own, np.abs(own if own_scale else values).max()), atol=0.01)
        low, high = (float(text.replace("−", "-")) for text in re.findall(r"from (\S+) to (\S+)", alt)[0])
        assert (low, high) == (pytest.approx(own.min(), rel=0.01), pytest.approx(own.max(), rel=0.01))
    np.testing.assert_allclose(
        shown["channel 2, enlarged"], shown[next(a for a in shown if a.startswith("channel 2:"))]
    )
    np.testing.assert_allclose(shown["image “d”"][..., 0], 1 - IMAGES[3, ..., 0], atol=0.005)


def test_large_maps_are_averaged_down(keras):
    image = RNG.random((1, 200, 200, 3)).astype(np.float32)
    model = keras.Sequential([keras.Input((200, 200, 3)), keras.layers.Identity(name="same")])
    browser = architectures.browse(model, image)
    (alt,) = [alt for alt in pictures(browser) if alt.startswith("channel 0: ")]
    blocks = image[0, :, :, 0].reshape(50, 4, 50, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(pictures(browser)[alt], expected(blocks, image.max()), atol=0.01)
    assert pictures(browser)["channel 0, enlarged"].shape[:2] == (100, 100)


def test_units_without_maps_are_cells(browser, model):
    browser.change(layer="output", channel=4, image=1)
    values = by_keras(model, "output", IMAGES[1])
    cells = pictures(browser)["10 values in rows of 10"]
    np.testing.assert_allclose(cells[0], expected(values, values.max()), atol=0.01)
    best = values.argsort()[::-1]
    assert f"Largest: “{best[0]}” with {values[best[0]]:.3g}, “{best[1]}”" in browser.picture.summary
    assert f"Framed: “4” with {values[4]:.3g}." in browser.picture.summary
    browser.change(layer="flatten")
    assert "unit" in browser.picture.summary
    assert "in rows of 32" in browser._shown.value


def test_a_channel_on_another_page_turns_it(browser):
    browser.change(layer="conv", channel=17)
    assert browser.picture.channels == tuple(range(PAGE, 20))
    assert browser.controls["page"].value == 1
    assert browser.controls["page"].max == 1
    browser.controls["page"].value = 0
    assert browser.state.channel == 0
    assert browser.picture.channels == tuple(range(PAGE))
    browser.controls["page"].value = 1
    assert browser.state.channel == PAGE


# -- what is said


def test_the_summary_is_true(browser, model):
    browser.change(layer="relu", channel=1, image=4)
    values = by_keras(model, "relu", IMAGES[4])
    said = browser.picture.summary
    assert said.startswith("relu (ReLU), image “e”: 4 maps of 16×20, from 0 to ")
    assert f"{100 * (values == 0).mean():.0f} % of the values 0" in said
    row, column = np.argwhere(values[..., 1] == values[..., 1].max())[0]
    assert f"Channel 1 is largest at row {row}, column {column}: {values[row, column, 1]:.3g}." in said
    assert html.escape(said) in browser._shown.value
    assert repr(browser) == said


def test_the_frame_is_what_the_unit_sees(browser, model):
    """Only what lies in the frame changes the unit: tried with other images that are the same inside of it."""
    browser.change(layer="conv", channel=3, image=0)
    top, bottom, left, right = (
        int(number) for number in re.findall(r"rows (\d+) to (\d+), columns (\d+) to (\d+)", repr(browser))[0]
    )
    row, column = (int(n) for n in re.findall(r"at row (\d+), column (\d+)", repr(browser))[0])
    value = by_keras(model, "conv", IMAGES[0])[row, column, 3]
    inside = RNG.random((16, 20, 1)).astype(np.float32)
    inside[top : bottom + 1, left : right + 1] = IMAGES[0, top : bottom + 1, left : right + 1]
    assert by_keras(model, "conv", inside)[row, column, 3] == pytest.approx(value, rel=1e-5)
    for edge in ((top, slice(None)), (bottom, slice(None)), (slice(None), left), (slice(None), right)):
        changed = IMAGES[0].copy()
        changed[edge] += 5
        assert by_keras(model, "conv", changed)[row, column, 3] != pytest.approx(value, rel=1e-3)
    sides = dict(re.findall(r"(top|left|bottom|right): ([\d.]+)%", browser._shown.value))
    assert float(sides["top"]) == pytest.approx(100 * top / 16, abs=0.01)
    assert float(sides["bottom"]) == pytest.approx(100 - 100 * (bottom + 1) / 16, abs=0.01)
    assert float(sides["left"]) == pytest.approx(100 * left / 20, abs=0.01)
    assert float(sides["right"]) == pytest.approx(100 - 100 * (right + 1) / 20, abs=0.01)


def test_silent_maps_are_counted(keras):
    kernel = np.zeros((1, 1, 1, 3), np.float32)
    kernel[0, 0, 0] = [1, -1, -2]
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(3, 1, activation="relu", name="c")])
    model.layers[0].set_weights([kernel, np.zeros(3)])
    browser = architectures.browse(model, np.eye(4).reshape(1, 4, 4, 1))
    assert "2 of the maps are 0 everywhere" in repr(browser)
    browser.change(channel=1)
    assert "Channel 1 is 0 everywhere" in repr(browser)
    assert "framed" not in repr(browser)
    model.layers[0].set_weights([np.full_like(kernel, np.nan), np.zeros(3)])
    assert "48 of the values no finite numbers" in repr(architectures.browse(model, np.eye(4).reshape(1, 4, 4, 1)))


def test_layers_of_somebodys_own_are_shown_without_a_frame(keras):
    class Strange(keras.Layer):
        def call(self, x):
            return keras.ops.flip(x, axis=1)

    model = keras.Sequential([keras.Input((4, 4, 1)), Strange(name="strange")])
    browser = architectures.browse(model, RNG.random((1, 4, 4, 1)))
    assert "What that unit sees is not known." in repr(browser)


def test_models_for_any_size_can_be_browsed(keras):
    layers = [keras.Input((None, None, 3)), keras.layers.Conv2D(20, 3, strides=2, name="c")]
    model = keras.Sequential([*layers, keras.layers.GlobalAveragePooling2D(name="mean")])
    browser = architectures.browse(model, RNG.random((2, 31, 21, 3)))
    assert "c (Conv2D), image “0”: 20 maps of 15×10" in repr(browser)
    assert "of it (framed)" in repr(browser)
    browser.change(layer="mean", channel=19)
    assert "20 values" in repr(browser)


def test_lenet_of_1998_can_be_browsed(keras):
    browser = architectures.browse(architectures.lenet5("1998"), RNG.random((2, 32, 32, 1)))
    browser.change(layer="C3", channel=15)
    assert "16 maps of 10×10" in repr(browser)


# -- the controls


def test_controls_moved_by_hand(browser):
    browser.controls["layer"].value = "conv"
    assert browser.state.layer == "conv"
    assert browser.controls["channel"].max == 19
    browser.controls["channel"].value = 5
    browser.controls["image"].value = 4
    browser.controls["own_scale"].value = True
    assert (browser.state.channel, browser.state.image, browser.state.own_scale) == (5, 4, True)
    browser.controls["layer"].value = "linear"
    assert browser.state.channel == 0
    assert browser.controls["channel"].max == 3
    assert browser.controls["page"].disabled


def test_a_map_that_is_clicked_is_chosen(browser):
    browser._pointer.value = json.dumps([2, 1])
    assert browser.state.channel == 2
    browser._pointer.value = json.dumps([17, 2])  # of a layer that is no longer shown
    assert browser.state.channel == 2
    assert "data-channel='3'" in browser._shown.value


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"layer": "conv9"}, "no layer 'conv9' to show; there are image, linear"),
        ({"image": 5}, "image must be from 0 to 4, not 5"),
        ({"channel": 4}, "channel must be from 0 to 3, not 4"),
        ({"layer": "conv", "channel": 20}, "from 0 to 19"),
        ({"page": 1}, "no 'page' to change"),
    ],
)
def test_what_is_not_there_is_refused_and_changes_nothing(browser, values, reason):
    before = browser.state, browser._shown.value
    with pytest.raises(ValueError, match=reason):
        browser.change(**values)
    assert (browser.state, browser._shown.value) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"images": IMAGES[0]}, r"A single image is images\[None\]"),
        ({"images": IMAGES[:, :8]}, r"of shape \(16, 20, 1\)"),
        ({"images": IMAGES[:0]}, "one or more"),
        ({"images": IMAGES, "titles": ["one"]}, "5 images, but 1 titles"),
        ({"images": IMAGES, "pictures": IMAGES[:2]}, "one for each image"),
        ({"images": IMAGES, "layer": "conv9"}, "no layer 'conv9'"),
    ],
)
def test_what_does_not_fit_is_refused(model, arguments, reason):
    with pytest.raises(ValueError, match=reason):
        architectures.browse(model, **arguments)


def test_what_is_no_model_is_refused(keras):
    with pytest.raises(TypeError, match="Only a Keras model has weights"):
        architectures.browse([network.Input(shape=(4, 4, 1)), network.Conv(2, 3)], RNG.random((1, 4, 4, 1)))
    one, two = keras.Input((4, 4, 1)), keras.Input((4, 4, 1))
    with pytest.raises(ValueError, match="2 inputs"):
        architectures.browse(keras.Model([one, two], keras.layers.Add()([one, two])), RNG.random((1, 4, 4, 1)))
    with network.counting():
        counted = architectures.lenet5("modern")
    with pytest.raises(ValueError, match="counting"):
        architectures.browse(counted, RNG.random((1, 32, 32, 1)))


# -- in a notebook and without one


def test_in_a_notebook_it_is_a_widget_and_in_words(browser):
    bundle = browser._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(browser)
    assert all(isinstance(control, ipywidgets.Widget) for control in browser.controls.values())


def test_its_figure_shows_the_same(browser, model):
    browser.change(layer="conv", channel=18, image=2)
    drawn = [np.asarray(each.get_array()) for each in browser.figure().axes[0].images]
    values = by_keras(model, "conv", IMAGES[2])
    assert len(drawn) == 1 + 4
    np.testing.assert_allclose(drawn[1], expected(values[..., 16], np.abs(values).max()), atol=0.01)
    browser.change(layer="output")
    with pytest.raises(ValueError, match="must have shape"):
        browser.figure()


def test_a_browser_can_be_forgotten(model):
    browser = architectures.browse(model, IMAGES)
    scene = weakref.ref(browser._scene)
    browser._box.close_all()
    del browser
    gc.collect()
    assert scene() is None


def test_architectures_is_imported_without_widgets_figures_or_keras():
    script = (
        "import sys; import coursekit.architectures; "
        "assert not {'ipywidgets', 'matplotlib', 'PIL', 'keras', 'tensorflow', 'scipy', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
