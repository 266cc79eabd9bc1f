"""What lecture 02 claims, worked out again without the calculator: units are followed back to the image, one by one."""

from __future__ import annotations

import csv
import itertools

import jupytext
import numpy as np
import pytest
import scipy.signal

CONV, SAME, POOL = (3, 1, 1, 0), (3, 1, 1, 1), (2, 2, 1, 0)  # kernel, stride, dilation, padding
VGG16 = [layer for convolutions in (2, 2, 3, 3, 3) for layer in [*[SAME] * convolutions, POOL]]


def seen(layers, unit=0, sizes=None):
    """All places of the image that a unit depends on, along one axis; those outside of it are dropped with `sizes`."""
    places = {unit}
    for depth, (kernel, stride, dilation, padding) in reversed(list(enumerate(layers))):
        places = {place * stride - padding + tap * dilation for place in places for tap in range(kernel)}
        if sizes:
            places &= set(range(sizes[depth]))
    return places


def side(layers):
    places = seen(layers)
    return max(places) - min(places) + 1


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "02_receptive_field.py", fmt="py:percent").cells


@pytest.fixture(scope="module")
def told(cells):
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


@pytest.fixture(scope="module")
def run(cells):
    """Runs the one code cell that holds these words, and gives what it defines."""

    def with_words(words, **names):
        found = [cell.source for cell in cells if cell.cell_type == "code" and words in cell.source]
        assert len(found) == 1, words
        space = {"np": np, "scipy": scipy} | names
        exec(found[0], space)  # noqa: S102 (the course's own cell)
        return space

    return with_words


def test_three_convolutions_see_seven_pixels_with_27_weights_for_49(keras, told):
    assert (side([CONV] * 3), side([(7, 1, 1, 0)])) == (7, 7)
    small, large = (keras.layers.Conv2D(1, kernel, use_bias=False) for kernel in (3, 7))
    for layer in (small, large):
        layer.build((None, 9, 9, 1))
    assert (3 * small.count_params(), large.count_params()) == (27, 49)
    assert "27 weights against 49" in told


def test_pooling_makes_80_of_13_and_doubling_gives_other_numbers(told):
    convolutions = [(5, 1, 1, 0), *[CONV] * 4]
    without = [side(convolutions[:depth]) for depth in range(1, 6)]
    stack = [layer for convolution in convolutions for layer in (convolution, POOL)]
    between = [side(stack[:depth]) for depth in range(1, 10, 2)]
    assert (without, between) == ([5, 7, 9, 11, 13], [5, 10, 20, 40, 80])
    assert "80 against 13. Tempting" in told
    assert "80 against 13 pixels for five convolutions" in told
    assert "Without pooling $r$ is 5, 7, 9, 11, 13." in told
    assert all(f"= {side(stack[:depth])} |" in told for depth in (1, 2, 3))  # the table that is to be continued
    assert "20" not in told.split("Continue to the fifth convolution")[1].split("With kernel $k$")[0]
    assert "The mistake gives 110, and 26 where poking finds 20." in told
    assert (doubled(stack[:9]), doubled(stack[:5]), side(stack[:5])) == (110, 26, 20)
    same = [layer for _ in range(5) for layer in (CONV, POOL)][:9]
    assert "With five times 3×3 both rules give 78" in told
    assert (doubled(same), side(same)) == (78, 78)


def doubled(layers):
    """What one sees who doubles the field at each pooling, and adds k - 1 at each convolution."""
    size = 1
    for kernel, stride, _, _ in layers:
        size = 2 * size if stride == 2 else size + kernel - 1
    return size


def test_unit_zero_begins_at_minus_three(told):
    places = seen([SAME, POOL, SAME])
    assert (min(places), max(places), (min(places) + max(places)) / 2) == (-3, 4, 0.5)
    assert "At −3. Tempting: −2" in told
    assert "It ends before pixel 5 = −3 + 8; its centre is 0.5." in told


