"""The explorer: what it shows is true, what is impossible is refused, and no front end is needed to see it."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from coursekit import network, receptive_field
from coursekit.network import Add, AveragePool, Conv, Dense, DepthwiseConv, Flatten, Input, MaxPool
from coursekit.receptive_field.explorer import editing, picture, scene
from coursekit.receptive_field.explorer.scene import State

LAYERS = [
    Input(shape=(28, 26, 1)),
    Conv(6, 5),
    MaxPool(2),
    Conv(16, 3, padding="same"),
    Conv(16, 3, dilation_rate=2),
]
NAMES = ["input_1", "conv_1", "max_pool_1", "conv_2", "conv_3"]
# The same by hand: kernel, stride, dilation, zeros before, rows and columns of the input; from the last layer down.
BY_HAND = [(3, 1, 2, 0, (12, 11)), (3, 1, 1, 1, (12, 11)), (2, 2, 1, 0, (24, 22)), (5, 1, 1, 0, (28, 26))]
BRANCHED = [
    Input(shape=(12, 12, 1), name="image"),
    Conv(2, 3, padding="same", name="one"),
    Conv(2, 5, padding="same", inputs="image", name="other"),
    Add(inputs=("one", "other"), name="sum"),
    Conv(2, 3, name="last"),
]


def down(unit, layers=BY_HAND):
    """For each map from the unit's down: the places that are seen, by loops."""
    found = [[{place} for place in unit]]
    for kernel, stride, dilation, before, sizes in layers:
        found.append(
            [
                {
                    place
                    for at in places
                    for place in (at * stride - before + j * dilation for j in range(kernel))
                    if 0 <= place < size
                }
                for places, size in zip(found[-1], sizes, strict=True)
            ]
        )
    return [set(itertools.product(*axes)) for axes in found]


def drawings(explorer):
    """The maps on the screen: name -> SVG."""
    root = ElementTree.fromstring(explorer._shown.value.join(("<div>", "</div>")))  # noqa: S314 (our own markup)
    return {svg.get("data-layer"): svg for svg in root.iter("svg")}


def filled(svg):
    """The places that are filled on a drawing, whether as one square, as runs or as a bitmap."""
    rows, columns = int(svg.get("data-rows")), int(svg.get("data-columns"))
    width = float(svg.get("width")) - 4
    cell = width / columns
    seen = [element for element in svg if element.get("class") == "seen"]
    if not seen:
        return set()
    (element,) = seen
    if element.tag == "path":
        found = set()
        for x, y, length in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", element.get("d")):
            row, first, count = (round(float(number) / cell) for number in (y, x, length))
            found |= {(row, first + at) for at in range(count)}
        return found
    left, top, across, along = (round(float(element.get(what)) / cell) for what in ("x", "y", "width", "height"))
    assert left + across <= columns
    assert top + along <= rows
    if element.tag == "rect":
        return set(itertools.product(range(top, top + along), range(left, left + across)))
    bitmap = Image.open(io.BytesIO(base64.b64decode(element.get("href").split(",")[1]))).convert("RGBA")
    assert bitmap.size == (across, along)
    return {(top + row, left + column) for row, column in np.argwhere(np.asarray(bitmap)[..., 3]).tolist()}


def same(one, other):
    """Whether two pictures show the same."""
    return one.html == other.html


# -- what is shown


@pytest.mark.parametrize("unit", [(4, 3), (0, 0), (7, 6)])
def test_the_places_filled_in_every_map_are_those_that_loops_find(unit):
    explorer = receptive_field.explore(LAYERS, None, *unit)
    shown = drawings(explorer)
    assert list(shown) == NAMES
    for name, places in zip(NAMES[::-1], down(unit), strict=True):
        assert filled(shown[name]) == places
        patch = explorer.picture.seen[name]
        inside = {(patch.origin[0] + row, patch.origin[1] + column) for row, column in np.argwhere(patch.mask).tolist()}
        assert inside == places
    rows, columns = zip(*down(unit)[-1], strict=True)
    told = f"rows {min(rows)}–{max(rows)} and columns {min(columns)}–{max(columns)} of input_1 (28×26)"
    assert told in explorer.picture.summary
    assert f"Seen: {told.split(' of', maxsplit=1)[0].replace(' and', ',')}." in shown["input_1"].get("aria-label")


