"""Random graphs of descriptions: what is told of a join, from what is told of its branches; no Keras needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coursekit.network import Add, Concatenate, Conv, Crop, Input, Maximum, MaxPool, UpSample, ZeroPad, read
from coursekit.receptive_field import of, table

many = settings(deadline=None, max_examples=60)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def chains(draw, start, name, strides=True):
    """A few layers that follow `start`, as descriptions."""
    layers = []
    for at in range(draw(st.integers(0, 3))):
        kind = draw(st.integers(0, 4))
        layer = {
            0: lambda: Conv(
                2, draw(pairs), dilation_rate=draw(pairs), padding=draw(st.sampled_from(["same", "valid"]))
            ),
            1: lambda: MaxPool(draw(pairs), strides=draw(pairs) if strides else 1, padding="same"),
            2: lambda: ZeroPad(((draw(st.integers(0, 2)), 1), (0, draw(st.integers(0, 2))))),
            3: lambda: Conv(2, draw(pairs), strides=draw(pairs) if strides else 1, padding="valid"),
            4: lambda: UpSample(draw(pairs)) if strides else Crop(((0, 1), (1, 0))),
        }[kind]()
        layers.append(replace(layer, inputs=start, name=f"{name}{at}"))
        start = f"{name}{at}"
    return layers, start


@st.composite
def joins(draw, strides=True):
    """Two branches of an image, cut to the same size, and their join."""
    image = Input(shape=(12, 10, 2), name="image")
    one, end = draw(chains("image", "a", strides))
    other, other_end = draw(chains("image", "b", strides))
    try:
        read_so_far = read([image, *one, *other])
    except ValueError:
        assume(False)
    shapes = [read_so_far[name].output_shape[:2] for name in (end, other_end)]
    assume(all(size for shape in shapes for size in shape))
    cuts = []
    for shape in shapes:
        more = [size - min(sizes) for size, sizes in zip(shape, zip(*shapes, strict=True), strict=True)]
        firsts = [draw(st.integers(0, number)) for number in more]
        cuts.append(tuple((first, number - first) for first, number in zip(firsts, more, strict=True)))
    return [
        image,
        *one,
        *other,
        Crop(cuts[0], inputs=end, name="left"),
        Crop(cuts[1], inputs=other_end, name="right"),
        draw(
            st.sampled_from(
                [Add(inputs=("left", "right"), name="join"), Concatenate(inputs=("right", "left"), name="join")]
            )
        ),
    ]


def units(network, name):
    return np.ndindex(*read(network)[name].output_shape[:2])


def hull(boxes):
    boxes = [box for box in boxes if any(box)]
    if not boxes:
        return (0, 0, 0, 0)
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)


@many
@given(joins())
def test_a_join_sees_what_its_branches_see(network):
    join, left, right = (of(network, name) for name in ("join", "left", "right"))
    every = list(units(network, "join"))
    for unit in {every[0], every[-1], *every[::7]}:
        for clip in (True, False):
            branches = [branch.region(*unit, clip=clip) for branch in (left, right)]
            assert join.region(*unit, clip=clip) == hull(branches)
            whole = np.zeros((200, 200), dtype=bool)
            for branch, box in zip((left, right), branches, strict=True):
                top, start, bottom, end = (number + 90 for number in box)
                whole[top:bottom, start:end] |= branch.mask(*unit, clip=clip)
            top, start, bottom, end = (number + 90 for number in join.region(*unit, clip=clip))
            assert np.array_equal(join.mask(*unit, clip=clip), whole[top:bottom, start:end])
    assert all(
        one >= max(others)
        for one, *others in zip(join.size, left.size, right.size, strict=True)
        if None not in join.phases
    )


@many
@given(joins(strides=False))
def test_a_join_is_aligned_if_the_centres_are_equal(network):
    """Without strides a difference of the centres is the same for all units."""
    left, right = of(network, "left"), of(network, "right")
    differences = {
        tuple(one - other for one, other in zip(left.centre(*unit), right.centre(*unit), strict=True))
        for unit in units(network, "join")
    }
    assert len(differences) == 1
    for join in (of(network), of([*network, Conv(1, 2)])):
        assert join.aligned is (differences == {(0.0, 0.0)})
        for title, difference in zip(("height", "width"), *differences, strict=True):
            said = f"along {title} the centres of its branches lie {abs(difference):g} pixel"
            assert any(said in reason for reason in join.reasons) is (difference != 0)


@many
@given(joins())
def test_tables_and_networks_with_names_only(network):
    found = table(network)
    for name in ("left", "join"):
        field = of(network, name)
        assert (found.loc[name, "size height"], found.loc[name, "size width"]) == field.size
        assert (found.loc[name, "padding height"], found.loc[name, "padding width"]) == field.padding


def test_joins_of_joins():
    """Unaligned once, unaligned behind."""
    network = [
        Input(shape=(16, 16, 1), name="image"),
        Conv(1, 2, padding="same", name="even"),
        Maximum(inputs=("image", "even"), name="first"),
        Conv(1, 3, padding="same", name="odd"),
        Maximum(inputs=("first", "odd"), name="second"),
        Conv(1, 3, padding="same", inputs="image", name="aside"),
        Maximum(inputs=("aside", "image"), name="third"),
    ]
    assert [of(network, name).aligned for name in ("first", "second", "third")] == [False, False, True]
    assert of(network, "second").reasons == of(network, "first").reasons
    assert table(network)["aligned"].tolist() == [True, True, False, False, False, True, True]
