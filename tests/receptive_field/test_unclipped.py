"""What is told as if the image went on for ever, against the same layers on an image whose borders nobody sees."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from coursekit import receptive_field

# No shrinking: building the models again and again takes minutes.
phases = (Phase.explicit, Phase.generate)
several = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck), phases=phases)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
steps = st.sampled_from([(1, 1), (1, 1), (2, 1), (1, 2), (2, 2), (3, 1)])
ends = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 2))] * 2)


def drawn_layer(draw, brute):
    """A layer that treats all places alike, and its strides."""
    layers, padding = brute.layers, draw(st.sampled_from(["valid", "same"]))
    kind = draw(st.integers(0, 9))
    if kind < 3:
        strides = draw(steps)
        return brute.conv(2, draw(pairs), strides=strides, padding=padding), strides
    if kind < 4:
        return brute.conv(2, draw(pairs), dilation_rate=draw(pairs), padding=padding), (1, 1)
    if kind < 5:
        strides = draw(steps)
        return layers.MaxPooling2D(draw(pairs), strides=strides, padding=padding), strides
    if kind < 6:
        strides = draw(steps)
        return layers.Conv2DTranspose(
            2, draw(pairs), strides=strides, padding=padding, kernel_initializer=brute.positive
        ), (1, 1)
    if kind < 7:
        return layers.ZeroPadding2D(draw(ends)), (1, 1)
    if kind < 8:
        return layers.Cropping2D(draw(ends)), (1, 1)
    if kind < 9:
        return layers.UpSampling2D(draw(steps)), (1, 1)
    return layers.UpSampling2D(2, interpolation="bilinear"), (1, 1)


def drawn_network(draw, brute):
    """How a network is built on an image of any size: a function of the image, and the product of all strides."""
    plan, total = [], np.ones(2, dtype=int)
    for _ in range(draw(st.integers(1, 4))):
        layer, strides = drawn_layer(draw, brute)
        plan.append((layer, draw(st.booleans())))
        total *= strides
    cuts = draw(ends)

    def build(image):
        main = branch = image
        for layer, aside in plan:
            if aside:
                branch = layer(branch)
            else:
                main = layer(main)
        if main is branch or image in (main, branch):
            return branch if main is image else main
        branch = brute.layers.Cropping2D(cuts)(branch)
        left = [main.shape[axis] - branch.shape[axis] for axis in (1, 2)]
        main = brute.layers.Cropping2D([(max(more, 0) // 2, max(more, 0) - max(more, 0) // 2) for more in left])(main)
        branch = brute.layers.Cropping2D([(0, max(-more, 0)) for more in left])(branch)
        return brute.layers.Maximum()([main, branch])

    return build, tuple(int(number) for number in total)


def model_on(brute, build, sizes):
    image = brute.keras.Input((*sizes, 2))
    return brute.keras.Model(image, build(image))


def lines(brute, model):
    """For each axis which of its lines of pixels change which units: (lines, rows, columns)."""
    found = []
    for axis in (0, 1):
        (change,) = brute.changes(model, model.outputs, axes=(axis,))
        found.append(change.any(axis=-1))
    return found


@several
@given(st.data())
def test_boxes_and_numbers(brute_force, data):
    build, total = drawn_network(data.draw, brute_force)
    sizes = data.draw(st.tuples(st.integers(7, 9), st.integers(7, 9)))
    try:
        small = model_on(brute_force, build, sizes)
    except ValueError:
        assume(False)
    field = receptive_field.of(small)
    assume(max(field.size) < 20 and None not in field.phases)
    # Larger by whole steps at each border, so that padding stays the same; the two maps then differ by as many units at
    # each border as there are more.
    more = tuple((max(field.size) + 6 + 2 * step) // step * step for step in total)
    try:
        large = model_on(brute_force, build, tuple(size + 2 * extra for size, extra in zip(sizes, more, strict=True)))
    except ValueError:
        assume(False)  # the cuts that bring the branches together differ
    maps = small.output.shape[1:3], large.output.shape[1:3]
    assume(all((after - before) % 2 == 0 for before, after in zip(*maps, strict=True)))
    shift = tuple((after - before) // 2 for before, after in zip(*maps, strict=True))
    rows, columns = lines(brute_force, large)
    boxes = {}
    for unit in np.ndindex(*maps[0]):
        at = tuple(place + by for place, by in zip(unit, shift, strict=True))
        seen = [np.flatnonzero(lines[:, at[0], at[1]]) for lines in (rows, columns)]
        if all(len(line) for line in seen):
            firsts = [int(line[0]) - extra for line, extra in zip(seen, more, strict=True)]
            boxes[unit] = (*firsts, *(int(line[-1]) + 1 - extra for line, extra in zip(seen, more, strict=True)))
            middles = [(boxes[unit][axis] + boxes[unit][axis + 2] - 1) / 2 for axis in (0, 1)]
            assert field.centre(*unit) == tuple(middles)
        else:
            boxes[unit] = (0, 0, 0, 0)
        assert field.region(*unit, clip=False) == boxes[unit], unit
    for axis in (0, 1):
        assert_numbers(field, boxes, axis, Fraction(more[axis], shift[axis]) if shift[axis] else None)


def assert_numbers(field, boxes, axis, jump):
    """Size, stride and start along one axis, told from all boxes."""
    sizes = [box[axis + 2] - box[axis] for box in boxes.values()]
    if field.phases[axis] is not None and len({unit[axis] for unit in boxes}) >= field.phases[axis]:
        assert field.size[axis] == max(sizes)
    assert field.stride[axis] in (jump, None)
    first = [box for unit, box in boxes.items() if unit[axis] == 0 and any(box)]
    if first and field.phases[axis] is not None:
        assert field.start[axis] == min(box[axis] for box in first)
        assert field.padding[axis] == -field.start[axis]


@several
@given(st.data())
def test_coverage_is_that_of_a_unit_inside(brute_force, data):
    build, _ = drawn_network(data.draw, brute_force)
    try:
        model = model_on(brute_force, build, (40, 40))
    except ValueError:
        assume(False)
    field = receptive_field.of(model)
    assume(max(field.size) < 16 and None not in field.phases)
    middle = [size // 2 for size in model.output.shape[1:3]]
    around = [range(at, at + phases) for at, phases in zip(middle, field.phases, strict=True)]
    inside = [(row, column) for row in around[0] for column in around[1]]
    boxes = {unit: np.prod(field.mask(*unit).shape) for unit in inside}
    largest = [unit for unit in inside if boxes[unit] == max(boxes.values())]
    for unit in inside:
        assert field.region(*unit, clip=False) == field.region(*unit)
        assert np.array_equal(field.mask(*unit, clip=False), field.mask(*unit))
    # where several kinds of units have boxes of the same size, their holes may differ
    assert any(field.coverage == pytest.approx(float(field.mask(*unit).mean())) for unit in largest)