def test_many_holes_become_a_bitmap_with_the_same_places():
    layers = [Input(shape=(60, 60, 1)), *(Conv(1, 3, dilation_rate=2) for _ in range(8))]
    shown = drawings(receptive_field.explore(layers, None, 5, 7))
    by_hand = [(3, 1, 2, 0, (size, size)) for size in range(32, 64, 4)]
    assert filled(shown["input_1"]) == down((5, 7), by_hand)[-1]
    assert any(element.tag == "image" for element in shown["input_1"])


def test_maps_behind_the_unit_and_beside_its_way_are_pale():
    shown = drawings(receptive_field.explore(BRANCHED, "other"))
    assert filled(shown["one"]) == filled(shown["last"]) == set()
    assert "Not on the way" in shown["one"].get("aria-label")
    assert filled(shown["other"]) == {(6, 6)}
    assert filled(shown["image"]) == set(itertools.product(range(4, 9), range(4, 9)))


def test_a_unit_that_sees_all_says_so():
    explorer = receptive_field.explore([*LAYERS, Flatten(), Dense(3)], "dense_1")
    assert filled(drawings(explorer)["input_1"]) == set(itertools.product(range(28), range(26)))
    assert "can see the whole input" in explorer.picture.summary


def test_what_padding_hides_is_told():
    inner, corner = (receptive_field.explore(LAYERS, "conv_2", at, at) for at in (5, 0))
    assert "padding." not in inner.picture.summary
    assert "The rest of its field is padding." in corner.picture.summary


def test_it_begins_in_the_middle_of_the_last_map_that_does_not_see_all():
    explorer = receptive_field.explore([*LAYERS, Flatten(), Dense(3)])
    assert explorer.state == State("conv_3", 4, 3)


def test_a_sequence_has_one_row():
    explorer = receptive_field.explore([Input(shape=(24, 1)), Conv(1, 3), Conv(1, 3, dilation_rate=2)], col=5)
    assert filled(drawings(explorer)["conv_1"]) == {(0, 5), (0, 7), (0, 9)}
    assert explorer.picture.summary.startswith("Unit 5 of conv_2 (18) sees places 5–11 of input_1 (24): 7 pixels.")
    assert explorer.controls["row"].disabled
    assert not explorer.controls["col"].disabled


def test_an_image_lies_on_the_input_and_shines_through():
    image = np.linspace(0, 1, 28 * 26).reshape(28, 26)
    svg = drawings(receptive_field.explore(LAYERS, image=image))["input_1"]
    address = next(element.get("href") for element in svg if element.tag == "image")
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))))
    np.testing.assert_array_equal(pixels[..., 0], np.round(255 * image))
    (seen,) = [element for element in svg if element.get("class") == "seen"]
    assert float(seen.get("opacity")) < 1
    with pytest.raises(ValueError, match="The image is 26×28, but the network takes 28×26"):
        receptive_field.explore(LAYERS, image=image.T)


def test_a_network_with_very_many_layers_shows_some_of_them_and_says_so():
    layers = [Input(shape=(32, 32, 1)), *(Conv(1, 3, padding="same") for _ in range(60))]
    explorer = receptive_field.explore(layers, "conv_31")
    shown = drawings(explorer)
    assert 40 <= len(shown) <= 41
    assert {"input_1", "conv_31", "conv_60"} <= shown.keys()
    assert "of 61 maps are drawn" in explorer.picture.html


# -- moves


