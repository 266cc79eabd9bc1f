"""The course's side of rebuilding: the master with what nbgrader's gradebook knows about it, and the stubs."""

from __future__ import annotations

from copy import deepcopy

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution, is_task

from coursekit.course.markers import holds_marker
from coursekit.errors import CourseError
from coursekit.grading.rebuilding.roles import Role, role

__all__ = ["Exercise"]

_LOCKS = ("deletable", "editable")  # what nbgrader's LockCells writes into a release


class Exercise:
    """An exercise that submissions are rebuilt from; never changed, so one serves a whole class.

    Args:
        master: the built solution, `solutions/TOPIC/TOPIC.ipynb`, with answers and hidden tests.
        release: what students got, `exercises/TOPIC/TOPIC.ipynb`. Taken from it: the text of the solution cells
            (the stubs), and which cells JupyterLab must not delete or edit.

    Attributes:
        stubs: for each solution cell, by its `grade_id` and in the master's order, the text that was released.
        released: the same for all marked cells (tests without their hidden part).
        marked: for each cell that nbgrader knows, by its `grade_id`, its place in the notebook.
        unmarked: for each other cell, by its cell id, its place.

    Raises:
        CourseError: if a name occurs twice, the two notebooks do not belong together, or a cell that goes to the
            student's kernel holds hidden text.
    """

    def __init__(self, master: NotebookNode, release: NotebookNode) -> None:
        released = {cell.metadata.nbgrader.grade_id: cell for cell in release.cells if _is_marked(cell)}
        self.stubs: dict[str, str] = {}
        self.released: dict[str, str] = {}
        self.marked: dict[str, int] = {}
        self.unmarked: dict[str, int] = {}
        self._notebook = deepcopy(master)
        for place, cell in enumerate(self._notebook.cells):
            cell.metadata.pop("execution", None)  # times at which the course built it
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            if not _is_marked(cell):
                self.unmarked[cell.id] = place
            else:
                self._mark(cell, place, released)
            if role(cell) is Role.GIVEN and not is_task(cell) and any(map(holds_marker, cell.source.split("\n"))):
                raise CourseError(
                    f"Cell {cell.id} of the master is for students and holds text that they must not see.",
                    "Put hidden tests into a test cell and answers into a solution cell, then build again.",
                )

    def _mark(self, cell: NotebookNode, place: int, released: dict[str, NotebookNode]) -> None:
        """Note a marked cell, and give it what nbgrader's LockCells and ComputeChecksums give it in the gradebook."""
        name = str(cell.metadata.nbgrader.grade_id)
        if name in self.marked:
            raise CourseError(f"The master has two cells named {name}.", "Rename one of them, then build again.")
        if name not in released:
            raise CourseError(
                f"The exercise has no cell {name}, which the master has.",
                "Build both again, with the version that was handed out: coursekit build",
            )
        self.marked[name] = place
        self.released[name] = str(released[name].source)
        if is_solution(cell):
            cell.source = self.stubs[name] = self.released[name]
            cell.pop("attachments", None)
        cell.metadata.update({key: released[name].metadata[key] for key in _LOCKS if key in released[name].metadata})
        if not is_task(cell):
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
            cell.metadata.nbgrader.cell_type = cell.cell_type

    @property
    def cells(self) -> list[NotebookNode]:
        """The cells in order; only to be read."""
        cells: list[NotebookNode] = self._notebook.cells
        return cells

    def notebook(self) -> NotebookNode:
        """A new copy: the master without outputs, its solution cells holding the stubs."""
        return deepcopy(self._notebook)


def _is_marked(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell))
