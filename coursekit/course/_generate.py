"""Run nbgrader's GenerateAssignment in a process of its own.

`python -m coursekit.course._generate CONFIG FOLDER ID...` is not to be called by hand: `coursekit.course.release`
does. The converter changes the working directory, loads a configuration file that is Python, and opens a database;
here it can do so without touching the caller.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

# Below the working folder; the names are ours, whatever the course's configuration calls them.
SOURCE, RELEASE, GRADEBOOK = "source", "release", "gradebook.db"


def main(configuration: Path, folder: Path, assignments: Sequence[str]) -> int:
    """Release assignments from `folder/source` to `folder/release` with a gradebook in the same folder.

    Args:
        configuration: the course's `nbgrader_config.py`; may be missing.
        folder: a throw-away folder.
        assignments: nbgrader's assignment ids.

    Returns:
        The exit status: 0, or 1 if nbgrader refused one, whose id is then the last line of standard output; why
        is on standard error.
    """
    settings = Config()
    if configuration.is_file():
        settings = PyFileConfigLoader(configuration.name, path=str(configuration.parent)).load_config()
    for edge in ("header", "footer"):
        beside = settings.IncludeHeaderFooter.get(edge)
        if beside:
            settings.IncludeHeaderFooter[edge] = str(configuration.parent / beside)
    ours = settings.CourseDirectory
    ours.root = str(folder)
    ours.source_directory, ours.release_directory = SOURCE, RELEASE
    ours.db_url = f"sqlite:///{folder / GRADEBOOK}"

    log = logging.getLogger("traitlets")
    log.addHandler(logging.StreamHandler())
    log.setLevel(logging.ERROR)
    for assignment in assignments:
        ours.assignment_id = assignment
        converter = GenerateAssignment(coursedir=CourseDirectory(config=settings), config=settings)
        try:
            converter.start()
        except NbGraderException:
            sys.stdout.write(f"{assignment}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
