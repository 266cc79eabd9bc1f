"""nbgrader's settings as nbgrader itself finds them: Jupyter's configuration folders, then the course's own file."""

from __future__ import annotations

from jupyter_core.paths import jupyter_config_path
from traitlets.config.loader import Config, ConfigFileNotFound, PyFileConfigLoader

from coursekit.errors import CourseError
from coursekit.tree import Course

__all__ = ["load"]


def load(course: Course) -> Config:
    """Read every `nbgrader_config.py` that holds for `course`; the course's own comes last and wins.

    Raises:
        CourseError: if one of them has an error.
    """
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(course.root)]:
        try:
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
        except ConfigFileNotFound:
            continue
        except Exception as error:
            # The file is a program: it can fail in any way.
            raise CourseError(
                f"nbgrader_config.py in {folder} has an error ({type(error).__name__}: {error}).",
                "Correct or remove it.",
            ) from error
    return config
