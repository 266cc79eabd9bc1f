"""What augmentation does to training and testing, measured: for the scripts in `benchmarks/` and for the lecture.

Each function trains small networks on small images once, from a seed; the scripts repeat it over seeds.
"""

from __future__ import annotations

from coursekit.augmentation.experiments.few_images import SEALIONS, few, fit_few, overfitting
from coursekit.augmentation.experiments.keeping import digits_turned, sealions_changed, wafers_shifted
from coursekit.augmentation.experiments.leakage import augmented_before_split, patches_split
from coursekit.augmentation.experiments.rare_classes import STRATEGIES, imbalance
from coursekit.augmentation.experiments.training import Judged, judged, posteriors, small_cnn, trained
from coursekit.augmentation.experiments.views import compare_views

__all__ = [
    "SEALIONS",
    "STRATEGIES",
    "Judged",
    "augmented_before_split",
    "compare_views",
    "digits_turned",
    "few",
    "fit_few",
    "imbalance",
    "judged",
    "overfitting",
    "patches_split",
    "posteriors",
    "sealions_changed",
    "small_cnn",
    "trained",
    "wafers_shifted",
]
