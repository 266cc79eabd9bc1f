"""How many bytes a forward pass keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from coursekit.checks import Mistake, Task

__all__ = ["activation_bytes"]

_Layers = Sequence[tuple[str, tuple[int, ...]]]

_ACTIVATIONS = ("relu", "softmax")
_NOTHING_NEW = ("flatten", "dropout")

_LENET = [
    ("input", (32, 32, 1)),
    ("conv", (28, 28, 6)),
    ("relu", (28, 28, 6)),
    ("pool", (14, 14, 6)),
    ("conv", (10, 10, 16)),
    ("relu", (10, 10, 16)),
    ("pool", (5, 5, 16)),
    ("flatten", (400,)),
    ("dense", (120,)),
    ("relu", (120,)),
    ("dropout", (120,)),
    ("dense", (10,)),
    ("softmax", (10,)),
]
_TINY = [("input", (4, 6, 3)), ("conv", (4, 6, 8)), ("relu", (4, 6, 8)), ("pool", (2, 3, 8))]


def _right(layers: _Layers, batch: int, in_place: bool) -> int:
    kept = 0
    for kind, shape in layers:
        if kind not in _NOTHING_NEW and not (in_place and kind in _ACTIVATIONS):
            kept += 4 * batch * prod(shape)
    return kept


def _bytes(
    layers: _Layers,
    batch: int,
    in_place: bool,
    *,
    without: Sequence[str] = (),
    nothing_new: Sequence[str] = _NOTHING_NEW,
    activations: Sequence[str] = _ACTIVATIONS,
    numbers: Callable[[Sequence[int]], int] = prod,
    size: int = 4,
    together: Callable[[list[int]], int] = sum,
) -> int:
    """The bytes, with one thing done wrong; each keyword is a mistake."""
    skipped = {*without, *nothing_new, *(activations if in_place else ())}
    return batch * size * together([numbers(shape) for kind, shape in layers if kind not in skipped])


activation_bytes = Task(
    "activation_bytes",
    cases=[(_TINY, 1, False), (_TINY, 1, True), (_LENET, 1, True), (_LENET, 32, False)],
    titles=("tiny", "tiny, in place", "LeNet-5, in place", "LeNet-5, 32 images"),
    reference=_right,
    mistakes=[
        Mistake(
            "numbers instead of bytes",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, size=1),
            "{got} is how many numbers there are. How many bytes has a float32?",
        ),
        Mistake(
            "bits instead of bytes",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, size=32),
            "{got} is how many bits there are: 32 for a float32. How many bytes is that?",
        ),
        Mistake(
            "8 bytes",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, size=8),
            "You took 8 bytes for a number, as in NumPy's float64. Keras computes in float32.",
        ),
        Mistake(
            "image forgotten",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, without=("input",)),
            "You left out the image. It lies in memory like what the layers make of it.",
        ),
        Mistake(
            "in place ignored",
            lambda layers, batch, in_place: _bytes(layers, batch, False),
            "You count the results of activations with `in_place=True` as well. Where do they go then?",
        ),
        Mistake(
            "activations never counted",
            lambda layers, batch, in_place: _bytes(layers, batch, True),
            "You never count the results of activations. With `in_place=False`, where do they go?",
        ),
        Mistake(
            "in place the other way round",
            lambda layers, batch, in_place: _bytes(layers, batch, not in_place),
            "It is the other way round: *in place* means that no new memory is needed.",
        ),
        Mistake(
            "softmax never in place",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, activations=("relu",)),
            "You count softmax although `in_place` is True. It is an activation as ReLU is.",
        ),
        Mistake(
            "flatten counted",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, nothing_new=("dropout",)),
            "You count what `flatten` gives. Are these new numbers, or the same ones in another shape?",
        ),
        Mistake(
            "dropout counted",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, nothing_new=("flatten",)),
            "You count what dropout gives. When a network predicts, dropout hands on what it gets.",
        ),
        Mistake(
            "everything counted",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, nothing_new=()),
            "You count what `flatten` and `dropout` give. Which of these two make new numbers when a network predicts?",
        ),
        Mistake(
            "pooling forgotten",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, without=("pool",)),
            "You left out what pooling gives. It learns nothing, and yet its results are new numbers.",
        ),
        Mistake(
            "sizes added",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, numbers=sum),
            "You added height, width and channels. How many numbers are in 2 maps of 3×4?",
        ),
        Mistake(
            "channels forgotten",
            lambda layers, batch, in_place: _bytes(
                layers, batch, in_place, numbers=lambda shape: prod(shape[:2]) if len(shape) > 1 else shape[0]
            ),
            "You counted height·width. How many maps of that size are there?",
        ),
        Mistake(
            "batch forgotten",
            lambda layers, batch, in_place: _bytes(layers, 1, in_place),
            "That is right for one image. Here {batch} go through at the same time.",
        ),
        Mistake(
            "largest only",
            lambda layers, batch, in_place: _bytes(layers, batch, in_place, together=max),
            "That is the largest layer alone. Here nothing is freed: everything is kept until the end.",
        ),
    ],
    forbidden=("keras.Model.summary",),
    instead="Go through the list and add up what each layer needs.",
)
