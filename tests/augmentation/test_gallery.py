"""The gallery: what it shows is what `Augment` draws, what it says is true, and no front end is needed to see it."""

from __future__ import annotations

import base64
import html
import io
import re
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest
from PIL import Image

from coursekit.augmentation import Augment
from coursekit.augmentation.gallery import try_out
from coursekit.augmentation.gallery.choices import CHOICES, FLIPS, OFF
from coursekit.augmentation.gallery.picture import pages
from coursekit.augmentation.gallery.state import DRAWS, IMAGES, State, changed, draw
from coursekit.data import Dataset

STRONGEST = {name: choice.strengths[-1] for name, choice in CHOICES.items()}


def dataset(name, classes, per_class, channels, size=24, seed=0):
    rng = np.random.default_rng(seed)
    count = len(classes) * per_class
    images = rng.uniform(0.2, 0.8, (count, size, size, channels)).astype(np.float32)
    return Dataset(name, images, np.repeat(np.arange(len(classes)), per_class), classes, np.full(count, "train"))


COLOUR = dataset("Colours", ("adult_males", "pups"), 3, 3)
GREY = dataset("Greys", tuple("0123456789"), 2, 1, seed=1)


@pytest.fixture
def gallery():
    return try_out(COLOUR, GREY)


def pictures(shown):
    """Alt text and pixels of every image on the page."""
    found = re.findall(r"<img alt='(.*?)'.*?src='data:image/\w+;base64,(.*?)'", shown._shown.value)
    return [
        (html.unescape(alt), np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))) for alt, content in found
    ]


# -- what is shown


def test_off_changes_nothing(gallery):
    assert all(choice.strengths[0] == OFF for choice in CHOICES.values())
    assert gallery.state.is_off
    np.testing.assert_array_equal(gallery.picture.drawn.images[:, 0], COLOUR.images[pages(COLOUR)[0]])
    assert "Everything is off" in repr(gallery)
    assert {control.label for name, control in gallery.controls.items() if name in CHOICES} == {"off"}


@pytest.mark.parametrize("name", CHOICES)
def test_every_position_is_an_augmentation_that_changes_images(name):
    strengths = CHOICES[name].strengths
    assert list(strengths) == sorted(set(strengths))
    for strength in strengths[1:]:
        state = changed(State(), **{name: strength})
        assert not np.array_equal(draw(state, COLOUR.images[:1]).images[0, 0], COLOUR.images[0]), strength
        assert state.augment.get_config()[name]
    texts = {CHOICES[name].text(strength) for strength in strengths[1:]}
    assert len(texts) == len(strengths) - 1, "two positions read alike"


def test_every_option_of_augment_has_a_control(gallery):
    not_offered = {"cval", "rescale", "preprocessing_function"}
    assert set(Augment().get_config()) - not_offered == set(gallery.controls) & set(Augment().get_config())


def test_the_code_draws_what_is_shown(gallery):
    gallery.change(**STRONGEST, horizontal_flip=True, fill_mode="wrap")
    gallery.draw_again()
    written = eval(gallery.picture.code, {"Augment": Augment})  # noqa: S307 (our own words)
    again = written(np.repeat(COLOUR.images[pages(COLOUR)[0]], DRAWS, axis=0), seed=1)
    np.testing.assert_array_equal(gallery.picture.drawn.images.reshape(again.shape), again)
    assert html.escape(gallery.picture.code) in gallery._shown.value


def test_the_page_holds_these_images(gallery):
    gallery.change(dataset=1, rotation_range=45)
    shown = pictures(gallery)
    assert len(shown) == IMAGES * (1 + DRAWS)
    for number, index in enumerate(pages(GREY)[0]):
        original, *draws = shown[number * (DRAWS + 1) : (number + 1) * (DRAWS + 1)]
        wanted = [GREY.images[index], *gallery.picture.drawn.images[number]]
        for (_, pixels), image in zip([original, *draws], wanted, strict=True):
            np.testing.assert_allclose(pixels / 255, 1 - image[..., 0], atol=0.5 / 255 + 1e-6)
        assert original[0] == f"{GREY.labels[index]}, as it came"
        angles = [float(re.search(r"turned by ([+−]\d+)°", alt)[1].replace("−", "-")) for alt, _ in draws]
        rows = slice(number * DRAWS, (number + 1) * DRAWS)
        np.testing.assert_allclose(angles, gallery.picture.drawn.parameters.rotation[rows], atol=0.51)


