"""Topic 07: features that were learnt elsewhere, and a head for a task of one's own.

`backbone` gives VGG16's convolutions with weights that have learnt something; `classifier` puts a new head on them and
freezes them; `unfreeze`, `grouped_optimizer` and `fit_two_phases` train part of them on; `features` computes what the
frozen part gives once, for each image and some augmented views of it, and keeps it on disk; `by_block` does so for the
end of each block. `explore` shows in a widget which images a block takes for similar, `nearest` finds them.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.transfer_learning.backbone import backbone
from coursekit.transfer_learning.classifier import classifier, head
from coursekit.transfer_learning.freezing import unfreeze
from coursekit.transfer_learning.groups import grouped_optimizer
from coursekit.transfer_learning.phases import TwoPhases, fit_two_phases

# Loaded when first used: they need Keras, or NumPy.
_LAZY = {
    "BGRMinusMean": "preprocessing",
    "by_block": "blocks",
    "explore": "neighbours",
    "features": "feature_extraction",
    "measured": "measurements",
    "nearest": "neighbours",
}
_SUBMODULES = ("experiments", "figures")

__all__ = [
    "BGRMinusMean",
    "TwoPhases",
    "backbone",
    "by_block",
    "classifier",
    "explore",
    "features",
    "fit_two_phases",
    "grouped_optimizer",
    "head",
    "measured",
    "nearest",
    "unfreeze",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])
