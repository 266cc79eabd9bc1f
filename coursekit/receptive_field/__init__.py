"""Topic 02: what the units of a network see of its input, exactly, for any graph of layers.

`of` tells it for the units of one layer, `table` lists all layers, `explain` writes the recurrence down with its
numbers, `stacks` answers the inverse question. `empirical` finds the same field by gradients alone, `effective` where
the influence really is, and `explore` opens a widget to play with.
"""

from __future__ import annotations

from coursekit import lazy

# At once, not when first used: some functions are called as their modules are, and a module that is imported later
# would take the function's place. None of them imports Keras or pandas before it needs them.
from coursekit.receptive_field.by_gradients.effective import Effective, effective
from coursekit.receptive_field.by_gradients.empirical import Empirical, empirical
from coursekit.receptive_field.explain import explain
from coursekit.receptive_field.field import Field, of
from coursekit.receptive_field.sizes import DependsOnInput
from coursekit.receptive_field.stacks import stacks
from coursekit.receptive_field.table import table

__all__ = [
    "DependsOnInput",
    "Effective",
    "Empirical",
    "Field",
    "effective",
    "empirical",
    "explain",
    "explore",
    "of",
    "stacks",
    "table",
]

__getattr__ = lazy.attach(__name__, {"explore": "explorer.widget"})  # widgets take half a second to import


def __dir__() -> list[str]:
    return sorted(__all__)
