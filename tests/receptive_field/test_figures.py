"""What the figures of topic 02 show is true: the places that are filled are those that loops over the kernels find."""

from __future__ import annotations

import io
import itertools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon, Rectangle
from PIL import Image

from coursekit import figures as shared
from coursekit import receptive_field
from coursekit.network import Add, Conv, Dense, Flatten, GlobalAveragePool, Input, MaxPool, Multiply, UpSample, ZeroPad
from coursekit.receptive_field import figures
from coursekit.receptive_field.by_gradients.effective import Effective

THREE = [Input(shape=(16, 14, 1)), Conv(4, 3), Conv(8, 3), Conv(8, 3)]
POOLED = [
    Input(shape=(28, 28, 1)),
    Conv(4, 3, padding="same"),
    MaxPool(2),
    Conv(8, 3, padding="same"),
    MaxPool(2),
    Conv(16, 3, padding="same"),
]
GRIDDED = [Input(shape=(31, 31, 1)), *(Conv(1, 3, dilation_rate=2) for _ in range(3))]
DENSE = [Input(shape=(12, 12, 1)), Conv(6, 5), MaxPool(2), Flatten(), Dense(10), Dense(3)]
ROW = [Input(shape=(16, 1)), Conv(1, 3, padding="same"), MaxPool(2), Conv(1, 3, padding="same")]
HOLES = [Input(shape=(24, 1)), Conv(1, 3), Conv(1, 3, dilation_rate=2), Conv(1, 3, dilation_rate=4)]
BRANCHED = [
    Input(shape=(12, 12, 1), name="image"),
    Conv(2, 3, padding="same", name="one"),
    Conv(2, 5, padding="same", inputs="image", name="other"),
    Add(inputs=("one", "other"), name="sum"),
]
# The same by hand, for the loops: kernel, stride, dilation, zeros before, inputs; from the last layer down.
BY_HAND = {
    "three": [(3, 1, 1, 0, (12, 10)), (3, 1, 1, 0, (14, 12)), (3, 1, 1, 0, (16, 14))],
    "pooled": [(3, 1, 1, 1, 7), (2, 2, 1, 0, 14), (3, 1, 1, 1, 14), (2, 2, 1, 0, 28), (3, 1, 1, 1, 28)],
    "gridded": [(3, 1, 2, 0, 23), (3, 1, 2, 0, 27), (3, 1, 2, 0, 31)],
    "row": [(3, 1, 1, 1, 8), (2, 2, 1, 0, 16), (3, 1, 1, 1, 16)],
    "holes": [(3, 1, 4, 0, 18), (3, 1, 2, 0, 22), (3, 1, 1, 0, 24)],
}
IMAGE = np.linspace(0, 1, 28 * 28).reshape(28, 28)


def down(name, unit, axis=0, clip=True, begin=0):
    """For each map from the unit's down: the places that are seen along one axis, by loops, from layer `begin` on."""
    found = [{unit}]
    for kernel, stride, dilation, before, sizes in BY_HAND[name][begin:]:
        size = sizes[axis] if isinstance(sizes, tuple) else sizes
        places = {at * stride - before + j * dilation for at in found[-1] for j in range(kernel)}
        found.append({place for place in places if 0 <= place < size} if clip else places)
    return found


def grid(name, unit):
    """The same for both axes: sets of (row, column)."""
    rows, columns = down(name, unit[0], 0), down(name, unit[1], 1)
    return [set(itertools.product(*each)) for each in zip(rows, columns, strict=True)]


def texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts] + [
        axis.get_title(loc=loc) for axis in figure.axes for loc in ("left", "center")
    ]


def heat():
    rows, columns = np.mgrid[:28, :28]
    return np.exp(-((rows - 13.5) ** 2 + (columns - 13.5) ** 2) / 18)


