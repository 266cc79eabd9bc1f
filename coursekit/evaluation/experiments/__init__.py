"""What scores are worth, measured: for the scripts in `benchmarks/` and for the lecture.

`judged` says how one classifier does; `small_tests` and `choosing` take the scores of many images for all that there
are, draw small sets from them, and compare what such a set says with what is true of all.
"""

from __future__ import annotations

from coursekit.evaluation.experiments.choosing import choosing
from coursekit.evaluation.experiments.judging import judged
from coursekit.evaluation.experiments.small_tests import small_tests

__all__ = ["choosing", "judged", "small_tests"]