def test_colours_are_those_of_the_images(gallery):
    smooth = np.broadcast_to(np.linspace(0.2, 0.8, 24)[:, None, None], (6, 24, 24, 3)) * [1.0, 0.7, 0.4]
    shown = try_out(Dataset("Smooth", smooth.astype(np.float32), COLOUR.labels, COLOUR.classes, COLOUR.split))
    assert np.abs(pictures(shown)[0][1] / 255 - smooth[0]).max() < 0.03


def test_each_draw_is_told_in_words(gallery):
    gallery.change(**STRONGEST, horizontal_flip=True, vertical_flip=True)
    alts = [alt for alt, _ in pictures(gallery)]
    for word in ("turned by", "pixels to the", "pixels", "sheared", "zoomed", "slant", "contrast times", "exposure",
                 "brightness times", "channels", "blurred", "noise", "mirrored", "upside down"):  # fmt: skip
        assert any(word in alt for alt in alts), word
    assert all(alt.startswith(("adult males, ", "pups, ")) for alt in alts)


def test_pages_show_all_classes_in_turn():
    order = pages(GREY).ravel()
    assert GREY.labels[order[:20]].tolist() == [*range(10), *range(10)]
    assert len(set(order[:20].tolist())) == 20
    assert pages(COLOUR).shape[1] == IMAGES
    single = Dataset("One", COLOUR.images[:1], COLOUR.labels[:1], COLOUR.classes, COLOUR.split[:1])
    assert pages(single).tolist() == [[0] * IMAGES]


# -- what is said


@pytest.mark.parametrize("options", [{"rotation_range": 45}, {"zoom_range": 0.6}, {"perspective": 0.2},
                                     {"width_shift_range": 0.5, "shear_range": 45}])  # fmt: skip
def test_the_part_from_outside_is_what_a_mask_loses(options):
    state = changed(State(), **options, fill_mode="constant")
    drawn = draw(state, COLOUR.images[:4])
    mask = np.ones((len(drawn.parameters.rotation), 24, 24), np.uint8)
    lost = 1 - state.augment.masks(mask, drawn.parameters).mean()
    assert lost > 0.02
    assert drawn.outside == pytest.approx(lost, abs=1e-3)


def test_what_is_cut_off_at_white_is_counted():
    bright = np.full((2, 48, 48, 3), 0.9, np.float32)
    drawn = draw(changed(State(), brightness_range=0.8, rotation_range=180, fill_mode="constant"), bright)
    inside = drawn.images > 0  # outside of the images it is black by geometry, and stays so
    wanted = ((drawn.parameters.brightness * 0.9 >= 1)[:, None, None, None] & inside.reshape(-1, 48, 48, 3)).mean()
    assert 0.1 < wanted < 0.5
    # Where an edge is blended with black, the value may stay below white.
    assert drawn.clipped == pytest.approx(wanted, abs=0.05)
    assert draw(changed(State(), rotation_range=180, fill_mode="constant"), bright).clipped == 0


def test_a_middle_that_has_left_is_counted():
    state = changed(State(), width_shift_range=0.5, zoom_range=0.6)
    drawn = draw(state, COLOUR.images[:4])
    # The zoom is about the middle: a shift of s pixels becomes s / zoom.
    gone = np.abs(drawn.parameters.shift[:, 0] / drawn.parameters.zoom[:, 0]) > 12
    assert gone.any()
    assert drawn.left == gone.sum()


def test_the_summary_tells_what_was_measured(gallery):
    gallery.change(rotation_range=45, brightness_range=0.8, width_shift_range=0.5, zoom_range=0.6)
    drawn = gallery.picture.drawn
    said = gallery.picture.summary
    assert f"{100 * drawn.outside:.1f} % of all pixels lie outside" in said
    assert f"{100 * drawn.clipped:.1f} % of all values were cut off" in said
    assert f"in {drawn.left} of {IMAGES * DRAWS} draws the middle" in said
    assert html.escape(said) in gallery._shown.value
    gallery.change(**dict.fromkeys(CHOICES, OFF), horizontal_flip=True)
    assert "No pixel had to be made up from outside of the images; no value was cut off" in gallery.picture.summary
    assert "in none of 20 draws" in gallery.picture.summary