EXAMPLES = {
    "growth": lambda: figures.growth({"three": THREE, "with pooling": POOLED, "dense": DENSE}, channels=True),
    "pyramid": lambda: figures.pyramid(POOLED),
    "pyramid with an image": lambda: figures.pyramid(POOLED, row=1, col=0, image=IMAGE),
    "pyramid with holes": lambda: figures.pyramid(GRIDDED),
    "pyramid to the top": lambda: figures.pyramid(DENSE),
    "chain": lambda: figures.chain(ROW),
    "chain with holes": lambda: figures.chain(HOLES, numbers=False),
    "on an image": lambda: figures.on_image(IMAGE, receptive_field.of(POOLED), (3, 3)),
    "with heat": lambda: figures.on_image(IMAGE, receptive_field.of(POOLED), (3, 3), heat()),
    "with an inner box": lambda: figures.on_image(
        IMAGE, receptive_field.of(POOLED), (3, 3), heat(), inner=(9, 9, 19, 19), title="trained"
    ),
    "chain beyond the border": lambda: figures.chain(ROW, unit=0, beyond=True),
    "border in shares": lambda: figures.border(POOLED, share=True),
    "side by side": lambda: figures.side_by_side({"pooled": POOLED, "one": POOLED[:2], "two": POOLED[:3]}, IMAGE),
    "conventions": figures.padding_conventions,
    "dense and convolution": figures.dense_and_convolution,
    "seen pixels": lambda: figures.seen_pixels({"gridded": receptive_field.of(GRIDDED)}),
    "border": lambda: figures.border(POOLED),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_becomes_a_picture_that_is_not_blank_nor_cut_off(name):
    picture = Image.open(io.BytesIO(shared.png(EXAMPLES[name]())))
    grey = np.asarray(picture.convert("L"))
    assert 1000 < picture.size[0] <= 1800, "wider than a notebook, or too small to be read"
    assert (grey < 128).mean() > 0.002, "nothing dark is drawn"
    border = np.concatenate([grey[:4].ravel(), grey[-4:].ravel(), grey[:, :4].ravel(), grey[:, -4:].ravel()])
    assert border.min() > 250, "something is cut off at the border"


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_text_lies_on_another(name):
    figure = EXAMPLES[name]()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    for axis in figure.axes:
        # Text in squares and circles stands where these stand.
        boxes = [text.get_window_extent(renderer).padded(-1) for text in axis.texts if text.get_text().strip()]
        labels = [label for label in [axis.title, axis._left_title] if label.get_text()]
        boxes += [label.get_window_extent(renderer).padded(-1) for label in labels]
        for one, other in itertools.combinations(boxes, 2):
            assert not one.overlaps(other)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_brings_its_words_with_numbers(name):
    alt = EXAMPLES[name]().get_label()
    assert len(alt.split()) > 15
    assert any(letter.isdigit() for letter in alt)
    assert "-" not in [word[0] for word in alt.split()], "true minus signs"


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(mpl.rcParams)
    shared.png(figures.chain(ROW))
    assert dict(mpl.rcParams) == before


# -- growth


def test_growth_draws_the_sizes_that_loops_find():
    drawn = figures.growth({"pooled": POOLED, "gridded": GRIDDED})
    sizes, maps = drawn.axes
    for line, name, layers in zip(sizes.lines, ("pooled", "gridded"), (5, 3), strict=True):
        expected = []
        for depth in range(layers + 1):
            seen = down(name, 0, clip=False, begin=layers - depth)[-1]
            expected.append(max(seen) - min(seen) + 1)
        assert list(line.get_ydata()) == expected
        assert list(line.get_xdata()) == list(range(layers + 1))
        assert line.get_label() == name
    assert [list(line.get_ydata()) for line in maps.lines] == [[28, 28, 14, 14, 7, 7], [31, 27, 23, 19]]
    assert "conv_3 18" in drawn.get_label()
    assert "28, 28, 14, 14, 7, 7" in drawn.get_label()


def test_growth_writes_a_level_once_and_no_number_over_another():
    drawn = figures.growth({"deep": [Input(shape=(64, 64, 3)), *[Conv(64, 3, padding="same")] * 22]}, channels=True)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    for axis in drawn.axes:
        areas = [text.get_window_extent(canvas.get_renderer()) for text in axis.texts]
        assert not any(one.overlaps(other) for one, other in itertools.combinations(areas, 2))
    assert [text.get_text() for text in drawn.axes[1].texts] == ["64"]
    assert "45" in [text.get_text() for text in drawn.axes[0].texts]  # the last one: 1 + 22 · 2


def test_growth_shows_where_a_unit_sees_all():
    drawn = figures.growth({"dense": DENSE}, channels=True)
    curve, star, _ = drawn.axes[0].lines
    legend = [text.get_text() for text in drawn.axes[0].get_legend().get_texts()]
    assert legend == ["dense", "sees all"]
    assert list(curve.get_ydata()) == [1, 5, 6]
    assert (star.get_marker(), *star.get_xdata(), *star.get_ydata()) == ("*", 3, 12)
    assert list(drawn.axes[2].lines[0].get_ydata()) == [1, 6, 6, 10]
    assert "From dense_1 on a unit sees the whole image." in drawn.get_label()


def test_growth_counts_the_longest_way_where_branches_meet():
    longer = [*BRANCHED[:3], Conv(2, 3, padding="same", name="more"), Add(inputs=("one", "more")), Conv(2, 3)]
    (line,) = figures.growth({"branched": longer}).axes[0].lines
    # One and other are equally far from the image, and other sees more; behind both ways there are three layers.
    assert list(line.get_ydata()) == [1, 5, 7, 9]
    assert list(line.get_xdata()) == [0, 1, 2, 3]


def test_growth_leaves_side_branches_out_that_see_all():
    squeezed = [
        Input(shape=(12, 12, 2)),
        Conv(4, 3, padding="same", name="conv"),
        GlobalAveragePool(keepdims=True, name="pool"),
        Conv(4, 1, name="gate"),
        Multiply(inputs=("conv", "gate")),
        Conv(4, 3, padding="same"),
    ]
    drawn = figures.growth({"squeezed": squeezed})
    assert list(drawn.axes[0].lines[0].get_ydata()) == [1, 3, 5]
    assert list(drawn.axes[1].lines[0].get_ydata()) == [12, 12, 12]
    assert "From conv_1 on a unit sees the whole image." in drawn.get_label()


# -- pyramid


def cells(drawn, level):
    """The places of a map that are filled, from the polygons on the paper; and the colour."""
    axis = drawn.axes[0]
    outlines = [
        patch for patch in axis.patches if isinstance(patch, Polygon) and patch.get_facecolor()[:3] == (1, 1, 1)
    ]
    outline = next(patch for patch in outlines if patch.zorder == level)
    corner, right, _, bottom = outline.get_xy()[:4]
    back = np.linalg.inv(np.array([bottom - corner, right - corner]).T)
    (filled,) = [each for each in axis.collections if isinstance(each, PolyCollection) and int(each.zorder) == level]
    rows, columns = SIZES[drawn][level]
    found = set()
    for path in filled.get_paths():
        ends = (back @ (path.vertices[:4] - corner).T).T * (rows, columns)
        (top, left), (low, far) = ends.min(axis=0).round(6), ends.max(axis=0).round(6)
        assert all(float(edge).is_integer() for edge in (top, left, low, far))
        found |= set(itertools.product(range(int(top), int(low)), range(int(left), int(far))))
    return found, to_hex(filled.get_facecolor()[0]).upper()


SIZES = {}


@pytest.mark.parametrize(
    ("name", "network", "unit", "sizes"),
    [
        ("three", THREE, (4, 5), [(16, 14), (14, 12), (12, 10), (10, 8)]),
        ("pooled", POOLED, (3, 3), [(28, 28)] * 2 + [(14, 14)] * 2 + [(7, 7)] * 2),
        ("pooled", POOLED, (0, 6), [(28, 28)] * 2 + [(14, 14)] * 2 + [(7, 7)] * 2),
        ("gridded", GRIDDED, (9, 0), [(31, 31), (27, 27), (23, 23), (19, 19)]),
    ],
    ids=["three", "pooled", "at the corner", "with holes"],
)
def test_the_places_filled_in_the_pyramid_are_those_that_loops_find(name, network, unit, sizes):
    drawn = figures.pyramid(network, None, *unit)
    SIZES[drawn] = sizes
    expected = grid(name, unit)[::-1]
    for level, places in enumerate(expected):
        found, colour = cells(drawn, level)
        assert found == places
        assert colour == (shared.INK if level == len(expected) - 1 else shared.ORANGE)
    rows, columns = ({place[axis] for place in expected[0]} for axis in (0, 1))
    told = f"rows {min(rows)} to {max(rows)}, columns {min(columns)} to {max(columns)}"
    assert told in drawn.get_label()
    if name == "gridded":
        assert f"{len(expected[0])} places of them" in drawn.get_label()


def test_the_unit_in_the_middle_is_shown_by_default():
    drawn = figures.pyramid(THREE)
    SIZES[drawn] = [(16, 14), (14, 12), (12, 10), (10, 8)]
    assert cells(drawn, 3)[0] == {(5, 4)}
    assert {n for n, (colour, _, _) in rows_of(figures.chain(HOLES))[-1].items() if colour == shared.INK} == {5}


def test_the_pyramid_shows_the_maps_that_are_asked_for():
    drawn = figures.pyramid(POOLED, "conv_3", 2, 2, layers=["max_pool_1"])
    names = [text.split("\n")[0] for text in texts(drawn) if "\n" in text]
    assert names == ["input_1", "max_pool_1", "conv_3"]


def test_a_deep_pyramid_keeps_to_six_maps_with_both_ends():
    deep = [Input(shape=(40, 40, 1)), *(Conv(1, 3) for _ in range(15))]
    names = [text.split("\n")[0] for text in texts(figures.pyramid(deep)) if "\n" in text]
    assert len(names) == 6
    assert (names[0], names[-1]) == ("input_1", "conv_15")


def test_the_pyramid_refuses_what_it_cannot_draw():
    with pytest.raises(ValueError, match=r"Draw sequences with chain"):
        figures.pyramid(ROW)
    with pytest.raises(ValueError, match="'conv_9' is not on the way"):
        figures.pyramid(POOLED, layers=["conv_9"])
    with pytest.raises(IndexError, match="from 0 to 6"):
        figures.pyramid(POOLED, row=7)
    with pytest.raises(ValueError, match="no fixed size"):
        figures.pyramid([Input(shape=(None, None, 1)), Conv(1, 3)])
    with pytest.raises(ValueError, match=r"The image is 27×28, but the network takes 28×28"):
        figures.pyramid(POOLED, image=IMAGE[1:])


# -- chain


def rows_of(drawn):
    """For each row from the bottom: {number: (colour, dashed, x)}."""
    axis = drawn.axes[0]
    found = {}
    for circle in axis.collections:
        assert isinstance(circle, PathCollection)
        ((x, y),) = circle.get_offsets()
        (number,) = [t.get_text() for t in axis.texts if t.get_position() == (x, y)]
        dashed = circle.get_linestyle()[0][1] is not None
        colour = to_hex(circle.get_facecolor()[0]).upper()
        found.setdefault(y, {})[int(number.replace("−", "-"))] = (colour, dashed, x)
    return [found[y] for y in sorted(found)]


@pytest.mark.parametrize(
    ("name", "network", "unit"), [("row", ROW, 4), ("row", ROW, 0), ("row", ROW, 7), ("holes", HOLES, 5)]
)
def test_the_circles_of_a_chain_are_those_that_loops_find(name, network, unit):
    drawn = figures.chain(network, unit=unit)
    rows = rows_of(drawn)
    seen = down(name, unit)[::-1]
    for row, places in zip(rows[:-1], seen[:-1], strict=True):
        assert {number for number, (colour, _, _) in row.items() if colour == shared.ORANGE} == places
    assert {number for number, (colour, _, _) in rows[-1].items() if colour == shared.INK} == {unit}
    # One circle a place, and dashed ones for the zeros that padding puts around.
    for row, (_, _, _, before, size) in zip(rows, BY_HAND[name][::-1], strict=False):
        zeros = {number for number, (_, dashed, _) in row.items() if dashed}
        assert zeros == ({-1, size} if before else set())
        assert row.keys() - zeros == set(range(size))


@pytest.mark.parametrize(("name", "network", "unit"), [("row", ROW, 0), ("row", ROW, 4), ("holes", HOLES, 5)])
def test_the_lines_of_a_chain_lead_from_each_place_to_what_it_reads(name, network, unit):
    drawn = figures.chain(network, unit=unit)
    rows = rows_of(drawn)
    found = set()
    for line in drawn.axes[0].lines:
        (x, above), (y, _) = line.get_xdata(), line.get_ydata()
        lower = next(number for number, (_, _, at) in rows[y].items() if at == x)
        upper = next(number for number, (_, _, at) in rows[y + 1].items() if at == above)
        assert (line.get_linestyle() == "--") is (lower < 0 or rows[y][lower][1])
        found.add((y, upper, lower))
    expected = set()
    for depth, (places, (kernel, stride, dilation, before, _)) in enumerate(
        zip(down(name, unit)[:-1], BY_HAND[name], strict=True)
    ):
        level = len(BY_HAND[name]) - 1 - depth
        expected |= {(level, place, place * stride - before + j * dilation) for place in places for j in range(kernel)}
    assert found == expected


def test_each_circle_stands_over_the_middle_of_what_it_sees():
    for network, name in ((ROW, "row"), (HOLES, "holes")):
        rows = rows_of(figures.chain(network))
        for unit in range(1, 5):
            seen = down(name, unit, clip=False)[-1]
            assert rows[-1][unit][2] == (min(seen) + max(seen)) / 2


def test_a_chain_writes_size_jump_and_start():
    drawn = figures.chain(ROW)
    assert "r 8, j 2, u −3" in texts(drawn)  # 3, then 4, then 8 wide; starts at −1, −1, −1 − 2
    assert "r 8, j 2, u −3" in drawn.get_label()
    bare = figures.chain(ROW, numbers=False)
    assert not [text for text in texts(bare) if text.startswith("r ")]
    assert "r 8" not in bare.get_label(), "nor may the words give away what is to be worked out"
    assert "k 2, s 2, d 1, p 0" in "\n".join(texts(bare))


@pytest.mark.parametrize("unit", [0, 7])
def test_a_chain_can_follow_padding_to_where_the_unclipped_field_begins_and_ends(unit):
    rows = rows_of(figures.chain(ROW, unit=unit, beyond=True))
    unclipped = down("row", unit, clip=False)[::-1]
    for row, places, clipped in zip(rows[:-1], unclipped[:-1], down("row", unit)[::-1], strict=False):
        assert places <= row.keys()
        assert {number for number, (colour, _, _) in row.items() if colour == shared.ORANGE} == clipped
        assert all(row[place][1] for place in places - clipped), "padding is dashed"
    assert (min(rows[0]), max(rows[0])) == ((-3, 16) if unit == 0 else (-1, 18))


def test_what_only_padding_would_have_read_is_not_seen():
    wide = [Input(shape=(12, 1)), Conv(1, 2, dilation_rate=3), ZeroPad(1), Conv(1, 2)]
    drawn = figures.chain(wide, unit=0, beyond=True)
    below, *_ = rows_of(drawn)
    assert {number for number, (colour, _, _) in below.items() if colour == shared.ORANGE} == {0, 3}
    # Unit 0 of the last layer reads the zero, which stands at -1 of the first layer's map and would read -1 and 2.
    (line,) = [each for each in drawn.axes[0].lines if each.get_xdata()[0] == below[2][2] and each.get_ydata()[0] == 0]
    assert line.get_linestyle() == "--"
    assert "padding −1" in drawn.get_label()


def test_a_chain_goes_through_a_dense_layer_and_along_one_axis_of_an_image():
    rows = rows_of(figures.chain(DENSE))
    assert [len(row) for row in rows] == [12, 8, 4, 1, 1]
    assert all(colour == shared.ORANGE for row in rows[:-1] for colour, _, _ in row.values())
    wide = [Input(shape=(6, 9, 1)), ZeroPad(1), Conv(1, (1, 3), strides=2)]
    assert len(rows_of(figures.chain(wide, axis=1))[0]) == 9 + 2
    assert "width" in figures.chain(wide, axis=1).get_label()


def test_after_up_sampling_two_units_read_the_same_place():
    network = [Input(shape=(6, 1)), UpSample(2)]
    drawn = figures.chain(network, unit=3)
    assert {n for n, (colour, _, _) in rows_of(drawn)[0].items() if colour == shared.ORANGE} == {1}


def test_a_chain_refuses_what_it_cannot_draw():
    with pytest.raises(ValueError, match=r"sum \(Add\) has several inputs"):
        figures.chain(BRANCHED)
    with pytest.raises(ValueError, match="circles cannot be read; the most is 40"):
        figures.chain([Input(shape=(64, 1)), Conv(1, 3)])
    with pytest.raises(IndexError, match="from 0 to 7"):
        figures.chain(ROW, unit=8)
    with pytest.raises(ValueError, match="axis must lie between 0 and 0"):
        figures.chain(ROW, axis=1)


# -- on an image


def boxes(axis):
    """Boxes drawn on an image: (top, left, bottom, right)."""
    found = set()
    for patch in axis.patches:
        assert isinstance(patch, Rectangle)
        left, top = patch.get_xy()
        found.add((top, left, top + patch.get_height(), left + patch.get_width()))
    return found


@pytest.mark.parametrize("unit", [(3, 3), (0, 6), (6, 2)])
def test_the_box_on_the_image_holds_what_loops_find_and_the_rest_is_pale(unit):
    drawn = figures.on_image(IMAGE, receptive_field.of(POOLED), unit)
    (axis,) = drawn.axes
    seen = grid("pooled", unit)[-1]
    rows, columns = zip(*seen, strict=True)
    assert boxes(axis) == {(min(rows), min(columns), max(rows) + 1, max(columns) + 1)}
    shown = np.asarray(axis.images[0].get_array())
    kept = (shown == np.round(255 * IMAGE)[..., None]).all(axis=2)
    assert {tuple(place) for place in np.argwhere(kept).tolist()} >= seen
    assert kept.sum() < len(seen) + 28, "outside the image is paler"
    assert f"rows {min(rows)} to {max(rows)}, columns {min(columns)} to {max(columns)}" in drawn.get_label()


def test_strong_influence_is_counted_as_luo_et_al_count_it():
    strength = heat()
    drawn = figures.on_image(IMAGE, receptive_field.of(POOLED), (3, 3), strength)
    strong = sum(value / strength.max() > 1 - 0.9545 for value in strength.ravel())
    seen = len(grid("pooled", (3, 3))[-1])
    assert any(f"{strong:,} of {seen:,} pixels ({strong / seen:.0%})" in text for text in texts(drawn))
    assert f"{strong:,} pixels" in drawn.get_label()
    measured = Effective(strength / strength.max(), (3, 3), "conv_3", "input_1", 1)
    again = figures.on_image(IMAGE, receptive_field.of(POOLED), (3, 3), measured)
    assert again.get_label() == drawn.get_label()
    assert round(measured.size**2) == strong
    with pytest.raises(ValueError, match=r"The heat map is of unit \(3, 3\) of 'conv_3', not of \(2, 3\)"):
        figures.on_image(IMAGE, receptive_field.of(POOLED), (2, 3), measured)


def test_an_inner_box_tells_its_share_of_the_influence():
    strength, field = heat(), receptive_field.of(POOLED)
    drawn = figures.on_image(IMAGE, field, (3, 3), strength, inner=(10, 9, 17, 19), title="trained")
    share = sum(strength[row, col] for row in range(10, 17) for col in range(9, 19)) / sum(strength.ravel())
    assert f"inner 7×10, dashed:\n{share:.0%} of the influence" in texts(drawn)
    assert (10, 9, 17, 19) in boxes(drawn.axes[1])
    assert not [text for text in texts(drawn) if "above" in text], "no line that nobody explains"
    assert drawn.get_suptitle() == "trained"
    assert drawn.get_label().startswith("trained. ")
    assert f"{share:.0%} of all influence" in drawn.get_label()
    assert not [text for text in texts(drawn) if "above" in text], "no line that nobody explains"
    for box in ((10, 9, 10, 19), (-1, 0, 5, 5), (20, 20, 29, 25)):
        with pytest.raises(ValueError, match="inner box must lie on the image"):
            figures.on_image(IMAGE, field, (3, 3), strength, inner=box)
    with pytest.raises(ValueError, match="give `heat`, too"):
        figures.on_image(IMAGE, field, (3, 3), inner=(10, 9, 17, 19))


@pytest.mark.parametrize(
    ("strength", "says"),
    [
        (np.ones((27, 28)), r"shape \(27, 28\)"),
        (-np.ones((28, 28)), "0 or more"),
        (np.zeros((28, 28)), "not all of them 0"),
        (np.full((28, 28), np.nan), "0 or more"),
    ],
)
def test_a_heat_map_that_is_none_is_refused(strength, says):
    with pytest.raises(ValueError, match=says):
        figures.on_image(IMAGE, receptive_field.of(POOLED), (3, 3), strength)


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((28, 28, 2)), r"\(h, w, 3\), not \(28, 28, 2\)"),
        (np.full((28, 28), 2.0), "0 to 1"),
        (np.full((28, 28), np.nan), "0 to 1"),
        (np.full((28, 28), 256), "0 to 255"),
        (np.zeros((14, 28)), "takes 28×28"),
    ],
)
def test_what_is_no_image_is_refused(image, says):
    with pytest.raises(ValueError, match=says):
        figures.on_image(image, receptive_field.of(POOLED), (3, 3))


