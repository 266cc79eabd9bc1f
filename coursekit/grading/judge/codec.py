"""Plain data as bytes, and back. Nothing is unpickled, imported by name or evaluated, whatever the bytes are.

A message is a tree in JSON, behind it the raw buffers that the tree refers to (texts, bytes, arrays):

    4 bytes: length of the JSON, big endian | JSON: [tree, [length of each buffer]] | buffers

In the tree None, True, False, whole numbers of up to 64 bits, finite floats and short texts stand for themselves; all
else is a list that begins with its kind: `["tuple", 1, 2]`. Types are kept: a tuple comes back as a tuple, an `int8` as
an `int8`. Supported: None, bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict, Ellipsis, range,
slice, Fraction, NumPy's scalars and arrays, SciPy's sparse arrays and matrices, pandas' tables and series. Subclasses
are not: `coursekit.checks.plain` makes plain types of them. What else a message may hold is up to two functions that
the caller gives (`refer`, `resolve`); references to objects of the other process are made so.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any, TypeAlias

from coursekit.grading.judge import arrays
from coursekit.grading.judge.errors import DecodingError, EncodingError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_ITEMS", "Decoder", "Encoder", "Node", "Refer", "Resolve", "decode", "encode"]

MAX_BYTES = 128 * 2**20
"""Longest message, in bytes."""
MAX_TREE = 16 * 2**20
"""Longest JSON in it, in bytes: what JSON becomes takes several times its memory. Arrays are not part of it."""
MAX_ITEMS = 10**6
"""Most nodes of a tree."""
MAX_DEPTH = 48
"""Deepest nesting of containers."""
_LONGEST_DIGITS = 2**18  # hexadecimal: a million bits
_LONGEST_TEXT = 1024  # longer ones go into buffers; their commas are not counted as items
_MOST_COLLISIONS = 100
_LONGEST_RANGE = 10**7  # a few bytes that stand for so many numbers; what goes through them in C cannot be stopped

Node: TypeAlias = Any
"""A part of the tree: what `json` makes."""
Refer: TypeAlias = "Callable[[Any, Encoder], Node]"
"""Makes a node for a value that the codec does not know; raises EncodingError if it does not either."""
Resolve: TypeAlias = "Callable[[str, list[Node], Decoder], Any]"
"""Makes a value of a node of a kind that the codec does not know (kind, rest of the node); raises if there is none."""


def encode(value: Any, refer: Refer | None = None) -> bytes:
    """The bytes that stand for a value.

    Raises:
        EncodingError: if a type is not supported, or the value is too large or nested too deeply.
    """
    encoder = Encoder(refer)
    tree = encoder.node(value)
    text = json.dumps([tree, [len(buffer) for buffer in encoder.buffers]], allow_nan=False, separators=(",", ":"))
    data = text.encode()
    if len(data) > MAX_TREE or _items(data) > MAX_ITEMS:
        raise EncodingError(f"it has more than {MAX_ITEMS:,} items, or too much text; return an array instead.")
    message = b"".join([len(data).to_bytes(4, "big"), data, *encoder.buffers])
    if len(message) > MAX_BYTES:
        raise EncodingError(f"it takes {len(message):,} bytes; {MAX_BYTES:,} are allowed.")
    return message


def decode(message: bytes | bytearray | memoryview, resolve: Resolve | None = None) -> Any:
    """The value that `encode` made bytes of.

    Raises:
        DecodingError: for any other bytes.
    """
    try:
        return Decoder(memoryview(message), resolve).value()
    except DecodingError:
        raise
    except Exception as error:  # hostile bytes end in many ways (ValueError, RecursionError, OverflowError, ...)
        raise DecodingError(f"not understood: {type(error).__name__}") from error


def _items(data: bytes) -> int:
    """At least as many as the tree has nodes; counted before anything is parsed."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