# -- the controls


def test_a_slider_moved_by_hand_draws_anew(gallery):
    before = gallery._shown.value
    gallery.controls["rotation_range"].index = 3
    assert gallery.state.strengths["rotation_range"] == CHOICES["rotation_range"].strengths[3] == 20
    assert "rotation_range=20" in gallery.picture.code
    assert gallery._shown.value != before
    gallery.controls["rotation_range"].index = 0
    assert gallery._shown.value == before
    gallery.controls["vertical_flip"].value = True
    assert gallery.state.flips == {"horizontal_flip": False, "vertical_flip": True}
    gallery.controls["fill_mode"].value = "wrap"
    assert "fill_mode='wrap'" in gallery.picture.code


def test_buttons(gallery):
    gallery.change(noise_range=0.3, horizontal_flip=True, page=0)
    first = gallery.picture.drawn.images
    gallery.controls["draw_again"].click()
    assert not np.array_equal(gallery.picture.drawn.images, first)
    assert gallery.state.strengths["noise_range"] == 0.3
    gallery.controls["all_off"].click()
    assert gallery.state.is_off
    assert [gallery.controls[name].value for name in FLIPS] == [False, False]
    seen = []
    for _ in pages(COLOUR):
        seen.append(gallery.picture.drawn.images[:, 0])
        gallery.controls["other_images"].click()
    assert not np.array_equal(seen[0], seen[1])
    np.testing.assert_array_equal(gallery.picture.drawn.images[:, 0], seen[0])


def test_another_dataset_begins_at_its_first_page(gallery):
    gallery.other_images()
    gallery.controls["dataset"].value = 1
    assert gallery.state.page == 0
    assert gallery.picture.summary.startswith("Greys: four images")
    gallery.change(dataset=0, rotation_range=90)
    assert gallery.controls["dataset"].value == 0
    assert gallery.controls["rotation_range"].label == "±90°"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"rotation_range": 7}, "no position 7; it has 0, 5"),
        ({"brightness": 0.1}, "no control 'brightness'"),
        ({"fill_mode": "mirror"}, "fill_mode must be one of"),
        ({"dataset": 2}, "from 0 to 1"),
    ],
)
def test_what_is_no_setting_is_refused_and_changes_nothing(gallery, values, reason):
    before = gallery.state, gallery._shown.value
    with pytest.raises(ValueError, match=reason):
        gallery.change(**values)
    assert (gallery.state, gallery._shown.value) == before


def test_what_is_no_dataset_is_refused():
    with pytest.raises(TypeError, match="not ndarray"):
        try_out(COLOUR.images)
    empty = Dataset("Empty", COLOUR.images[:0], COLOUR.labels[:0], COLOUR.classes, COLOUR.split[:0])
    with pytest.raises(ValueError, match="Empty has no images"):
        try_out(empty)


# -- in a notebook and without one


def test_in_a_notebook_it_is_a_widget_and_in_words(gallery):
    bundle = gallery._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(gallery)
    assert all(isinstance(control, ipywidgets.Widget) for control in gallery.controls.values())


def test_its_figure_shows_the_same(gallery):
    gallery.change(rotation_range=30)
    figure = gallery.figure()
    shown = [np.asarray(each.get_array()) for each in figure.axes[0].images]
    np.testing.assert_allclose(shown[1], gallery.picture.drawn.images[0, 0], atol=1e-6)
    assert gallery.picture.code in figure.get_label()


def test_by_default_there_are_three_datasets():
    options = try_out().controls["dataset"].options
    assert [name.split(" (")[0] for name, _ in options] == ["Sea lions", "Wafer maps", "Handwritten digits"]


def test_augmentation_is_imported_without_widgets_or_figures():
    script = (
        "import sys; import coursekit.augmentation; "
        "assert not {'ipywidgets', 'matplotlib', 'PIL', 'keras', 'cv2', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
