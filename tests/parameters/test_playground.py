"""The playground: what it shows is true, what is impossible is refused, and no front end is needed to see it."""

from __future__ import annotations

import dataclasses
import itertools
import re
import time
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest

from coursekit import network, parameters
from coursekit.parameters.widget_picture import LIMITS, State, render

STATES = [
    State(**dict(zip(("height", "width", "channels", "filters", "kernel_size"), sizes, strict=True)), **rest)
    for sizes in ((8, 8, 1, 1, 3), (6, 9, 2, 3, 2), (5, 4, 3, 4, 4))
    for rest in ({}, {"strides": 2}, {"padding": "same"}, {"strides": 3, "padding": "same"})
] + [State(9, 7, 2, 2, 3, dilation_rate=2), State(9, 9, 1, 1, 3, dilation_rate=4), State(5, 5, kernel_size=5)]


@pytest.mark.parametrize("state", STATES, ids=str)
def test_numbers_are_those_of_keras(state, keras):
    picture = render(state)
    layer = keras.layers.Conv2D(
        state.filters, state.kernel_size, state.strides, state.padding, dilation_rate=state.dilation_rate
    )
    image = keras.random.normal((1, state.height, state.width, state.channels), seed=0)
    output = np.asarray(layer(image))
    assert picture.output_shape == output.shape[1:]
    assert picture.parameters["convolution"] == layer.count_params()
    dense = keras.layers.Dense(output.size)
    dense.build((1, image.shape[1] * image.shape[2] * image.shape[3]))
    assert picture.parameters["dense"] == dense.count_params()
    assert picture.parameters["sparse"] == picture.matrix.nnz + output.size
    assert picture.matrix.shape == (output.size, np.size(image))


def test_the_orange_pixels_are_those_that_the_output_sees():
    # Brute force: change one input pixel at a time and see whether the marked output changes.
    state = State(7, 6, channels=2, filters=2, kernel_size=3, dilation_rate=2, padding="same", pixel=13)
    picture = render(state)
    row = picture.matrix[[13 * 2]].toarray().reshape(7, 6, 2).any(axis=2)
    svg = next(figure for figure in figures(picture.html) if "Input grid" in figure.get("aria-label"))
    squares = [square.get("fill") != "white" for square in svg.iter("rect") if square.get("fill") != "#F4F4F4"]
    np.testing.assert_array_equal(np.array(squares).reshape(7, 6), row)
    assert row.sum() == 6, "in the top left corner part of the kernel lies on padding"


def figures(markup):
    return list(ElementTree.fromstring(markup).iter("svg"))  # noqa: S314 (our own markup)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_picture_is_well_formed_and_told_in_words(state):
    picture = render(state)
    drawings = figures(picture.html)
    assert len(drawings) == 4
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")
    for number in picture.parameters.values():
        assert f"{number:,}" in picture.summary
        assert f"<b>{number:,}</b>" in picture.html
    assert "×".join(map(str, picture.output_shape)) in picture.summary


def test_a_colour_is_a_weight():
    import base64
    import io

    from PIL import Image

    picture = render(State(6, 6, channels=2, filters=2, kernel_size=2))
    encoded = re.search(r"base64,([^']+)'", picture.html)[1]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))))
    numbers = picture.matrix.toarray()
    assert pixels.shape == (*numbers.shape, 3)
    colours = {}
    for number, colour in zip(numbers.ravel(), map(tuple, pixels.reshape(-1, 3)), strict=True):
        assert colours.setdefault(number, colour) == colour
    assert len(set(colours.values())) == 2 * 2 * 2 * 2 + 1
    assert colours[0] == (255, 255, 255)