class Encoder:
    """Makes nodes, and collects buffers.

    Attributes:
        buffers: what nodes refer to by position.
    """

    def __init__(self, refer: Refer | None = None) -> None:
        self.buffers: list[bytes] = []
        self._refer = refer
        self._size = 0
        self._count = 0
        self._depth = 0

    def buffer(self, data: bytes) -> int:
        """Keep a buffer; its position.

        Raises:
            EncodingError: if all buffers together are too long.
        """
        self._size += len(data)
        self._counted()
        self.buffers.append(data)
        return len(self.buffers) - 1

    def reserve(self, size: int) -> None:
        """Ask before a buffer of `size` bytes is made.

        Raises:
            EncodingError: if it would be too much.
        """
        if self._size + size > MAX_BYTES:
            raise EncodingError(f"it takes more than {MAX_BYTES:,} bytes.")

    def node(self, value: Any) -> Node:
        """The node for a value.

        Raises:
            EncodingError: see `encode`.
        """
        self._depth += 1
        self._counted()
        try:
            return self._node(value)
        finally:
            self._depth -= 1

    def _counted(self) -> None:
        self._count += 1
        if self._depth > MAX_DEPTH:
            raise EncodingError(f"it is nested more than {MAX_DEPTH} levels deep.")
        if self._count > MAX_ITEMS or self._size > MAX_BYTES:
            raise EncodingError(f"it has more than {MAX_ITEMS:,} items or {MAX_BYTES:,} bytes.")

    def _node(self, value: Any) -> Node:
        kind = type(value)
        if value is None or kind is bool or (kind is int and -(2**63) <= value < 2**63):
            return value
        if kind in _ENCODERS:
            return _ENCODERS[kind](value, self)
        node = arrays.encode(value, self)
        if node is not None:
            return node
        if self._refer is None:
            raise EncodingError(f"objects of type {kind.__name__} are not supported.")
        return self._refer(value, self)

    def nodes(self, kind: str, values: Collection[Any]) -> Node:
        """A node whose items are nodes."""
        if len(values) > MAX_ITEMS:  # said at once, instead of behind the first million
            raise EncodingError(f"it has {len(values):,} items; {MAX_ITEMS:,} are allowed. Return an array instead.")
        return [kind, *(self.node(value) for value in values)]


def _integer(value: int, _: Encoder) -> Node:
    text = format(value, "x")
    if len(text) > _LONGEST_DIGITS:
        raise EncodingError("it is a whole number of more than a million bits.")
    return ["int", text]


def _floating(value: float, _: Encoder) -> Node:
    return value if math.isfinite(value) else ["float", repr(value)]


def _text(value: str, encoder: Encoder) -> Node:
    if len(value) <= _LONGEST_TEXT and not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    encoder.reserve(len(value))
    # Half a surrogate pair is a legal text in Python, but not in UTF-8.
    return ["str", encoder.buffer(value.encode("utf-8", "surrogatepass"))]


def _range(value: range, encoder: Encoder) -> Node:
    if _too_long(value):
        raise EncodingError(f"it is a range of more than {_LONGEST_RANGE:,} numbers.")
    return encoder.nodes("range", (value.start, value.stop, value.step))


def _too_long(value: range) -> bool:
    return bool(value[_LONGEST_RANGE:])  # its length may be more than `len` can say


def _dictionary(value: dict[Any, Any], encoder: Encoder) -> Node:
    return encoder.nodes("dict", [part for pair in value.items() for part in pair])


_ENCODERS: dict[type, Callable[[Any, Encoder], Node]] = {
    int: _integer,
    float: _floating,
    str: _text,
    dict: _dictionary,
    complex: lambda value, encoder: encoder.nodes("complex", (value.real, value.imag)),
    bytes: lambda value, encoder: ["bytes", encoder.buffer(value)],
    type(...): lambda _value, _encoder: ["..."],
    range: _range,
    slice: lambda value, encoder: encoder.nodes("slice", (value.start, value.stop, value.step)),
    Fraction: lambda value, encoder: encoder.nodes("fraction", (value.numerator, value.denominator)),
    list: lambda value, encoder: encoder.nodes("list", value),
    tuple: lambda value, encoder: encoder.nodes("tuple", value),
    set: lambda value, encoder: encoder.nodes("set", value),
    frozenset: lambda value, encoder: encoder.nodes("frozenset", value),
}