def test_the_sliders_move_the_unit():
    explorer = receptive_field.explore(LAYERS)
    explorer.controls["row"].value = 2
    explorer.controls["col"].value = 6
    assert explorer.state == State("conv_3", 2, 6)
    assert same(explorer.picture, receptive_field.explore(LAYERS, None, 2, 6).picture)
    assert filled(drawings(explorer)["input_1"]) == down((2, 6))[-1]


def test_another_layer_is_looked_at_over_the_same_place():
    explorer = receptive_field.explore(LAYERS, "input_1", 27, 0)
    for name, size in (("max_pool_1", (12, 11)), ("conv_3", (8, 7))):
        explorer.controls["layer"].value = name
        assert explorer.state == State(name, size[0] - 1, 0)
        assert (explorer.controls["row"].max, explorer.controls["col"].max) == (size[0] - 1, size[1] - 1)
        assert explorer.controls["row"].value == size[0] - 1


@pytest.mark.parametrize(
    ("layer", "change", "instead"),
    [
        ("conv_1", {"kernel_size": 3}, Conv(6, 3)),
        ("conv_1", {"strides": 2}, Conv(6, 5, 2)),
        ("conv_1", {"padding": "same"}, Conv(6, 5, padding="same")),
        ("conv_1", {"dilation_rate": 3}, Conv(6, 5, dilation_rate=3)),
        ("conv_1", {"kind": "AveragePool"}, AveragePool(5, 1)),
        ("max_pool_1", {"kernel_size": 3}, MaxPool(3, 2)),
        ("max_pool_1", {"strides": 1, "padding": "same"}, MaxPool(2, 1, padding="same")),
        ("max_pool_1", {"kind": "Conv", "kernel_size": 4}, Conv(6, 4, 2)),
    ],
)
def test_a_change_shows_what_the_changed_list_shows(layer, change, instead):
    explorer = receptive_field.explore(LAYERS, layer)
    explorer.change(**change)
    assert explorer.problem == ""
    at = NAMES.index(layer)
    by_hand = list(editing.named(LAYERS))
    by_hand[at] = network.read([Input(shape=(99, 99, 6)), instead]).nodes[1].layer
    by_hand[at] = type(instead)(**{**vars(by_hand[at]), "name": layer})
    assert explorer.layers == tuple(by_hand)
    explorer.change(layer="conv_3", row=0, col=0)
    assert same(explorer.picture, receptive_field.explore(by_hand, "conv_3", 0, 0).picture)


def test_one_control_at_a_time_as_by_hand():
    explorer = receptive_field.explore(LAYERS, "conv_3", 0, 0)
    explorer.controls["dilation_rate"].value = 1
    explorer.controls["kernel_size"].value = 2
    assert filled(drawings(explorer)["conv_2"]) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert explorer.layers[-1] == Conv(16, 2, name="conv_3")
    assert LAYERS[-1].dilation_rate == 2, "the list that was given stays as it is"


def test_a_kernel_that_is_no_square_stays_until_it_is_changed():
    explorer = receptive_field.explore([Input(shape=(20, 20, 1)), Conv(1, (3, 5), name="wide")])
    explorer.change(padding="same")
    assert explorer.layers[1].kernel_size == (3, 5)
    explorer.change(kernel_size=7)
    assert set(np.ravel(explorer.layers[1].kernel_size)) == {7}


def test_a_layer_is_changed_and_its_unit_chosen_at_once():
    explorer = receptive_field.explore(LAYERS)
    explorer.change(layer="conv_1", row=1, kernel_size=3, col=2)
    assert explorer.state == State("conv_1", 1, 2)
    assert filled(drawings(explorer)["input_1"]) == set(itertools.product(range(1, 4), range(2, 5)))
    explorer.change(kernel_size=31, row=5)
    assert "spans 31 inputs" in explorer.problem
    assert explorer.state == State("conv_1", 1, 2)
    explorer.change(layer="conv_2")
    assert explorer.problem == ""