def test_side_by_side_draws_the_unit_over_the_same_pixel():
    open_network = [Input(shape=(None, None, 1)), Conv(1, 5, padding="same")]
    drawn = figures.side_by_side({"pooled": POOLED, "open": open_network}, IMAGE, pixel=(6, 21))
    # By hand: 7 units 4 pixels apart, whose centres are at 1.5, 5.5, ...: 6 is over unit 1, 21 over unit 5.
    seen = grid("pooled", (1, 5))[-1]
    rows, columns = zip(*seen, strict=True)
    assert boxes(drawn.axes[0]) == {(min(rows), min(columns), max(rows) + 1, max(columns) + 1)}
    assert boxes(drawn.axes[1]) == {(4, 19, 9, 24)}
    assert "pooled: 18×18\nconv_3, unit (1, 5)" in texts(drawn)


def test_side_by_side_takes_the_last_layer_that_does_not_see_all():
    image = np.zeros((12, 12))
    pooled = [*DENSE[:3], GlobalAveragePool()]
    drawn = figures.side_by_side({"dense": DENSE, "pooled": pooled, "first": DENSE}, image, layers={"first": "conv_1"})
    assert [text.split("\n")[1].split(",")[0] for text in texts(drawn) if "\n" in text] == [
        "max_pool_1",
        "max_pool_1",
        "conv_1",
    ]
    with pytest.raises(ValueError, match="The image is 28×28, but 'network' takes 12×12"):
        figures.side_by_side({"dense": DENSE}, IMAGE)


