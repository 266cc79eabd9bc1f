"""Hidden inputs: the same for the same seed and test, and never such that a known mistake passes by chance."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from coursekit.checks import Condition, Mistake, Task, hidden


def numbers(seed, test):
    with hidden.seeded(seed):
        return hidden.generator(test).integers(0, 2**62, size=4).tolist()


def hmac_sha256(key, message):
    """As in RFC 2104."""
    key = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


@pytest.mark.parametrize("seed", ["", "a student"])
def test_numbers_come_from_the_seed_and_the_name_of_the_test(seed):
    expected = np.random.Generator(np.random.PCG64(int.from_bytes(hmac_sha256(seed.encode(), b"area_hidden"), "big")))
    assert numbers(seed, "area_hidden") == expected.integers(0, 2**62, size=4).tolist()


def test_other_seeds_and_other_tests_have_other_numbers():
    drawn = [tuple(numbers(seed, test)) for seed in ("", "a", "b") for test in ("one_hidden", "two_hidden")]
    assert len(set(drawn)) == len(drawn)


def test_a_seed_counts_inside_its_block_only():
    usual = numbers("", "area_hidden")
    with pytest.raises(KeyError), hidden.seeded("a student"):
        raise KeyError
    assert hidden.generator("area_hidden").integers(0, 2**62, size=4).tolist() == usual
    with hidden.seeded("outer"):
        assert numbers("inner", "area_hidden") != numbers("outer", "area_hidden")
        assert hidden.generator("area_hidden").integers(0, 2**62, size=4).tolist() == numbers("outer", "area_hidden")


AREA = Task(
    "area",
    cases=[(2, 3)],
    reference=lambda height, width: height * width,
    mistakes=[
        Mistake("square", lambda height, width: height**2, "square"),
        Mistake("sum", lambda height, width: height + width, "sum"),
    ],
)


def pairs(*drawn):
    """Draws those, one after the other."""
    rest = iter(drawn)
    return lambda _: next(rest)


def test_cases_on_which_a_mistake_is_right_are_drawn_again():
    degenerate = [(3, 3), (2, 2)], [(2, 2)], [(4, 4), (1, 1)]
    assert hidden.cases("area_hidden", AREA, pairs(*degenerate, [(3, 3), (2, 5)])) == [(3, 3), (2, 5)]


def test_of_two_cases_either_may_catch_a_mistake():
    assert hidden.cases("area_hidden", AREA, pairs([(3, 3), (2, 5)])) == [(3, 3), (2, 5)]


@pytest.mark.parametrize("about", [{"passes": "square"}, {"catches": "sum"}])
def test_a_mistake_that_a_test_is_not_about_passes_on_all_draws(about):
    assert hidden.cases("area_hidden", AREA, pairs([(2, 2)], [(2, 5)], [(3, 3)]), **about) == [(3, 3)]


def test_cases_may_be_an_iterator_and_name_arguments():
    cases = hidden.cases("area_hidden", AREA, lambda _: iter([{"height": 3, "width": 4}]))
    assert cases == [{"height": 3, "width": 4}]


def test_a_function_that_changes_its_arguments_leaves_the_cases_as_they_are():
    task = Task(
        "first",
        cases=[([1, 2],)],
        reference=lambda values: values.pop(0),
        mistakes=[Mistake("last", lambda values: values.pop(), "last")],
    )
    assert hidden.cases("first_hidden", task, lambda _: [([3, 4],)]) == [([3, 4],)]


def test_draws_that_never_catch_a_mistake_are_the_authors_error():
    with pytest.raises(RuntimeError, match="area_hidden: in 1000 draws"):
        hidden.cases("area_hidden", AREA, lambda _: [(2, 2)])


def test_unknown_mistakes_and_tasks_without_a_reference_are_refused():
    with pytest.raises(ValueError, match=r"knows no mistake \['circle'\]"):
        hidden.cases("area_hidden", AREA, lambda _: [(2, 5)], passes="circle")
    with pytest.raises(ValueError, match=r"knows no mistake \['circle'\]"):
        hidden.cases("area_hidden", AREA, lambda _: [(2, 5)], catches="sum; circle")
    anything = Task("any", cases=[(1,)], arguments=["x"], conditions=[Condition("there", lambda *_: True, "there")])
    with pytest.raises(ValueError, match="has no reference"):
        hidden.cases("any_hidden", anything, lambda _: [(1,)])


def test_distinct_integers_are_different_plain_integers_of_the_range():
    seen = set()
    for number in range(50):
        drawn = hidden.distinct_integers(np.random.default_rng(number), 2, 5, 3)
        assert len(set(drawn)) == 3
        assert all(type(value) is int for value in drawn)
        seen |= set(drawn)
    assert seen == {2, 3, 4, 5}