def test_change_draws_once(monkeypatch):
    explorer = receptive_field.explore(LAYERS)
    drawn = []
    monkeypatch.setattr(explorer, "_show", lambda: drawn.append(explorer.state))
    explorer.change(layer="conv_1", kernel_size=3, padding="same")
    assert len(drawn) == 1


def test_a_layer_is_added_behind_the_chosen_one_and_removed_again():
    explorer = receptive_field.explore(LAYERS, "conv_1", 0, 0)
    explorer.controls["add"].click()
    assert [layer.name for layer in explorer.layers] == [
        "input_1",
        "conv_1",
        "conv_4",
        "max_pool_1",
        "conv_2",
        "conv_3",
    ]
    assert explorer.state.layer == "conv_4"
    assert explorer.layers[2] == Conv(6, 3, padding="same", name="conv_4")
    assert filled(drawings(explorer)["conv_1"]) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert ("conv_4 (Conv)", "conv_4") in explorer.controls["layer"].options
    explorer.controls["remove"].click()
    assert explorer.state.layer == "conv_1"
    assert explorer.layers == editing.named(LAYERS)


def test_layers_that_name_their_inputs_stay_connected():
    layers, name = editing.added(editing.named(BRANCHED), "one")
    assert next(layer for layer in layers if layer.name == "sum").inputs == (name, "other")
    layers, source = editing.removed(layers, "other")
    assert source == "image"
    assert next(layer for layer in layers if layer.name == "sum").inputs == (name, "image")
    # What followed a branch that is removed does not fall back on the layer before it in the list.
    ended = [*BRANCHED[:3], Conv(2, 3, name="behind")]
    layers, _ = editing.removed(editing.named(ended), "other")
    assert layers[-1].inputs == ("image",)


def test_the_mouse_looks_and_a_click_chooses():
    explorer = receptive_field.explore(LAYERS)
    chosen = explorer.picture
    explorer._pointer.value = json.dumps(["point", "conv_1", 3, 21])
    assert explorer.picture.state == State("conv_1", 3, 21)
    assert explorer.state == chosen.state
    assert explorer.controls["layer"].value == "conv_3"
    explorer._pointer.value = ""
    assert same(explorer.picture, chosen)
    explorer._pointer.value = json.dumps(["click", "conv_1", 3, 21, 123456])
    assert explorer.state == explorer.picture.state == State("conv_1", 3, 21)
    assert (explorer.controls["layer"].value, explorer.controls["row"].value) == ("conv_1", 3)
    explorer._pointer.value = json.dumps(["point", "gone", 0, 0])
    assert explorer.picture.state == State("conv_1", 3, 21)


def test_a_click_on_a_map_that_has_shrunk_since_is_nothing():
    explorer = receptive_field.explore(LAYERS)
    before = explorer.picture
    explorer._pointer.value = json.dumps(["click", "conv_3", 8, 0, 1])
    assert explorer.picture is before
    assert explorer.problem == ""


def test_the_unit_over_the_same_share_of_the_image_is_found():
    explorer = receptive_field.explore(LAYERS, "input_1", 13, 20)
    explorer.controls["layer"].value = "max_pool_1"
    # The middle of row 13 lies at 13.5 of 28 rows, which is 5.8 of 12; that of column 20 at 20.5 of 26, 8.7 of 11.
    assert explorer.state == State("max_pool_1", 5, 8)


# -- refusals


def test_an_impossible_change_says_why_and_greys_the_last_picture():
    explorer = receptive_field.explore(LAYERS, "conv_3")
    last, layers = explorer.picture, explorer.layers
    explorer.controls["kernel_size"].value = 7
    with pytest.raises(ValueError, match="spans 13 inputs") as reason:
        network.output_size(12, 7, dilation_rate=2)
    assert str(reason.value) in explorer.problem
    assert explorer.picture is last
    assert explorer.layers == layers
    assert explorer.controls["kernel_size"].value == 7, "what was refused stays, to be put right"
    assert "Not possible." in explorer._shown.value
    assert "opacity" in explorer._shown.value
    assert last.html in explorer._shown.value
    assert repr(explorer).startswith("Not possible: ")
    explorer.controls["dilation_rate"].value = 1
    assert explorer.problem == ""
    assert explorer.layers[-1] == Conv(16, 7, name="conv_3")
    assert "Not possible" not in explorer._shown.value