# -- conventions, holes, border


def test_the_conventions_are_those_of_keras(keras):
    drawn = figures.padding_conventions()
    for axis, pixels, layers in zip(
        drawn.axes,
        (8, 7, 8),
        (
            [keras.layers.Conv1D(1, 3, 2, padding="same", kernel_initializer="ones")],
            [keras.layers.Conv1D(1, 3, 2, padding="same", kernel_initializer="ones")],
            [keras.layers.ZeroPadding1D(1), keras.layers.Conv1D(1, 3, 2, kernel_initializer="ones")],
        ),
        strict=True,
    ):
        one_hot = np.eye(pixels)[..., None]  # an image for each pixel
        model = keras.Sequential([keras.Input((pixels, 1)), *layers])
        read = np.asarray(model(one_hot))[..., 0].T > 0  # (unit, pixel)
        filled = {round(patch.get_x() + 0.46) for patch in axis.patches
                  if to_hex(patch.get_facecolor()).upper() == shared.ORANGE}  # fmt: skip
        assert filled == set(np.flatnonzero(read[0]))
        # Unit 1 lies off the border, and two pixels further than unit 0.
        start = int(np.flatnonzero(read[1])[0]) - 2
        said = "\n".join(text.get_text() for text in axis.texts)
        assert f"zeros: {-start} before" in said
        assert f"starts at {start}".replace("-", "−") in said
        assert f"centre {start + 1} (origin 0)" in said
        assert f"centre {start + 1.5:g} (origin 0.5)" in said


