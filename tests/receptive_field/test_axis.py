"""What units see along one axis, worked out unit by unit without any periods."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.receptive_field.axis import MOST_UNITS, PIXELS, Irregular, Periodic, centre_difference, through, union
from coursekit.receptive_field.taps import FIRST, HERE, Taps, shifted

many = settings(deadline=None, max_examples=100)
seen = st.tuples(st.integers(-9, 9), st.integers(0, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
boxes = st.none() | seen
periodic = st.builds(Periodic, st.lists(boxes, min_size=1, max_size=4).map(tuple), st.integers(0, 5))
irregular = st.builds(Irregular, st.lists(boxes, min_size=8, max_size=8).map(tuple))
offsets = st.lists(st.integers(-4, 6), max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
taps = st.builds(Taps, st.lists(offsets, min_size=1, max_size=4).map(tuple), st.integers(0, 4))


def read(taps, unit):
    period, phase = divmod(unit, taps.period)
    return [period * taps.step + offset for offset in taps.offsets[phase]]


def hull(found):
    found = [box for box in found if box is not None]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


@many
@given(periodic, taps)
def test_through_one_layer(sight, taps):
    found = through(sight, taps, None, None)
    assert isinstance(found, Periodic)
    for unit in range(-20, 40):
        assert found.at(unit) == hull(sight.at(place) for place in read(taps, unit))
    # the shortest pattern, whatever came before
    for shorter in range(1, found.period):
        if found.period % shorter == 0 and found.advance * shorter % found.period == 0:
            step = found.advance * shorter // found.period
            moved = [(box[0] + step, box[1] + step) if box else None for box in found.boxes]
            assert any(found.at(unit + shorter) != moved[unit] for unit in range(found.period))


@many
@given(irregular, taps)
def test_through_one_layer_without_a_rule(sight, taps):
    found = through(sight, taps, 8, 11)
    assert isinstance(found, Irregular)
    for unit in range(11):
        inside = [place for place in read(taps, unit) if 0 <= place < 8]
        assert found.at(unit) == hull(sight.boxes[place] for place in inside)
    assert found.at(-1) is found.at(11) is None


@many
@given(periodic, st.integers(0, 6))
def test_maps_side_by_side(sight, by):
    found = through(sight, shifted(-by), 5, 12)
    assert [found.at(unit) for unit in range(12)] == [
        sight.at(unit - by) if 0 <= unit - by < 5 else None for unit in range(12)
    ]


@many
@given(st.lists(periodic, min_size=1, max_size=3))
def test_union_of_branches(sights):
    found = union(sights, 20)
    for unit in range(20):
        assert found.at(unit) == hull(sight.at(unit) for sight in sights)
    if len({sight.jump for sight in sights}) == 1 or all(sight == sights[0] for sight in sights):
        assert isinstance(found, Periodic)
        assert found.jump == sights[0].jump
        assert union(sights, None) == found
    else:
        assert isinstance(found, Irregular)
        for units in (None, MOST_UNITS + 1):
            with pytest.raises(ValueError, match="different steps"):
                union(sights, units)


@many
@given(
    st.integers(0, 3).flatmap(
        lambda jump: st.lists(
            st.lists(boxes, min_size=1, max_size=4).map(lambda found: Periodic(tuple(found), jump * len(found))),
            min_size=2,
            max_size=3,
        )
    )
)
def test_union_of_branches_in_step(sights):
    """Patterns of different lengths repeat together after their common multiple."""
    found = union(sights, None)
    for unit in range(-12, 24):
        assert found.at(unit) == hull(sight.at(unit) for sight in sights)
    assert found.jump == sights[0].jump


@many
@given(irregular, periodic)
def test_union_with_an_irregular_branch(one, other):
    found = union([one, other], 8)
    assert [found.at(unit) for unit in range(8)] == [hull([one.at(unit), other.at(unit)]) for unit in range(8)]


@many
@given(periodic | irregular)
def test_numbers(sight):
    found = [sight.at(unit) for unit in range(12)]
    sizes = [last - first + 1 for first, last in filter(None, found)]
    assert sight.size == max(sizes, default=0)
    if found[0] is not None:
        assert sight.start == found[0][0]
    if isinstance(sight, Periodic):
        assert sight.jump == Fraction(sight.advance, sight.period)
        for unit in range(12):
            box, later = sight.at(unit), sight.at(unit + sight.period)
            assert (box is None) == (later is None)
            assert box is None or later == (box[0] + sight.advance, box[1] + sight.advance)


def test_start_where_the_first_unit_sees_nothing():
    """A transposed convolution with steps longer than its kernel: as if the next unit's field went on to the left."""
    assert Periodic((None, (5, 5), None), 3).start == 4
    assert Periodic((None, None), 1).start is None
    assert Periodic((None, (5, 5)), 1).start == 5
    assert Irregular((None, (1, 2))).start is None


@many
@given(st.lists(st.builds(Periodic, seen.map(lambda box: (box,)), st.integers(1, 2)), min_size=2))
def test_centres(sights):
    """Without up-sampling: equal if the middles of all units' boxes are."""
    difference = centre_difference(sights)
    if len({sight.advance for sight in sights}) > 1:
        assert difference is None
    else:
        middles = [Fraction(sum(sight.at(3)), 2) for sight in sights]
        assert difference == max(middles) - min(middles)


def test_centres_with_several_kinds_of_units():
    repeated = Periodic(((0, 0), (0, 0)), 1)
    assert centre_difference([repeated, Periodic(((-1, 0), (0, 1)), 1)]) == 0  # bilinear: the same on average
    assert centre_difference([repeated, Periodic(((0, 1), (0, 1)), 1)]) == Fraction(1, 2)
    assert centre_difference([repeated, Periodic(((0, 0), None), 1)]) == Fraction(1, 4)
    assert centre_difference([repeated, PIXELS]) is None
    assert centre_difference([repeated, Irregular(((0, 0),) * 4)]) is None
    assert centre_difference([PIXELS, Periodic((None,), 1)]) == 0  # what sees nothing has no centre
    assert through(PIXELS, FIRST, None, None) == Periodic(((0, 0),), 0)
    assert through(PIXELS, HERE, None, None) == PIXELS