def test_another_layer_drops_what_was_refused():
    explorer = receptive_field.explore(LAYERS, "conv_3")
    explorer.controls["kernel_size"].value = 31
    explorer.controls["layer"].value = "conv_1"
    assert explorer.problem == ""
    assert explorer.controls["kernel_size"].value == 5
    explorer.controls["layer"].value = "conv_3"
    assert explorer.controls["kernel_size"].value == 3
    assert explorer.layers == editing.named(LAYERS)


@pytest.mark.parametrize(
    ("layers", "layer", "change", "says"),
    [
        (LAYERS, "conv_1", {"strides": 2, "dilation_rate": 2}, "cannot be combined"),
        (LAYERS, "max_pool_1", {"dilation_rate": 2}, "pooling has no dilation_rate"),
        (LAYERS, "max_pool_1", {"kernel_size": 25}, "spans 25 inputs"),
        (BRANCHED, "one", {"strides": 2}, "sum"),
    ],
)
def test_the_reason_is_told(layers, layer, change, says):
    explorer = receptive_field.explore(layers, layer)
    before = explorer.picture
    explorer.change(**change)
    assert says in explorer.problem
    assert explorer.picture is before


def test_what_must_stay_is_not_removed():
    explorer = receptive_field.explore(BRANCHED, "image")
    for layer, says in (("image", "cannot be removed"), ("sum", "joins one and other")):
        explorer.change(layer=layer)
        before = explorer.layers
        explorer.remove()
        assert says in explorer.problem
        assert explorer.layers == before
    single = receptive_field.explore([Input(shape=(8, 8, 1)), Conv(1, 3)])
    single.remove()
    assert "has no layers" in single.problem
    single.change(row=0)
    assert single.problem == ""


def test_nothing_slides_behind_a_dense_layer():
    explorer = receptive_field.explore([*LAYERS, Flatten(), Dense(3)], "dense_1")
    assert explorer.controls["kernel_size"].disabled
    explorer.add()
    assert "height, width and channels are needed" in explorer.problem
    assert explorer.state.layer == "dense_1"


def test_a_keras_model_can_be_looked_at_but_not_changed(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 26, 1)),
            layers.Conv2D(6, 5, name="conv_1"),
            layers.MaxPooling2D(name="max_pool_1"),
            layers.Conv2D(16, 3, padding="same", name="conv_2"),
            layers.Conv2D(16, 3, dilation_rate=2, name="conv_3"),
        ]
    )
    explorer = receptive_field.explore(model, None, 4, 3)
    shown = list(drawings(explorer).values())
    assert [filled(svg) for svg in shown[::-1]] == down((4, 3))
    explorer.controls["layer"].value = "conv_1"
    assert explorer.state.layer == "conv_1"
    for name in ("kind", "kernel_size", "strides", "dilation_rate", "padding", "add", "remove"):
        assert explorer.controls[name].disabled
    assert "layers not changed" in str([child.value for child in explorer._box.children if hasattr(child, "value")])
    for refused in (lambda: explorer.change(strides=2), explorer.add, explorer.remove):
        with pytest.raises(ValueError, match="A Keras model has its weights for these layers"):
            refused()
    read = receptive_field.explore(network.read(LAYERS), None, 4, 3)
    with pytest.raises(ValueError, match="has been read already"):
        read.change(strides=2)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: receptive_field.explore(LAYERS, "conv_9"), KeyError, "Similar: "),
        (lambda: receptive_field.explore(LAYERS, None, 8, 0), ValueError, r"8×7: it has no unit \(8, 0\)"),
        (lambda: receptive_field.explore(LAYERS).change(stride=2), ValueError, "no control stride; there are layer"),
        (lambda: receptive_field.explore(LAYERS).change(layer="conv_9"), ValueError, "no layer 'conv_9' here"),
        (
            lambda: receptive_field.explore([Input(shape=(None, None, 1)), Conv(1, 3)]),
            ValueError,
            "no fixed size, so there is nothing to draw",
        ),
        (lambda: receptive_field.explore([Input(shape=(5, 5, 5, 1)), Conv(1, 3)]), ValueError, "3 spatial axes"),
        (lambda: receptive_field.explore("VGG16"), TypeError, "list of layer descriptions"),
    ],
)
def test_what_cannot_be_explored_is_refused(make, error, says):
    with pytest.raises(error, match=says):
        make()


