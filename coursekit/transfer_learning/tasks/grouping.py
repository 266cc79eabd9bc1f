"""A step of gradient descent in which each part of a network has a learning rate of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.transfer_learning.tasks.forbidden import STEPS

__all__ = ["group_step"]

_Array = npt.NDArray[np.float64]
_Layers = dict[str, _Array]
_Rates = dict[str, float]


def _part(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def _rate(name: str, rates: _Rates) -> float | None:
    """The learning rate of the part that a layer belongs to; None if it has none."""
    return rates.get(_part(name))


def _right(weights: _Layers, gradients: _Layers, rates: _Rates) -> _Layers:
    moved = {}
    for name, values in weights.items():
        rate = _rate(name, rates)
        moved[name] = values - (rate or 0.0) * gradients[name]
    return moved


def _with_rate(
    choose: Callable[[str, _Rates], float], step: Callable[..., Any] = lambda w, g, rate: w - rate * g
) -> Callable[..., Any]:
    """The answer with another choice of rates, or another step."""

    def answer(weights: _Layers, gradients: _Layers, rates: _Rates) -> Any:
        return {name: step(values, gradients[name], choose(name, rates)) for name, values in weights.items()}

    return answer


def _usual(name: str, rates: _Rates) -> float:
    return _rate(name, rates) or 0.0


def _beginning(name: str, rates: _Rates) -> float:
    return next((rate for part, rate in rates.items() if name.startswith(part)), 0.0)


def _begins_so(weights: _Layers, _: _Layers, rates: _Rates) -> str:
    """Which layer of a case has a name that begins as that of another part."""
    pairs = ((name, part) for name in weights for part in rates if name.startswith(part) and _part(name) != part)
    name, part = next(pairs)
    return f"`{name}` begins with `{part}`, and yet it is none of its layers. What stands behind the name of a part?"


def _by_place(weights: _Layers, gradients: _Layers, rates: _Rates) -> _Layers:
    return _right(weights, dict(zip(weights, gradients.values(), strict=True)), rates)


def _only_moved(weights: _Layers, gradients: _Layers, rates: _Rates) -> _Layers:
    return {name: value for name, value in _right(weights, gradients, rates).items() if _rate(name, rates) is not None}


def _network(names: list[str], seed: int) -> tuple[_Layers, _Layers]:
    """Weights and gradients; shapes read the same from behind, so that a gradient in the wrong place fits as well."""
    rng = np.random.default_rng(seed)
    shapes = [(2,), (3, 2), (2, 2)]
    weights = {name: rng.normal(size=shapes[min(n, len(names) - 1 - n)]) for n, name in enumerate(names)}
    return weights, {name: rng.normal(size=value.shape) for name, value in weights.items()}


def _turned(weights: _Layers, gradients: _Layers) -> tuple[_Layers, _Layers]:
    """The same with the gradients in the reverse order."""
    return weights, dict(reversed(gradients.items()))


_VGG = ["block4_conv3", "block5_conv1", "block5_conv2", "head_hidden_kernel", "head_predictions"]
_TENTH = ["block1_conv1", "block1_conv2", "block10_conv1", "head"]

group_step = Task(
    "group_step",
    cases=[
        (*_network(["block5_conv1", "head"], 1), {"head": 0.5, "block5": 0.125}),
        (*_network(_VGG, 2), {"head": 0.5}),
        (*_turned(*_network(_VGG, 3)), {"block5": 0.001, "head": 0.25}),
        (*_network(_TENTH, 4), {"block1": 0.1, "head": 0.5}),
    ],
    reference=_right,
    keeps_arguments=True,
    mistakes=[
        Mistake(
            "names that only begin so",
            _with_rate(_beginning),
            _begins_so,
        ),
        Mistake(
            "up to the last underscore",
            _with_rate(lambda name, rates: rates.get(name.rsplit("_", maxsplit=1)[0], 0.0)),
            "A name may have several underscores. Where does the part end?",
        ),
        Mistake(
            "gradients by place",
            _by_place,
            "You take gradients in the order in which they come. Go by the names.",
        ),
        Mistake(
            "frozen layers left out",
            _only_moved,
            "Layers without a learning rate are missing. They stay as they are, and are still part of the network.",
        ),
        Mistake(
            "largest rate for all",
            _with_rate(lambda name, rates: max(rates.values())),
            "All layers step at the highest of the rates. That is what undoes what the base has learnt.",
        ),
        Mistake(
            "smallest rate for all",
            _with_rate(lambda name, rates: min(rates.values())),
            "All layers step at the lowest of the rates. Each part has its own.",
        ),
        Mistake(
            "largest rate for all that learn",
            _with_rate(lambda name, rates: 0.0 if _rate(name, rates) is None else max(rates.values())),
            "All parts that learn step at the highest of the rates. Each has its own.",
        ),
        Mistake(
            "no rate",
            _with_rate(lambda name, rates: 0.0 if _rate(name, rates) is None else 1.0),
            "Parts that learn move by the whole gradient, however small their rate.",
        ),
        Mistake(
            "frozen layers at the highest rate",
            _with_rate(lambda name, rates: _rate(name, rates) or max(rates.values())),
            "Layers of parts without a learning rate move, at the highest rate. They are frozen.",
        ),
        Mistake(
            "frozen layers at the lowest rate",
            _with_rate(lambda name, rates: _rate(name, rates) or min(rates.values())),
            "Layers of parts without a learning rate move, at the lowest rate. They are frozen.",
        ),
        Mistake(
            "frozen layers take the whole gradient",
            _with_rate(lambda name, rates: 1.0 if _rate(name, rates) is None else _usual(name, rates)),
            "Layers of parts without a learning rate move by the whole gradient. They are frozen.",
        ),
        Mistake(
            "uphill",
            _with_rate(_usual, lambda w, g, rate: w + rate * g),
            "Your steps go uphill.",
        ),
        Mistake(
            "whole names alone",
            _with_rate(lambda name, rates: rates.get(name, 0.0)),
            "You look for a rate under the whole name of a layer. `block5_conv1` belongs to the part `block5`.",
        ),
        Mistake(
            "nothing but the head",
            _with_rate(lambda name, rates: _usual(name, rates) if name.startswith("head") else 0.0),
            "The head alone moves. Other parts may have a learning rate as well.",
        ),
        Mistake(
            "divided by the rate",
            _with_rate(_usual, lambda w, g, rate: w - g / rate if rate else w),
            "You divide by the learning rate: the smaller it is, the longer your step.",
        ),
        Mistake(
            "steps alone",
            _with_rate(_usual, lambda w, g, rate: -rate * g),
            "Those are the steps. Where do the weights get to?",
        ),
    ],
    forbidden=STEPS,
    instead="Find the part of each layer, then take the step.",
)
