"""The tasks of exercise 08, in its order: what a right answer is, and which mistakes are known.

A check cell reads `tasks.suppress.check(suppress)`.
"""

from __future__ import annotations

from coursekit.counting.tasks.building import build_twin
from coursekit.counting.tasks.locating import centres
from coursekit.counting.tasks.mining import hard_negatives
from coursekit.counting.tasks.pairing import matched
from coursekit.counting.tasks.pipeline import animals_in_area
from coursekit.counting.tasks.reporting import class_report
from coursekit.counting.tasks.reshaping import dense_as_kernel
from coursekit.counting.tasks.sliding import output_count
from coursekit.counting.tasks.suppressing import suppress
from coursekit.counting.tasks.surveying import count
from coursekit.counting.tasks.tiling import tiles
from coursekit.counting.tasks.tuning import tuned_threshold

__all__ = [
    "animals_in_area",
    "build_twin",
    "centres",
    "class_report",
    "count",
    "dense_as_kernel",
    "hard_negatives",
    "matched",
    "output_count",
    "suppress",
    "tiles",
    "tuned_threshold",
]