def test_only_kernel_channels_and_filters_change_the_parameters_of_a_convolution():
    base = State(9, 9, 2, 2, 3)
    for change, differs in (
        ({"height": 12}, False),
        ({"width": 5}, False),
        ({"strides": 2}, False),
        ({"padding": "same"}, False),
        ({"dilation_rate": 2}, False),
        ({"kernel_size": 4}, True),
        ({"channels": 3}, True),
        ({"filters": 3}, True),
    ):
        counted = render(dataclasses.replace(base, **change)).parameters["convolution"]
        assert (counted != render(base).parameters["convolution"]) is differs, change


def test_a_kernel_as_large_as_the_image_saves_nothing():
    picture = render(State(8, 8, kernel_size=8))
    assert set(picture.parameters.values()) == {65}
    assert "saves nothing" in picture.summary


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kernel_size": 9}, "kernel of 9"),
        ({"dilation_rate": 4}, "spans 9"),
        ({"strides": 2, "dilation_rate": 2}, "cannot be combined"),
        ({"height": 13}, "between 1 and 12"),
        ({"filters": 0}, "between 1 and 4"),
        ({"padding": "full"}, "padding"),
        ({"pixel": -1}, "0 or more"),
    ],
)
def test_the_impossible_is_refused_with_the_reason(change, says):
    with pytest.raises(ValueError, match=says):
        render(dataclasses.replace(State(), **change))
    with pytest.raises(ValueError, match=says):
        parameters.playground(**change)


def test_a_move_changes_state_and_picture():
    playground = parameters.playground()
    before = playground.picture
    playground.controls["strides"].value = 2
    assert playground.state == State(strides=2)
    assert playground.picture.state == playground.state
    assert playground.picture.output_shape == (3, 3, 1)
    assert playground.picture is not before
    assert playground.picture.summary in re.sub("&quot;", '"', playground._shown.value)


def test_an_impossible_move_says_why_and_greys_the_last_picture():
    playground = parameters.playground(kernel_size=8)
    last = playground.picture
    playground.controls["kernel_size"].value = 9
    with pytest.raises(ValueError, match="kernel of 9") as reason:
        network.output_size(8, 9)
    assert playground.problem == str(reason.value)
    assert playground.picture is last
    assert playground.state.kernel_size == 9
    assert "Not possible." in playground._shown.value
    assert "opacity" in playground._shown.value
    assert last.html in playground._shown.value
    assert repr(playground).startswith("Not possible: ")
    playground.controls["height"].value = 9
    playground.controls["width"].value = 9
    assert playground.problem == ""
    assert "Not possible" not in playground._shown.value


def test_change_moves_several_controls_and_draws_once(monkeypatch):
    playground = parameters.playground()
    drawn = []
    monkeypatch.setattr(playground, "_show", lambda: drawn.append(playground.state))
    playground.change(kernel_size=9, height=9, width=9)
    assert drawn == [State(9, 9, kernel_size=9)]
    assert playground.problem == ""


def test_unknown_controls_are_named():
    with pytest.raises(ValueError, match="no control stride; there are height"):
        parameters.playground(stride=2)
    with pytest.raises(ValueError, match="no control depth, stride"):
        parameters.playground().change(stride=2, depth=1)


def test_every_control_is_a_native_input_with_a_label():
    playground = parameters.playground()
    assert set(playground.controls) == {field.name for field in dataclasses.fields(State)}
    for name, control in playground.controls.items():
        assert isinstance(control, ipywidgets.BoundedIntText | ipywidgets.Dropdown)
        assert control.description
        if name in LIMITS:
            assert (control.min, control.max) == LIMITS[name]


def test_where_no_widget_can_be_shown_words_stand_for_it():
    playground = parameters.playground()
    bundle = playground._repr_mimebundle_()
    assert bundle["text/plain"] == playground.picture.summary
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_the_slowest_pictures_are_quick():
    render(State())  # imports are paid once
    slowest = {}
    for kernel, padding in itertools.product((3, 7, 11), ("valid", "same")):
        state = State(12, 12, 3, 4, kernel, padding=padding)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            render(state)
            times.append(time.perf_counter() - start)
        slowest[kernel, padding] = min(times)
    assert max(slowest.values()) < 0.1, slowest
