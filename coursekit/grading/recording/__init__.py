"""The one writer of grades: gradebook, `autograded/`, and a file for each outcome.

    with grading_lock(course):
        register(setting)                                       # the exercise itself, as `nbgrader generate_assignment`
        conditions = Conditions.read(course, topic, limits=..., isolation=...)
        with Recorder(setting) as recorder:                     # one connection for the whole run
            files, notes = read_files(setting.folder("submitted", student))
            made = key(conditions, {"notebook": submitted, **files}, handed_in, seed)
            if recorder.unchanged(student, made) is None:
                recorder.record(outcome, handed_in, files)      # the outcome has the key
            table = recorder.points(students)

`load(setting)` gives the outcomes for reports, without the database.

What a killed process leaves is told in `Recorder`. A loss of power is not a kill: the gradebook is then as safe as
SQLite or PostgreSQL make it, while a file that was just written can come out empty. Such a file counts as not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit import lazy

if TYPE_CHECKING:
    from coursekit.grading.recording.keys import Conditions, key
    from coursekit.grading.recording.lock import grading_lock
    from coursekit.grading.recording.outcomes import load
    from coursekit.grading.recording.points import Points
    from coursekit.grading.recording.recorder import Recorder
    from coursekit.grading.recording.registering import register
    from coursekit.grading.recording.submitted import read_files

__all__ = ["Conditions", "Points", "Recorder", "grading_lock", "key", "load", "read_files", "register"]

# Loaded when first used: nbgrader takes about a second to import, and the lock is there to answer at once.
_HOME = {
    "Conditions": "keys",
    "Points": "points",
    "Recorder": "recorder",
    "grading_lock": "lock",
    "key": "keys",
    "load": "outcomes",
    "read_files": "submitted",
    "register": "registering",
}

__getattr__ = lazy.attach(__name__, _HOME)
