"""Go through a rebuilt notebook and make everything in it that came from the student inert."""

from __future__ import annotations

from nbformat import NotebookNode

from coursekit.grading.rebuilding.roles import Role, role
from coursekit.grading.results import one_line
from coursekit.grading.sanitising.limits import DisplayLimits
from coursekit.grading.sanitising.markup import as_typed, is_harmless_markdown
from coursekit.grading.sanitising.outputs import Outputs, count
from coursekit.grading.sanitising.text import Allowance, plain

__all__ = ["make_inert"]

# What the scripts and links of nbgrader's pages find their own elements by, beside the names of cells.
_IDS = ("notebook", "notebook-container", "statusmessage", "toc", "top")
_SUFFIXES = ("", "-comment", "_extra_credit")

_HARMFUL = "Shown as it was typed, because it holds HTML, a link or a picture that is not shown here."
_LONG = "Shown as it was typed, because it is very long."
_RAW = "A raw cell, shown as it was typed."
_HIDDEN = "*This text cannot be shown.*"


def make_inert(notebook: NotebookNode, limits: DisplayLimits | None = None) -> tuple[str, ...]:
    """Make everything of the student's in a notebook safe to show, for programs that show notebooks as they are.

    Outputs of every code cell: the student's process wrote them, whoever wrote the cell. Kept are streams, errors and
    plain text with their colours, PNG and JPEG, HTML without what could run, fetch, lead away or cover, Markdown and
    mathematics where they are harmless. Of a Markdown or raw cell that the student answered or added the text: it
    stays to the letter, or is shown as it was typed where rendering it could do harm. So a text that was not
    changed keeps the checksum that nbgrader compares. Text of code cells is left as it was run: it is always escaped.

    Takes time and memory in proportion to what the limits let through; longer texts are cut first.

    Args:
        notebook: rebuilt (`coursekit.grading.rebuilding.role` tells whose a cell is) and run; changed in place.
            Doing it a second time changes nothing.
        limits: how much is kept.

    Returns:
        what was cut or changed, each a phrase for the instructor.
    """
    limits = limits or DisplayLimits()
    outputs = Outputs(limits)
    rendered = Allowance(limits.notebook_markdown)
    marked = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]
    names = {*_IDS, *(f"{name}{suffix}" for name in marked for suffix in _SUFFIXES)}
    cut: list[str] = []
    typed: list[str] = []
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of messages, as the student's process sent them
        label = one_line(cell.metadata.get("nbgrader", {}).get("grade_id", cell.get("id", "")), 60)
        if cell.cell_type == "code":
            cell.outputs, was_cut = outputs.clean(cell.get("outputs"))
            cell.execution_count = count(cell.get("execution_count"))
            if was_cut:
                cut.append(label)
        elif role(cell) in {Role.SOLUTION, Role.ADDED} and _show(cell, names, limits, rendered):
            typed.append(label)
    # Widgets and the language are what the student's process said they are.
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = NotebookNode(name="python", pygments_lexer="ipython3", file_extension=".py")
    notes = []
    if cut:
        notes.append(f"long output is not shown in full: {one_line(', '.join(cut), 150)}")
    if typed:
        notes.append(f"text that could do harm when rendered is shown as typed: {one_line(', '.join(typed), 150)}")
    return tuple(notes)


def _show(cell: NotebookNode, names: set[str], limits: DisplayLimits, rendered: Allowance) -> bool:
    """Make a text inert; returns whether it is shown as typed, for another reason than its length."""
    source = str(cell.source)
    if cell.cell_type == "raw":
        # nbconvert takes raw text for HTML. Only an added cell can be raw, and its type means nothing to the course.
        cell.cell_type = "markdown"
        why = _RAW
    elif len(source) > min(limits.markdown, rendered.left):
        why = _LONG
    else:
        rendered.take(len(source))
        if plain(source) == source and is_harmless_markdown(source, cell.get("attachments", {}), names):
            return False
        why = _HARMFUL
    shown = as_typed(Allowance(limits.cell_text).cut(source), why)
    cell.source = shown if is_harmless_markdown(shown, {}, names) else _HIDDEN
    return why is _HARMFUL