class Decoder:
    """Makes values of nodes."""

    def __init__(self, message: memoryview, resolve: Resolve | None = None) -> None:
        length = int.from_bytes(message[:4], "big")
        if len(message) > MAX_BYTES or len(message) < 4 + length or length > MAX_TREE:
            raise DecodingError("it is longer, or shorter, than it may be")
        data = bytes(message[4 : 4 + length])
        if _items(data) > MAX_ITEMS:
            raise DecodingError("it has too many items")
        self._tree, lengths = json.loads(data, parse_constant=_refused)
        self._buffers: list[memoryview] = []
        at = 4 + length
        for size in lengths:
            if type(size) is not int or not 0 <= size <= len(message) - at:
                raise DecodingError("a buffer is missing")
            self._buffers.append(message[at : at + size])
            at += size
        if at != len(message):
            raise DecodingError("something follows the last buffer")
        self._resolve = resolve
        self._depth = 0

    def value(self) -> Any:
        """The value of the whole tree."""
        return self.of(self._tree)

    def buffer(self, position: Any) -> memoryview:
        """A buffer by its position."""
        return self._buffers[whole(position, len(self._buffers) - 1)]

    def of(self, node: Node) -> Any:
        """The value of a node.

        Raises:
            Exception: whatever its data lead to; `decode` makes a DecodingError of it.
        """
        if type(node) is not list:
            if type(node) is dict:
                raise DecodingError("a JSON object where there are none")
            return node
        kind, *rest = node
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise DecodingError("it is nested too deeply")
        try:
            if type(kind) is str and kind in _DECODERS:
                return _DECODERS[kind](rest, self)
            if type(kind) is str and kind in arrays.DECODERS:
                return arrays.DECODERS[kind](rest, self)
            if self._resolve is None or type(kind) is not str:
                raise DecodingError("a node of an unknown kind")
            return self._resolve(kind, rest, self)
        finally:
            self._depth -= 1

    def all(self, nodes: list[Node]) -> list[Any]:
        """The values of some nodes."""
        return [self.of(node) for node in nodes]


def whole(value: Any, most: int) -> int:
    """A whole number from 0 to `most`.

    Raises:
        DecodingError: if it is none.
    """
    if type(value) is not int or not 0 <= value <= most:
        raise DecodingError("a number out of range")
    return value


def _refused(constant: str) -> None:
    raise DecodingError(f"{constant} in JSON")


def _scattered(values: list[Any]) -> list[Any]:
    """The values, if they may be hashed: many of one hash would take a set or dict hours to build."""
    if len(values) > _MOST_COLLISIONS:
        (_, most), *_ = Counter(map(hash, values)).most_common(1)
        if most > _MOST_COLLISIONS:
            raise DecodingError("many items of one hash")
    return values


def _of_digits(rest: list[Node], _: Decoder) -> int:
    (text,) = rest
    if type(text) is not str or len(text) > _LONGEST_DIGITS:
        raise DecodingError("too large a number")
    return int(text, 16)


def _special(rest: list[Node], _: Decoder) -> float:
    (text,) = rest
    return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text]


def _of_parts(rest: list[Node], _: Decoder) -> complex:
    return complex(*(float(_special(part[1:], _)) if type(part) is list else float(part) for part in rest))


def _slice(rest: list[Node], decoder: Decoder) -> slice:
    start, stop, step = decoder.all(rest)
    return slice(start, stop, step)


def _read_range(rest: list[Node], decoder: Decoder) -> range:
    found = range(*decoder.all(rest))
    if _too_long(found):
        raise DecodingError("too long a range")
    return found


def _dict(rest: list[Node], decoder: Decoder) -> dict[Any, Any]:
    keys = _scattered(decoder.all(rest[::2]))
    return dict(zip(keys, decoder.all(rest[1::2]), strict=True))


_DECODERS: dict[str, Callable[[list[Node], Decoder], Any]] = {
    "int": _of_digits,
    "float": _special,
    "complex": _of_parts,
    "str": lambda rest, decoder: bytes(decoder.buffer(*rest)).decode("utf-8", "surrogatepass"),
    "bytes": lambda rest, decoder: bytes(decoder.buffer(*rest)),
    "...": lambda _rest, _decoder: ...,
    "range": _read_range,
    "slice": _slice,
    "fraction": lambda rest, decoder: Fraction(*(int(number) for number in decoder.all(rest))),
    "list": lambda rest, decoder: decoder.all(rest),
    "tuple": lambda rest, decoder: tuple(decoder.all(rest)),
    "set": lambda rest, decoder: set(_scattered(decoder.all(rest))),
    "frozenset": lambda rest, decoder: frozenset(_scattered(decoder.all(rest))),
    "dict": _dict,
}
