"""Read a notebook that a student may have broken, with a sentence instead of a traceback."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import nbformat.v4
from nbformat import NotebookNode
from nbformat.reader import NotJSONError
from nbformat.reader import reads as reads_any_version
from nbformat.validator import NotebookValidationError, normalize
from nbformat.warnings import DuplicateCellId

from coursekit.errors import CourseError

__all__ = ["parse", "read"]


def parse(content: bytes, where: str) -> NotebookNode:
    """Parse a notebook of any version of the format into the current one.

    Args:
        content: of the file.
        where: what to call it in messages.

    Raises:
        CourseError: if it is empty, no JSON, or no notebook.
    """
    remedy = (
        "In JupyterLab, 'File > Revert Notebook to Checkpoint' brings back an earlier state; a copy may also lie in "
        ".ipynb_checkpoints beside it. Otherwise start again from the notebook you were given."
    )
    if not content.strip():
        raise CourseError(f"{where} is empty.", remedy)
    try:
        # By hand rather than by nbformat.reads, which writes to the log and goes on where the notebook is invalid.
        notebook: NotebookNode = nbformat.convert(reads_any_version(content.decode("utf-8")), nbformat.current_nbformat)
        if notebook.nbformat_minor < nbformat.current_nbformat_minor:
            notebook = nbformat.v4.upgrade(notebook, from_version=4, from_minor=notebook.nbformat_minor)  # gives ids
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DuplicateCellId)  # a copied cell; it gets an id of its own here
            _, notebook = normalize(notebook)
        nbformat.validate(notebook)
    except NotebookValidationError as error:
        reason = f"{error}".strip().splitlines()[0]
        raise CourseError(f"{where} is not a valid notebook: {reason}", remedy) from error
    except (NotJSONError, UnicodeDecodeError) as error:
        raise CourseError(f"{where} is damaged: it is not readable as a notebook.", remedy) from error
    except Exception as error:
        # A file that is JSON but no notebook fails in nbformat in as many ways as there are files, and what it says
        # then is about nbformat's insides.
        raise CourseError(f"{where} is not a notebook, or one of a version that is not known.", remedy) from error
    return notebook


def read(path: Path, where: str = "") -> NotebookNode:
    """Read and parse the notebook at `path`; see `parse`.

    Raises:
        CourseError: if it is missing, unreadable or broken.
    """
    where = where or str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(
            f"{where} is missing.",
            "Has it been renamed or moved? Otherwise take it from the release that you were given.",
        ) from error
    except OSError as error:
        raise CourseError(
            f"{where} cannot be read: {error.strerror or error}.", "Check the rights of the file."
        ) from error
    return parse(content, where)
