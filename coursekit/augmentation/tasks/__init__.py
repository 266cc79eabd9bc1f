"""The tasks of exercise 04, in its order: what a right answer is, and which mistakes are known.

The references are loops of their own, place by place, and use nothing else of `coursekit.augmentation`: two routes to
the same images. A check cell reads `tasks.sample.check(sample)`.
"""

from __future__ import annotations

from coursekit.augmentation.tasks.columns import mirrored_column
from coursekit.augmentation.tasks.combining import combine
from coursekit.augmentation.tasks.draft import training_data
from coursekit.augmentation.tasks.following import move_points
from coursekit.augmentation.tasks.interpolation import sample
from coursekit.augmentation.tasks.label_maps import paste_labels
from coursekit.augmentation.tasks.pasting import paste
from coursekit.augmentation.tasks.rotation import rotation_matrix
from coursekit.augmentation.tasks.safety import safe_transforms
from coursekit.augmentation.tasks.turning import quarter_turn
from coursekit.augmentation.tasks.values import adjust
from coursekit.augmentation.tasks.warping import warp
from coursekit.augmentation.tasks.weights import sampling_weights

__all__ = [
    "adjust",
    "combine",
    "mirrored_column",
    "move_points",
    "paste",
    "paste_labels",
    "quarter_turn",
    "rotation_matrix",
    "safe_transforms",
    "sample",
    "sampling_weights",
    "training_data",
    "warp",
]
