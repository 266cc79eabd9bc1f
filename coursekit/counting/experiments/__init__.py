"""Experiments on counting, as the scripts `benchmarks/counting_*.py` run them and tests repeat in small."""

from __future__ import annotations

from coursekit.counting.experiments.counts import Setting, chosen, counted, looked_at, scored
from coursekit.counting.experiments.mining import mined, mined_windows
from coursekit.counting.experiments.places import animals, far, near
from coursekit.counting.experiments.surveys import TEST, TRAIN, VALID, Halved, examples, survey
from coursekit.counting.experiments.training import trained
from coursekit.counting.experiments.windows import Windows, cut, halved

__all__ = [
    "TEST",
    "TRAIN",
    "VALID",
    "Halved",
    "Setting",
    "Windows",
    "animals",
    "chosen",
    "counted",
    "cut",
    "examples",
    "far",
    "halved",
    "looked_at",
    "mined",
    "mined_windows",
    "near",
    "scored",
    "survey",
    "trained",
]