def test_a_dense_unit_sees_all_and_a_convolution_little():
    drawn = figures.dense_and_convolution(inputs=11, kernel=4)
    for axis, count in zip(drawn.axes, (11, 4, 7), strict=True):
        orange = [c for c in axis.collections if to_hex(c.get_facecolor()[0]).upper() == shared.ORANGE]
        assert sum(circle.get_offsets()[0][1] == 0 for circle in orange) == count
        assert f"a unit sees {count} of 11" in axis.get_title(loc="left")
        assert f" {count}" in drawn.get_label()
    for wrong in ({"inputs": 4}, {"inputs": 14}, {"kernel": 1}, {"kernel": 6}):
        with pytest.raises(ValueError, match="5 to 13 inputs"):
            figures.dense_and_convolution(**wrong)


def test_seen_pixels_are_those_that_loops_find():
    networks = {"three": THREE, "gridded": GRIDDED}
    drawn = figures.seen_pixels({name: receptive_field.of(network) for name, network in networks.items()})
    for axis, name in zip(drawn.axes, networks, strict=True):
        seen = [sorted(down(name, 0, axis=at, clip=False)[-1]) for at in (0, 1)]
        expected = np.zeros([max(each) - min(each) + 1 for each in seen], bool)
        expected[np.ix_(*(np.array(each) - min(each) for each in seen))] = True
        np.testing.assert_array_equal(~np.asarray(axis.images[0].get_array()).astype(bool), expected)
        told = f"{expected.sum()} seen: {expected.mean():.0%}"
        assert told in axis.get_title(loc="left")
        assert f"{expected.sum()} of the" in drawn.get_label()
    with pytest.raises(ValueError, match="none that is the whole input"):
        figures.seen_pixels({"dense": receptive_field.of(DENSE)})
    with pytest.raises(ValueError, match="1 to 4 fields"):
        figures.seen_pixels({})


