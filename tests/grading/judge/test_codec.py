"""Plain data comes back as it was, to the type and the last bit; other bytes raise one exception and take no memory."""

from __future__ import annotations

import contextlib
import json
import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from coursekit.grading.judge import codec
from coursekit.grading.judge.errors import DecodingError, EncodingError

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.binary(), st.fractions()
) | st.text(st.characters(), max_size=2000)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
DTYPES = st.one_of(
    arrays.boolean_dtypes(),
    arrays.integer_dtypes(),
    arrays.unsigned_integer_dtypes(),
    arrays.floating_dtypes(),
    arrays.complex_number_dtypes(),
    arrays.unicode_string_dtypes(),
    arrays.datetime64_dtypes(),
)


def back(value):
    return codec.decode(codec.encode(value))


def _same(one, other):
    """Another route than the codec's: types, and texts that tell every bit of a float."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return _same(list(one.items()), list(other.items()))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, complex):
        return _same([one.real, one.imag], [other.real, other.imag])
    return one.hex() == other.hex() if isinstance(one, float) else one == other


@settings(max_examples=40)
@given(PLAIN)
@example([math.nan, -0.0, math.inf, -math.inf, 1e-310])
@example([2**5000, -(2**63), 2**63 - 1, 2**63])
@example("\ud83d\ude00" + "a" * 3000 + "\udcff")
@example({(1, ("a", None)): ..., 1.5: b"\x00", Fraction(1, 3): 1})
def test_plain_data(value):
    assert _same(back(value), value)


@pytest.mark.parametrize(
    "value",
    [
        # The order of a set differs between processes: named after it, the test would not be the same in two of them.
        pytest.param({1, (2, "a")}, id="set"),
        *(frozenset({1.5}), range(3, -7, -2), slice(None, 4, 2), ..., set(), "", b"", [], (), {}),
    ],
    ids=repr,
)
def test_other_containers(value):
    found = back([value])[0]
    assert type(found) is type(value)
    assert found == value


@given(DTYPES.flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_side=4))))
def test_arrays(array):
    found = back(array)
    assert (type(found), found.dtype, found.shape) == (np.ndarray, array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()
    found[...] = found  # and may be written to


@pytest.mark.parametrize("value", [np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j), np.str_("ab")])
def test_numpy_scalars(value):
    found = back(value)
    assert type(found) is type(value)
    assert found == value


def test_views_and_object_arrays():
    array = np.arange(24).reshape(2, 3, 4)
    assert np.array_equal(back(array[:, ::-2].T), array[:, ::-2].T)
    found = back(np.array([[1, "a"], [None, 2.5]], dtype=object))
    assert found.dtype == object
    assert found.tolist() == [[1, "a"], [None, 2.5]]


@pytest.mark.parametrize("kind", ["coo_array", "csr_array", "csc_matrix", "lil_array", "dia_matrix"])
def test_sparse(kind):
    dense = np.array([[0, 1.5, 0], [2, 0, 0]])
    found = back(getattr(scipy.sparse, kind)(dense))
    assert found.shape == (2, 3)
    assert np.array_equal(found.toarray(), dense)
    assert type(found).__name__.endswith(kind[4:])


def test_tables():
    table = pd.DataFrame(
        {
            "name": ["a", None, "c"],
            "share": [0.5, math.nan, 1],
            "count": np.array([1, 2, 3], dtype="int16"),
            "when": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
        },
        index=[3, 1, 2],
    )
    found = back(table)
    pd.testing.assert_frame_equal(found, table)
    twice = table.set_axis(["x", "x", "y", 3], axis=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(back(twice), twice)
    pd.testing.assert_series_equal(back(table["share"]), table["share"])
    assert back(pd.DataFrame()).shape == (0, 0)


def _cyclic():
    items = []
    items.append(items)
    return items


@pytest.mark.parametrize(
    "value",
    [object(), len, np.zeros(1, dtype=[("a", int)]), _cyclic(), [0] * (codec.MAX_ITEMS + 1), 2 ** (2**21)],
    ids=["object", "function", "records", "cyclic", "too many", "too large"],
)
def test_what_cannot_be_sent_says_so(value):
    with pytest.raises(EncodingError):
        codec.encode(value)


def test_a_large_array_is_refused_before_it_is_copied():
    huge = np.broadcast_to(np.float64(0), (10**6, 10**6))
    with pytest.raises(EncodingError, match="bytes"):
        codec.encode(huge)


def message(tree, *buffers, lengths=None):
    text = json.dumps([tree, [len(each) for each in buffers] if lengths is None else lengths]).encode()
    return b"".join([len(text).to_bytes(4, "big"), text, *buffers])


def raw(text):
    return len(text).to_bytes(4, "big") + text


NODES = {
    "an array that claims more": (["array", "<f8", [10**9], 0], b"12345678"),
    "an array of objects": (["array", "|O", [1], 0], b"12345678"),
    "a dtype that is code": (["array", "__import__('os')", [1], 0], b"12345678"),
    "a negative side": (["array", "<f8", [-1, -1], 0], b"12345678"),
    "a side that is a text": (["array", "<f8", ["1"], 0], b"12345678"),
    "no items, large sides": (["array", "<f8", [0, 10**30], 0], b""),
    "a text that is none": (["array", "<U1", [1], 0], b"\xff\xff\xff\xff"),
    "a text that is none, swapped": (["array", ">U1", [1], 0], b"\xff\xff\xff\xff"),
    "a buffer that is not there": (["bytes", 3],),
    "a buffer by another number": (["bytes", -1], b"1"),
    "a buffer by a truth value": (["bytes", True], b"1", b"2"),
    "an unknown kind": (["os.system", "true"],),
    "a kind that is none": ([["list"]],),
    "nothing": ([],),
    "a JSON object": ({"a": 1},),
    "an unhashable key": (["dict", ["list"], 1],),
    "a key without a value": (["dict", 1, 2, 3],),
    "a scalar of many": (["scalar", ["list", 1]],),
    "an odd float": (["float", "1e5"],),
    "a number of letters": (["int", "zz"],),
    "a fraction of zero": (["fraction", 1, 0],),
    "a range of texts": (["range", "a", "b", "c"],),
    "a range of ten million and one numbers": (["range", 5, -(10**7) + 4, -1],),
    "a range of more numbers than can be counted": (["range", 0, ["int", f"{10**30:x}"], 1],),
    "a sparse giant": (
        ["sparse", "array", "csr", [10**9, 1], *(["array", kind, [0], 0] for kind in ("<f8", "<i4", "<i4"))],
        b"",
    ),
    "a sparse matrix with too many places": (
        ["sparse", "array", "coo", [2**20, 2**20], *(["array", kind, [0], 0] for kind in ("<f8", "<i4", "<i4"))],
        b"",
    ),
    "a sparse matrix beside itself": (
        ["sparse", "array", "csr", [2, 2], *(["array", kind, [1], 0] for kind in ("<i4", "<i4", "<i4"))],
        b"\x05\0\0\0",
    ),
    "a table of a billion rows": (["table", ["range", 0, 10**9, 1], ["list"], []],),
    "a table of uneven columns": (["table", ["range", 0, 2, 1], ["list", "a"], [["list", 1]]],),
    "an object, where there are none": (["object", 1, "x", False],),
}


@pytest.mark.parametrize("parts", NODES.values(), ids=NODES)
def test_hostile_nodes(parts):
    tracemalloc.start()
    try:
        with pytest.raises(DecodingError):
            codec.decode(message(*parts))
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()


def _nested(depth):
    return b'["list",' * depth + b"1" + b"]" * depth


BYTES = {
    "empty": b"",
    "short": b"\0\0",
    "a length without anything": b"\xff\xff\xff\xff",
    "no JSON": raw(b"import os"),
    "no pair": raw(b"1"),
    "nan in JSON": raw(b"[NaN,[]]"),
    "a long number": raw(b"[" + b"9" * 10_000 + b",[]]"),
    "nested deeper than allowed": raw(b"[" + _nested(100) + b",[]]"),
    "nested deeper than Python": raw(b"[" + _nested(100_000) + b",[]]"),
    "too many items": raw(b'[["list",' + b"1," * codec.MAX_ITEMS + b"1],[]]"),
    "something behind the end": message(1) + b"x",
    "a buffer longer than it is": message(["bytes", 0], b"1", lengths=[2]),
    "a buffer of a negative length": message(["bytes", 0], b"1", lengths=[-1]),
    "a pickle": b"\x80\x04\x95\x0f\x00\x00\x00\x00\x00\x00\x00",
    "many keys of one hash": message(
        ["dict", *(part for k in range(2000) for part in (["int", f"{k * (2**61 - 1):x}"], 1))]
    ),
}


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_hostile_bytes(data):
    with pytest.raises(DecodingError):
        codec.decode(data)


@given(st.binary(max_size=200), st.data())
def test_any_bytes(noise, data):
    whole = codec.encode({"a": [1, 2.5, "text" * 500], "b": np.arange(5), (1,): pd.DataFrame({"x": [1, 2]})})
    at = data.draw(st.integers(0, len(whole)))
    for hostile in (noise, whole[:at] + noise + whole[at + len(noise) :], whole[:at]):
        with contextlib.suppress(DecodingError):  # that, or a value
            codec.decode(hostile)
