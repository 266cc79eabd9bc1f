"""Keeping students' code away from everything else: the ladder, and the parts that its rungs are made of.

    isolation = detect(private_in(course.root))
    require_isolation(isolation, unsafe=False)
    print(isolation)                                 # for `coursekit doctor` and every report

`Rung` tells what each rung keeps away. The code itself is started by `coursekit.grading.forkserver`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit import lazy

if TYPE_CHECKING:
    from coursekit.grading.sandbox.isolation import Isolation, Rung
    from coursekit.grading.sandbox.ladder import detect, private_in, require_isolation
    from coursekit.grading.sandbox.limits import Limits

__all__ = ["Isolation", "Limits", "Rung", "detect", "private_in", "require_isolation"]

# Loaded when first used: the fork server imports the parts, and the ladder starts fork servers.
_HOME = {
    "Isolation": "isolation",
    "Limits": "limits",
    "Rung": "isolation",
    "detect": "ladder",
    "private_in": "ladder",
    "require_isolation": "ladder",
}

__getattr__ = lazy.attach(__name__, _HOME)
