"""The task on a fully convolutional twin, judged by what it says of images of several sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from coursekit.checks import Condition, Task, perform
from coursekit.checks.plain import is_model
from coursekit.counting.tasks.patches import Sizes, drawn_weights, maps_by_patch, maps_of_draft

__all__ = ["build_twin"]

_Array = npt.NDArray[np.float32]
_Weights = list[_Array]

# Pixels more than a patch, down and to the right: no multiples of 4, so that it matters how many patches fit; and one
# more than a multiple, because with two more the twin of a classifier whose pooling drops pixels has another output.
_SIZES: Sizes = ((0, 0), (9, 17))
_TOLERANCE = 1e-4
_FORBIDDEN = ("keras.applications.VGG16",)

_said: WeakKeyDictionary[Any, dict[int, _Array | str]] = WeakKeyDictionary()


def _images(patch: int, channels: int) -> list[_Array]:
    random = np.random.default_rng(patch)
    return [
        random.uniform(size=(1, patch + down, patch + right, channels)).astype(np.float32) for down, right in _SIZES
    ]


def _answer(model: Any, weights: _Weights, patch: int, place: int) -> _Array | str:
    """What a model says of one of the images, or a sentence on what keeps it from doing so; asked once."""
    known = _said.setdefault(model, {})
    if place not in known:
        image = _images(patch, weights[0].shape[2])[place]
        attempt = perform(model, (image,), {"training": False}, _FORBIDDEN, ())
        height, width = image.shape[1:3]
        value = attempt.value
        while isinstance(value, (list, tuple)) and len(value) == 1:
            value = value[0]
        if attempt.refused:
            known[place] = f"When it runs, it calls {attempt.refused}, which gives the answer away."
        elif attempt.failure:
            said = attempt.failure.message.strip().splitlines() or [""]
            known[place] = f"Given an image of {height}×{width}, it stops with {attempt.failure.kind}: {said[0][:200]}"
        elif not isinstance(value, np.ndarray):
            known[place] = "When it runs, it does not give one array."
        else:
            known[place] = value.astype(np.float32)
    return known[place]


def _problem(model: Any, weights: _Weights, patch: int) -> str:
    answers = (_answer(model, weights, patch, place) for place in range(len(_SIZES)))
    return next((answer for answer in answers if isinstance(answer, str)), "")


def _fixed(model: Any) -> str:
    """The size of images that a model asks for, if it asks for one; a class of its own does not say."""
    taken = getattr(model, "input_shape", None)
    taken = taken[0] if isinstance(taken, list) and len(taken) == 1 else taken
    if not isinstance(taken, tuple) or len(taken) != 4 or taken[1:3] == (None, None):
        return ""
    return "×".join("any" if side is None else str(side) for side in taken[1:3])


def _advice(model: Any) -> str:
    """What to do about a model that does not run."""
    if _fixed(model):
        return (
            "It should take images of any size: `keras.Input((None, None, channels))`, and no layer that needs to know "
            "it."
        )
    return "The smallest image is a single patch. How large are its maps before each of your layers?"


def _shape_problem(model: Any, weights: _Weights, patch: int) -> str:
    for place, image in enumerate(_images(patch, weights[0].shape[2])):
        said = _answer(model, weights, patch, place)
        if isinstance(said, str):  # it does not run; the condition before this one says so
            return said
        found, wanted = said.shape[1:], maps_by_patch(weights, patch, image).shape[1:]
        if found == wanted:
            continue
        told = f"For an image of {image.shape[1]}×{image.shape[2]} your model gives the shape {found}"
        if len(found) != 3:
            return f"{told}. A map for each class was asked for: what in your model turns maps into a row of numbers?"
        if found[2] != wanted[2]:
            return f"{told}: that many classes there are not."
        return f"{told}. How often does a patch of {patch}×{patch} fit into it, with a step of 4 pixels?"
    return ""


def _same(model: Any, weights: _Weights, patch: int, maps: Callable[..., _Array]) -> bool:
    """Whether a model gives those maps for all images."""
    for place, image in enumerate(_images(patch, weights[0].shape[2])):
        found, wanted = _answer(model, weights, patch, place), maps(weights, patch, image)
        if isinstance(found, str) or found.shape != wanted.shape:
            return False
        if not np.allclose(found, wanted, rtol=0, atol=_TOLERANCE * np.abs(wanted).max()):
            return False
    return True


def _never(name: str, message: str, **slip: Any) -> Condition:
    """The condition that a model does not make a slip."""

    def holds(model: Any, weights: _Weights, patch: int) -> bool:
        return _same(model, weights, patch, maps_by_patch) or not _same(
            model, weights, patch, lambda *case: maps_of_draft(*case, **slip)
        )

    return Condition(name, holds, message)


def _unset(model: Any, weights: _Weights, _patch: int) -> bool:
    """Whether some array of the weights is nowhere in a model, in whatever shape."""
    have = [np.sort(np.asarray(weight).ravel()) for weight in model.get_weights()]
    return not all(
        any(own.size == given.size and np.allclose(own, np.sort(given.ravel())) for own in have) for given in weights
    )


build_twin = Task(
    "build_twin",
    cases=[(drawn_weights(3, 4, 5, 6, 3, 18, 1), 18), (drawn_weights(1, 3, 4, 7, 5, 24, 2), 24)],
    arguments=("weights", "patch"),
    conditions=[
        Condition("not a Keras model", lambda model, *_: is_model(model), "That is no Keras model."),
        Condition(
            "does not run",
            lambda model, weights, patch: not _problem(model, weights, patch),
            lambda model, weights, patch: f"{_problem(model, weights, patch)}\n{_advice(model)}",
        ),
        Condition(
            "fixed size",
            lambda model, *_: not _fixed(model),
            lambda model, *_: (
                f"Your model says that it takes images of {_fixed(model)} only. `keras.Input((None, None, channels))` "
                "leaves the size open."
            ),
        ),
        _never(
            "padded",
            "Your convolutions pad the image. The classifier never did: at the border your outputs answer for patches "
            "that reach beyond it.",
            padding=True,
        ),
        _never(
            "padded kernel of the dense layer",
            "The convolution that was a dense layer pads the map. Its kernel is as large as a patch's map, and should "
            "lie in it completely.",
            padded_head=True,
        ),
        _never(
            "pooled to one answer",
            "Your model takes the mean or the largest value over the whole map: one answer for the image. An answer "
            "for each patch was asked for.",
            pooled=True,
        ),
        Condition(
            "another shape",
            lambda model, weights, patch: not _shape_problem(model, weights, patch),
            _shape_problem,
        ),
        Condition(
            "weights not set",
            lambda model, weights, patch: not _unset(model, weights, patch),
            "The shapes are right, but some of the classifier's weights are nowhere in your model. `set_weights` of a "
            "model takes the list of all of them, in its own order and shapes.",
        ),
        _never(
            "no ReLU behind the hidden layer",
            "The hidden dense layer had a ReLU behind it, and your convolution has none.",
            hidden="linear",
        ),
        _never(
            "no softmax",
            "Your maps hold no probabilities: there is no softmax at the end.",
            last="linear",
        ),
        _never(
            "sigmoid for softmax",
            "At the end you use a sigmoid for each class. The classifier ended with a softmax.",
            last="sigmoid",
        ),
        _never(
            "softmax over places",
            "Your softmax runs over the places of the image, not over the classes of each place.",
            last="softmax over places",
        ),
        _never(
            "no ReLU in the convolutions",
            "The classifier's convolutions had a ReLU behind them, and yours have none.",
            convolutions="linear",
        ),
        _never(
            "kernel out of order",
            "Every number of the dense layer is in your kernel, but not in its place. `Flatten` reads a map row by "
            "row, and of each pixel all channels: task 3.",
            order="channels first",
        ),
        Condition(
            "another function",
            lambda model, weights, patch: _same(model, weights, patch, maps_by_patch),
            "For a patch, or a larger image, your model says something else than the classifier does patch by patch. "
            "Compare both layer by layer: kernels, activations, pooling, and the order of the numbers.",
        ),
    ],
    forbidden=("keras.applications.VGG16",),
    instead="Build it of layers of Keras: the same convolutions, and two more in place of the dense layers.",
)
