"""The pictures of topic 04. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

A dataset's images by class (`samples`), AlexNet's crops (`crops`), transforms that keep a label and others
(`labels_kept_and_lost`), what geometry does and costs (`turn_and_shift`, `resampled`), what was drawn from images
(`drawn`), what follows an image (`following`), things on other grounds (`pasted`, `composites`), the course of a
training (`learning`, `hunger`), what several runs reached (`runs`, `recalls`), and what a model says of several views
(`views`, `by_certainty`).
"""

from __future__ import annotations

from coursekit.augmentation.figures.asking import by_certainty
from coursekit.augmentation.figures.crops import crops
from coursekit.augmentation.figures.drawn import drawn
from coursekit.augmentation.figures.following import composites, following
from coursekit.augmentation.figures.hunger import hunger
from coursekit.augmentation.figures.labels import labels_kept_and_lost
from coursekit.augmentation.figures.learning import learning
from coursekit.augmentation.figures.order import turn_and_shift
from coursekit.augmentation.figures.pasting import pasted
from coursekit.augmentation.figures.resampling import detail, resampled
from coursekit.augmentation.figures.runs import recalls, runs
from coursekit.augmentation.figures.samples import samples
from coursekit.augmentation.figures.views import views

__all__ = [
    "by_certainty",
    "composites",
    "crops",
    "detail",
    "drawn",
    "following",
    "hunger",
    "labels_kept_and_lost",
    "learning",
    "pasted",
    "recalls",
    "resampled",
    "runs",
    "samples",
    "turn_and_shift",
    "views",
]
