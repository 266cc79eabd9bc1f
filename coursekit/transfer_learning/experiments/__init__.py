"""What pretrained features are worth on few images, measured: for the scripts in `benchmarks/` and for the lecture.

Each function trains or fits once, from a seed; the scripts repeat it over seeds and folds.
"""

from __future__ import annotations

from coursekit.transfer_learning.experiments.choosing import Chosen, chosen_head
from coursekit.transfer_learning.experiments.heads import accuracy, fitted_head, posteriors
from coursekit.transfer_learning.experiments.once import BLOCKS, POOLINGS, Once, once
from coursekit.transfer_learning.experiments.tuning import dense_head, fine_tuned, posteriors_of_maps, tail
from coursekit.transfer_learning.experiments.ways import EPOCHS, STEPS, TURNS, VIEWS, fine_tuning, frozen, scratch

__all__ = [
    "BLOCKS",
    "EPOCHS",
    "POOLINGS",
    "STEPS",
    "TURNS",
    "VIEWS",
    "Chosen",
    "Once",
    "accuracy",
    "chosen_head",
    "dense_head",
    "fine_tuned",
    "fine_tuning",
    "fitted_head",
    "frozen",
    "once",
    "posteriors",
    "posteriors_of_maps",
    "scratch",
    "tail",
]