def test_an_open_input_takes_a_size():
    explorer = receptive_field.explore([Input(shape=(None, None, 1)), Conv(1, 3)], input_shape=(9, 7, 1))
    assert explorer.state == State("conv_1", 3, 2)
    explorer.change(kernel_size=5)
    assert explorer.picture.scene.size("conv_1") == (5, 3)


# -- how it is made


def test_drawing_is_a_function_of_network_and_unit():
    ready = scene.scene(LAYERS)
    state = State("conv_2", 1, 2)
    assert same(picture.render(ready, state), picture.render(ready, state))
    assert picture.render(ready, state).state == state


def test_every_control_is_native_and_has_a_label():
    explorer = receptive_field.explore(LAYERS)
    kinds = ipywidgets.Dropdown, ipywidgets.IntSlider, ipywidgets.BoundedIntText, ipywidgets.Button
    for control in explorer.controls.values():
        assert isinstance(control, kinds)
        assert control.description


def test_every_map_is_told_in_words():
    explorer = receptive_field.explore(LAYERS)
    for name, svg in drawings(explorer).items():
        assert svg.get("role") == "img"
        assert svg.get("aria-label").startswith(f"Map of {name}, ")
    root = ElementTree.fromstring(explorer._shown.value)  # noqa: S314 (our own markup)
    (status,) = root.iterfind(".//*[@role='status']")
    assert status.text == explorer.picture.summary, "what is read out at each change is short"


def test_names_are_escaped():
    explorer = receptive_field.explore([Input(shape=(8, 8, 1)), Conv(1, 3, name="<b>'&")])
    assert list(drawings(explorer)) == ["input_1", "<b>'&"]


def test_other_kinds_of_convolution_keep_their_kind():
    explorer = receptive_field.explore([Input(shape=(16, 16, 2)), DepthwiseConv(3, name="each")])
    assert explorer.controls["kind"].value == "DepthwiseConv"
    explorer.change(kernel_size=5)
    assert isinstance(explorer.layers[1], DepthwiseConv)
    assert explorer.layers[1].kernel_size == 5


def test_the_static_figure_tells_the_same(monkeypatch):
    explorer = receptive_field.explore(LAYERS, None, 4, 3)
    rows, columns = zip(*down((4, 3))[-1], strict=True)
    told = f"rows {min(rows)} to {max(rows)}, columns {min(columns)} to {max(columns)}"
    assert told in explorer.figure().get_label()
    sequence = receptive_field.explore([Input(shape=(12, 1)), Conv(1, 3)], col=2)
    assert "Unit 2 of conv_1" in sequence.figure().get_label()


def test_where_no_widget_can_be_shown_words_stand_for_it():
    explorer = receptive_field.explore(LAYERS)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.picture.summary
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_neither_keras_nor_matplotlib_is_needed():
    code = (
        "import sys\nfrom coursekit import receptive_field\nfrom coursekit.network import Conv, Input\n"
        "receptive_field.explore([Input(shape=(8, 8, 1)), Conv(1, 3)])\n"
        "assert not {'keras', 'tensorflow', 'matplotlib'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