def test_keras_puts_the_odd_zero_at_the_end(keras, told):
    # An average over ones counts the pixels under the kernel, and knows no zeros.
    ramp = np.arange(8.0).reshape(1, 8, 1)
    middles = keras.ops.convert_to_numpy(keras.layers.AveragePooling1D(3, 2, padding="same")(ramp)).ravel()
    assert middles[:3].tolist() == [1, 3, 5]  # and not 0.5 first, as with a zero in front
    odd = np.arange(7.0).reshape(1, 7, 1)
    middles = keras.ops.convert_to_numpy(keras.layers.AveragePooling1D(3, 2, padding="same")(odd)).ravel()
    assert middles[:2].tolist() == [0.5, 2]  # an odd number of pixels: a zero in front, as in torch
    assert "with an even number of pixels Keras' units look one pixel further right" in told


def test_vgg16_sees_212_pixels_from_minus_90_on(told):
    assert side(VGG16) == 212
    assert min(seen(VGG16)) == -90
    assert min(seen(VGG16, 1)) - min(seen(VGG16)) == 32
    assert "212 pixels, 7×7 units, 512 maps" in told
    assert "212" not in told.split("## As we move deeper")[0], "it is yet to be predicted"


def test_wrong_rules_are_those_seen_in_the_wild_and_six_pass_the_small_test(run, told, shared_data):
    results = run("rules = {")["results"]
    assert results.pop("right") == [side([CONV] * 3), side(VGG16)]
    with (shared_data / "reference" / "misconceptions_rf.csv").open(newline="", encoding="utf-8") as file:
        wild = {
            int(row["vgg16_block5_pool"])
            for row in csv.DictReader(file)
            if row["quantity"] == "receptive field" and not row["rule"].startswith("CORRECT")
        }
    assert {vgg for _, vgg in results.values()} <= wild
    assert len({vgg for _, vgg in results.values()}) == len(results)
    assert sum(small == 7 for small, _ in results.values()) == 6
    assert len(results) == 8
    assert all(vgg != side(VGG16) for _, vgg in results.values())
    assert "Six of the eight wrong rules pass the small test; all eight fail on VGG16" in told


def test_a_skip_connection_adds_one_pixel_among_the_five():
    assert len(seen([SAME, SAME]) | {0}) == 5