def test_at_the_border_units_see_less_of_the_image():
    drawn = figures.border(POOLED)
    shown = np.asarray(drawn.axes[0].images[0].get_array())
    expected = np.array([[len(grid("pooled", (row, column))[-1]) for column in range(7)] for row in range(7)])
    np.testing.assert_array_equal(shown, expected)
    assert [text.get_text() for text in drawn.axes[0].texts] == [f"{count}" for count in expected.ravel()]
    assert f"those in the corners {expected[0, 0]} (top left)" in drawn.get_label()
    in_shares = figures.border(POOLED, share=True)
    shares = [text.get_text() for text in in_shares.axes[0].texts]
    full = len(down("pooled", 0, clip=False)[-1]) ** 2
    assert shares == [f"{count / full:.0%}" for count in expected.ravel()]
    assert f"share of {full} that is: {shares[0]} top left" in in_shares.get_label()
    with pytest.raises(ValueError, match="no grid"):
        figures.border(DENSE)
    with pytest.raises(ValueError, match="60×60 units, more than 2,500"):
        figures.border([Input(shape=(60, 60, 1)), Conv(1, 3, padding="same")])


def test_too_many_networks_are_refused():
    with pytest.raises(ValueError, match="1 to 6 networks, not for 7"):
        figures.growth(dict.fromkeys("abcdefg", THREE))
    with pytest.raises(ValueError, match="1 to 6 networks, not for 0"):
        figures.side_by_side({}, IMAGE)


def test_figures_are_drawn_from_keras_models_too(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, padding="same"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, padding="same"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, padding="same"),
        ]
    )
    drawn = figures.pyramid(model, row=3, col=3)
    SIZES[drawn] = [(28, 28)] * 2 + [(14, 14)] * 2 + [(7, 7)] * 2
    assert [cells(drawn, level)[0] for level in range(6)] == grid("pooled", (3, 3))[::-1]
