"""How late a submission is, and what that costs: by the plugin that nbgrader's configuration names."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from nbgrader.preprocessors import AssignLatePenalties

from coursekit.errors import CourseError
from coursekit.grading.results import in_words
from coursekit.grading.setting import Setting

__all__ = ["Penalties", "seconds_late"]


def seconds_late(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How long after the due date it was handed in; 0 where one is not known. UTC without a zone."""
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())


class Penalties:
    """nbgrader's AssignLatePenalties, without its own connections to the database."""

    def __init__(self, setting: Setting) -> None:
        self._penalties = AssignLatePenalties(config=setting.config, log=setting.log)
        self._penalties.init_plugin()

    def penalty(self, student: str, score: float, late: float) -> float | None:
        """Points to take off, 0 to `score`; None where nothing is said.

        Args:
            student: whose submission.
            score: all its points, those that a person gave included.
            late: seconds, more than 0.

        Raises:
            CourseError: if the plugin fails.
        """
        if not self._penalties.enabled:
            return None
        plugin = self._penalties.plugin_inst
        try:
            penalty = plugin.late_submission_penalty(student, score, late)
            if penalty is None:
                return None
            return float(self._penalties._check_late_penalty(SimpleNamespace(score=score), penalty))
        except Exception as error:  # the plugin is the instructor's own program
            raise CourseError(
                f"The plugin for late submissions, {type(plugin).__name__}, failed ({in_words(error)}).",
                "Correct it, or `AssignLatePenalties.plugin_class` in nbgrader_config.py; then type the same again.",
            ) from error
