"""The bug hunt: the way back through a small network, from softmax to the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, array, correlated, windows
from coursekit.checks import Mistake, Task

__all__ = ["network_gradients"]

_Gradients = dict[str, Any]


def _gradients(
    images: Array,
    labels: Array,
    kernel: Array,
    bias: float,
    dense_kernel: Array,
    dense_bias: Array,
    pool_size: int,
    strides: int,
    *,
    averaged: tuple[str, ...] = ("kernel", "bias", "dense_kernel", "dense_bias"),
    gate: str = "inputs",
    overlap: str = "added",
    turn: str = "",
    bias_of: str = "all",
    divisor: int | None = None,
) -> _Gradients:
    """The four gradients with one thing done wrong; each keyword is a mistake, and the draft makes four of them.

    Keywords:
        averaged: the gradients that are divided by the number of images.
        gate: what opens ReLU's gate: its "inputs", the "gradient", "both", or "nothing", which leaves it open.
        overlap: where windows overlap, the gradient of a pixel is "added", "last" (overwritten) or "window" (the whole
            window is overwritten).
        turn: "half" if the kernel's gradient is turned by half a turn, "over" if its rows only, "across" if its columns
            only, "transposed" if rows and columns change places.
        bias_of: whether the bias has the gradient of "all" images or of the "last" one.
        divisor: what the sums are divided by, if not by the number of images.
    """
    found: _Gradients = {
        "kernel": np.zeros(kernel.shape),
        "bias": 0.0,
        "dense_kernel": np.zeros(dense_kernel.shape),
        "dense_bias": np.zeros(dense_bias.shape),
    }
    for image, label in zip(images, labels, strict=True):
        before = correlated(image, kernel) + bias
        after = np.maximum(before, 0.0)
        pooled = [after[w].max() for *_, w in windows(after.shape, (pool_size, pool_size), strides)]
        powers = np.exp(np.array(pooled) @ dense_kernel + dense_bias)
        off = powers / powers.sum() - np.eye(len(dense_bias))[label]
        found["dense_kernel"] += np.array(pooled)[:, None] * off
        found["dense_bias"] += off
        to_after = np.zeros(after.shape)
        every = windows(after.shape, (pool_size, pool_size), strides)
        for (*_, window), value in zip(every, dense_kernel @ off, strict=True):
            share = np.zeros((pool_size, pool_size))
            share.flat[int(after[window].argmax())] = 1.0
            if overlap == "window":
                to_after[window] = share * value
            else:
                kept = to_after[window] * (1 - share) if overlap == "last" else to_after[window]
                to_after[window] = kept + share * value
        opened = {
            "inputs": before > 0,
            "gradient": to_after > 0,
            "both": (before > 0) & (to_after > 0),
            "nothing": np.ones(before.shape, dtype=bool),
        }[gate]
        to_before = np.where(opened, to_after, 0.0)
        found["bias"] = float(to_before.sum()) + (found["bias"] if bias_of == "all" else 0.0)
        of_image = correlated(image, to_before)
        turned = {
            "": of_image,
            "half": of_image[::-1, ::-1],
            "over": of_image[::-1],
            "across": of_image[:, ::-1],
            "transposed": of_image.T if kernel.shape[0] == kernel.shape[1] else of_image,
        }
        found["kernel"] += turned[turn]
    return {name: value / (divisor or len(images)) if name in averaged else value for name, value in found.items()}


def _first_image(images: Array, labels: Array, *others: Any, divisor: int) -> _Gradients:
    return _gradients(images[:1], labels[:1], *others, divisor=divisor)


def _network_gradients(
    images: Array,
    labels: Array,
    kernel: Array,
    bias: float,
    dense_kernel: Array,
    dense_bias: Array,
    pool_size: int,
    strides: int,
) -> _Gradients:
    return _gradients(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides)


_ONE = array([1.0])  # a kernel of 1×1, which hands the image on
_UP = array([0.5, -0.5], [0.25, -0.25], [0.75, -0.5], [0.5, 0.0])  # what feature 1 brings is good for class 0
_BOTH = np.array([0.25, -0.25])
_SQUARE = array([1, 3, 2, 1], [2, 1, 1, 4], [2, 1, 3, 1], [1, 1, 2, 2]) / 4
_MIXED = array([3, -1, -2, -3], [1, 2, -1, -4], [1, -2, 2, 5], [-1, 2, 1, 3]) / 4
_PEAK = array([1, 3, 5], [2, 1, 2], [4, 6, 1]) / 4  # the 6 wins two windows; the 3 wins one and loses one
_FIVE = array([1, 5, 2, 1, 3], [2, 1, 3, 4, 1], [4, 1, 3, 1, 2], [1, 2, 2, 5, 1], [2, 1, 1, 3, 6]) / 8

network_gradients = Task(
    "network_gradients",
    cases=[
        (np.stack([_SQUARE, _SQUARE.T + 0.25, _SQUARE[::-1] * 2]), np.array([1, 1, 1]), _ONE, 0.0, _UP, _BOTH, 2, 2),
        (_MIXED[None], np.array([0]), _ONE, 0.0, _UP * np.array([[1], [-1], [1], [-1]]), _BOTH, 2, 2),
        (_PEAK[None], np.array([1]), _ONE, 0.0, _UP, _BOTH, 2, 1),
        (_FIVE[None], np.array([1]), array([0.5, 0.25], [0.125, 1]), 0.0, _UP, _BOTH, 2, 2),
    ],
    reference=_network_gradients,
    mistakes=[
        Mistake(
            "not averaged over the batch",
            lambda *case: _gradients(*case, averaged=()),
            "All four gradients are {images.shape[0]} times too large, and there are {images.shape[0]} images. The "
            "loss is a mean over them: where does the draft say so?",
            of_one_case=True,
        ),
        Mistake(
            "return inside the loop",
            lambda *case: _first_image(*case, divisor=len(case[0])),
            "That is what the first of {images.shape[0]} images brings. Does `return` stand inside the loop?",
            of_one_case=True,
        ),
        Mistake(
            "first image only",
            lambda *case: _first_image(*case, divisor=1),
            "Those are the gradients of the first of {images.shape[0]} images. Does `return` stand inside the loop?",
            of_one_case=True,
        ),
        Mistake(
            "bias of the last image",
            lambda *case: _gradients(*case, bias_of="last"),
            "Three gradients are right. The convolution's bias has what the last image brings, and nothing else: `=` "
            "or `+=`?",
            of_one_case=True,
        ),
        Mistake(
            "divided by 3",
            lambda *case: _gradients(*case, divisor=3),
            "All four gradients are a third of what they should be. Network A has three images: how many does this "
            "one have?",
            of_one_case=True,
        ),
        Mistake(
            "convolution not averaged",
            lambda *case: _gradients(*case, averaged=("dense_kernel", "dense_bias")),
            "The dense layer is right. Kernel and bias of the convolution are {images.shape[0]} times too large: is "
            "there a place in the draft from which all four gradients get their 1/{images.shape[0]}?",
            of_one_case=True,
        ),
        Mistake(
            "dense layer not averaged",
            lambda *case: _gradients(*case, averaged=("kernel", "bias")),
            "The convolution is right. Kernel and bias of the dense layer are {images.shape[0]} times too large: is "
            "there a place in the draft from which all four gradients get their 1/{images.shape[0]}?",
            of_one_case=True,
        ),
        Mistake(
            "gate by the gradient",
            lambda *case: _gradients(*case, gate="gradient"),
            "The convolution is wrong where a gradient is negative, or comes to a unit that was off. What opens "
            "ReLU's gate in the draft, and what should?",
            of_one_case=True,
        ),
        Mistake(
            "both gates",
            lambda *case: _gradients(*case, gate="both"),
            "The convolution is wrong where a gradient is negative. ReLU's gate asks for its inputs; does yours still "
            "ask for the gradient as well?",
            of_one_case=True,
        ),
        Mistake(
            "no gate",
            lambda *case: _gradients(*case, gate="nothing"),
            "The convolution is wrong where a unit was off: your gradient goes back through it. Does ReLU still have a "
            "gate on the way back?",
            of_one_case=True,
        ),
        Mistake(
            "overlaps overwritten",
            lambda *case: _gradients(*case, overlap="last"),
            "The convolution is wrong where a pixel wins several windows of the pooling. What does the draft do with "
            "the first of its gradients when the second comes?",
            of_one_case=True,
        ),
        Mistake(
            "windows overwritten",
            lambda *case: _gradients(*case, overlap="window"),
            "The convolution is wrong where windows of the pooling overlap: a later one wipes out what an earlier one "
            "left.",
            of_one_case=True,
        ),
        Mistake(
            "kernel's gradient turned",
            lambda *case: _gradients(*case, turn="half"),
            "Three gradients are right. Look at that of the convolution's kernel: are its values the right ones, in "
            "the wrong places? The top left weight lies on the top left pixel of each patch.",
            of_one_case=True,
        ),
        Mistake(
            "kernel's rows turned",
            lambda *case: _gradients(*case, turn="over"),
            "Three gradients are right. That of the convolution's kernel is upside down still.",
            of_one_case=True,
        ),
        Mistake(
            "kernel's columns turned",
            lambda *case: _gradients(*case, turn="across"),
            "Three gradients are right. That of the convolution's kernel has left and right changed still.",
            of_one_case=True,
        ),
        Mistake(
            "kernel's gradient transposed",
            lambda *case: _gradients(*case, turn="transposed"),
            "Three gradients are right. That of the convolution's kernel has rows and columns changed.",
            of_one_case=True,
        ),
        # Whoever repairs one line after the other sees the words above for the first network that is still wrong.
        Mistake(
            "the draft as it was",
            lambda *case: _gradients(*case, averaged=(), gate="gradient", overlap="last", turn="half"),
            "That is still what the draft gives. Take this network alone: which of the four gradients is off, and "
            "which line of the draft makes it?",
        ),
    ],
    forbidden=AUTOMATIC,
    instead="Repair the lines of the draft.",
    titles=[f"network {letter}" for letter in "ABCD"],
)