@pytest.mark.parametrize(("strided", "size"), [(0, 483), (1, 427)])
def test_resnet50_sees_more_where_the_first_convolution_has_the_stride(strided, size, told):
    layers = [(7, 2, 1, 3), (3, 2, 1, 1)]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block, (place, kernel) in itertools.product(range(blocks), enumerate((1, 3, 1))):
            stride = 2 if stage and not block and place == strided else 1
            layers.append((kernel, stride, 1, kernel // 2))
    assert side(layers) == size
    assert "483 in Keras, 427 in torchvision" in told


def test_a_strided_block_looks_one_pixel_apart(told):
    main, skip = seen([(3, 2, 1, 0)]), seen([(1, 2, 1, 0)])  # 32 pixels: "same" has its one zero at the end
    assert (main, skip) == ({0, 1, 2}, {0})
    assert "reads pixels 0 to 2, the 1×1 pixel 0: not aligned" in told


def test_in_place_the_first_block_of_mobilenet_sees_seven(told):
    assert side([(3, 2, 1, 0), (3, 2, 1, 0)]) == 7
    assert "7×7 *in place*" in told


@pytest.mark.slow
def test_squeeze_and_excitation_reaches_the_far_corner(keras):
    mobile = keras.applications.MobileNetV3Small(weights=None, input_shape=(64, 64, 3), include_top=False)
    first = keras.Model(mobile.input, mobile.get_layer("expanded_conv_project").output)
    image = np.random.default_rng(0).uniform(0, 255, (1, 64, 64, 3)).astype("float32")
    changed = image.copy()
    changed[0, -1, -1] = 0
    before, after = (keras.ops.convert_to_numpy(first(each))[0, 0, 0] for each in (image, changed))
    assert np.abs(before - after).max() > 0


@pytest.mark.parametrize(("dilations", "width", "count"), [((1, 1, 1), 7, 7), ((1, 2, 4), 15, 15), ((2, 2, 2), 13, 7)])
def test_dilation_widens_and_may_leave_holes(dilations, width, count, told):
    layers = [(3, 1, dilation, 0) for dilation in dilations]
    assert (side(layers), len(seen(layers))) == (width, count)
    assert "15 and 13, for the same 27 weights" in told
    assert "2, 2, 2 sees 49 of its 169 pixels" in told
    # The rule for a design without holes, with jump 1.
    in_front = [side(layers[:depth]) for depth in range(3)]
    assert all(d <= r for d, r in zip(dilations, in_front, strict=True)) is (count == width)


def test_a_corner_unit_of_vgg16_has_a_third_of_its_pixels(told):
    sizes = [224]
    for _, stride, _, _ in VGG16:
        sizes.append(sizes[-1] // stride)
    real = [len(seen(VGG16, unit, sizes)) ** 2 for unit in range(7)]
    assert max(real) == real[3] == 212**2
    assert sum(count == 212**2 for count in real) == 1
    assert round(real[0] / real[3], 2) == 0.33
    assert "A corner unit: a third; only the unit in the middle has all" in told


def test_zeros_are_felt_as_deep_as_there_are_layers(told):
    felt = {place for place in range(16) if {-1, 16} & set(itertools.chain(range(place - 5, place + 6)))}
    inner = 16 - len(felt)
    assert 16**2 - inner**2 == 220
    assert "Of the 256 results 220 differ" in told


def test_paths_and_the_bell(told):
    row = np.ones(1)
    for _ in range(3):
        row = np.convolve(row, np.ones(3))
    assert row.tolist() == [1, 3, 6, 7, 6, 3, 1]
    assert (row.max() ** 2, row.min() ** 2) == (49, 1)
    assert "49 against 1. Each row is 1 3 6 7 6 3 1" in told
    assert round(7**2 / 13**2, 2) == 0.29
    assert "The inner 7×7 have 29 % of these pixels, and 85 % of the paths." in told
    for _ in range(3):
        row = np.convolve(row, np.ones(3))
    square = np.outer(row, row)
    inner = square[3:10, 3:10]
    assert round(inner.sum() / square.sum(), 2) == 0.85
    assert round(np.sqrt(inner).sum() / np.sqrt(square).sum(), 2) == 0.65
    assert "The square root of the number of paths promises 65 %." in told


def test_gradients_go_with_the_square_root_of_the_number_of_paths():
    # Two linear layers of random weights, many times: the mean square is the number of paths.
    weights = np.random.default_rng(0).normal(size=(20000, 2, 3))
    products = np.array([np.convolve(one, other) for one, other in weights])
    np.testing.assert_allclose((products**2).mean(axis=0), [1, 2, 3, 2, 1], rtol=0.06)


def test_first_layer_that_always_holds_a_sea_lion(told):
    animal, outcome = 96, {}
    for depth in range(1, len(VGG16) + 1):
        boxes = [seen(VGG16[:depth], unit) for unit in (0, 1)]
        jump = min(boxes[1]) - min(boxes[0])
        outcome[depth] = (len(boxes[0]), jump)
    fits = next(depth for depth, (size, _) in outcome.items() if size >= animal)
    safe = next(depth for depth, (size, jump) in outcome.items() if size >= animal + jump - 1)
    assert (outcome[fits], outcome[safe]) == ((100, 16), (132, 16))
    assert (fits, safe) == (14, 15)  # block4_pool, block5_conv1
    boxes = [range(u, u + 100) for u in range(-160, 161, 16)]
    lucky = [x for x in range(16) if any(x in box and x + animal - 1 in box for box in boxes)]
    assert len(lucky) == 5
    assert "With luck it fits: at 5 of 16 places." in told
    assert "The first safe layer is `block5_conv1`: 132 is at least 96 + 15." in told


def test_dilation_seven_on_a_map_of_seven_leaves_one_weight(told):
    for unit in range(7):
        assert seen([(3, 1, 7, 7)], unit, [7]) == {unit}
    assert side([SAME, POOL, SAME, POOL, (3, 1, 7, 7)]) == 66
    assert "the size says 66" in told


def test_poking_finds_what_following_back_finds(run):
    tools = run("def poke(")
    conv, pool, poke = tools["conv"], tools["pool"], tools["poke"]
    found = poke([conv, pool, conv], 12, unit=(1, 0))
    rows, columns = (sorted(set(place.tolist())) for place in np.nonzero(found))
    assert rows == sorted(seen([CONV, POOL, CONV], 1))
    assert columns == sorted(seen([CONV, POOL, CONV], 0))
